"""Proposals of joint projects, the projects that came of them, and requests for support, as facts: part of `circle_facts`."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from initiatives.domain.kernel import moments
from initiatives.domain.kernel.moments import Moment
from initiatives.domain.state import records
from initiatives.domain.state.together import Wanted, day, instant, reached
from initiatives.enums import ProposalReply, ProposalState, Role, SupportState
from initiatives.models import Project, Proposal, ProposalAnswer, ProposalAsk, SupportRequest


@dataclass(frozen=True)
class ReplyFacts:
    """What one addressed organisation says to a proposal; `reply` is "" while it has said nothing."""

    ask_id: int
    organisation_id: int
    reply: str
    reason: str
    effective_on: date | None
    reminded_on: date | None = None


@dataclass(frozen=True)
class ProposalFacts:
    id: int
    title: str
    field_id: int | None  # inside which it is thought of
    became_field_id: int | None
    state: str
    deadline: date | None
    effective_on: date
    actor: str
    organisation_id: int  # that proposed it
    by_county: bool  # proposed by a county's representative, who speaks for no municipality
    replies: dict[int, ReplyFacts]  # by organisation

    @property
    def is_open(self) -> bool:
        """Whether it still takes answers."""
        return self.state == ProposalState.OPEN

    @property
    def answered(self) -> int:
        """How many of the addressed have answered, out of `len(replies)`."""
        return sum(bool(one.reply) for one in self.replies.values())

    def awaits(self, organisation_id: int) -> bool:
        own = self.replies.get(organisation_id)
        return self.is_open and own is not None and not own.reply

    def takes_part(self, organisation_id: int) -> bool:
        """Whether it said so; a municipality that proposes takes part in what it proposes."""
        if organisation_id == self.organisation_id:
            return not self.by_county
        own = self.replies.get(organisation_id)
        return own is not None and own.reply == ProposalReply.TAKE_PART


@dataclass(frozen=True)
class ProjectFacts:
    id: int
    field_id: int
    proposal_id: int
    title: str
    effective_on: date


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


PROPOSAL = (
    *("id", "title", "field_id", "became_field_id", "state", "deadline", "effective_on", "ended_at"),
    *("mandate__organisation_id", *records.ACTOR),
)
ASK = ("id", "proposal_id", "organisation_id", "reminded_at")
ANSWER = ("ask_id", "reply", "reason", "effective_on", "recorded_at")
PROJECT = ("id", "field_id", "proposal_id", "title", "effective_on")
SUPPORT = (
    *("id", "subject", "organisation_id", "county_id", "field_id", "state", "recorded_at", "wanted_by"),
    *("decided_at", "answered_at", "closed_at"),
)
Rows = dict[str, list[dict[str, Any]]]


def tables(initiative_id: int, moment: Moment) -> dict[str, Wanted]:
    """The rows of an initiative that were known at the moment."""
    proposals = Proposal.objects.filter(initiative_id=initiative_id)
    asks = ProposalAsk.objects.filter(proposal__initiative_id=initiative_id)
    answers = ProposalAnswer.objects.filter(ask__proposal__initiative_id=initiative_id)
    projects = Project.objects.filter(field__initiative_id=initiative_id)
    support = SupportRequest.objects.filter(initiative_id=initiative_id, recorded_at__lte=moment.known)
    return {
        "proposal": (records.known(proposals, moment), PROPOSAL),
        "proposal_ask": (asks, ASK),
        "proposal_answer": (records.known(answers, moment), ANSWER),
        "project": (records.known(projects, moment), PROJECT),
        "support": (support, SUPPORT),
    }


def of_rows(rows: Rows, moment: Moment) -> dict[str, tuple]:
    """The facts by their name in `InitiativeFacts`."""
    return {
        "proposals": _proposals(rows, moment),
        "projects": tuple(
            ProjectFacts(**row | {"effective_on": day(row["effective_on"])}) for row in rows["project"]
        ),
        "support": tuple(_support(row, moment) for row in rows["support"]),
    }


def _proposals(rows: Rows, moment: Moment) -> tuple[ProposalFacts, ...]:
    latest = {row["ask_id"]: row for row in rows["proposal_answer"]}  # in the order of recording
    replies: dict[int, dict[int, ReplyFacts]] = defaultdict(dict)
    for row in rows["proposal_ask"]:
        said = latest.get(row["id"], {"reply": "", "reason": "", "effective_on": None})
        replies[row["proposal_id"]][row["organisation_id"]] = ReplyFacts(
            row["id"],
            row["organisation_id"],
            said["reply"],
            said["reason"],
            day(said["effective_on"]),
            moments.day_of(instant(row["reminded_at"])) if reached(row["reminded_at"], moment) else None,
        )
    return tuple(_proposal(row, replies[row["id"]], moment) for row in rows["proposal"])


def _proposal(row: dict[str, Any], replies: dict[int, ReplyFacts], moment: Moment) -> ProposalFacts:
    ended = reached(row["ended_at"], moment) and moments.day_of(instant(row["ended_at"])) <= moment.day
    return ProposalFacts(
        id=row["id"],
        title=row["title"],
        field_id=row["field_id"],
        became_field_id=row["became_field_id"] if ended else None,
        state=row["state"] if ended else ProposalState.OPEN,
        deadline=day(row["deadline"]),
        effective_on=day(row["effective_on"]),
        actor=records.actor(row),
        organisation_id=row["mandate__organisation_id"],
        by_county=row["mandate__role"] == Role.COUNTY_REPRESENTATIVE,
        replies=replies,
    )


def _support(row: dict[str, Any], moment: Moment) -> SupportFacts:
    values = {name: row[name] for name in ("id", "subject", "organisation_id", "county_id", "field_id")}
    return SupportFacts(
        **values,
        state=_support_state(row, moment),
        asked_on=instant(row["recorded_at"]),
        wanted_by=day(row["wanted_by"]),
        answered_on=instant(row["answered_at"]) if reached(row["answered_at"], moment) else None,
        closed_on=instant(row["closed_at"]) if reached(row["closed_at"], moment) else None,
    )


def _support_state(row: dict[str, Any], moment: Moment) -> str:
    if reached(row["closed_at"], moment):
        return row["state"]
    if reached(row["answered_at"], moment):
        return SupportState.ANSWERED
    return SupportState.ACCEPTED if reached(row["decided_at"], moment) else SupportState.ASKED
