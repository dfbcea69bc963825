"""A comparison of costs as inline SVG: what each pays today and in a variant, and which assumptions matter most.

Pure functions over plain rows, as in `figures`. Euros in, widths in millimetres.
"""

from dataclasses import dataclass

from initiatives.reports.figures.bars import fit, text_width
from initiatives.reports.figures.svg import BLUE, HAIR, INK, MIST, RED, SOFT, WHITE, Svg
from initiatives.reports.text import money

WIDTH, TAIL = 165.0, 26.0
SIZE = 7.5  # points


@dataclass(frozen=True)
class CostRow:
    """Euros a year; None where they are not known. `loses` is marked."""

    name: str
    today: int | None
    cost: int | None
    loses: bool = False


@dataclass(frozen=True)
class ShiftRow:
    """What the value in sum is where a line comes out lower, and higher, in euros."""

    name: str
    lower: int
    higher: int


def costs(rows: list[CostRow], words: tuple[str, str], title: str) -> Svg:
    """Two bars each, today above the variant; `words` are the names of both."""
    label, height, top = 36.0, 11.0, 7.5
    values = [value or 0 for row in rows for value in (row.today, row.cost)]
    highest, lowest = max([1, *values]), min([0, *values])
    scale = (WIDTH - label - TAIL) / (highest - lowest)
    zero = label - lowest * scale
    s = Svg(WIDTH, top + height * len(rows) + 0.6, title, "; ".join(_cost_words(row, words) for row in rows))
    _bar(s, 0.2, 0.3, 5, 2.8, today=True)
    s.text(6.4, 2.6, words[0], 7)
    second = 10 + text_width(words[0], 7)
    _bar(s, second, 0.3, 5, 2.8, today=False)
    s.text(second + 6.2, 2.6, words[1], 7)
    s.line(zero, top - 1.5, zero, top + height * len(rows), INK, 0.3)
    for number, row in enumerate(rows):
        y = top + height * number
        s.line(0, y - 0.9, WIDTH, y - 0.9, HAIR, 0.15)
        s.text(0, y + 5.6, fit(row.name, label - 3, SIZE), SIZE, 600 if row.loses else 400)
        for value, at, today in ((row.today, y, True), (row.cost, y + 4.6, False)):
            if value is None:
                s.text(zero + 1.2, at + 3, "nicht bekannt", 7, fill=SOFT)
                continue
            wide = max(abs(value) * scale, 0.2)
            _bar(s, min(zero, zero + value * scale), at, wide, 3.8, today=today, loses=row.loses)
            fill = RED if row.loses and not today else INK
            s.text(max(zero, zero + value * scale) + 1.2, at + 3, money(value), 7, 600, fill=fill)
    return s


def _cost_words(row: CostRow, words: tuple[str, str]) -> str:
    def said(value: int | None) -> str:
        return "nicht bekannt" if value is None else money(value)

    return f"{row.name}: {words[0]} {said(row.today)}, {words[1]} {said(row.cost)}"


def _bar(s: Svg, x: float, y: float, w: float, h: float, *, today: bool, loses: bool = False) -> None:
    """Today is empty, the variant filled, hatched where it makes somebody lose: told without colour."""
    if today:
        s.rect(x, y, w, h, MIST, BLUE, 0.25)
    elif loses:
        s.rect(x, y, w, h, WHITE, RED, 0.3)
        s.hatch(x, y, w, h, 1.3, 0.26, RED, back=True)
    else:
        s.rect(x, y, w, h, BLUE, BLUE, 0.25)


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
            below = value < middle
            s.text(x + (-1.2 if below else 1.2), y + 3.8, money(value), 7, anchor="end" if below else None)
    s.line(at, top - 3.5, at, top + height * len(rows), INK, 0.3)
    return s


def _shift_words(row: ShiftRow) -> str:
    return f"{row.name}: 10 % weniger {money(row.lower)}, 10 % mehr {money(row.higher)}"
