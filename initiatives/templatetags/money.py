"""Sums of a table of costs, where cents are the exception."""

from django import template

from initiatives.templatetags.german import NBSP, euro

register = template.Library()


@register.filter
def euro_brief(cents: int | None) -> str:
    """24.800 € where there are no cents, else 24.800,50 €."""
    return euro(cents).replace(f",00{NBSP}", NBSP)


@register.filter
def euro_known(cents: int | None) -> str:
    """As `euro_brief`; what is not known is no zero."""
    return "nicht bekannt" if cents is None else euro_brief(cents)


@register.filter
def without_sign(cents: int) -> int:
    return abs(cents)
