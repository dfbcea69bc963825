"""Putting right what an organisation has answered to a proposal."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from initiatives.domain.kernel import corrections, days
from initiatives.domain.kernel.errors import Refused
from initiatives.domain.log.events import Change
from initiatives.domain.proposals import news, proposals
from initiatives.domain.state.versions import state_change
from initiatives.models import Mandate, Proposal, ProposalAnswer


@state_change()
def correct(
    *,
    answer: ProposalAnswer,
    values: Mapping[str, Any],
    correction_reason: str,
    by: Mandate,
    at: datetime,
    withdrawn: bool = False,
) -> ProposalAnswer:
    """Put right `reply`, `reason`, `effective_on` or `day_order` of an answer, or (`withdrawn`) say that it was not given;
    also once the proposal has ended, which changes nothing of what came of it.

    Raises Refused for another organisation's, a refusal without a reason, a day before the proposal or in the future, and
    as `corrections.replace`.
    """
    rows = Proposal.objects.select_for_update(of=("self",), no_key=True).select_related("initiative", "field")
    row, ask = rows.get(pk=answer.ask.proposal_id), answer.ask
    if ask.organisation_id != by.own_id or not by.writes:
        raise Refused("Eine Antwort berichtigt jede Organisation nur für sich selbst.")
    if not withdrawn:
        proposals.check_reply(values.get("reply", answer.reply), values.get("reason", answer.reason))
        day = values.get("effective_on", answer.effective_on)
        days.effective(day, at=at, since=row.effective_on, whose="Den Projektvorschlag")
    new = corrections.replace(answer, values, reason=correction_reason, by=by, at=at, withdrawn=withdrawn)
    row.version += 1
    row.save(update_fields=["version"])
    subject = f"Antwort {ask.organisation.of} auf den Projektvorschlag „{row.title}“ berichtigt"
    change = Change(*corrections.told(answer, new, words))
    news.record(row, subject, change, by=by, at=at, organisation=ask.organisation)
    return new


def words(row: ProposalAnswer) -> str:
    """What was answered, and why: Ablehnung: Eigene Lösung."""
    return row.get_reply_display() + (f": {row.reason}" if row.reason else "")
