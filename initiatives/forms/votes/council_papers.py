"""What the convening municipality writes for the draft papers of all."""

from django import forms

from initiatives.domain.votes.council_papers import LONGEST, REASONING
from initiatives.forms.kernel.base import Form


class ReasoningForm(Form):
    reasoning = forms.CharField(
        label=REASONING,
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea({"rows": 12}),
        help_text="Worum es geht und was dafür spricht. Alle Gefragten übernehmen den Text unverändert.",
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
