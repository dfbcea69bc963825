"""The sections of a field's page that are edited in place, and what happens to what is sent for one.

Each section names the right that opens it, its form and the one change of the domain that saves it.
"""

import re
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse

from initiatives.domain.fields import assessments, fields
from initiatives.domain.kernel import moments
from initiatives.domain.kernel.errors import Conflict, Refused
from initiatives.forms.fields.assessments import UNSET, AssessmentForm
from initiatives.forms.fields.fields import LeadForm, ParticipationForm, PointsForm, TextsForm, texts_of
from initiatives.models import Organisation
from initiatives.views.fields import (
    field_page,
    sections_checks,
    sections_costs,
    sections_documents,
    sections_release,
    sections_steps,
)
from initiatives.views.fields.field_page import FieldPage
from initiatives.views.fields.section import Section
from initiatives.views.kernel import conflicts
from initiatives.views.kernel.http import allow, go


def find(page: FieldPage, name: str) -> Section:
    """The section of a name in the address. Raises Http404 if there is none, PermissionDenied if it is not theirs."""
    numbered = re.fullmatch(r"([a-z]+)-(\d{1,18})", name)
    make = NUMBERED.get(numbered[1]) if numbered else None
    section = make(page, int(numbered[2])) if make else SECTIONS.get(name)
    if section is None:
        raise Http404
    allow(page.may(section.right) and section.own(page))
    return section


def save(request: HttpRequest, page: FieldPage, name: str) -> HttpResponse:
    """What was typed is saved (303, with htmx the fresh part), refused (422) or in conflict (409)."""
    section = find(page, name)
    form = section.form(page, request.POST)
    form.files = request.FILES
    if not form.is_valid():
        return field_page.show(request, page, editing=name, form=form, status=422)
    try:
        section.save(page, form.cleaned_data, moments.now())
    except Conflict as conflict:
        fresh = field_page.load(request, page.row.pk)
        data = conflicts.filled_again(conflict, form, section.form(fresh, None))
        clash = conflicts.clash(conflict, form)
        form = section.form(fresh, data)
        return field_page.show(request, fresh, editing=name, form=form, clash=clash, status=409)
    except Refused as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, refusal.message)
        return field_page.show(request, page, editing=name, form=form, status=422)
    messages.success(request, section.done)
    if form.cleaned_data.get("version", page.row.version) != page.row.version:
        messages.info(
            request, "Inzwischen hat jemand andere Angaben des Feldes geändert. Beides ist gespeichert."
        )
    return _saved(request, page, section.anchor)


def _saved(request: HttpRequest, page: FieldPage, anchor: str) -> HttpResponse:
    if not request.htmx:
        return go(request, f"{page.url}#{anchor}")
    response = field_page.show(request, field_page.load(request, page.row.pk), saved=anchor)
    response["HX-Push-Url"] = page.url
    return response


def _assessment(page: FieldPage, data: dict[str, Any] | None) -> AssessmentForm:
    now = page.field.assessment
    names = ("light", "cause", "measure", "milestone", "milestone_on")
    values = {name: getattr(now, name) for name in names} | {"after": now.id} if now else {}
    return AssessmentForm(data, initial=values | {"light": values.get("light") or UNSET})


def _assess(page: FieldPage, values: dict[str, Any], at: datetime) -> None:
    assessments.assess(field=page.row, by=page.mandate, at=at, **values)


def _edit(page: FieldPage, values: dict[str, Any], at: datetime) -> None:
    texts = {name: value for name, value in values.items() if name != "version"}
    fields.edit(field=page.row, values=texts, version=values["version"], by=page.mandate, at=at)


def _lead(page: FieldPage, data: dict[str, Any] | None) -> LeadForm:
    now = page.field.lead
    led_by = str(now.organisation.id) if now else ""
    initial = {"lead": led_by, "contact": now.contact if now else "", "expected": led_by}
    return LeadForm(data, initial=initial, field=page.field)


def _set_lead(page: FieldPage, values: dict[str, Any], at: datetime) -> None:
    fields.set_lead(
        field=page.row,
        organisation=Organisation.objects.get(pk=values["lead"]) if values["lead"] else None,
        contact=values["contact"],
        effective_on=values["effective_on"],
        expected=int(values["expected"]) if values["expected"].isdecimal() else None,
        by=page.mandate,
        at=at,
    )


def _participation(page: FieldPage, data: dict[str, Any] | None) -> ParticipationForm:
    status = page.field.participation_of(page.mandate.organisation_id)
    return ParticipationForm(data, initial={"status": status, "expected": status})


def _participate(page: FieldPage, values: dict[str, Any], at: datetime) -> None:
    fields.set_participation(
        field=page.row, organisation=page.mandate.organisation, by=page.mandate, at=at, **values
    )


SECTIONS = {
    "stand": Section("stand", "field.assess", _assessment, _assess, "Der Stand ist gespeichert."),
    "beschreibung": Section(
        "beschreibung",
        "field.edit",
        lambda page, data: TextsForm(data, initial=texts_of(page.row)),
        _edit,
        "Ziel und Beschreibung sind gespeichert.",
    ),
    "schwerpunkte": Section(
        "schwerpunkte",
        "field.edit",
        lambda page, data: PointsForm(data, initial=texts_of(page.row)),
        _edit,
        "Die Schwerpunkte sind gespeichert.",
    ),
    "federfuehrung": Section(
        "beteiligte", "field.lead", _lead, _set_lead, "Die Federführung ist gespeichert."
    ),
    "beteiligung": Section(
        "beteiligte",
        "field.participate",
        _participation,
        _participate,
        "Die Beteiligung Ihrer Kommune ist gespeichert.",
    ),
    **sections_release.SECTIONS,
    **sections_checks.SECTIONS,
    **sections_steps.SECTIONS,
    **sections_costs.SECTIONS,
    **sections_documents.SECTIONS,
}
# By the part of the name before the number: what it numbers.
NUMBERED = {
    "urteil": sections_checks.of_condition,
    "schritt": sections_steps.of_step,
    "kosten": sections_costs.of_organisation,
    "unterlage": sections_documents.of_document,
}
