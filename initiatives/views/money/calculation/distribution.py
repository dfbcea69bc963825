"""The sheets of the keys and of what each bears of the joint lines, by the largest remainder as `rules/allocation.py`."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from openpyxl.utils import get_column_letter as letter

from initiatives.domain.rules.money.cost_keys import (
    DAY,
    SCALE,
    UNITS,
    bearers,
    days_of,
    figure,
    missing_figures,
    period_on,
    stretches,
)
from initiatives.domain.state.facts import CostLineFacts, KeyPeriodFacts
from initiatives.enums.money import GRANTS, ONCE, KeyKind, Variant
from initiatives.reports.formats.sheets import EURO
from initiatives.views.kernel.files import add_line
from initiatives.views.money.calculation.book import Calculation, across, class_of
from initiatives.views.money.calculation.inputs import FULL

REST = "Rest beim Leistungserbringer"
KEY_HEADS = ("Schlüssel", "Art", "von", "bis", "Grundbetrag im Jahr", "Einheit in Cent")
HEADS = (
    *("Zeile", "Variante", "Klasse", "Jahr", "von", "bis", "Tage", "Vorzeichen"),
    *("Betrag in Cent", "Einheit in Cent"),
)
WEIGHTS = len(HEADS) + 1  # first column of the weights; then remainders, then shares


@dataclass(frozen=True)
class Part:
    """What of a period is shared out by one kind of weights; a row of the sheet of keys."""

    period: KeyPeriodFacts
    kind: str
    row: int
    is_base: bool = False

    @property
    def scale(self) -> int:
        """By what its weights are multiplied, so that they are whole numbers."""
        figures = [one for one in self.period.figures.values() if one is not None]
        whole = self.kind != KeyKind.FIXED and all(one == one.to_integral_value() for one in figures)
        return 1 if whole else SCALE


@dataclass(frozen=True)
class Piece:
    """A part of a line in a stretch of a year: `cents` is its amount, as a formula without the sign of equality."""

    line: CostLineFacts
    number: int
    year: int
    start: date
    end: date  # exclusive
    cents: str


def keys(made: Calculation) -> list[Part]:
    """Write the weight of everybody in each period: inhabitants, cases, units, percent, or one."""
    sheet = made.sheet("Schlüssel", [*KEY_HEADS, *(one.name for one in made.places)], width=26)
    found: list[Part] = []
    for key in made.field.money.keys:
        for period in key.periods:
            kinds = [KeyKind.EQUAL, period.variable_kind] if period.kind == KeyKind.MIXED else [period.kind]
            for number, kind in enumerate(kinds if period.kind != KeyKind.DESCRIBED else []):
                part = Part(period, kind, sheet.max_row + 1, is_base=len(kinds) > number + 1)
                base = Decimal(period.base or 0) / 100 if part.is_base else None
                words = f"{KeyKind(kind).label}{' (Grundbetrag)' if part.is_base else ''}"
                weights = [figure(period, one, kind) or 0 for one in made.places]
                dates = [period.starts_on, period.ends_on]
                add_line(sheet, [key.title, words, *dates, base, UNITS[period.rounding], *weights])
                found.append(part)
    sheet.column_dimensions["B"].width = 34
    return found


class Distribution:
    """The sheet in which each joint line is shared out, a stretch a row, of a mixed key two."""

    def __init__(self, made: Calculation, parts: list[Part]) -> None:
        self.made, self.parts, self.last = made, parts, 1
        self.bases: dict[tuple[str, int, date], list[int]] = defaultdict(list)
        names = [*(one.name for one in made.places), REST]
        self.count = len(names)
        self.remainders, self.shares = WEIGHTS + self.count, WEIGHTS + 2 * self.count
        heads = [*HEADS, *(f"Gewicht {one}" for one in names), *(f"Rest {one}" for one in names), *names]
        self.sheet = made.sheet("Verteilung", heads, width=8)
        for number, line in enumerate(made.lines, start=1):
            for year in made.years if line.is_shared else ():
                self._add(line, number, year)

    def _add(self, line: CostLineFacts, number: int, year: int) -> None:
        """All rows of a line in a year; a stretch that nobody bears has an amount and no weights."""
        key = self.made.field.money.key(line.key_id)
        if key is None:
            return
        cut = list(stretches(year, key, self.made.within))
        for (start, end), cents in zip(cut, self._by_days(number, year, cut), strict=True):
            piece = Piece(line, number, year, start, end, cents)
            period = period_on(key, start)
            parts = [one for one in self.parts if one.period is period]
            if period is None or not self._members(period, start):
                self._row(piece, cents, None)
            elif len(parts) == 2 and line.kind not in ONCE | GRANTS:
                self._base(piece, parts[0], self.bases[line.variant, key.id, start])
                self._row(piece, f"{cents}-I{self.last}", parts[1])
            else:
                self._row(piece, cents, parts[-1] if parts else None)

    def _base(self, piece: Piece, part: Part, before: list[int]) -> None:
        """What is left of the base amount of a stretch after the lines before, whose rows are `before`."""
        days = f"{(piece.end - piece.start).days}/{days_of(piece.year)}"
        left = f"INT(Schlüssel!$E${part.row}*100*{days})" + "".join(f"-I{row}" for row in before)
        self._row(piece, f"MIN({piece.cents},{left})", part)
        before.append(self.last)

    def _by_days(self, number: int, year: int, cut: list[tuple[date, date]]) -> list[str]:
        """The cents of each stretch: the days' part of the year, by the largest remainder, the earlier first."""
        column = letter(FULL + self.made.years.index(year))
        whole, all_days = f"ROUND(Zeilen!${column}${number + 1}*100,0)", days_of(year)
        if len(cut) == 1:
            return [whole]
        rests = [f"MOD({whole}*{(end - start).days},{all_days})" for start, end in cut]
        found = []
        for place, (start, end) in enumerate(cut):
            before = [
                f"({rests[other]}{'>=' if other < place else '>'}{rests[place]})"
                for other in range(len(cut))
                if other != place
            ]
            down = f"({whole}*{(end - start).days}-{rests[place]})/{all_days}"
            found.append(f"({down}+IF({'+'.join(before)}<({'+'.join(rests)})/{all_days},1,0))")
        return found

    def _members(self, period: KeyPeriodFacts, day: date) -> list[int]:
        """The ids of those who bear on a day; none where nobody does, a figure is missing, or nobody takes a rest."""
        members = bearers(period, day, self.made.within)
        lacks_rest = period.kind == KeyKind.FIXED and self.made.provider_id is None
        if missing_figures(period, members) or (
            lacks_rest and sum(filter(None, period.figures.values())) < 100
        ):
            return []
        return [one.id for one in members]

    def _row(self, piece: Piece, cents: str, part: Part | None) -> None:
        self.last += 1
        row, line, sheet = self.last, piece.line, self.sheet
        said = [piece.number, Variant(line.variant).label, class_of(line), piece.year]
        days = [piece.start, piece.end - DAY, (piece.end - piece.start).days]
        add_line(sheet, [*said, *days, -1 if line.kind in GRANTS else 1])
        sheet[f"I{row}"] = f"={cents}"
        sheet[f"J{row}"] = f"=Schlüssel!$F${part.row}" if part else 1
        weights = self._weights(piece, part)
        for number, weight in enumerate(weights):
            sheet.cell(row, WEIGHTS + number, weight)
            sheet.cell(row, self.remainders + number, self._remainder(row, number))
            sheet.cell(row, self.shares + number, self._share(row, number)).number_format = EURO

    def _weights(self, piece: Piece, part: Part | None) -> list[Any]:
        """Whole numbers; of percentages the last is what they leave over."""
        if part is None:
            return [0] * self.count
        members = self._members(part.period, piece.start)
        known = [
            (figure(part.period, one, part.kind) or 0) if one.id in members else 0 for one in self.made.places
        ]
        if part.kind != KeyKind.FIXED and not any(known):
            return [*(int(one.id in members) for one in self.made.places), 0]
        found: list[Any] = [
            f"=ROUND(Schlüssel!{letter(len(KEY_HEADS) + 1 + number)}${part.row}*{part.scale},0)"
            if one.id in members
            else 0
            for number, one in enumerate(self.made.places)
        ]
        given = across(WEIGHTS, self.last, self.count - 1)
        return [*found, f"=MAX(0,{100 * SCALE}-SUM({given}))" if part.kind == KeyKind.FIXED else 0]

    def _units(self, row: int) -> str:
        return f"INT($I{row}/$J{row})"

    def _remainder(self, row: int, number: int) -> str:
        """What is lost by rounding down; -1 of who bears nothing."""
        weight, whole = f"{letter(WEIGHTS + number)}{row}", f"SUM({across(WEIGHTS, row, self.count)})"
        return f"=IF({weight}=0,-1,MOD({self._units(row)}*{weight},{whole}))"

    def _share(self, row: int, number: int) -> str:
        weight, rest = f"{letter(WEIGHTS + number)}{row}", f"{letter(self.remainders + number)}{row}"
        rests, whole = across(self.remainders, row, self.count), f"SUM({across(WEIGHTS, row, self.count)})"
        before = f'COUNTIF({rests},">"&{rest})'
        if number:
            before += f"+COUNTIF({across(self.remainders, row, number)},{rest})"
        left = f'ROUND(SUMIF({rests},">0")/{whole},0)'
        units = f"({self._units(row)}*{weight}-{rest})/{whole}+IF({before}<{left},1,0)"
        return f"=IF({weight}=0,0,(({units})*$J{row}+IF({before}=0,MOD($I{row},$J{row}),0))/100*$H{row})"
