"""Overrules of a live check: a person judges otherwise, with a written reason; the computed result stays beside it."""

from __future__ import annotations

from datetime import date, datetime

from initiatives.domain.kernel import days
from initiatives.domain.kernel.errors import Refused
from initiatives.domain.kernel.texts import clean
from initiatives.domain.log import events
from initiatives.domain.rules import checks
from initiatives.domain.state.loading import facts_on
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
    effective_on: date | None = None,
) -> ConditionOverride:
    """From `effective_on` on let `result` count instead of what is computed of that day; None takes an overrule back.

    Raises Refused without a reason, for a condition that does not stand in the field's initiative on that day, for the
    result that is computed anyway, where there is nothing to take back, and for a day in the future or before the field.
    """
    row = Field.objects.select_for_update().get(pk=field.pk)
    day = days.effective(effective_on, at=at, since=row.proposed_on)
    reason = clean(reason)
    if not reason:
        raise Refused("Bitte begründen Sie Ihr Urteil.", "reason")
    state = facts_on(row.initiative_id, day, at)
    found = [c for c in checks.of_field(state, state.field(field.pk)) if c.condition.id == condition.pk]
    if not found:
        raise Refused(
            f"Diese Rahmenbedingung galt am {day:%d.%m.%Y} in der Initiative nicht.", "effective_on"
        )
    check = found[0]
    if result is None and check.override is None:
        raise Refused("Es gibt kein Urteil, das zurückgenommen werden könnte.", "result")
    if result is not None and result == check.computed.result:
        raise Refused(f"Berechnet ist schon „{check.computed.result.label}“.", "result")
    override = ConditionOverride.objects.create(
        field=row,
        condition=condition,
        rule_version=check.rule_version,
        computed=check.computed.result,
        result=result,
        reason=reason,
        effective_on=day,
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
        where=events.in_field(row),
        by=by,
        at=at,
        effective_on=day,
    )
    return override
