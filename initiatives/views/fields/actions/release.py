"""The actions of a field's page by which its phases move: release, rest, resumption, reopening."""

from typing import Any

from initiatives.domain.fields import workflow
from initiatives.domain.rules import gates
from initiatives.forms.fields.releases import ReleaseForm, ReopenForm, RestForm, ResumeForm
from initiatives.views.fields.actions.action import action
from initiatives.views.fields.page import FieldPage
from initiatives.views.kernel.page import verb

ANCHOR = "freigabe"
RIGHT = "field.release"


def _release_form(page: FieldPage, data: dict[str, Any] | None) -> ReleaseForm:
    return ReleaseForm(data, initial=_seen(page), missing=len(gates.missing(page.facts, page.field)))


def _rest_form(page: FieldPage, data: dict[str, Any] | None) -> RestForm:
    return RestForm(data, initial=_seen(page), side_state=page.field.side_state)


def _reopen_form(page: FieldPage, data: dict[str, Any] | None) -> ReopenForm:
    return ReopenForm(data, initial=_seen(page) | {"phase": page.field.phase - 1}, phase=page.field.phase)


def _seen(page: FieldPage) -> dict[str, Any]:
    return {"seen": workflow.standing(page.field.phase, page.field.side_state)}


ACTIONS = {
    "freigabe": action(
        ANCHOR, RIGHT, _release_form, verb(workflow.release, "field"), "Die Phase ist freigegeben."
    ),
    "ruhen": action(
        ANCHOR,
        RIGHT,
        _rest_form,
        verb(workflow.rest, "field"),
        "Der neue Zustand des Feldes ist gespeichert.",
    ),
    "aufnehmen": action(
        ANCHOR,
        RIGHT,
        lambda page, data: ResumeForm(data, initial=_seen(page)),
        verb(workflow.resume, "field"),
        "Das Feld ist wieder aufgenommen.",
    ),
    "oeffnen": action(
        ANCHOR, RIGHT, _reopen_form, verb(workflow.reopen, "field"), "Die frühere Phase ist wieder geöffnet."
    ),
}
