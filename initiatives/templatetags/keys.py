"""What the pages of cost keys need beside the words of money."""

from decimal import Decimal

from django import template

from initiatives.domain.kernel.texts import percent_in_words

register = template.Library()


@register.filter
def addnumber(beginning: str, number: int) -> str:
    """The name of an action or a part of the page: zeit-7."""
    return f"{beginning}{number}"


@register.filter
def percentage(number: Decimal) -> str:
    """8,5 %"""
    return percent_in_words(number)
