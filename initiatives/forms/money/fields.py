"""Years of a comparison as they are typed."""

from initiatives.forms.kernel.base import NumberField


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
