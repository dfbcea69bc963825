"""A draft paper for a council as a DOCX that a delegate edits on: real styles, tables with header rows, German as its language.

Nothing is taken from a file but the empty template of python-docx, whose formats are set here.
"""

from __future__ import annotations

from datetime import UTC
from functools import singledispatch
from io import BytesIO
from typing import Any

from docx import Document
from docx.document import Document as Word
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_COLOR_INDEX
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.table import Table
from docx.text.paragraph import Paragraph

from initiatives.reports.council.blocks import (
    CELL,
    CHOICE,
    FONT,
    GAP,
    NUMBERS,
    SENDER,
    WIDTHS,
    Choice,
    Grid,
    Heading,
    Items,
    Line,
    Text,
)
from initiatives.reports.council.paper import Frame, frame, parts
from initiatives.reports.formats.markup import LONG
from initiatives.reports.text import clean, flat
from initiatives.snapshot.council_paper import CouncilPaper
from initiatives.snapshot.form import digest, read

BLUE, GREY = RGBColor(0x20, 0x44, 0xAA), RGBColor(0x55, 0x5D, 0x7A)
COMPATIBLE = "15"  # with Word 2013 and all since, so that none opens it in its compatibility mode
THUMBNAIL = "/thumbnail"  # end of the type of a relation


def docx(snapshot: dict[str, Any]) -> bytes:
    """The whole file. Raises ValueError or KeyError for a snapshot that doesn't fit the contract."""
    paper, word = read(CouncilPaper, snapshot), Document()
    around = frame(paper, digest(snapshot))
    _set_up(word, paper, around)
    word.add_paragraph(around.sender, SENDER)
    word.add_paragraph(around.kind, "Subtitle")
    word.add_paragraph("Betreff", "Caption").paragraph_format.keep_with_next = True
    word.add_paragraph(clean(paper.subject), "Title")
    for part in parts(paper):
        for block in part.blocks:
            write(block, word)
    word.add_paragraph(around.origin, "Caption")
    out = BytesIO()
    word.save(out)
    return out.getvalue()


@singledispatch
def write(block: Any, word: Word) -> None:
    raise TypeError(f"unknown block: {block!r}")


@write.register
def _heading(block: Heading, word: Word) -> None:
    word.add_heading(clean(block.text), block.level - 1)


@write.register
def _text(block: Text, word: Word) -> None:
    _fill(_after(word.add_paragraph()), block.line)


@write.register
def _items(block: Items, word: Word) -> None:
    for line in block.lines:
        _fill(_after(word.add_paragraph(style="List Bullet")), line)


@write.register
def _choice(block: Choice, word: Word) -> None:
    word.add_heading(block.name, 2)
    for line in block.lines:
        _fill(word.add_paragraph(style=CHOICE), line)


@write.register
def _grid(block: Grid, word: Word) -> None:
    if block.heads:
        word.add_paragraph(clean(block.caption), "Caption").paragraph_format.keep_with_next = True
    widths = [Mm(width) for width in WIDTHS[block.look]]
    table = word.add_table(rows=0, cols=len(widths), style="Table Grid")
    table.autofit = False
    _describe(table, block)
    if block.heads:
        cells = table.add_row().cells
        for cell, head, width in zip(cells, block.heads, widths, strict=True):
            cell.width = width
            cell.paragraphs[0]._p.style = CELL
            cell.paragraphs[0].add_run(head).bold = True
        _mark(table.rows[0]._tr, "w:tblHeader")
    for found in block.rows:
        row = table.add_row()
        if sum(len(run.text) for line in found for run in line) <= LONG:
            _mark(row._tr, "w:cantSplit")
        for place, (cell, line) in enumerate(zip(row.cells, found, strict=True)):
            cell.width, paragraph = widths[place], cell.paragraphs[0]
            paragraph._p.style = CELL  # its id, since a look-up by name reads all styles, for each cell
            _fill(paragraph, line)
            if place and block.look in NUMBERS:
                paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width


def _after(paragraph: Paragraph) -> Paragraph:
    """A paragraph with a distance to the table that it may stand under."""
    before = paragraph._p.getprevious()
    if before is not None and before.tag == qn("w:tbl"):
        paragraph.paragraph_format.space_before = Pt(6)
    return paragraph


def _fill(paragraph: Paragraph, line: Line) -> None:
    """Gaps are marked at the run itself, too: no program takes a highlight from a style of characters."""
    for run in line:
        written = paragraph.add_run(run.text, GAP if run.is_gap else None)
        if run.is_gap:
            written.font.highlight_color = WD_COLOR_INDEX.YELLOW
        if run.is_bold:
            written.bold = True


def _mark(row: Any, name: str) -> None:
    row.get_or_add_trPr().append(OxmlElement(name))


def _describe(table: Table, grid: Grid) -> None:
    """The name that assistive technology reads, and which cells are heads."""
    properties = table._tbl.tblPr
    look = properties.find(qn("w:tblLook"))
    look.set(qn("w:val"), "04A0" if grid.heads else "0480")  # the same once more, as older readers want it
    look.set(qn("w:firstRow"), "1" if grid.heads else "0")
    caption = OxmlElement("w:tblCaption")
    caption.set(qn("w:val"), clean(grid.caption)[:200])
    properties.append(caption)


def _set_up(word: Word, paper: CouncilPaper, around: Frame) -> None:
    section = word.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin, section.right_margin = Mm(25), Mm(20)
    section.top_margin, section.bottom_margin = Mm(25), Mm(20)
    _styles(word)
    _properties(word, paper)
    _settings(word)
    top = section.header.paragraphs[0]
    top.add_run(around.top)
    bottom = section.footer.paragraphs[0]
    bottom.add_run(around.bottom)
    _field(bottom, "PAGE")
    bottom.add_run(" von ")
    _field(bottom, "NUMPAGES")
    for paragraph in (top, bottom):
        for run in paragraph.runs:
            run.font.size, run.font.color.rgb = Pt(8), GREY


def _settings(word: Word) -> None:
    """Takes out what the template of the library brings: its picture, its language, its old mode."""
    relations = word.part.package.rels
    for key in [key for key, one in relations.items() if one.reltype.endswith(THUMBNAIL)]:
        relations.pop(key)
    settings = word.settings.element
    for preview in list(settings.iter(qn("w:savePreviewPicture"))):
        settings.remove(preview)
    for mode in settings.iter(qn("w:compatSetting")):
        if mode.get(qn("w:name")) == "compatibilityMode":
            mode.set(qn("w:val"), COMPATIBLE)
    for name, value in (("w:themeFontLang", "de-DE"), ("w:decimalSymbol", ","), ("w:listSeparator", ";")):
        for found in settings.iter(qn(name)):
            found.set(qn("w:val"), value)


def _field(paragraph: Paragraph, code: str) -> None:
    """A number that Word counts."""
    for kind, text in (("begin", ""), ("", code), ("separate", ""), ("text", "1"), ("end", "")):
        run = paragraph.add_run(text if kind == "text" else "")
        if kind == "":
            order = OxmlElement("w:instrText")
            order.text = text
            run._r.append(order)
        elif kind != "text":
            mark = OxmlElement("w:fldChar")
            mark.set(qn("w:fldCharType"), kind)
            run._r.append(mark)


def _properties(word: Word, paper: CouncilPaper) -> None:
    found = word.core_properties
    found.title = flat(f"Entwurf einer Vorlage: {paper.subject}", 250)
    found.subject = flat(paper.core.initiative, 250)
    found.author = found.last_modified_by = flat(paper.municipality, 250)
    found.category, found.keywords, found.comments = "Vorlage", "Entwurf", ""
    found.content_status, found.language, found.revision = "Entwurf", "de-DE", 1
    found.created = found.modified = paper.recorded_until.astimezone(UTC).replace(tzinfo=None)


def _styles(word: Word) -> None:
    styles = word.styles
    for language in styles.element.iter(qn("w:lang")):
        language.set(qn("w:val"), "de-DE")
    for name, size, colour, before in (
        ("Normal", 11, None, 0),
        ("Title", 18, BLUE, 0),
        ("Subtitle", 11, GREY, 0),
        ("Heading 1", 14, BLUE, 18),
        ("Heading 2", 12, None, 14),
        ("Heading 3", 11, None, 10),
        ("Caption", 9, GREY, 6),
    ):
        style = styles[name]
        _face(style)
        style.font.size, style.font.italic = Pt(size), False
        style.font.bold = name.startswith(("Title", "Heading"))
        style.font.color.rgb = colour or RGBColor(0x1B, 0x20, 0x33)
        style.paragraph_format.space_before = Pt(before)
        style.paragraph_format.space_after = Pt(6)
    cell = styles.add_style(CELL, WD_STYLE_TYPE.PARAGRAPH)
    cell.base_style = styles["Normal"]
    cell.font.size = Pt(9.5)
    cell.paragraph_format.space_before = cell.paragraph_format.space_after = Pt(2)
    sender = styles.add_style(SENDER, WD_STYLE_TYPE.PARAGRAPH)
    sender.base_style = styles["Normal"]
    sender.font.bold = True
    choice = styles.add_style(CHOICE, WD_STYLE_TYPE.PARAGRAPH)
    choice.base_style = styles["Normal"]
    choice.paragraph_format.left_indent = Mm(6)
    gap = styles.add_style(GAP, WD_STYLE_TYPE.CHARACTER)
    gap.font.highlight_color = WD_COLOR_INDEX.YELLOW


def _face(style: Any) -> None:
    """One typeface for all scripts, in place of those of the template's theme."""
    style.font.name = FONT
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for name in list(fonts.attrib):
        if name.endswith("Theme"):
            del fonts.attrib[name]
    for spaced in list(style.element.rPr.iter(qn("w:spacing"))):
        style.element.rPr.remove(spaced)
    for script in ("ascii", "hAnsi", "cs", "eastAsia"):
        fonts.set(qn(f"w:{script}"), FONT)
