"""Putting right answers that were recorded: each municipality its own, at any time, with a reason.

What has been taken down for a municipality may be put right by who did that, until it is confirmed. What a refusal has
brought with it follows its correction.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from initiatives.domain.fields import participation_corrections
from initiatives.domain.kernel import corrections
from initiatives.domain.kernel.edits import cleaned
from initiatives.domain.kernel.errors import Refused
from initiatives.domain.log import events
from initiatives.domain.state.versions import state_change
from initiatives.domain.votes import conditions_of_consent, positions
from initiatives.domain.votes.conditions_of_consent import Wanted
from initiatives.enums import STANCE_WORDS, Participation, PositionSource, Stance
from initiatives.models import Ask, Mandate, ParticipationEntry, Position

OWN = {"source": PositionSource.OWN, "source_note": "", "confirmed_by": None, "confirmed_at": None}


@state_change()
def correct_position(
    *,
    position: Position,
    values: Mapping[str, Any],
    correction_reason: str,
    by: Mandate,
    at: datetime,
    withdrawn: bool = False,
) -> Position:
    """Put right `stance`, `reason`, `effective_on` or `day_order` of any answer, or (`withdrawn`) say that it was not given.

    What the municipality puts right is its own answer from then on; its conditions stay with it. The end of a
    participation that came with a refusal is moved and taken back with it. Raises Refused for another municipality's,
    as `positions.give` does (but in a closed round, too), where a later answer would withdraw nothing, and as
    `corrections.replace`.
    """
    rows = Ask.objects.select_for_update(of=("self",), no_key=True).select_related(
        "round", "field", "organisation"
    )
    ask = rows.get(pk=position.ask_id)
    waits = not positions.counts(position)
    check_who(ask.organisation_id, position.mandate, waits=waits, by=by)
    if not withdrawn:
        values = _checked(ask, position, values, at, by)
    ended = _end_with(ask, position)
    new = corrections.replace(position, values, reason=correction_reason, by=by, at=at, withdrawn=withdrawn)
    _check_order(ask)
    if new.stance == Stance.CONDITIONAL and not withdrawn:
        kept = conditions_of_consent.wanted(position)
        same = kept and kept != [Wanted(position.reason)]
        wanted = kept if same else [Wanted(new.reason)]
        conditions_of_consent.track(position=new, former=position, wanted=wanted, by=by, at=at)
    events.record(
        kind="position-corrected",
        subject=f"Votum {ask.organisation.of} berichtigt",
        change=events.Change(*corrections.told(position, new, words)),
        where=events.in_field(ask.field, ask.organisation),
        by=by,
        at=at,
        effective_on=new.effective_on,
    )
    if ended:
        _follow_up(ended, new, by, at)
    if not withdrawn and positions.counts(new) and positions.current(ask) == new:
        positions.follow(ask=ask, stance=new.stance, effective_on=new.effective_on, by=by, at=at)
    return new


def words(row: Position) -> str:
    """What was answered: Ablehnung: Eigene Lösung (mündlich: Bürgermeister im Treffen)."""
    reason = f": {row.reason}" if row.reason else ""
    return f"{STANCE_WORDS[row.stance]}{reason}" + (
        f" (mündlich: {row.source_note})" if row.source_note else ""
    )


def check_who(organisation_id: int, recorded_by: Mandate, *, waits: bool, by: Mandate) -> None:
    """Raise Refused for who neither acts for the organisation nor has recorded what it has not confirmed yet (`waits`)."""
    own = by.works_for(organisation_id)
    if not own and not (waits and recorded_by.organisation_id == by.organisation_id):
        raise Refused(
            "Das berichtigt jede Kommune nur für sich selbst; was sie noch nicht bestätigt hat, auch wer es erfasst hat."
        )


def _checked(
    ask: Ask, position: Position, values: Mapping[str, Any], at: datetime, by: Mandate
) -> Mapping[str, Any]:
    stands = {name: getattr(position, name) for name in ("stance", "reason", "effective_on", "day_order")}
    wanted = stands | cleaned(values)
    others = ask.positions.standing().filter(effective_on__lte=wanted["effective_on"]).exclude(pk=position.pk)
    positions.check(ask, others.last(), wanted["stance"], wanted["reason"], wanted["effective_on"], at)
    own = ask.organisation_id == by.organisation_id
    return wanted | OWN if own and wanted != stands else wanted


def _check_order(ask: Ask) -> None:
    first = ask.positions.standing().first()
    if first and first.stance == Stance.WITHDRAWN:
        raise Refused(
            f"Dann wäre am {first.effective_on:%d.%m.%Y} ein Votum zurückgezogen, vor dem es keines gab.",
            "effective_on",
        )


def _end_with(ask: Ask, position: Position) -> ParticipationEntry | None:
    """The end of the participation that a refusal has brought with it."""
    if position.stance != Stance.REFUSAL:
        return None
    entries = ask.field.participation_entries.standing().filter(
        organisation=ask.organisation_id,
        status=Participation.NOT_PARTICIPATING,
        effective_on=position.effective_on,
        recorded_at=position.confirmed_at or position.recorded_at,
    )
    return entries.select_related("organisation").last()


def _follow_up(ended: ParticipationEntry, new: Position, by: Mandate, at: datetime) -> None:
    gone = new.is_withdrawn or new.stance != Stance.REFUSAL
    if gone or new.effective_on != ended.effective_on:
        participation_corrections.correct(
            entry=ended,
            values={"effective_on": new.effective_on},
            correction_reason=new.correction_reason,
            by=by,
            at=at,
            withdrawn=gone,
        )
