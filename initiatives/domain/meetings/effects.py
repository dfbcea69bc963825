"""What adopted decisions move once their meeting is closed: fields are fixed, framework conditions, minutes approved.

"Die Beauftragten legen in einem ersten Schritt Themenfelder und Rahmenbedingungen fest" (notice of the Landrat to the
Kreistag of Kreis Coesfeld, 2010).
"""

from __future__ import annotations

from datetime import datetime

from initiatives.domain.circle import initiatives
from initiatives.domain.fields import gate_items, workflow
from initiatives.domain.meetings import minutes
from initiatives.domain.rules import gates
from initiatives.domain.state.loading import facts
from initiatives.enums import DecisionEffect, GateKind, GateResult, MinutesState, Phase
from initiatives.models import Field, Mandate, Meeting, MeetingResult, Minutes


def take_effect(*, meeting: Meeting, by: Mandate, at: datetime) -> None:
    """Let the adopted decisions of a meeting that is being closed move what they are about, in its transaction."""
    adopted = meeting.results.filter(is_adopted=True)
    if adopted.filter(effect=DecisionEffect.FIX_CONDITIONS).exists():
        fix_conditions(meeting=meeting, by=by, at=at)
    for decision in adopted.filter(effect=DecisionEffect.FIX_FIELD).order_by("field_id", "pk"):
        fix_field(decision=decision, by=by, at=at)
    _approve_minutes(meeting, by, at)


def fix_conditions(*, meeting: Meeting, by: Mandate, at: datetime) -> None:
    """Say at the framework conditions when and where they were fixed; pages and reports show it from then on."""
    note = f"Festgelegt am {meeting.held_on:%d.%m.%Y} im Treffen „{meeting.title}“."
    row = meeting.initiative
    row.refresh_from_db()
    initiatives.edit(initiative=row, values={"conditions_note": note}, version=row.version, by=by, at=at)


def fix_field(*, decision: MeetingResult, by: Mandate, at: datetime) -> None:
    """Record that the meeting has fixed the field, and release it into phase 1 if nothing else is missing."""
    field = Field.objects.select_for_update(no_key=True).filter(pk=decision.field_id or 0).first()
    if field is None:
        raise ValueError("A decision that fixes a field names one.")
    gate_items.record(
        field=field,
        kind=GateKind.FIXED,
        result=GateResult.DONE,
        text=decision.text,
        effective_on=decision.meeting.held_on,
        by=by,
        at=at,
    )
    if field.phase != Phase.PROPOSAL or field.side_state:
        return
    state = facts(field.initiative_id)
    if not gates.missing(state, state.field(field.pk)):
        workflow.release(field=field, by=by, at=at)


def _approve_minutes(meeting: Meeting, by: Mandate, at: datetime) -> None:
    """Approve the minutes under whose item a decision was adopted; those of other such items wait for the next meeting."""
    items = list(meeting.agenda.select_related("approves__minutes"))
    named = [item.approves_id for item in items if item.approves_id]
    rows = Minutes.objects.select_for_update(of=("self",), no_key=True).filter(meeting__in=named)
    list(rows.order_by("pk"))  # all before the first is sealed
    for item in items:
        if item.approves is None:
            continue
        one = item.approves.minutes
        if item.results.filter(is_adopted=True).exists():
            if one.state == MinutesState.CIRCULATED:
                minutes.approve(minutes=one, meeting=meeting, by=by, at=at)
        else:
            item.approves = None
            item.save(update_fields=["approves"])
