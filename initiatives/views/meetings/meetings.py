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
from initiatives.views.circle.initiative_page import visible
from initiatives.views.kernel.http import acting, allow, go, respond
from initiatives.views.meetings import meeting_lists, meeting_page, meeting_sections
from initiatives.views.meetings.meeting_page import MeetingPage

NOT_CONVENING = "Treffen plant und leitet die einladende Kommune."


@require_http_methods(["GET", "HEAD", "POST"])
@acting
def listing(request: HttpRequest, initiative_id: int) -> HttpResponse:
    """The meetings and the backlog; `?bearbeiten=` (thema, thema-7) proposes or corrects a topic."""
    visible(request, initiative_id)
    facts = loading.facts(initiative_id)
    editing = request.GET.get("bearbeiten", "")
    if request.method == "POST":
        return meeting_lists.save(request, facts, editing)
    form = meeting_lists.form_of(request, facts, editing, None) if editing else None
    return meeting_lists.show(request, facts, editing=editing, form=form)


@require_http_methods(["GET", "HEAD", "POST"])
@acting
def new(request: HttpRequest, initiative_id: int) -> HttpResponse:
    """Plan a meeting, as a draft of the convening municipality."""
    initiative = visible(request, initiative_id)
    facts = loading.facts(initiative_id)
    allow(access.may(request.mandate, "meeting.convene", facts), NOT_CONVENING)
    form = MeetingForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            sent: dict[str, Any] = {"by": request.mandate, "at": moments.now(), **form.cleaned_data}
            meeting = meetings.plan(initiative=initiative, **sent)
        except Refused as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, refusal.message)
        else:
            messages.success(request, "Der Entwurf des Treffens ist angelegt. Noch ist niemand eingeladen.")
            return go(request, reverse("meeting", args=[meeting.pk]))
    context = {"facts": facts, "form": form, "crumbs": meeting_page.crumbs(facts, "Treffen planen")}
    status = 422 if form.errors else 200
    return respond(request, "initiatives/meetings/new.html", context, partials=["treffen"], status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@acting
def show(request: HttpRequest, meeting_id: int) -> HttpResponse:
    """The page; `?bearbeiten=` opens a section's form, and what is posted there is saved."""
    page = meeting_page.load(request, meeting_id)
    editing = request.GET.get("bearbeiten", "")
    if request.method == "POST":
        return meeting_sections.save(request, page, editing)
    return meeting_sections.opened(request, page, editing) if editing else meeting_page.show(request, page)


@require_POST
@acting
def order(request: HttpRequest, meeting_id: int) -> HttpResponse:
    """Move the item `hoch` or `runter` by one place, or put the items into `reihenfolge` (their ids, after dragging)."""
    page = meeting_page.load(request, meeting_id)
    allow(page.may("meeting.convene"), NOT_CONVENING)
    try:
        moved = _arrange(page, request.POST)
    except Refused as refusal:
        messages.error(request, refusal.message)
        fresh = meeting_page.load(request, meeting_id)
        return meeting_page.show(request, fresh, saved="tagesordnung", status=422)
    if not request.htmx:
        return go(request, f"{page.url}#tagesordnung")
    response = meeting_page.show(request, meeting_page.load(request, meeting_id), saved=moved)
    response["HX-Push-Url"] = page.url
    return response


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
