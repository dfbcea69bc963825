"""What can be done on the page of a field."""

from datetime import datetime
from typing import Any

from django.forms import BaseForm

from initiatives.domain.fields import assessments, fields, providers
from initiatives.forms.fields.assessments import UNSET, AssessmentForm
from initiatives.forms.fields.fields import (
    LeadForm,
    ParticipationForm,
    PointsForm,
    ProviderForm,
    TextsForm,
    texts_of,
)
from initiatives.models import Organisation
from initiatives.views.fields.actions import checks, costs, documents, release, steps, tasks
from initiatives.views.fields.actions.action import action
from initiatives.views.fields.page import FieldPage
from initiatives.views.kernel.page import verb


def _assessment(page: FieldPage, data: dict[str, Any] | None) -> AssessmentForm:
    now = page.field.assessment
    names = ("light", "cause", "measure", "milestone", "milestone_on")
    values = {name: getattr(now, name) for name in names} | {"seen": now.id} if now else {}
    return AssessmentForm(data, initial=values | {"light": values.get("light") or UNSET})


def _edit(page: FieldPage, form: BaseForm, at: datetime) -> None:
    texts = dict(form.cleaned_data)
    told = {name: texts.pop(name) for name in ("version", "effective_on")}
    fields.edit(field=page.row, values=texts, by=page.mandate, at=at, **told)


def _lead(page: FieldPage, data: dict[str, Any] | None) -> LeadForm:
    now = page.field.lead
    initial = {"lead": now.organisation.id, "contact": now.contact} if now else {}
    return LeadForm(data, initial=initial, field=page.field)


def _set_lead(page: FieldPage, form: LeadForm, at: datetime) -> None:
    values = form.cleaned_data
    fields.set_lead(
        field=page.row,
        organisation=Organisation.objects.get(pk=values["lead"]) if values["lead"] else None,
        contact=values["contact"],
        effective_on=values["effective_on"],
        seen=form.seen_values(),
        by=page.mandate,
        at=at,
    )


def _provider(page: FieldPage, data: dict[str, Any] | None) -> ProviderForm:
    now = page.field.provider.organisation.id if page.field.provider else None
    return ProviderForm(data, initial={"provider": now, "seen": now}, field=page.field)


def _set_provider(page: FieldPage, form: ProviderForm, at: datetime) -> None:
    values = dict(form.cleaned_data)
    chosen = values.pop("provider")
    providers.set_provider(
        field=page.row,
        organisation=Organisation.objects.get(pk=chosen) if chosen else None,
        by=page.mandate,
        at=at,
        **values,
    )


def _participation(page: FieldPage, data: dict[str, Any] | None) -> ParticipationForm:
    status = page.field.participation_of(page.mandate.own_id)
    return ParticipationForm(data, initial={"status": status, "seen": status})


def _participate(page: FieldPage, form: BaseForm, at: datetime) -> None:
    fields.set_participation(
        field=page.row, organisation=page.mandate.acts_for, by=page.mandate, at=at, **form.cleaned_data
    )


ACTIONS = {
    "stand": action(
        "stand", "field.assess", _assessment, verb(assessments.assess, "field"), "Der Stand ist gespeichert."
    ),
    "beschreibung": action(
        "beschreibung",
        "field.edit",
        lambda page, data: TextsForm(data, initial=texts_of(page.row)),
        _edit,
        "Ziel und Beschreibung sind gespeichert.",
    ),
    "schwerpunkte": action(
        "schwerpunkte",
        "field.edit",
        lambda page, data: PointsForm(data, initial=texts_of(page.row)),
        _edit,
        "Die Schwerpunkte sind gespeichert.",
    ),
    "federfuehrung": action(
        "beteiligte", "field.lead", _lead, _set_lead, "Die Federführung ist gespeichert."
    ),
    "leistungserbringer": action(
        "beteiligte", "field.lead", _provider, _set_provider, "Der Leistungserbringer ist gespeichert."
    ),
    "beteiligung": action(
        "beteiligte",
        "field.participate",
        _participation,
        _participate,
        "Ihre Beteiligung ist gespeichert.",
    ),
    **release.ACTIONS,
    **checks.ACTIONS,
    **steps.ACTIONS,
    **costs.ACTIONS,
    **documents.ACTIONS,
}
# By the part of the name before the number: what it numbers.
NUMBERED = {
    "urteil": checks.of_condition,
    **steps.NUMBERED,
    **tasks.NUMBERED,
    "kosten": costs.of_organisation,
    "unterlage": documents.of_document,
}
