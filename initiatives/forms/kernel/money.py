"""Euros as they are typed here, kept in cents."""

import re
from decimal import Decimal

from django import forms
from django.core.exceptions import ValidationError

EURO = re.compile(r"(\d{1,3}(?:\.\d{3})+|\d+)(?:,(\d{1,2}))?")
MOST = 10_000_000_000  # euros: more than all municipalities of a county spend
HOW = "Bitte geben Sie einen Betrag in Euro an, zum Beispiel 24.800 oder 24.800,50."


def cents(typed: str) -> int:
    """24.800,50 or 24800,5 or 24.800 € in cents. Raises ValidationError for anything else, below zero or beyond `MOST`."""
    plain = typed.replace("€", "").replace("\u00a0", "").replace("\u202f", "").replace(" ", "")
    if plain[:1] in ("-", "−", "–") and EURO.fullmatch(plain[1:]):
        raise ValidationError("Ein Betrag kann nicht kleiner als null sein.", code="negative")
    match = EURO.fullmatch(plain)
    if match is None or not plain.isascii():
        raise ValidationError(HOW, code="invalid")
    amount = Decimal(f"{match[1].replace('.', '')}.{match[2] or '0'}")
    if amount > MOST:
        raise ValidationError("Dieser Betrag ist zu groß, um zu stimmen.", code="too_much")
    return int(amount * 100)


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
