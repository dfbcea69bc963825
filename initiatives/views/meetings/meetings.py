"""Meetings: those of an initiative with the backlog of topics, planning one, and the page of one with its agenda."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from initiatives.domain.kernel import moments
from initiatives.domain.kernel.errors import Refused
from initiatives.domain.meetings import agenda, meetings
from initiatives.domain.rules import access
from initiatives.domain.state import loading
from initiatives.forms.meetings.meetings import MeetingForm
from initiatives.tasks import begin_papers
from initiatives.views.circle.initiative_page import visible
from initiatives.views.kernel.http import acting, allow, respond
from initiatives.views.kernel.once import Done
from initiatives.views.kernel.page import Shown, answer, press, status_of, submit
from initiatives.views.meetings import meeting_actions, meeting_lists, meeting_page
from initiatives.views.meetings.meeting_action import NOT_CONVENING
from initiatives.views.meetings.meeting_page import MeetingPage


@require_http_methods(["GET", "HEAD", "POST"])
@acting
def listing(request: HttpRequest, initiative_id: int) -> HttpResponse:
    """The meetings and the backlog; `?bearbeiten=` (thema, thema-7, zuruecknehmen-7) is one of the actions of the backlog."""
    visible(request, initiative_id)
    return answer(
        request,
        lambda: meeting_lists.load(request, initiative_id),
        meeting_lists.find,
        lambda page, shown: meeting_lists.show(request, page, shown),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@acting
def new(request: HttpRequest, initiative_id: int) -> HttpResponse:
    """Plan a meeting, as a draft of the convening municipality."""
    initiative = visible(request, initiative_id)
    facts = loading.facts(initiative_id)
    allow(access.may(request.mandate, "meeting.convene", facts), NOT_CONVENING)

    def save(form: MeetingForm) -> Done:
        typed: dict[str, Any] = {"by": request.mandate, "at": moments.now(), **form.cleaned_data}
        meeting = meetings.plan(initiative=initiative, **typed)
        told = "Der Entwurf des Treffens ist angelegt. Noch ist niemand eingeladen."
        return Done(request, told, reverse("meeting", args=[meeting.pk]))

    sent = submit(request, MeetingForm, save)
    if sent.answer:
        return sent.answer
    context = {"facts": facts, "form": sent.form, "crumbs": meeting_page.crumbs(facts, "Treffen planen")}
    template = "initiatives/meetings/new.html"
    return respond(request, template, context, partials=["treffen"], status=sent.status)


@require_http_methods(["GET", "HEAD", "POST"])
@acting
def show(request: HttpRequest, meeting_id: int) -> HttpResponse:
    """The page; `?bearbeiten=` is one of the actions of meeting_actions.py."""
    response = answer(
        request,
        lambda: meeting_page.load(request, meeting_id),
        meeting_actions.find,
        lambda page, shown: meeting_page.show(request, page, shown),
    )
    if isinstance(response, Done):
        begin_papers()
    return response


@require_POST
@acting
def order(request: HttpRequest, meeting_id: int) -> HttpResponse:
    """Move the item `hoch` or `runter` by one place, or put the items into `reihenfolge` (their ids, after dragging)."""
    page = meeting_page.load(request, meeting_id)
    allow(page.may("meeting.convene"), NOT_CONVENING)

    def act() -> Done:
        moved = _arrange(page, request.POST)
        return Done(request, "", f"{page.url}#tagesordnung", part=lambda: fresh(Shown(saved=moved)))

    def fresh(shown: Shown) -> HttpResponse:
        return meeting_page.show(request, meeting_page.load(request, meeting_id), shown)

    def refused(refusal: Refused) -> HttpResponse:
        messages.error(request, refusal.message)
        return fresh(Shown(saved="tagesordnung", status=status_of(refusal)))

    return press(request, act, refused)


def _arrange(page: MeetingPage, sent: Any) -> str:
    """Do it; returns what was moved, as the page reads it. Raises Refused for what is not (or no longer) right."""
    acted: dict[str, Any] = {
        "version": _number(sent.get("version", "")),
        "by": page.mandate,
        "at": moments.now(),
    }
    for name in ("hoch", "runter"):
        if name in sent:
            item = page.item(_number(sent[name]))
            if item is None:
                raise Refused(agenda.STALE)
            agenda.move(item=item, down=name == "runter", **acted)
            return f"punkt-{item.pk}-{name}"
    ids = [_number(one) for one in sent.get("reihenfolge", "").split(",")]
    agenda.arrange(meeting=page.row, order=ids, **acted)
    return "tagesordnung"


def _number(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and len(text) <= 18):
        raise Refused(agenda.STALE)
    return int(text)
