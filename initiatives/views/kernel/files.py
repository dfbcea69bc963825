"""Lists as files: CSV for spreadsheets of German offices, and XLSX; both with what the page shows."""

import csv
import io
from collections.abc import Iterable
from datetime import date
from typing import Any

from django.http import HttpResponse, JsonResponse
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from initiatives.domain.kernel import moments
from initiatives.domain.kernel.texts import slug
from initiatives.reports.formats import sheets
from initiatives.views.kernel.requests import ActingRequest

TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
FORMULA = tuple("=+-@＝＋－＠\t\r\n")


def address(request: ActingRequest, kind: str) -> str:
    """The address of a file with the same filter."""
    query = request.GET.copy()
    query["format"] = kind
    return f"?{query.urlencode()}"


def hand_out(content: bytes, kind: str, *names: str) -> HttpResponse:
    """A file that is named by these words and the day."""
    name = f"{'-'.join(map(slug, names))}-{moments.today():%Y-%m-%d}.{kind}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type=TYPES[kind], headers=headers)


def json_file(data: dict[str, Any], name: str) -> HttpResponse:
    """Plain data as a file that people read."""
    headers = {"Content-Disposition": f'attachment; filename="{name}.json"'}
    return JsonResponse(data, headers=headers, json_dumps_params={"ensure_ascii": False, "indent": 2})


def csv_of(lines: Iterable[Iterable[Any]]) -> bytes:
    """Semicolons, UTF-8 with a mark, days as they are written here."""
    file = io.StringIO()
    writer = csv.writer(file, delimiter=";")
    for line in lines:
        writer.writerow([_plain(cell) for cell in line])
    return file.getvalue().encode("utf-8-sig")


def _plain(cell: Any) -> Any:
    if isinstance(cell, date):
        return f"{cell:%d.%m.%Y}"
    return harmless(cell) if isinstance(cell, str) else cell


def harmless(text: str) -> str:
    """A text that a spreadsheet would read as a formula gets an apostrophe before it."""
    return f"'{text}" if text.lstrip(" \u00a0").startswith(FORMULA) else text


def add_line(sheet: Worksheet, values: list) -> None:
    """Append a row; a text stays a text, also where it looks like a formula and its cell is edited."""
    sheet.append(values)
    for cell in sheet[sheet.max_row] if values else ():
        cell.alignment = sheets.TOP
        if isinstance(cell.value, str):
            cell.data_type = "s"
            cell.quotePrefix = harmless(cell.value) != cell.value
        elif isinstance(cell.value, date):
            cell.number_format, cell.alignment = sheets.DAY, sheets.LEFT


def set_head(sheet: Worksheet, freeze: str = "A2") -> None:
    """Make the first row the head: bold, on a ground, in sight, and repeated on every printed page."""
    for cell in sheet[1]:
        cell.font, cell.fill = sheets.BOLD, sheets.GROUND
    sheets.repeat_head(sheet, freeze)
    lay_out(sheet)


def lay_out(sheet: Worksheet) -> None:
    """How a sheet is printed, which says its day."""
    sheets.set_page(sheet, f"Stand {moments.today():%d.%m.%Y}")


def saved(book: Workbook, title: str) -> bytes:
    """The file of a spreadsheet."""
    book.properties.title = title
    for sheet in book.worksheets:
        sheets.set_heights(sheet)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def as_xlsx(lines: Iterable[Iterable[str]], title: str) -> bytes:
    """A list to fill in: one sheet, all of it text, so that a program leaves keys and numbers as they are typed."""
    book = sheets.workbook()
    sheet = book.create_sheet(title)
    for values in lines:
        add_line(sheet, list(values))
        for cell in sheet[sheet.max_row]:
            cell.number_format = "@"
    sheets.set_widths(sheet, [28] * sheet.max_column)
    set_head(sheet)
    return saved(book, title)
