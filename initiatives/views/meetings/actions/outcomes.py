"""The actions of a meeting's page by which decisions, tasks and informations are taken down, corrected and removed."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from initiatives.domain.meetings import results as meeting_results
from initiatives.enums import ResultKind
from initiatives.forms.meetings.results import DecisionForm, ResultForm, TaskForm
from initiatives.models import MeetingResult
from initiatives.views.kernel.page import Action, ask
from initiatives.views.meetings.actions.action import RUNNING, action
from initiatives.views.meetings.page import MeetingPage

DONE = {
    ResultKind.DECISION: "Die Festlegung ist erfasst.",
    ResultKind.TASK: "Die Aufgabe ist erfasst.",
    ResultKind.INFORMATION: "Die Information ist erfasst.",
}


def _form(
    page: MeetingPage, kind: str, data: dict | None, item: int | None, result: MeetingResult | None = None
) -> ResultForm:
    options: dict[str, Any] = {"meeting": page.row, "result": result}
    if result is None:
        options["initial"] = _proposed(page, kind, item)
    if kind == ResultKind.DECISION:
        return DecisionForm(data, present=page.present, seated=page.seated, **options)
    return TaskForm(data, **options) if kind == ResultKind.TASK else ResultForm(data, **options)


def _proposed(page: MeetingPage, kind: str, number: int | None) -> dict:
    """What a new result under an item begins with."""
    item = page.item(number) if number else None
    if item is None:
        return {}
    begun: dict[str, Any] = {"item": item.pk, "field": item.field_id}
    if item.approves and kind == ResultKind.DECISION:
        words = f"Die Niederschrift des Treffens „{item.approves.title}“ vom {item.approves.held_on:%d.%m.%Y} wird genehmigt."
        begun["text"] = words
    return begun


def _take_down(kind: ResultKind) -> Callable:
    """Makes the action of a new result, under an item where there is a number."""

    def make(page: MeetingPage | None, number: int | None = None) -> Action | None:
        if number is not None and (page is None or page.item(number) is None):
            return None

        def save(page: MeetingPage, form: ResultForm, at: datetime) -> None:
            sent: dict[str, Any] = {"meeting": page.row, "by": page.mandate, "at": at} | form.values()
            if isinstance(form, DecisionForm):
                meeting_results.decide(votes=form.votes(), **sent)
            elif kind == ResultKind.TASK:
                meeting_results.assign(**sent)
            else:
                meeting_results.inform(**sent)

        anchor = f"punkt-{number}" if number else "ergebnisse"
        return action(anchor, RUNNING, save, DONE[kind], lambda page, data: _form(page, kind, data, number))

    return make


def _correct(page: MeetingPage, number: int) -> Action | None:
    result = page.result(number)
    if result is None:
        return None

    def save(page: MeetingPage, form: ResultForm, at: datetime) -> None:
        meeting_results.correct(
            result=result,
            values=form.values(),
            version=form.cleaned_data["version"] or 0,
            votes=form.votes() if isinstance(form, DecisionForm) else None,
            by=page.mandate,
            at=at,
        )

    return action(
        f"ergebnis-{number}",
        RUNNING,
        save,
        "Das Ergebnis ist berichtigt.",
        lambda page, data: _form(page, result.kind, data, None, page.result(number) or result),
    )


def _remove(page: MeetingPage, number: int) -> Action | None:
    result = page.result(number)
    if result is None:
        return None
    return action(
        "ergebnisse",
        RUNNING,
        lambda page, form, at: meeting_results.remove(result=result, by=page.mandate, at=at),
        "Das Ergebnis ist gestrichen.",
        ask,
    )


_KINDS = {
    "festlegung": _take_down(ResultKind.DECISION),
    "aufgabe": _take_down(ResultKind.TASK),
    "information": _take_down(ResultKind.INFORMATION),
}
ACTIONS = {name: make(None) for name, make in _KINDS.items()}
NUMBERED = {**_KINDS, "ergebnis": _correct, "entfernen": _remove}
