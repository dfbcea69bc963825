"""How wide text is, from the advance widths of the typeface itself, and how it is broken and cut to a place. Millimetres."""

from functools import cache, lru_cache
from pathlib import Path

from initiatives.reports.figures.svg import POINT
from initiatives.reports.text import COMPOUNDS, hyphenated

FACES = {400: "Regular", 500: "Medium", 600: "SemiBold", 700: "Bold"}
DIGIT, MISSING = 0.56, 0.62  # of the size: tabular figures all have the same width; what the typeface lacks
SHY = "\u00ad"


@cache
def _advances(weight: int) -> dict[int, float]:
    """Of each character, as a share of the size."""
    import fontpkg
    from fontTools.ttLib import TTFont

    folder = Path(fontpkg.path("Fira Sans", weight=400)).parent
    with TTFont(folder / f"FiraSans-{FACES[weight]}.ttf", lazy=True) as font:
        units, metrics = font["head"].unitsPerEm, font["hmtx"].metrics
        return {code: metrics[name][0] / units for code, name in font.getBestCmap().items()}


@lru_cache(maxsize=8192)
def text_width(text: str, size: float, weight: int = 400) -> float:
    """Of text set in Fira Sans at `size` points on one line; soft hyphens take no room."""
    known = _advances(weight)
    shares = (DIGIT if c.isdecimal() else known.get(ord(c), MISSING) for c in text if c != SHY)
    return sum(shares) * size * POINT


def fit(text: str, width: float, size: float, weight: int = 400) -> str:
    """The text, cut with an ellipsis where it is wider than `width` mm."""
    if text_width(text, size, weight) <= width:
        return text
    while text and text_width(text + "…", size, weight) > width:
        text = text[:-1]
    return text.rstrip(" ,-–") + "…"


def wrap(text: str, width: float, size: float, weight: int = 400) -> list[str]:
    """Lines of at most `width` mm, broken at spaces and between syllables; what is still too wide is cut."""
    lines, line = [], ""
    for part, ends in _pieces(text, width, size, weight):
        joined = line + part
        if line and text_width(joined.strip() + ("" if ends else "-"), size, weight) > width:
            lines.append(line.strip() if line.endswith(" ") else line + "-")
            joined = part
        line = joined + (" " if ends else "")
    return [fit(found, width, size, weight) for found in [*lines, line.strip()]]


def _pieces(text: str, width: float, size: float, weight: int) -> list[tuple[str, bool]]:
    """The words, those that are too wide in their syllables; whether each ends a word."""
    pieces = []
    for word in text.split():
        fits = text_width(word, size, weight) <= width
        parts = [word] if fits else COMPOUNDS.get(word, hyphenated(word)).split(SHY)
        pieces += [(part, i == len(parts) - 1) for i, part in enumerate(parts)]
    return pieces


def two_lines(text: str, width: float, size: float, weight: int = 400) -> list[str]:
    """As `wrap`, where only two lines have room: what would follow is cut."""
    first, *rest = wrap(text, width, size, weight)
    if len(rest) < 2:
        return [first, *rest]
    return [first, fit(rest[0].rstrip("-") + "…" * 3, width, size, weight).rstrip("…") + "…"]
