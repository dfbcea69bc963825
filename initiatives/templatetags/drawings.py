"""`{% drawing figure %}`: a drawing of `reports/svg.py` inside a page."""

from django import template
from django.utils.html import format_html

from initiatives.reports.svg import Svg

register = template.Library()


@register.simple_tag
def drawing(found: Svg) -> str:
    return format_html("{}", found)
