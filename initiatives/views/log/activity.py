"""The activity of an initiative: what happened, by who did it; what of it is new; filters in the address."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from initiatives.domain.kernel import moments
from initiatives.domain.kernel.parsing import parse_instant
from initiatives.domain.log import activity, events, visits
from initiatives.domain.state import loading
from initiatives.domain.state.facts import InitiativeFacts
from initiatives.forms.log.activity import FilterForm
from initiatives.models import Event
from initiatives.models.log import EventQuerySet
from initiatives.views.kernel.http import acting, go, respond
from initiatives.views.kernel.initiative import visible, visible_with_news
from initiatives.views.kernel.requests import ActingRequest

PER_PAGE = 50


@require_safe
@acting
def show(request: ActingRequest, initiative_id: int) -> HttpResponse:
    """All that happened and that the reader may see, newest first, page by page; reading it marks nothing as read."""
    news = visits.of(visible_with_news(request, initiative_id))
    facts = loading.facts(initiative_id)
    form = FilterForm(request.GET, facts=facts)
    page = Paginator(_filtered(request, facts, form, news), PER_PAGE).get_page(request.GET.get("seite"))
    found = events.placed(page.object_list, [facts], by=request.mandate)
    numbers = page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1)
    context = {
        "facts": facts,
        "crumbs": [
            (f"Initiative {facts.short_title}", reverse("initiative", args=[facts.id])),
            ("Aktivität", ""),
        ],
        "initiative": facts,
        "filter": form,
        "is_filtered": any(form.chosen.values()),
        "page": page,
        "feed": activity.grouped(found, {facts.id: news.seen_until} if news.seen_until else None),
        "numbers": list(numbers),
        "one": news,
        "now": moments.now(),
        "url": reverse("activity", args=[facts.id]),
    }
    return respond(request, "log/activity.html", context, partials=["aktivitaet"])


def _filtered(
    request: ActingRequest, facts: InitiativeFacts, form: FilterForm, news: visits.News
) -> EventQuerySet:
    chosen = form.chosen
    rows = Event.objects.filter(initiative_id=facts.id).visible_to(request.mandate)
    if chosen["neu"]:
        rows = visits.fresh(rows, news, by=request.mandate)
    if chosen["art"]:
        rows = rows.filter(activity.of_group(chosen["art"]))
    if chosen["feld"]:
        rows = rows.filter(field_id=chosen["feld"])
    if chosen["von"]:
        rows = rows.filter(actor__endswith=f" {facts.organisations[int(chosen['von'])].of}")
    return rows


@require_POST
@acting
def mark_read(request: ActingRequest, initiative_id: int) -> HttpResponse:
    """The reader has seen what happened until the page was made (`bis`)."""
    initiative = visible(request, initiative_id)
    now = moments.now()
    until = parse_instant(request.POST.get("bis", "")) or now
    visits.mark_read(initiative=initiative, until=until, by=request.mandate, at=now)
    if request.POST.get("zurueck") == "start":
        return go(request, reverse("start") + "#neu")
    return go(request, reverse("activity", args=[initiative_id]))
