"""Savings for each participant as inline SVG. A pure function over plain rows, as in `figures`. Widths in millimetres."""

from dataclasses import dataclass

from initiatives.reports.figures.bars import legend_spots
from initiatives.reports.figures.metrics import fit, text_width
from initiatives.reports.figures.svg import BLUE, HAIR, INK, MIST, RED, SOFT, WHITE, Svg
from initiatives.reports.text import money

MOST = 4  # segments that can be told apart; what follows is one more


@dataclass(frozen=True)
class SavingRow:
    """Euros a year for each segment; None where nothing is recorded."""

    name: str
    values: tuple[int | None, ...]

    @property
    def total(self) -> int | None:
        known = [value for value in self.values if value is not None]
        return sum(known) if known else None


def savings(
    rows: list[SavingRow], segments: list[str], title: str, width: float = 165, label: float = 32
) -> Svg:
    """Stacked bars, one segment a field, the sum beside; who pays more has a bar to the left of zero."""
    spots, top = legend_spots([fit(name, 46, 7) for name in segments], width)
    height, top = 5.4, top + 5.4
    lowest = min([0, *(_loss(row) for row in rows)])
    highest = max([1, *(_gain(row) for row in rows)])
    zero_at = label + (4 if lowest else 1)
    scale = (width - zero_at - 24) / (highest - lowest)
    zero = zero_at - lowest * scale
    s = Svg(width, top + height * len(rows) + 0.6, title, "; ".join(map(_words, rows)))
    for i, (x, y) in enumerate(spots):
        segment_fill(s, i, x + 0.2, y + 0.3, 5, 2.8)
        s.text(x + 6.4, y + 2.6, fit(segments[i], 46, 7), 7)
    scale_lines(s, lowest, highest, zero, scale, (top, top + height * len(rows)))
    for j, row in enumerate(rows):
        _row(s, row, top + height * j, zero, scale, label)
    return s


def _loss(row: SavingRow) -> int:
    return sum(value for value in row.values if value and value < 0)


def _gain(row: SavingRow) -> int:
    return sum(value for value in row.values if value and value > 0)


def _words(row: SavingRow) -> str:
    return f"{row.name}: {money(row.total) if row.total is not None else 'kein Kostenvergleich'}"


def scale_lines(
    s: Svg, lowest: int, highest: int, zero: float, scale: float, span: tuple[float, float]
) -> None:
    step = _step(highest - lowest)
    top, bottom = span
    value = -(-lowest // step) * step
    while value <= highest:
        x = zero + value * scale
        s.line(x, top - 0.8, x, bottom, HAIR if value else INK, 0.15 if value else 0.3)
        s.text(x, top - 1.8, _tick(value, step), 7, 400, "middle", SOFT)
        value += step


def _step(span: int) -> int:
    size = 1
    while True:
        for factor in (1, 2, 5):
            if span / (factor * size) <= 5:
                return factor * size
        size *= 10


def _tick(value: int, step: int) -> str:
    if not value:
        return "0"
    return f"{value // 1000}".replace("-", "−") + "\u00a0Tsd.\u00a0€" if step >= 1000 else money(value)


def segment_fill(s: Svg, index: int, x: float, y: float, w: float, h: float) -> None:
    """Solid, hatched, dotted, ruled, and empty for all others: each can be told without colour."""
    s.rect(x, y, w, h, BLUE if index == 0 else MIST if index == 4 else WHITE, BLUE, 0.2)
    if index == 1:
        s.hatch(x, y, w, h, 1.15, 0.45, BLUE)
    elif index == 2:
        s.dots(x, y, w, h, fill=BLUE)
    elif index == 3:
        s.rules(x, y, w, h, 0.8, BLUE, 0.22)


def _row(s: Svg, row: SavingRow, y: float, zero: float, scale: float, label: float) -> None:
    s.text(0, y + 3.7, fit(row.name, label - 2, 7.5), 7.5)
    if row.total is None:
        none = "kein Kostenvergleich"
        s.text(min(zero + 1.2, s.width - text_width(none, 7.5)), y + 3.7, none, 7.5, fill=SOFT)
        return
    x = zero
    for i, value in enumerate(row.values):
        if value and value > 0:
            segment_fill(s, i, x + 0.1, y + 0.8, max(value * scale - 0.2, 0.2), 3.8)
            x += value * scale
    left = zero
    for value in row.values:
        if value and value < 0:
            left += value * scale
            s.rect(left, y + 0.8, -value * scale, 3.8, WHITE, RED, 0.3)
            s.hatch(left, y + 0.8, -value * scale, 3.8, 1.3, 0.26, RED, back=True)
    said = money(row.total)
    s.rect(x + 0.6, y + 0.8, text_width(said, 7.5, 600) + 1.2, 3.8, WHITE)
    s.text(x + 1.2, y + 3.7, said, 7.5, 600, fill=RED if row.total < 0 else INK)


def grouped(columns: list[str], sizes: list[int]) -> tuple[list[str], list[list[int]]]:
    """Not more than `MOST` segments and one for all others: names, and which columns each holds. `sizes` ranks the columns."""
    order = sorted(range(len(columns)), key=lambda i: (-abs(sizes[i]), i))
    if len(order) <= MOST + 1:
        kept = [[i] for i in sorted(order)]
        return [columns[i[0]] for i in kept], kept
    kept = [[i] for i in sorted(order[:MOST])]
    return [*(columns[i[0]] for i in kept), "übrige Felder"], [*kept, sorted(order[MOST:])]
