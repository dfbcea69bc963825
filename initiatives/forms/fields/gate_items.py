"""Entries by hand on a field: what a release needs and no other table holds."""

from collections.abc import Sequence

from django import forms

from initiatives.domain.state.facts import FieldFacts
from initiatives.enums import GateKind, GateResult
from initiatives.enums.money import ReviewOutcome
from initiatives.forms.fields.documents import DocumentField, attached_file, offer
from initiatives.forms.kernel.base import Form
from initiatives.forms.kernel.due import DueField
from initiatives.forms.kernel.effective import EffectiveField


def outcome_field() -> forms.ChoiceField:
    return forms.ChoiceField(
        label="Ergebnis der Überprüfung",
        choices=[("", "nicht angegeben"), *ReviewOutcome.choices],
        required=False,
        help_text="Nötig bei einer Überprüfung, die erledigt ist, sonst leer",
    )


class GateItemForm(Form):
    depending = ("text", "reason", "due_on", "outcome")

    kind = forms.ChoiceField(label="Nachweis")
    result = forms.ChoiceField(
        label="Ergebnis", choices=GateResult, initial=GateResult.DONE, widget=forms.RadioSelect
    )
    text = forms.CharField(
        label="Inhalt",
        required=False,
        max_length=4_000,
        widget=forms.Textarea({"rows": 3}),
        help_text="Was festgelegt, geprüft oder geregelt ist",
    )
    reason = forms.CharField(
        label="Begründung",
        required=False,
        max_length=4_000,
        widget=forms.Textarea({"rows": 2}),
        help_text="Nötig, wenn der Nachweis entfällt",
    )
    link = forms.URLField(
        label="Verweis",
        required=False,
        max_length=200,
        assume_scheme="https",
        help_text="Adresse eines Dokuments, mit https://",
        error_messages={"invalid": "Bitte geben Sie eine vollständige Adresse an, die mit https:// beginnt."},
    )
    document = DocumentField()
    file = attached_file()
    due_on = DueField(
        label="Termin der Überprüfung",
        required=False,
        help_text="Nötig bei einer Überprüfung, die noch offen ist, sonst leer. Einen Monat vorher erinnert „Zu tun“ daran.",
    )
    outcome = outcome_field()
    effective_on = EffectiveField()

    def __init__(
        self, *args, field: FieldFacts, needed: Sequence[GateKind], others: Sequence[GateKind], **kwargs
    ):
        """`needed`: kinds that the next release still needs, offered first; `others`: all that may be recorded too."""
        super().__init__(*args, **kwargs)
        offer(self, field)
        groups = [("Das fehlt noch", needed), ("Weitere Nachweise", others)]
        self.choice_field("kind").choices = [
            (title, [(kind.value, kind.label) for kind in kinds]) for title, kinds in groups if kinds
        ]
