"""What the pages count and name of proposals of joint projects: pure functions over `facts`."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date

from initiatives import german
from initiatives.domain.rules import reminders
from initiatives.domain.state.facts import (
    InitiativeFacts,
    OrganisationFacts,
    ProjectFacts,
    ProposalFacts,
    ReplyFacts,
)
from initiatives.enums import ProposalReply

WORDS = {
    ProposalReply.TAKE_PART: ("Teilnahme", "Teilnahmen"),
    ProposalReply.INTEREST: ("Interesse", "Interesse"),
    ProposalReply.LATER: ("später", "später"),
    ProposalReply.REFUSAL: ("Ablehnung", "Ablehnungen"),
}


@dataclass(frozen=True)
class Line:
    """One addressed organisation."""

    organisation: OrganisationFacts
    reply: ReplyFacts
    own: bool
    has_left: bool  # the circle, and so owes nothing


def lines(facts: InitiativeFacts, proposal: ProposalFacts, own_id: int | None) -> list[Line]:
    """The addressed: the own organisation first, those without an answer before the others, each by name."""
    found = [
        Line(facts.organisations[number], reply, number == own_id, not in_circle(facts, number))
        for number, reply in proposal.replies.items()
    ]
    return sorted(
        found, key=lambda line: (not line.own, bool(line.reply.reply), german.by(line.organisation.name))
    )


def in_circle(facts: InitiativeFacts, organisation_id: int) -> bool:
    """Whether it takes part in the initiative today, or is the county invited."""
    own = facts.organisations.get(organisation_id)
    is_county = facts.county is not None and facts.county.id == organisation_id
    return is_county or (own is not None and own.takes_part)


def owing(facts: InitiativeFacts, proposal: ProposalFacts) -> list[OrganisationFacts]:
    """Who was asked, is still there and has not answered, by name."""
    found = [line for line in lines(facts, proposal, None) if not line.reply.reply and not line.has_left]
    return [line.organisation for line in found]


def taking_part(facts: InitiativeFacts, proposal: ProposalFacts) -> list[OrganisationFacts]:
    """Who said that it takes part, and the municipality that proposed it; in the order of the initiative."""
    return [o for o in facts.organisations.values() if proposal.takes_part(o.id) and in_circle(facts, o.id)]


def in_words(proposal: ProposalFacts) -> str:
    """The answers in half a sentence: "2 Teilnahmen, 1 Interesse"; "" while there is none."""
    count = Counter(one.reply for one in proposal.replies.values())
    return ", ".join(
        f"{count[reply]} {one if count[reply] == 1 else many}"
        for reply, (one, many) in WORDS.items()
        if count[reply]
    )


def reminder_due(facts: InitiativeFacts, proposal: ProposalFacts, today: date) -> bool:
    """Whether the deadline is near and somebody owes an answer who has not been reminded for a week."""
    if proposal.deadline is None:
        return False
    reminded = [proposal.replies[one.id].reminded_on for one in owing(facts, proposal)]
    return reminders.is_due(proposal.deadline, reminded, today)


@dataclass(frozen=True)
class OfField:
    """What proposals have to do with one field."""

    origin: ProposalFacts | None  # out of which the field came
    projects: list[tuple[ProjectFacts, list[OrganisationFacts]]]  # inside it, with who takes part
    open: list[ProposalFacts]  # made for it, not decided yet


def of_field(facts: InitiativeFacts, field_id: int) -> OfField:
    """The projects of a field and the proposals around it."""
    by_id = {one.id: one for one in facts.proposals}
    inside = [one for one in facts.projects if one.field_id == field_id]
    return OfField(
        origin=next((one for one in facts.proposals if one.became_field_id == field_id), None),
        projects=[(one, taking_part(facts, by_id[one.proposal_id])) for one in inside],
        open=[one for one in facts.proposals if one.field_id == field_id and one.is_open],
    )
