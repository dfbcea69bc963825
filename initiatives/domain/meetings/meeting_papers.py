"""The papers of meetings: invitations and minutes as frozen snapshots, and the PDF that the worker makes of each.

Invariants: a paper is never changed, the next one of its meeting and kind has the next number; a PDF is stored once, with
its checksum; what could not be made says why and can be tried again.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db.models import Max, QuerySet

from initiatives.domain.kernel.checksums import canonical, sha256
from initiatives.domain.kernel.errors import Refused
from initiatives.domain.state.versions import state_change
from initiatives.enums import PaperKind
from initiatives.models import CouncilPaper, Meeting, MeetingPaper


@state_change()
def make(
    *, meeting: Meeting, kind: PaperKind, take: Callable[[int], dict[str, Any]], at: datetime
) -> MeetingPaper:
    """Freeze the snapshot that `take` gives for the next number. Its PDF is made by the task `make_paper`."""
    Meeting.objects.select_for_update().get(pk=meeting.pk)
    last = MeetingPaper.objects.filter(meeting=meeting, kind=kind).aggregate(n=Max("number"))["n"] or 0
    snapshot = take(last + 1)
    return MeetingPaper.objects.create(
        meeting=meeting,
        kind=kind,
        number=last + 1,
        snapshot=snapshot,
        snapshot_sha256=sha256(canonical(snapshot)),
        recorded_at=at,
    )


def latest(meeting: Meeting, kind: PaperKind) -> MeetingPaper | None:
    """The newest paper of a kind, without its PDF."""
    return MeetingPaper.objects.light().filter(meeting=meeting, kind=kind).order_by("-number").first()


def waiting() -> QuerySet:
    """The papers whose PDF is neither made nor has failed, oldest first."""
    return MeetingPaper.objects.light().filter(pdf_size=None, message="").order_by("recorded_at", "pk")


def finish(*, paper: MeetingPaper | CouncilPaper, pdf: bytes) -> None:
    """Store the PDF, unless another worker has done so."""
    type(paper).objects.filter(pk=paper.pk, pdf_size=None).update(
        pdf=pdf, pdf_size=len(pdf), pdf_sha256=sha256(pdf), message=""
    )


def fail(*, paper: MeetingPaper | CouncilPaper, message: str) -> None:
    """Note why the PDF could not be made."""
    reason = message[:500] or "Das PDF konnte nicht erstellt werden."
    type(paper).objects.filter(pk=paper.pk, pdf_size=None).update(message=reason)


@state_change()
def retry(*, paper: MeetingPaper | CouncilPaper) -> None:
    """Let the making of a PDF that failed begin anew. Raises Refused where it is being made or is done."""
    row = type(paper).objects.light().select_for_update().get(pk=paper.pk)
    if not row.message:
        raise Refused("Das PDF wird gerade erstellt oder ist fertig.")
    row.message = ""
    row.save(update_fields=["message"])
