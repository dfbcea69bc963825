"""Reads the essentials of a finished report back, with the standard library only, before anybody gets it."""

import re
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from initiatives.reports.text import NBSP, SHY, esc

_START = re.compile(rb"stream\r?\n")
_TAG = re.compile(r"<[^>]+>")
_FILE = re.compile(rb"/F\s*\(([a-z0-9.-]+)\)(?=.{,800}?/AFRelationship)", re.DOTALL)
_PAGE = re.compile(rb"/Type\s*/Page(?![a-zA-Z])")
READ = (b"/ObjStm", b"/Metadata")


class Unfit(ValueError):
    """The finished report lacks something; the German message says what."""


@dataclass(frozen=True)
class Essentials:
    pages: int
    bookmarks: int
    universal: bool  # says that it is PDF/UA-1
    archival: bool  # says that it is PDF/A-3a
    tagged: bool
    language: bool
    attached: frozenset[str]  # names of the files inside


def essentials(pdf: bytes) -> Essentials:
    """Of a PDF written by `pdf.pdf`; other writers may lay out their files differently."""
    texts = [pdf[:0], *_streams(pdf)]
    # Objects that stand outside of object streams, without the binary streams themselves.
    texts.append(re.sub(rb"stream\r?\n.*?endstream", b"", pdf, flags=re.DOTALL))
    whole = b"\n".join(texts)
    return Essentials(
        pages=len(_PAGE.findall(whole)),
        bookmarks=len(re.findall(rb"/Dest\b", whole)) and len(re.findall(rb"/Title\s*[(<]", whole)) - 1,
        universal=b'pdfuaid:part="1"' in whole,
        archival=b'pdfaid:part="3"' in whole and b'pdfaid:conformance="A"' in whole,
        tagged=b"/StructTreeRoot" in whole and b"/Marked true" in whole,
        language=bool(re.search(rb"/Lang\s*\(de\)", whole)),
        attached=frozenset(name.decode("ascii") for name in _FILE.findall(whole)),
    )


def _streams(pdf: bytes) -> Iterator[bytes]:
    """Object streams and metadata, inflated."""
    for found in _START.finditer(pdf):
        opening = pdf.rfind(b" obj", 0, found.start())
        if not any(kind in pdf[opening : found.start()] for kind in READ):
            continue
        try:
            yield zlib.decompressobj().decompress(pdf[found.end() :])
        except zlib.error:
            yield pdf[found.end() : pdf.find(b"endstream", found.end())]


def check(titles: list[str], html: str, pdf: bytes, files: Sequence[str] = ()) -> Essentials:
    """Raise Unfit unless the PDF is what it has to be and carries the files.

    Every title has to stand in the document, and to have a bookmark.
    """
    found = essentials(pdf)
    demands = [
        (found.pages > 0, "Das PDF hat keine Seite."),
        (found.universal, "Das PDF weist sich nicht als PDF/UA-1 aus."),
        (found.archival, "Das PDF weist sich nicht als PDF/A-3a aus."),
        (found.tagged and found.language, "Dem PDF fehlen Strukturangaben oder die Sprache."),
        (found.attached >= set(files), "Dem PDF fehlen die Daten, die ihm beigefügt sein sollen."),
        (found.bookmarks >= len(titles), "Im PDF fehlen Lesezeichen."),
    ]
    text = _TAG.sub("", html).replace(NBSP, " ").replace(SHY, "")
    demands += [
        (esc(title).replace(NBSP, " ").replace(SHY, "") in text, f"Im Dokument fehlt „{title[:80]}“.")
        for title in titles
    ]
    for met, message in demands:
        if not met:
            raise Unfit(message)
    return found
