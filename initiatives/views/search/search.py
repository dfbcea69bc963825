"""Search over all that the visitor may see."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.views.decorators.http import require_safe

from initiatives.domain.kernel import moments
from initiatives.domain.rules import access
from initiatives.domain.search import kinds, search
from initiatives.forms.search.search import SearchFilter, SearchForm
from initiatives.views.kernel.http import acting, allow, respond
from initiatives.views.kernel.requests import ActingRequest

NOT_HERE = (
    "Die Suche geht über Initiativen und Felder. Als Mitglied eines Gremiums lesen Sie dessen Berichte."
)


@require_safe
@acting
def show(request: ActingRequest) -> HttpResponse:
    """What has all words of `?q=` in it, by kind; `?art=` shows one kind alone, page by page (`?seite=`), `?initiative=` what
    one initiative holds."""
    allow(access.may_search(request.mandate), NOT_HERE)
    form = SearchForm(request.GET)
    words = form.cleaned_data["q"] if form.is_valid() else []
    chosen = SearchFilter(request.GET, seen=search.seen_by(request.mandate))
    only, initiative = chosen.chosen()
    page = Paginator(range(search.MOST_HITS), search.A_PAGE).get_page(request.GET.get("seite")).number
    found = None
    if words:
        found = search.search(
            words=words,
            mandate=request.mandate,
            day=moments.today(),
            only=only.key if only else "",
            initiative=initiative,
            page=page,
        )
    context = {
        "form": form,
        "filter": chosen,
        "typed": request.GET.get("q", "").strip(),
        "found": found,
        "only": only,
        "initiative": chosen.seen.get(initiative) if initiative else "",
        "kinds": kinds.KINDS,
        "longest": search.LONGEST,
        **(_pages(found.total, page) if found and only else {}),
    }
    status = 422 if form.errors else 200
    return respond(request, "search/show.html", context, partials=["suche"], status=status)


def _pages(total: int, number: int) -> dict[str, object]:
    """The pages of one kind, for the pager."""
    page = Paginator(range(total), search.A_PAGE).get_page(number)
    return {"page": page, "numbers": list(page.paginator.get_elided_page_range(page.number, on_each_side=2))}
