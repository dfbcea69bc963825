"""Phases of a field: every move is a transition with its day, mandate and reason. Phase and side state move apart."""

from datetime import date, datetime

from django.db import transaction

from initiatives.domain import events
from initiatives.domain.errors import Refused
from initiatives.domain.moments import day_of
from initiatives.enums import Phase, SideState
from initiatives.models import Field, Mandate, PhaseTransition


@transaction.atomic
def release(
    *,
    field: Field,
    by: Mandate | None,
    at: datetime,
    effective_on: date | None = None,
    reason: str = "",
) -> PhaseTransition:
    """Move a field into its next phase. Raises Refused in the last phase and while the field rests."""
    row = Field.objects.select_for_update().get(pk=field.pk)
    if row.side_state:
        raise Refused(f"Das Feld ist {row.get_side_state_display()} und kann keine Phase weiter gehen.")
    if row.phase == Phase.OPERATION:
        raise Refused("Das Feld ist in der letzten Phase.")
    return _move(row, Phase(row.phase + 1), None, by, at, effective_on, reason)


@transaction.atomic
def set_side_state(
    *,
    field: Field,
    side_state: str | None,
    reason: str,
    by: Mandate | None,
    at: datetime,
    effective_on: date | None = None,
) -> PhaseTransition:
    """Put a field on hold, reject or end it with a reason; None resumes it in the phase where it stood."""
    row = Field.objects.select_for_update().get(pk=field.pk)
    if not reason.strip():
        raise Refused("Dazu gehört eine Begründung.", "reason")
    if row.side_state == side_state:
        raise Refused("Das Feld ist schon in diesem Zustand.")
    return _move(row, Phase(row.phase), side_state, by, at, effective_on, reason)


def _move(
    row: Field,
    phase: Phase,
    side_state: str | None,
    by: Mandate | None,
    at: datetime,
    effective_on: date | None,
    reason: str,
) -> PhaseTransition:
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
    )
    before = _words(row.phase, row.side_state)
    row.phase, row.side_state = phase, side_state
    row._history_date = at
    row.save(update_fields=["phase", "side_state"])
    events.record(
        kind="phase",
        subject="Phase",
        before=before,
        after=_words(phase, side_state),
        field=row,
        by=by,
        at=at,
        effective_on=transition.effective_on,
    )
    return transition


def _words(phase: int, side_state: str | None) -> str:
    word = Phase(phase).label
    return f"{word}, {SideState(side_state).label}" if side_state else word
