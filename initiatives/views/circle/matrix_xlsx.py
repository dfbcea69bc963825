"""The matrix as a spreadsheet: one sheet with the fields as rows, and a legend with the day."""

from datetime import date

from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from initiatives.domain.rules.matrix import Matrix
from initiatives.domain.state.facts import FieldFacts, InitiativeFacts
from initiatives.enums import LIGHT_MEANINGS, LIGHT_WORDS, PARTICIPATION_WORDS, STANCE_WORDS
from initiatives.reports.formats import sheets
from initiatives.views.circle.matrix_csv import COUNTED, FIELD, field_cells, head, numbers
from initiatives.views.kernel.files import add_line, lay_out, saved, set_head

DATED = ["In der Phase seit", "Meilenstein am"]
WIDTHS = [5, 32, 13, 16, 11, 16, 16, 16, 12, 12]
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
    book = sheets.workbook()
    _matrix(book.create_sheet("Matrix"), found, today)
    _legend(book.create_sheet("Legende"), facts, found, today)
    return saved(book, f"Matrix {facts.short_title}")


def _matrix(sheet: Worksheet, found: Matrix, today: date) -> None:
    add_line(sheet, [*FIELD, *DATED, *map(head, found.columns), *COUNTED])
    for row in found.rows:
        cells = [f"{cell.stance_text}\n{cell.participation_text}" for cell in row.cells]
        add_line(sheet, [*field_cells(row.field, today), *_days(row.field), *cells, *numbers(row.total)])
    last = sheet.max_row
    for title, name in COUNTED.items():
        sums = [getattr(tally, name) for tally in found.tallies]
        rest = [getattr(found.total, other) if other == name else None for other in COUNTED.values()]
        add_line(sheet, [None, f"Summe: {title}", *[None] * (len(WIDTHS) - 2), *sums, *rest])
    for row in sheet.iter_rows(min_row=last + 1):
        for cell in row:
            cell.font = sheets.BOLD
    if not found.rows:
        sheets.say_why_empty(sheet, "Die Initiative hat noch kein Feld, das hier steht.")
    set_head(sheet, "C2")
    sheet.auto_filter.ref = f"A1:{get_column_letter(sheet.max_column)}{last}"
    sheet.print_title_cols = "A:B"
    widths = [*WIDTHS, *[14] * len(found.columns), *[11] * len(COUNTED)]
    sheets.set_widths(sheet, widths)


def _days(field: FieldFacts) -> list[date | None]:
    milestone = field.assessment.milestone_on if field.assessment else None
    return [field.phase_dates.get(field.phase), milestone]


def _legend(sheet: Worksheet, facts: InitiativeFacts, found: Matrix, today: date) -> None:
    add_line(sheet, ["Initiative", facts.title])
    add_line(sheet, ["Stand", today])
    add_line(sheet, ["Felder", len(found.rows)])
    add_line(sheet, ["Kommunen", len(found.columns)])
    add_line(sheet, ["ohne Beauftragte/n", ", ".join(o.designation for o in found.unrepresented) or "keine"])
    groups = {
        "Votum": {STANCE_WORDS[stance]: text for stance, text in MEANINGS.items()},
        "Beteiligung": dict.fromkeys([*PARTICIPATION_WORDS.values(), "federführend"], ""),
        "Ampel": {LIGHT_WORDS[light]: text for light, text in LIGHT_MEANINGS.items()},
    }
    for title, lines in groups.items():
        add_line(sheet, [])
        add_line(sheet, [title])
        sheet.cell(sheet.max_row, 1).font = sheets.BOLD
        for word, text in lines.items():
            add_line(sheet, [word, text])
    sheets.set_widths(sheet, (30, 80))
    lay_out(sheet)
