"""The workbook: its sheets in their order, and the result per participant and in sum on the first."""

from collections.abc import Iterator
from datetime import date

from openpyxl.styles import Alignment
from openpyxl.utils import get_column_letter as letter
from openpyxl.worksheet.worksheet import Worksheet

from initiatives.domain.rules.money.economics import Outcome
from initiatives.domain.state.facts import FieldFacts
from initiatives.enums.money import Variant
from initiatives.reports.formats import sheets
from initiatives.reports.formats.sheets import BOLD, EURO, PERCENT
from initiatives.views.kernel.files import add_line, lay_out, saved, set_head
from initiatives.views.money.calculation.book import Calculation
from initiatives.views.money.calculation.distribution import Distribution, keys
from initiatives.views.money.calculation.inputs import assumptions, days, lines
from initiatives.views.money.calculation.years import Years, span

HEADS = (
    *("Organisation", "heute im Jahr", "Variante im Jahr", "Ersparnis im Jahr", "Ersparnis in %", "einmalig"),
    *("Kapitalwert", "Hinweis"),
)
WIDTHS = (34, 18, 18, 18, 14, 18, 18, 50)
MONEY = "BCDFG"
EMPTY = {
    "Zeilen": "Es sind noch keine Kosten erfasst.",
    "Schlüssel": "Es gibt noch keinen Kostenschlüssel.",
    "Verteilung": "Es gibt noch keine gemeinsame Zeile, die verteilt wird.",
}
HOW = "Diese Rechnung lebt: Wer Werte auf den Blättern „Annahmen“, „Zeilen“ oder „Schlüssel“ ändert, sieht hier das Ergebnis."


def write(field: FieldFacts, initiative: str, today: date) -> bytes:
    """The calculation of a field as it stands today, as XLSX."""
    made = Calculation(field)
    front = made.book.create_sheet("Ergebnis")
    assumptions(made)
    days(made)
    lines(made)
    shared = Distribution(made, keys(made))
    for variant in made.variants:
        Years(made, shared, variant)
    _result(front, made, initiative, today)
    for sheet in made.book.worksheets[1:]:
        set_head(sheet, "B2")
        _widen(sheet)
        sheets.say_why_empty(sheet, EMPTY.get(sheet.title, "Hier ist noch nichts erfasst."))
    made.book.calculation.fullCalcOnLoad = True
    return saved(made.book, f"Wirtschaftlichkeit {field.short_title or field.title}")


def _result(sheet: Worksheet, made: Calculation, initiative: str, today: date) -> None:
    add_line(sheet, [f"Wirtschaftlichkeitsbetrachtung: {made.field.title}"])
    add_line(sheet, [f"{initiative}, Stand {today:%d.%m.%Y}"])
    add_line(sheet, [HOW])
    sheet["A1"].font = BOLD
    for cells in sheet.iter_rows(max_row=3, max_col=1):
        cells[0].alignment = Alignment(vertical="top")
    for variant in made.variants:
        _variant(sheet, made, variant)
    sheets.set_widths(sheet, WIDTHS)
    lay_out(sheet)


def _widen(sheet: Worksheet) -> None:
    """Columns as wide as what stands in them, unless the sheet has said."""
    columns = list(sheet.iter_cols(values_only=True))
    heads, values = [one[0] for one in columns], [one[1:] for one in columns]
    for number, width in enumerate(sheets.fitting(heads, values), start=1):
        if letter(number) not in sheet.column_dimensions:
            sheet.column_dimensions[letter(number)].width = width


def _variant(sheet: Worksheet, made: Calculation, variant: Variant) -> None:
    """A row for each, and the sum over those of whom both is known."""
    add_line(sheet, [])
    for head in ([f"Variante {variant.label}"], [*HEADS]):
        add_line(sheet, head)
        for cell in sheet[sheet.max_row]:
            cell.font = BOLD
    counted = list(_rows(sheet, made, variant))
    add_line(sheet, ["Summe"])
    last = sheet.max_row
    for column in MONEY:
        sheet[f"{column}{last}"] = "=" + ("+".join(f"N({column}{row})" for row in counted) or "0")
    sheet[f"E{last}"] = f'=IF(B{last}=0,"",D{last}/B{last})'
    _formats(sheet, last)
    for cell in sheet[last]:
        cell.font = BOLD
    for gap in made.compared[variant].gaps:
        add_line(sheet, [f"nicht verteilt: {gap.year}", None, gap.cents / 100, *[None] * 4, gap.why])
        _formats(sheet, sheet.max_row)


def _rows(sheet: Worksheet, made: Calculation, variant: Variant) -> Iterator[int]:
    """Writes a row for each; gives the numbers of those that count in the sum."""
    missing = made.compared[variant].missing
    for one in made.compared[variant].outcomes:
        pk = one.organisation.id
        lacks = ", ".join(what for place, what in missing if place.id == pk)
        hint = "nur die Ersparnis ist bekannt" if one.only_saving else f"fehlt: {lacks}" if lacks else ""
        add_line(sheet, [one.organisation.name, *[None] * 6, hint])
        row = sheet.max_row
        _fill(sheet, row, made, variant, one)
        _formats(sheet, row)
        if one.is_known:
            yield row


def _fill(sheet: Worksheet, row: int, made: Calculation, variant: Variant, one: Outcome) -> None:
    pk = one.organisation.id
    known = {
        "B": (one.knows_today, "heute"),
        "C": (one.knows_cost, "Variante"),
        "D": (one.is_known, "Vorteil"),
    }
    for column, (is_known, block) in known.items():
        if is_known:
            sheet[f"{column}{row}"] = _average(made, pk, span(made, variant, pk, block))
    if one.is_known:
        sheet[f"E{row}"] = f'=IF(N(B{row})=0,"",D{row}/B{row})'
        sheet[f"F{row}"] = f"=SUM({span(made, variant, pk, 'einmalig')})"
        sheet[f"G{row}"] = _present_value(made, variant, pk)


def _formats(sheet: Worksheet, row: int) -> None:
    for column in MONEY:
        sheet[f"{column}{row}"].number_format = EURO
    sheet[f"E{row}"].number_format = PERCENT


def _average(made: Calculation, pk: int, cells: str) -> str:
    """A year's average over the years in which it takes part."""
    row, last, of_year = made.row_of[pk], letter(1 + len(made.years)), len(made.places) + 2
    part = f"SUMPRODUCT(Beteiligung!B{row}:{last}{row}/Beteiligung!B{of_year}:{last}{of_year})"
    return f"=ROUND(ROUND(SUM({cells})*100/{part},6),0)/100"


def _present_value(made: Calculation, variant: Variant, pk: int) -> str:
    """What falls due once at the beginning of its year, all else at its end."""
    gains, once = (span(made, variant, pk, block) for block in ("Vorteil", "einmalig"))
    number = f"(Beteiligung!B1:{letter(1 + len(made.years))}1-Annahmen!$B$2)"
    rate = "(1+Annahmen!$B$4/100)"
    return f"=ROUND(SUMPRODUCT({gains}/{rate}^({number}+1))-SUMPRODUCT({once}/{rate}^{number}),2)"
