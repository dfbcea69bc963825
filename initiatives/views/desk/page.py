"""The start page of who works on initiatives: what it reads, and what it shows of it."""

from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from django.http import HttpResponse, QueryDict
from django.urls import reverse

from initiatives.domain.desk import finished, news
from initiatives.domain.desk.duty import Duty
from initiatives.domain.desk.todo_list import Todo, deviations, todo
from initiatives.domain.desk.waiting import waiting
from initiatives.domain.kernel import moments
from initiatives.domain.log import activity, visits
from initiatives.domain.people import mandates
from initiatives.domain.reports import sittings
from initiatives.domain.rules import tallies
from initiatives.domain.state.facts import FieldFacts, InitiativeFacts, MeetingFacts, StepFacts, TaskFacts
from initiatives.domain.state.loading import facts
from initiatives.domain.votes import drafts
from initiatives.enums import MeetingState, Role, StepState
from initiatives.models import Initiative, Mandate
from initiatives.views.desk import duty_lines
from initiatives.views.kernel.http import respond
from initiatives.views.kernel.page import Shown
from initiatives.views.kernel.requests import ActingRequest

TEMPLATE, PART = "desk/start/show.html", "start"
JUST = "eben"  # in the address: what was ticked off a moment ago, so that it can be taken back
WAITING_SHOWN = 2


class OwnStep(NamedTuple):
    initiative: InitiativeFacts
    field: FieldFacts
    step: StepFacts


@dataclass(frozen=True)
class StartPage:
    """`sent` is what a press on the page says beside its name."""

    mandate: Mandate
    circles: tuple[tuple[InitiativeFacts, visits.News], ...]
    sent: QueryDict

    @property
    def url(self) -> str:
        return reverse("start")

    @property
    def own(self) -> int:
        return self.mandate.organisation_id or 0

    @property
    def initiatives(self) -> list[InitiativeFacts]:
        return [one for one, _ in self.circles]

    def step(self, number: int) -> OwnStep | None:
        """A step of the own organisation."""
        for initiative in self.initiatives:
            for field in initiative.fields:
                for step in field.steps:
                    if step.id == number and step.owner_id == self.own:
                        return OwnStep(initiative, field, step)
        return None

    def task(self, number: int) -> tuple[InitiativeFacts, TaskFacts] | None:
        """A task of the own organisation."""
        for initiative in self.initiatives:
            for task in initiative.tasks:
                if task.id == number and task.owner_id == self.own:
                    return initiative, task
        return None

    def meeting(self, number: int) -> tuple[InitiativeFacts, MeetingFacts] | None:
        for initiative in self.initiatives:
            for meeting in initiative.meetings:
                if meeting.id == number:
                    return initiative, meeting
        return None

    @cached_property
    def todo(self) -> Todo:
        today = moments.today()
        owed = [_report(one) for one in sittings.owed(by=self.mandate, today=today)]
        return todo(initiatives=self.initiatives, organisation_id=self.own, today=today, beside=owed)


def load(request: ActingRequest, pk: int = 0) -> StartPage:
    """The initiatives that the acting mandate sees, as they stand now; the page has no number."""
    seen = visits.with_news(Initiative.objects.visible_to(request.mandate), by=request.mandate)
    return StartPage(request.mandate, tuple((facts(row.pk), visits.of(row)) for row in seen), request.POST)


def _report(owed: sittings.Owed) -> Duty:
    sitting = owed.sitting
    note = f"Sitzung am {sitting.held_on:%d.%m.%Y}{f', {sitting.note}' if sitting.note else ''}. Noch gibt es keinen Entwurf."
    title = f"Statusbericht vorbereiten: {sitting.body}"
    return Duty("report", title, note, None, due=sitting.held_on, page="sitting_report", page_id=sitting.pk)


def show(request: ActingRequest, page: StartPage, shown: Shown) -> HttpResponse:
    """The page, whole or as the part that htmx swaps; never marks anything as read."""
    mandate, found, today = page.mandate, page.todo, moments.today()
    is_county = mandate.role == Role.COUNTY_REPRESENTATIVE
    meeting = _next_meeting(page)
    drafted = drafts.asks_with_draft(by=mandate)
    to_show = duty_lines.Lines(mandate, drafted, len(page.circles) > 1, meeting)
    changes = news.since_last_visit(circles=page.circles, own_id=mandate.organisation_id, by=mandate)
    seen = {one.id: its.seen_until for one, its in page.circles if its.seen_until}
    blocked = waiting(initiatives=page.initiatives, organisation_id=page.own)
    context = {
        "page": page,
        "todo": found,
        "first": to_show.card(found.first) if found.first else None,
        "sections": [
            (name, heading, [to_show.row(duty) for duty in duties])
            for name, heading, duties in _sections(found)
            if duties
        ],
        "waiting": blocked[:WAITING_SHOWN],
        "waiting_more": blocked[WAITING_SHOWN:],
        "finished": finished.finished(initiatives=page.initiatives, organisation_id=page.own, today=today),
        "just": _just(request, page),
        "saved": shown.saved,
        "meeting": meeting,
        "initiatives": [(one, tallies.standing(one, today)) for one in page.initiatives],
        "drafts": drafted,
        "is_county": is_county,
        "changes": changes,
        "feed": activity.grouped(changes.events, seen),
        "news": page.circles,
        "now": moments.now(),
        "took_over": None if is_county else mandates.took_over(mandate, today),
        **(_of_county(page) if is_county else {}),
    }
    return respond(request, TEMPLATE, context, partials=[PART], status=shown.status)


def _sections(found: Todo) -> list[tuple[str, str, list[Duty]]]:
    return [
        ("bald", "Überfällig und in den nächsten sieben Tagen", found.soon),
        ("danach", "Danach" if found.soon else "Mit Frist", found.later),
        ("ohne-frist", "Ohne Frist", found.undated),
    ]


def _of_county(page: StartPage) -> dict:
    proposals = [
        one
        for initiative in page.initiatives
        for one in initiative.proposals
        if one.is_open and one.organisation_id == page.own
    ]
    return {"proposals": proposals, "deviations": deviations(page.initiatives)}


class Just(NamedTuple):
    """What was ticked off a moment ago: by which name it is taken back, and to which state."""

    title: str
    name: str
    state: str


def _just(request: ActingRequest, page: StartPage) -> Just | None:
    kind, _, rest = request.GET.get(JUST, "").partition("-")
    number, _, state = rest.partition("-")
    if not number.isdecimal() or len(number) > 18:
        return None
    step, task = (
        page.step(int(number)) if kind == "schritt" else None,
        page.task(int(number)) if kind == "aufgabe" else None,
    )
    row = step.step if step else task[1] if task else None
    if row is None or row.state != StepState.DONE:
        return None
    return Just(row.title, f"{kind}zurueck-{number}", state)


def _next_meeting(page: StartPage) -> duty_lines.NextMeeting | None:
    """The next meeting to which is invited, of all initiatives."""
    today = moments.today()
    coming = [
        (meeting.starts_at, initiative, meeting)
        for initiative in page.initiatives
        for meeting in initiative.meetings
        if meeting.state == MeetingState.INVITED and meeting.starts_at and (meeting.held_on or today) >= today
    ]
    if not coming:
        return None
    _, initiative, meeting = min(coming, key=lambda one: one[0])
    return duty_lines.next_meeting(page.mandate, initiative, meeting)
