"""Putting right what belongs to an initiative: who takes part, framework conditions, meetings, answers to proposals."""

from typing import Any

from django import forms

from initiatives.domain.circle import wordings
from initiatives.enums import ProposalReply, SteeringDecision
from initiatives.forms.kernel.corrections import EntryForm, RowForm
from initiatives.models import Field


class ParticipantForm(RowForm):
    joined_on = forms.DateField(label="Dabei ab")
    left_on = forms.DateField(label="Ausgeschieden am")

    def __init__(self, data: Any, *, row: Any):
        super().__init__(data, row=row)
        if row.left_on is None:
            del self.fields["left_on"]


class DataForm(RowForm):
    """What was said for a day, of which `row` is the version; who convenes and the county go with the day."""

    last = ("effective_on", "correction_reason")

    title = forms.CharField(label="Titel", max_length=200)
    short_title = forms.CharField(label="Kurztitel", max_length=40)
    background = forms.CharField(
        label="Anlass und Vorgeschichte",
        required=False,
        max_length=20_000,
        widget=forms.Textarea({"rows": 8}),
    )
    conditions_note = forms.CharField(
        label="Hinweis zu den Rahmenbedingungen",
        required=False,
        max_length=2_000,
        widget=forms.Textarea({"rows": 2}),
    )
    effective_on = forms.DateField(label="Gilt ab")

    def __init__(self, data: Any, *, row: Any):
        super().__init__(data, row=row)
        for name in set(wordings.TEXTS) - set(wordings.said(row)):
            del self.fields[name]
        self.may_be_withdrawn = not wordings.is_first(row)
        if not self.may_be_withdrawn:
            del self.fields["effective_on"]


class SeatForm(RowForm):
    office = forms.CharField(label="Amt", max_length=100, help_text="Kein Personenname")
    member_from = forms.DateField(label="Mitglied ab")
    member_until = forms.DateField(label="Mitglied bis", help_text="Der letzte Tag")

    def __init__(self, data: Any, *, row: Any):
        super().__init__(data, row=row)
        if row.member_until is None:
            del self.fields["member_until"]


class ProposalForm(RowForm):
    proposed_on = forms.DateField(label="Vorgeschlagen am")

    def __init__(self, data: Any, *, row: Any):
        super().__init__(data, row=row, initial={"proposed_on": row.effective_on})


class ConditionForm(RowForm):
    text = forms.CharField(
        label="Wortlaut", max_length=300, help_text="Nur Schreibfehler; sonst fassen Sie sie neu."
    )
    effective_on = forms.DateField(label="Gilt ab")
    ended_on = forms.DateField(
        label="Gilt nicht mehr ab", required=False, help_text="Leer heißt, dass sie noch gilt"
    )

    def __init__(self, data: Any, *, row: Any):
        super().__init__(data, row=row)
        if row.ended_on is None:
            del self.fields["ended_on"]


class MeetingForm(RowForm):
    held_on = forms.DateField(label="Termin", required=False)
    title = forms.CharField(label="Titel", max_length=200)
    place = forms.CharField(label="Ort", max_length=200, required=False)
    result = forms.CharField(
        label="Ergebnis", required=False, max_length=20_000, widget=forms.Textarea({"rows": 5})
    )

    def __init__(self, data: Any, *, row: Any):
        super().__init__(data, row=row)
        self.fields["held_on"].required = row.held_on is not None


class DecisionForm(RowForm):
    text = forms.CharField(label="Wortlaut", max_length=4_000, widget=forms.Textarea({"rows": 3}))
    field = forms.ModelChoiceField(
        label="Betätigungsfeld", required=False, queryset=Field.objects.none(), empty_label="keines"
    )
    steering = forms.ChoiceField(
        label="Beschluss der Lenkungsgruppe",
        required=False,
        choices=[("", "nein"), *SteeringDecision.choices],
    )
    is_adopted = forms.BooleanField(label="angenommen", required=False)

    def __init__(self, data: Any, *, row: Any):
        super().__init__(data, row=row)
        self.row_field("field").queryset = Field.objects.filter(initiative=row.meeting.initiative_id)


class ReplyForm(EntryForm):
    depending = ("reason",)

    reply = forms.ChoiceField(label="Antwort", choices=ProposalReply, widget=forms.RadioSelect)
    reason = forms.CharField(
        label="Begründung",
        required=False,
        max_length=4_000,
        widget=forms.Textarea({"rows": 3}),
        help_text="Nötig bei einer Ablehnung",
    )
