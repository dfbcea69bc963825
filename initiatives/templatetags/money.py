"""Sums of a table of costs, where cents are the exception, and the other numbers of a comparison."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Protocol

from django import template

from initiatives.domain.kernel.texts import euro_in_words, number_in_words
from initiatives.domain.state.facts import OrganisationFacts
from initiatives.templatetags.german import NBSP, join_and

register = template.Library()


@register.filter
def euro_brief(cents: int | None) -> str:
    """24.800 € where there are no cents, else 24.800,50 €."""
    return "" if cents in (None, "") else euro_in_words(cents, brief=True)


@register.filter
def euro_known(cents: int | None) -> str:
    """As `euro_brief`; what is not known is no zero."""
    return "nicht bekannt" if cents is None else euro_brief(cents)


@register.filter
def without_sign(cents: int) -> int:
    return abs(cents)


@register.filter
def comma(number: Decimal | None) -> str:
    """2,5; without needless noughts, with a true minus sign."""
    return "" if number is None else number_in_words(number)


@register.filter
def signed(number: Decimal) -> str:
    """A saving in percent with one decimal: 18,0, −3,5."""
    return f"{number:.1f}".replace(".", ",").replace("-", "−")


@register.filter
def saved_percent(number: Decimal) -> str:
    """A saving in percent with its sign of percent: 18,0 %, −3,5 %."""
    return f"{signed(number)}\u00a0%"


class Paying(Protocol):
    @property
    def payback(self) -> Decimal | None: ...


@register.filter
def payback(found: Paying) -> str:
    """After how long what falls due once has come back: sofort, 2,0 Jahre, nie."""
    years = found.payback
    if years is None:
        return "nie"
    return f"{signed(years)}{NBSP}Jahre" if years else "sofort"


@register.filter
def names(places: Iterable[OrganisationFacts]) -> str:
    """Nottuln, Olfen und Senden"""
    return join_and(one.name for one in places)
