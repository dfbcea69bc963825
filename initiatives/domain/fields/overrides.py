"""Overrules of a live check: a person judges otherwise, with a written reason; the computed result stays beside it."""

from __future__ import annotations

from datetime import datetime

from initiatives.domain.kernel.errors import Refused
from initiatives.domain.kernel.moments import day_of
from initiatives.domain.kernel.texts import clean
from initiatives.domain.log import events
from initiatives.domain.rules import checks
from initiatives.domain.state.loading import facts
from initiatives.domain.state.versions import state_change
from initiatives.enums import CheckResult
from initiatives.models import ConditionOverride, Field, FrameworkCondition, Mandate


@state_change()
def overrule(
    *,
    field: Field,
    condition: FrameworkCondition,
    result: str | None,
    reason: str,
    by: Mandate,
    at: datetime,
) -> ConditionOverride:
    """Let `result` count instead of what is computed now; None takes an overrule back.

    Raises Refused without a reason, for a condition that does not stand in the field's initiative, for the result that
    is computed anyway, and where there is nothing to take back.
    """
    Field.objects.select_for_update().get(pk=field.pk)
    reason = clean(reason)
    if not reason:
        raise Refused("Bitte begründen Sie Ihr Urteil.", "reason")
    state = facts(field.initiative_id)
    found = [c for c in checks.of_field(state, state.field(field.pk)) if c.condition.id == condition.pk]
    if not found:
        raise Refused("Diese Rahmenbedingung gilt in der Initiative nicht.", "condition")
    check = found[0]
    if result is None and check.override is None:
        raise Refused("Es gibt kein Urteil, das zurückgenommen werden könnte.", "result")
    if result is not None and result == check.computed.result:
        raise Refused(f"Berechnet ist schon „{check.computed.result.label}“.", "result")
    row = ConditionOverride.objects.create(
        field=field,
        condition=condition,
        rule_version=check.rule_version,
        computed=check.computed.result,
        result=result,
        reason=reason,
        effective_on=day_of(at),
        recorded_at=at,
        mandate=by,
    )
    events.record(
        kind="override",
        subject=f"Rahmenbedingung „{condition.text}“ von Hand beurteilt",
        change=events.Change(
            check.result.label,
            f"{CheckResult(result).label if result else 'wieder wie berechnet'} – {reason}",
        ),
        where=events.in_field(field),
        by=by,
        at=at,
    )
    return row
