"""Reads the proposals of joint projects of an initiative, and the projects that came of them."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from initiatives.domain.kernel import moments
from initiatives.domain.kernel.moments import Moment
from initiatives.domain.state import history, records
from initiatives.domain.state.facts import ProjectFacts, ProposalFacts, ReplyFacts
from initiatives.enums import ProposalState, Role
from initiatives.models import Project, Proposal, ProposalAnswer, ProposalAsk


def read(initiative_id: int, moment: Moment) -> tuple[ProposalFacts, ...]:
    """The proposals that were known, newest first."""
    replies = _replies(initiative_id, moment)
    rows = history.known(Proposal.objects.filter(initiative_id=initiative_id), moment).values(
        *("id", "title", "field_id", "became_field_id", "state", "deadline", "effective_on", "ended_at"),
        *("mandate__organisation_id", *records.ACTOR),
    )
    return tuple(_proposal(row, replies[row["id"]], moment) for row in rows)


def projects(initiative_id: int) -> tuple[ProjectFacts, ...]:
    """The joint projects inside its fields."""
    rows = Project.objects.filter(field__initiative_id=initiative_id)
    columns = ("id", "field_id", "proposal_id", "title", "effective_on")
    return tuple(ProjectFacts(*row) for row in rows.values_list(*columns))


def _replies(initiative_id: int, moment: Moment) -> dict[int, dict[int, ReplyFacts]]:
    """What each addressed organisation said last, by proposal and organisation."""
    answers = ProposalAnswer.objects.filter(ask__proposal__initiative_id=initiative_id)
    said = {
        ask_id: tuple(answer)
        for ask_id, *answer in history.known(answers, moment).values_list(
            "ask_id", "reply", "reason", "effective_on"
        )
    }
    asks = ProposalAsk.objects.filter(proposal__initiative_id=initiative_id)
    found: dict[int, dict[int, ReplyFacts]] = defaultdict(dict)
    for ask_id, proposal_id, organisation_id, reminded_at in asks.values_list(
        "id", "proposal_id", "organisation_id", "reminded_at"
    ):
        reminded_on = moments.day_of(reminded_at) if moment.knows(reminded_at) else None
        reply, reason, effective_on = said.get(ask_id, ("", "", None))
        found[proposal_id][organisation_id] = ReplyFacts(
            ask_id, organisation_id, reply, reason, effective_on, reminded_on
        )
    return found


def _proposal(row: dict[str, Any], replies: dict[int, ReplyFacts], moment: Moment) -> ProposalFacts:
    ended = moment.knows(row["ended_at"]) and moments.day_of(row["ended_at"]) <= moment.day
    return ProposalFacts(
        id=row["id"],
        title=row["title"],
        field_id=row["field_id"],
        became_field_id=row["became_field_id"] if ended else None,
        state=row["state"] if ended else ProposalState.OPEN,
        deadline=row["deadline"],
        effective_on=row["effective_on"],
        actor=records.actor(row),
        organisation_id=row["mandate__organisation_id"],
        by_county=row["mandate__role"] == Role.COUNTY_REPRESENTATIVE,
        replies=replies,
    )
