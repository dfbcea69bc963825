"""What an administrator can do on the page of an initiative."""

from copy import copy
from datetime import datetime
from typing import Any

from initiatives.domain.circle import conditions, initiatives, participants
from initiatives.domain.fields import fields
from initiatives.forms.circle.conditions import ConditionForm, EndForm, RewordForm
from initiatives.forms.circle.initiatives import DataForm, FieldHeadForm, NewFieldForm, ParticipantsForm
from initiatives.models import Field, FrameworkCondition, Organisation
from initiatives.views.circle.administration.page import AdminPage, present
from initiatives.views.kernel.page import Action, verb

HEAD = ("title", "short_title", "nature", "version")


def _everybody(page: AdminPage) -> bool:
    """Whoever sees the page administers the initiative."""
    return True


def _data_form(page: AdminPage, data: Any) -> DataForm:
    members = Organisation.objects.filter(pk__in=[one.pk for one in present(page.row)])
    return DataForm(data, instance=copy(page.row), by=page.mandate, participants=members)


def _save_data(page: AdminPage, form: DataForm, at: datetime) -> None:
    told = {name: form.cleaned_data[name] for name in ("version", "effective_on")}
    initiatives.edit(initiative=page.row, values=form.values(), by=page.mandate, at=at, **told)


def _save_circle(page: AdminPage, form: ParticipantsForm, at: datetime) -> None:
    participants.set_participants(
        initiative=page.row,
        organisations=form.circle(),
        effective_on=form.cleaned_data["effective_on"],
        by=page.mandate,
        at=at,
    )


def _add_condition(page: AdminPage, form: ConditionForm, at: datetime) -> None:
    values = form.cleaned_data | {"rule_key": form.cleaned_data["rule_key"] or None}
    conditions.add(initiative=page.row, **values, by=page.mandate, at=at)


def _condition(page: AdminPage, number: int) -> Action | None:
    row: FrameworkCondition | None = page.row.conditions.filter(ended_on=None, pk=number).first()
    if row is None:
        return None
    return Action(
        may=_everybody,
        form=lambda page, data: RewordForm(data, initial={"text": row.text}),
        save=lambda page, form, at: conditions.reword(
            condition=row, by=page.mandate, at=at, **form.cleaned_data
        ),
        done="Der neue Wortlaut gilt; der alte bleibt im Verlauf.",
        anchor="rahmenbedingungen",
    )


def _end_of_condition(page: AdminPage, number: int) -> Action | None:
    row: FrameworkCondition | None = page.row.conditions.filter(ended_on=None, pk=number).first()
    if row is None:
        return None
    return Action(
        may=_everybody,
        form=lambda page, data: EndForm(data),
        save=lambda page, form, at: conditions.end(
            condition=row, by=page.mandate, at=at, **form.cleaned_data
        ),
        done=f"„{row.text}“ gilt nicht mehr.",
        anchor="rahmenbedingungen",
    )


def _field(page: AdminPage, number: int) -> Action | None:
    row = Field.objects.filter(initiative=page.row, pk=number).first()
    if row is None:
        return None

    def save(page: AdminPage, form: FieldHeadForm, at: datetime) -> None:
        values = dict(form.cleaned_data)
        told = {name: values.pop(name) for name in ("version", "effective_on")}
        fields.edit(field=row, values=values, by=page.mandate, at=at, **told)

    return Action(
        may=_everybody,
        form=lambda page, data: FieldHeadForm(data, initial={name: getattr(row, name) for name in HEAD}),
        save=save,
        done="Das Feld ist gespeichert.",
        anchor="felder",
    )


ACTIONS = {
    "angaben": Action(
        may=_everybody,
        form=_data_form,
        save=_save_data,
        done="Die Angaben sind gespeichert.",
        anchor="angaben",
    ),
    "teilnehmende": Action(
        may=_everybody,
        form=lambda page, data: ParticipantsForm(data, by=page.mandate, present=present(page.row)),
        save=_save_circle,
        done="Der Kreis der Teilnehmenden ist gespeichert.",
        anchor="teilnehmende",
    ),
    "rahmenbedingungen": Action(
        may=_everybody,
        form=lambda page, data: ConditionForm(data),
        save=_add_condition,
        done="Die Rahmenbedingung ist aufgenommen.",
        anchor="rahmenbedingungen",
    ),
    "felder": Action(
        may=_everybody,
        form=lambda page, data: NewFieldForm(data),
        save=verb(fields.propose, "initiative"),
        done="Das Feld ist angelegt. Es beginnt in der Phase Vorschlag.",
        anchor="felder",
    ),
}
NUMBERED = {"rahmenbedingung": _condition, "ende": _end_of_condition, "feld": _field}
