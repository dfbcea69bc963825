"""Comments: on what, for whom, in answer to what; correctable for 15 minutes, then only by a further comment.

Invariants: an answer hangs on the first comment of its thread and is for the same readers; a correction changes neither.
What is internal to an organisation is told to nobody else, in no event and no notice.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import Model

from initiatives.domain.kernel.errors import Refused
from initiatives.domain.kernel.texts import clean
from initiatives.domain.log import events
from initiatives.domain.state.versions import state_change
from initiatives.domain.talk import comment_notices, comment_places, mentions
from initiatives.domain.talk.comment_places import Place
from initiatives.models import Comment, Mandate

CORRECTABLE = timedelta(minutes=15)
TOO_LATE = "Ein Kommentar kann nur 15 Minuten lang berichtigt werden. Bitte schreiben Sie einen weiteren."
RESOLVED = "Der Kommentar ist erledigt. Öffnen Sie ihn wieder, um zu antworten."


@state_change()
def write(
    *,
    text: str,
    by: Mandate,
    at: datetime,
    parent: Comment | None = None,
    internal: bool = False,
    mentioned: Iterable[int] = (),
    **on: Model,
) -> Comment:
    """Comment on one thing (`field=`, `step=`, …) or, with `parent`, answer a comment on it; tell who is concerned.

    `mentioned` are numbers of accounts; who may not read the comment is left out. `internal` is for the own organisation
    only; an answer is what its thread is. Raises Refused for an empty text, where nobody reads internal comments, and for
    an answer to what is resolved.
    """
    text = _filled(text)
    root, audience = None, by.organisation if internal else None
    if parent is not None:
        root = Comment.objects.select_for_update(no_key=True).get(pk=parent.parent_id or parent.pk)
        on, audience = {str(root.target._meta.model_name): root.target}, root.internal_to
        if root.resolved_at:
            raise Refused(RESOLVED, "text")
    if audience is not None and not (by.reads_internal and by.organisation_id == audience.pk):
        raise Refused("Intern kommentiert, wer für diese Kommune arbeitet.", "internal")
    place = comment_places.of(*on.values())
    comment = Comment.objects.create(
        text=text, mandate=by, recorded_at=at, parent=root, internal_to=audience, **on
    )
    _record(comment, place, by=by, at=at)
    named = mentions.store(comment, place, mentioned, by=by, at=at)
    comment_notices.tell(comment, place, named, answered=parent, by=by, at=at)
    return comment


def correctable(comment: Comment, *, by: Mandate | None, at: datetime) -> bool:
    """Whether `by` may still correct the comment."""
    return by is not None and comment.mandate_id == by.pk and at - comment.recorded_at <= CORRECTABLE


@state_change()
def correct(
    *, comment: Comment, text: str, by: Mandate, at: datetime, mentioned: Iterable[int] = ()
) -> Comment:
    """Replace the text and whom it names; who is named anew is told.

    Raises Refused after 15 minutes, for another's comment and for an empty text.
    """
    row = (
        Comment.objects.select_for_update(of=("self",), no_key=True)
        .select_related("internal_to")
        .get(pk=comment.pk)
    )
    if not correctable(row, by=by, at=at):
        raise Refused(TOO_LATE, "text")
    before, row.text = row.text, _filled(text)
    place = comment_places.of(row.target)
    if row.text != before:
        row.corrected_at = at
        row.save(update_fields=["text", "corrected_at"])
    named = mentions.store(row, place, mentioned, by=by, at=at)
    if row.text != before or named.differs:
        _record(row, place, by=by, at=at, before=before)
    comment_notices.tell(row, place, named, is_new=False, by=by, at=at)
    return row


@state_change()
def resolve(*, comment: Comment, by: Mandate, at: datetime) -> Comment:
    """Mark a thread as resolved. Raises Refused for an answer and where it is resolved already."""
    row = _thread(comment)
    if row.resolved_at:
        raise Refused("Der Kommentar ist schon erledigt.")
    row.resolved_at, row.resolved_by = at, by
    row.save(update_fields=["resolved_at", "resolved_by"])
    _record(row, comment_places.of(row.target), by=by, at=at, done=" erledigt")
    return row


@state_change()
def reopen(*, comment: Comment, by: Mandate, at: datetime) -> Comment:
    """Open a resolved thread again. Raises Refused for an answer and where it is not resolved."""
    row = _thread(comment)
    if not row.resolved_at:
        raise Refused("Der Kommentar ist nicht erledigt.")
    row.resolved_at = row.resolved_by = None
    row.save(update_fields=["resolved_at", "resolved_by"])
    _record(row, comment_places.of(row.target), by=by, at=at, done=" wieder geöffnet")
    return row


def _thread(comment: Comment) -> Comment:
    row = Comment.objects.select_for_update(no_key=True).get(pk=comment.pk)
    if row.parent_id:
        raise Refused("Erledigt wird ein Kommentar mit allen Antworten, keine Antwort für sich.")
    return row


def _filled(text: str) -> str:
    text = clean(text)
    if not text:
        raise Refused("Der Kommentar ist leer.", "text")
    return text


def _record(
    comment: Comment, place: Place, *, by: Mandate, at: datetime, before: str = "", done: str = ""
) -> None:
    what = "Antwort" if comment.parent_id else "Kommentar"
    if place.kind not in ("field", "initiative"):
        what += f" {place.words}"
    anchor, audience = f"kommentar-{comment.pk}", comment.internal_to or place.audience
    for initiative in place.initiatives:
        events.record(
            kind="comment",
            subject=f"{what[:230]}{done}",
            change=events.Change(before, comment.text),
            where=events.in_initiative(initiative, place.field).on(*place.page, anchor, audience),
            by=by,
            at=at,
        )
