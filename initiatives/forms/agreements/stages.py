"""The stages of an agreement: of each kind a form with what belongs to it, and the forms that put right what was recorded."""

from collections.abc import Iterable
from typing import Any

from django import forms

from initiatives.domain.agreements.stages import OF_KIND
from initiatives.domain.state.facts import FieldFacts, OrganisationFacts
from initiatives.enums.agreements import PartyRole, StageKind
from initiatives.forms.fields.documents import DocumentField, attached_file, offer
from initiatives.forms.kernel.base import Form, germanise
from initiatives.forms.kernel.corrections import EntryForm
from initiatives.forms.kernel.due import DueField
from initiatives.forms.kernel.effective import EffectiveField

DAYS = {
    StageKind.TEXT_AGREED: "Text vereinbart am",
    StageKind.SIGNED: "Unterzeichnet am",
    StageKind.SUBMITTED: "Vorgelegt am",
    StageKind.RECEIVED: "Eingegangen am",
    StageKind.OBJECTED: "Mitgeteilt am",
    StageKind.APPROVED: "Genehmigt am",
    StageKind.DEEMED_APPROVED: "Gilt als genehmigt seit",
    StageKind.PUBLISHED: "Veröffentlicht am",
    StageKind.IN_FORCE: "Bekannt seit",
    StageKind.TERMINATED: "Gekündigt am",
    StageKind.ENDED: "Letzter Tag",
}


def _in_force() -> forms.DateField:
    return forms.DateField(
        label="In Kraft am",
        required=False,
        help_text="Der erste Tag. Bei einer Bekanntmachung heißt leer: am Tag danach, wenn die Rechtsform sie verlangt.",
    )


def _short(label: str, longest: int) -> forms.CharField:
    return forms.CharField(label=label, required=False, max_length=longest)


def _note() -> forms.CharField:
    return forms.CharField(
        label="Anmerkung", required=False, max_length=4_000, widget=forms.Textarea({"rows": 2})
    )


def _link() -> forms.URLField:
    return forms.URLField(
        label="Verweis",
        required=False,
        max_length=200,
        assume_scheme="https",
        help_text="Adresse eines Dokuments, mit https://",
        error_messages={"invalid": "Bitte geben Sie eine vollständige Adresse an, die mit https:// beginnt."},
    )


class StageForm(Form):
    """Of one kind; without what others have. `whose` are those who can have signed or given notice."""

    organisation = forms.TypedChoiceField(label="Partei", coerce=int, empty_value=None)
    effective_on = forms.DateField(label="Tag")
    hearing_on = DueField(
        label="Erörterung am", required=False, help_text="Der Termin, den die Aufsichtsbehörde angesetzt hat"
    )
    in_force_on = _in_force()
    ends_on = forms.DateField(label="Endet am", required=False, help_text="Der letzte Tag")
    gazette = _short("Amtsblatt", 200)
    issue_number = _short("Nummer der Ausgabe", 40)
    entry_number = _short("Nummer des Eintrags", 40)
    note = _note()
    link = _link()
    document = DocumentField()
    file = attached_file()

    def __init__(
        self, *args, kind: StageKind, field: FieldFacts, whose: Iterable[OrganisationFacts], **kwargs
    ):
        super().__init__(*args, **kwargs)
        offer(self, field)
        for name, kinds in OF_KIND.items():
            if kind not in kinds:
                del self.fields[name]
        if kind == StageKind.IN_FORCE:
            self.fields["effective_on"] = EffectiveField(DAYS[kind])
            germanise(self.fields["effective_on"])
            self.fields["in_force_on"].required = True
            self.fields["in_force_on"].help_text = "Der erste Tag; er darf in der Zukunft liegen"
            self.order_fields(["in_force_on", "note", "link"])
        if kind == StageKind.ENDED:
            del self.fields["ends_on"]
        self.fields["effective_on"].label = DAYS[kind]
        self._offer(kind, whose)

    def _offer(self, kind: StageKind, whose: Iterable[OrganisationFacts]) -> None:
        """The parties that can be named; who gives notice may stay open."""
        if "organisation" not in self.fields:
            return
        parties = [(str(one.id), one.designation) for one in whose]
        choice = self.choice_field("organisation")
        choice.choices = parties
        if kind == StageKind.TERMINATED:
            choice.required, choice.label = False, "Gekündigt von"
            choice.choices = [("", "nicht angegeben"), *parties]


class StageCorrectionForm(EntryForm):
    hearing_on = DueField(label="Erörterung am", required=False)
    in_force_on = _in_force()
    ends_on = forms.DateField(label="Endet am", required=False)
    gazette = _short("Amtsblatt", 200)
    issue_number = _short("Nummer der Ausgabe", 40)
    entry_number = _short("Nummer des Eintrags", 40)
    note = _note()
    link = _link()

    def __init__(self, data: Any, *, row: Any):
        super().__init__(data, row=row)
        for name, kinds in OF_KIND.items():
            if row.kind not in kinds:
                self.fields.pop(name, None)
        self.fields["effective_on"].label = DAYS[StageKind(row.kind)]


class PartyCorrectionForm(EntryForm):
    role = forms.ChoiceField(label="Rolle", choices=PartyRole, widget=forms.RadioSelect)

    def __init__(self, data: Any, *, row: Any):
        super().__init__(data, row=row)
        if not row.role:
            del self.fields["role"]
