"""Comments: correctable for 15 minutes by the mandate that wrote them, then only by a further comment."""

from datetime import datetime, timedelta

from django.db import transaction

from initiatives.domain import events
from initiatives.domain.errors import Refused
from initiatives.domain.texts import clean
from initiatives.models import Comment, Field, Mandate

CORRECTABLE = timedelta(minutes=15)


@transaction.atomic
def write(*, field: Field, text: str, by: Mandate, at: datetime) -> Comment:
    """Comment on a field. Raises Refused for an empty text."""
    text = clean(text)
    if not text:
        raise Refused("Der Kommentar ist leer.", "text")
    comment = Comment.objects.create(field=field, text=text, mandate=by, recorded_at=at)
    events.record(kind="comment", subject="Kommentar", after=text[:200], field=field, by=by, at=at)
    return comment


def correctable(comment: Comment, *, by: Mandate | None, at: datetime) -> bool:
    """Whether `by` may still correct the comment."""
    return by is not None and comment.mandate_id == by.pk and at - comment.recorded_at <= CORRECTABLE


@transaction.atomic
def correct(*, comment: Comment, text: str, by: Mandate, at: datetime) -> Comment:
    """Replace the text. Raises Refused after 15 minutes, for another's comment and for an empty text."""
    row = Comment.objects.select_for_update().get(pk=comment.pk)
    if not correctable(row, by=by, at=at):
        raise Refused(
            "Ein Kommentar kann nur 15 Minuten lang berichtigt werden. Bitte schreiben Sie einen weiteren.",
            "text",
        )
    text = clean(text)
    if not text:
        raise Refused("Der Kommentar ist leer.", "text")
    row.text, row.corrected_at = text, at
    row.save(update_fields=["text", "corrected_at"])
    return row
