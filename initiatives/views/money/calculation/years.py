"""The sheet of a variant: what each has in each year, summed up from its lines and its shares."""

from openpyxl.utils import get_column_letter as letter

from initiatives.enums.money import Variant
from initiatives.reports.formats.sheets import EURO
from initiatives.views.kernel.files import add_line
from initiatives.views.money.calculation.book import DUE_ONCE, REIMBURSED, RUNNING, SAVED, Calculation
from initiatives.views.money.calculation.distribution import Distribution
from initiatives.views.money.calculation.inputs import FULL

BLOCKS = ("heute", "Variante", "einmalig", "bekannte Ersparnis", "Vorteil")


def title_of(variant: Variant) -> str:
    return f"Jahre {variant.label}"


def span(made: Calculation, variant: Variant, organisation_id: int, block: str) -> str:
    """The cells of an organisation in all years of a block."""
    row = made.row_of[organisation_id]
    return f"'{title_of(variant)}'!{_column(made, block, 0)}{row}:{_column(made, block, len(made.years) - 1)}{row}"


def _column(made: Calculation, block: str, index: int) -> str:
    return letter(2 + BLOCKS.index(block) * len(made.years) + index)


class Years:
    """Writes the sheet of a variant."""

    def __init__(self, made: Calculation, shared: Distribution, variant: Variant) -> None:
        self.made, self.shared, self.variant = made, shared, variant
        heads = ["Organisation", *(f"{block} {year}" for block in BLOCKS for year in made.years)]
        sheet = made.sheet(title_of(variant), heads)
        for place in made.places:
            add_line(sheet, [place.name])
            row = sheet.max_row
            for index in range(len(made.years)):
                for block, formula in self._blocks(place.id, row, index).items():
                    sheet[f"{_column(made, block, index)}{row}"] = f"={formula}"
            for cell in sheet[row][1:]:
                cell.number_format = EURO

    def _blocks(self, pk: int, row: int, index: int) -> dict[str, str]:
        today, cost, _, saved, _ = (f"{_column(self.made, block, index)}{row}" for block in BLOCKS)
        outcome = self.made.compared[self.variant].of(pk)
        once_today = self._own(pk, row, index, Variant.TODAY, DUE_ONCE)
        return {
            "heute": self._running(pk, row, index, Variant.TODAY),
            "Variante": self._running(pk, row, index, self.variant) + self._shares(pk, index, RUNNING),
            "einmalig": f"{self._own(pk, row, index, self.variant, DUE_ONCE)}-{once_today}{self._shares(pk, index, DUE_ONCE)}",
            "bekannte Ersparnis": self._own(pk, row, index, self.variant, SAVED),
            "Vorteil": saved if outcome and outcome.only_saving else f"{today}-{cost}",
        }

    def _running(self, pk: int, row: int, index: int, variant: Variant) -> str:
        """Its own lines, what it pays as a reimbursement, less what it gets."""
        own, paid = (self._own(pk, row, index, variant, one) for one in (RUNNING, REIMBURSED))
        return f"{own}+{paid}-{self._own(pk, row, index, variant, REIMBURSED, who='F')}"

    def _own(self, pk: int, row: int, index: int, variant: Variant, of_class: str, who: str = "E") -> str:
        last = max(len(self.made.lines) + 1, 2)
        amounts = letter(FULL + len(self.made.years) + index)
        return (
            f'SUMIFS(Zeilen!${amounts}$2:${amounts}${last},Zeilen!$B$2:$B${last},"{variant.label}",'
            f'Zeilen!$D$2:$D${last},"{of_class}",Zeilen!${who}$2:${who}${last},$A{row})'
        )

    def _shares(self, pk: int, index: int, of_class: str) -> str:
        """What it bears of the joint lines, and of who provides what percentages leave over; with a plus before each."""
        last = self.shared.last
        if last < 2:
            return ""
        columns = [self.shared.shares + self.made.row_of[pk] - 2]
        if pk == self.made.provider_id:
            columns.append(self.shared.shares + len(self.made.places))
        return "".join(
            f'+SUMIFS(Verteilung!${one}$2:${one}${last},Verteilung!$B$2:$B${last},"{self.variant.label}",'
            f'Verteilung!$C$2:$C${last},"{of_class}",Verteilung!$D$2:$D${last},{self.made.years[index]})'
            for one in map(letter, columns)
        )
