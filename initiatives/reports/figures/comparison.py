"""One figure of several organisations beside each other as inline SVG, with the median and what stands out. Millimetres."""

from dataclasses import dataclass

from initiatives.reports.figures.metrics import fit, text_width
from initiatives.reports.figures.svg import BLUE, HAIR, INK, RED, SOFT, WHITE, Svg

HEIGHT, TOP = 6.0, 6.0
MARKS = {"high": "auffällig hoch", "low": "auffällig niedrig"}


@dataclass(frozen=True)
class ComparedRow:
    """`said` is the value in words, or why there is none (`value` None); `mark` is a key of MARKS or nothing."""

    name: str
    value: float | None
    said: str
    mark: str = ""

    @property
    def words(self) -> str:
        return f"{self.said}, {MARKS[self.mark]}" if self.mark else self.said


def compared(
    rows: list[ComparedRow],
    title: str,
    middle: float,
    middle_said: str,
    width: float = 165,
    label: float = 40,
) -> Svg:
    """A bar each from zero on, the median as a line across; who stands out is hatched, with a triangle and a word."""
    tail = max(text_width(row.words, 7.5, 600) for row in rows) + 6
    scale = max(width - label - tail, 20) / max([1e-9, middle, *(row.value or 0 for row in rows)])
    s = Svg(
        width,
        TOP + HEIGHT * len(rows) + 0.6,
        title,
        "; ".join([*(f"{row.name}: {row.words}" for row in rows), f"Median: {middle_said}"]),
    )
    bottom, at = TOP + HEIGHT * len(rows), label + middle * scale
    s.line(label, TOP - 0.6, label, bottom, INK, 0.3)
    s.line(at, TOP - 0.6, at, bottom, SOFT, 0.25, "8 6")
    said = fit(f"Median {middle_said}", width - label, 7)
    left = max(label, min(at - text_width(said, 7) / 2, width - text_width(said, 7) - 1))
    s.text(left, TOP - 1.8, said, 7, fill=SOFT)
    for number, row in enumerate(rows):
        _row(s, row, TOP + HEIGHT * number, label, scale, width)
    return s


def _row(s: Svg, row: ComparedRow, y: float, label: float, scale: float, width: float) -> None:
    s.line(0, y, width, y, HAIR, 0.12)
    s.text(0, y + 4, fit(row.name, label - 2, 7.5), 7.5)
    if row.value is None:
        s.rect(label + 0.6, y + 1, text_width(row.said, 7.5) + 1.4, 4, WHITE)
        s.text(label + 1.2, y + 4, row.said, 7.5, fill=SOFT)
        return
    wide = max(row.value * scale, 0.2)
    if row.mark:
        s.rect(label + 0.1, y + 1, wide, 4, WHITE, RED, 0.3)
        s.hatch(label + 0.1, y + 1, wide, 4, 1.3, 0.26, RED, back=True)
    else:
        s.rect(label + 0.1, y + 1, wide, 4, BLUE)
    x = label + wide + 1.4
    s.rect(x - 0.6, y + 1, text_width(row.words, 7.5, 600) + (4.6 if row.mark else 1.4), 4, WHITE)
    if row.mark:
        tip, base = (y + 1.7, y + 4) if row.mark == "high" else (y + 4, y + 1.7)
        s.poly([(x, base), (x + 2.6, base), (x + 1.3, tip)], RED)
        x += 3.4
    s.text(x, y + 4, row.words, 7.5, 600, fill=RED if row.mark else INK)
