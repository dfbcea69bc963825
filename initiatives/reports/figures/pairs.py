"""Two sums for each participant side by side as inline SVG. A pure function over plain rows. Widths in millimetres."""

from dataclasses import dataclass

from initiatives.reports.figures.bars import legend_spots
from initiatives.reports.figures.metrics import fit, text_width
from initiatives.reports.figures.money import scale_lines, segment_fill
from initiatives.reports.figures.svg import INK, RED, SOFT, WHITE, Svg
from initiatives.reports.text import money

BAR, ROW = 3.2, 8.4
FILLS = (4, 0)  # of `segment_fill`: pale with a rim, and solid
LOSS = -1


@dataclass(frozen=True)
class PairRow:
    """Euros before and after; None where one is not known. Who `loses` is marked."""

    name: str
    before: int | None
    after: int | None
    loses: bool = False


def pairs(
    rows: list[PairRow],
    words: tuple[str, str],
    title: str,
    unknown: str = "nicht bekannt",
    width: float = 165,
    label: float = 36,
) -> Svg:
    """Two bars for each row, the first pale, the second solid, each with its sum; what is below zero is to the left of it.

    The second is hatched where somebody loses by it. `unknown` is said where a sum is not known.
    """
    spots, top = legend_spots(list(words), width)
    top += 5.4
    known = [value for row in rows for value in (row.before, row.after) if value is not None]
    lowest, highest = min([0, *known]), max([1, *known])
    room = width - label - 26 - (20 if lowest else 0)
    scale = room / (highest - lowest)
    zero = label + (20 if lowest else 0) - lowest * scale
    told = "; ".join(
        f"{row.name}: {words[0]} {_said(row.before, unknown)}, {words[1]} {_said(row.after, unknown)}"
        for row in rows
    )
    s = Svg(width, top + ROW * len(rows) + 0.6, title, told)
    for i, (x, y) in enumerate(spots):
        segment_fill(s, FILLS[i], x + 0.2, y + 0.3, 5, 2.8)
        s.text(x + 6.4, y + 2.6, words[i], 7)
    scale_lines(s, lowest, highest, zero, scale, (top, top + ROW * len(rows)))
    for j, row in enumerate(rows):
        y = top + ROW * j
        s.text(0, y + 5, fit(row.name, label - 2, 7.5), 7.5, 600 if row.loses else 400)
        for i, value in enumerate((row.before, row.after)):
            at = y + 0.7 + i * (BAR + 0.3)
            if value is None:
                s.text(zero + 1.2, at + 2.6, unknown, 6.5, fill=SOFT)
            else:
                _bar(s, value, LOSS if i and row.loses else FILLS[i], zero, scale, at)
    return s


def _bar(s: Svg, value: int, fill: int, zero: float, scale: float, y: float) -> None:
    length = max(abs(value) * scale, 0.2)
    left = zero - length if value < 0 else zero
    if fill == LOSS:
        s.rect(left, y, length, BAR, WHITE, RED, 0.3)
        s.hatch(left, y, length, BAR, 1.3, 0.26, RED, back=True)
    else:
        segment_fill(s, fill, left, y, length, BAR)
    said = money(value)
    wide = text_width(said, 6.5, 400)
    x = left - wide - 1.2 if value < 0 else left + length + 1.2
    s.rect(x - 0.5, y, wide + 1, BAR, WHITE)
    s.text(x, y + 2.6, said, 6.5, fill=RED if fill == LOSS else INK)


def _said(value: int | None, unknown: str) -> str:
    return unknown if value is None else money(value)
