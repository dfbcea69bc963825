"""The texts of uploaded files, for the search. What they say is read elsewhere (initiatives/reading.py) and kept here."""

from datetime import datetime
from pathlib import PurePath

from django.db.models import Q, QuerySet

from initiatives.domain.kernel.texts import clean
from initiatives.german import folded
from initiatives.models import DocumentText, DocumentVersion
from initiatives.models.german import NAMES

AT_ONCE = 100  # files that one run of the timer gives to the worker


def unread(endings: tuple[str, ...]) -> QuerySet:
    """The newest versions first of those that were not read yet, or were folded by other letters."""
    wanted = Q()
    for ending in endings:
        wanted |= Q(name__iendswith=ending)
    outdated = ~Q(content__folding=NAMES["fold"]) & Q(content__message="")
    rows = DocumentVersion.objects.filter(wanted).filter(Q(content=None) | outdated)
    return rows.order_by("-pk")[:AT_ONCE]


def ending_of(version: DocumentVersion) -> str:
    """As it is told in the name, which the content was found to agree with."""
    return PurePath(version.name).suffix.lower()


def keep(
    *, version: DocumentVersion, text: str, longest: int, at: datetime, message: str = ""
) -> DocumentText:
    """Keep what a version says, or why it says nothing; once more for the same version replaces it."""
    text = clean(text)
    values = {
        "text": text,
        "folded": folded(text),
        "folding": NAMES["fold"],
        "is_cut": len(text) >= longest,
        "message": message,
        "read_at": at,
    }
    return DocumentText.objects.update_or_create(version=version, defaults=values)[0]
