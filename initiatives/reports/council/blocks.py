"""A draft paper for a council as blocks, from which PDF, DOCX, ODT and page are written, so that all four say the same.

The parts marked `is_core` are made from the core alone. A `Run` that is a gap is what the system cannot know: it stands in
brackets and is marked wherever it is shown.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import ClassVar

from initiatives import typed as texts
from initiatives.reports.text import NBSP, clean


@dataclass(frozen=True)
class Run:
    """A piece of a line; line ends inside are line breaks."""

    text: str
    is_gap: bool = False
    is_bold: bool = False


Line = tuple[Run, ...]


@dataclass(frozen=True)
class Heading:
    kind: ClassVar[str] = "heading"
    level: int
    text: str
    anchor: str


@dataclass(frozen=True)
class Text:
    kind: ClassVar[str] = "text"
    line: Line


@dataclass(frozen=True)
class Items:
    kind: ClassVar[str] = "items"
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Choice:
    """One of the resolutions of which the municipality lets one stand."""

    kind: ClassVar[str] = "choice"
    name: str
    anchor: str
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Grid:
    """A table; without `heads` its rows are pairs of a name and a value. `look` names its columns' widths."""

    kind: ClassVar[str] = "grid"
    caption: str
    heads: tuple[str, ...]
    rows: tuple[tuple[Line, ...], ...]
    look: str


# Typeface and styles of the files that a delegate edits on. LibreOffice draws Arial with a typeface of the same widths.
FONT = "Arial"
GAP, CHOICE, CELL, SENDER = "Platzhalter", "Beschlussvariante", "Tabellentext", "Absender"
# Widths of the columns in mm, of 165 mm beside the margins of a page.
WIDTHS = {
    "pairs": (45, 120),
    "stations": (62, 43, 32, 28),
    "voices": (40, 34, 48, 43),
    "checks": (50, 30, 85),
    "results": (115, 50),
    "costs": (45, 30, 30, 30, 30),
    "budget": (25, 35, 35, 35, 35),
    "staff": (40, 65, 30, 30),
    "assumptions": (24, 40, 29, 36, 36),
}
NUMBERS = ("costs", "budget")  # looks whose columns but the first stand at the right

Block = Heading | Text | Items | Choice | Grid


@dataclass(frozen=True)
class Part:
    is_core: bool
    blocks: tuple[Block, ...]


def line(*pieces: str | Run) -> Line:
    """Texts and gaps in one line; texts are cleaned, empty ones left out."""
    runs = (run for piece in pieces for run in ([piece] if isinstance(piece, Run) else _runs(piece)))
    return tuple(run for run in runs if run.text)


def _runs(text: str) -> list[Run]:
    """A text with what is bold in it."""
    pieces = groupby(texts.runs(clean_piece(text)), key=lambda run: run.bold)
    return [Run("".join(run.text for run in found), is_bold=bold) for bold, found in pieces]


def clean_piece(text: str) -> str:
    """`clean`, but a space at an end stays: it parts the piece from the next."""
    core = clean(text)
    before = " " if text[:1] == " " and core else ""
    return f"{before}{core}{' ' if text[-1:] == ' ' and core else ''}"


def gap(text: str, verb: str = "ergänzen") -> Run:
    """What the municipality has to fill in: in brackets, so that it shows in every program and on paper."""
    return Run(f"[bitte {verb}: {clean(text)}]", is_gap=True)


def typed(text: str) -> list[Text | Items]:
    """What people typed, one block a paragraph or a list with bullets; what counts up stays lines with their numbers."""
    return [_typed(one) for one in texts.blocks(clean(texts.bulleted(text)))]


def _typed(block: texts.Block) -> Text | Items:
    if isinstance(block, texts.Paragraph):
        return Text(line("\n".join(block.lines)))
    if not block.start:
        return Items(tuple(line("\n".join(one.lines)) for one in _flat(block)))
    points = enumerate(block.items, start=block.start)
    return Text(line("\n".join(f"{number}. " + "\n".join(one.lines) for number, one in points)))


def _flat(found: texts.Items) -> Iterator[texts.Item]:
    """The points of a list and of those below it, one after the other."""
    for item in found.items:
        yield item
        for below in item.below:
            yield from _flat(below)


def cells(*columns: str | Run | Line) -> tuple[Line, ...]:
    """A row of a table; a column without anything is a dash."""
    lines = (column if isinstance(column, tuple) else line(column) for column in columns)
    return tuple(found or (Run("–"),) for found in lines)


def pairs(found: Iterable[tuple[str, str | Run | Line]]) -> tuple[tuple[Line, ...], ...]:
    """Rows of name and value, without those that have no value."""
    return tuple(cells(name, value) for name, value in found if value)


def euro(cents: int) -> str:
    """1.234,56 €, with a no-break space and a true minus sign."""
    whole, rest = divmod(abs(cents), 100)
    grouped = f"{whole:,}".replace(",", ".")
    return f"{'−' if cents < 0 else ''}{grouped},{rest:02d}{NBSP}€"
