"""A draft paper for a council as one standalone HTML document, which `formats/pdf` sets.

`html(snapshot)` reads nothing but the snapshot; the same snapshot gives the same text.
"""

from html import escape
from pathlib import Path
from typing import Any

from initiatives.reports.council.blocks import Block, Choice, Grid, Heading, Items, Line, Run, Text
from initiatives.reports.council.paper import EDITIONS, KIND, parts
from initiatives.reports.formats.markup import LONG, Outline, bullets, row, scroll, styles, table
from initiatives.reports.formats.pdf import File
from initiatives.reports.text import clean, esc, flat, moment, no_breaks, short
from initiatives.snapshot.council_paper import COUNCIL_PAPER, CouncilPaper
from initiatives.snapshot.form import digest, read

STYLES = Path(__file__).parent / "council.css"
GENRES = (COUNCIL_PAPER,)


def html(snapshot: dict[str, Any]) -> str:
    """The whole document. Raises ValueError for a snapshot that doesn't fit the contract."""
    paper, outline = read(CouncilPaper, snapshot), Outline()
    body = _head(paper, outline)
    body += "".join(_block(block, outline) for part in parts(paper) for block in part.blocks)
    return no_breaks(_page(paper, body + _origin(paper, digest(snapshot))))


def titles(snapshot: dict[str, Any]) -> list[str]:
    """What has to stand in the document, each with a bookmark."""
    return [snapshot["subject"], *(one["title"] for one in snapshot["core"]["fields"])]


def files(snapshot: dict[str, Any], folder: Path) -> list[File]:
    """The files that go with the paper, from the folder in which they lie. Raises FileNotFoundError where one does not."""
    return [
        File(one.file, flat(one.title, 200), Path(folder, one.file).read_bytes(), "Supplement")
        for one in read(CouncilPaper, snapshot).attachments
    ]


def _head(paper: CouncilPaper, outline: Outline) -> str:
    sender = (
        f"<p><b>{short(paper.municipality or 'Kerntext', 80)}</b><br>{short(paper.core.initiative, 120)}</p>"
    )
    edition = f"Entwurf, {EDITIONS[paper.edition]}" if paper.edition else "Entwurf"
    title = outline.heading(1, paper.subject, "betreff", listed=False)
    return (
        f'<header class="paper"><div class="sender">{sender}<p><b>{KIND}</b><br>{edition}</p></div></header>'
        f'<div class="subject"><p class="over">Betreff</p>{title}</div>'
    )


def _block(block: Block, outline: Outline) -> str:
    if isinstance(block, Heading):
        cls = "part" if block.level == 2 else ""
        return outline.heading(block.level, block.text, block.anchor, cls=cls)
    if isinstance(block, Text):
        return f"<p>{_line(block.line)}</p>"
    if isinstance(block, Items):
        return bullets([_line(one) for one in block.lines], "points")
    if isinstance(block, Choice):
        heading = outline.heading(3, block.name, block.anchor)
        tall = " tall" if sum(map(_length, block.lines)) > LONG else ""
        return f'<div class="choice{tall}">{heading}{"".join(f"<p>{_line(one)}</p>" for one in block.lines)}</div>'
    return _grid(block)


def _grid(grid: Grid) -> str:
    rows = [
        row(*map(_line, found), cls="tall" if max(map(_length, found)) > LONG else "") for found in grid.rows
    ]
    if grid.heads:
        return table(clean(grid.caption), [esc(one) for one in grid.heads], rows, f"plain {grid.look}")
    caption = esc(grid.caption)
    lines = "".join(
        f'<tr{f" class={chr(34)}tall{chr(34)}" if found.cls else ""}><th scope="row">{found.cells[0]}</th>'
        f"<td>{found.cells[1]}</td></tr>"
        for found in rows
    )
    columns = "<colgroup><col><col></colgroup>"
    return scroll(
        caption,
        f'<table class="plain pairs"><caption>{caption}</caption>{columns}<tbody>{lines}</tbody></table>',
    )


def _length(line: Line) -> int:
    return sum(len(run.text) for run in line)


def _line(line: Line) -> str:
    """Runs as HTML. A cell's or paragraph's own text is cleaned already; a space between two runs stays."""
    return "".join(map(_run, line))


def _run(run: Run) -> str:
    text = escape(run.text)
    if run.is_gap:
        return f'<mark class="gap">{text}</mark>'
    text = text.replace("\n", "<br>")
    return f"<strong>{text}</strong>" if run.is_bold else text


def _origin(paper: CouncilPaper, checksum: str) -> str:
    groups = " ".join(checksum[i : i + 8] for i in range(0, len(checksum), 8))
    when = moment(paper.recorded_until)
    return f'<p class="hash origin">Erstellt aus dem Datenstand vom {when}, <b>Prüfsumme</b> (SHA-256): {groups}</p>'


def _page(paper: CouncilPaper, body: str) -> str:
    sender = flat(paper.municipality or paper.core.convening, 28)
    bottom = f"{sender} · Entwurf{' · Beispieldaten' if paper.core.is_example else ''}"
    mark = f" · {EDITIONS[paper.edition]}" if paper.edition else ""
    top = f"Entwurf{mark} · {flat(paper.subject, 50)}"
    return f"""<!DOCTYPE html>
<html lang="de"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Entwurf einer Vorlage: {escape(flat(paper.subject, 160))}</title>
<meta name="author" content="{esc(sender)}">
<meta name="description" content="{escape(flat(paper.core.initiative, 200))}">
<style>
{styles(STYLES)}
</style></head>
<body data-top="{escape(top)}" data-bottom="{escape(bottom)}"><main>{body}</main></body></html>
"""
