"""The two figures of a report as inline SVG: how far the fields are, and how the participants answered.

Pure functions over plain rows; pages may use them as well. Widths in millimetres.
"""

from dataclasses import dataclass

from initiatives.reports.figures.metrics import text_width, two_lines, wrap
from initiatives.reports.figures.svg import BLUE, HAIR, INK, LINE, MIST, SOFT, WHITE, Svg
from initiatives.reports.figures.symbols import light, stance, stance_fill

SMALL = 7  # points, the least that a figure shows
SIGN = 3.4  # mm that the sign of a stance takes before its word


@dataclass(frozen=True)
class PhaseRow:
    number: int
    title: str
    phase: int
    light: str
    light_word: str
    note: str = ""  # the side state
    previous: int | None = None  # the phase in the last report, where it was another one


@dataclass(frozen=True)
class PositionRow:
    number: int
    title: str
    counts: dict[str, int]  # stance -> number of participants, `not_asked` included
    answered: int
    asked: int


def phases(rows: list[PhaseRow], names: list[str], title: str, width: float = 165, label: float = 44) -> Svg:
    """Each field on its way through the phases; its light stands at the phase it is in."""
    column, row_height = (width - label) / len(names), 7.8
    heads = [wrap(name, column - 0.6, 7) for name in names]
    top = 6 + 2.8 * max(map(len, heads))
    desc = "; ".join(_phase_words(row, names) for row in rows)
    s = Svg(width, top + row_height * len(rows) + 0.5, title, desc)
    for i, lines in enumerate(heads):
        x = label + column * i
        if i % 2 == 0:
            s.rect(x, 0, column, top + row_height * len(rows), MIST)
        s.text(x + column / 2, 4, str(i), 8.5, 700, "middle", BLUE)
        for k, line in enumerate(lines):
            s.text(x + column / 2, 7.4 + 2.8 * k, line, 7, anchor="middle")
    for j, row in enumerate(rows):
        y = top + row_height * j
        s.line(0, y, width, y, HAIR, 0.15)
        s.text(4.6, y + 4.8, str(row.number), 8, 600, "end")
        row_title(s, row.title, (6.4, y + 3.9), label - 8, 8)
        _track(s, row, y + row_height / 2, [label + column * (p + 0.5) for p in range(len(names))])
    return s


def _phase_words(row: PhaseRow, names: list[str]) -> str:
    side = f", {row.note}" if row.note else ""
    before = f", zuvor Phase {row.previous}" if row.previous is not None else ""
    return (
        f"Feld {row.number} {row.title}: Phase {row.phase} {names[row.phase]}{before}{side}, "
        f"Ampel: {row.light_word}"
    )


def _track(s: Svg, row: PhaseRow, y: float, stops: list[float]) -> None:
    here = stops[row.phase]
    s.line(stops[0], y, stops[-1], y, LINE, 0.2, "3 5")
    if row.phase:
        s.line(stops[0], y, here, y, INK, 0.55)
    for p, x in enumerate(stops):
        if p < row.phase:
            s.circle(x, y, 0.8, INK)
        elif p > row.phase:
            s.circle(x, y, 0.65, WHITE, LINE)
    if row.previous is not None and row.previous != row.phase:
        there = stops[row.previous]
        s.circle(there, y, 1.7, WHITE, INK, 0.3)
        s.circle(there, y, 0.8, INK)
        tip = 1.2 if here > there else -1.2
        middle = (there + here) / 2
        s.poly([(middle - tip * 0.75, y - 1.2), (middle + tip, y), (middle - tip * 0.75, y + 1.2)], INK)
    s.circle(here, y, 2.7, WHITE)
    light(s, row.light, here, y, 2)
    if row.note:
        wide = text_width(row.note, 7, 600) + 1.2
        left = here + 2.6 if here + 2.6 + wide < stops[-1] + 8 else here - 2.8 - wide
        s.rect(left, y - 1.6, wide, 3.2, WHITE)
        s.text(left + 0.6, y + 0.9, row.note, 7, 500)


def positions(
    rows: list[PositionRow], words: dict[str, str], title: str, width: float = 109, label: float = 35
) -> Svg:
    """Stacked bars, one unit a participant; `words` gives the stances in their order. Rows without an ask are said in words."""
    total = max(sum(row.counts.values()) for row in rows)
    used = [key for key in words if any(row.asked and row.counts.get(key) for row in rows)]
    spots, top = legend_spots([words[key] for key in used], width, SIGN)
    row_height, tail = 6.2, 15
    unit = (width - label - tail) / total
    s = Svg(
        width, top + row_height * len(rows) + 0.3, title, "; ".join(_answer_words(r, words) for r in rows)
    )
    for key, (x, y) in zip(used, spots, strict=True):
        stance_fill(s, key, x + 0.2, y + 0.3, 5, 2.8)
        stance(s, key, x + 7.6, y + 1.7, 1.25)
        s.text(x + 6.4 + SIGN, y + 2.6, words[key], 7)
    for j, row in enumerate(rows):
        y = top + j * row_height
        s.text(4.6, y + 3.4, str(row.number), 7.5, 600, "end")
        row_title(s, row.title, (6.2, y + 2.5), label - 7.6, 7.5)
        if row.asked:
            _bar(s, row, used, label, y, unit * sum(row.counts.get(key, 0) for key in used))
            s.text(width, y + 3.4, f"{row.answered} von {row.asked}", 7, anchor="end", fill=SOFT)
        else:
            s.text(label + 0.3, y + 3.4, words.get("not_asked", ""), 7.5, fill=SOFT)
    return s


def row_title(s: Svg, title: str, middle: tuple[float, float], width: float, size: float) -> None:
    """The name of a row beside it, in two smaller lines where one has no room; `middle` is left and the middle of the row."""
    x, y = middle
    if text_width(title, size) <= width:
        s.text(x, y + size * 0.125, title, size)
        return
    for number, line in enumerate(two_lines(title, width, SMALL)):
        s.text(x, y - 0.3 + 2.5 * number, line, SMALL)


def legend_spots(
    words: list[str], width: float, sign: float = 0.0
) -> tuple[list[tuple[float, float]], float]:
    """Where each entry of a legend begins, with room for a sign before its word; and where the legend ends."""
    spots, x, y = [], 0.0, 0.0
    for word in words:
        need = 6.4 + sign + text_width(word, 7)
        if x and x + need > width:
            x, y = 0.0, y + 4.2
        spots.append((x, y))
        x += need + 3
    return spots, y + 6.6


def _answer_words(row: PositionRow, words: dict[str, str]) -> str:
    found = ", ".join(f"{row.counts[key]} {words[key]}" for key in words if row.counts.get(key))
    return f"Feld {row.number} {row.title}: {found if row.asked else words.get('not_asked', '')}"


def _widths(row: PositionRow, used: list[str], room: float) -> dict[str, float]:
    """Each part as wide as its share, but never so narrow that its number has no room: the others give it up."""
    counts = {key: row.counts[key] for key in used if row.counts.get(key)}
    least = {key: text_width(str(number), 7.5, 600) + 1.6 for key, number in counts.items()}
    found: dict[str, float] = {}
    while len(found) < len(counts):
        rest = {key: number for key, number in counts.items() if key not in found}
        unit = (room - sum(found.values())) / sum(rest.values())
        narrow = [key for key, number in rest.items() if number * unit < least[key]]
        if not narrow:
            return found | {key: number * unit for key, number in rest.items()}
        found |= {key: least[key] for key in narrow}
    return found


def _bar(s: Svg, row: PositionRow, used: list[str], x: float, y: float, room: float) -> None:
    for key, wide in _widths(row, used, room).items():
        number = row.counts[key]
        digits = text_width(str(number), 7.5, 600)
        stance_fill(s, key, x + 0.25, y + 0.2, max(wide - 0.5, 0.3), 4.6)
        if key not in ("consent", "not_asked"):
            box = min(digits + 0.9, wide - 0.5)
            s.rect(x + wide / 2 - box / 2, y + 0.75, box, 3.5, WHITE, r=0.6)
        s.text(x + wide / 2, y + 3.4, str(number), 7.5, 600, "middle", WHITE if key == "consent" else INK)
        x += wide
