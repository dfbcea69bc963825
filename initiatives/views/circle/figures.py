"""The figures of an initiative as it stands now: the drawings of the report, each with its data in a table beside."""

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from initiatives.domain.kernel import moments
from initiatives.domain.state import loading
from initiatives.views.circle import figure_rows
from initiatives.views.kernel.http import acting, respond
from initiatives.views.kernel.initiative import visible
from initiatives.views.kernel.requests import ActingRequest


@require_safe
@acting
def show(request: ActingRequest, initiative_id: int) -> HttpResponse:
    """Phases, their course, positions, savings, days and places."""
    visible(request, initiative_id)
    facts = loading.facts(initiative_id)
    context = {
        "facts": facts,
        "figures": figure_rows.all_of(facts, moments.today()) if facts.fields else [],
        "crumbs": [
            (f"Initiative {facts.short_title}", reverse("initiative", args=[facts.id])),
            ("Abbildungen", ""),
        ],
    }
    return respond(request, "circle/figures.html", context, partials=["abbildungen"])
