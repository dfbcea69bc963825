"""The sections of an initiative that an administrator edits in place, and what happens to what is sent for one."""

import re
from collections.abc import Callable
from copy import copy
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.db.models import Model
from django.forms import BaseForm
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404

from initiatives.domain.circle import conditions, initiatives
from initiatives.domain.fields import fields
from initiatives.domain.kernel import moments
from initiatives.forms.circle.conditions import ConditionForm, RewordForm
from initiatives.forms.circle.initiatives import DataForm, FieldHeadForm, NewFieldForm, ParticipantsForm
from initiatives.models import Field, Initiative, Organisation
from initiatives.views.circle import administration_initiative as page
from initiatives.views.kernel.submitting import submit

HEAD = ("title", "short_title", "nature", "version")


@dataclass(frozen=True)
class Section:
    anchor: str  # the id of the section on the page
    form: Callable[[QueryDict | None], Any]
    save: Callable[[Any, dict[str, Any]], object]  # of the form, with `by` and `at`
    done: str
    row: Model | None = None  # what the form shows


def handle(request: HttpRequest, initiative: Initiative, name: str) -> HttpResponse:
    """Open the form of the section `name`, or save what was sent for it. Raises Http404 for an unknown section."""
    section = _find(request, initiative, name)
    act = {"by": request.mandate, "at": moments.now()}
    sent = submit(request, section.form, lambda form: section.save(form, act), section.row)
    if not sent.done:
        return page.answer(request, initiative, editing=name, sent=sent)
    messages.success(request, section.done)
    if _was_overtaken(sent.form):
        messages.info(request, "Inzwischen hat jemand andere Angaben geändert. Beides ist gespeichert.")
    return page.back(request, initiative.pk, section.anchor)


def _was_overtaken(form: BaseForm) -> bool:
    stands = form.initial.get("version")
    return stands is not None and form.cleaned_data.get("version") != stands


def _find(request: HttpRequest, initiative: Initiative, name: str) -> Section:
    one = re.fullmatch(r"(rahmenbedingung|feld)-(\d{1,18})", name)
    if one:
        return ONE[one[1]](initiative, int(one[2]))
    if name not in SECTIONS:
        raise Http404
    return SECTIONS[name](request, initiative)


def _data(request: HttpRequest, initiative: Initiative) -> Section:
    members = Organisation.objects.filter(pk__in=[one.pk for one in page.present(initiative)])

    def form(data: QueryDict | None) -> DataForm:
        return DataForm(data, instance=copy(initiative), by=request.mandate, participants=members)

    def save(form: DataForm, act: dict[str, Any]) -> None:
        version = form.cleaned_data["version"]
        initiatives.edit(initiative=initiative, values=form.values(), version=version, **act)

    return Section("angaben", form, save, "Die Angaben sind gespeichert.", initiative)


def _circle(request: HttpRequest, initiative: Initiative) -> Section:
    def form(data: QueryDict | None) -> ParticipantsForm:
        return ParticipantsForm(data, by=request.mandate, present=page.present(initiative))

    def save(form: ParticipantsForm, act: dict[str, Any]) -> None:
        initiatives.set_participants(initiative=initiative, organisations=form.circle(), **act)

    return Section("teilnehmende", form, save, "Der Kreis der Teilnehmenden ist gespeichert.")


def _new_condition(request: HttpRequest, initiative: Initiative) -> Section:
    def save(form: ConditionForm, act: dict[str, Any]) -> None:
        values = form.cleaned_data | {"rule_key": form.cleaned_data["rule_key"] or None}
        conditions.add(initiative=initiative, **values, **act)

    return Section("rahmenbedingungen", ConditionForm, save, "Die Rahmenbedingung ist aufgenommen.")


def _new_field(request: HttpRequest, initiative: Initiative) -> Section:
    def save(form: NewFieldForm, act: dict[str, Any]) -> None:
        fields.propose(initiative=initiative, **form.cleaned_data, **act)

    return Section("felder", NewFieldForm, save, "Das Feld ist angelegt. Es beginnt in der Phase Vorschlag.")


def _condition(initiative: Initiative, condition_id: int) -> Section:
    row = get_object_or_404(initiative.conditions.filter(ended_on=None), pk=condition_id)

    def form(data: QueryDict | None) -> RewordForm:
        return RewordForm(data, initial={"text": row.text})

    def save(form: RewordForm, act: dict[str, Any]) -> None:
        conditions.reword(condition=row, text=form.cleaned_data["text"], **act)

    return Section(
        "rahmenbedingungen", form, save, "Der neue Wortlaut gilt ab heute; der alte bleibt im Verlauf."
    )


def _field(initiative: Initiative, field_id: int) -> Section:
    row = get_object_or_404(Field, initiative=initiative, pk=field_id)

    def form(data: QueryDict | None) -> FieldHeadForm:
        return FieldHeadForm(data, initial={name: getattr(row, name) for name in HEAD})

    def save(form: FieldHeadForm, act: dict[str, Any]) -> None:
        values = {name: value for name, value in form.cleaned_data.items() if name != "version"}
        fields.edit(field=row, values=values, version=form.cleaned_data["version"], **act)

    return Section("felder", form, save, "Das Feld ist gespeichert.", row)


SECTIONS = {
    "angaben": _data,
    "teilnehmende": _circle,
    "rahmenbedingungen": _new_condition,
    "felder": _new_field,
}
ONE = {"rahmenbedingung": _condition, "feld": _field}
