"""The filter of the decision register, and how far a decision or a resolution is carried out."""

from collections.abc import Sequence

from django import forms

from initiatives import german
from initiatives.domain.meetings import register
from initiatives.domain.meetings.register import Entry
from initiatives.domain.state.facts import InitiativeFacts
from initiatives.enums import ImplementationState
from initiatives.forms.kernel.base import Form
from initiatives.forms.kernel.corrections import EntryForm
from initiatives.forms.kernel.due import DueField
from initiatives.forms.kernel.effective import EffectiveField
from initiatives.forms.kernel.filters import Filter, choice

OVERDUE = "overdue"
ORGANISATION, BODY = "kommune-", "gremium-"


class RegisterFilter(Filter):
    feld = choice("Feld", "Alle Felder", [])
    wer = choice("Entschieden von", "Alle", [])
    umsetzung = choice(
        "Umsetzung",
        "Alle",
        [*ImplementationState.choices, (OVERDUE, "überfällig"), ("none", "ohne Stand")],
    )
    jahr = choice("Jahr", "Alle Jahre", [])
    art = choice("Art", "Alle Arten", register.KINDS.items())

    def __init__(self, *args, facts: InitiativeFacts, entries: Sequence[Entry], **options):
        super().__init__(*args, **options)
        fields = [(str(field.id), field.title) for field in facts.fields]
        self.choice_field("feld").choices = [("", "Alle Felder"), *fields]
        years = sorted({one.on.year for one in entries}, reverse=True)
        self.choice_field("jahr").choices = [("", "Alle Jahre"), *((str(year), str(year)) for year in years)]
        bodies = {f"{BODY}{one.body_id}": one.who for one in entries if one.body_id}
        owners = {one.organisation_id for one in entries if one.organisation_id}
        organisations = [
            (f"{ORGANISATION}{pk}", o.designation) for pk, o in facts.organisations.items() if pk in owners
        ]
        by_name = sorted(bodies.items(), key=lambda pair: german.by(pair[1]))
        meetings = (register.DECISION, register.MEETINGS)
        self.choice_field("wer").choices = [("", "Alle"), meetings, *organisations, *by_name]

    def chosen(self, entries: Sequence[Entry]) -> list[Entry]:
        """Those that fit; none where the address names something that does not exist."""
        if not self.is_valid():
            return []
        wanted = self.cleaned_data
        return [
            one
            for one in entries
            if wanted["feld"] in ("", *map(str, one.field_ids))
            and wanted["jahr"] in ("", str(one.on.year))
            and wanted["art"] in ("", one.kind)
            and _by(one, wanted["wer"])
            and _carried(one, wanted["umsetzung"])
        ]


def _by(one: Entry, wanted: str) -> bool:
    names = {f"{ORGANISATION}{one.organisation_id}", f"{BODY}{one.body_id}"}
    return wanted in ("", *names) or (wanted == register.DECISION and one.kind == register.DECISION)


def _carried(one: Entry, wanted: str) -> bool:
    if wanted == OVERDUE:
        return one.overdue
    return wanted in ("", one.state or "none")


class ImplementationForm(Form):
    state = forms.ChoiceField(label="Umsetzung", choices=ImplementationState, widget=forms.RadioSelect)
    contact = forms.CharField(
        label="Ansprechstelle", required=False, max_length=200, help_text="Eine Stelle, keine Person"
    )
    due_on = DueField(label="Umzusetzen bis", required=False, help_text="Zum Beispiel 31.12.2026")
    note = forms.CharField(
        label="Anmerkung",
        required=False,
        max_length=2_000,
        widget=forms.Textarea({"rows": 3}),
        help_text="Was geschehen ist; nötig, wenn die Umsetzung entfällt",
    )
    effective_on = EffectiveField("Stand vom")


class ImplementationCorrectionForm(EntryForm):
    depending = ("note",)

    state = ImplementationForm.base_fields["state"]
    contact = ImplementationForm.base_fields["contact"]
    due_on = ImplementationForm.base_fields["due_on"]
    note = ImplementationForm.base_fields["note"]
    effective_on = forms.DateField(label="Stand vom")
