"""Search over all that the visitor may see."""

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from initiatives.domain.kernel import moments
from initiatives.domain.rules import access
from initiatives.domain.search import search
from initiatives.forms.search.search import SearchForm
from initiatives.views.kernel.http import acting, allow, respond
from initiatives.views.kernel.requests import ActingRequest

NOT_HERE = (
    "Die Suche geht über Initiativen und Felder. Als Mitglied eines Gremiums lesen Sie dessen Berichte."
)


@require_safe
@acting
def show(request: ActingRequest) -> HttpResponse:
    """What has all words of `?q=` in it, by kind; `?art=` shows one kind alone."""
    allow(access.may_search(request.mandate), NOT_HERE)
    form = SearchForm(request.GET)
    words = form.cleaned_data["q"] if form.is_valid() else []
    only = next((kind for kind in search.KINDS if kind.key == request.GET.get("art")), None)
    found = None
    if words:
        found = search.search(
            words=words, mandate=request.mandate, day=moments.today(), only=only.key if only else ""
        )
    context = {
        "form": form,
        "typed": request.GET.get("q", "").strip(),
        "found": found,
        "only": only,
        "longest": search.LONGEST,
    }
    status = 422 if form.errors else 200
    return respond(request, "search/show.html", context, partials=["suche"], status=status)
