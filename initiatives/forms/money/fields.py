"""Numbers of a comparison as they are typed here: years, percent, posts."""

from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from initiatives.forms.kernel.base import GROUPED, NumberField, plain_number


class CommaField(forms.DecimalField):
    """A number with decimals, typed and shown with a comma; what could be thousands as well is refused."""

    widget = forms.TextInput({"inputmode": "decimal", "autocomplete": "off"})
    default_error_messages = {"invalid": "Bitte geben Sie eine Zahl an, zum Beispiel 1,5."}

    def to_python(self, value: Any) -> Any:
        if not isinstance(value, str):
            return super().to_python(value)
        plain = value.replace("%", "").replace("\u00a0", "").replace("−", "-").strip()
        if GROUPED.fullmatch(plain):
            raise ValidationError("Bitte schreiben Sie Nachkommastellen mit einem Komma.", code="grouped")
        return super().to_python(plain_number(plain))

    def prepare_value(self, value: Any) -> Any:
        if not isinstance(value, Decimal):
            return value
        return f"{value.normalize():f}".replace(".", ",")


def year_field(label: str, *, required: bool = False, help_text: str = "") -> NumberField:
    """A year; which there are says the domain."""
    wrong = {"invalid": "Bitte geben Sie ein Jahr an, zum Beispiel 2027."}
    return NumberField(
        label=label,
        required=required,
        help_text=help_text,
        min_value=0,
        max_value=9_999,
        error_messages=wrong | {"min_value": wrong["invalid"], "max_value": wrong["invalid"]},
    )
