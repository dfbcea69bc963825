"""The sections of a field's page by which its phases move: release, rest, resumption, reopening."""

from datetime import datetime
from typing import Any

from initiatives.domain.fields import workflow
from initiatives.domain.rules import gates
from initiatives.forms.fields.releases import ReleaseForm, ReopenForm, RestForm, ResumeForm
from initiatives.views.fields.field_page import FieldPage
from initiatives.views.fields.section import Section

ANCHOR = "freigabe"
RIGHT = "field.release"


def _release_form(page: FieldPage, data: dict[str, Any] | None) -> ReleaseForm:
    return ReleaseForm(data, initial=_seen(page), missing=len(gates.missing(page.facts, page.field)))


def _rest_form(page: FieldPage, data: dict[str, Any] | None) -> RestForm:
    return RestForm(data, initial=_seen(page), side_state=page.field.side_state)


def _reopen_form(page: FieldPage, data: dict[str, Any] | None) -> ReopenForm:
    return ReopenForm(data, initial=_seen(page) | {"phase": page.field.phase - 1}, phase=page.field.phase)


def _seen(page: FieldPage) -> dict[str, Any]:
    return {"seen_phase": page.field.phase}


def _release(page: FieldPage, values: dict[str, Any], at: datetime) -> None:
    workflow.release(field=page.row, by=page.mandate, at=at, **values)


def _rest(page: FieldPage, values: dict[str, Any], at: datetime) -> None:
    workflow.rest(field=page.row, by=page.mandate, at=at, **values)


def _resume(page: FieldPage, values: dict[str, Any], at: datetime) -> None:
    workflow.resume(field=page.row, by=page.mandate, at=at, **values)


def _reopen(page: FieldPage, values: dict[str, Any], at: datetime) -> None:
    workflow.reopen(field=page.row, by=page.mandate, at=at, **values)


SECTIONS = {
    "freigabe": Section(ANCHOR, RIGHT, _release_form, _release, "Die Phase ist freigegeben."),
    "ruhen": Section(ANCHOR, RIGHT, _rest_form, _rest, "Der neue Zustand des Feldes ist gespeichert."),
    "aufnehmen": Section(
        ANCHOR, RIGHT, lambda page, data: ResumeForm(data), _resume, "Das Feld ist wieder aufgenommen."
    ),
    "oeffnen": Section(ANCHOR, RIGHT, _reopen_form, _reopen, "Die frühere Phase ist wieder geöffnet."),
}
