"""Where an event tells of."""

from django import template

from initiatives.domain import activity
from initiatives.models import Event
from initiatives.views.links import address

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


@register.simple_tag
def comment_address(page: tuple[str, int], number: int) -> str:
    """The address of a comment, to be handed on."""
    return address(*page, f"kommentar-{number}")
