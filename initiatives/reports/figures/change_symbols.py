"""Symbols of the kinds of change, drawn in dark ink so that they read in black and white."""

from math import cos, radians, sin

from initiatives.reports.figures.svg import BLUE, INK, WHITE, Svg
from initiatives.snapshot.news import NEWS, PUBLIC_SILENT

Points = list[tuple[float, float]]
KNOWN = tuple(
    kind for kind in NEWS if kind != "agreement"
)  # with a symbol of their own; others are a diamond


def kinds(edition: str) -> dict[str, tuple[str, str]]:
    """The words of all kinds; the public edition knows of public news only."""
    return NEWS | ({"silent": PUBLIC_SILENT} if edition == "public" else {})


def _arc(shift: float, radius: float, first: int, last: int) -> Points:
    return [(shift + radius * cos(radians(a)), radius * sin(radians(a))) for a in range(first, last + 1, 15)]


# Strokes, filled shapes and dots of each kind in shares of its radius.
ROUND, SQUARE = ("slipped", "light"), ("answer", "condition")
LINES: dict[str, list[Points]] = {
    "added": [[(-0.8, 0), (0.8, 0)], [(0, -0.8), (0, 0.8)]],
    "moved": [[(-0.85, 0), (0.8, 0)], [(0.25, -0.55), (0.85, 0), (0.25, 0.55)]],
    "decided": [[(-0.75, 0.05), (-0.2, 0.6), (0.8, -0.6)]],
    "cost": [[(-0.75, -0.18), (0.35, -0.18)], [(-0.75, 0.22), (0.25, 0.22)], _arc(0.2, 0.7, 60, 300)],
    "text": [[(-0.8, -0.5), (0.8, -0.5)], [(-0.8, 0), (0.8, 0)], [(-0.8, 0.5), (0.3, 0.5)]],
    "slipped": [[(0, -0.45), (0, 0.05), (0.4, 0.05)]],
    "condition": [[(-0.4, 0), (-0.1, 0.35), (0.45, -0.35)]],
}
SHAPES: dict[str, list[tuple[Points, str]]] = {
    "light": [(_arc(0, 0.82, 0, 180), INK)],
    "answer": [([(-0.8, -0.8), (0, -0.8), (0, 0.8), (-0.8, 0.8)], INK)],
}
DOTS: dict[str, list[tuple[float, float, float, str]]] = {
    "silent": [(-0.6, 0, 0.12, INK), (0, 0, 0.12, INK), (0.6, 0, 0.12, INK)],
    "participation": [(-0.4, 0, 0.42, BLUE), (0.45, 0, 0.42, WHITE)],
    "meeting": [(-0.5, 0.4, 0.28, INK), (0.5, 0.4, 0.28, INK), (0, -0.45, 0.28, INK)],
}


def change(s: Svg, key: str, x: float, y: float, r: float) -> None:
    """Centred on (x, y) with radius r; an unknown kind is a diamond."""

    def at(points) -> list[tuple[float, float]]:
        return [(x + a * r, y + b * r) for a, b in points]

    if key in ROUND:
        s.circle(x, y, r * 0.82, WHITE, INK, r * 0.18)
    if key in SQUARE:
        s.rect(x - r * 0.8, y - r * 0.8, r * 1.6, r * 1.6, WHITE, INK, r * 0.18)
    for points, fill in SHAPES.get(key, ()):
        s.poly(at(points), fill)
    for a, b, size, fill in DOTS.get(key, ()):
        s.circle(x + a * r, y + b * r, size * r, fill, INK, r * 0.14)
    for line in LINES.get(key, ()):
        s.strokes([at(line)], INK, r * 0.24, "round")
    if key not in KNOWN:
        s.poly(at([(0, -0.85), (0.85, 0), (0, 0.85), (-0.85, 0)]), BLUE)
