"""The page of an initiative: what it reads and shows, whole or as the part that htmx swaps."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.http import HttpResponse
from django.urls import reverse

from initiatives.domain.fields import ordering as order_of_fields
from initiatives.domain.kernel import moments
from initiatives.domain.log import activity, events, visits
from initiatives.domain.rules import access, tallies, turns
from initiatives.domain.state.facts import FieldFacts, InitiativeFacts
from initiatives.models import Initiative
from initiatives.views.circle import figure_rows
from initiatives.views.fields import progress
from initiatives.views.kernel.http import respond
from initiatives.views.kernel.requests import ActingRequest
from initiatives.views.meetings import lists as meeting_lists
from initiatives.views.talk import comment_thread

EVENTS_SHOWN = 3
MOVES_SHOWN = 5
HEADS = [
    ("nr", "Nr."),
    ("feld", "Feld"),
    ("phase", "Phase"),
    ("ampel", "Ampel"),
    ("voten", "Beantwortet"),
    ("federfuehrung", "Federführung"),
    ("termin", "Nächster Meilenstein"),
]


def show(
    request: ActingRequest,
    initiative: Initiative,
    facts: InitiativeFacts,
    *,
    ordering: Any = None,
    status: int = 200,
) -> HttpResponse:
    """The page; `?sort=` orders its fields, `ordering` (of field_order.py) puts them into their own order."""
    order, today = request.GET.get("sort", ""), moments.today()
    own = request.mandate.organisation_id
    grid = progress.grid(facts)
    found = events.latest(circles=[facts], by=request.mandate, limit=EVENTS_SHOWN)
    news = visits.of(initiative)
    context = {
        "facts": facts,
        "standing": tallies.standing(facts, today),
        "heads": _heads(order),
        "fields": [(f, turns.of_field(facts, f, own)) for f in tallies.arranged(facts.fields, order)],
        "members": tallies.members(facts, own),
        "rounds": tallies.open_rounds(facts),
        "grid": grid,
        "check_counts": progress.counted(grid),
        "course": figure_rows.course_of(facts, today) if facts.fields else None,
        "moves": _moves(facts),
        "meetings": meeting_lists.lines(facts, own),
        "feed": activity.grouped(found, {facts.id: news.seen_until} if news.seen_until else {}),
        "news": news,
        "ordering": ordering,
        "thread": comment_thread.of(request, initiative, facts),
        "departs": order_of_fields.in_words(facts.fields),
        "can": {
            "order": access.may(request.mandate, "field.order", facts),
            "propose": access.may(request.mandate, "field.propose", facts),
            "open_round": access.may(request.mandate, "round.open", facts),
            "close_rounds": [
                one.round.id
                for one in tallies.open_rounds(facts)
                if access.may_run(request.mandate, "round.close", facts, one.fields)
            ],
        },
        "may_record_past": access.may_record_past(request.mandate, facts, None),
        "url": reverse("initiative", args=[facts.id]),
        **_texts(facts),
    }
    return respond(
        request,
        "circle/initiative.html",
        context,
        partials=["initiative", "felder"],
        status=status,
    )


def _moves(facts: InitiativeFacts) -> list[tuple[date, FieldFacts, int]]:
    """The latest entries into a phase: day, field, phase."""
    moves = [(on, f, phase) for f in facts.fields for phase, on in f.phase_dates.items() if phase]
    return sorted(moves, key=lambda move: (move[0], move[2], -move[1].number), reverse=True)[:MOVES_SHOWN]


def _texts(facts: InitiativeFacts) -> dict:
    """Origin and date of the conditions where they are the same throughout."""
    return {
        "conditions_since": _shared(condition.since for condition in facts.conditions),
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
