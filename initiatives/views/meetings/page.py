"""The page of a meeting: what it reads and shows, whole or as the part that htmx swaps."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from django.db.models import Exists, OuterRef
from django.http import Http404, HttpResponse
from django.urls import reverse

from initiatives.domain.kernel import moments
from initiatives.domain.meetings import agenda, attendance, issued_papers, timetable
from initiatives.domain.meetings.results import voters, votes_in_words
from initiatives.domain.meetings.writing import PLANNED, UNFINISHED
from initiatives.domain.rules import access, gates
from initiatives.domain.rules.gate_points import Missing
from initiatives.domain.state import loading
from initiatives.domain.state.facts import FieldFacts, InitiativeFacts
from initiatives.enums import (
    AgendaState,
    DecisionEffect,
    GateKind,
    MeetingState,
    MeetingVote,
    PaperKind,
    Phase,
    ResultKind,
    SteeringDecision,
)
from initiatives.models import AgendaItem, Attendance, Mandate, Meeting, MeetingResult, Minutes, Organisation
from initiatives.views.kernel.http import respond
from initiatives.views.kernel.ordering import focus
from initiatives.views.kernel.page import Shown
from initiatives.views.kernel.requests import ActingRequest
from initiatives.views.talk import comment_thread

TEMPLATE, PART = "meetings/show.html", "treffen"


@dataclass(frozen=True)
class MeetingPage:
    mandate: Mandate
    row: Meeting
    facts: InitiativeFacts

    @property
    def url(self) -> str:
        return reverse("meeting", args=[self.row.pk])

    def may(self, right: str) -> bool:
        return access.may(self.mandate, right, self.facts)

    @cached_property
    def items(self) -> list[AgendaItem]:
        return list(self.row.agenda.select_related(*agenda.SHOWN, "approves", "carried_from__meeting"))

    @cached_property
    def topics(self) -> list[AgendaItem]:
        return agenda.backlog(self.row.initiative_id)

    @cached_property
    def attendances(self) -> list[Attendance]:
        return list(self.row.attendances.select_related("organisation"))

    @property
    def own(self) -> Attendance | None:
        """The invitation of the reader's organisation."""
        return next((a for a in self.attendances if a.organisation_id == self.mandate.organisation_id), None)

    @property
    def attended(self) -> list[Organisation]:
        """Who was there, guests among them."""
        return [a.organisation for a in self.attendances if a.was_present]

    @property
    def present(self) -> list[Attendance]:
        """Who votes, with the county where it has a seat in the steering group."""
        return [
            a
            for a in self.attendances
            if a.was_present and (not a.is_optional or a.organisation_id in self.seated)
        ]

    @cached_property
    def seated(self) -> set[int]:
        """Who is there and votes in the steering group."""
        return voters(self.row, steering=SteeringDecision.ORDER)

    @cached_property
    def results(self) -> list[MeetingResult]:
        if not (self.row.started_at or self.row.closed_at):
            return []
        rows = self.row.results.select_related("field", "task__owner")
        return list(rows.prefetch_related("votes"))

    def result(self, number: int) -> MeetingResult | None:
        return next((one for one in self.results if one.pk == number), None)

    def item(self, number: int) -> AgendaItem | None:
        return next((one for one in self.items if one.pk == number), None)


@dataclass(frozen=True)
class ResultLine:
    row: MeetingResult
    votes: list[tuple[str, list[str]]]  # dafür, dagegen, enthalten: who
    counts: str  # 9 dafür, 1 dagegen
    fixed: FieldFacts | None  # the field that the decision fixes
    missing: list[Missing]  # for its release, beside the decision itself

    @property
    def anchor(self) -> str:
        return f"ergebnis-{self.row.pk}"

    @property
    def removal(self) -> str:
        """The name under which it is taken out."""
        return f"entfernen-{self.row.pk}"


@dataclass(frozen=True)
class ItemLine:
    item: AgendaItem
    begins: datetime | None
    place: int
    of: int
    results: list[ResultLine]
    focus: str  # "hoch" or "runter": the button on which the focus stays after it was pressed

    @property
    def section(self) -> str:
        """The name under which it is edited, and its id on the page."""
        return f"punkt-{self.item.pk}"

    @property
    def number(self) -> str:
        return str(self.item.pk)

    @property
    def decision(self) -> str:
        """The names under which a decision, a task, an information is taken down."""
        return f"festlegung-{self.item.pk}"

    @property
    def task(self) -> str:
        return f"aufgabe-{self.item.pk}"

    @property
    def information(self) -> str:
        return f"information-{self.item.pk}"


def load(request: ActingRequest, meeting_id: int) -> MeetingPage:
    """A meeting that the acting mandate may see, as it stands now. Raises Http404 for any other."""
    rows = Meeting.objects.visible_to(request.mandate)
    waiting = AgendaItem.objects.filter(
        initiative=OuterRef("initiative"), meeting=None, state=AgendaState.OPEN
    )
    rows = rows.annotate(has_topics=Exists(waiting)).select_related("initiative")
    row = rows.filter(pk=meeting_id).first()
    if row is None:
        raise Http404
    return MeetingPage(request.mandate, row, loading.facts(row.initiative_id))


def show(request: ActingRequest, page: MeetingPage, shown: Shown) -> HttpResponse:
    meeting, today = page.row, moments.today()
    times = timetable.of_agenda(meeting, page.items) if meeting.starts_at else None
    results = _results(page)
    can_convene = page.may("meeting.convene")
    context = {
        "page": page,
        "meeting": meeting,
        "facts": page.facts,
        "can": {
            "convene": can_convene,
            "reply": page.may("meeting.reply") and meeting.state == MeetingState.INVITED and page.own,
            "plan": can_convene and meeting.state in PLANNED,
            "arrange": can_convene and meeting.state in UNFINISHED,
            "start": can_convene
            and meeting.state == MeetingState.INVITED
            and moments.day_of(meeting.begins) <= today,
            "run": can_convene and meeting.state == MeetingState.RUNNING,
        },
        "lines": _lines(page, times, results, shown.saved),
        "loose": results.get(None, []),
        "times": times,
        "overview": _overview(page),
        "unnoted": attendance.unnoted(page.attendances),
        "untreated": [item for item in page.items if item.state != "treated" and item.pk not in results],
        **shown.context(),
        "thread": None
        if meeting.state == MeetingState.DRAFT
        else comment_thread.of(request, meeting, page.facts),
        "minutes": Minutes.objects.visible_to(page.mandate).filter(meeting=meeting).first(),
        "invitation": issued_papers.latest(meeting, PaperKind.INVITATION),
        "crumbs": crumbs(page.facts, meeting.title),
    }
    return respond(request, TEMPLATE, context, partials=[PART], status=shown.status)


def crumbs(facts: InitiativeFacts, last: str) -> list[tuple[str, str]]:
    return [
        (f"Initiative {facts.short_title}", reverse("initiative", args=[facts.id])),
        ("Treffen", reverse("meetings", args=[facts.id])),
        (last, ""),
    ]


def _overview(page: MeetingPage) -> str:
    if page.row.state in (MeetingState.RUNNING, MeetingState.CLOSED):
        return attendance.presence_in_words(page.attendances)
    return attendance.replies_in_words(page.attendances)


def _lines(
    page: MeetingPage, times: timetable.Timetable | None, results: dict[int | None, list], saved: str
) -> list[ItemLine]:
    count = len(page.items)
    return [
        ItemLine(
            item,
            times.begins[item.pk] if times else None,
            place,
            count,
            results.get(item.pk, []),
            focus(saved, f"punkt-{item.pk}", place, count),
        )
        for place, item in enumerate(page.items, start=1)
    ]


def _results(page: MeetingPage) -> dict[int | None, list[ResultLine]]:
    """By item, None for those that belong to none."""
    found: dict[int | None, list[ResultLine]] = {}
    for row in page.results:
        found.setdefault(row.item_id, []).append(_result(page, row))
    return found


def _result(page: MeetingPage, row: MeetingResult) -> ResultLine:
    names = page.facts.organisations
    votes = {names[vote.organisation_id].name: vote.vote for vote in row.votes.all()}
    by_vote = [(vote.label, _who(votes, vote)) for vote in MeetingVote]
    fixes = row.kind == ResultKind.DECISION and row.effect == DecisionEffect.FIX_FIELD and row.is_adopted
    fixed = next((f for f in page.facts.fields if f.id == row.field_id), None) if fixes else None
    missing: list[Missing] = []
    if fixed and fixed.phase == Phase.PROPOSAL:
        missing = [one for one in gates.missing(page.facts, fixed) if one.kind != GateKind.FIXED]
    return ResultLine(row, [pair for pair in by_vote if pair[1]], votes_in_words(votes), fixed, missing)


def _who(votes: dict[str, str], vote: str) -> list[str]:
    return [name for name, given in votes.items() if given == vote]
