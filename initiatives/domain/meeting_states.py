"""How far a meeting and its minutes were at a moment, from the times at which their states were reached."""

from typing import Any

from initiatives.domain.moments import Moment
from initiatives.domain.together import reached
from initiatives.enums import MeetingState, MinutesState


def of_meeting(row: dict[str, Any], moment: Moment) -> str:
    """Of one to which was invited, or that was told of afterwards."""
    if reached(row["cancelled_at"], moment):
        return MeetingState.CANCELLED
    if row["starts_at"] is None or reached(row["closed_at"], moment):
        return MeetingState.CLOSED
    return MeetingState.RUNNING if reached(row["started_at"], moment) else MeetingState.INVITED


def of_minutes(row: dict[str, Any], moment: Moment) -> str:
    """Drawn up when the meeting is closed; "" before."""
    if row["minutes__id"] is None or not reached(row["closed_at"], moment):
        return ""
    if reached(row["minutes__approved_at"], moment):
        return MinutesState.APPROVED
    return MinutesState.CIRCULATED if reached(row["minutes__circulated_at"], moment) else MinutesState.DRAFT
