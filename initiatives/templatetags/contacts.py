"""Telephone and mail as links."""

import re

from django import template

register = template.Library()

PREFIX = re.compile(r"\(0\)")  # +49 (0) 2502 …: not dialled after the country


@register.filter
def tel(number: str) -> str:
    """The address of a telephone number: tel:+4925029420; "" for what cannot be dialled."""
    typed = PREFIX.sub("", number) if number.startswith("+") else number
    digits = "".join(one for one in typed if one in "0123456789")
    return f"tel:{'+' if number.startswith('+') else ''}{digits}" if len(digits) > 2 else ""
