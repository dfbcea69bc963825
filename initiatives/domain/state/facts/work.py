"""Tasks, and requests for the support of the county."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from initiatives.enums import StepState, SupportState


@dataclass(frozen=True)
class TaskFacts:
    id: int
    title: str
    owner_id: int
    field_id: int | None
    due_on: date | None
    state: str
    giver_id: int  # the organisation that gave it, the owner where it was taken on
    done_on: date | None = None

    @property
    def is_open(self) -> bool:
        return self.state in (StepState.OPEN, StepState.WORK)


@dataclass(frozen=True)
class SupportFacts:
    id: int
    subject: str
    organisation_id: int  # that asks
    county_id: int
    field_id: int | None
    state: str
    asked_on: datetime
    wanted_by: date | None
    answered_on: datetime | None
    closed_on: datetime | None

    @property
    def awaits_county(self) -> bool:
        """Whether the county has to decide or to answer."""
        return self.state in (SupportState.ASKED, SupportState.ACCEPTED)
