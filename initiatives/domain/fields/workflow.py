"""Phases of a field: every move is a transition with its day, mandate, reason and what was missing.

Phase and side state move apart, so that resuming knows where. What may follow what stands in `MOVES`; what a release
needs stands in `gates`. Every move names where the mover saw the field (`standing`), so that two who ask for the same
release at once move it once.
"""

from __future__ import annotations

from datetime import date, datetime

from initiatives.domain.fields import steps
from initiatives.domain.kernel.errors import Refused
from initiatives.domain.kernel.moments import day_of
from initiatives.domain.kernel.seen import ANYTHING, Seen, check
from initiatives.domain.kernel.texts import clean
from initiatives.domain.log import events
from initiatives.domain.rules import gates
from initiatives.domain.state.loading import facts
from initiatives.domain.state.versions import state_change
from initiatives.enums import Phase, SideState
from initiatives.models import Field, Mandate, PhaseTransition

# From which side state (None: at work) which others can be reached.
MOVES: dict[str | None, frozenset[str | None]] = {
    None: frozenset({SideState.ON_HOLD, SideState.REJECTED, SideState.ENDED}),
    SideState.ON_HOLD: frozenset({None, SideState.REJECTED, SideState.ENDED}),
    SideState.REJECTED: frozenset({None}),
    SideState.ENDED: frozenset({None}),
}


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

    Where something is missing the release needs a written reason, and what was missing is kept. Raises Refused without
    one, in the last phase, while the field rests, and where it has moved on since it was `seen`.
    """
    row = _locked(field, seen)
    reason = clean(reason)
    if row.side_state:
        raise Refused(f"Das Feld ist {row.get_side_state_display()} und kann keine Phase weiter gehen.")
    if row.phase == Phase.OPERATION:
        raise Refused("Das Feld ist in der letzten Phase.")
    state = facts(row.initiative_id)
    missing = [point.what for point in gates.missing(state, state.field(row.pk))]
    if missing and not reason:
        lacking = "fehlt noch ein Punkt" if len(missing) == 1 else f"fehlen noch {len(missing)} Punkte"
        raise Refused(
            f"Für die Freigabe {lacking}: {'; '.join(missing)}. Gegen einen offenen Punkt ist sie nur mit "
            "schriftlicher Begründung möglich.",
            "reason",
        )
    transition = _move(row, Phase(row.phase + 1), None, by, at, effective_on, reason, missing)
    steps.open_phase(field=row, at=at)
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
    """Put a field on hold, reject or end it. Raises Refused without a reason and where `MOVES` forbids it."""
    row = _locked(field, seen)
    _check_move(row, side_state, reason)
    return _move(row, Phase(row.phase), side_state, by, at, effective_on, clean(reason), [])


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


def standing(phase: int, side_state: str | None) -> str:
    """Where a field stands, as the moves take it as `seen`."""
    return f"{phase} {side_state}" if side_state else f"{phase}"


def _locked(field: Field, seen: Seen) -> Field:
    row = Field.objects.select_for_update().filter(pk=field.pk).first()
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
    if effective_on and effective_on > day_of(at):
        raise Refused("Dieses Datum liegt in der Zukunft.", "effective_on")
    transition = PhaseTransition.objects.create(
        field=row,
        from_phase=row.phase,
        to_phase=phase,
        from_side_state=row.side_state,
        to_side_state=side_state,
        effective_on=effective_on or day_of(at),
        recorded_at=at,
        mandate=by,
        reason=reason,
        missing=missing,
    )
    before = _words(row.phase, row.side_state)
    row.phase, row.side_state = phase, side_state
    row._history_date = at
    row.save(update_fields=["phase", "side_state"])
    events.record(
        kind="phase",
        subject="Phase",
        change=events.Change(before, _words(phase, side_state) + (f" – {reason}" if reason else "")),
        where=events.in_field(row),
        by=by,
        at=at,
        effective_on=transition.effective_on,
    )
    return transition


def _words(phase: int, side_state: str | None) -> str:
    word = Phase(phase).label
    return f"{word}, {SideState(side_state).label}" if side_state else word
