"""What all sheets of the calculation are made of, and in which row of its sheet each thing stands."""

from typing import Any

from openpyxl.utils import get_column_letter as letter
from openpyxl.worksheet.worksheet import Worksheet

from initiatives.domain.rules.money.cost_keys import circle
from initiatives.domain.rules.money.cost_sheet import horizon
from initiatives.domain.rules.money.economics import Comparison, of_field
from initiatives.domain.state.facts import CostLineFacts, FieldFacts
from initiatives.enums.money import COMPARED, ONCE, CostKind, Variant
from initiatives.reports.formats import sheets
from initiatives.views.kernel.files import add_line

RUNNING, DUE_ONCE, REIMBURSED, SAVED = "laufend", "einmalig", "Erstattung", "Ersparnis"


class Calculation:
    """The workbook of a field. On all sheets organisations stand in the order of `places`, years in that of `years`."""

    def __init__(self, field: FieldFacts) -> None:
        self.field = field
        self.within = circle(field)
        self.places = list(self.within.organisations.values())
        self.years = list(horizon(field.money.basis))
        self.lines = field.money.lines
        used = {line.variant for line in self.lines}
        self.variants: list[Variant] = [one for one in COMPARED if one in used] or [Variant.JOINT]
        self.compared: dict[str, Comparison] = {one: of_field(field, one) for one in self.variants}
        self.provider_id = field.provider.organisation.id if field.provider else None
        self.row_of = {one.id: row for row, one in enumerate(self.places, start=2)}
        self.book = sheets.workbook()

    def sheet(self, title: str, heads: list[Any], width: int = 30) -> Worksheet:
        """A new sheet with its head and its first column as wide as that."""
        made = self.book.create_sheet(title)
        add_line(made, heads)
        made.column_dimensions["A"].width = width
        return made


def across(first: int, row: int, count: int) -> str:
    """The cells of a row from a column on."""
    return f"${letter(first)}{row}:${letter(first + count - 1)}{row}"


def class_of(line: CostLineFacts) -> str:
    """How a line counts: every year, once, as a reimbursement, or as a known saving."""
    if line.kind in ONCE:
        return DUE_ONCE
    return {CostKind.REIMBURSEMENT: REIMBURSED, CostKind.SAVING: SAVED}.get(CostKind(line.kind), RUNNING)
