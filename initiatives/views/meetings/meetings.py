"""Meetings: those of an initiative with the backlog of topics, planning one, and the page of one with its agenda."""

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from initiatives.domain.kernel import moments
from initiatives.domain.kernel.errors import Refused
from initiatives.domain.meetings import agenda, meetings
from initiatives.domain.rules import access
from initiatives.domain.state import loading
from initiatives.forms.meetings.meetings import MeetingForm, PastMeetingForm
from initiatives.tasks import begin_papers
from initiatives.views.kernel import ordering
from initiatives.views.kernel.http import acting, allow
from initiatives.views.kernel.initiative import visible
from initiatives.views.kernel.once import Done
from initiatives.views.kernel.page import Shown, answer, fill_in
from initiatives.views.kernel.requests import ActingRequest
from initiatives.views.meetings import lists as meeting_lists
from initiatives.views.meetings import page as meeting_page
from initiatives.views.meetings.actions.action import NOT_CONVENING
from initiatives.views.meetings.actions.table import ACTIONS, NUMBERED


@require_http_methods(["GET", "HEAD", "POST"])
@acting
def listing(request: ActingRequest, initiative_id: int) -> HttpResponse:
    """The meetings and the backlog; `?bearbeiten=` (thema, thema-7, zuruecknehmen-7) is one of the actions of the backlog."""
    lists = meeting_lists
    return answer(request, lists.load, initiative_id, lists.show, lists.ACTIONS, lists.NUMBERED)


@require_http_methods(["GET", "HEAD", "POST"])
@acting
def new(request: ActingRequest, initiative_id: int) -> HttpResponse:
    """Plan a meeting, as a draft of the own organisation."""
    initiative = visible(request, initiative_id)
    facts = loading.facts(initiative_id)
    allow(access.may(request.mandate, "meeting.convene", facts), NOT_CONVENING)

    def save(form: MeetingForm) -> Done:
        typed: dict[str, Any] = {"by": request.mandate, "at": moments.now(), **form.cleaned_data}
        meeting = meetings.plan(initiative=initiative, **typed)
        told = "Der Entwurf des Treffens ist angelegt. Noch ist niemand eingeladen."
        return Done(request, told, reverse("meeting", args=[meeting.pk]))

    context = {"facts": facts, "crumbs": meeting_page.crumbs(facts, "Treffen planen")}
    return fill_in(request, MeetingForm, save, "meetings/new.html", "treffen", context)


@require_http_methods(["GET", "HEAD", "POST"])
@acting
def record(request: ActingRequest, initiative_id: int) -> HttpResponse:
    """Tell of a meeting afterwards that was not planned here."""
    initiative = visible(request, initiative_id)
    facts = loading.facts(initiative_id)
    allow(access.may(request.mandate, "meeting.convene", facts), NOT_CONVENING)
    concerned = {facts.county.id} if facts.county else set()
    concerned |= set(initiative.participants.values_list("organisation_id", flat=True))

    def save(form: PastMeetingForm) -> Done:
        typed: dict[str, Any] = {"by": request.mandate, "at": moments.now(), **form.cleaned_data}
        meeting = meetings.record(initiative=initiative, **typed)
        return Done(request, "Das Treffen ist nachgetragen.", reverse("meeting", args=[meeting.pk]))

    context = {"facts": facts, "crumbs": meeting_page.crumbs(facts, "Vergangenes Treffen nachtragen")}
    template = "meetings/record.html"
    return fill_in(
        request, lambda data: PastMeetingForm(data, circle=concerned), save, template, "treffen", context
    )


@require_http_methods(["GET", "HEAD", "POST"])
@acting
def show(request: ActingRequest, meeting_id: int) -> HttpResponse:
    """The page; `?bearbeiten=` is one of the actions of actions/table.py."""
    response = answer(request, meeting_page.load, meeting_id, meeting_page.show, ACTIONS, NUMBERED)
    if isinstance(response, Done):
        begin_papers()
    return response


@require_POST
@acting
def order(request: ActingRequest, meeting_id: int) -> HttpResponse:
    """Move the item `hoch` or `runter` by one place, or put the items into `reihenfolge` (their ids, after dragging)."""
    page = meeting_page.load(request, meeting_id)
    allow(page.may("meeting.convene"), NOT_CONVENING)

    def arrange(wish: ordering.Wish) -> str:
        version = ordering.number(request.POST.get("version", ""), agenda.STALE)
        acted: dict[str, Any] = {"version": version, "by": request.mandate, "at": moments.now()}
        if wish.moved is None:
            agenda.arrange(meeting=page.row, order=wish.order, **acted)
            return "tagesordnung"
        item = page.item(wish.moved)
        if item is None:
            raise Refused(agenda.STALE)
        agenda.move(item=item, down=wish.pressed == ordering.DOWN, **acted)
        return f"punkt-{item.pk}-{wish.pressed}"

    def fresh(shown: Shown) -> HttpResponse:
        return meeting_page.show(request, meeting_page.load(request, meeting_id), shown)

    return ordering.put_in_order(request, f"{page.url}#tagesordnung", agenda.STALE, arrange, fresh)
