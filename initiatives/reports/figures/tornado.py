"""Which assumptions of a comparison of costs matter most, as inline SVG.

A pure function over plain rows, as in `figures`. Euros in, widths in millimetres.
"""

from dataclasses import dataclass

from initiatives.reports.figures.metrics import fit
from initiatives.reports.figures.svg import BLUE, INK, SOFT, WHITE, Svg
from initiatives.reports.text import money

WIDTH, TAIL = 165.0, 26.0
SIZE = 7.5  # points


@dataclass(frozen=True)
class ShiftRow:
    """What the value in sum is where a line comes out lower, and higher, in euros."""

    name: str
    lower: int
    higher: int


def tornado(rows: list[ShiftRow], middle: int, title: str) -> Svg:
    """Bars to both sides of the value in sum as it stands (`middle`), the widest first."""
    label, height, top = 52.0, 7.4, 8.0
    lowest = min([middle, *(min(row.lower, row.higher) for row in rows)])
    highest = max([middle + 1, *(max(row.lower, row.higher) for row in rows)])
    room = WIDTH - label - 2 * TAIL
    scale, left = room / (highest - lowest), label + TAIL
    s = Svg(WIDTH, top + height * len(rows) + 0.6, title, "; ".join(map(_shift_words, rows)))
    at = left + (middle - lowest) * scale
    s.text(at, 3, money(middle), 7, 600, "middle")
    s.text(WIDTH, 3, "gefüllt: 10 % mehr, leer: 10 % weniger", 6.5, anchor="end", fill=SOFT)
    for number, row in enumerate(rows):
        y = top + height * number
        s.text(0, y + 3.8, fit(row.name, label - 3, SIZE), SIZE)
        for value, more in ((row.lower, False), (row.higher, True)):
            x = left + (value - lowest) * scale
            s.rect(min(x, at), y + 0.6, max(abs(x - at), 0.2), 4.6, BLUE if more else WHITE, BLUE, 0.25)
            below = value < middle or (value == middle and more is (row.higher < row.lower))
            s.text(x + (-1.2 if below else 1.2), y + 3.8, money(value), 7, anchor="end" if below else None)
    s.line(at, top - 3.5, at, top + height * len(rows), INK, 0.3)
    return s


def _shift_words(row: ShiftRow) -> str:
    return f"{row.name}: 10 % weniger {money(row.lower)}, 10 % mehr {money(row.higher)}"
