"""Initiatives: the list of those that a mandate sees, the page of one, its history."""

from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from initiatives.domain import access, events, loading
from initiatives.models import Event, Initiative
from initiatives.views import field_order, initiative_page
from initiatives.views.histories import listing as events_listing
from initiatives.views.http import acting, allow, respond
from initiatives.views.initiative_page import visible


@require_safe
@acting
def listing(request: HttpRequest) -> HttpResponse:
    """All initiatives that the mandate sees."""
    seen = Initiative.objects.filter(pk__in=Initiative.objects.visible_to(request.mandate).values("pk"))
    seen = seen.select_related("convening", "county").annotate(
        members=Count("participants", Q(participants__left_on=None), distinct=True),
        field_count=Count("fields", distinct=True),
    )
    return respond(request, "initiatives/initiatives/list.html", {"initiatives": list(seen)})


@require_safe
@acting
def show(request: HttpRequest, initiative_id: int) -> HttpResponse:
    """The page of an initiative; `?sort=` orders its fields, `?bearbeiten=reihenfolge` puts them into their order."""
    visible(request, initiative_id)
    facts = loading.facts(initiative_id)
    editing = request.GET.get("bearbeiten", "")
    if not editing:
        return initiative_page.show(request, facts)
    if editing != field_order.SECTION:
        raise Http404
    allow(access.may(request.mandate, "field.order", facts))
    return initiative_page.show(request, facts, ordering=field_order.shown(facts))


@require_safe
@acting
def history(request: HttpRequest, initiative_id: int) -> HttpResponse:
    """All events of an initiative and its fields, newest first, page by page."""
    initiative = visible(request, initiative_id)
    crumbs = [
        (f"Initiative {initiative.short_title}", reverse("initiative", args=[initiative_id])),
        ("Verlauf", ""),
    ]
    rows = events.placed(Event.objects.filter(initiative_id=initiative_id))
    return events_listing(request, rows, f"Verlauf: {initiative.title}", crumbs)
