"""The arms (Wappen) of an organisation, which stand in the head of its papers.

Invariants: an organisation has one picture at most, a clean PNG or JPEG made anew from what was uploaded (nothing hidden in
the file gets into a report); a picture that was replaced or taken away stays in the table.
"""

from __future__ import annotations

import warnings
from base64 import b64encode
from datetime import datetime
from io import BytesIO

from django.core.files import File
from PIL import Image, ImageOps, UnidentifiedImageError

from initiatives.domain.kernel import file_types
from initiatives.domain.kernel.errors import Refused
from initiatives.domain.log import events
from initiatives.domain.people.organisations import covers
from initiatives.domain.state.versions import state_change
from initiatives.models import Arms, Mandate, Organisation

MAX_BYTES = 1_000_000
MIN_PIXELS, MAX_PIXELS = 40, 2_000  # of each side
KEPT_PIXELS = (
    600  # of the longer side: more is not seen in the head of a paper, and each snapshot holds the picture
)
ONLY = "Bitte wählen Sie ein PNG- oder JPEG-Bild."
FORMATS = {file_types.PNG: "PNG", file_types.JPEG: "JPEG"}


def current(organisation: Organisation) -> Arms | None:
    """The picture that counts."""
    return Arms.objects.filter(organisation=organisation, removed_at=None).first()


def data_uri(found: Arms | None) -> str:
    """The picture as it stands inside a document, "" without one."""
    if found is None:
        return ""
    return f"data:{found.media_type};base64,{b64encode(bytes(found.picture)).decode('ascii')}"


@state_change()
def place(*, organisation: Organisation, file: File, by: Mandate, at: datetime) -> Arms:
    """Take a picture as the arms of an organisation, in place of the one before.

    Raises Refused for what is no PNG or JPEG, is too large or too small, or lies outside the mandate's reach.
    """
    _guard(organisation, by)
    made = _clean(file)
    made.organisation, made.mandate, made.recorded_at = organisation, by, at
    before = _end(organisation, at)
    made.save()
    words = f"{made.width} × {made.height} Bildpunkte"
    _record(organisation, "Wappen ersetzt" if before else "Wappen hinzugefügt", words, by, at)
    return made


@state_change()
def remove(*, organisation: Organisation, by: Mandate, at: datetime) -> None:
    """Let the papers go without arms from now on. Raises Refused where there are none."""
    _guard(organisation, by)
    if not _end(organisation, at):
        raise Refused("Es ist kein Wappen hinterlegt.")
    _record(organisation, "Wappen entfernt", "", by, at)


def _guard(organisation: Organisation, by: Mandate) -> None:
    Organisation.objects.select_for_update(no_key=True).get(pk=organisation.pk)
    if not covers(by, organisation):
        raise Refused(f"Ihr Mandat umfasst nur Organisationen {by.acts_for.of}.")


def _end(organisation: Organisation, at: datetime) -> int:
    return Arms.objects.filter(organisation=organisation, removed_at=None).update(removed_at=at)


def _record(organisation: Organisation, subject: str, after: str, by: Mandate, at: datetime) -> None:
    events.record(
        kind="arms",
        subject=subject,
        change=events.Change(after=after),
        where=events.of_organisation(organisation),
        by=by,
        at=at,
    )


def _clean(file: File) -> Arms:
    """The picture written anew: without metadata, and without whatever else the file holds."""
    if (file.size or 0) > MAX_BYTES:
        raise Refused("Das Bild ist größer als 1 MB. Bitte verkleinern Sie es.", "file")
    try:
        kind = file_types.judge(file, file.name or "")
    except Refused as refusal:
        raise Refused(refusal.message.removesuffix(file_types.ALLOWED) + ONLY, "file") from refusal
    if kind not in FORMATS:
        raise Refused(f"Die Datei „{file.name}“ ist ein {kind.word}. {ONLY}", "file")
    file.seek(0)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            return _written(Image.open(file, formats=[FORMATS[kind]]), FORMATS[kind], kind.media_type)
    except (
        UnidentifiedImageError,
        Image.DecompressionBombWarning,
        Image.DecompressionBombError,
        OSError,
        SyntaxError,
        ValueError,
    ) as error:
        raise Refused(f"Die Datei „{file.name}“ ist als Bild nicht lesbar. {ONLY}", "file") from error


def _written(image: Image.Image, form: str, media_type: str) -> Arms:
    width, height = image.size
    if max(width, height) > MAX_PIXELS or min(width, height) < MIN_PIXELS:
        size = f"{width} × {height}"
        raise Refused(
            f"Das Bild hat {size} Bildpunkte; jede Seite darf {MIN_PIXELS} bis {MAX_PIXELS} haben.", "file"
        )
    upright = ImageOps.exif_transpose(image)
    has_holes = form == "PNG" and ("A" in upright.getbands() or "transparency" in upright.info)
    clean = upright.convert("RGBA" if has_holes else "RGB")
    clean.thumbnail((KEPT_PIXELS, KEPT_PIXELS))
    clean.info = {}
    out = BytesIO()
    clean.save(out, form, **({"optimize": True} if form == "PNG" else {"quality": 92}))
    width, height = clean.size
    return Arms(picture=out.getvalue(), media_type=media_type, width=width, height=height)
