"""Documents as evidence: files with a title and versions, judged by their content.

Invariants: a version is never replaced or deleted; the same bytes do not follow themselves; a file stands in the storage if
and only if its version stands in the table.
"""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from pathlib import PurePath
from secrets import token_hex

from django.conf import settings
from django.core.files import File
from django.core.files.storage import default_storage
from django.db.models import Sum

from initiatives.domain.kernel import file_types
from initiatives.domain.kernel.errors import Refused
from initiatives.domain.kernel.texts import clean, size_in_words
from initiatives.domain.log import events
from initiatives.domain.state.versions import state_change
from initiatives.german import composed
from initiatives.models import Agreement, Document, DocumentVersion, Field, Mandate

LONGEST_NAME = 150

_stored: ContextVar[list[str] | None] = ContextVar("stored", default=None)


@contextmanager
def whole() -> Iterator[None]:
    """A transaction, also as decorator; the files that were stored in it are removed again if it fails."""
    outer = _stored.get()
    stored: list[str] = []
    token = _stored.set(stored)
    try:
        with state_change():
            yield
    except BaseException:
        for name in stored:
            default_storage.delete(name)
        raise
    finally:
        _stored.reset(token)
    if outer is not None:
        outer += stored


@whole()
def add(
    *,
    field: Field,
    title: str,
    file: File,
    by: Mandate,
    at: datetime,
    agreement: Agreement | None = None,
) -> Document:
    """Store a file as a new document of the field, where it is one as that of an agreement.

    Raises Refused for no title, a file that is empty, too large or not of an allowed kind, for one that is there already, and
    for one that would take the initiative beyond `IKZ_QUOTA_MB`.
    """
    title = clean(title)
    if not title:
        raise Refused("Bitte geben Sie der Unterlage einen Titel.", "title")
    Field.objects.select_for_update(no_key=True).get(pk=field.pk)
    document = Document(field=field, title=title, agreement=agreement)
    version = _judged(document, file, by, at)
    for known in Document.objects.filter(field=field).prefetch_related("versions"):
        _refuse_same(known, version)
    document.save()
    _store(version, file)
    _tell(None, version)
    return document


@whole()
def add_version(*, document: Document, file: File, by: Mandate, at: datetime) -> DocumentVersion:
    """Store a file as the newest version of a document. Raises Refused as `add`."""
    row = (
        Document.objects.select_for_update(of=("self",), no_key=True)
        .select_related("field")
        .get(pk=document.pk)
    )
    version = _judged(row, file, by, at)
    newest = _refuse_same(row, version)
    version.number = newest.number + 1
    _store(version, file)
    _tell(newest, version)
    return version


def safe_name(given: str) -> str:
    """The name of a file without its folders and without what does not show, cut to what the table holds."""
    shown = "".join(one for one in composed(given) if unicodedata.category(one)[0] != "C")
    path = PurePath(" ".join(shown.replace("\\", "/").rpartition("/")[2].split()).strip(". "))
    return f"{path.stem[: LONGEST_NAME - len(path.suffix)]}{path.suffix}"[-LONGEST_NAME:]


def title_of(file: File) -> str:
    """The title of a document that was uploaded without one: the name of its file, without the ending."""
    return PurePath(safe_name(file.name or "")).stem.replace("_", " ").strip()


def _judged(document: Document, file: File, by: Mandate, at: datetime) -> DocumentVersion:
    """The version that the file would be, unsaved, the first of the document. Raises Refused for one that is not taken."""
    name = safe_name(file.name or "")
    if not file.size:
        raise Refused(f"Die Datei „{name}“ ist leer.", "file")
    if file.size > settings.UPLOAD_MB * 1_000_000:
        raise Refused(too_large(file), "file")
    free = settings.QUOTA_MB * 1_000_000 - used(document.field.initiative_id)
    if file.size > free:
        raise Refused(_no_room(name, file.size, free), "file")
    kind = file_types.judge(file, name)
    return DocumentVersion(
        document=document,
        number=1,
        name=name,
        media_type=kind.media_type,
        size=file.size,
        sha256=_sha256(file),
        recorded_at=at,
        mandate=by,
    )


def used(initiative_id: int) -> int:
    """The bytes of all files of an initiative. Former versions count, since they stay.

    Two who upload at the same moment are both measured by what was there before.
    """
    versions = DocumentVersion.objects.filter(document__field__initiative=initiative_id)
    return versions.aggregate(sum=Sum("size", default=0))["sum"]


def _no_room(name: str, size: int, free: int) -> str:
    left = f"sind noch {size_in_words(free)}" if free > 0 else "ist nichts mehr"
    return (
        f"Für die Datei „{name}“ ({size_in_words(size)}) ist kein Platz: Von {size_in_words(settings.QUOTA_MB * 1_000_000)} "
        f"für die Unterlagen dieser Initiative {left} frei. Mehr kann einrichten, wer die Anwendung betreibt."
    )


def too_large(file: File) -> str:
    """Why a file is not taken that is larger than `IKZ_UPLOAD_MB`."""
    size = size_in_words(file.size)
    return f"Die Datei „{safe_name(file.name or '')}“ ist mit {size} zu groß; erlaubt sind {settings.UPLOAD_MB} MB."


def _sha256(file: File) -> str:
    digest = hashlib.sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    return digest.hexdigest()


def _refuse_same(document: Document, version: DocumentVersion) -> DocumentVersion:
    """The newest version of a document, if it is another file than `version`."""
    newest = document.versions.all()[0]
    if newest.sha256 == version.sha256:
        raise Refused(f"Diese Datei ist schon da: „{document.title}“, {newest.name}.", "file")
    return newest


def _store(version: DocumentVersion, file: File) -> None:
    """Save the file under a random name, and its version."""
    name = DocumentVersion._meta.get_field("file").generate_filename(version, token_hex(16))
    stored = _stored.get()
    assert stored is not None, "Files are stored within `whole`."
    stored.append(name)  # before it is written, so that half a file is removed too
    version.file.name = default_storage.save(name, file)
    version.save()


def _tell(before: DocumentVersion | None, after: DocumentVersion) -> None:
    events.record(
        kind="document",
        subject=f"Unterlage „{after.document.title}“",
        change=events.Change(_words(before) if before else "", _words(after)),
        where=events.in_field(after.document.field),
        by=after.mandate,
        at=after.recorded_at,
    )


def _words(version: DocumentVersion) -> str:
    return f"Fassung {version.number}: {version.name}, {size_in_words(version.size)}"
