"""Framework conditions: adding one, and another wording for one."""

from django import forms

from initiatives.domain.circle.conditions import STANDARD_CONDITIONS
from initiatives.forms.kernel.base import Form
from initiatives.forms.kernel.effective import EffectiveField

BY_PEOPLE = ("", "keine: Menschen beurteilen sie")


class RewordForm(Form):
    effective_on = EffectiveField()
    field_order: list[str] | None = ["text", "rule_key", "origin", "effective_on"]

    text = forms.CharField(
        label="Wortlaut",
        max_length=300,
        widget=forms.Textarea({"rows": 2}),
        help_text="Höchstens 300 Zeichen",
    )


class ConditionForm(RewordForm):
    rule_key = forms.ChoiceField(
        label="Regel",
        required=False,
        choices=[BY_PEOPLE, *STANDARD_CONDITIONS],
        help_text="Woran die Anwendung die Bedingung prüfen kann",
    )
    origin = forms.CharField(
        label="Herkunft", max_length=300, required=False, help_text="Zum Beispiel Beschluss vom 20.09.2010"
    )


class EndForm(Form):
    effective_on = EffectiveField("Gilt nicht mehr ab")
