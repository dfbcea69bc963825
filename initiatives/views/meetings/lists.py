"""The meetings of an initiative as lists, and the backlog in which topics are proposed, corrected and withdrawn."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.http import HttpResponse
from django.urls import reverse

from initiatives.domain.kernel import moments
from initiatives.domain.meetings import agenda, attendance
from initiatives.domain.rules import access
from initiatives.domain.state import loading
from initiatives.domain.state.facts import InitiativeFacts, MeetingFacts
from initiatives.enums import AgendaState, MeetingState
from initiatives.forms.meetings.agenda import EditTopicForm, TopicForm
from initiatives.models import AgendaItem, Initiative, Mandate, Meeting
from initiatives.views.kernel.http import found, respond
from initiatives.views.kernel.page import Action, Shown
from initiatives.views.kernel.requests import ActingRequest

TEMPLATE, PART = "meetings/list.html", "treffenliste"
RIGHT = "topic.propose"
DONE = "Das Thema steht im Themenspeicher."


@dataclass(frozen=True)
class MeetingLine:
    meeting: MeetingFacts
    overview: str  # who comes, who was there
    own_reply: str | None  # of the reader's organisation; None where it is not invited
    is_optional: bool = False


def lines(facts: InitiativeFacts, own: int | None) -> dict[str, list[MeetingLine]]:
    """The meetings by what they are: upcoming in their order, running, past and cancelled with the newest first."""
    found: dict[str, list[MeetingLine]] = {"upcoming": [], "running": [], "past": [], "cancelled": []}
    names = {MeetingState.INVITED: "upcoming", MeetingState.RUNNING: "running", MeetingState.CLOSED: "past"}
    for meeting in facts.meetings:
        found[names.get(MeetingState(meeting.state), "cancelled")].append(_line(meeting, own))
    found["past"].reverse()
    found["cancelled"].reverse()
    return found


def _line(meeting: MeetingFacts, own: int | None) -> MeetingLine:
    rows = meeting.attendances.values()
    beforehand = meeting.state == MeetingState.INVITED
    overview = attendance.replies_in_words(rows) if beforehand else attendance.presence_in_words(rows)
    mine = meeting.attendances.get(own or 0)
    return MeetingLine(
        meeting,
        overview if rows else "",
        mine.reply if mine else None,
        bool(mine and mine.is_optional),
    )


@dataclass(frozen=True)
class ListPage:
    mandate: Mandate
    facts: InitiativeFacts

    @property
    def url(self) -> str:
        return reverse("meetings", args=[self.facts.id])


def load(request: ActingRequest, initiative_id: int) -> ListPage:
    """The lists of an initiative that the acting mandate may see, as they stand now. Raises Http404 for any other."""
    found(Initiative.objects.visible_to(request.mandate), initiative_id)
    return ListPage(request.mandate, loading.facts(initiative_id))


def show(request: ActingRequest, page: ListPage, shown: Shown) -> HttpResponse:
    facts = page.facts
    own = request.mandate.organisation_id
    can = {
        "convene": access.may(request.mandate, "meeting.convene", facts),
        "propose": access.may(request.mandate, RIGHT, facts),
    }
    drafts = Meeting.objects.visible_to(request.mandate)
    drafts = drafts.filter(initiative=facts.id, state=MeetingState.DRAFT)
    context = {
        "facts": facts,
        "crumbs": [
            (f"Initiative {facts.short_title}", reverse("initiative", args=[facts.id])),
            ("Treffen", ""),
        ],
        "can": can,
        "own": own,
        "today": moments.today(),
        "drafts": list(drafts.order_by("starts_at", "pk")) if can["convene"] else [],
        **lines(facts, own),
        "topics": _topics(facts, own, can["convene"]),
        **shown.context(),
        "url": page.url,
    }
    return respond(request, TEMPLATE, context, partials=[PART], status=shown.status)


def _topics(facts: InitiativeFacts, own: int | None, convenes: bool) -> list[AgendaItem]:
    """The backlog; whoever proposed a topic sees it there too while it stands on the draft of an agenda."""
    wanted = Q(meeting=None)
    if not convenes or facts.convening is None:
        on_others = Q(meeting__state=MeetingState.DRAFT) & ~Q(meeting__mandate__organisation_id=own)
        wanted |= on_others & Q(mandate__organisation_id=own)
    rows = AgendaItem.objects.filter(wanted, initiative_id=facts.id, state=AgendaState.OPEN)
    return list(rows.select_related(*agenda.SHOWN, "carried_from__meeting").order_by("pk"))


def _waiting(page: ListPage, number: int) -> AgendaItem | None:
    rows = AgendaItem.objects.filter(initiative_id=page.facts.id, meeting=None, state=AgendaState.OPEN)
    return rows.filter(pk=number).select_related("mandate").first()


def _propose(page: ListPage, form: TopicForm, at: datetime) -> AgendaItem:
    return agenda.propose(
        initiative=Initiative(pk=page.facts.id), values=form.values(), by=page.mandate, at=at
    )


def _may(page: ListPage) -> bool:
    return access.may(page.mandate, RIGHT, page.facts)


def _of_own(row: AgendaItem, **more: Any) -> Action:
    """What is done with a topic of the reader's organisation."""

    def may(page: ListPage) -> bool:
        own = row.mandate is not None and row.mandate.organisation_id == page.mandate.organisation_id
        return _may(page) and own

    denied = "Ein Thema ändert nur, wer es vorgeschlagen hat."
    return Action(may=may, denied=denied, anchor="themen", **more)


def _correct(page: ListPage, number: int) -> Action | None:
    row = _waiting(page, number)
    if row is None:
        return None
    return _of_own(
        row,
        form=lambda page, data: EditTopicForm(data, facts=page.facts, item=row),
        save=lambda page, form, at: agenda.edit(
            item=row, version=form.cleaned_data["version"], values=form.values(), by=page.mandate, at=at
        ),
        done=DONE,
    )


def _withdraw(page: ListPage, number: int) -> Action | None:
    row = _waiting(page, number)
    if row is None:
        return None
    return _of_own(
        row,
        save=lambda page, form, at: agenda.withdraw(item=row, by=page.mandate, at=at),
        done="Das Thema ist zurückgenommen.",
    )


ACTIONS = {
    "thema": Action(
        may=_may,
        form=lambda page, data: TopicForm(data, facts=page.facts),
        save=_propose,
        done=DONE,
        denied="Themen schlagen die Beteiligten der Initiative vor.",
        anchor="themen",
    )
}
NUMBERED = {"thema": _correct, "zuruecknehmen": _withdraw}
