"""Where an event tells of."""

from urllib.parse import urlencode

from django import template

from initiatives.domain.log import activity
from initiatives.models import Event
from initiatives.places import address

register = template.Library()


@register.filter
def place(event: Event) -> str:
    """The address: of its own page, else of the part of its field, else of its initiative; "" where it has none."""
    own = address(event.page, event.page_id, event.anchor) if event.page else ""
    if own:
        return own
    if event.field_id:
        return address("field", event.field_id, activity.part(event.kind))
    return address("initiative", event.initiative_id) if event.initiative_id else ""


register.filter(activity.by_day)


@register.simple_tag
def place_address(page: str, number: int | None, anchor: str, query: str = "") -> str:
    """The address of what a search found; `query` filters the page."""
    found = address(page, number, anchor)
    return f"{found}?{urlencode({'suche': query})}" if found and query else found
