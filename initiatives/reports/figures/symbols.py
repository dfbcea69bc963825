"""Symbols of lights, participation and positions: the form says it, the colour helps. Readable in black and white."""

from collections.abc import Callable, Iterable
from functools import cache
from math import cos, radians, sin

from initiatives.reports.figures.change_symbols import KNOWN, change
from initiatives.reports.figures.svg import (
    AMBER,
    BLUE,
    GREEN,
    GREY,
    INK,
    LINE,
    PALE,
    RED,
    SOFT,
    WHITE,
    Svg,
    units,
)

PAIR_PITCH = 3.97  # between two symbols 3 wide; the stylesheets set lines of the matrix 1.323 symbols apart
LIGHTS = ("green", "yellow", "red", "grey", "none")
PARTICIPATIONS = ("participating", "interested", "later", "not_participating", "left", "open")
CHECKS = ("met", "open", "not_met", "not_applicable", "withheld")
STANCES = (
    "consent",
    "conditional",
    "deliberating",
    "abstention",
    "refusal",
    "withdrawn",
    "pending",
    "no_answer",
    "not_asked",
)


def light(s: Svg, key: str, x: float, y: float, r: float) -> None:
    """Centred on (x, y) with radius r; an unknown key is drawn as not assessed."""
    if key == "green":
        s.circle(x, y, r, GREEN)
        tick = ((x - r * 0.45, y + r * 0.05), (x - r * 0.12, y + r * 0.4), (x + r * 0.48, y - r * 0.36))
        s.strokes([tick], WHITE, r * 0.24, "round")
    elif key == "yellow":
        corners = ((x, y - r * 1.05), (x + r * 1.08, y + r * 0.85), (x - r * 1.08, y + r * 0.85))
        s.poly(corners, AMBER, INK, r * 0.16)
        s.line(x, y - r * 0.35, x, y + r * 0.22, INK, r * 0.24, cap="round")
        s.circle(x, y + r * 0.56, r * 0.14, INK)
    elif key == "red":
        angles = [radians(22.5 + 45 * i) for i in range(8)]
        s.poly([(x + r * cos(a), y + r * sin(a)) for a in angles], RED)
        s.rect(x - r * 0.58, y - r * 0.17, r * 1.16, r * 0.34, WHITE)
    elif key == "grey":
        s.circle(x, y, r * 0.92, WHITE, GREY, r * 0.2)
        s.rect(x - r * 0.4, y - r * 0.45, r * 0.26, r * 0.9, INK)
        s.rect(x + r * 0.14, y - r * 0.45, r * 0.26, r * 0.9, INK)
    else:
        s.circle(x, y, r * 0.9, WHITE, SOFT, r * 0.16, f"{units(r * 0.4)} {units(r * 0.3)}")


def participation(s: Svg, key: str, x: float, y: float, r: float) -> None:
    """Centred on (x, y) with radius r; an unknown key is drawn as open."""
    if key == "participating":
        s.circle(x, y, r * 0.9, BLUE)
    elif key == "interested":
        s.circle(x, y, r * 0.82, WHITE, BLUE, r * 0.18)
        half = [(x - r * 0.82 * sin(radians(a)), y - r * 0.82 * cos(radians(a))) for a in range(0, 181, 15)]
        s.poly(half, BLUE)
    elif key == "later":
        s.circle(x, y, r * 0.82, WHITE, BLUE, r * 0.18)
        s.strokes([((x, y - r * 0.45), (x, y), (x + r * 0.38, y))], INK, r * 0.18, "round")
    elif key == "not_participating":
        s.circle(x, y, r * 0.82, WHITE, LINE, r * 0.18)
    elif key == "left":
        s.circle(x, y, r * 0.82, WHITE, RED, r * 0.18)
        a = r * 0.34
        s.line(x - a, y - a, x + a, y + a, RED, r * 0.2, cap="round")
        s.line(x - a, y + a, x + a, y - a, RED, r * 0.2, cap="round")
    else:
        s.circle(x, y, r * 0.82, WHITE, SOFT, r * 0.16, f"{units(r * 0.4)} {units(r * 0.3)}")


def stance_fill(s: Svg, key: str, x: float, y: float, w: float, h: float) -> None:
    """Fill a bar or a square; an unknown key is drawn as not asked."""
    if key == "consent":
        s.rect(x, y, w, h, BLUE, BLUE)
    elif key == "conditional":
        s.rect(x, y, w, h, WHITE, BLUE)
        s.hatch(x, y, w, h, 1.15, 0.5, BLUE)
    elif key == "deliberating":
        s.rect(x, y, w, h, PALE, SOFT)
        s.dots(x, y, w, h)
    elif key == "abstention":
        s.rect(x, y, w, h, WHITE, SOFT)
        s.rules(x, y, w, h)
    elif key == "refusal":
        s.rect(x, y, w, h, WHITE, RED, 0.3)
        s.hatch(x, y, w, h, 1.3, 0.26, RED)
        s.hatch(x, y, w, h, 1.3, 0.26, RED, back=True)
    elif key == "withdrawn":
        s.rect(x, y, w, h, WHITE, RED, 0.3, "6 4")
        s.hatch(x, y, w, h, 1.3, 0.26, RED, back=True)
    elif key == "pending":
        s.rect(x, y, w, h, WHITE, INK, 0.25, "5 4")
    elif key == "no_answer":
        s.rect(x, y, w, h, PALE, SOFT, 0.2)
    else:
        s.rect(x, y, w, h, WHITE, LINE)


def stance(s: Svg, key: str, x: float, y: float, r: float) -> None:
    stance_fill(s, key, x - r * 0.9, y - r * 0.9, r * 1.8, r * 1.8)


def check(s: Svg, key: str, x: float, y: float, r: float) -> None:
    """The result of a framework condition, centred on (x, y) with radius r; an unknown key is drawn as open."""
    if key == "met":
        tick = ((x - r * 0.7, y + r * 0.05), (x - r * 0.2, y + r * 0.55), (x + r * 0.75, y - r * 0.55))
        s.strokes([tick], GREEN, r * 0.32, "round")
    elif key == "not_met":
        a = r * 0.6
        s.line(x - a, y - a, x + a, y + a, RED, r * 0.32, cap="round")
        s.line(x - a, y + a, x + a, y - a, RED, r * 0.32, cap="round")
    elif key == "not_applicable":
        s.line(x - r * 0.6, y, x + r * 0.6, y, SOFT, r * 0.24, cap="round")
    elif key == "withheld":
        s.rect(x - r * 0.6, y - r * 0.6, r * 1.2, r * 1.2, SOFT)
    else:
        s.circle(x, y, r * 0.7, WHITE, INK, r * 0.2)


def slug(key: str) -> str:
    """A key as part of a class name."""
    return "".join(c if c.isascii() and c.isalnum() else "-" for c in key)


@cache
def stylesheet() -> str:
    """One rule a symbol: class `l-`, `p-`, `s-` or `c-` with the key. Backgrounds are decoration; the word stands beside."""
    groups: tuple[tuple[str, Callable[..., None], tuple[str, ...]], ...] = (
        ("l", light, LIGHTS),
        ("p", participation, PARTICIPATIONS),
        ("s", stance, STANCES),
        ("c", check, CHECKS),
        ("v", change, (*KNOWN, "other")),
    )
    rules = []
    for group, draw, keys in groups:
        for key in keys:
            picture = Svg(3, 3, key)
            draw(picture, key, 1.5, 1.5, 1.3)
            rules.append(_rule(f"{group}-{slug(key)}", picture))
    return "\n".join(rules)


def pair(part: str, position: str) -> str:
    """Class of a cell that shows participation above position."""
    return f"x-{slug(part)}-{slug(position)}"


def pair_stylesheet(pairs: Iterable[tuple[str, str]]) -> str:
    """One rule a pair: both symbols in one picture, the second a line of the matrix below the first."""
    rules = []
    for part, position in sorted(pairs):
        picture = Svg(3, 3 + PAIR_PITCH, "")
        participation(picture, part, 1.5, 1.5, 1.3)
        stance(picture, position, 1.5, 1.5 + PAIR_PITCH, 1.3)
        rules.append(_rule(pair(part, position), picture))
    return "\n".join(rules)


def _rule(name: str, picture: Svg) -> str:
    return f'.{name}{{background-image:url("{picture.uri()}")}}'
