"""Minutes of a meeting: drawn up when it is closed, circulated, approved in a later meeting."""

from datetime import datetime

from initiatives.domain import events
from initiatives.domain.errors import Refused
from initiatives.enums import MinutesState
from initiatives.models import Mandate, Meeting, Minutes


def draw_up(*, meeting: Meeting, by: Mandate, at: datetime) -> Minutes:
    """Draw up the minutes of a meeting that was just closed, in its transaction."""
    return Minutes.objects.create(meeting=meeting)


def approve(*, minutes: Minutes, meeting: Meeting, by: Mandate, at: datetime) -> Minutes:
    """Approve circulated minutes as decided in `meeting`, in the transaction in which that is closed.

    Raises Refused where they are not circulated, or approved already.
    """
    row = (
        Minutes.objects.select_for_update(of=("self",))
        .select_related("meeting__initiative")
        .get(pk=minutes.pk)
    )
    if row.state != MinutesState.CIRCULATED:
        raise Refused(f"Diese Niederschrift ist {row.get_state_display()}.")
    row.state, row.approved_at, row.approved_in = MinutesState.APPROVED, at, meeting
    row.save()
    events.record(
        kind="minutes",
        subject="Niederschrift genehmigt",
        after=f"{row.meeting.title}, genehmigt im Treffen „{meeting.title}“",
        initiative=row.meeting.initiative,
        page=("meeting", row.meeting_id),
        by=by,
        at=at,
    )
    return row
