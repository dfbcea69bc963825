"""What the forms share in which something that was recorded is put right."""

from typing import Any

from django import forms

from initiatives.forms.kernel.base import Form, NumberField

WITHDRAWN = "gab-es-nicht"  # the name of the other button


class RowForm(Form):
    """Starts from the values of `row`; asks for the reason last."""

    last: tuple[str, ...] = ("correction_reason",)
    may_be_withdrawn = (
        False  # whether there is the other button, which says that there never was such a thing
    )

    correction_reason = forms.CharField(
        label="Grund der Berichtigung",
        max_length=2_000,
        widget=forms.Textarea({"rows": 2}),
        help_text="Woher Sie es wissen, oder was falsch war. Alle Beteiligten sehen ihn.",
    )

    def __init__(self, data: Any, *, row: Any, **kwargs):
        initial = {name: getattr(row, name) for name in self.base_fields if hasattr(row, name)}
        super().__init__(
            data, initial=initial | {"correction_reason": ""} | kwargs.pop("initial", {}), **kwargs
        )
        self.row = row
        self.order_fields([*(name for name in self.fields if name not in self.last), *self.last])

    @property
    def withdrawn(self) -> bool:
        """Whether it was sent by the other button."""
        return self.may_be_withdrawn and WITHDRAWN in self.data

    def values(self) -> dict[str, Any]:
        """What was typed, by attribute of the row."""
        return {name: value for name, value in self.cleaned_data.items() if name != "correction_reason"}

    def full_clean(self) -> None:
        super().full_clean()
        if self.is_bound and self.withdrawn:
            for name in [one for one in self.errors if one != "correction_reason"]:
                del self.errors[name]


class EntryForm(RowForm):
    """Of an entry with its day; what else was typed does not matter where there never was such an entry."""

    last = ("effective_on", "day_order", "correction_reason")
    may_be_withdrawn = True

    effective_on = forms.DateField(label="Gilt ab")
    day_order = NumberField(
        label="Platz an diesem Tag",
        required=False,
        min_value=0,
        max_value=999,
        help_text="Nur nötig, wenn es an diesem Tag mehrere Einträge gibt: 1 steht vor 2, ohne Angabe steht er vor beiden.",
        error_messages={
            "min_value": "Bitte geben Sie eine Zahl von 0 bis 999 an.",
            "max_value": "Bitte geben Sie eine Zahl von 0 bis 999 an.",
        },
    )

    def get_initial_for_field(self, field: forms.Field, field_name: str) -> Any:
        value = super().get_initial_for_field(field, field_name)
        return value or "" if field_name == "day_order" else value

    def clean_day_order(self) -> int:
        return self.cleaned_data["day_order"] or 0
