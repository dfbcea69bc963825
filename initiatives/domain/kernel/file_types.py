"""What a file is, judged by its content alone, and which files are taken as evidence."""

from __future__ import annotations

import re
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import PurePath

import filetype
from django.core.files import File

from initiatives.domain.kernel.errors import Refused

ALLOWED = "Erlaubt sind PDF, PNG, JPEG, DOCX, XLSX, PPTX, ODT, ODS, ODP, Text (TXT) und CSV."
HEAD = 8_192  # bytes from which a type is recognised
PART = 1_000_000  # bytes of a part of an archive that is read
UNPACKED = 500_000_000  # bytes to which an archive may swell, as it says of itself
CONTROL = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
NOT_CP1252 = re.compile(rb"[\x81\x8d\x8f\x90\x9d]")


@dataclass(frozen=True)
class Kind:
    media_type: str
    word: str  # what follows "ein" and "kein"
    endings: tuple[str, ...]


OFFICE = "application/vnd.openxmlformats-officedocument."
OPEN = "application/vnd.oasis.opendocument."
PDF = Kind("application/pdf", "PDF", (".pdf",))
PNG = Kind("image/png", "PNG-Bild", (".png",))
JPEG = Kind("image/jpeg", "JPEG-Bild", (".jpg", ".jpeg"))
DOCX = Kind(f"{OFFICE}wordprocessingml.document", "Word-Dokument (DOCX)", (".docx",))
XLSX = Kind(f"{OFFICE}spreadsheetml.sheet", "Excel-Dokument (XLSX)", (".xlsx",))
PPTX = Kind(f"{OFFICE}presentationml.presentation", "PowerPoint-Dokument (PPTX)", (".pptx",))
ODT = Kind(f"{OPEN}text", "OpenDocument-Text (ODT)", (".odt",))
ODS = Kind(f"{OPEN}spreadsheet", "OpenDocument-Tabellenblatt (ODS)", (".ods",))
ODP = Kind(f"{OPEN}presentation", "OpenDocument-Foliensatz (ODP)", (".odp",))
TEXT = Kind("text/plain", "reiner Text", (".txt",))
CSV = Kind("text/csv", "CSV-Text", (".csv",))
KINDS = (PDF, PNG, JPEG, DOCX, XLSX, PPTX, ODT, ODS, ODP, TEXT, CSV)
BY_ENDING = {ending: kind for kind in KINDS for ending in kind.endings}
BY_MAGIC = {"pdf": PDF, "png": PNG, "jpg": JPEG}

# What is recognised and not taken, by the ending that the library gives it.
PROGRAMS = frozenset({"exe", "elf", "deb", "rpm", "wasm", "crx", "swf", "nes"})
ARCHIVES = frozenset(
    {"zip", "tar", "rar", "gz", "bz2", "7z", "br", "xz", "cab", "ar", "Z", "lzo", "lz", "lz4", "zst"}
)
OLD_OFFICE = frozenset({"doc", "xls", "ppt"})


def judge(file: File, name: str) -> Kind:
    """What the file is. Raises Refused for what is not taken, and for a name whose ending says something else."""
    ending = PurePath(name).suffix.lower()
    claimed = BY_ENDING.get(ending)
    kind, found = _recognise(file)
    if kind is TEXT and claimed is CSV:
        kind = CSV
    if kind is not None and kind is claimed:
        return kind
    if claimed is not None:
        raise Refused(f"Die Datei „{name}“ ist kein {claimed.word}, sondern {found}. {ALLOWED}", "file")
    if kind is None:
        raise Refused(f"Die Datei „{name}“ ist {found}. {ALLOWED}", "file")
    asked = " oder ".join(kind.endings)
    raise Refused(f"Die Datei „{name}“ ist {found}; ihr Name muss auf {asked} enden. {ALLOWED}", "file")


def _recognise(file: File) -> tuple[Kind | None, str]:
    """The kind, None for what is not taken, and what it is in words."""
    file.seek(0)
    head = file.read(HEAD)
    if head.startswith(b"PK\x03\x04"):
        return _recognise_archive(file)
    guess = filetype.guess(head)
    kind = BY_MAGIC.get(guess.extension) if guess else None
    if kind is None and _is_text(file):
        kind = TEXT
    if kind is not None:
        return kind, f"ein {kind.word}"
    return None, _in_words(guess)


def _in_words(guess: filetype.Type | None) -> str:
    if guess is None:
        return "eine Datei unbekannter Art"
    if guess.extension in PROGRAMS:
        return "ein Programm"
    if guess.extension in ARCHIVES:
        return "ein Archiv"
    if guess.extension in OLD_OFFICE:
        return "ein verschlüsseltes oder veraltetes Office-Dokument"
    of_media = {"image": "ein Bild", "video": "ein Film", "audio": "eine Tonaufnahme", "font": "eine Schrift"}
    word = of_media.get(guess.mime.partition("/")[0], "eine Datei")
    return f"{word} der Art {guess.extension.upper()}"


def _is_text(file: File) -> bool:
    """Whether all of it is UTF-8 or Windows-1252 without control characters."""
    file.seek(0)
    content = file.read()
    if CONTROL.search(content):
        return False
    try:
        content.decode()
    except UnicodeDecodeError:
        return NOT_CP1252.search(content) is None
    return True


def _recognise_archive(file: File) -> tuple[Kind | None, str]:
    """Office documents are archives; of one only its list and the part that names its kind are read."""
    file.seek(0)
    try:
        with zipfile.ZipFile(file) as archive:
            return _look_into(archive)
    except (
        zipfile.BadZipFile,
        zlib.error,
        OSError,
        EOFError,
        RuntimeError,
        ValueError,
    ):  # also: locked by a password
        return None, "ein beschädigtes oder verschlüsseltes Archiv"


def _look_into(archive: zipfile.ZipFile) -> tuple[Kind | None, str]:
    names = archive.namelist()
    if sum(part.file_size for part in archive.infolist()) > UNPACKED:
        return None, "ein Archiv, das sich auf mehr als 500 MB entpackt"
    kind = None
    if "[Content_Types].xml" in names:
        kind = _office(_part(archive, "[Content_Types].xml"))
    elif "mimetype" in names:
        media_type = _part(archive, "mimetype").decode("ascii", "replace").strip()
        kind = next((one for one in (ODT, ODS, ODP) if one.media_type == media_type), None)
    if any(_holds_program(name) for name in names):
        return None, "ein Dokument mit Makros"
    return (kind, f"ein {kind.word}") if kind else (None, "ein Archiv")


def _office(types: bytes) -> Kind | None:
    """The kind of the main part; a document with macros has another content type there."""
    found = [kind for kind in (DOCX, XLSX, PPTX) if f"{kind.media_type}.main+xml".encode() in types]
    return found[0] if len(found) == 1 else None


def _holds_program(name: str) -> bool:
    low = name.lower()
    return low.endswith("vbaproject.bin") or low.startswith(("basic/", "scripts/"))


def _part(archive: zipfile.ZipFile, name: str) -> bytes:
    with archive.open(name) as part:
        return part.read(PART)
