"""Initiatives: the list of those that a mandate sees, the page of one, its history."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_safe

from initiatives.domain import access, events, loading, moments, tallies
from initiatives.domain.facts import InitiativeFacts
from initiatives.models import Event, Initiative
from initiatives.views import progress
from initiatives.views.histories import listing as events_listing
from initiatives.views.http import acting, respond

EVENTS_SHOWN = 10
HEADS = [
    ("nr", "Nr."),
    ("feld", "Feld"),
    ("phase", "Phase"),
    ("ampel", "Ampel"),
    ("voten", "Beantwortet"),
    ("federfuehrung", "Federführung"),
    ("termin", "Nächster Meilenstein"),
]


def visible(request: HttpRequest, initiative_id: int) -> Initiative:
    """An initiative that the acting mandate may see. Raises Http404 for any other."""
    return get_object_or_404(Initiative.objects.visible_to(request.mandate), pk=initiative_id)


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
    """The page of an initiative; `?sort=` orders its fields."""
    visible(request, initiative_id)
    facts = loading.facts(initiative_id)
    order = request.GET.get("sort", "")
    found = events.latest(initiative_ids=[initiative_id], limit=EVENTS_SHOWN + 1)
    context = {
        "facts": facts,
        "standing": tallies.standing(facts, moments.today()),
        "heads": _heads(order),
        "fields": tallies.arranged(facts.fields, order),
        "members": tallies.members(facts, request.mandate.organisation_id),
        "rounds": tallies.open_rounds(facts),
        "grid": progress.grid(facts),
        "meetings": facts.meetings[::-1],
        "events": found[:EVENTS_SHOWN],
        "more_events": len(found) > EVENTS_SHOWN,
        "can": {
            "propose": access.may(request.mandate, "field.propose", facts),
            "open_round": access.may(request.mandate, "round.open", facts),
            "close_round": access.may(request.mandate, "round.close", facts),
        },
        "url": reverse("initiative", args=[initiative_id]),
        **_texts(facts),
    }
    return respond(
        request, "initiatives/initiatives/initiative.html", context, partials=["initiative", "felder"]
    )


def _texts(facts: InitiativeFacts) -> dict:
    """The background by paragraphs; origin and date where they are the same throughout."""
    first, *others = [part.strip() for part in facts.background.split("\n\n") if part.strip()] or [""]
    return {
        "lead": first,
        "background": others,
        "origin": _shared(condition.origin for condition in facts.conditions),
        "populated_on": _shared(o.population_date for o in facts.participants if o.population_date),
    }


def _shared(values: Iterable) -> Any:
    found = set(values)
    return found.pop() if len(found) == 1 else None


def _heads(order: str) -> list[dict]:
    """The column heads as links: a second click on the same one turns the order round."""
    key = order.removeprefix("-") if order.removeprefix("-") in tallies.SORTING else "nr"
    descending = order == f"-{key}"
    return [
        {
            "text": text,
            "sort": f"-{name}" if name == key and not descending else name,
            "sorted": ("descending" if descending else "ascending") if name == key else "",
        }
        for name, text in HEADS
    ]


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
