"""Initiatives: the list of those that a mandate sees, the page of one."""

from django.db.models import Count, Q
from django.http import Http404, HttpResponse
from django.views.decorators.http import require_safe

from initiatives.domain.rules import access
from initiatives.domain.state import loading
from initiatives.models import Initiative
from initiatives.views.circle import field_order, initiative_page
from initiatives.views.kernel.http import acting, allow, respond
from initiatives.views.kernel.initiative import visible_with_news
from initiatives.views.kernel.requests import ActingRequest


@require_safe
@acting
def listing(request: ActingRequest) -> HttpResponse:
    """All initiatives that the mandate sees."""
    seen = Initiative.objects.filter(pk__in=Initiative.objects.visible_to(request.mandate).values("pk"))
    seen = seen.select_related("convening", "county").annotate(
        members=Count("participants", Q(participants__left_on=None), distinct=True),
        field_count=Count("fields", distinct=True),
    )
    return respond(request, "circle/list.html", {"initiatives": list(seen)})


@require_safe
@acting
def show(request: ActingRequest, initiative_id: int) -> HttpResponse:
    """The page of an initiative; `?sort=` orders its fields, `?bearbeiten=reihenfolge` puts them into their order."""
    initiative = visible_with_news(request, initiative_id)
    facts = loading.facts(initiative_id)
    editing = request.GET.get("bearbeiten", "")
    if not editing:
        return initiative_page.show(request, initiative, facts)
    if editing != field_order.SECTION:
        raise Http404
    allow(access.may(request.mandate, "field.order", facts))
    return initiative_page.show(request, initiative, facts, ordering=field_order.shown(facts))
