"""Codes as people read and type them."""

from django import template

register = template.Library()


@register.filter
def in_fours(code: str) -> str:
    """12345678 as 1234 5678"""
    return " ".join(code[start : start + 4] for start in range(0, len(code), 4))
