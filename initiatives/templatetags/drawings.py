"""`{% drawing figure %}`: a drawing of `reports/figures/svg.py` inside a page."""

from django import template
from django.utils.html import format_html

from initiatives.reports.figures.svg import Svg

register = template.Library()


@register.simple_tag
def drawing(found: Svg) -> str:
    return format_html("{}", found)
