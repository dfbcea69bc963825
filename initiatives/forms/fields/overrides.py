"""Overruling a live check, or taking an overrule back."""

from django import forms

from initiatives.domain.rules.checks import Check
from initiatives.enums import CheckResult
from initiatives.forms.kernel.base import Form
from initiatives.forms.kernel.effective import EffectiveField

AS_COMPUTED = "computed"


class OverruleForm(Form):
    result = forms.ChoiceField(label="Ihr Urteil", widget=forms.RadioSelect)
    reason = forms.CharField(
        label="Begründung",
        max_length=4_000,
        widget=forms.Textarea({"rows": 3}),
        help_text="Steht mit Ihrer Rolle neben dem berechneten Ergebnis, für alle Beteiligten sichtbar",
    )
    effective_on = EffectiveField()

    def __init__(self, *args, check: Check, **kwargs):
        super().__init__(*args, **kwargs)
        computed = check.computed.result
        choices = [(result.value, result.label) for result in CheckResult if result != computed]
        if check.override:
            choices.append((AS_COMPUTED, f"Urteil zurücknehmen, wieder wie berechnet: {computed.label}"))
        self.choice_field("result").choices = choices

    def clean_result(self) -> str | None:
        """None takes the overrule back."""
        result = self.cleaned_data["result"]
        return None if result == AS_COMPUTED else result
