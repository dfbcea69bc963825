"""Texts as people typed them: plain text with paragraphs, lists, bold and links; every other character stays what it is.

Marks, all that there are: an empty line between paragraphs; two or more following lines that begin with a bullet, or count
up from a number ("1. ", "2. "), are a list; **bold** within a line; an address of the web or of a mailbox is a link. Pages,
documents and mails read texts by the same rules, so this module knows neither Django nor the tables.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import escape

# What Word puts on the clipboard for its bullets in symbol fonts, as characters that every typeface has.
_SYMBOLS = (
    (re.compile(r"^([ \t]*)[\uf0b7\uf0d8\uf0fc][ \t]+", re.MULTILINE), "\\1• "),
    (re.compile(r"^([ \t]*)(?:[\uf0a7\uf06e][ \t]+|§\t[ \t]*)", re.MULTILINE), "\\1▪ "),
)
_BULLET = re.compile(r"([ \t]*)([-*•·–—▪◦‣]|o)[ \t]+(?=\S)")
_NUMBER = re.compile(r"([ \t]*)([1-9]\d{0,2})\.[ \t]+(?=\S)", re.ASCII)
DEEPEST = 4  # lists in one another
_PAUSE = re.compile(r"\n[ \t]*(?:\n[ \t]*)+")

_BOLD = re.compile(r"(?<![\w*])\*\*(?=[^\s*])([^*\n]+)(?<=\S)\*\*(?![\w*])")
_LINK = re.compile(
    r"(?P<web>(?<![\w/])(?:https?://|www\.)[^\s<>\"„“”»«]+)"
    r"|(?P<mail>(?<![\w.+-])[\w.+-]{1,64}@(?=[\w.-]{1,255}(?![\w-]))(?:[\w-]+\.)+[^\W\d_]{2,24}(?![\w-]))",
    re.IGNORECASE,
)
_AFTER = ".,;:!?'’‘…*_~"
_PAIRS = {")": "(", "]": "[", "}": "{"}


@dataclass(frozen=True)
class Run:
    """A piece of a line; `href` where it is a link."""

    text: str
    bold: bool = False
    href: str = ""


@dataclass(frozen=True)
class Paragraph:
    lines: list[str]


@dataclass
class Item:
    """A point of a list: its lines, and the list below it, if there is one."""

    lines: list[str]
    below: list[Items] = field(default_factory=list)


@dataclass
class Items:
    """A list; `start` is the number of its first point, 0 where it has bullets."""

    start: int
    items: list[Item] = field(default_factory=list)


Block = Paragraph | Items


def bulleted(text: str) -> str:
    """The text with plain line ends, and with bullets of symbol fonts as characters that every typeface has."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    for pattern, bullet in _SYMBOLS:
        text = pattern.sub(bullet, text)
    return text


def blocks(text: str) -> list[Block]:
    """The paragraphs and lists of a text in their order."""
    parts = _PAUSE.split(bulleted(text).strip("\n"))
    return [block for part in parts if part.strip() for block in _blocks(part.split("\n"))]


def _blocks(lines: list[str]) -> Iterator[Block]:
    """Of lines without an empty one between them."""
    plain: list[str] = []
    place = 0
    while place < len(lines):
        found, after = _bullets(lines, place) or _numbers(lines, place) or (None, place + 1)
        if found is None:
            plain.append(lines[place].strip())
        else:
            if plain:
                yield Paragraph(plain)
            yield found
            plain = []
        place = after
    if plain:
        yield Paragraph(plain)


def _bullets(lines: list[str], place: int) -> tuple[Items, int] | None:
    """The list with bullets that begins with a line, and the place after it; another bullet begins a list below the point."""
    top = Items(0)
    levels: list[tuple[tuple[str, str], Items]] = []
    began, points = place, 0
    for line in lines[began:]:
        mark = _BULLET.match(line)
        if mark is None and not (points and _goes_on(line)):
            break
        place += 1
        if mark is None:
            levels[-1][1].items[-1].lines.append(line.strip())
            continue
        points += 1
        key = (mark[1], mark[2])
        while levels and key in [one for one, _ in levels[:-1]]:
            levels.pop()
        if not levels or (levels[-1][0] != key and len(levels) < DEEPEST):
            below = Items(0) if levels else top
            if levels:
                levels[-1][1].items[-1].below.append(below)
            levels.append((key, below))
        levels[-1][1].items.append(Item([line[mark.end() :].strip()]))
    return (top, place) if points > 1 else None


def _numbers(lines: list[str], place: int) -> tuple[Items, int] | None:
    """The list that counts up by one from the number of a line, and the place after it."""
    first = _NUMBER.match(lines[place])
    if first is None:
        return None
    found = Items(int(first[2]))
    for line in lines[place:]:
        mark = _NUMBER.match(line)
        if mark and int(mark[2]) == found.start + len(found.items):
            found.items.append(Item([line[mark.end() :].strip()]))
        elif mark is None and found.items and _goes_on(line):
            found.items[-1].lines.append(line.strip())
        else:
            break
        place += 1
    return (found, place) if len(found.items) > 1 else None


def _goes_on(line: str) -> bool:
    """Whether a line without a bullet belongs to the point above it."""
    return line.startswith(("  ", "\t"))


def runs(line: str) -> list[Run]:
    """The pieces of a line: marks of bold are taken out, links found."""
    found: list[Run] = []
    place = 0
    for bold in _BOLD.finditer(line):
        found += _linked(line[place : bold.start()], False) + _linked(bold[1], True)
        place = bold.end()
    return found + _linked(line[place:], False)


def _linked(text: str, bold: bool) -> list[Run]:
    found: list[Run] = []
    place = 0
    for match in _LINK.finditer(text):
        address = _without_punctuation(match[0]) if match["web"] else match[0]
        scheme = "mailto:" if match["mail"] else "https://" if address[:4].lower() == "www." else ""
        if len(address.rpartition("//")[2]) < 4:  # "https://" or "www." alone
            continue
        found += [Run(text[place : match.start()], bold), Run(address, bold, scheme + address)]
        place = match.start() + len(address)
    return [one for one in (*found, Run(text[place:], bold)) if one.text]


def _without_punctuation(address: str) -> str:
    """Without what belongs to the sentence: its full stop, a bracket that was opened before the address."""
    while address and (address[-1] in _AFTER or _is_open(address)):
        address = address[:-1]
    return address


def _is_open(address: str) -> bool:
    opening = _PAIRS.get(address[-1])
    return opening is not None and address.count(address[-1]) > address.count(opening)


def html(text: str, cls: str = "") -> str:
    """The text as HTML: p, ul, ol with li, strong, a and br, and nothing that was typed as markup. `cls` is the class of its
    paragraphs."""
    mark = f' class="{escape(cls)}"' if cls else ""
    return "".join(_block(one, mark) for one in blocks(text))


def _block(block: Block, mark: str = "") -> str:
    if isinstance(block, Paragraph):
        return f"<p{mark}>{_lines(block.lines)}</p>"
    tag = "ol" if block.start else "ul"  # the class is for papers, whose other lists have no marks
    start = f' start="{block.start}"' if block.start > 1 else ""
    items = "".join(f"<li>{_lines(one.lines)}{''.join(map(_block, one.below))}</li>" for one in block.items)
    return f'<{tag} class="typed"{start}>{items}</{tag}>'


def inline(text: str) -> str:
    """The text as HTML within a paragraph or a cell: strong, a and br; lists stay the lines that were typed."""
    return _lines(bulleted(text).strip().split("\n"))


def _lines(lines: list[str]) -> str:
    return "<br>".join("".join(map(_run, runs(line))) for line in lines)


def _run(run: Run) -> str:
    text = escape(run.text)
    text = f'<a href="{escape(run.href)}">{text}</a>' if run.href else text
    return f"<strong>{text}</strong>" if run.bold else text


def plain(text: str) -> str:
    """The text without its marks of bold: for mails, for titles, and for excerpts, which could cut a mark in two."""
    return _BOLD.sub("\\1", bulleted(text))
