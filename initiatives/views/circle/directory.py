"""The directory of an initiative: who acts for whom, with telephone and mail; filtered, sorted, made to be printed."""

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from initiatives.domain.circle import directory
from initiatives.domain.kernel import moments
from initiatives.domain.state import loading
from initiatives.forms.circle.directory import DirectoryFilter
from initiatives.views.kernel.http import acting, respond
from initiatives.views.kernel.initiative import visible
from initiatives.views.kernel.lists import Column, arrange_values
from initiatives.views.kernel.requests import ActingRequest

COLUMNS = [
    Column("organisation", "Organisation", ("place",)),
    Column("rolle", "Rolle", ("role",)),
    Column("person", "Person", ("person",)),
    Column("telefon", "Telefon"),
    Column("mail", "E-Mail"),
]


@require_safe
@acting
def show(request: ActingRequest, initiative_id: int) -> HttpResponse:
    """All on one page, so that it prints whole; `?suche=` filters, `?sort=` sorts."""
    visible(request, initiative_id)
    facts = loading.facts(initiative_id)
    today = moments.today()
    everybody = directory.entries(facts=facts, day=today)
    chosen = DirectoryFilter(request.GET)
    words = chosen.cleaned_data["suche"].split() if chosen.is_valid() else None
    found = [entry for entry in everybody if words is not None and entry.fits(words)]
    without = [entry.organisation for entry in everybody if not entry.email]
    context = {
        "facts": facts,
        "listing": arrange_values(
            request, found, COLUMNS, default="organisation", per_page=max(1, len(found))
        ),
        "filter": chosen,
        "is_filtered": bool(request.GET.get("suche")),
        "people": sum(bool(entry.email) for entry in found),
        "without": without,
        "ask": directory.administrators(facts=facts, day=today) if without else [],
        "today": today,
        "own_id": request.mandate.organisation_id,
        "action": request.path,
        "crumbs": [
            (f"Initiative {facts.short_title}", reverse("initiative", args=[facts.id])),
            ("Verzeichnis", ""),
        ],
    }
    return respond(request, "circle/directory.html", context, partials=["liste"])
