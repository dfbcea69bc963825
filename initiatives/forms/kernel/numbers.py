"""Numbers as they are typed here: a comma before the decimals, points or spaces between the thousands.

A point alone before one, two or more than three digits is a decimal point, as programs write it; before three it divides
thousands, unless a 0 or more than three digits stand before it. A comma that divides thousands is refused, since 1,234 is
a little more than one.
"""

import re
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from initiatives.domain.kernel.texts import number_in_words

GROUPED = r"[1-9]\d{0,2}(?:(?:\.\d{3})+|(?: \d{3})+)"
GERMAN = re.compile(rf"({GROUPED}|\d+)(?:,(\d+))?", re.ASCII)
POINTED = re.compile(r"(\d+)\.(\d+)", re.ASCII)
MINUS = ("-", "−", "–")
PERCENT = "%"
MOST = Decimal(10) ** 12
DECIMALS = 4
HOW = "Bitte geben Sie eine Zahl an, zum Beispiel 1.250 oder 1.250,5."


def spaced(typed: str) -> str:
    """With plain spaces only, stripped."""
    return typed.replace("\u00a0", " ").replace("\u202f", " ").strip()


def parts(plain: str) -> tuple[str, str] | None:
    """The digits before and after the decimal sign, None of what is no number of zero or more."""
    match = GERMAN.fullmatch(plain) or POINTED.fullmatch(plain)
    return (re.sub(r"[. ]", "", match[1]), match[2] or "") if match else None


def number(
    typed: str, *, below_zero: bool = False, decimals: int = DECIMALS, most: Decimal = MOST
) -> Decimal:
    """1.250,5 or 1250.5 as 1250.5. Raises ValidationError for anything else, for more `decimals`, for what is further from zero
    than `most`, and below zero unless that is allowed."""
    plain = spaced(typed)
    minus = plain[:1] in MINUS and parts(plain[1:].lstrip())
    if minus and not below_zero:
        raise ValidationError("Eine Zahl unter null kann hier nicht stimmen.", code="negative")
    found = minus or parts(plain)
    if not found:
        raise ValidationError(HOW, code="invalid")
    whole, rest = found
    if len(rest.rstrip("0")) > decimals:
        raise ValidationError(f"Möglich sind höchstens {decimals} Stellen nach dem Komma.", code="decimals")
    value = Decimal(f"{whole}.{rest or '0'}")
    if value > most:
        raise ValidationError("Diese Zahl ist zu groß, um zu stimmen.", code="too_much")
    return Decimal(f"{-value.normalize() if minus else value.normalize():f}")


class DecimalField(forms.CharField):
    """Typed as it is written here, with or without a % after it, cleaned to Decimal (None where nothing was typed).

    `below_zero`, `decimals` and `most` say what may be typed, as in `number`.
    """

    def __init__(
        self, *, below_zero: bool = False, decimals: int = DECIMALS, most: Decimal = MOST, **kwargs: Any
    ):
        widget = forms.TextInput({"inputmode": "text" if below_zero else "decimal", "autocomplete": "off"})
        super().__init__(max_length=40, widget=widget, **kwargs)
        self.limits: dict[str, Any] = {"below_zero": below_zero, "decimals": decimals, "most": most}

    def prepare_value(self, value):
        return number_in_words(value) if isinstance(value, Decimal) else value

    def clean(self, value) -> Decimal | None:
        text = super().clean(value).removesuffix(PERCENT)
        return number(text, **self.limits) if text else None

    def in_words(self, value: Decimal | None) -> str:
        return "" if value is None else number_in_words(value)
