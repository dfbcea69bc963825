"""What a file is, judged by its content alone, and which files are taken as evidence."""

from __future__ import annotations

import email
import re
import zipfile
import zlib
from dataclasses import dataclass
from email.message import Message
from io import SEEK_END, BytesIO
from pathlib import PurePath
from typing import BinaryIO

import filetype
import olefile
from django.core.files import File

from initiatives.domain.kernel.errors import Refused

ALLOWED = "Erlaubt sind PDF, PNG, JPEG, TIFF, HEIC, DOC, DOCX, XLSX, PPTX, ODT, ODS, ODP, E-Mails (EML, MSG), Text (TXT) und CSV."
HEAD = 8_192  # bytes from which a type is recognised
BEFORE_PDF = 1_024  # bytes that readers pass over before a PDF begins
MAIL_BOUNDARIES, MAIL_LINES = (
    2_000,
    1_000_000,
)  # more than that has no mail, and reading it would take minutes
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
TIFF = Kind("image/tiff", "TIFF-Bild", (".tif", ".tiff"))
HEIC = Kind("image/heic", "HEIC-Bild", (".heic",))
DOC = Kind("application/msword", "Word-Dokument (DOC)", (".doc",))
DOCX = Kind(f"{OFFICE}wordprocessingml.document", "Word-Dokument (DOCX)", (".docx",))
XLSX = Kind(f"{OFFICE}spreadsheetml.sheet", "Excel-Dokument (XLSX)", (".xlsx",))
PPTX = Kind(f"{OFFICE}presentationml.presentation", "PowerPoint-Dokument (PPTX)", (".pptx",))
ODT = Kind(f"{OPEN}text", "OpenDocument-Text (ODT)", (".odt",))
ODS = Kind(f"{OPEN}spreadsheet", "OpenDocument-Tabellenblatt (ODS)", (".ods",))
ODP = Kind(f"{OPEN}presentation", "OpenDocument-Foliensatz (ODP)", (".odp",))
MSG = Kind("application/vnd.ms-outlook", "Outlook-Dokument (MSG)", (".msg",))
EML = Kind("message/rfc822", "E-Mail-Dokument (EML)", (".eml",))
TEXT = Kind("text/plain", "reiner Text", (".txt",))
CSV = Kind("text/csv", "CSV-Text", (".csv",))
KINDS = (PDF, PNG, JPEG, TIFF, HEIC, DOC, DOCX, XLSX, PPTX, ODT, ODS, ODP, MSG, EML, TEXT, CSV)
BY_ENDING = {ending: kind for kind in KINDS for ending in kind.endings}
BY_MAGIC = {"pdf": PDF, "png": PNG, "jpg": JPEG, "tif": TIFF, "heic": HEIC}
# The stream by which an OLE file (MS-CFB) says what it is, and its kind or, where it is not taken, the words for it.
BY_STREAM: dict[str, Kind | str] = {
    "worddocument": DOC,
    "__properties_version1.0": MSG,
    "workbook": "ein altes Excel-Dokument (XLS)",
    "book": "ein altes Excel-Dokument (XLS)",
    "powerpoint document": "eine alte PowerPoint-Präsentation (PPT)",
    "encryptedpackage": "ein verschlüsseltes Office-Dokument",
}
ATTACHED = "__substg1.0_37010102"  # PidTagAttachDataBinary (MS-OXMSG)
PROGRAM, MACROS = "ein Programm", "ein Dokument mit Makros"

# What is recognised and not taken, by the ending that the library gives it.
PROGRAMS = frozenset({"exe", "elf", "deb", "rpm", "wasm", "crx", "swf", "nes"})
ARCHIVES = frozenset(
    {"zip", "tar", "rar", "gz", "bz2", "7z", "br", "xz", "cab", "ar", "Z", "lzo", "lz", "lz4", "zst"}
)


def judge(file: File, name: str) -> Kind:
    """What the file is. Raises Refused for what is not taken, and for a name whose ending says something else."""
    ending = PurePath(name).suffix.lower()
    claimed = BY_ENDING.get(ending)
    kind, found = recognise(file, claimed)
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


def recognise(file: File | BinaryIO, claimed: Kind | None = None) -> tuple[Kind | None, str]:
    """The kind, None for what is not taken, and what it is in words."""
    file.seek(0)
    head = file.read(HEAD)
    if head.startswith(b"PK\x03\x04"):
        return _recognise_archive(file)
    if head.startswith(olefile.MAGIC):
        return _recognise_ole(file)
    guess = filetype.guess(head)
    if claimed is EML and guess is None and b"\0" not in head:
        return _recognise_mail(file)
    kind = BY_MAGIC.get(guess.extension) if guess else None
    if kind is None and _is_text(file):
        kind = TEXT
    if guess is None and (kind is None or claimed is PDF) and b"%PDF-" in head[: BEFORE_PDF + 5]:
        kind = PDF
    return (kind, f"ein {kind.word}") if kind else (None, _in_words(guess))


def _in_words(guess: filetype.Type | None) -> str:
    if guess is None:
        return "eine Datei unbekannter Art"
    if guess.extension in PROGRAMS:
        return PROGRAM
    if guess.extension in ARCHIVES:
        return "ein Archiv"
    of_media = {"image": "ein Bild", "video": "ein Film", "audio": "eine Tonaufnahme", "font": "eine Schrift"}
    word = of_media.get(guess.mime.partition("/")[0], "eine Datei")
    return f"{word} der Art {guess.extension.upper()}"


def _is_text(file: File | BinaryIO) -> bool:
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


def _recognise_archive(file: File | BinaryIO) -> tuple[Kind | None, str]:
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
        return None, MACROS
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


def _recognise_mail(file: File | BinaryIO) -> tuple[Kind | None, str]:
    """A mail has a sender and a day (RFC 5322, 3.6); what hangs on it must be harmless."""
    file.seek(0)
    content = file.read()
    if content.count(b"\n--") > MAIL_BOUNDARIES or content.count(b"\n") > MAIL_LINES:
        return None, "eine E-Mail mit zu vielen Teilen oder Zeilen"
    try:
        mail = email.message_from_bytes(content)
    except RecursionError:  # parts in parts in parts
        return None, "eine beschädigte E-Mail"
    if not (mail["From"] and mail["Date"]):
        return recognise(file)
    return _with_attachments(EML, [_content(one) for one in mail.walk() if not one.is_multipart()])


def _content(part: Message) -> bytes:
    payload = part.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""


def _recognise_ole(file: File | BinaryIO, is_attached: bool = False) -> tuple[Kind | None, str]:
    """Office documents of old, and mails of Outlook with what hangs on them."""
    size = file.seek(0, SEEK_END)
    try:
        with olefile.OleFileIO(file) as ole:
            kind, found = _look_into_ole(ole, size)
            if kind is not MSG or is_attached:
                return kind, found
            names = [name for name in ole.listdir() if name[-1].lower() == ATTACHED]
            return _with_attachments(MSG, [ole.openstream(name).read() for name in names])
    except Exception:  # the library raises whatever a broken file leads it to
        return None, "ein beschädigtes altes Office-Dokument"


def _look_into_ole(ole: olefile.OleFileIO, size: int) -> tuple[Kind | None, str]:
    names = ole.listdir()
    if sum(ole.get_size(name) for name in names) > size:
        raise ValueError("Streams share their sectors.")
    if any(part.lower() == "vba" for name in names for part in name):
        return None, MACROS
    kinds = {BY_STREAM[name[0].lower()] for name in names if len(name) == 1 and name[0].lower() in BY_STREAM}
    kind = kinds.pop() if len(kinds) == 1 else "eine Datei unbekannter Art"
    if kind is DOC and ole.openstream("WordDocument").read(12)[11] & 1:  # fEncrypted of its FibBase (MS-DOC)
        kind = "ein verschlüsseltes Office-Dokument"
    return (None, kind) if isinstance(kind, str) else (kind, f"ein {kind.word}")


def _with_attachments(kind: Kind, attachments: list[bytes]) -> tuple[Kind | None, str]:
    """The kind of a mail, unless a program or macros hang on it; what hangs on a mail that hangs on it is not looked at."""
    for content in attachments:
        file = BytesIO(content)
        is_ole = content.startswith(olefile.MAGIC)
        found = (_recognise_ole(file, is_attached=True) if is_ole else recognise(file))[1]
        if found in (PROGRAM, MACROS):
            return None, f"ein {kind.word}, an dem {found} hängt"
    return kind, f"ein {kind.word}"
