"""Phases of a field: every move is a transition with its day, mandate, reason and what was missing.

Phase and side state move apart, so that resuming knows where. What may follow what stands in `MOVES`; what a release
needs stands in `gates`. Every move names where the mover saw the field (`standing`), so that two who ask for the same
release at once move it once.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db.models import Q

from initiatives.domain.fields import steps
from initiatives.domain.kernel import corrections, days
from initiatives.domain.kernel.errors import Refused
from initiatives.domain.kernel.moments import day_of
from initiatives.domain.kernel.seen import ANYTHING, Seen, check
from initiatives.domain.kernel.texts import check_known_from, clean
from initiatives.domain.log import events
from initiatives.domain.rules import gates
from initiatives.domain.state.loading import facts_on
from initiatives.domain.state.versions import state_change
from initiatives.enums import Phase, RoundPurpose, SideState
from initiatives.models import Field, Mandate, PhaseTransition, Round

# From which side state (None: at work) which others can be reached.
MOVES: dict[str | None, frozenset[str | None]] = {
    None: frozenset({SideState.ON_HOLD, SideState.REJECTED, SideState.ENDED}),
    SideState.ON_HOLD: frozenset({None, SideState.REJECTED, SideState.ENDED}),
    SideState.REJECTED: frozenset({None}),
    SideState.ENDED: frozenset({None}),
}
# What is asked in a phase.
ASKED_IN = {Phase.INTERNAL: RoundPurpose.TAKING_PART, Phase.DECISION: RoundPurpose.DECISION}


@state_change()
def release(
    *,
    field: Field,
    by: Mandate | None,
    at: datetime,
    effective_on: date | None = None,
    reason: str = "",
    seen: Seen = ANYTHING,
) -> PhaseTransition:
    """Move a field into its next phase; its steps come in with it.

    Where something was missing on that day the release needs a written reason, and what was missing is kept. Raises
    Refused without one, in the last phase, while the field rests, where it has moved on since it was `seen`, and for a day
    in the future, before the field, before its last move, or on which the round of the phase was still running.
    """
    row = _locked(field, seen)
    reason = clean(reason)
    if row.side_state:
        raise Refused(f"Das Feld ist {row.get_side_state_display()} und kann keine Phase weiter gehen.")
    if row.phase == Phase.OPERATION:
        raise Refused("Das Feld ist in der letzten Phase.")
    day = days.effective(effective_on, at=at, since=row.proposed_on)
    if day < day_of(at):
        _check_round_over(row, row.phase, day)
    state = facts_on(row.initiative_id, day, at)
    missing = [point.what for point in gates.missing(state, state.field(row.pk))]
    if missing and not reason:
        lacking = "fehlt noch ein Punkt" if len(missing) == 1 else f"fehlen noch {len(missing)} Punkte"
        raise Refused(
            f"Für die Freigabe {lacking}: {'; '.join(missing)}. Gegen einen offenen Punkt ist sie nur mit "
            "schriftlicher Begründung möglich.",
            "reason",
        )
    transition = _move(row, Phase(row.phase + 1), None, by, at, day, reason, missing)
    steps.open_phase(field=row, begin=day, at=at)
    return transition


@state_change()
def rest(
    *,
    field: Field,
    side_state: str,
    reason: str,
    by: Mandate | None,
    at: datetime,
    effective_on: date | None = None,
    seen: Seen = ANYTHING,
) -> PhaseTransition:
    """Put a field on hold, reject or end it; what the end of one in operation lacked on its day is kept.

    Raises Refused without a reason and where `MOVES` forbids it.
    """
    row = _locked(field, seen)
    _check_move(row, side_state, reason)
    missing: list[str] = []
    if side_state == SideState.ENDED and row.phase == Phase.OPERATION:
        day = days.effective(effective_on, at=at, since=row.proposed_on)
        state = facts_on(row.initiative_id, day, at)
        missing = [point.what for point in gates.missing(state, state.field(row.pk))]
    return _move(row, Phase(row.phase), side_state, by, at, effective_on, clean(reason), missing)


@state_change()
def resume(
    *,
    field: Field,
    reason: str,
    by: Mandate | None,
    at: datetime,
    effective_on: date | None = None,
    seen: Seen = ANYTHING,
) -> PhaseTransition:
    """Take a resting field up again in the phase where it stood. Raises Refused without a reason and where it does not rest."""
    row = _locked(field, seen)
    _check_move(row, None, reason)
    return _move(row, Phase(row.phase), None, by, at, effective_on, clean(reason), [])


@state_change()
def reopen(
    *,
    field: Field,
    phase: int,
    reason: str,
    by: Mandate | None,
    at: datetime,
    effective_on: date | None = None,
    seen: Seen = ANYTHING,
) -> PhaseTransition:
    """Take a field back into an earlier phase. Raises Refused without a reason, while it rests, and for no earlier phase."""
    row = _locked(field, seen)
    if row.side_state:
        raise Refused(f"Das Feld ist {row.get_side_state_display()}. Nehmen Sie es zuerst wieder auf.")
    if phase not in range(row.phase):
        raise Refused("Wieder geöffnet werden kann nur eine frühere Phase.", "phase")
    if not clean(reason):
        raise Refused("Bitte begründen Sie, warum die Phase wieder geöffnet wird.", "reason")
    return _move(row, Phase(phase), None, by, at, effective_on, clean(reason), [])


@state_change()
def record_past(
    *,
    field: Field,
    phase: int | None,
    side_state: str | None,
    reason: str,
    effective_on: date,
    by: Mandate,
    at: datetime,
) -> PhaseTransition:
    """Record afterwards that a field was in `phase` (None: where it was) and `side_state` from a past day on.

    No gate of today refuses it: what the record does not hold of that day is kept as missing and reads "nicht erfasst".
    Phases of which no day is known are left out. Steps of the phase are not brought in. Raises Refused for a day before
    the field or in the future, without a reason, before the round of the phase left was closed, and for what cannot
    stand between the moves before and after it.
    """
    row = _locked(field, ANYTHING)
    day = days.effective(effective_on, at=at, since=row.proposed_on)
    check_known_from(reason)
    before = facts_on(row.initiative_id, day, at, field_id=row.pk)
    then = before.fields[0].phase if before.fields else Phase.PROPOSAL
    phase, missing = then if phase is None else phase, []
    if phase < then:
        raise Refused(
            f"Am {day:%d.%m.%Y} war das Feld schon in der Phase „{Phase(then).label}“. Eine spätere Phase kann nicht vor "
            "einer früheren stehen.",
            "effective_on",
        )
    if before.fields and phase > then:
        _check_round_over(row, then, day)
        missing = [point.what for point in gates.missing(before, before.fields[0])]
    return _move(row, Phase(phase), side_state, by, at, day, clean(reason), missing)


def _check_round_over(row: Field, phase: int, day: date) -> None:
    """Nobody passes on from a phase while its question is being asked."""
    if phase not in ASKED_IN:
        return
    asked = Round.objects.filter(asks__field=row, purpose=ASKED_IN[Phase(phase)], opened_on__lte=day)
    running = asked.filter(Q(closed_on=None) | Q(closed_on__gt=day)).first()
    if running:
        until = f"bis zum {running.closed_on:%d.%m.%Y}" if running.closed_on else "noch"
        raise Refused(
            f"Die Abstimmungsrunde „{running.get_purpose_display()}“ lief {until}; eine Freigabe davor kann es nicht "
            "gegeben haben.",
            "effective_on",
        )


@state_change()
def correct(
    *,
    move: PhaseTransition,
    values: Mapping[str, Any],
    correction_reason: str,
    by: Mandate,
    at: datetime,
    withdrawn: bool = False,
) -> PhaseTransition:
    """Put right `effective_on`, `day_order` or `reason` of a move, or (`withdrawn`) say that it never was.

    Raises Refused for a day before the field or in the future, before the round of the phase left was closed, where its
    reason would be gone, for a course that cannot have been, and as `corrections.replace`.
    """
    row = _locked(move.field, ANYTHING)
    if not withdrawn:
        _check_correction(row, move, values, at)
    new = corrections.replace(move, values, reason=correction_reason, by=by, at=at, withdrawn=withdrawn)
    settle(row)
    events.record(
        kind="phase-corrected",
        subject="Phase berichtigt",
        change=events.Change(*corrections.told(move, new, words)),
        where=events.in_field(row),
        by=by,
        at=at,
        effective_on=new.effective_on,
    )
    return new


def _check_correction(row: Field, move: PhaseTransition, values: Mapping[str, Any], at: datetime) -> None:
    day = days.effective(values.get("effective_on", move.effective_on), at=at, since=row.proposed_on)
    if move.reason and not clean(values.get("reason", move.reason)):
        raise Refused("Dazu gehört eine Begründung.", "reason")
    if day == move.effective_on or move.to_phase <= move.from_phase:
        return
    others = row.transitions.standing().filter(effective_on__lte=day).exclude(pk=move.pk)
    former = others.last()
    _check_round_over(row, former.to_phase if former else Phase.PROPOSAL, day)


def words(move: PhaseTransition) -> str:
    """Where a move has led, and why: Konzept und Wirtschaftlichkeit, zurückgestellt – Stelle nicht besetzt."""
    return _words(move.to_phase, move.to_side_state) + (f" – {move.reason}" if move.reason else "")


def standing(phase: int, side_state: str | None) -> str:
    """Where a field stands, as the moves take it as `seen`."""
    return f"{phase} {side_state}" if side_state else f"{phase}"


def _locked(field: Field, seen: Seen) -> Field:
    row = Field.objects.select_for_update(no_key=True).filter(pk=field.pk).first()
    if row is None:
        raise Field.DoesNotExist
    here = row.get_side_state_display() if row.side_state else f"in der Phase „{row.get_phase_display()}“"
    words = f"Das Feld ist inzwischen {here}. Bitte sehen Sie sich den neuen Stand an."
    check(seen, standing(row.phase, row.side_state), lambda: Refused(words))
    return row


def _check_move(row: Field, side_state: str | None, reason: str) -> None:
    if side_state not in MOVES[row.side_state]:
        state = row.get_side_state_display() if row.side_state else "in Arbeit"
        raise Refused(f"Das Feld ist {state}; dieser Schritt ist von dort aus nicht möglich.", "side_state")
    if not clean(reason):
        raise Refused("Dazu gehört eine Begründung.", "reason")


def _move(
    row: Field,
    phase: Phase,
    side_state: str | None,
    by: Mandate | None,
    at: datetime,
    effective_on: date | None,
    reason: str,
    missing: list[str],
) -> PhaseTransition:
    day = days.effective(effective_on, at=at, since=row.proposed_on)
    former = _before(row, day)
    new = PhaseTransition(
        field=row,
        from_phase=former.to_phase if former else Phase.PROPOSAL,
        to_phase=phase,
        from_side_state=former.to_side_state if former else None,
        to_side_state=side_state,
        effective_on=day,
        recorded_at=at,
        mandate=by,
        reason=reason,
        missing=missing,
    )
    new.save()
    settle(row)
    events.record(
        kind="phase",
        subject="Phase",
        change=events.Change(
            _words(new.from_phase, new.from_side_state),
            words(new),
        ),
        where=events.in_field(row),
        by=by,
        at=at,
        effective_on=day,
    )
    return new


def _before(row: Field, day: date) -> PhaseTransition | None:
    return row.transitions.standing().filter(effective_on__lte=day).last()


def settle(row: Field) -> None:
    """Put a locked field where its moves have led it. Raises Refused where one cannot follow the one before it."""
    phase, side_state, since = int(Phase.PROPOSAL), None, row.proposed_on
    for move in row.transitions.standing():
        if fault := _fault(phase, side_state, move):
            raise Refused(
                f"Das passt nicht in den Verlauf: ab {since:%d.%m.%Y} „{_words(phase, side_state)}“, ab "
                f"{move.effective_on:%d.%m.%Y} „{_words(move.to_phase, move.to_side_state)}“. {fault}",
                "effective_on",
            )
        phase, side_state, since = move.to_phase, move.to_side_state, move.effective_on
    Field.objects.filter(pk=row.pk).update(phase=phase, side_state=side_state)
    row.phase, row.side_state = phase, side_state


def _fault(phase: int, side_state: str | None, move: PhaseTransition) -> str:
    """Why a move cannot start from here; "" where it can. What it was when it was recorded, it stays."""
    if move.to_phase == phase:
        fits = move.to_side_state in MOVES[side_state]
        return "" if fits else "Von dort ist dieser Schritt nicht möglich."
    if side_state:
        return "Wer ruht, wird zuerst wieder aufgenommen."
    if (move.to_phase > phase) != (move.to_phase > move.from_phase):
        return "Eine Freigabe führt in eine spätere Phase."
    return ""


def _words(phase: int, side_state: str | None) -> str:
    word = Phase(phase).label
    return f"{word}, {SideState(side_state).label}" if side_state else word
