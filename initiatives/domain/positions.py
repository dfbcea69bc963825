"""Positions (Voten) and the resolutions behind them.

Invariants: only who was asked answers, and only for itself; a position is never overwritten; each ask has one chain of
positions, of which the last is current; condition and refusal need a reason; who refuses does not take part.
"""

from datetime import date, datetime

from django.db import transaction

from initiatives.domain import events, fields
from initiatives.domain.errors import Conflict, Refused
from initiatives.domain.moments import day_of
from initiatives.domain.texts import clean
from initiatives.enums import STANCE_WORDS, Stance
from initiatives.models import Ask, Body, Mandate, Position, Resolution


@transaction.atomic
def give(
    *,
    ask: Ask,
    stance: str,
    by: Mandate,
    at: datetime,
    reason: str = "",
    effective_on: date | None = None,
    is_correction: bool = False,
    after: int | str | None = "any",
) -> Position:
    """Answer an ask for the own municipality; a later answer supersedes the former and keeps it.

    `is_correction` says that the former was a mis-entry. `after` is the id of the position that the answerer saw (None
    for none), "any" to skip the check. The same once more writes nothing. A refusal ends the participation with it.
    Raises Refused for another municipality's ask, a closed round, a missing reason, a day in the future or before the
    round or (except for a correction) before the former position, and for the lead's refusal; Conflict for an answer
    that was overtaken.
    """
    effective_on = effective_on or day_of(at)
    reason = clean(reason)
    if ask.organisation_id != by.organisation_id or not by.acts_for_municipality:
        raise Refused("Ein Votum gibt jede Kommune nur für sich selbst ab.")
    row = Ask.objects.select_for_update().select_related("round", "field", "organisation").get(pk=ask.pk)
    last = row.positions.filter(superseded_by=None).select_related("mandate__organisation").first()
    if last and (last.stance, last.reason, last.effective_on) == (stance, reason, effective_on):
        return last
    _check_turn(last, after)
    _check(row, last, stance, reason, effective_on, at, is_correction)
    new = Position.objects.create(
        ask=row,
        stance=stance,
        reason=reason,
        effective_on=effective_on,
        recorded_at=at,
        mandate=by,
        supersedes=last,
        is_correction=is_correction,
    )
    events.record(
        kind="position-corrected" if is_correction else "position",
        subject=f"Votum {row.organisation.of}" + (" berichtigt" if is_correction else ""),
        before=STANCE_WORDS[last.stance if last else "pending"],
        after=STANCE_WORDS[stance],
        field=row.field,
        organisation=row.organisation,
        by=by,
        at=at,
        effective_on=effective_on,
    )
    if stance == Stance.REFUSAL:
        fields.end_participation(
            field=row.field, organisation=row.organisation, by=by, at=at, effective_on=effective_on
        )
    return new


def _check_turn(last: Position | None, after: int | str | None) -> None:
    if after in ("any", last.pk if last else None):
        return
    raise Conflict(
        {"stance": STANCE_WORDS[last.stance if last else "pending"], "reason": last.reason if last else ""},
        last.pk if last else 0,
        actor=last.mandate.title if last else "",
        changed_at=last.recorded_at if last else None,
    )


def _check(
    row: Ask,
    last: Position | None,
    stance: str,
    reason: str,
    effective_on: date,
    at: datetime,
    is_correction: bool,
) -> None:
    if row.round.closed_on:
        raise Refused("Die Abstimmungsrunde ist geschlossen.")
    if stance in (Stance.CONDITIONAL, Stance.REFUSAL) and not reason:
        word = "die Bedingungen" if stance == Stance.CONDITIONAL else "die Gründe der Ablehnung"
        raise Refused(f"Bitte nennen Sie {word}.", "reason")
    if stance == Stance.WITHDRAWN and last is None:
        raise Refused("Es gibt noch kein Votum, das zurückgezogen werden könnte.", "stance")
    if effective_on > day_of(at):
        raise Refused("Dieses Datum liegt in der Zukunft.", "effective_on")
    if effective_on < row.round.opened_on:
        raise Refused(f"Die Runde ist erst seit dem {row.round.opened_on:%d.%m.%Y} eröffnet.", "effective_on")
    if is_correction and last is None:
        raise Refused("Es gibt noch kein Votum, das zu berichtigen wäre.", "is_correction")
    if last and not is_correction and effective_on < last.effective_on:
        raise Refused(
            f"Das jetzige Votum ist vom {last.effective_on:%d.%m.%Y}. Ein früheres Datum ist nur als Berichtigung möglich.",
            "effective_on",
        )


@transaction.atomic
def resolve(
    *,
    ask: Ask,
    body: Body,
    result: str,
    effective_on: date,
    by: Mandate,
    at: datetime,
    paper_number: str = "",
    votes: tuple[int | None, int | None, int | None] = (None, None, None),
    link: str = "",
) -> Resolution:
    """Record what the own body decided on an ask; `votes` are heads for, against, abstained.

    Raises Refused for another organisation's body or ask, a day in the future, votes below zero, and for what is
    recorded already.
    """
    if ask.organisation_id != by.organisation_id or body.organisation_id != ask.organisation_id:
        raise Refused("Einen Beschluss erfasst jede Kommune nur für ihre eigenen Gremien.", "body")
    if effective_on > day_of(at):
        raise Refused("Ein Beschluss kann nicht in der Zukunft liegen.", "effective_on")
    if any(v is not None and v < 0 for v in votes):
        raise Refused("Stimmen können nicht kleiner als null sein.", "votes_for")
    Ask.objects.select_for_update().get(pk=ask.pk)
    if Resolution.objects.filter(ask=ask, body=body, result=result, effective_on=effective_on).exists():
        raise Refused("Dieser Beschluss ist schon erfasst.", "result")
    row = Resolution.objects.create(
        ask=ask,
        body=body,
        effective_on=effective_on,
        recorded_at=at,
        result=result,
        paper_number=clean(paper_number),
        votes_for=votes[0],
        votes_against=votes[1],
        votes_abstained=votes[2],
        link=link,
        mandate=by,
    )
    events.record(
        kind="resolution",
        subject=f"Beschluss: {body.name} {body.organisation.name}",
        after=row.get_result_display(),
        field=ask.field,
        organisation=ask.organisation,
        by=by,
        at=at,
        effective_on=effective_on,
    )
    return row
