"""The history of an object on pages of its own."""

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse

from initiatives.domain.log import activity, events
from initiatives.domain.state.facts import InitiativeFacts
from initiatives.views.kernel.http import respond
from initiatives.views.kernel.requests import ActingRequest

PER_PAGE = 50


def listing(
    request: ActingRequest,
    rows: QuerySet,
    facts: InitiativeFacts,
    title: str,
    crumbs: list[tuple[str, str]],
    within: str,
    entries_url: str = "",
) -> HttpResponse:
    """Page `?seite=` of the events (those that the reader may see) of this initiative, newest first.

    `within` is whose history it is; `entries_url` is where what was recorded can be put right.
    """
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("seite"))
    numbers = page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1)
    context = {
        "facts": facts,
        "page": page,
        "feed": activity.one_by_one(events.placed(page.object_list, [facts], by=request.mandate)),
        "title": title,
        "crumbs": crumbs,
        "within": within,
        "numbers": list(numbers),
        "entries_url": entries_url,
    }
    return respond(request, "log/history.html", context, partials=["verlauf"])
