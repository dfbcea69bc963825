"""The reason for an order of the fields that departs from the rule."""

from django import forms

from initiatives.forms.kernel.base import Form


class OrderForm(Form):
    """`reihenfolge` holds the ids of the fields, as dragging sends them."""

    depending = ("reason",)
    reihenfolge = forms.CharField(required=False, widget=forms.HiddenInput)
    reason = forms.CharField(
        label="Begründung",
        required=False,
        max_length=1_000,
        widget=forms.Textarea({"rows": 3}),
        help_text="Steht auf der Seite der Initiative neben der Liste, solange die Reihenfolge abweicht",
    )
