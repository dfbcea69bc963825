"""The actions of a field's page in which the costs of a participant are entered: the own, by the lead those of all."""

from datetime import datetime
from typing import Any

from initiatives.domain.money import plain
from initiatives.enums import Confidence
from initiatives.forms.fields.costs import CostForm
from initiatives.models import Organisation
from initiatives.views.fields.actions.action import action
from initiatives.views.fields.page import FieldPage
from initiatives.views.kernel.page import Action


def of_organisation(page: FieldPage, organisation_id: int) -> Action | None:
    """How to enter the costs of one participant; None where the organisation does not take part."""
    if organisation_id not in {member.organisation.id for member in page.field.taking_part()}:
        return None
    own = organisation_id == page.mandate.organisation_id
    return action(
        anchor="kosten",
        right="cost.enter",
        own=lambda page: (
            (own or page.field.is_led_by(page.mandate.organisation_id))
            and plain.is_offered(page.field, organisation_id)
        ),
        form=lambda page, data: _form(page, data, organisation_id),
        save=lambda page, form, at: _enter(page, form, at, organisation_id),
        done="Die Kosten sind gespeichert.",
    )


def _form(page: FieldPage, data: dict[str, Any] | None, organisation_id: int) -> CostForm:
    return CostForm(
        data, initial=plain.told(page.field, organisation_id) or {"confidence": Confidence.ESTIMATED}
    )


def _enter(page: FieldPage, form: CostForm, at: datetime, organisation_id: int) -> None:
    values = form.cleaned_data
    plain.enter(
        field=page.row,
        organisation=Organisation.objects.get(pk=organisation_id),
        today_cents=values["today"],
        joint_cents=values["joint"],
        one_off_cents=values["one_off"] or 0,
        source=values["source"],
        confidence=values["confidence"],
        effective_on=values["effective_on"],
        seen=form.seen_values(),
        by=page.mandate,
        at=at,
    )


ACTIONS = {
    "kosten": action(
        "kosten",
        "cost.enter",
        lambda page, data: _form(page, data, page.mandate.organisation_id),
        lambda page, form, at: _enter(page, form, at, page.mandate.organisation_id),
        "Ihre Kosten sind gespeichert.",
        own=lambda page: plain.is_offered(page.field, page.mandate.organisation_id or 0),
    )
}
