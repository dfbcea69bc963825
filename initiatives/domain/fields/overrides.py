"""Overrules of a live check: a person judges otherwise, with a written reason; the computed result stays beside it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from initiatives.domain.kernel import corrections, days
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
    row = Field.objects.select_for_update(no_key=True).get(pk=field.pk)
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
            words(override),
        ),
        where=events.in_field(row),
        by=by,
        at=at,
        effective_on=day,
    )
    return override


@state_change()
def correct(
    *,
    override: ConditionOverride,
    values: Mapping[str, Any],
    correction_reason: str,
    by: Mandate,
    at: datetime,
    withdrawn: bool = False,
) -> ConditionOverride:
    """Put right `result`, `reason`, `effective_on` or `day_order` of an overrule, or (`withdrawn`) say that it never was.

    Raises Refused without a reason of the judgement, for the result that was computed anyway, for a day in the future or
    before the field, and as `corrections.replace`.
    """
    field = Field.objects.select_for_update(no_key=True).get(pk=override.field_id)
    if not withdrawn:
        if not clean(values.get("reason", override.reason)):
            raise Refused("Bitte begründen Sie Ihr Urteil.", "reason")
        if values.get("result", override.result) == override.computed:
            raise Refused(f"Berechnet war schon „{override.get_computed_display()}“.", "result")
        days.effective(values.get("effective_on", override.effective_on), at=at, since=field.proposed_on)
    new = corrections.replace(override, values, reason=correction_reason, by=by, at=at, withdrawn=withdrawn)
    events.record(
        kind="override-corrected",
        subject=f"Urteil zur Rahmenbedingung „{override.condition.text}“ berichtigt",
        change=events.Change(*corrections.told(override, new, words)),
        where=events.in_field(field),
        by=by,
        at=at,
        effective_on=new.effective_on,
    )
    return new


def words(row: ConditionOverride) -> str:
    """The judgement with its reason: erfüllt – Der Rat hat die Kosten bestätigt."""
    return f"{CheckResult(row.result).label if row.result else 'wieder wie berechnet'} – {row.reason}"
