"""The meetings of an initiative as lists, and the backlog in which topics are proposed, corrected and withdrawn."""

import re
from dataclasses import dataclass

from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse

from initiatives.domain.kernel import moments
from initiatives.domain.kernel.errors import Conflict, Refused
from initiatives.domain.meetings import agenda, attendance
from initiatives.domain.rules import access
from initiatives.domain.state.facts import InitiativeFacts, MeetingFacts
from initiatives.enums import AgendaState, MeetingState
from initiatives.forms.meetings.agenda import EditTopicForm, TopicForm
from initiatives.models import AgendaItem, Initiative, Mandate, Meeting
from initiatives.views.kernel import conflicts
from initiatives.views.kernel.conflicts import Clash
from initiatives.views.kernel.http import allow, go, respond

TEMPLATE, PART = "initiatives/meetings/list.html", "treffenliste"
TOPIC, WITHDRAW = "thema", "zuruecknehmen"
RIGHT = "topic.propose"


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
    mine = meeting.attendances.get(own)
    return MeetingLine(
        meeting,
        overview if rows else "",
        mine.reply if mine else None,
        bool(mine and mine.is_optional),
    )


def show(
    request: HttpRequest,
    facts: InitiativeFacts,
    *,
    editing: str = "",
    form: TopicForm | None = None,
    clash: Clash | None = None,
    saved: str = "",
    status: int = 200,
) -> HttpResponse:
    own = request.mandate.organisation_id
    can = {
        "convene": access.may(request.mandate, "meeting.convene", facts),
        "propose": access.may(request.mandate, RIGHT, facts),
    }
    drafts = Meeting.objects.filter(initiative=facts.id, state=MeetingState.DRAFT)
    context = {
        "facts": facts,
        "can": can,
        "own": own,
        "today": moments.today(),
        "drafts": list(drafts.order_by("starts_at", "pk")) if can["convene"] else [],
        **lines(facts, own),
        "topics": _topics(facts, own, can["convene"]),
        "editing": editing,
        "form": form,
        "clash": clash,
        "saved": saved,
        "url": _url(facts),
    }
    return respond(request, TEMPLATE, context, partials=[PART], status=status)


def _topics(facts: InitiativeFacts, own: int | None, convenes: bool) -> list[AgendaItem]:
    """The backlog; whoever proposed a topic sees it there too while it stands on the draft of an agenda."""
    wanted = Q(meeting=None)
    if not convenes:
        wanted |= Q(meeting__state=MeetingState.DRAFT, mandate__organisation_id=own)
    rows = AgendaItem.objects.filter(wanted, initiative_id=facts.id, state=AgendaState.OPEN)
    return list(rows.select_related(*agenda.SHOWN, "carried_from__meeting").order_by("pk"))


def _url(facts: InitiativeFacts) -> str:
    return reverse("meetings", args=[facts.id])


def form_of(request: HttpRequest, facts: InitiativeFacts, name: str, data) -> TopicForm:
    """The form of a section. Raises Http404 where there is none, PermissionDenied where it is not theirs."""
    allow(access.may(request.mandate, RIGHT, facts), "Themen schlagen die Beteiligten der Initiative vor.")
    if name == TOPIC:
        return TopicForm(data, facts=facts)
    return EditTopicForm(data, facts=facts, item=_own(request.mandate, facts, name, TOPIC))


def _own(mandate: Mandate, facts: InitiativeFacts, name: str, action: str) -> AgendaItem:
    """The topic of the reader's organisation that the name of a section numbers."""
    numbered = re.fullmatch(rf"{action}-(\d{{1,18}})", name)
    rows = AgendaItem.objects.filter(initiative_id=facts.id, meeting=None, state=AgendaState.OPEN)
    item = rows.filter(pk=int(numbered[1])).select_related("mandate").first() if numbered else None
    if item is None:
        raise Http404
    own = item.mandate is not None and item.mandate.organisation_id == mandate.organisation_id
    allow(own, "Ein Thema ändert nur, wer es vorgeschlagen hat.")
    return item


def save(request: HttpRequest, facts: InitiativeFacts, name: str) -> HttpResponse:
    """Propose, correct or withdraw: done (303, with htmx the fresh part), refused (422) or in conflict (409)."""
    if name.startswith(WITHDRAW):
        return _withdraw(request, facts, name)
    form = form_of(request, facts, name, request.POST)
    if not form.is_valid():
        return show(request, facts, editing=name, form=form, status=422)
    acted = {"values": form.values(), "by": request.mandate, "at": moments.now()}
    try:
        if name == TOPIC:
            agenda.propose(initiative=Initiative(pk=facts.id), **acted)
        else:
            item = _own(request.mandate, facts, name, TOPIC)
            agenda.edit(item=item, version=form.cleaned_data["version"], **acted)
    except Conflict as conflict:
        fresh = form_of(request, facts, name, None)
        again = form_of(request, facts, name, conflicts.filled_again(conflict, form, fresh))
        clash = conflicts.clash(conflict, form)
        return show(request, facts, editing=name, form=again, clash=clash, status=409)
    except Refused as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, refusal.message)
        return show(request, facts, editing=name, form=form, status=422)
    return _saved(request, facts, "Das Thema steht im Themenspeicher.")


def _withdraw(request: HttpRequest, facts: InitiativeFacts, name: str) -> HttpResponse:
    allow(access.may(request.mandate, RIGHT, facts))
    item = _own(request.mandate, facts, name, WITHDRAW)
    try:
        agenda.withdraw(item=item, by=request.mandate, at=moments.now())
    except Refused as refusal:
        messages.error(request, refusal.message)
        return show(request, facts, status=422)
    return _saved(request, facts, "Das Thema ist zurückgenommen.")


def _saved(request: HttpRequest, facts: InitiativeFacts, done: str) -> HttpResponse:
    messages.success(request, done)
    if not request.htmx:
        return go(request, f"{_url(facts)}#themen")
    response = show(request, facts, saved="themen")
    response["HX-Push-Url"] = _url(facts)
    return response
