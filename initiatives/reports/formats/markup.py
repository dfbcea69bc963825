"""Small pieces of HTML that every part of a report is made of: headings with their table of contents, tables, symbols."""

from dataclasses import dataclass, field
from html import escape
from pathlib import Path

from initiatives.reports.figures.symbols import slug
from initiatives.reports.text import clean, esc, flat, hyphenated

HERE = Path(__file__).parent
RUNNING = 60  # characters that fit into the foot of a page
LINES = 100  # of contents that still fit on one page in two columns
TITLE = 200  # characters of the first bookmark
LONG = 1500  # characters; what is longer has to break over pages
NARROW, LONG_HEADING = (
    5,
    28,
)  # level of headings in a narrow column; characters of a word that is divided there


@dataclass
class Outline:
    """Gives headings their anchors, collects the table of contents and counts the figures."""

    entries: list[tuple[int, str, str]] = field(default_factory=list)
    anchors: set[str] = field(default_factory=set)
    figures: int = 0

    def heading(
        self,
        level: int,
        text: str,
        anchor: str,
        *,
        number: str = "",
        brief: str = "",
        listed: bool = True,
        cls: str = "",
    ) -> str:
        """A heading; `text` is not escaped yet, `anchor` is made unique.

        `brief` stands in the contents and at the foot of the page, if `listed`.
        """
        anchor = self._unique(anchor)
        text = clean(text)
        line = flat(f"{number} {brief or text}".strip(), RUNNING if level > 1 else TITLE)
        if listed:
            self.entries.append((level, anchor, line))
        mark = f' class="{cls}"' if cls else ""
        lead = f'<span class="no">{escape(number)}</span> ' if number else ""
        shown = escape(text)
        if level == NARROW:
            shown = " ".join(hyphenated(word, LONG_HEADING) for word in shown.split(" "))
        return f'<h{level} id="{anchor}"{mark} data-running="{escape(line)}">{lead}{shown}</h{level}>'

    def _unique(self, anchor: str) -> str:
        found, i = anchor, 2
        while found in self.anchors:
            found, i = f"{anchor}-{i}", i + 1
        self.anchors.add(found)
        return found

    def figure(self, drawing: object, title: str, caption: str) -> str:
        """A drawing with its number, title and caption (HTML)."""
        self.figures += 1
        title = escape(title)
        return (
            f"<figure>{scroll(title, str(drawing))}"
            f"<figcaption><b>Abbildung {self.figures}: {title}.</b> {caption}</figcaption></figure>"
        )

    def contents(self) -> str:
        items = "".join(
            f'<li class="t{level}"><a href="#{anchor}">{escape(text)}</a></li>'
            for level, anchor, text in self.entries
        )
        kind = "toc long" if len(self.entries) > LINES else "toc"
        return (
            f'<nav class="{kind}" aria-labelledby="inhalt"><h2 id="inhalt" data-running="Inhalt">Inhalt</h2>'
            f"<ul>{items}</ul></nav>"
        )


@dataclass(frozen=True)
class Cell:
    """A cell with a class of its own: one element with its symbols behind it, where there are thousands."""

    html: str
    cls: str


@dataclass(frozen=True)
class Row:
    """Cells as HTML; the first one is the head of the row."""

    cells: tuple[str | Cell, ...]
    cls: str = ""


def styles(own: Path | None = None) -> str:
    """The styles that all documents share, for paper and for the screen, and those of one kind of document."""
    sheets = (HERE / "print.css", own, HERE / "screen.css")
    return "\n".join(sheet.read_text("utf-8").strip() for sheet in sheets if sheet)


def hang(heading: str, body: str) -> str:
    """A heading with its text on the second axis; may break anywhere in the text."""
    return f'<section class="hang">{heading}{body}</section>'


def row(*cells: str | Cell, cls: str = "") -> Row:
    return Row(cells, cls)


def table(caption: str, heads: list[str], rows: list[Row], cls: str) -> str:
    """A table with equal columns; widths stand in the stylesheet by its class.

    Caption as text, heads and cells as HTML. It stands in a region that scrolls on a phone.
    """
    caption = esc(caption)
    columns = "<colgroup>" + "<col>" * len(heads) + "</colgroup>"
    head = "".join(f'<th scope="col">{cell}</th>' for cell in heads)
    body = "".join(map(_row, rows))
    return scroll(
        caption,
        f'<table class="{cls}"><caption>{caption}</caption>{columns}'
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>",
    )


def scroll(label: str, content: str) -> str:
    """A region for what is wider than a phone; it can be scrolled with the keyboard. `label` escaped."""
    return f'<div class="scroll" role="region" tabindex="0" aria-label="{label}">{content}</div>'


def _row(found: Row) -> str:
    first, *rest = found.cells
    mark = f' class="{found.cls}"' if found.cls else ""
    cells = "".join(map(_cell, rest))
    return f'<tr{mark}><th scope="row">{first}</th>{cells}</tr>'


def _cell(cell: str | Cell) -> str:
    return f"<td>{cell}</td>" if isinstance(cell, str) else f'<td class="{cell.cls}">{cell.html}</td>'


def symbol(group: str, key: str, word: str) -> str:
    """A word with its symbol in front; group l (light), p (participation) or s (position)."""
    return f'<span class="z {group}-{slug(key)}">{esc(word)}</span>'


def bullets(items: list[str], cls: str = "") -> str:
    mark = f' class="{cls}"' if cls else ""
    return f"<ul{mark}>" + "".join(f"<li>{item}</li>" for item in items) + "</ul>"


def number_of(value: int | str) -> str:
    return f'<b class="no">{value}</b>'
