"""The actions of a field's page for entries by hand and for judging a framework condition otherwise."""

from datetime import datetime
from typing import Any

from django.forms import BaseForm

from initiatives.domain.fields import gate_items, overrides
from initiatives.domain.rules import checks, gates
from initiatives.enums import GATE_KINDS_CARRIED_OVER, GATE_KINDS_OF_EACH, GateKind
from initiatives.forms.fields.gate_items import GateItemForm
from initiatives.forms.fields.overrides import OverruleForm
from initiatives.models import FrameworkCondition
from initiatives.views.fields.actions.action import action
from initiatives.views.fields.page import FieldPage
from initiatives.views.kernel.page import Action


def _item_form(page: FieldPage, data: dict[str, Any] | None) -> GateItemForm:
    """Kinds of each are offered to those who take part, since everybody records them for the own organisation only."""
    own = page.mandate.organisation_id
    takes_part = any(member.organisation.id == own for member in page.field.taking_part())
    recorded = [kind for kind in GateKind if kind not in GATE_KINDS_CARRIED_OVER]
    offered = [kind for kind in recorded if takes_part or kind not in GATE_KINDS_OF_EACH]
    owed = {
        point.kind
        for point in gates.missing(page.facts, page.field)
        if point.kind not in GATE_KINDS_OF_EACH or own in {one.id for one in point.owes}
    }
    needed = [kind for kind in offered if kind in owed]
    others = [kind for kind in offered if kind not in owed]
    initial = {"kind": (needed or others)[0]}
    return GateItemForm(data, initial=initial, field=page.field, needed=needed, others=others)


def _record(page: FieldPage, form: BaseForm, at: datetime) -> None:
    of_each = form.cleaned_data["kind"] in GATE_KINDS_OF_EACH
    gate_items.record(
        field=page.row,
        organisation=page.mandate.organisation if of_each else None,
        by=page.mandate,
        at=at,
        **form.cleaned_data,
    )


def of_condition(page: FieldPage, condition_id: int) -> Action | None:
    """How one condition of the field is overruled; None where the initiative has no such condition."""
    found = [c for c in checks.of_field(page.facts, page.field) if c.condition.id == condition_id]
    if not found:
        return None
    return action(
        anchor="rahmen",
        right="condition.overrule",
        form=lambda page, data: OverruleForm(data, check=found[0]),
        save=lambda page, form, at: overrides.overrule(
            field=page.row,
            condition=FrameworkCondition.objects.get(pk=condition_id),
            by=page.mandate,
            at=at,
            **form.cleaned_data,
        ),
        done="Ihr Urteil ist gespeichert.",
    )


ACTIONS = {
    "nachweis": action("nachweise", "gate.record", _item_form, _record, "Der Nachweis ist gespeichert.")
}
