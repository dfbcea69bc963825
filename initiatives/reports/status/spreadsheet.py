"""The tables of a report as a spreadsheet: one sheet a table, and a cover that says what it is."""

import io
import re
import zipfile
from datetime import date, datetime

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from initiatives.reports.status.procedure import public_only
from initiatives.reports.status.sheets import Table, Value
from initiatives.reports.status.tables import all_tables
from initiatives.reports.text import clean, day, moment
from initiatives.snapshot.status_report import StatusReport

BOLD, GROUND = Font(bold=True), PatternFill("solid", fgColor="E6E9F2")
TOP = Alignment(wrap_text=True, vertical="top")
NARROW, WIDE, WIDEST = 9, 16, 60  # characters
_TIME = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*(<)")
EPOCH = (1980, 1, 1, 0, 0, 0)


def xlsx(snapshot: StatusReport, checksum: str) -> bytes:
    """The same snapshot gives the same bytes."""
    book = Workbook(write_only=True)
    _cover(book, snapshot, checksum)
    for table in all_tables(snapshot):
        _sheet(book, table)
    book.properties.title = clean(snapshot.paper.subject)[:200]
    book.properties.creator = clean(snapshot.paper.sender)[:100] or "IKZ"
    book.properties.language = "de"
    out = io.BytesIO()
    book.save(out)
    return _settled(out.getvalue(), snapshot.recorded_until)


def _cover(book: Workbook, snapshot: StatusReport, checksum: str) -> None:
    sheet = book.create_sheet("Bericht")
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 28, 90
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
    for number, head in enumerate(table.heads, start=1):
        longest = max((len(str(row[number - 1] or "")) for row in table.rows[:200]), default=0)
        width = min(max(longest + 2, min(len(head) + 2, WIDE), NARROW), WIDEST)
        sheet.column_dimensions[get_column_letter(number)].width = width
    sheet.freeze_panes = "A2"
    sheet.print_title_rows = "1:1"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = Worksheet.PAPERSIZE_A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(table.heads))}{len(table.rows) + 1}"
    sheet.append([_cell(sheet, head, bold=True) for head in table.heads])
    for row in table.rows:
        sheet.append([_cell(sheet, value) for value in row])


def _cell(sheet, value: Value, bold: bool = False) -> WriteOnlyCell:
    """A text stays a text, also where it looks like a formula."""
    cell = WriteOnlyCell(sheet, value=value)
    cell.alignment = TOP
    if isinstance(value, str):
        cell.data_type = "s"
    elif isinstance(value, date):
        cell.number_format = "DD.MM.YYYY"
    elif isinstance(value, float):
        cell.number_format = '#,##0.00 "€"'
    if bold:
        cell.font, cell.fill = BOLD, GROUND
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
