"""Symbols of lights, participation and positions: the form says it, the colour helps. Readable in black and white."""

from collections.abc import Callable, Iterable
from functools import cache
from math import cos, radians, sin

from initiatives.reports.figures.change_symbols import KNOWN, change
from initiatives.reports.figures.sprite import sign
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


LIGHT_TONES = {"green": GREEN, "yellow": AMBER, "red": RED, "grey": GREY, "none": GREY}
STANCE_TONES = {
    "consent": GREEN,
    "conditional": AMBER,
    "deliberating": BLUE,
    "abstention": INK,
    "refusal": RED,
    "withdrawn": INK,
    "pending": BLUE,
}
CHECK_TONES = {"met": GREEN, "open": GREY, "not_met": RED, "not_applicable": GREY}


def light(s: Svg, key: str, x: float, y: float, r: float) -> None:
    """As on the pages, centred on (x, y) with radius r; an unknown key is drawn as not assessed."""
    known = key if key in LIGHTS else "none"
    sign(s, f"l-{known}", x, y, r, LIGHT_TONES[known])


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
    """As on the pages; an unknown key is drawn as not asked."""
    known = key if key in STANCES else "not_asked"
    sign(s, f"s-{known}", x, y, r * 0.95, STANCE_TONES.get(known, GREY))


def check(s: Svg, key: str, x: float, y: float, r: float) -> None:
    """The result of a framework condition as on the pages, withheld ones with a lock; an unknown key is drawn as open."""
    known = key if key in CHECK_TONES else "open"
    sign(s, "i-lock" if key == "withheld" else f"c-{known}", x, y, r, CHECK_TONES[known])


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
