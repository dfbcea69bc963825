"""A draft paper for a council as an ODT that a delegate edits on: the same blocks as the DOCX, for offices that use LibreOffice.

Written by hand, since a text document needs little of the format: five small files in an archive (OpenDocument 1.3).
"""

from __future__ import annotations

import io
from collections.abc import Iterable
from functools import singledispatch
from typing import Any
from xml.sax.saxutils import escape, quoteattr
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from initiatives.reports.council.blocks import (
    CELL,
    CHOICE,
    GAP,
    NUMBERS,
    SENDER,
    WIDTHS,
    Choice,
    Grid,
    Heading,
    Items,
    Line,
    Run,
    Text,
)
from initiatives.reports.council.odt_styles import BOLD, SPACES, styles
from initiatives.reports.council.paper import frame, parts
from initiatives.reports.formats.markup import LONG
from initiatives.reports.text import clean, flat
from initiatives.snapshot.council_paper import CouncilPaper
from initiatives.snapshot.form import digest, read

MIME = "application/vnd.oasis.opendocument.text"
EPOCH = (1980, 1, 1, 0, 0, 0)
HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'


def odt(snapshot: dict[str, Any]) -> bytes:
    """The whole file; the same snapshot gives the same bytes. Raises ValueError for one that doesn't fit the contract."""
    paper, checksum = read(CouncilPaper, snapshot), digest(snapshot)
    around = frame(paper, checksum)
    body = [
        _paragraph(SENDER, around.sender),
        _paragraph("Subtitle", around.kind),
        _paragraph("Caption", "Betreff"),
        _paragraph("Title", clean(paper.subject)),
    ]
    body += [write(block) for part in parts(paper) for block in part.blocks]
    body.append(_paragraph("Caption", around.origin))
    return _archive(
        {
            "content.xml": _content("".join(body)),
            "styles.xml": styles(escape(around.top), escape(around.bottom)),
            "meta.xml": _meta(paper),
        }
    )


@singledispatch
def write(block: Any) -> str:
    raise TypeError(f"unknown block: {block!r}")


@write.register
def _heading(block: Heading) -> str:
    return _title(block.level - 1, block.text)


@write.register
def _text(block: Text) -> str:
    return f'<text:p text:style-name="Standard">{_line(block.line)}</text:p>'


@write.register
def _items(block: Items) -> str:
    items = (
        f'<text:list-item><text:p text:style-name="List">{_line(one)}</text:p></text:list-item>'
        for one in block.lines
    )
    return f'<text:list text:style-name="Punkte">{"".join(items)}</text:list>'


@write.register
def _choice(block: Choice) -> str:
    lines = (f'<text:p text:style-name="{CHOICE}">{_line(one)}</text:p>' for one in block.lines)
    return _title(2, block.name) + "".join(lines)


@write.register
def _grid(block: Grid) -> str:
    columns = "".join(
        f'<table:table-column table:style-name="{block.look}{n}"/>'
        for n in range(1, len(WIDTHS[block.look]) + 1)
    )
    head = ""
    if block.heads:
        cells = "".join(
            _cell(f'<text:p text:style-name="Tabellenkopf">{escape(one)}</text:p>') for one in block.heads
        )
        head = (
            f"<table:table-header-rows><table:table-row>{cells}</table:table-row></table:table-header-rows>"
        )
    rows = "".join(_row(found, block.look) for found in block.rows)
    name = quoteattr(clean(block.caption)[:200])
    caption = _paragraph("Tabellentitel", block.caption) if block.heads else ""
    return (
        f'{caption}<table:table table:name={name} table:style-name="Tabelle"><table:title>{escape(clean(block.caption))}'
        f"</table:title>{columns}{head}{rows}</table:table>{_paragraph('Abstand', '')}"
    )


def _row(found: tuple[Line, ...], look: str) -> str:
    long = sum(len(run.text) for one in found for run in one) > LONG
    cells = "".join(
        _cell(
            f'<text:p text:style-name="{"Tabellenzahl" if place and look in NUMBERS else CELL}">{_line(one)}</text:p>'
        )
        for place, one in enumerate(found)
    )
    return f'<table:table-row table:style-name="{"Hoch" if long else "Zeile"}">{cells}</table:table-row>'


def _cell(content: str) -> str:
    return (
        f'<table:table-cell table:style-name="Zelle" office:value-type="string">{content}</table:table-cell>'
    )


def _title(level: int, text: str) -> str:
    style = f"Heading_20_{level}"
    return f'<text:h text:style-name="{style}" text:outline-level="{level}">{escape(clean(text))}</text:h>'


def _paragraph(style: str, text: str) -> str:
    return f'<text:p text:style-name="{style}">{_line((Run(clean(text)),))}</text:p>'


def _line(line: Line) -> str:
    return "".join(map(_run, line))


def _run(run: Run) -> str:
    text = escape(run.text).replace("\n", "<text:line-break/>")
    style = GAP if run.is_gap else BOLD if run.is_bold else ""
    return f'<text:span text:style-name="{style}">{text}</text:span>' if style else text


def _content(body: str) -> str:
    columns = "".join(
        f'<style:style style:name="{look}{n}" style:family="table-column">'
        f'<style:table-column-properties style:column-width="{width}mm"/></style:style>'
        for look, widths in WIDTHS.items()
        for n, width in enumerate(widths, start=1)
    )
    return (
        f'{HEAD}<office:document-content {SPACES} office:version="1.3"><office:automatic-styles>{columns}{AUTOMATIC}'
        f"</office:automatic-styles><office:body><office:text>{body}</office:text></office:body></office:document-content>"
    )


AUTOMATIC = (
    '<style:style style:name="Tabelle" style:family="table">'
    '<style:table-properties style:width="165mm" table:align="left"/></style:style>'
    '<style:style style:name="Zeile" style:family="table-row">'
    '<style:table-row-properties fo:keep-together="always"/></style:style>'
    '<style:style style:name="Hoch" style:family="table-row">'
    '<style:table-row-properties fo:keep-together="auto"/></style:style>'
    '<style:style style:name="Zelle" style:family="table-cell">'
    '<style:table-cell-properties fo:padding="1mm" fo:border="0.5pt solid #8c93a8"/></style:style>'
)


def _meta(paper: CouncilPaper) -> str:
    title, author = (
        escape(flat(f"Entwurf einer Vorlage: {paper.subject}", 250)),
        escape(flat(paper.municipality, 250)),
    )
    at = f"{paper.recorded_until:%Y-%m-%dT%H:%M:%S}"
    return (
        f'{HEAD}<office:document-meta {SPACES} office:version="1.3"><office:meta><dc:title>{title}</dc:title>'
        f"<dc:subject>{escape(flat(paper.core.initiative, 250))}</dc:subject><dc:language>de-DE</dc:language>"
        f"<meta:initial-creator>{author}</meta:initial-creator><dc:creator>{author}</dc:creator>"
        f"<meta:creation-date>{at}</meta:creation-date><dc:date>{at}</dc:date></office:meta></office:document-meta>"
    )


def _archive(files: dict[str, str]) -> bytes:
    """The type of the file stands first and as it is, so that programs recognise it."""
    out = io.BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        archive.writestr(ZipInfo("mimetype", EPOCH), MIME, ZIP_STORED)
        for name, content in (files | {"META-INF/manifest.xml": _manifest(files)}).items():
            archive.writestr(ZipInfo(name, EPOCH), content, ZIP_DEFLATED)
    return out.getvalue()


def _manifest(files: Iterable[str]) -> str:
    kinds = {"/": MIME} | dict.fromkeys(files, "text/xml")
    entries = "".join(
        f'<manifest:file-entry manifest:full-path="{name}" manifest:media-type="{kind}"/>'
        for name, kind in kinds.items()
    )
    space = 'xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" manifest:version="1.3"'
    return f"{HEAD}<manifest:manifest {space}>{entries}</manifest:manifest>"
