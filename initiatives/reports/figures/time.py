"""What happens when, as inline SVG: each field on its way through the phases, and the days of a whole initiative.

Pure functions over plain rows, as in `figures`. Widths in millimetres.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from initiatives.reports.figures.metrics import fit, text_width, two_lines
from initiatives.reports.figures.svg import BLUE, HAIR, INK, LINE, PALE, RED, SOFT, WHITE, Svg
from initiatives.reports.text import day

ROMAN = ("I", "II", "III", "IV")
LABEL = 70  # mm
HEIGHT, BAR = 7.4, 4.4  # mm of a row and of its bar
NUMBER = 3.4  # mm that a bar needs for the number of its phase
FOLD, YEAR = 6.0, 8.0  # mm of a break, and of the number of a year
YEARS = 5  # with something in them that the axis has room for
BACK = timedelta(days=1096)  # that it goes back otherwise; bars that begin earlier say so
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
    """Days as millimetres, with years and quarters on top; years in which nothing of `busy` falls are folded to a break."""

    def __init__(
        self, first: date, last: date, left: float, right: float, busy: Iterable[date] | None = None
    ):
        first = first.replace(day=1)
        last = max(last, first + timedelta(days=180)) + timedelta(days=15)
        self.first, self.last, self.left, self.right = first, last, left, right
        self.folds = [] if busy is None else _empty(first, last, {day.year for day in busy})
        hidden = sum((end - start).days for start, end in self.folds)
        self.scale = (right - left - FOLD * len(self.folds)) / ((last - first).days - hidden)

    def at(self, value: date) -> float:
        x, since = self.left, self.first
        for start, end in self.folds:
            if value < end:
                break
            x += (start - since).days * self.scale + FOLD
            since = end
        else:
            return min(max(x + (value - since).days * self.scale, self.left), self.right)
        if value <= start:
            return max(x + (value - since).days * self.scale, self.left)
        return x + (start - since).days * self.scale + FOLD * (value - start).days / (end - start).days

    def draw(self, s: Svg, top: float, bottom: float) -> None:
        wide = 91 * self.scale
        labelled = self.left - 20
        for value in self._quarters():
            x, opens = self.at(value), value.month == 1
            if opens or value == self.first:
                s.line(x, 0, x, bottom, LINE, 0.25)
                if (
                    x - labelled > YEAR
                    and (opens or self._room(value) > YEAR)
                    and x + YEAR - 0.8 < self.right
                ):
                    s.text(x + 0.7, 3, str(value.year), 8, 700)
                    labelled = x
            elif wide > 4:
                s.line(x, 4.4, x, bottom, HAIR, 0.15)
            if wide > 6 and value.month % 3 == 1 and x + 3.5 < self.right:
                s.text(x + 0.7, 7, ROMAN[value.month // 3], 7, fill=SOFT)
        s.line(self.left, top - 1.4, self.right, top - 1.4, INK, 0.25)

    def _room(self, value: date) -> float:
        """From a day to the next year, or to the break before it."""
        return self.at(date(value.year + 1, 1, 1)) - self.at(value)

    def fold(self, s: Svg, bottom: float) -> None:
        """The breaks, over all that goes through them."""
        for start, end in self.folds:
            left, right = self.at(start), self.at(end)
            middle = (left + right) / 2
            corners = [(middle - 0.4, bottom), (middle + 1.6, 0), (middle + 0.4, 0), (middle - 1.6, bottom)]
            s.poly(corners, WHITE)
            for x in (middle - 1.6, middle - 0.4):
                s.line(x, bottom, x + 2, 0, SOFT, 0.25)

    def _quarters(self) -> Iterator[date]:
        yield self.first
        year, month = self.first.year, self.first.month
        while True:
            month = (month - 1) // 3 * 3 + 4
            year, month = (year + 1, 1) if month > 12 else (year, month)
            found = date(year, month, 1)
            if found > self.last:
                return
            if not any(start <= found < end for start, end in self.folds):
                yield found

    def mark(self, s: Svg, value: date, label: str, top: float, bottom: float, strong: bool) -> None:
        """A line at a day with its label below."""
        x, wide = self.at(value), text_width(label, 7, 600)
        stroke, dash = (RED, None) if strong else (INK, "4 4")
        s.line(x, top - 1.4, x, bottom + 0.6, stroke, 0.4 if strong else 0.25, dash)
        middle = min(max(x, self.left + wide / 2), self.right - wide / 2)
        s.text(middle, bottom + 3.4, label, 7, 600 if strong else 400, "middle", RED if strong else SOFT)


def _empty(first: date, last: date, busy: set[int]) -> list[tuple[date, date]]:
    """The spans of whole years, two or more, in which nothing falls."""
    found: list[tuple[date, date]] = []
    for year in range(first.year, last.year + 1):
        if year in busy or year == first.year or year == last.year:
            continue
        if found and found[-1][1].year == year:
            found[-1] = (found[-1][0], date(year + 1, 1, 1))
        else:
            found.append((date(year, 1, 1), date(year + 1, 1, 1)))
    return [span for span in found if span[1].year - span[0].year >= 2]


def course(
    rows: list[CourseRow],
    as_of: date,
    title: str,
    previous: date | None = None,
    width: float = 165,
    label: float = 42,
) -> Svg:
    """One bar a field: filled what it has passed, hatched the phase it is in, a diamond for the next milestone."""
    ahead = [row.milestone for row in rows if row.milestone]
    busy = [
        *(value for row in rows for _, value in row.steps),
        *ahead,
        as_of,
        *([previous] if previous else []),
    ]
    first = min(busy)
    if len({day.year for day in busy}) > YEARS:
        first = max(first, as_of - BACK)
    axis = Axis(first, max(busy), label, width, busy)
    top = 10.0
    names = [_name(row, label - 8) for row in rows]
    heights = [max(HEIGHT, 2.6 * len(lines) + 1.6) for lines in names]
    bottom = top + sum(heights)
    s = Svg(width, bottom + (8 if previous else 4.6), title, "; ".join(map(_course_words, rows)))
    axis.draw(s, top, bottom)
    y = top
    for row, lines, height in zip(rows, names, heights, strict=True):
        s.text(4.6, y + 3.9, str(row.number), 8, 600, "end")
        size = 8 if lines == [row.title] else 7
        for number, line in enumerate(lines):
            s.text(6.4, y + 3.9 + 2.6 * number, line, size)
        _bars(s, row, y + 0.6, axis, as_of)
        y += height
    axis.fold(s, bottom)
    if previous and previous > axis.first:
        axis.mark(s, previous, f"letzter Bericht {day(previous)}", top, bottom + 3.2, strong=False)
    axis.mark(s, as_of, f"Stand {day(as_of)}", top, bottom, strong=True)
    return s


def _name(row: CourseRow, width: float) -> list[str]:
    """The name of a field, and under it that it rests or has ended."""
    lines = [row.title] if text_width(row.title, 8) <= width else two_lines(row.title, width, 7)
    return [*lines, *two_lines(row.side_state, width, 7)] if row.side_state else lines


def _course_words(row: CourseRow) -> str:
    steps = ", ".join(f"Phase {phase} seit {day(value)}" for phase, value in row.steps)
    side = f", {row.side_state}" if row.side_state else ""
    ahead = f", nächster Meilenstein {day(row.milestone)}" if row.milestone else ""
    return f"Feld {row.number} {row.title}: {steps or 'ohne Tag einer Phase'}{side}{ahead}"


def _bars(s: Svg, row: CourseRow, y: float, axis: Axis, as_of: date) -> None:
    ends = [value for _, value in row.steps[1:]] + [as_of]
    narrow: list[tuple[int, float, float]] = []  # phases without room for their number, with their bar
    taken = axis.left
    for i, ((phase, start), end) in enumerate(zip(row.steps, ends, strict=False)):
        if end < axis.first:
            continue
        earlier = "‹" if start < axis.first else ""
        x, wide = axis.at(start) + 0.1, max(axis.at(end) - axis.at(start) - 0.2, 0.3)
        last = i == len(row.steps) - 1
        _bar(s, (x, y, wide, BAR), last, bool(row.side_state))
        if wide > NUMBER:
            taken = _below(s, narrow, y, taken, axis)
            narrow = []
            s.text(x + 0.9, y + 3.15, f"{earlier}{phase}", 7.5, 600, fill=INK if last else WHITE)
        else:
            narrow.append((phase, x, wide))
    _below(s, narrow, y, taken, axis)
    if row.milestone:
        diamond(s, axis.at(row.milestone), y + BAR / 2, filled=False)


def _below(s: Svg, narrow: list[tuple[int, float, float]], y: float, taken: float, axis: Axis) -> float:
    """The numbers of neighbouring phases that are too short for them, under their bars; returns where the words end."""
    if not narrow:
        return taken
    (first, left, _), (last, right, wide) = narrow[0], narrow[-1]
    said = str(first) if first == last else f"{first}–{last}"
    half = text_width(said, 7, 600) / 2
    middle = min(max((left + right + wide) / 2, taken + half), axis.right - half)
    s.text(middle, y + BAR + 2.2, said, 7, 600, "middle", SOFT)
    return middle + half + 0.8


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
    if wide > NUMBER:
        s.rect(x + 0.5, y + 0.6, 2.6, height - 1.2, WHITE, r=0.5)


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
    busy = [as_of, *(one.date for one in days)]
    axis = Axis(min(busy), max(busy), label, width, busy)
    top = 11.5
    lanes = [(kind, _levels([one for one in days if one.kind == kind], axis, lines)) for kind in KINDS]
    lanes = [(kind, found) for kind, found in lanes if found]
    heights = [6.4 + 3 * (1 + max((level for _, level in found))) for _, found in lanes]
    bottom = top + sum(heights)
    s = Svg(width, bottom + 4.6, title, "; ".join(map(_day_words, days)))
    axis.draw(s, top, bottom)
    axis.fold(s, bottom)
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
