"""The tables of a report as a spreadsheet: one sheet a table, and a cover that says what it is."""

import io
import re
import zipfile
from datetime import date, datetime

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment
from openpyxl.utils import get_column_letter

from initiatives.reports.formats import sheets
from initiatives.reports.status.procedure import public_only
from initiatives.reports.status.sheets import Table, Value
from initiatives.reports.status.tables import all_tables
from initiatives.reports.text import clean, day, moment
from initiatives.snapshot.status_report import StatusReport

_TIME = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*(<)")
EPOCH = (1980, 1, 1, 0, 0, 0)


def xlsx(snapshot: StatusReport, checksum: str) -> bytes:
    """The same snapshot gives the same bytes."""
    book = sheets.workbook(write_only=True)
    _cover(book, snapshot, checksum)
    for table in all_tables(snapshot):
        _sheet(book, table)
    book.properties.title = clean(snapshot.paper.subject)[:200]
    book.properties.creator = clean(snapshot.paper.sender)[:100] or "IKZ"
    out = io.BytesIO()
    book.save(out)
    return _settled(out.getvalue(), snapshot.recorded_until)


def _cover(book: Workbook, snapshot: StatusReport, checksum: str) -> None:
    sheet = book.create_sheet("Bericht")
    sheets.set_widths(sheet, (28, 90))
    sheets.set_page(sheet)
    edition = {"public": "öffentlich", "non_public": "nichtöffentlich"}.get(
        snapshot.edition, snapshot.edition
    )
    lines: list[tuple[str, Value]] = [
        ("Betreff", clean(snapshot.paper.subject)),
        ("Absender", clean(snapshot.paper.sender)),
        ("Stichtag", snapshot.as_of),
        ("erfasst bis", moment(snapshot.recorded_until)),
        ("Ausgabe", edition + (" · Beispieldaten" if snapshot.is_example else "")),
        ("Vorlage", clean(snapshot.paper.number)),
        ("Bericht", clean(snapshot.paper.report_number)),
        ("Prüfsumme des Datenstandes (SHA-256)", checksum),
    ]
    if snapshot.edition == "public":
        lines.append(("Nicht enthalten", public_only(snapshot.layout)))
    if snapshot.previous:
        lines.insert(
            4, ("verglichen mit", f"{clean(snapshot.previous.label)}, Stand {day(snapshot.previous.as_of)}")
        )
    for name, value in lines:
        sheet.append([_cell(sheet, name, bold=True), _cell(sheet, value)])


def _sheet(book: Workbook, table: Table) -> None:
    sheet = book.create_sheet(table.title)
    columns = [[row[number] for row in table.rows[:200]] for number in range(len(table.heads))]
    widths = sheets.fitting(table.heads, columns)
    sheets.set_widths(sheet, widths)
    sheets.repeat_head(sheet)
    sheets.set_page(sheet, table.description)
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(table.heads))}{len(table.rows) + 1}"
    for number, row in enumerate((table.heads, *table.rows), start=1):
        if tall := sheets.height(row, widths):
            sheet.row_dimensions[number].height = tall
        sheet.append([_cell(sheet, value, bold=number == 1) for value in row])
    if not table.rows:
        why = _cell(sheet, f"Kein Eintrag: Zum Stichtag gibt es in dieser Ausgabe nichts zu „{table.title}“.")
        why.font, why.alignment = sheets.QUIET, Alignment(vertical="top")
        sheet.append([why])


def _cell(sheet, value: Value, bold: bool = False) -> WriteOnlyCell:
    """A text stays a text, also where it looks like a formula."""
    cell = WriteOnlyCell(sheet, value=value)
    cell.alignment = sheets.TOP
    if isinstance(value, str):
        cell.data_type = "s"
    elif isinstance(value, date):
        cell.number_format, cell.alignment = sheets.DAY, sheets.LEFT
    elif isinstance(value, int):
        cell.alignment = sheets.LEFT
    elif isinstance(value, float):
        cell.number_format = sheets.EURO
    if bold:
        cell.font, cell.fill = sheets.BOLD, sheets.GROUND
    return cell


def _settled(data: bytes, created: datetime) -> bytes:
    """The archive without the time at which it was written."""
    out = io.BytesIO()
    stamp = f"{created:%Y-%m-%dT%H:%M:%SZ}".encode()
    with zipfile.ZipFile(io.BytesIO(data)) as given, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as kept:
        for name in given.namelist():
            content = given.read(name)
            if name == "docProps/core.xml":
                content = _TIME.sub(rb"\g<1>" + stamp + rb"\g<2>", content)
            kept.writestr(zipfile.ZipInfo(name, EPOCH), content, zipfile.ZIP_DEFLATED)
    return out.getvalue()
