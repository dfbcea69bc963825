"""Where the participants lie and how many fields each works in, as inline SVG: a sketch from coordinates, no borders.

A pure function over plain rows, as in `figures`. Widths in millimetres.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from math import cos, dist, pi, radians, sin, sqrt

from initiatives.reports.figures.metrics import fit, text_width
from initiatives.reports.figures.svg import BLUE, INK, LINE, WHITE, Svg, units

KILOMETRES = 111.2  # a degree of latitude
SECTORS = 12  # more fields than these become one share of the ring
TALL = 74.0
APART = 6.6  # between the middles of two dials
HALF = ("interested", "later")
Point = tuple[float, float]


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


def participation_map(places: Sequence[MapPlace], title: str, width: float = 165) -> Svg:
    """A dial for each place: a sector a field, filled where it takes part, half where it is interested; the number inside."""
    points, scale = _projected(places, width - 30, TALL - 24)
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
    for place, spot in zip(places, _labels(places, points, sizes, width), strict=True):
        if spot:
            s.text(*spot, fit(place.name, 34, 7), 7, 500, "middle")
    _key(s, scale, height)
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
    places: Sequence[MapPlace], points: list[Point], sizes: list[float], width: float
) -> list[Point | None]:
    """Where each name stands: below, above, right or left of its dial, wherever it meets nothing; else nowhere."""
    taken = [(x - r, y - r, x + r, y + r) for (x, y), r in zip(points, sizes, strict=True)]
    found: list[Point | None] = []
    for place, (x, y), r in zip(places, points, sizes, strict=True):
        half = text_width(fit(place.name, 34, 7), 7, 500) / 2
        spots = [
            (x, y + r + 3),
            (x, y - r - 0.9),
            (x + r + half + 0.8, y + 0.9),
            (x - r - half - 0.8, y + 0.9),
        ]
        boxes = [(a - half, b - 2.2, a + half, b + 0.7) for a, b in spots]
        free = next(
            (
                i
                for i, box in enumerate(boxes)
                if min(box[:2]) > 0 and box[2] < width and not _meets(box, taken)
            ),
            None,
        )
        if free is not None:
            taken.append(boxes[free])
        found.append(None if free is None else spots[free])
    return found


def _meets(box: tuple[float, ...], others: list[tuple[float, float, float, float]]) -> bool:
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
