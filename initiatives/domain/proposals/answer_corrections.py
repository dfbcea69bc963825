"""Putting right the day of a proposal, and what an organisation has answered to it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db.models import Min

from initiatives.domain.kernel import corrections, days
from initiatives.domain.kernel.errors import Refused
from initiatives.domain.kernel.moments import day_of
from initiatives.domain.log import events
from initiatives.domain.log.events import Change
from initiatives.domain.proposals import news, proposals
from initiatives.domain.state.versions import state_change
from initiatives.models import Mandate, Proposal, ProposalAnswer

PAGE = "initiative_entries"


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


@state_change()
def correct_day(
    *, proposal: Proposal, values: Mapping[str, Any], correction_reason: str, by: Mandate, at: datetime
) -> Proposal:
    """Put right the day (`proposed_on`) on which a project was proposed; what stood before is told in the history.

    Raises Refused for another's proposal, without a reason, where nothing would change, for a day in the future, before the
    initiative is documented or its field was there, after its deadline or an answer, and for what became a field since.
    """
    reason = corrections.reason_of(correction_reason)
    rows = Proposal.objects.select_for_update(of=("self",), no_key=True)
    row = rows.select_related("initiative", "field", "mandate").get(pk=proposal.pk)
    if row.mandate.organisation_id != by.organisation_id:
        raise Refused("Einen Projektvorschlag berichtigt nur, wer ihn gemacht hat.")
    if row.became_field_id:
        raise Refused(
            "Aus diesem Vorschlag ist ein Feld geworden. Berichtigen Sie dort, wann es vorgeschlagen wurde."
        )
    before, day = (
        row.effective_on,
        proposals.day_of_proposal(row.initiative, row.field, values["proposed_on"], at),
    )
    if day == before:
        raise Refused("Sie haben nichts geändert.")
    last = min((one for one in _limits(row) if one), default=day)
    if day > last:
        raise Refused(
            f"Dazu steht schon etwas vom {last:%d.%m.%Y}, später kann es nicht gewesen sein.", "proposed_on"
        )
    row.effective_on = day
    row.version += 1
    row.save(update_fields=["effective_on", "version"])
    told = Change(f"vorgeschlagen am {before:%d.%m.%Y}", f"vorgeschlagen am {day:%d.%m.%Y} – {reason}")
    where = events.in_initiative(row.initiative, row.field).on(PAGE, row.initiative_id, f"vorschlag-{row.pk}")
    events.record(
        kind="proposal-corrected",
        subject=f"Projektvorschlag „{row.title}“ berichtigt",
        change=told,
        where=where,
        by=by,
        at=at,
        effective_on=day,
    )
    return row


def _limits(row: Proposal) -> list[date | None]:
    """The days after which it cannot have been proposed."""
    answers = ProposalAnswer.objects.standing().filter(ask__proposal=row)
    first = answers.aggregate(first=Min("effective_on"))["first"]
    return [row.deadline, first, day_of(row.ended_at) if row.ended_at else None]


def proposal_words(row: Proposal) -> str:
    """What was proposed: Gemeinsames Archiv."""
    return row.title
