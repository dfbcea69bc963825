"""The Votum of the own municipality, and the decisions of its bodies."""

from django import forms

from initiatives.domain import moments
from initiatives.enums import ResolutionResult, Stance
from initiatives.forms.base import Form
from initiatives.models import Body

MEANINGS = {
    Stance.CONSENT: "Ihre Kommune stimmt zu. Bis das zuständige Gremium beschlossen hat, gilt das als vorläufig.",
    Stance.CONDITIONAL: "Ihre Kommune stimmt zu, wenn die genannten Bedingungen erfüllt werden.",
    Stance.DELIBERATING: "Ihre Kommune berät noch; die Rückmeldung bleibt offen.",
    Stance.ABSTENTION: "Ihre Kommune stimmt weder zu noch dagegen.",
    Stance.REFUSAL: "Ihre Kommune stimmt nicht zu und ist an diesem Feld nicht beteiligt.",
    Stance.WITHDRAWN: "Ihr früheres Votum gilt nicht mehr.",
}


class PositionForm(Form):
    stance = forms.ChoiceField(label="Votum", choices=Stance, widget=forms.RadioSelect)
    reason = forms.CharField(
        label="Begründung",
        required=False,
        max_length=10_000,
        widget=forms.Textarea({"rows": 4}),
        help_text="Bei Bedingungen und bei Ablehnung nötig",
    )
    effective_on = forms.DateField(label="Vom", initial=moments.today, help_text="Zum Beispiel 20.09.2010")
    is_correction = forms.BooleanField(
        label="Das frühere Votum war falsch erfasst",
        required=False,
        help_text="Nur zur Berichtigung. Hat sich die Meinung geändert, lassen Sie das Feld frei.",
    )
    after = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, is_first: bool, **kwargs):
        super().__init__(*args, **kwargs)
        if is_first:
            del self.fields["is_correction"]
            self.fields["stance"].choices = [c for c in Stance.choices if c[0] != Stance.WITHDRAWN]

    def clean(self) -> dict:
        cleaned = super().clean()
        if cleaned.get("stance") in (Stance.CONDITIONAL, Stance.REFUSAL) and not cleaned.get("reason"):
            word = (
                "die Bedingungen" if cleaned["stance"] == Stance.CONDITIONAL else "die Gründe der Ablehnung"
            )
            if "reason" not in self.errors:
                self.add_error("reason", f"Bitte nennen Sie {word}.")
        return cleaned

    def cards(self) -> list[tuple]:
        """Each radio button with what it means."""
        return [(choice, MEANINGS[choice.data["value"]]) for choice in self["stance"]]


class ResolutionForm(Form):
    body = forms.TypedChoiceField(label="Gremium", coerce=int)
    effective_on = forms.DateField(label="Vom", help_text="Zum Beispiel 20.09.2010")
    result = forms.ChoiceField(label="Ergebnis", choices=[("", "Bitte wählen"), *ResolutionResult.choices])
    paper_number = forms.CharField(
        label="Vorlage", required=False, max_length=50, help_text="Zum Beispiel SV-10-1175"
    )
    votes_for = forms.IntegerField(label="Ja", required=False, min_value=0, max_value=999)
    votes_against = forms.IntegerField(label="Nein", required=False, min_value=0, max_value=999)
    votes_abstained = forms.IntegerField(label="Enthaltungen", required=False, min_value=0, max_value=999)

    def __init__(self, *args, bodies: list[Body], **kwargs):
        super().__init__(*args, **kwargs)
        self.bodies = {body.pk: body for body in bodies}
        choices = [(str(body.pk), body.name) for body in bodies]
        self.fields["body"].choices = [("", "Bitte wählen"), *choices]

    def clean_body(self) -> Body:
        return self.bodies[self.cleaned_data["body"]]
