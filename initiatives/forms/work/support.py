"""A request for expert support to the county: asking, answering."""

from collections.abc import Iterable

from django import forms

from initiatives.domain.state.facts import FieldFacts
from initiatives.forms.kernel.base import Form
from initiatives.forms.kernel.due import DueField

LONGEST = 8_000


class SupportForm(Form):
    subject = forms.CharField(label="Betreff", max_length=200)
    text = forms.CharField(
        label="Frage",
        max_length=LONGEST,
        widget=forms.Textarea({"rows": 6}),
        help_text="Wobei soll der Kreis fachlich unterstützen? Alle in der Initiative lesen es.",
    )
    field = forms.ChoiceField(label="Betätigungsfeld", required=False)
    wanted_by = DueField(label="Antwort erbeten bis", required=False, help_text="Zum Beispiel 31.12.2026")

    def __init__(self, *args, fields_known: Iterable[FieldFacts], **kwargs):
        super().__init__(*args, **kwargs)
        known = [(str(f.id), f"{f.number}. {f.title}") for f in fields_known]
        self.choice_field("field").choices = [("", "zu keinem bestimmten Feld"), *known]


class SupportAnswerForm(Form):
    answer = forms.CharField(
        label="Antwort",
        max_length=LONGEST,
        widget=forms.Textarea({"rows": 8}),
        help_text="Alle in der Initiative lesen sie.",
    )
