"""Where the participants lie and how many fields each works in, as inline SVG: a sketch from coordinates, no borders.

A pure function over plain rows, as in `figures`. Widths in millimetres.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import cos, dist, pi, radians, sin, sqrt

from initiatives.reports.figures.metrics import text_width, two_lines, wrap
from initiatives.reports.figures.svg import BLUE, INK, LINE, WHITE, Svg, units

KILOMETRES = 111.2  # a degree of latitude
SECTORS = 12  # more fields than these become one share of the ring
TALL, MANY, FEW = 68.0, 125.0, 20
APART = 6.6  # between the middles of two dials
HALF = ("interested", "later")
NAME, SIZE = 34.0, 7  # mm of a name, points
Point = tuple[float, float]
Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class MapPlace:
    name: str
    latitude: float
    longitude: float
    population: int | None
    states: tuple[str, ...]  # participation in each field

    @property
    def joined(self) -> int:
        return sum(state == "participating" for state in self.states)


@dataclass(frozen=True)
class Label:
    lines: tuple[str, ...]
    at: Point  # middle of the baseline of the first line
    far: bool  # with a line to its dial


def participation_map(places: Sequence[MapPlace], title: str, width: float = 165) -> Svg:
    """A dial for each place: a sector a field, filled where it takes part, half where it is interested; the number inside."""
    points, scale = _projected(places, width - 30, (TALL if len(places) <= FEW else MANY) - 24)
    points = _apart(points)
    sizes = _sizes(places, points)
    left = min(x - r for (x, _), r in zip(points, sizes, strict=True))
    right = max(x + r for (x, _), r in zip(points, sizes, strict=True))
    shift = (width - (right - left)) / 2 - left
    top = 4 - min(y - r for (_, y), r in zip(points, sizes, strict=True))
    points = [(x + shift, y + top) for x, y in points]
    height = max(y + r for (_, y), r in zip(points, sizes, strict=True)) + 13
    words = "; ".join(f"{place.name}: {place.joined} von {len(place.states)} Feldern" for place in places)
    s = Svg(width, round(height, 1), title, words)
    for place, point, size in zip(places, points, sizes, strict=True):
        _dial(s, place, point, size)
    lacking = []
    labels = _labels(places, points, sizes, width, height - 13)
    for place, point, size, label in zip(places, points, sizes, labels, strict=True):
        if label:
            _name(s, label, point, size)
        else:
            lacking.append(f"{place.name} ({place.joined})")
    _key(s, scale, height)
    for line in wrap(f"Ohne Platz im Bild: {', '.join(lacking)}", width, SIZE) if lacking else ():
        s.height += 3
        s.text(0, s.height - 0.8, line, SIZE)
    return s


def _projected(places: Sequence[MapPlace], width: float, height: float) -> tuple[list[Point], float]:
    """Millimetres from the north-west, and how many of them make a kilometre."""
    middle = radians(sum(place.latitude for place in places) / len(places))
    raw = [(p.longitude * KILOMETRES * cos(middle), -p.latitude * KILOMETRES) for p in places]
    xs, ys = [x for x, _ in raw], [y for _, y in raw]
    scale = min(width / max(max(xs) - min(xs), 1), height / max(max(ys) - min(ys), 1))
    return [((x - min(xs)) * scale, (y - min(ys)) * scale) for x, y in raw], scale


def _apart(points: list[Point]) -> list[Point]:
    """Those that lie nearly on one another moved away from each other, until every dial has room."""
    found = list(points)
    for _ in range(80):
        moved = False
        for i, j in combinations(range(len(found)), 2):
            (ax, ay), (bx, by) = found[i], found[j]
            gap = dist(found[i], found[j])
            if gap >= APART:
                continue
            moved = True
            dx, dy = ((bx - ax) / gap, (by - ay) / gap) if gap > 0.01 else (cos(i + j), sin(i + j))
            push = (APART - gap) / 2 + 0.05
            found[i], found[j] = (ax - dx * push, ay - dy * push), (bx + dx * push, by + dy * push)
        if not moved:
            break
    return found


def _sizes(places: Sequence[MapPlace], points: list[Point]) -> list[float]:
    """Radius by population, so small that neighbours don't touch."""
    most = max((place.population or 0 for place in places), default=0) or 1
    widest = 9.0 if len(places) <= 20 else 5.5
    wished = [max(sqrt((p.population or most / 4) / most) * widest, 2.6) for p in places]
    found = []
    for i, here in enumerate(points):
        near = min((dist(here, there) for j, there in enumerate(points) if j != i), default=99.0)
        found.append(max(min(wished[i], near * 0.46), 1.2))
    return found


def _dial(s: Svg, place: MapPlace, point: Point, size: float) -> None:
    x, y = point
    if len(place.states) > SECTORS or size < 2.4:
        s.circle(x, y, size, WHITE, LINE, 0.2)
        share = place.joined / len(place.states) if place.states else 0
        if share:
            _sector(s, point, (size, size * 0.62), (0, min(share, 0.9999)), BLUE)
    else:
        for i, state in enumerate(place.states):
            span = (i / len(place.states) + 0.006, (i + 1) / len(place.states) - 0.006)
            _sector(s, point, (size, size * 0.56), span, BLUE if state == "participating" else WHITE)
            if state in HALF:
                _sector(s, point, (size * 0.78, size * 0.56), span, BLUE)
    letters = 8.5 if size > 4 else 7
    s.text(x, y + letters * 0.125, str(place.joined), letters, 700, "middle")


def _sector(s: Svg, point: Point, radii: tuple[float, float], span: Point, fill: str) -> None:
    """A piece of a ring from one share of the circle to another, clockwise from the top."""
    first, last = (2 * pi * part - pi / 2 for part in span)
    large = int(last - first > pi)

    def at(radius: float, angle: float) -> str:
        return f"{units(point[0] + radius * cos(angle))} {units(point[1] + radius * sin(angle))}"

    outer, inner = radii
    data = (
        f"M{at(outer, first)}A{units(outer)} {units(outer)} 0 {large} 1 {at(outer, last)}"
        f"L{at(inner, last)}A{units(inner)} {units(inner)} 0 {large} 0 {at(inner, first)}Z"
    )
    s.add("path", d=data, fill=fill, stroke=BLUE if fill == BLUE else LINE, stroke_width=units(0.15))


def _labels(
    places: Sequence[MapPlace], points: list[Point], sizes: list[float], width: float, bottom: float
) -> list[Label | None]:
    """Where each name stands: at its dial, or further off with a line to it, wherever it meets nothing."""
    taken = [(x - r, y - r, x + r, y + r) for (x, y), r in zip(points, sizes, strict=True)]
    taken.append((0.0, bottom - 12, 38.0, bottom + 13))  # scale and north
    found: list[Label | None] = []
    for place, point, r in zip(places, points, sizes, strict=True):
        lines = two_lines(place.name, NAME, SIZE, 500)
        half = max(text_width(line, SIZE, 500) for line in lines) / 2
        label = next(
            (
                Label(tuple(lines), at, far)
                for at, far in _spots(point, r, half, 2.6 * (len(lines) - 1))
                if _is_free(_box(at, half, len(lines)), taken, width, bottom)
            ),
            None,
        )
        if label:
            taken.append(_box(label.at, half, len(lines)))
        found.append(label)
    return found


def _spots(point: Point, r: float, half: float, more: float) -> Iterator[tuple[Point, bool]]:
    """The baseline of the first line of a name: below, above, right or left of its dial, then round it, further and further."""
    x, y = point
    yield (x, y + r + 3), False
    yield (x, y - r - 0.9 - more), False
    yield (x + r + half + 0.8, y + 0.9), False
    yield (x - r - half - 0.8, y + 0.9), False
    for far in range(3, 40, 3):
        for step in range(16):
            angle = 2 * pi * step / 16
            yield (x + (r + far + half) * cos(angle), y + (r + far) * sin(angle) + 0.9), True


def _box(at: Point, half: float, lines: int) -> Box:
    return (at[0] - half - 0.3, at[1] - 2.3, at[0] + half + 0.3, at[1] + 0.8 + 2.6 * (lines - 1))


def _is_free(box: Box, taken: list[Box], width: float, bottom: float) -> bool:
    inside = box[0] > 0 and box[1] > 0 and box[2] < width and box[3] < bottom + 12
    return inside and not _meets(box, taken)


def _name(s: Svg, label: Label, point: Point, r: float) -> None:
    x, y = label.at
    if label.far:
        away = max(dist(label.at, point), 0.1)
        dx, dy = (x - point[0]) / away, (y - 0.9 - point[1]) / away
        half = max(text_width(line, SIZE, 500) for line in label.lines) / 2
        end = (x - half * dx, y - 0.9 - 1.2 * dy)
        s.line(point[0] + r * dx, point[1] + r * dy, end[0], end[1], LINE, 0.15)
    for number, line in enumerate(label.lines):
        s.text(x, y + 2.6 * number, line, SIZE, 500, "middle")


def _meets(box: Box, others: list[Box]) -> bool:
    a, b, c, d = box
    return any(a < right and c > left and b < bottom and d > top for left, top, right, bottom in others)


def _key(s: Svg, scale: float, height: float) -> None:
    """Scale bar and north."""
    length = next((km for km in (50, 20, 10, 5, 2, 1) if km * scale < 32), 1)
    x, y = 0.4, height - 1.4
    s.line(x, y, x + length * scale, y, INK, 0.3)
    for end in (x, x + length * scale):
        s.line(end, y - 0.8, end, y + 0.8, INK, 0.3)
    s.text(x + length * scale / 2, y - 1.4, f"{length}\u00a0km", 7, 400, "middle")
    s.poly([(x + 1.4, y - 9.5), (x + 2.6, y - 5.5), (x + 1.4, y - 6.4), (x + 0.2, y - 5.5)], INK)
    s.text(x + 4.6, y - 6, "N", 7, 600, "middle")
