"""Proposals of joint projects, the answers to them and the projects that came of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from initiatives.enums import ProposalReply, ProposalState


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
