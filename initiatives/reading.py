"""Reads the text of an uploaded PDF, DOCX or ODT, in a process of its own: whatever a file is made to do there, it ends with
it. `python -m initiatives.reading ENDING` takes the file from its input and writes the text; no Django.
"""

from __future__ import annotations

import io
import re
import resource
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from xml.parsers import expat

ROOT = Path(__file__).parents[1]
SECONDS = 60
MEMORY = 1_000_000_000  # bytes
LONGEST = 200_000  # characters of a text
UNPACKED = 50_000_000  # bytes of a part of an archive
ENDINGS = (".pdf", ".docx", ".odt")
PARTS = {
    ".docx": re.compile(r"word/(document|header\d*|footer\d*|footnotes|endnotes)\.xml"),
    ".odt": re.compile(r"content\.xml"),
}
LIGATURES = str.maketrans({"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "ft", "ﬆ": "st"})
# Elements at whose end a word ends, too, by their names without a namespace.
BREAKS = {"p", "h", "br", "tab", "cr", "line-break", "s", "tc", "table-cell"}
TEXT_ONLY_IN = {".docx": {"t"}, ".odt": {"p", "h"}}
UNREADABLE = "Die Datei ist beschädigt oder geschützt."
TOO_LONG = "Das Lesen hat zu lange gedauert oder zu viel Speicher gebraucht."
NOTHING = "Die Datei enthält keinen Text, zum Beispiel nur eingescannte Seiten."


class Unread(Exception):
    """No text: the message is one German sentence."""


def read(file: bytes, ending: str) -> str:
    """The text of a file of one of `ENDINGS`, at most `LONGEST` characters of it. Raises Unread."""
    command = [sys.executable, "-m", "initiatives.reading", ending]
    try:
        done = subprocess.run(
            command, input=file, capture_output=True, timeout=SECONDS, cwd=ROOT, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise Unread(TOO_LONG) from error
    if done.returncode < 0 or b"MemoryError" in done.stderr:
        raise Unread(TOO_LONG)
    if done.returncode:
        raise Unread(UNREADABLE)
    text = done.stdout.decode("utf-8", "replace")
    if not text.strip():
        raise Unread(NOTHING)
    return text


def main(ending: str) -> None:
    """Write the text of the file at the input to the output."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    file = io.BytesIO(sys.stdin.buffer.read())
    pieces = of_pdf(file) if ending == ".pdf" else of_archive(file, ending)
    sys.stdout.buffer.write(tidy(pieces).encode("utf-8", "replace"))


def tidy(pieces: Iterator[str]) -> str:
    """Up to `LONGEST` characters: blanks between words, words that were parted at the end of a line put together."""
    found: list[str] = []
    left = LONGEST
    for piece in pieces:
        text = re.sub(r"(?<=[a-zäöüß])[-\u00ad\u2010]\n(?=[a-zäöüß])", "", piece)
        text = " ".join(text.translate(LIGATURES).split())
        if text:
            found.append(text[:left])
            left -= len(text) + 1
        if left <= 0:
            break
    return " ".join(found)


def of_pdf(file: io.BytesIO) -> Iterator[str]:
    """The pages one by one."""
    from pypdf import PdfReader

    reader = PdfReader(file)
    if reader.is_encrypted:
        reader.decrypt("")
    for page in reader.pages:
        yield page.extract_text() or ""


def of_archive(file: io.BytesIO, ending: str) -> Iterator[str]:
    """The parts that hold text, the document itself first."""
    with zipfile.ZipFile(file) as archive:
        names = [name for name in archive.namelist() if PARTS[ending].fullmatch(name)]
        for name in sorted(names, key=lambda one: (one != "word/document.xml", one)):
            with archive.open(name) as part:
                content = part.read(UNPACKED + 1)
            if len(content) > UNPACKED:
                raise ValueError("This part is too large.")
            yield of_xml(content, TEXT_ONLY_IN[ending])


def of_xml(content: bytes, only_in: set[str]) -> str:
    """The characters within the elements named, without entities: a document that declares some is none of an office."""
    pieces: list[str] = []
    inside = 0

    def begin(name: str, attributes: dict[str, str]) -> None:
        nonlocal inside
        inside += _local(name) in only_in
        if _local(name) in BREAKS:
            pieces.append(" ")

    def end(name: str) -> None:
        nonlocal inside
        inside -= _local(name) in only_in
        if _local(name) in BREAKS:
            pieces.append(" ")

    def refuse(*told: object) -> None:
        raise ValueError("Entities are not read.")

    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler, parser.EndElementHandler = begin, end
    parser.EntityDeclHandler = refuse
    parser.CharacterDataHandler = lambda text: pieces.append(text) if inside else None
    parser.Parse(content, True)
    return "".join(pieces)


def _local(name: str) -> str:
    return name.rpartition(":")[2]


if __name__ == "__main__":
    main(sys.argv[1])
