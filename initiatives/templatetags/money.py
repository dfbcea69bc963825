"""Sums of a table of costs, where cents are the exception."""

from django import template

from initiatives.templatetags.german import NBSP, euro

register = template.Library()


@register.filter
def euro_brief(cents: int | None) -> str:
    """24.800 € where there are no cents, else 24.800,50 €."""
    return euro(cents).replace(f",00{NBSP}", NBSP)
