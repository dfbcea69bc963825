"""Which assumptions matter most: how far the net present value in sum moves where one line comes out higher or lower. Pure.

The value is linear in each line, so a tenth more of a line moves it by a tenth of what the line itself adds.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from initiatives.domain.rules.money.economics import Comparison, values_by_line
from initiatives.domain.state.facts import CostLineFacts, FieldFacts

SHIFT = Decimal(10)  # percent
MOST = 5  # lines
PERCENT = Decimal(100)


@dataclass(frozen=True)
class Shift:
    """The net present value in sum, in cents, where the line comes out `SHIFT` percent lower, and higher."""

    line: CostLineFacts
    lower: int
    higher: int

    @property
    def span(self) -> int:
        return abs(self.higher - self.lower)


def of_comparison(field: FieldFacts, comparison: Comparison) -> list[Shift]:
    """The lines whose shift moves the value most, at most `MOST`; those that move nothing in sum are left out."""
    whole = sum((one.exact_value for one in comparison.lines), Decimal(0))
    values = values_by_line(field, comparison)
    lines = {one.id: one for one in field.money.lines}
    ranked = sorted((pk for pk in values if values[pk]), key=lambda pk: (-abs(values[pk]), pk))
    return [_shift(lines[pk], whole, values[pk] * SHIFT / PERCENT) for pk in ranked[:MOST]]


def _shift(line: CostLineFacts, whole: Decimal, by: Decimal) -> Shift:
    return Shift(line, _cents(whole - by), _cents(whole + by))


def _cents(number: Decimal) -> int:
    return int(number.to_integral_value(ROUND_HALF_UP))
