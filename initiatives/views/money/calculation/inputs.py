"""The sheets with what was entered: assumptions, days of participation, cost lines."""

from decimal import Decimal
from typing import Any

from openpyxl.utils import get_column_letter as letter

from initiatives.domain.rules.money.cost_keys import days_of
from initiatives.domain.state.facts import CostLineFacts
from initiatives.enums import Confidence
from initiatives.enums.money import GRANTS, ONCE, CostKind, Variant
from initiatives.reports.formats.sheets import EURO
from initiatives.views.kernel.files import add_line
from initiatives.views.money.calculation.book import Calculation, class_of

HEADS = (
    *("Nr.", "Variante", "Art", "Klasse", "Wer zahlt", "An wen", "gemeinsam", "Bezeichnung", "Stellen"),
    *("Satz je Stelle", "Betrag", "ab", "bis", "Steigerung in %", "Vorzeichen", "Verlässlichkeit", "Quelle"),
)
WIDTHS = (6, 14, 24, 12, 24, 24, 12, 36)
AMOUNT, SINCE, UNTIL, INCREASE, SIGN = "K", "L", "M", "N", "O"
FULL = len(HEADS) + 1  # first column of what a line comes to in each year; then, what of it is its payer's


def assumptions(made: Calculation) -> None:
    """The basis: cells B2 to B5 are what the formulas of all sheets read."""
    sheet = made.sheet("Annahmen", ["Grundlage", "Wert"])
    basis = made.field.money.basis
    add_line(sheet, ["erstes Jahr", basis.first_year])
    add_line(sheet, ["Jahre", basis.years])
    add_line(sheet, ["Zinssatz in %", basis.rate])
    add_line(sheet, ["Preisstand", basis.price_year])
    add_line(sheet, ["Anmerkung", basis.note])
    sheet.column_dimensions["B"].width = 40


def days(made: Calculation) -> None:
    """On how many days of each year everybody takes part; the last row holds the days of the year."""
    sheet = made.sheet("Beteiligung", ["Organisation", *made.years])
    for one in made.places:
        add_line(sheet, [one.name, *(made.within.days_in(one.id, year) for year in made.years)])
    add_line(sheet, ["Tage des Jahres", *map(days_of, made.years)])


def lines(made: Calculation) -> None:
    """A row a line: what was entered, what it comes to in each year, and what of that its payer has in its own part of it."""
    years = [str(year) for year in made.years]
    sheet = made.sheet("Zeilen", [*HEADS, *years, *(f"{year} anteilig" for year in years)])
    names = {one.id: one.name for one in made.places}
    for row, line in enumerate(made.lines, start=2):
        add_line(sheet, _said(line, row, names))
        if line.fte is not None:
            sheet[f"{AMOUNT}{row}"] = f"=ROUND(I{row}*J{row},2)"
        for index, year in enumerate(made.years):
            sheet.cell(row, FULL + index, _in_year(line, row, year))
            sheet.cell(row, FULL + len(years) + index, _own(made, line, row, index))
        for cell in (sheet[f"{AMOUNT}{row}"], *sheet[row][FULL - 1 :]):
            cell.number_format = EURO
    for column, width in zip("ABCDEFGH", WIDTHS, strict=True):
        sheet.column_dimensions[column].width = width


def _said(line: CostLineFacts, row: int, names: dict[int, str]) -> list[Any]:
    return [
        *(row - 1, Variant(line.variant).label, CostKind(line.kind).label, class_of(line)),
        *(names.get(line.organisation_id or 0, ""), names.get(line.receiver_id or 0, "")),
        *("ja" if line.is_shared else "nein", line.title, line.fte),
        Decimal(line.rate) / 100 if line.rate is not None else None,
        Decimal(line.amount) / 100,
        *(line.from_year, line.until_year, line.increase, -1 if line.kind in GRANTS else 1),
        *(Confidence(line.confidence).label if line.confidence else "", line.source),
    ]


def _in_year(line: CostLineFacts, row: int, year: int) -> str:
    """What `cost_sheet.amount_in` says. Rounding to the millionth first takes away what binary fractions add."""
    since, until = f"${SINCE}{row}", f"${UNTIL}{row}"
    if line.kind in ONCE:
        counts = f"{year}=MAX({since},Annahmen!$B$2)"
    else:
        counts = f"AND(OR({since}=0,{since}<={year}),OR({until}=0,{until}>={year}))"
    risen = f"${AMOUNT}{row}*100*(1+${INCREASE}{row}/100)^({year}-Annahmen!$B$5)"
    return f"=IF({counts},ROUND(ROUND({risen},6),0)/100,0)"


def _own(made: Calculation, line: CostLineFacts, row: int, index: int) -> str | int:
    """With its sign, for the days on which who pays takes part; nothing of what is shared out on its own sheet, nor of a
    reimbursement after one of both has left."""
    if line.is_shared or line.organisation_id not in made.row_of:
        return 0
    if any(made.within.is_gone(one, made.years[index]) for one in _reimbursing(line)):
        return 0
    full, sign = f"{letter(FULL + index)}{row}", f"${SIGN}{row}"
    if line.kind in ONCE or line.kind == CostKind.REIMBURSEMENT:
        return f"={full}*{sign}"
    column = letter(2 + index)
    part = f"Beteiligung!{column}${made.row_of[line.organisation_id]}/Beteiligung!{column}${len(made.places) + 2}"
    return f"=ROUND(ROUND({full}*100*{part},6),0)/100*{sign}"


def _reimbursing(line: CostLineFacts) -> list[int]:
    """Who pays and who gets a reimbursement; nobody of other lines."""
    both = (line.organisation_id, line.receiver_id) if line.receiver_id else ()
    return [one for one in both if one]
