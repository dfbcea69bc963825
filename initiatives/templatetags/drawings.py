"""Drawings of `reports/figures/svg.py` and texts of stored reports inside a page."""

from django import template
from django.template import Context
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from initiatives.reports.figures.svg import Svg
from initiatives.reports.formats.reading import Reading

register = template.Library()


@register.simple_tag
def drawing(found: Svg) -> str:
    return format_html("{}", found)


@register.simple_tag(takes_context=True)
def styles_of(context: Context, found: Reading) -> str:
    """The styles of a stored report, with the nonce without which the policy of the page would not let them in."""
    nonce = context["request"].csp_nonce
    return format_html('<style nonce="{}">{}</style>', nonce, mark_safe(found.styles))


@register.filter
def as_set(html: str) -> SafeString:
    """A part of a stored report, whose checksum was compared: it is the HTML that we made."""
    return mark_safe(html)
