"""What every change of a meeting shares: the lock with the state that it needs, the saved row, the event, the notice."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from initiatives.domain.kernel.errors import Refused
from initiatives.domain.log import events, notices
from initiatives.domain.log.events import Change
from initiatives.enums import MeetingState, NoticeKind
from initiatives.models import Attendance, Mandate, Meeting, Organisation, User

WORDS = {
    MeetingState.DRAFT: "Zu diesem Treffen ist noch nicht eingeladen.",
    MeetingState.INVITED: "Dieses Treffen ist noch nicht eröffnet.",
    MeetingState.RUNNING: "Dieses Treffen läuft schon.",
    MeetingState.CLOSED: "Dieses Treffen ist schon abgeschlossen. Seine Ergebnisse stehen fest.",
    MeetingState.CANCELLED: "Dieses Treffen ist abgesagt.",
}
PLANNED = (MeetingState.DRAFT, MeetingState.INVITED)
UNFINISHED = (*PLANNED, MeetingState.RUNNING)


def locked(meeting: Meeting, *states: str) -> Meeting:
    """The meeting, locked until the change is done. Raises Refused in any other state than these."""
    row = (
        Meeting.objects.select_for_update(of=("self",), no_key=True)
        .select_related("initiative")
        .get(pk=meeting.pk)
    )
    if row.state not in states:
        raise Refused(WORDS[MeetingState(row.state)])
    return row


def save(meeting: Meeting, at: datetime) -> None:
    """Save a locked meeting under the next version."""
    meeting.version += 1
    meeting._history_date = at
    meeting.save()


def agenda_changed(meeting: Meeting, at: datetime) -> None:
    """Let a locked meeting know that its agenda has changed; who is invited is told by the next invitation."""
    if meeting.state == MeetingState.INVITED:
        meeting.changed_at = at
    save(meeting, at)


def tell(
    meeting: Meeting,
    subject: str,
    change: Change,
    *,
    by: Mandate,
    at: datetime,
    anchor: str = "",
    organisation: Organisation | None = None,
) -> None:
    """Record the event; of a draft only who plans it reads."""
    where = events.in_initiative(meeting.initiative, organisation=organisation)
    audience = None if meeting.invited_at else by.organisation
    events.record(
        kind="meeting",
        subject=subject[:250],
        change=change,
        where=where.on("meeting", meeting.pk, anchor, audience),
        by=by,
        at=at,
    )


def notify(meeting: Meeting, title: str, *, by: Mandate, at: datetime, body: str = "") -> None:
    """A notice to all who work for the invited."""
    notices.tell(
        kind=NoticeKind.MEETING,
        to=invited_people(meeting, at),
        title=title,
        reason="weil Ihre Organisation zu diesem Treffen eingeladen ist",
        page=("meeting", meeting.pk),
        initiative=meeting.initiative,
        body=body,
        by=by,
        at=at,
    )


def invited_people(meeting: Meeting, at: datetime) -> Iterable[User]:
    invited = Attendance.objects.filter(meeting=meeting).values_list("organisation_id", flat=True)
    return notices.working_for(list(invited), initiative=meeting.initiative, at=at)
