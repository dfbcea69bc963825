"""What can be done on the page of a meeting: each section with the right that opens it, the states in which it is there,
its form (none where a button is enough) and the one change of the domain that saves it.
"""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from functools import partial

from django.contrib import messages
from django.forms import BaseForm
from django.http import Http404, HttpRequest, HttpResponse

from initiatives.domain.kernel import moments
from initiatives.domain.kernel.errors import Conflict, Refused
from initiatives.domain.meetings import agenda, attendance, meetings
from initiatives.domain.meetings.meeting_changes import PLANNED, UNFINISHED
from initiatives.enums import AgendaState
from initiatives.forms.kernel.base import Form
from initiatives.forms.meetings.agenda import EditTopicForm, TakeForm, TopicForm
from initiatives.forms.meetings.meetings import (
    CancelForm,
    CloseMeetingForm,
    EditMeetingForm,
    PresenceForm,
    ReplyForm,
)
from initiatives.tasks import begin_papers
from initiatives.views.kernel import conflicts
from initiatives.views.kernel.http import allow, go
from initiatives.views.meetings import meeting_outcomes, meeting_page
from initiatives.views.meetings.meeting_page import MeetingPage
from initiatives.views.meetings.meeting_section import INVITED, RUNNING, Section

TOO_LATE = "Das ist beim jetzigen Stand des Treffens nicht möglich."


def find(page: MeetingPage, name: str) -> Section:
    """The section of a name in the address. Raises Http404 if there is none, PermissionDenied if it is not theirs."""
    numbered = re.fullmatch(r"([a-z]+)-(\d{1,18})", name)
    make = NUMBERED.get(numbered[1]) if numbered else None
    section = make(page, int(numbered[2])) if make else SECTIONS.get(name)
    if section is None:
        raise Http404
    allow(page.may(section.right), "Treffen plant und leitet die einladende Kommune.")
    return section


def opened(request: HttpRequest, page: MeetingPage, name: str) -> HttpResponse:
    """The page with the form of a section; the page alone, and why, where it is too late or too early for it."""
    section = find(page, name)
    if section.form is None:
        raise Http404
    if page.row.state not in section.states:
        messages.info(request, TOO_LATE)
        return meeting_page.show(request, page)
    return meeting_page.show(request, page, editing=name, form=section.form(page, None))


def save(request: HttpRequest, page: MeetingPage, name: str) -> HttpResponse:
    """What was sent is saved (303, with htmx the fresh part), refused (422) or in conflict (409)."""
    section = find(page, name)
    form = section.form(page, request.POST) if section.form else None
    if form is not None and not form.is_valid():
        return meeting_page.show(request, page, editing=name, form=form, status=422)
    try:
        section.save(page, form, moments.now())
    except Conflict as conflict:
        return _clash(request, page, name, conflict, form)
    except Refused as refusal:
        return _refused(request, page, name, refusal, form)
    begin_papers()
    messages.success(request, section.done)
    if not request.htmx:
        return go(request, f"{page.url}#{section.anchor}")
    response = meeting_page.show(request, meeting_page.load(request, page.row.pk), saved=section.anchor)
    response["HX-Push-Url"] = page.url
    return response


def _clash(
    request: HttpRequest, page: MeetingPage, name: str, conflict: Conflict, form: BaseForm
) -> HttpResponse:
    fresh = meeting_page.load(request, page.row.pk)
    section = find(fresh, name)
    data = conflicts.filled_again(conflict, form, section.form(fresh, None))
    clash = conflicts.clash(conflict, form)
    again = section.form(fresh, data)
    return meeting_page.show(request, fresh, editing=name, form=again, clash=clash, status=409)


def _refused(
    request: HttpRequest, page: MeetingPage, name: str, refusal: Refused, form: BaseForm | None
) -> HttpResponse:
    """At the form while it still makes sense, else above the page as it stands now."""
    fresh = meeting_page.load(request, page.row.pk)
    if form is not None and fresh.row.state == page.row.state and fresh.row.state in find(page, name).states:
        form.add_error(refusal.field if refusal.field in form.fields else None, refusal.message)
        return meeting_page.show(request, page, editing=name, form=form, status=422)
    messages.error(request, refusal.message)
    return meeting_page.show(request, fresh, status=422)


def _details(page: MeetingPage, data: dict | None) -> EditMeetingForm:
    names = (*meetings.LABELS, "version")
    return EditMeetingForm(data, initial={name: getattr(page.row, name) for name in names})


def _edit(page: MeetingPage, form: BaseForm, at: datetime) -> None:
    values = {name: form.cleaned_data[name] for name in meetings.LABELS}
    version = form.cleaned_data["version"]
    meetings.edit(meeting=page.row, values=values, version=version, by=page.mandate, at=at)


def _reply_form(page: MeetingPage, data: dict | None) -> ReplyForm:
    own = page.own
    return ReplyForm(data, initial={"reply": own.reply, "note": own.note} if own else {})


def _reply(page: MeetingPage, form: BaseForm, at: datetime) -> None:
    attendance.reply(meeting=page.row, by=page.mandate, at=at, **form.cleaned_data)


def _note(page: MeetingPage, form: PresenceForm, at: datetime) -> None:
    attendance.note_presence(meeting=page.row, present=form.present(), by=page.mandate, at=at)


def _closing(page: MeetingPage, data: dict | None) -> CloseMeetingForm:
    return CloseMeetingForm(data, initial={"result": meetings.summed_up(page.row)})


def _of_item(page: MeetingPage, number: int) -> Section | None:
    """The section in which one item of the agenda is changed."""
    item = page.item(number)
    if item is None:
        return None

    def change(page: MeetingPage, form: EditTopicForm, at: datetime) -> None:
        version = form.cleaned_data["version"]
        agenda.edit(item=item, values=form.values(), version=version, by=page.mandate, at=at)

    return Section(
        f"punkt-{number}",
        UNFINISHED,
        change,
        "Das Thema ist gespeichert.",
        lambda page, data: EditTopicForm(data, facts=page.facts, item=item),
    )


def _button(change: Callable, states: tuple[str, ...], done: str, page: MeetingPage, number: int):
    """A section without a form: one press on an item of the agenda."""
    item = page.item(number)
    if item is None:
        return None
    return Section(
        "tagesordnung", states, lambda page, form, at: change(item=item, by=page.mandate, at=at), done
    )


def _marking(state: AgendaState, done: str) -> Callable:
    def make(page: MeetingPage, number: int) -> Section | None:
        section = _button(partial(agenda.mark, state=state), RUNNING, done, page, number)
        return section and replace(section, anchor=f"punkt-{number}")

    return make


SECTIONS = {
    "angaben": Section("angaben", PLANNED, _edit, "Die Angaben zum Treffen sind gespeichert.", _details),
    "einladen": Section(
        "angaben",
        PLANNED,
        lambda page, form, at: meetings.invite(meeting=page.row, by=page.mandate, at=at),
        "Die Einladung ist versandt.",
        lambda page, data: Form(data),
    ),
    "absagen": Section(
        "angaben",
        PLANNED,
        lambda page, form, at: meetings.cancel(
            meeting=page.row, reason=form.cleaned_data["reason"], by=page.mandate, at=at
        ),
        "Das Treffen ist abgesagt. Seine Themen stehen wieder im Themenspeicher.",
        lambda page, data: CancelForm(data),
    ),
    "eroeffnen": Section(
        "teilnahme",
        INVITED,
        lambda page, form, at: meetings.start(meeting=page.row, by=page.mandate, at=at),
        "Das Treffen ist eröffnet.",
    ),
    "antwort": Section(
        "teilnahme", INVITED, _reply, "Ihre Antwort ist gespeichert.", _reply_form, "meeting.reply"
    ),
    "anwesenheit": Section(
        "teilnahme",
        RUNNING,
        _note,
        "Die Anwesenheit ist gespeichert.",
        lambda page, data: PresenceForm(data, attendances=page.attendances),
    ),
    "punkt": Section(
        "tagesordnung",
        UNFINISHED,
        lambda page, form, at: agenda.add(meeting=page.row, values=form.values(), by=page.mandate, at=at),
        "Das Thema steht auf der Tagesordnung.",
        lambda page, data: TopicForm(data, facts=page.facts),
    ),
    "speicher": Section(
        "tagesordnung",
        UNFINISHED,
        lambda page, form, at: agenda.take(
            meeting=page.row, topics=form.cleaned_data["topics"], by=page.mandate, at=at
        ),
        "Die Themen stehen auf der Tagesordnung.",
        lambda page, data: TakeForm(data, topics=page.topics),
    ),
    "abschliessen": Section(
        "ergebnisse",
        RUNNING,
        lambda page, form, at: meetings.close(
            meeting=page.row, result=form.cleaned_data["result"], by=page.mandate, at=at
        ),
        "Das Treffen ist abgeschlossen.",
        _closing,
    ),
    **meeting_outcomes.SECTIONS,
}
# By the part of the name before the number: what it numbers.
NUMBERED: dict[str, Callable[[MeetingPage, int], Section | None]] = {
    "punkt": _of_item,
    "zuruecklegen": partial(_button, agenda.put_back, PLANNED, "Das Thema steht im Themenspeicher."),
    "streichen": partial(_button, agenda.withdraw, PLANNED, "Das Thema ist gestrichen."),
    "behandelt": _marking(AgendaState.TREATED, "Das Thema ist behandelt."),
    "vertagt": _marking(AgendaState.CARRIED, "Das Thema ist auf das nächste Treffen vertagt."),
    "offen": _marking(AgendaState.OPEN, "Das Thema ist wieder offen."),
    **meeting_outcomes.NUMBERED,
}
