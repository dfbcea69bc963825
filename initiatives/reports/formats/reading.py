"""An issued report read inside a page: the main part of its stored HTML, its styles kept to it, its contents beside it.

What is stored never changes; it is cut and coloured here, and what differs from the report it corrects is marked.
"""

import colorsys
import re
from collections.abc import Iterator
from dataclasses import dataclass
from html.parser import HTMLParser

CLASS = "ikz-report-text"
HEX = re.compile(r"(#|%23)([0-9a-fA-F]{6}|[0-9a-fA-F]{3})(?![0-9a-zA-Z])")
DRAWN = re.compile(r' (fill|stroke)="(#[0-9a-fA-F]{3,6})"')
BLOCKS = {"p", "li", "tr", "h2", "h3", "h4", "h5", "figcaption"}
HEAD = ("<header", "</header>")  # number, days and bodies of a correction are its own


@dataclass(frozen=True)
class Reading:
    styles: str
    front: str  # up to the contents: what stands on the first page
    contents: str  # a list of links, "" where there is none
    body: str
    marked: int  # blocks that differ from the report it corrects


def of(html: str, corrected: str = "") -> Reading:
    """The parts of a stored document; `corrected` is that of the report which it corrects."""
    styles, main, marked = _inside(html, "style"), _inside(html, "main"), 0
    if corrected:
        main, marked = _marked(main, _inside(corrected, "main"))
    front, contents, body = _parts(main)
    return Reading(_kept_to(styles, main), front, contents, body, marked)


def _inside(html: str, tag: str) -> str:
    return html.partition(f"<{tag}>")[2].rpartition(f"</{tag}>")[0]


def _parts(main: str) -> tuple[str, str, str]:
    found = re.search(r'<nav class="toc[^>]*>.*?(<ul>.*?</ul>)</nav>', main, re.DOTALL)
    return (main[: found.start()], found[1], main[found.end() :]) if found else (main, "", "")


def _kept_to(styles: str, main: str) -> str:
    """The rules of the document for its text alone, and the same in dark colours for who reads in the dark."""
    drawn = {(name, colour) for name, colour in DRAWN.findall(main)}
    figures = "".join(f'[{name}="{colour}"]{{{name}:{_darkened(colour)}}}' for name, colour in sorted(drawn))
    dark = f"@media screen and (prefers-color-scheme:dark){{.{CLASS}{{{HEX.sub(_dark, styles)}{figures}}}}}"
    return f"@layer components{{.{CLASS}{{{styles}}}{dark}}}"


def _darkened(colour: str) -> str:
    return HEX.sub(_dark, colour)


def _dark(found: re.Match[str]) -> str:
    """The same hue with the lightness turned round: white becomes black, and what is read on it stays bright enough."""
    sign, digits = found.groups()
    if len(digits) == 3:
        digits = "".join(one * 2 for one in digits)
    red, green, blue = (int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4))
    hue, light, strength = colorsys.rgb_to_hls(red, green, blue)
    turned = 0.92 - 0.6 * light if light <= 0.5 else 1.24 * (1 - light)
    rgb = colorsys.hls_to_rgb(hue, turned, strength)
    return sign + "".join(f"{round(one * 255):02x}" for one in rgb)


class _Blocks(HTMLParser):
    """Text and place of each innermost block: (offset just behind the name in its start tag, text)."""

    def __init__(self, html: str):
        super().__init__()
        self.lines = [0, *(found.end() for found in re.finditer("\n", html))]
        self.open: list[tuple[str, int, list[str]]] = []
        self.found: list[tuple[int, str]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in BLOCKS:
            line, column = self.getpos()
            self.open.append((tag, self.lines[line - 1] + column + 1 + len(tag), []))

    def handle_data(self, data: str) -> None:
        if self.open:
            self.open[-1][2].append(data)

    def handle_endtag(self, tag: str) -> None:
        if self.open and self.open[-1][0] == tag:
            _, place, texts = self.open.pop()
            self.found.append((place, " ".join("".join(texts).split())))


def _blocks(main: str) -> Iterator[tuple[int, str]]:
    head = main.find(HEAD[1])
    return ((place, text) for place, text in _Blocks(main).found if place > head and text)


def _marked(main: str, corrected: str) -> tuple[str, int]:
    """The main part with a mark at each block whose text the corrected report does not have."""
    known = {text for _, text in _blocks(corrected)}
    places = sorted((place for place, text in _blocks(main) if text not in known), reverse=True)
    for place in places:
        main = f"{main[:place]} data-differs{main[place:]}"
    return main, len(places)
