"""Opening a round."""

from django import forms

from initiatives.domain import moments
from initiatives.domain.facts import FieldFacts, OrganisationFacts
from initiatives.forms.base import Form

QUESTION = "Wirkt Ihre Kommune an diesem Feld mit?"


class RoundForm(Form):
    fields_asked = forms.MultipleChoiceField(label="Felder", widget=forms.CheckboxSelectMultiple)
    organisations = forms.MultipleChoiceField(
        label="Gefragt werden", widget=forms.CheckboxSelectMultiple, help_text="Voreingestellt sind alle"
    )
    subject = forms.CharField(
        label="Frage", max_length=1_000, initial=QUESTION, widget=forms.Textarea({"rows": 2})
    )
    deadline = forms.DateField(label="Frist", help_text="Zum Beispiel 31.12.2026")

    def __init__(
        self, *args, askable: list[FieldFacts], participants: tuple[OrganisationFacts, ...], **kwargs
    ):
        super().__init__(*args, **kwargs)
        self.fields["fields_asked"].choices = [(str(f.id), f"{f.number}. {f.title}") for f in askable]
        self.fields["organisations"].choices = [(str(o.id), o.designation) for o in participants]

    def clean_deadline(self):
        deadline = self.cleaned_data["deadline"]
        if deadline < moments.today():
            raise forms.ValidationError("Die Frist liegt in der Vergangenheit.")
        return deadline
