"""The signs of the pages in drawings: one file holds them, `templates/components/sprite.html`, and nobody draws them twice."""

import re
from functools import cache
from pathlib import Path

from initiatives.reports.figures.svg import WHITE, Svg

SPRITE = Path(__file__).parents[3] / "templates" / "components" / "sprite.html"
STROKE = 2  # as `.sym` in static/css/base.css
_SYMBOL = re.compile(r'<symbol id="([\w-]+)" viewBox="0 0 (\d+) \d+">(.*?)</symbol>')


@cache
def signs() -> dict[str, tuple[int, str]]:
    """By name: the side of its square, and its drawing."""
    found = _SYMBOL.findall(SPRITE.read_text("utf-8"))
    return {name: (int(side), drawing) for name, side, drawing in found}


def sign(s: Svg, name: str, x: float, y: float, r: float, colour: str) -> None:
    """Centred on (x, y) with radius r, in one colour on white."""
    side, drawing = signs()[name]
    drawing = drawing.replace("currentColor", colour).replace("var(--paper)", WHITE)
    s.group(drawing, x - r, y - r, 2 * r / side, stroke=colour, stroke_width=STROKE)
