"""`{% areas facts.id "matrix" %}`: the areas of an initiative as a second menu, on its page and on all pages below it."""

from django import template
from django.urls import reverse

register = template.Library()

# Text and route of each area.
AREAS = (
    ("Überblick", "initiative"),
    ("Matrix", "matrix"),
    ("Abbildungen", "figures"),
    ("Treffen", "meetings"),
    ("Beschlüsse", "register"),
    ("Projektvorschläge", "proposals"),
    ("Aufgaben", "tasks"),
    ("Unterstützung", "supports"),
    ("Verzeichnis", "directory"),
    ("Aktivität", "activity"),
)


@register.inclusion_tag("components/areas.html")
def areas(initiative_id: int, current: str) -> dict:
    """`current` is the route of the area to which the page belongs."""
    return {
        "areas": [
            {"text": text, "address": reverse(route, args=[initiative_id]), "is_current": route == current}
            for text, route in AREAS
        ]
    }
