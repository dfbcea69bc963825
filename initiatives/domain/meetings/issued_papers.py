"""The papers of meetings: invitations and minutes as frozen snapshots; what becomes of their PDF, `snapshots/pdfs` says.

Invariant: a paper is never changed, the next one of its meeting and kind has the next number.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.db.models import Max, QuerySet

from initiatives.domain.snapshots import chain
from initiatives.domain.state.versions import state_change
from initiatives.enums import PaperKind
from initiatives.models import Meeting, MeetingPaper
from initiatives.snapshot.form import digest, write
from initiatives.snapshot.meeting_papers import Invitation, Minutes


@state_change()
def make(
    *, meeting: Meeting, kind: PaperKind, take: Callable[[int], Invitation | Minutes], at: datetime
) -> MeetingPaper:
    """Freeze the snapshot that `take` gives for the next number. Its PDF is made by the task `make_paper`."""
    Meeting.objects.select_for_update(no_key=True).get(pk=meeting.pk)
    last = MeetingPaper.objects.filter(meeting=meeting, kind=kind).aggregate(n=Max("number"))["n"] or 0
    snapshot = write(take(last + 1))
    paper = MeetingPaper.objects.create(
        meeting=meeting,
        kind=kind,
        number=last + 1,
        snapshot=snapshot,
        snapshot_sha256=digest(snapshot),
        recorded_at=at,
    )
    chain.seal(paper)
    return paper


def latest(meeting: Meeting, kind: PaperKind) -> MeetingPaper | None:
    """The newest paper of a kind, without its PDF."""
    return MeetingPaper.objects.light().filter(meeting=meeting, kind=kind).order_by("-number").first()


def waiting() -> QuerySet:
    """The papers whose PDF is neither made nor has failed, oldest first."""
    return MeetingPaper.objects.light().filter(pdf_size=None, message="").order_by("recorded_at", "pk")
