"""The styles of a draft paper as ODT: those that LibreOffice knows by name, and a few of our own; A4, German."""

from initiatives.reports.council.blocks import CELL, CHOICE, FONT, GAP, SENDER

BLUE, GREY, INK, YELLOW = "#2044aa", "#555d7a", "#1b2033", "#ffff00"
OASIS = "urn:oasis:names:tc:opendocument:xmlns"
SPACES = " ".join(
    [
        *(f'xmlns:{one}="{OASIS}:{one}:1.0"' for one in ("office", "style", "text", "table", "meta")),
        f'xmlns:fo="{OASIS}:xsl-fo-compatible:1.0"',
        f'xmlns:svg="{OASIS}:svg-compatible:1.0"',
        'xmlns:dc="http://purl.org/dc/elements/1.1/"',
    ]
)
# name, parent, pt, colour, bold, mm before, mm after, more of the paragraph
PARAGRAPHS = (
    (SENDER, "Standard", 11, INK, True, 0, 2, ""),
    ("Title", "Standard", 18, BLUE, True, 0, 3, ""),
    ("Subtitle", "Standard", 11, GREY, False, 0, 4, ""),
    ("Heading_20_1", "Standard", 14, BLUE, True, 7, 2, 'fo:keep-with-next="always"'),
    ("Heading_20_2", "Standard", 12, INK, True, 5, 2, 'fo:keep-with-next="always"'),
    ("Heading_20_3", "Standard", 11, INK, True, 4, 2, 'fo:keep-with-next="always"'),
    ("Caption", "Standard", 9, GREY, False, 2, 1, ""),
    ("Tabellentitel", "Caption", 9, GREY, False, 2, 1, 'fo:keep-with-next="always"'),
    ("List", "Standard", 11, INK, False, 0, 1, ""),
    (CHOICE, "Standard", 11, INK, False, 0, 2, 'fo:margin-left="6mm"'),
    (CELL, "Standard", 9.5, INK, False, 0, 0, ""),
    ("Tabellenkopf", CELL, 9.5, INK, True, 0, 0, ""),
    ("Tabellenzahl", CELL, 9.5, INK, False, 0, 0, 'fo:text-align="end"'),
    ("Abstand", "Standard", 4, INK, False, 0, 0, ""),
    ("Kopfzeile", "Standard", 8, GREY, False, 0, 0, ""),
)


def styles(top: str, bottom: str) -> str:
    """The whole file; `top` and `bottom` stand on each page, the number of the page follows."""
    bullet = (
        '<text:list-style style:name="Punkte"><text:list-level-style-bullet text:level="1" text:bullet-char="–">'
        '<style:list-level-properties text:list-level-position-and-space-mode="label-alignment">'
        '<style:list-level-label-alignment text:label-followed-by="listtab" text:list-tab-stop-position="6mm" '
        'fo:text-indent="-4mm" fo:margin-left="6mm"/></style:list-level-properties></text:list-level-style-bullet>'
        "</text:list-style>"
    )
    page = (
        '<style:page-layout style:name="A4"><style:page-layout-properties fo:page-width="210mm" fo:page-height="297mm" '
        'style:print-orientation="portrait" fo:margin-top="15mm" fo:margin-bottom="12mm" fo:margin-left="25mm" '
        'fo:margin-right="20mm"/><style:header-style><style:header-footer-properties fo:margin-bottom="5mm"/>'
        '</style:header-style><style:footer-style><style:header-footer-properties fo:margin-top="5mm"/>'
        "</style:footer-style></style:page-layout>"
    )
    numbers = "<text:page-number>1</text:page-number> von <text:page-count>1</text:page-count>"
    master = (
        '<style:master-page style:name="Standard" style:page-layout-name="A4">'
        f'<style:header><text:p text:style-name="Kopfzeile">{top}</text:p></style:header>'
        f'<style:footer><text:p text:style-name="Kopfzeile">{bottom}{numbers}</text:p></style:footer>'
        "</style:master-page>"
    )
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<office:document-styles {SPACES} office:version="1.3">{FACES}'
        f"<office:styles>{DEFAULTS}{''.join(_paragraph(*one) for one in PARAGRAPHS)}{MARK}{bullet}</office:styles>"
        f"<office:automatic-styles>{page}</office:automatic-styles>"
        f"<office:master-styles>{master}</office:master-styles></office:document-styles>"
    )


def _paragraph(
    name: str, parent: str, size: float, colour: str, bold: bool, before: float, after: float, more: str
) -> str:
    level = f' style:default-outline-level="{name[-1]}"' if name.startswith("Heading") else ""
    shown = name.replace("_20_", " ")
    weight = "bold" if bold else "normal"
    return (
        f'<style:style style:name="{name}" style:display-name="{shown}" style:family="paragraph" '
        f'style:parent-style-name="{parent}"{level}>'
        f'<style:paragraph-properties fo:margin-top="{before}mm" fo:margin-bottom="{after}mm" {more}/>'
        f'<style:text-properties fo:font-size="{size}pt" fo:color="{colour}" fo:font-weight="{weight}"/></style:style>'
    )


FACES = (
    f'<office:font-face-decls><style:font-face style:name="{FONT}" svg:font-family="{FONT}" '
    'style:font-family-generic="swiss"/></office:font-face-decls>'
)
DEFAULTS = (
    '<style:default-style style:family="paragraph"><style:paragraph-properties fo:line-height="115%" '
    'fo:orphans="2" fo:widows="2"/>'
    f'<style:text-properties style:font-name="{FONT}" fo:font-size="11pt" fo:language="de" fo:country="DE"/>'
    '</style:default-style><style:style style:name="Standard" style:family="paragraph">'
    '<style:paragraph-properties fo:margin-bottom="2mm"/></style:style>'
)
BOLD = "Fett"
MARK = (
    f'<style:style style:name="{GAP}" style:family="text">'
    f'<style:text-properties fo:background-color="{YELLOW}"/></style:style>'
    f'<style:style style:name="{BOLD}" style:family="text">'
    '<style:text-properties fo:font-weight="bold"/></style:style>'
)
