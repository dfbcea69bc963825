"""What can be done on the page of a meeting."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from functools import partial

from django.forms import BaseForm

from initiatives.domain.meetings import agenda, attendance, meetings
from initiatives.domain.meetings.writing import PLANNED, UNFINISHED
from initiatives.enums import AgendaState
from initiatives.forms.meetings.agenda import EditTopicForm, TakeForm, TopicForm
from initiatives.forms.meetings.meetings import (
    CancelForm,
    CloseMeetingForm,
    EditMeetingForm,
    PresenceForm,
    ReplyForm,
)
from initiatives.views.kernel.page import Action, ask, verb
from initiatives.views.meetings.actions import outcomes
from initiatives.views.meetings.actions.action import INVITED, RUNNING, action
from initiatives.views.meetings.page import MeetingPage


def _details(page: MeetingPage, data: dict | None) -> EditMeetingForm:
    names = (*meetings.LABELS, "version")
    return EditMeetingForm(data, initial={name: getattr(page.row, name) for name in names})


def _edit(page: MeetingPage, form: BaseForm, at: datetime) -> None:
    values = {name: form.cleaned_data[name] for name in meetings.LABELS}
    version = form.cleaned_data["version"]
    meetings.edit(meeting=page.row, values=values, version=version, by=page.mandate, at=at)


def _reply_form(page: MeetingPage, data: dict | None) -> ReplyForm:
    own = page.own
    initial = {"reply": own.reply, "note": own.note} if own else {}
    return ReplyForm(data, initial=initial | {"begins": page.row.begins.isoformat()})


def _reply(page: MeetingPage, form: ReplyForm, at: datetime) -> None:
    typed = {name: form.cleaned_data[name] for name in ("reply", "note", "begins")}
    attendance.reply(meeting=page.row, **typed, seen=form.seen_values(), by=page.mandate, at=at)


def _note(page: MeetingPage, form: PresenceForm, at: datetime) -> None:
    attendance.note_presence(
        meeting=page.row, present=form.present(), seen=form.seen_values(), by=page.mandate, at=at
    )


def _closing(page: MeetingPage, data: dict | None) -> CloseMeetingForm:
    return CloseMeetingForm(data, initial={"result": meetings.summed_up(page.row)})


def _of_item(page: MeetingPage, number: int) -> Action | None:
    """How one item of the agenda is changed."""
    item = page.item(number)
    if item is None:
        return None

    def change(page: MeetingPage, form: EditTopicForm, at: datetime) -> None:
        version = form.cleaned_data["version"]
        agenda.edit(item=item, values=form.values(), version=version, by=page.mandate, at=at)

    return action(
        f"punkt-{number}",
        UNFINISHED,
        change,
        "Das Thema ist gespeichert.",
        lambda page, data: EditTopicForm(data, facts=page.facts, item=item),
    )


def _button(change: Callable, states: tuple[str, ...], done: str, page: MeetingPage, number: int):
    """One press on an item of the agenda."""
    item = page.item(number)
    if item is None:
        return None
    return action(
        "tagesordnung", states, lambda page, form, at: change(item=item, by=page.mandate, at=at), done
    )


def _marking(state: AgendaState, done: str) -> Callable:
    def make(page: MeetingPage, number: int) -> Action | None:
        found = _button(partial(agenda.mark, state=state), RUNNING, done, page, number)
        return found and replace(found, anchor=f"punkt-{number}")

    return make


ACTIONS = {
    "angaben": action("angaben", PLANNED, _edit, "Die Angaben zum Treffen sind gespeichert.", _details),
    "einladen": action(
        "angaben",
        PLANNED,
        verb(meetings.invite, "meeting"),
        "Die Einladung ist versandt.",
        ask,
    ),
    "absagen": action(
        "angaben",
        PLANNED,
        verb(meetings.cancel, "meeting"),
        "Das Treffen ist abgesagt. Seine Themen stehen wieder im Themenspeicher.",
        lambda page, data: CancelForm(data),
    ),
    "eroeffnen": action(
        "teilnahme",
        INVITED,
        verb(meetings.start, "meeting"),
        "Das Treffen ist eröffnet.",
    ),
    "antwort": action(
        "teilnahme",
        INVITED,
        _reply,
        "Ihre Antwort ist gespeichert.",
        _reply_form,
        "meeting.reply",
    ),
    "anwesenheit": action(
        "teilnahme",
        RUNNING,
        _note,
        "Die Anwesenheit ist gespeichert.",
        lambda page, data: PresenceForm(data, attendances=page.attendances),
    ),
    "punkt": action(
        "tagesordnung",
        UNFINISHED,
        lambda page, form, at: agenda.add(meeting=page.row, values=form.values(), by=page.mandate, at=at),
        "Das Thema steht auf der Tagesordnung.",
        lambda page, data: TopicForm(data, facts=page.facts),
    ),
    "speicher": action(
        "tagesordnung",
        UNFINISHED,
        verb(agenda.take, "meeting"),
        "Die Themen stehen auf der Tagesordnung.",
        lambda page, data: TakeForm(data, topics=page.topics),
    ),
    "abschliessen": action(
        "ergebnisse",
        RUNNING,
        verb(meetings.close, "meeting"),
        "Das Treffen ist abgeschlossen.",
        _closing,
    ),
    **outcomes.ACTIONS,
}
# By the part of the name before the number: what it numbers.
NUMBERED: dict[str, Callable[[MeetingPage, int], Action | None]] = {
    "punkt": _of_item,
    "zuruecklegen": partial(_button, agenda.put_back, PLANNED, "Das Thema steht im Themenspeicher."),
    "streichen": partial(_button, agenda.withdraw, PLANNED, "Das Thema ist gestrichen."),
    "behandelt": _marking(AgendaState.TREATED, "Das Thema ist behandelt."),
    "vertagt": _marking(AgendaState.CARRIED, "Das Thema ist auf das nächste Treffen vertagt."),
    "offen": _marking(AgendaState.OPEN, "Das Thema ist wieder offen."),
    **outcomes.NUMBERED,
}
