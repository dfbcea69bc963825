"""Putting right what was entered on a field, and what was asked and answered about it: one form for each kind of entry."""

from typing import Any

from django import forms
from django.db.models import Q

from initiatives.domain.fields import wordings
from initiatives.enums import (
    LIGHT_WORDS,
    CheckResult,
    GateResult,
    Light,
    OrganisationKind,
    Participation,
    Stance,
)
from initiatives.forms.fields.fields import NATURES, focal_points_field
from initiatives.forms.fields.gate_items import outcome_field
from initiatives.forms.kernel.corrections import EntryForm, RowForm
from initiatives.models import Organisation

AS_COMPUTED = "computed"
UNSET = "none"


def _text(label: str, *, rows: int = 3, help_text: str = "", longest: int = 4_000) -> forms.CharField:
    return forms.CharField(
        label=label,
        required=False,
        max_length=longest,
        widget=forms.Textarea({"rows": rows}),
        help_text=help_text,
    )


class WordingForm(RowForm):
    """The texts that were given for a day, of which `row` is the version."""

    last = ("effective_on", "correction_reason")

    title = forms.CharField(label="Titel", max_length=200)
    short_title = forms.CharField(label="Kurztitel", max_length=40)
    nature = forms.ChoiceField(label="Art", choices=NATURES, widget=forms.RadioSelect)
    focal_points = focal_points_field()
    aim = _text("Ziel")
    description = _text("Beschreibung", rows=8, longest=20_000)
    effective_on = forms.DateField(label="Gilt ab")

    def __init__(self, data: Any, *, row: Any):
        super().__init__(data, row=row)
        for name in wordings.LABELS.keys() - wordings.said(row):
            del self.fields[name]
        self.may_be_withdrawn = not wordings.is_first(row)
        if not self.may_be_withdrawn:
            self.fields["effective_on"].label = "Vorgeschlagen am"


class PhaseForm(EntryForm):
    depending = ("reason",)

    reason = _text("Begründung")


class ParticipationForm(EntryForm):
    status = forms.ChoiceField(label="Beteiligung", choices=Participation, widget=forms.RadioSelect)
    contact = forms.CharField(
        label="Ansprechstelle",
        max_length=200,
        required=False,
        help_text="Amt oder Fachbereich, kein Personenname",
    )

    def __init__(self, data: Any, *, row: Any):
        super().__init__(data, row=row)
        if row.is_responsible or row.is_provider:
            del self.fields["status"]
        if not row.is_responsible:
            del self.fields["contact"]


class LightForm(EntryForm):
    depending = ("cause", "measure")

    light = forms.ChoiceField(
        label="Ampel",
        choices=[*((one, LIGHT_WORDS[one]) for one in Light), (UNSET, LIGHT_WORDS[UNSET])],
        widget=forms.RadioSelect,
    )
    cause = _text("Ursache", help_text="Bei Gelb und Rot nötig")
    measure = _text("Maßnahme", help_text="Bei Gelb und Rot nötig")
    milestone = forms.CharField(label="Nächster Meilenstein", required=False, max_length=200)
    milestone_on = forms.DateField(label="Termin des Meilensteins", required=False)

    def __init__(self, data: Any, *, row: Any):
        super().__init__(data, row=row, initial={"light": row.light or UNSET})

    def clean_light(self) -> str:
        light = self.cleaned_data["light"]
        return "" if light == UNSET else light


class StepForm(RowForm):
    done_on = forms.DateField(label="Erledigt am")


class AddedStepForm(RowForm):
    added_on = forms.DateField(label="Angelegt am")


class GateItemForm(EntryForm):
    depending = ("text", "reason", "due_on", "outcome")

    result = forms.ChoiceField(label="Ergebnis", choices=GateResult, widget=forms.RadioSelect)
    text = _text("Inhalt")
    reason = _text("Begründung", rows=2, help_text="Nötig, wenn der Nachweis entfällt")
    link = forms.URLField(label="Verweis", required=False, max_length=200, assume_scheme="https")
    due_on = forms.DateField(
        label="Termin der Überprüfung",
        required=False,
        help_text="Nötig bei einer Überprüfung, die noch offen ist, sonst leer",
    )
    outcome = outcome_field()


class OverrideForm(EntryForm):
    result = forms.ChoiceField(label="Urteil", widget=forms.RadioSelect)
    reason = _text("Begründung des Urteils")

    def __init__(self, data: Any, *, row: Any):
        super().__init__(data, row=row, initial={"result": row.result or AS_COMPUTED})
        choices = [(one.value, one.label) for one in CheckResult if one != row.computed]
        taken_back = (
            AS_COMPUTED,
            f"Urteil zurückgenommen, wieder wie berechnet: {row.get_computed_display()}",
        )
        self.choice_field("result").choices = [*choices, taken_back]

    def clean_result(self) -> str | None:
        result = self.cleaned_data["result"]
        return None if result == AS_COMPUTED else result


class PositionForm(EntryForm):
    depending = ("reason",)

    stance = forms.ChoiceField(label="Votum", choices=Stance, widget=forms.RadioSelect)
    reason = _text(
        "Begründung",
        longest=10_000,
        help_text="Nötig bei Bedingungen und Ablehnung. Einzelne Bedingungen ändern Sie auf der Seite des Votums.",
    )


class RoundForm(RowForm):
    opened_on = forms.DateField(label="Eröffnet am")
    deadline = forms.DateField(label="Frist")
    closed_on = forms.DateField(label="Geschlossen am")
    subject = forms.CharField(label="Frage", max_length=2_000, widget=forms.Textarea({"rows": 2}))
    joining = forms.ModelChoiceField(Organisation.objects.none(), label="Wer beitritt")

    def __init__(self, data: Any, *, row: Any):
        super().__init__(data, row=row)
        of_circle = Q(initiative_participations__initiative=row.initiative_id) | Q(
            kind=OrganisationKind.DRITTE
        )
        self.row_field("joining").queryset = Organisation.objects.filter(of_circle).distinct()
        if row.joining_id is None:
            del self.fields["joining"]
        if row.closed_on is None:
            del self.fields["closed_on"]
