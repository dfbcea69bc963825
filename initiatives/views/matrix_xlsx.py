"""The matrix as a spreadsheet: one sheet with the fields as rows, and a legend with the day."""

import io
from datetime import date

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from initiatives.domain.facts import FieldFacts, InitiativeFacts
from initiatives.domain.matrix import Matrix
from initiatives.enums import LIGHT_MEANINGS, LIGHT_WORDS, PARTICIPATION_WORDS, STANCE_WORDS
from initiatives.views.matrix_csv import COUNTED, FIELD, field_cells, head, numbers

DATED = ["In der Phase seit", "Meilenstein am"]
WIDTHS = [5, 42, 18, 28, 18, 24, 14, 14]
DAY = "DD.MM.YYYY"
BOLD = Font(bold=True)
GROUND = PatternFill("solid", fgColor="E6E9F2")
TOP = Alignment(wrap_text=True, vertical="top")
MEANINGS = {
    "consent": "Die Kommune stimmt zu; „vorläufig“: der Beschluss ihres Gremiums fehlt noch.",
    "conditional": "Die Kommune stimmt unter Bedingungen zu.",
    "deliberating": "Die Kommune berät noch; das gilt nicht als beantwortet.",
    "abstention": "Die Kommune enthält sich.",
    "refusal": "Die Kommune lehnt ab.",
    "withdrawn": "Die Kommune hat ihr Votum zurückgezogen.",
    "pending": "Die Kommune ist gefragt und hat noch nicht geantwortet.",
    "no_answer": "Die Kommune war gefragt und hat nicht geantwortet; das ist keine Ablehnung.",
    "not_asked": "Zu diesem Feld ist die Kommune noch in keiner Abstimmungsrunde gefragt.",
}


def write(facts: InitiativeFacts, found: Matrix, today: date) -> bytes:
    """Sheet "Matrix" with head and first columns fixed, sheet "Legende"."""
    book = Workbook()
    sheet = book.active
    sheet.title = "Matrix"
    _matrix(sheet, found)
    sheet.oddFooter.left.text = f"Stand {today:%d.%m.%Y}"
    _legend(book.create_sheet("Legende"), facts, found, today)
    book.properties.title = f"Matrix {facts.short_title}"
    book.properties.creator = "IKZ"
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _matrix(sheet: Worksheet, found: Matrix) -> None:
    _line(sheet, [*FIELD, *DATED, *map(head, found.columns), *COUNTED])
    for row in found.rows:
        cells = [f"{cell.stance_text}\n{cell.participation_text}" for cell in row.cells]
        _line(sheet, [*field_cells(row.field), *_days(row.field), *cells, *numbers(row.total)])
    last = sheet.max_row
    for title, name in COUNTED.items():
        sums = [getattr(tally, name) for tally in found.tallies]
        rest = [getattr(found.total, other) if other == name else None for other in COUNTED.values()]
        _line(sheet, [None, f"Summe: {title}", *[None] * (len(WIDTHS) - 2), *sums, *rest])
    for row in (sheet[1], *sheet.iter_rows(min_row=last + 1)):
        for cell in row:
            cell.font = BOLD
    for cell in sheet[1]:
        cell.fill = GROUND
    sheet.freeze_panes = "C2"
    sheet.auto_filter.ref = f"A1:{get_column_letter(sheet.max_column)}{last}"
    sheet.print_title_rows, sheet.print_title_cols = "1:1", "A:B"
    sheet.page_setup.orientation = "landscape"
    widths = [*WIDTHS, *[20] * len(found.columns), *[14] * len(COUNTED)]
    for number, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(number)].width = width


def _days(field: FieldFacts) -> list[date | None]:
    milestone = field.assessment.milestone_on if field.assessment else None
    return [field.phase_dates.get(field.phase), milestone]


def _legend(sheet: Worksheet, facts: InitiativeFacts, found: Matrix, today: date) -> None:
    _line(sheet, ["Initiative", facts.title])
    _line(sheet, ["Stand", today])
    _line(sheet, ["Felder", len(found.rows)])
    _line(sheet, ["Kommunen", len(found.columns)])
    _line(sheet, ["ohne Beauftragte/n", ", ".join(o.designation for o in found.unrepresented) or "keine"])
    groups = {
        "Votum": {STANCE_WORDS[stance]: text for stance, text in MEANINGS.items()},
        "Beteiligung": dict.fromkeys([*PARTICIPATION_WORDS.values(), "federführend"], ""),
        "Ampel": {LIGHT_WORDS[light]: text for light, text in LIGHT_MEANINGS.items()},
    }
    for title, lines in groups.items():
        _line(sheet, [])
        _line(sheet, [title])
        sheet.cell(sheet.max_row, 1).font = BOLD
        for word, text in lines.items():
            _line(sheet, [word, text])
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 30, 80


def _line(sheet: Worksheet, values: list) -> None:
    """Append a row; a text stays a text, also where it looks like a formula."""
    sheet.append(values)
    for cell in sheet[sheet.max_row] if values else ():
        cell.alignment = TOP
        if isinstance(cell.value, str):
            cell.data_type = "s"
        elif isinstance(cell.value, date):
            cell.number_format = DAY
