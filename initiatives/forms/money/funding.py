"""The funding of a field: which programme, for what, by which key; a proof by hand; that it is not pursued any more."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms

from initiatives.domain.rules.money import funding
from initiatives.domain.state.facts import CostKeyFacts, ProgrammeFacts
from initiatives.forms.kernel.base import Form
from initiatives.forms.kernel.corrections import EntryForm
from initiatives.forms.kernel.effective import EffectiveField
from initiatives.forms.kernel.money import EuroField
from initiatives.forms.kernel.seen import SeenValues


def _note(label: str, help_text: str = "", *, required: bool = False) -> forms.CharField:
    return forms.CharField(
        label=label,
        required=required,
        max_length=4_000,
        widget=forms.Textarea({"rows": 2}),
        help_text=help_text,
    )


class FundingForm(SeenValues):
    programme_id = forms.TypedChoiceField(label="Förderprogramm", coerce=int)
    expenses_cents = EuroField(
        label="Zuwendungsfähige Ausgaben",
        help_text="In Euro: was das Vorhaben kostet und das Programm fördert",
    )
    key_id = forms.TypedChoiceField(
        label="Schlüssel für den Eigenanteil", coerce=int, required=False, empty_value=None
    )
    note = _note("Anmerkung")
    effective_on = EffectiveField()

    def __init__(
        self,
        *args: Any,
        programmes: Iterable[ProgrammeFacts],
        keys: Iterable[CostKeyFacts],
        day: date,
        **kwargs: Any,
    ):
        super().__init__(*args, **kwargs)
        self.choice_field("programme_id").choices = [(one.id, _named(one, day)) for one in programmes]
        own = [(one.id, one.title) for one in keys]
        first = f"der erste des Feldes ({own[0][1]})" if own else "der erste des Feldes, sobald es einen gibt"
        self.choice_field("key_id").choices = [("", first), *own]

    def names(self) -> tuple[str, ...]:
        return ("programme_id", "expenses_cents", "key_id", "note")


def _named(programme: ProgrammeFacts, day: date) -> str:
    shut = "" if funding.is_open(programme, day) else " – heute nicht offen"
    return f"{programme.name}: {programme.paragraph}{shut}"


class ProofForm(Form):
    depending = ("note",)

    is_there = forms.ChoiceField(
        label="Liegt der Nachweis vor?",
        choices=[("1", "ja"), ("", "nein, noch nicht")],
        required=False,
        widget=forms.RadioSelect,
    )
    note = forms.CharField(
        label="Wo er liegt, oder was noch fehlt",
        required=False,
        max_length=500,
        widget=forms.Textarea({"rows": 2}),
        help_text="Nötig, wenn der Nachweis vorliegt",
    )
    effective_on = EffectiveField()

    def clean_is_there(self) -> bool:
        return bool(self.cleaned_data["is_there"])


class DropForm(Form):
    note = _note("Begründung", "Steht im Verlauf des Feldes", required=True)
    effective_on = EffectiveField()


class FundingCorrectionForm(EntryForm):
    expenses_cents = EuroField(label="Zuwendungsfähige Ausgaben")
    note = _note("Anmerkung oder Begründung")
