"""HTML to PDF. The only module that knows WeasyPrint.

One file that is PDF/UA-1 and PDF/A-3a: WeasyPrint writes one variant a call, so the identification as PDF/UA is merged into
the metadata. Nothing is fetched but the fonts of the package and the pictures inside the document.
"""

from __future__ import annotations

import io
import re
import unicodedata
import warnings
from collections.abc import Sequence
from contextlib import redirect_stdout
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache, partial
from html import unescape
from pathlib import Path
from types import ModuleType
from typing import Any

PANGO = (
    "Für das Setzen von PDF-Dateien fehlt die Bibliothek Pango. Unter Debian und Ubuntu installieren Sie die Pakete "
    "libpango-1.0-0, libpangoft2-1.0-0 und libharfbuzz-subset0."
)
FONTS = (
    "Für das Setzen von PDF-Dateien fehlt die Schrift Fira Sans. Installieren Sie das Python-Paket fontpkg-fira-sans "
    "aus der Sperrdatei des Projekts neu."
)
FACES = {
    "Regular": (400, "normal"),
    "Medium": (500, "normal"),
    "SemiBold": (600, "normal"),
    "Bold": (700, "normal"),
}
VARIANT = {"pdf_variant": "pdf/a-3a", "pdf_tags": True}
PDFUA = b"""<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/" pdfuaid:part="1"/>\
<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/" \
xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">\
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">\
<pdfaSchema:schema>PDF/UA identification schema</pdfaSchema:schema>\
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>\
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix><pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">\
<pdfaProperty:name>part</pdfaProperty:name><pdfaProperty:valueType>Integer</pdfaProperty:valueType>\
<pdfaProperty:category>internal</pdfaProperty:category>\
<pdfaProperty:description>Part of ISO 14289</pdfaProperty:description>\
</rdf:li></rdf:Seq></pdfaSchema:property></rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>"""
# What the typeface lacks and what stands for it; everything else it lacks becomes an empty box.
INSTEAD = {"\u2011": "-", "\u202f": "\u00a0", "\u2009": " ", "\u200a": " ", "\u2003": " ", "\u2002": " "}
BOX = "\u25af"
INSIDE = ("data:image/svg+xml,", "data:image/png;base64,")
_NOTES = re.compile(r"^::(?:foot)?note-.*$", re.MULTILINE)
_HEADING = re.compile(r'<h\d id="([^"]+)"[^>]*data-running="([^"]*)"')


class RenderingUnavailable(Exception):
    """No PDF can be made on this machine; the German message says what to install."""


class Stamp:
    """A symbol that is drawn once and then stamped: a matrix shows the same few symbols thousands of times.

    Stands where WeasyPrint expects an image; to its output it is one, kept once for the whole document.
    """

    def __init__(self, image, number: int):
        self.image, self.id = image, f"stamp{number}"
        self.form: Any = None
        self.size = (0.0, 0.0)

    def get_intrinsic_size(self, *given):
        return self.image.get_intrinsic_size(*given)

    def draw(self, stream, width, height, style) -> None:
        if self.form is None:
            self.form, self.size = stream.add_group(0, 0, width, height), (width, height)
            del stream._resources["XObject"][self.form.id]
            self.image.draw(self.form, width, height, style)
        stream.transform(a=width / self.size[0], d=height / self.size[1])
        stream.draw_x_object(stream.add_image(self, interpolate=False, ratio=1))

    def get_x_object(self, interpolate, dpi_ratio):
        return self.form


class Stamps(dict):
    """The cache of images and their data that WeasyPrint fills and reads, one a document."""

    def __init__(self, drawings: type):
        super().__init__()
        self.drawings = drawings

    def __setitem__(self, url, image) -> None:
        is_drawing = isinstance(image, self.drawings)
        super().__setitem__(url, Stamp(image, len(self)) if is_drawing else image)


@dataclass(frozen=True)
class File:
    """What travels inside the PDF. `relationship`: Source (what it was made from), Data (what it shows) or
    Supplement (what goes with it).
    """

    name: str
    description: str
    content: bytes
    relationship: str


def pdf(html: str, identifier: bytes, created: datetime, files: Sequence[File] = ()) -> bytes:
    """Set a document made by `document.html` (or any with `lang`, `<title>` and clean headings).

    The same html, identifier, files and aware moment give the same bytes on the same machine.
    Raises RenderingUnavailable without Pango or fonts, ValueError if the document wants anything from outside.
    """
    weasyprint = _weasyprint()
    faces_of = _font_files()
    fence = _fence(weasyprint, {file.as_uri() for file in faces_of.values()})
    fonts = weasyprint.text.fonts.FontConfiguration()
    faces = weasyprint.CSS(string=_font_faces(faces_of), font_config=fonts, url_fetcher=fence)
    source = _page_class(weasyprint)(string=drawable(html), url_fetcher=fence)
    try:
        document = source.render(
            stylesheets=[faces], font_config=fonts, cache=Stamps(weasyprint.images.SVGImage), **VARIANT
        )
        _complete_metadata(document.metadata, created)
        document.metadata.attachments = [_attachment(weasyprint, file, created) for file in files]
        for page in document.pages:
            page.paint = partial(_paint, page.paint)
        names = {anchor: unescape(text) for anchor, text in _HEADING.findall(html)}
        finish = _link_names(names)
        return document.write_pdf(finisher=finish, pdf_identifier=identifier, **VARIANT)
    except weasyprint.urls.FatalURLFetchingError as error:
        raise ValueError(f"Das Dokument verlangt Inhalte von außen: {error}") from error


def _page_class(weasyprint: Any) -> Any:
    """As `weasyprint.HTML`, without the styles of footnotes and of markers of anything but list items.

    WeasyPrint gives every element six styles for them, which take half of all memory and a fifth of the time.
    """

    class Page(weasyprint.HTML):
        def _ua_stylesheets(self, forms=False):
            return [_browser_styles(weasyprint)]

    return Page


@cache
def _browser_styles(weasyprint: Any):
    text = (Path(weasyprint.__file__).parent / "css" / "html5_ua.css").read_text("utf-8")
    return weasyprint.CSS(string=_NOTES.sub("", text).replace("\n::marker", "\nli::marker"))


def _attachment(weasyprint: ModuleType, file: File, created: datetime):
    moment = created.astimezone(UTC)
    return weasyprint.Attachment(
        string=file.content,
        name=file.name,
        description=file.description,
        created=moment,
        modified=moment,
        relationship=file.relationship,
    )


def _weasyprint() -> ModuleType:
    """Import late: everything but a PDF works without Pango."""
    try:
        with redirect_stdout(io.StringIO()), warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)
            import weasyprint
            import weasyprint.images
            import weasyprint.text.fonts
            import weasyprint.urls
    except OSError as error:
        raise RenderingUnavailable(PANGO) from error
    return weasyprint


@cache
def _font_files() -> dict[str, Path]:
    try:
        import fontpkg

        folder = Path(fontpkg.path("Fira Sans", weight=400)).parent
    except (ImportError, LookupError, OSError, ValueError) as error:
        raise RenderingUnavailable(FONTS) from error
    files = {name: folder / f"FiraSans-{name}.ttf" for name in FACES}
    if not all(file.is_file() for file in files.values()):
        raise RenderingUnavailable(FONTS)
    return files


def _font_faces(files: dict[str, Path]) -> str:
    """Tabular figures stand in the definition of the font, since text inside SVG knows no font features."""
    return "".join(
        f'@font-face{{font-family:"Fira Sans";font-weight:{weight};font-style:{style};'
        f'src:url("{files[name].as_uri()}");font-feature-settings:"lnum","tnum"}}'
        for name, (weight, style) in FACES.items()
    )


def _fence(weasyprint: Any, allowed: set[str]):
    class Fence(weasyprint.urls.URLFetcher):
        """Only fonts of the package and pictures inside the document."""

        def fetch(self, url, headers=None):
            if url not in allowed and not url.startswith(INSIDE):
                raise ValueError(f"nicht erlaubt: {url[:200]}")
            return super().fetch(url, headers)

    return Fence(fail_on_errors=True)


@cache
def _glyphs() -> frozenset[int]:
    from fontTools.ttLib import TTFont

    sets = []
    for file in _font_files().values():
        with TTFont(file, lazy=True) as font:
            sets.append(frozenset(font.getBestCmap()))
    return frozenset.intersection(*sets)


def drawable(html: str) -> str:
    """The text with every character that the typeface lacks replaced: a PDF for the archive may use no other font."""
    glyphs = _glyphs()
    missing = {char for char in set(html) if ord(char) not in glyphs and char not in "\n\r\t"}
    return html.translate({ord(char): _instead(char, glyphs) for char in missing}) if missing else html


def _instead(char: str, glyphs: frozenset[int]) -> str:
    if char in INSTEAD:
        return INSTEAD[char]
    if unicodedata.combining(char) or unicodedata.category(char) in ("Cf", "Mn"):
        return ""
    plain = unicodedata.normalize("NFKC", char)
    fits = plain != char and all(ord(c) in glyphs for c in plain) and not set(plain) & set("<>&\"'")
    return plain if fits else BOX


def _complete_metadata(metadata, created: datetime) -> None:
    """Dates as given, and PDF/UA beside PDF/A inside one RDF."""
    metadata.created = metadata.modified = created.replace(microsecond=0).isoformat()
    make = metadata.generate_rdf_metadata
    metadata.generate_rdf_metadata = lambda *given: make(*given).replace(b"</rdf:RDF>", PDFUA + b"</rdf:RDF>")


def _paint(paint, stream, scale) -> None:
    """Paint a page and keep what was drawn as one string: thousands of small ones take four times the memory."""
    paint(stream, scale)
    from pydyf import _to_bytes

    stream.stream = [b"\n".join(map(_to_bytes, stream.stream))]


def _link_names(names: dict[str, str]):
    """Links inside the document say where they lead, instead of an anchor."""

    def finish(document, pdf) -> None:
        from pydyf import String

        for item in pdf.objects:
            if isinstance(item, dict) and item.get("Subtype") == "/Link" and "Contents" in item:
                anchor = getattr(item["Contents"], "string", "").lstrip("#")
                if anchor in names:
                    item["Contents"] = String(f"Zum Abschnitt {names[anchor]}")

    return finish
