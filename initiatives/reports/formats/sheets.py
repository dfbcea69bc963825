"""How every spreadsheet of the product is set up: typeface, head, page, widths. The one place that knows it.

Arial is there in Excel on every system; LibreOffice, which does not bring it, draws it with Liberation Sans, whose letters
are as wide, so that columns fit in both. A cell names its typeface whenever it names anything of it: what a cell leaves out,
LibreOffice does not take from the workbook.
"""

from __future__ import annotations

from collections.abc import Sequence
from textwrap import wrap
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.utils.indexed_list import IndexedList
from openpyxl.worksheet.worksheet import Worksheet

FACE, SIZE = "Arial", 10
PLAIN = Font(name=FACE, size=SIZE, family=2)
BOLD = Font(name=FACE, size=SIZE, family=2, bold=True)
QUIET = Font(name=FACE, size=SIZE, family=2, italic=True)
GROUND = PatternFill("solid", fgColor="E6E9F2")
TOP = Alignment(wrap_text=True, vertical="top")
LEFT = Alignment(
    horizontal="left", vertical="top"
)  # of days, so that they keep clear of a text at their right
DAY, EURO, PERCENT = "DD.MM.YYYY", '#,##0.00" €"', "0.0%"
NARROW, WIDEST, OF_FORMULA = 9, 45, 15  # characters
OF_PAGE = 240  # characters that all columns of a wide table share
MARGIN = 0.5  # inches
OF_LINE, OF_ROW, HIGHEST = 12.8, 3.0, 400.0  # points


def workbook(*, write_only: bool = False) -> Workbook:
    """An empty one in our typeface, whose sheets are made one by one."""
    book = Workbook(write_only=write_only)
    if not write_only:
        book.remove(book.worksheets[0])
    book._named_styles["Normal"].font = PLAIN
    book._fonts = IndexedList([PLAIN])
    book.properties.creator, book.properties.language = "IKZ", "de-DE"
    return book


def set_page(sheet: Any, footer: str = "") -> None:
    """A4 landscape, one page wide, with the number of the page; before the first row of a sheet that is written at once."""
    sheet.page_setup.orientation = Worksheet.ORIENTATION_LANDSCAPE
    sheet.page_setup.paperSize = Worksheet.PAPERSIZE_A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.page_margins.left = sheet.page_margins.right = MARGIN
    sheet.page_margins.top, sheet.page_margins.bottom = MARGIN, 0.75
    if footer:
        sheet.oddFooter.left.text = footer.replace("&", "&&")
    sheet.oddFooter.right.text = "Seite &P von &N"


def repeat_head(sheet: Any, freeze: str = "A2") -> None:
    """The first row is the head: it stays in sight, and stands on every printed page."""
    sheet.freeze_panes = freeze
    sheet.print_title_rows = "1:1"


def set_widths(sheet: Any, widths: Sequence[float]) -> None:
    for number, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(number)].width = width


def fitting(heads: Sequence[Any], columns: Sequence[Sequence[Any]]) -> list[float]:
    """How wide columns are that hold this: a number whole, a text at most so wide, a head by its longest word; the more
    columns, the narrower, so that the page stays readable."""
    most = min(WIDEST, max(OF_PAGE // max(len(heads), 1), 2 * NARROW))
    return [_fitting(head, values, most) for head, values in zip(heads, columns, strict=True)]


def _fitting(head: Any, values: Sequence[Any], most: float) -> float:
    words = max((len(word) for word in str(head or "").split()), default=0)
    longest = max((_length(value) for value in values), default=0)
    return max(words + 3, min(longest + 2, most), NARROW)


def set_heights(sheet: Any) -> None:
    """Rows as high as their text, since not every program works that out when it opens the file."""
    widths = [sheet.column_dimensions[get_column_letter(n)].width for n in range(1, sheet.max_column + 1)]
    for number, cells in enumerate(sheet.iter_rows(), start=1):
        wrapped = [cell.value if cell.alignment.wrap_text else None for cell in cells]
        if tall := height(wrapped, widths):
            sheet.row_dimensions[number].height = tall


def height(values: Sequence[Any], widths: Sequence[float]) -> float | None:
    """In points; None where one line is enough."""
    lines = max((_lines(value, width) for value, width in zip(values, widths, strict=False)), default=1)
    return min(lines * OF_LINE + OF_ROW, HIGHEST) if lines > 1 else None


def _lines(value: Any, width: float) -> int:
    if not isinstance(value, str) or value.startswith("="):
        return 1
    return sum(max(len(wrap(part, max(int(width), 4))), 1) for part in value.split("\n"))


def _length(value: Any) -> int:
    if isinstance(value, bool) or value is None:
        return 0
    if isinstance(value, int | float):
        return len(f"{value:,.2f} €")
    text = str(value)
    return OF_FORMULA if text.startswith("=") else max(map(len, text.split("\n")))


def say_why_empty(sheet: Worksheet, why: str) -> None:
    """In a sheet that has nothing but its head: why."""
    if sheet.max_row < 2:
        cell = sheet.cell(2, 1, why)
        cell.font, cell.alignment = QUIET, Alignment(vertical="top")
