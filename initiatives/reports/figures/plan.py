"""Plan and actual side by side as inline SVG. A pure function over plain rows, as in `bars`. Widths in millimetres."""

from dataclasses import dataclass

from initiatives.reports.figures.metrics import fit
from initiatives.reports.figures.svg import BLUE, HAIR, INK, SOFT, WHITE, Svg
from initiatives.reports.text import cents as sum_of

HEIGHT, BAR = 9.6, 3.2  # of a row, of one of its two bars
RIGHT = 26  # for the sums


@dataclass(frozen=True)
class PlanRow:
    """Cents of one year; None where nothing is known."""

    name: str
    planned: int | None
    actual: int | None


def plan_and_actual(rows: list[PlanRow], title: str, width: float = 165, label: float = 36) -> Svg:
    """Two bars a row from zero: the plan framed, the actual filled. What is below zero is told in figures only."""
    top = 7.0
    highest = max([1, *(value for row in rows for value in (row.planned, row.actual) if value)])
    scale = (width - label - RIGHT) / highest
    s = Svg(width, top + HEIGHT * len(rows) + 0.6, title, "; ".join(map(_words, rows)))
    _legend(s, label)
    for number, row in enumerate(rows):
        y = top + HEIGHT * number
        s.line(0, y - 0.6, width, y - 0.6, HAIR, 0.15)
        s.text(0, y + 4.6, fit(row.name, label - 2, 8), 8)
        _bar(s, row.planned, label, y + 0.4, scale, WHITE)
        _bar(s, row.actual, label, y + 0.6 + BAR + 0.6, scale, BLUE)
    s.line(label, top - 0.6, label, top + HEIGHT * len(rows), INK, 0.3)
    return s


def _legend(s: Svg, x: float) -> None:
    for fill, word, at in ((WHITE, "Plan", x), (BLUE, "Ist", x + 22)):
        s.rect(at, 0.5, 5, 2.8, fill, BLUE, 0.25)
        s.text(at + 6.4, 2.9, word, 7)


def _bar(s: Svg, cents: int | None, x: float, y: float, scale: float, fill: str) -> None:
    if cents is None:
        s.text(x + 1, y + 2.5, "nicht angegeben", 7, fill=SOFT)
        return
    length = max(0.0, cents * scale)
    if length > 0:
        s.rect(x, y, max(length, 0.4), BAR, fill, BLUE, 0.25)
    s.text(x + length + 1, y + 2.5, sum_of(cents), 7)


def _words(row: PlanRow) -> str:
    told = (sum_of(one) if one is not None else "nicht angegeben" for one in (row.planned, row.actual))
    return f"{row.name}: Plan {next(told)}, Ist {next(told)}"
