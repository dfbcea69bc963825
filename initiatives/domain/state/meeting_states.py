"""How far a meeting and its minutes were at a moment, from the times at which their states were reached."""

from typing import Any

from initiatives.domain.kernel.moments import Moment, day_of
from initiatives.domain.state.together import day, instant, reached
from initiatives.enums import MeetingState, MinutesState


def of_meeting(row: dict[str, Any], moment: Moment) -> str:
    """Of one to which was invited, or that was told of afterwards."""
    if _counts(row, "cancelled_at", moment):
        return MeetingState.CANCELLED
    if row["starts_at"] is None or _counts(row, "closed_at", moment):
        return MeetingState.CLOSED
    return MeetingState.RUNNING if _counts(row, "started_at", moment) else MeetingState.INVITED


def _counts(row: dict[str, Any], name: str, moment: Moment) -> bool:
    """Whether a state was known and in effect: what is noted later counts from the day of the meeting on."""
    if not reached(row[name], moment):
        return False
    noted, held = day_of(instant(row[name])), day(row["held_on"])
    return min(noted, held or noted) <= moment.day


def of_minutes(row: dict[str, Any], moment: Moment) -> str:
    """Drawn up when the meeting is closed; "" before."""
    if row["minutes__id"] is None or not reached(row["closed_at"], moment):
        return ""
    if reached(row["minutes__approved_at"], moment):
        return MinutesState.APPROVED
    return MinutesState.CIRCULATED if reached(row["minutes__circulated_at"], moment) else MinutesState.DRAFT
