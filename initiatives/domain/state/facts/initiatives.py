"""The state of an initiative at a moment: everything that pages, rights, gates and snapshots are functions of."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from initiatives.domain.state.facts.agreements import NO_LAW, LawFacts
from initiatives.domain.state.facts.fields import FieldFacts
from initiatives.domain.state.facts.meetings import MeetingFacts
from initiatives.domain.state.facts.organisations import OrganisationFacts
from initiatives.domain.state.facts.proposals import ProjectFacts, ProposalFacts
from initiatives.domain.state.facts.work import SupportFacts, TaskFacts


@dataclass(frozen=True)
class ConditionFacts:
    id: int
    number: int
    text: str
    origin: str
    rule_key: str | None
    since: date | None = None


@dataclass(frozen=True)
class SteeringSeatFacts:
    """A seat in the steering group that was taken at the moment."""

    id: int
    organisation: OrganisationFacts
    office: str
    since: date
    until: date | None  # as far as its end was known

    def __str__(self) -> str:
        return f"{self.organisation} ({self.office})"


@dataclass(frozen=True)
class InitiativeFacts:
    id: int
    version: int
    title: str
    short_title: str
    background: str
    conditions_note: str
    county: OrganisationFacts | None
    convening: OrganisationFacts | None
    documented_from: date
    is_example: bool
    organisations: dict[int, OrganisationFacts]  # all that occur, by id
    conditions: tuple[ConditionFacts, ...]
    meetings: tuple[MeetingFacts, ...]
    field_count: int  # also where only one field was asked for
    fields: tuple[FieldFacts, ...] = field(default=())
    proposals: tuple[ProposalFacts, ...] = ()  # newest first
    projects: tuple[ProjectFacts, ...] = ()
    support: tuple[SupportFacts, ...] = ()  # newest first
    tasks: tuple[TaskFacts, ...] = ()  # as they stand now, whatever the moment
    steering_group: tuple[SteeringSeatFacts, ...] = ()
    releases_need_steering: bool = False
    order_reason: str = ""  # why a citizen-facing field stands before a back-office one
    recorded_on: date | None = None  # when the initiative was entered here
    worded_on: date | None = None  # from which day on its texts are as they are
    law: LawFacts = NO_LAW  # of its Land

    @cached_property
    def participants(self) -> tuple[OrganisationFacts, ...]:
        return tuple(o for o in self.organisations.values() if o.takes_part)

    def field(self, field_id: int) -> FieldFacts:
        """One field. Raises KeyError if the initiative had none of this id at the moment."""
        for found in self.fields:
            if found.id == field_id:
                return found
        raise KeyError(field_id)
