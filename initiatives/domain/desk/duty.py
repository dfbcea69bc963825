"""One thing that an organisation owes, as the start page lists it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from initiatives.domain.state.facts import (
    AskFacts,
    FieldFacts,
    InitiativeFacts,
    MeetingFacts,
    ProposalFacts,
    RoundFacts,
    StepFacts,
)


@dataclass(frozen=True)
class Duty:
    """`kind`: position, resolution, confirmation, condition, step, milestone, light, lead, review, round, ruling, reminder,
    agreement, baseline, costs, report; or the `page` to go to, as a route with its number. `initiative` is None only for a
    report, which may tell of several.
    """

    kind: str
    title: str  # begins with a verb
    note: str
    initiative: InitiativeFacts | None
    field: FieldFacts | None = None
    due: date | None = None
    ask: AskFacts | None = None
    step: StepFacts | None = None
    round: RoundFacts | None = None
    at_work: bool = False
    page: str = ""
    page_id: int | None = None
    asking: RoundFacts | None = None  # of a position: the round that asks for it
    answered: str = ""  # and how many have answered it, in words
    meeting: MeetingFacts | None = None  # to whose invitation a reply is owed
    proposal: ProposalFacts | None = None  # to be answered, or of which others are to be reminded
