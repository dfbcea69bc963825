"""The texts of the operator."""

from django import forms

from initiatives.forms.kernel.base import Form, Lines


class LegalPageForm(Form):
    text = forms.CharField(
        label="Text",
        required=False,
        max_length=50_000,
        widget=Lines({"rows": 24}),
        help_text="Markdown: ## für eine Überschrift, * für eine Aufzählung, [Text](Adresse) für einen Verweis.",
    )
