"""How a spreadsheet of the product has to be laid out, whichever it is."""

import io

from openpyxl import load_workbook
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet


def opened(content: bytes) -> Workbook:
    """The workbook, after a look at what all its sheets have in common."""
    book = load_workbook(io.BytesIO(content))
    for sheet in book.worksheets:
        _check(sheet)
    return book


def _check(sheet: Worksheet) -> None:
    page = sheet.page_setup
    assert (page.orientation, int(page.paperSize)) == ("landscape", 9), sheet.title
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert (int(page.fitToWidth), int(page.fitToHeight)) == (1, 0), sheet.title
    assert {cell.font.name for row in sheet.iter_rows() for cell in row} <= {"Arial"}, sheet.title
    assert "&P" in sheet.oddFooter.right.text
    for column in range(1, sheet.max_column + 1):
        letter = sheet.cell(1, column).column_letter
        assert sheet.column_dimensions[letter].width >= 5, f"{sheet.title} {letter}"


def headed(sheet: Worksheet) -> bool:
    """Whether the first row stays in sight and stands on every printed page."""
    return sheet.print_title_rows == "$1:$1" and bool(sheet.freeze_panes) and sheet.freeze_panes[1:] == "2"
