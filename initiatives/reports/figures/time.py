"""What happens when, as inline SVG: each field on its way through the phases, and the days of a whole initiative.

Pure functions over plain rows, as in `figures`. Widths in millimetres.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from initiatives.reports.figures.metrics import fit, text_width
from initiatives.reports.figures.svg import BLUE, HAIR, INK, LINE, PALE, RED, SOFT, WHITE, Svg
from initiatives.reports.figures.symbols import light
from initiatives.reports.text import day

ROMAN = ("I", "II", "III", "IV")
LABEL = 50  # mm
BACK = timedelta(days=1096)  # that the axis goes back; bars that begin earlier say so
KINDS = {
    "meeting": "Treffen",
    "decision": "Beschlüsse",
    "agreement": "Vereinbarungen",
    "milestone": "Meilensteine",
}


@dataclass(frozen=True)
class CourseRow:
    number: int
    title: str
    steps: tuple[tuple[int, date], ...]  # phase and the day on which the field entered it
    side_state: str = ""  # in words, where it rests or has ended
    milestone: date | None = None


@dataclass(frozen=True)
class Day:
    """`open`: it lies ahead, was called off, or brought no resolution."""

    kind: str  # of KINDS
    date: date
    label: str
    open: bool = False


class Axis:
    """Days as millimetres, with years and quarters on top."""

    def __init__(self, first: date, last: date, left: float, right: float):
        first = first.replace(day=1)
        last = max(last, first + timedelta(days=180))
        self.first, self.last, self.left, self.right = first, last + timedelta(days=15), left, right
        self.scale = (right - left) / (self.last - self.first).days

    def at(self, value: date) -> float:
        return min(max(self.left + (value - self.first).days * self.scale, self.left), self.right)

    def draw(self, s: Svg, top: float, bottom: float) -> None:
        wide = 91 * self.scale
        labelled = self.left - 20
        new_year = self.at(date(self.first.year + 1, 1, 1))
        for value in self._quarters():
            x, opens = self.at(value), value.month == 1
            if opens or value == self.first:
                s.line(x, 0, x, bottom, LINE, 0.25)
                if x - labelled > 8 and (opens or new_year - x > 8):
                    s.text(x + 0.7, 3, str(value.year), 8, 700)
                    labelled = x
            elif wide > 4:
                s.line(x, 4.4, x, bottom, HAIR, 0.15)
            if wide > 6 and value.month % 3 == 1:
                s.text(x + 0.7, 7, ROMAN[value.month // 3], 7, fill=SOFT)
        s.line(self.left, top - 1.4, self.right, top - 1.4, INK, 0.25)

    def _quarters(self) -> Iterator[date]:
        yield self.first
        year, month = self.first.year, self.first.month
        while True:
            month = (month - 1) // 3 * 3 + 4
            year, month = (year + 1, 1) if month > 12 else (year, month)
            if (found := date(year, month, 1)) > self.last:
                return
            yield found

    def mark(self, s: Svg, value: date, label: str, top: float, bottom: float, strong: bool) -> None:
        """A line at a day with its label below."""
        x, wide = self.at(value), text_width(label, 7, 600)
        s.line(
            x,
            top - 1.4,
            x,
            bottom + 0.6,
            RED if strong else INK,
            0.4 if strong else 0.25,
            None if strong else "4 4",
        )
        middle = min(max(x, self.left + wide / 2), self.right - wide / 2)
        s.text(middle, bottom + 3.4, label, 7, 600 if strong else 400, "middle", RED if strong else SOFT)


def course(
    rows: list[CourseRow],
    as_of: date,
    title: str,
    previous: date | None = None,
    width: float = 165,
    label: float = 40,
) -> Svg:
    """One bar a field: filled what it has passed, hatched the phase it is in, a diamond for the next milestone."""
    dates = [value for row in rows for _, value in row.steps] + [as_of]
    ahead = [row.milestone for row in rows if row.milestone]
    axis = Axis(max(min(dates), as_of - BACK), max([*ahead, as_of]), label, width)
    top, height = 10.0, 7.4
    bottom = top + height * len(rows)
    s = Svg(width, bottom + (8 if previous else 4.6), title, "; ".join(map(_course_words, rows)))
    axis.draw(s, top, bottom)
    for j, row in enumerate(rows):
        y = top + height * j + 0.6
        s.text(4.6, y + 3.3, str(row.number), 8, 600, "end")
        s.text(6.4, y + 3.3, fit(row.title, label - 8, 8), 8)
        _bars(s, row, y, axis, as_of)
    if previous and previous > axis.first:
        axis.mark(s, previous, f"letzter Bericht {day(previous)}", top, bottom + 3.2, strong=False)
    axis.mark(s, as_of, f"Stand {day(as_of)}", top, bottom, strong=True)
    return s


def _course_words(row: CourseRow) -> str:
    steps = ", ".join(f"Phase {phase} seit {day(value)}" for phase, value in row.steps)
    side = f", {row.side_state}" if row.side_state else ""
    ahead = f", nächster Meilenstein {day(row.milestone)}" if row.milestone else ""
    return f"Feld {row.number} {row.title}: {steps or 'ohne Tag einer Phase'}{side}{ahead}"


def _bars(s: Svg, row: CourseRow, y: float, axis: Axis, as_of: date) -> None:
    height = 4.4
    ends = [value for _, value in row.steps[1:]] + [as_of]
    for i, ((phase, start), end) in enumerate(zip(row.steps, ends, strict=False)):
        if end < axis.first:
            continue
        earlier = "‹" if start < axis.first else ""
        x, wide = axis.at(start) + 0.1, max(axis.at(end) - axis.at(start) - 0.2, 0.3)
        _bar(s, (x, y, wide, height), i == len(row.steps) - 1, bool(row.side_state))
        if wide > 3.2:
            s.text(
                x + 0.9,
                y + 3.15,
                f"{earlier}{phase}",
                7.5,
                600,
                fill=WHITE if i < len(row.steps) - 1 else INK,
            )
    if row.side_state and row.steps:
        _side(s, row.side_state, axis.at(as_of), y, axis)
    if row.milestone:
        diamond(s, axis.at(row.milestone), y + height / 2, filled=False)


def _bar(s: Svg, box: tuple[float, float, float, float], current: bool, resting: bool) -> None:
    x, y, wide, height = box
    if not current:
        s.rect(x, y, wide, height, BLUE)
        return
    s.rect(x, y, wide, height, WHITE if resting else PALE, BLUE, 0.3)
    if resting:
        s.rules(x, y, wide, height, 1.1, LINE, 0.15)
    else:
        s.hatch(x, y, wide, height, 1.5, 0.22, BLUE)
    if wide > 3.2:
        s.rect(x + 0.5, y + 0.6, 2.6, height - 1.2, WHITE, r=0.5)


def _side(s: Svg, words: str, x: float, y: float, axis: Axis) -> None:
    wide = text_width(words, 7, 500) + 6
    left = x + 1 if x + 1 + wide < axis.right else x - wide - 1
    s.rect(left, y + 0.5, wide, 3.4, WHITE)
    light(s, "grey", left + 2, y + 2.2, 1.5)
    s.text(left + 4.4, y + 3.1, words, 7, 500)


def diamond(s: Svg, x: float, y: float, filled: bool) -> None:
    corners = [(x, y - 1.7), (x + 1.5, y), (x, y + 1.7), (x - 1.5, y)]
    s.poly(corners, INK if filled else WHITE, INK, 0.3)


def timeline(
    days: list[Day],
    as_of: date,
    title: str,
    width: float = 165,
    label: float = 26,
    lines: int | None = None,
) -> Svg:
    """A lane for each of KINDS that occurs, with as many lines of labels as they need, or only `lines`."""
    days = [_counted(one, n) for one, n in Counter(days).items()]
    days.sort(key=lambda one: (one.date, one.kind, one.label))
    axis = Axis(
        min([one.date for one in days] + [as_of]), max([one.date for one in days] + [as_of]), label, width
    )
    top = 11.5
    lanes = [(kind, _levels([one for one in days if one.kind == kind], axis, lines)) for kind in KINDS]
    lanes = [(kind, found) for kind, found in lanes if found]
    heights = [6.4 + 3 * (1 + max((level for _, level in found))) for _, found in lanes]
    bottom = top + sum(heights)
    s = Svg(width, bottom + 4.6, title, "; ".join(map(_day_words, days)))
    axis.draw(s, top, bottom)
    axis.mark(s, as_of, f"Stand {day(as_of)}", top, bottom, strong=True)
    y = top
    for (kind, found), height in zip(lanes, heights, strict=True):
        s.text(0, y + 3.2, KINDS[kind], 8, 600)
        s.line(axis.left, y + 2.2, axis.right, y + 2.2, HAIR, 0.2)
        for one, level in found:
            _day(s, one, level, y, axis)
        y += height
    return s


def _counted(one: Day, number: int) -> Day:
    return one if number == 1 else replace(one, label=f"{number} × {one.label}")


def _day_words(one: Day) -> str:
    return f"{day(one.date)} {one.label}"


def _levels(days: list[Day], axis: Axis, lines: int | None) -> list[tuple[Day, int]]:
    """Each day with the line on which its label has room, -1 where there are no more lines."""
    ends: list[float] = []
    found = []
    for one in days:
        left, right = _span(one, axis)
        level = next((i for i, end in enumerate(ends) if left > end + 1.5), len(ends))
        if level == lines:
            level = -1
        else:
            ends[level : level + 1] = [right]
        found.append((one, level))
    return found


def _span(one: Day, axis: Axis) -> tuple[float, float]:
    wide = text_width(fit(_label(one), LABEL, 7), 7)
    left = min(max(axis.at(one.date) - 1.4, axis.left), axis.right - wide)
    return left, left + wide


def _label(one: Day) -> str:
    return f"{one.date.day}.{one.date.month}. {one.label}"


def _day(s: Svg, one: Day, level: int, y: float, axis: Axis) -> None:
    x, middle = axis.at(one.date), y + 2.2
    if one.kind == "meeting":
        s.circle(x, middle, 1.4, WHITE if one.open else INK, INK, 0.3)
    elif one.kind == "decision":
        s.rect(x - 1.3, middle - 1.3, 2.6, 2.6, WHITE if one.open else BLUE, INK, 0.3)
    elif one.kind == "agreement":
        corners = [(x - 1.5, middle + 1.4), (x, middle - 1.5), (x + 1.5, middle + 1.4)]
        s.poly(corners, WHITE if one.open else BLUE, INK, 0.3)
    else:
        diamond(s, x, middle, filled=not one.open)
    if level < 0:
        return
    left, right = _span(one, axis)
    s.rect(left - 0.3, y + 4.2 + 3 * level, right - left + 0.6, 2.9, WHITE)
    s.text(left, y + 6.6 + 3 * level, fit(_label(one), LABEL, 7), 7)
