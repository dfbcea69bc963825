"""What the delegates do in their meetings: who was invited and came, what was decided."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from initiatives.enums import MeetingState


@dataclass(frozen=True)
class AttendanceFacts:
    organisation_id: int
    is_optional: bool
    reply: str  # "" while there is none
    was_present: bool | None


@dataclass(frozen=True)
class DecisionFacts:
    """A decision of the delegates in a meeting that is closed; `votes` by organisation."""

    id: int
    text: str
    field_id: int | None
    effect: str
    is_adopted: bool
    contact: str
    votes: dict[int, str]
    steering: str = ""  # what the steering group decided by it; "" for a decision of the delegates


@dataclass(frozen=True)
class MeetingFacts:
    """A meeting to which was invited, or that was told of afterwards; drafts are no facts."""

    id: int
    title: str
    held_on: date | None
    place: str
    result: str
    state: str
    starts_at: datetime | None
    attendances: dict[int, AttendanceFacts]  # by organisation
    decisions: tuple[DecisionFacts, ...]
    minutes: str = ""  # draft, circulated, approved; "" while there are none
    planned_by: int | None = None  # the organisation; None where it was told of afterwards
    recorded_on: date | None = None

    def awaits(self, organisation_id: int) -> bool:
        """Whether the organisation was invited and has not said yet whether it comes."""
        own = self.attendances.get(organisation_id)
        return self.state == MeetingState.INVITED and own is not None and not own.reply
