"""`{% areas %}`: the areas of an initiative as a second menu, on its page and on all pages below it."""

from typing import NamedTuple

from django import template
from django.urls import reverse

from initiatives.domain.state.facts import InitiativeFacts

register = template.Library()


class Area(NamedTuple):
    text: str
    route: str
    below: tuple[str, ...] = ()  # the beginnings of the routes of its pages, besides its own


AREAS = (
    Area("Überblick", "initiative"),
    Area("Matrix", "matrix"),
    Area("Abbildungen", "figures"),
    Area("Treffen", "meetings", ("meeting",)),
    Area("Beschlüsse", "register", ("register", "resolution")),
    Area("Projektvorschläge", "proposals", ("proposal",)),
    Area("Aufgaben", "tasks", ("task",)),
    Area("Unterstützung", "supports", ("support",)),
    Area("Verzeichnis", "directory"),
    Area("Aktivität", "activity"),
)
OVERVIEW = AREAS[0]  # to which all other pages belong: fields, positions, rounds, agreements …


@register.inclusion_tag("components/areas.html", takes_context=True)
def areas(context: template.Context) -> dict:
    """Of the initiative whose `facts` the page shows; none where it shows none."""
    facts = context.get("facts")
    if not isinstance(facts, InitiativeFacts):
        return {"areas": []}
    route = context["request"].resolver_match.url_name
    here = next((one for one in AREAS if one.route == route or route.startswith(one.below)), OVERVIEW)
    return {
        "areas": [
            {
                "text": one.text,
                "address": reverse(one.route, args=[facts.id]),
                "current": "" if one is not here else "page" if one.route == route else "true",
            }
            for one in AREAS
        ]
    }
