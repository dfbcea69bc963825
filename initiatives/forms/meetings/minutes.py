"""What is added to minutes that were circulated."""

from django import forms

from initiatives.forms.kernel.base import Form


class AddendumForm(Form):
    text = forms.CharField(
        label="Berichtigung",
        max_length=5_000,
        widget=forms.Textarea({"rows": 5}),
        help_text="Sie wird der Niederschrift hinzugefügt; der versandte Text bleibt, wie er ist.",
    )
