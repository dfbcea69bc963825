"""Euros as they are typed here, kept in cents."""

import re
from decimal import Decimal

from django import forms
from django.core.exceptions import ValidationError

from initiatives.domain.kernel.texts import euro_in_words
from initiatives.forms.kernel.numbers import MINUS, parts, spaced

CURRENCY = re.compile(r"^(?:€|Euro|EUR) *| *(?:€|Euro|EUR)$", re.IGNORECASE)
NO_CENTS = re.compile(r",(?:-{1,2}|[−–—])$")  # 1.234,-
MOST = 10_000_000_000  # euros: more than all municipalities of a county spend
HOW = "Bitte geben Sie einen Betrag in Euro an, zum Beispiel 24.800 oder 24.800,50."


def cents(typed: str) -> int:
    """24.800,50 or 24800.5 or 24.800,- € or 24.800 EUR in cents: numbers as `numbers` reads them, with two decimals at most.

    Raises ValidationError for anything else, below zero or beyond `MOST`.
    """
    plain = CURRENCY.sub("", spaced(typed), count=1)
    if plain[:1] in MINUS and _read(plain[1:].lstrip()):
        raise ValidationError("Ein Betrag kann nicht kleiner als null sein.", code="negative")
    found = _read(plain)
    if found is None:
        raise ValidationError(HOW, code="invalid")
    amount = Decimal(f"{found[0]}.{found[1] or '0'}")
    if amount > MOST:
        raise ValidationError("Dieser Betrag ist zu groß, um zu stimmen.", code="too_much")
    return int(amount * 100)


def _read(plain: str) -> tuple[str, str] | None:
    found = parts(NO_CENTS.sub("", plain))
    return found if found and len(found[1]) <= 2 else None


def typed(amount: int) -> str:
    """Cents as they would be typed: 24.800,50, and 24.800 where there are no cents."""
    whole, rest = divmod(amount, 100)
    return f"{whole:,}".replace(",", ".") + (f",{rest:02d}" if rest else "")


class EuroField(forms.CharField):
    """Typed in euros, cleaned to cents (int; None where nothing was typed)."""

    def __init__(self, **kwargs):
        widget = forms.TextInput({"inputmode": "decimal", "autocomplete": "off"})
        super().__init__(max_length=30, widget=widget, **kwargs)

    def prepare_value(self, value):
        return typed(value) if isinstance(value, int) else value

    def clean(self, value) -> int | None:
        text = super().clean(value)
        return cents(text) if text else None

    def in_words(self, value: int | None) -> str:
        return "" if value is None else euro_in_words(value)
