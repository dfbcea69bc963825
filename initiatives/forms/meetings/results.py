"""What comes of a meeting: a decision with its votes, a task, an information."""

from typing import Any

from django import forms

from initiatives.enums import DecisionEffect, MeetingVote, SteeringDecision
from initiatives.forms.kernel.base import Form
from initiatives.forms.kernel.due import DueField
from initiatives.forms.meetings.agenda import FieldChoice
from initiatives.models import AgendaItem, Attendance, Field, Meeting, MeetingResult, Organisation

VOTE = "stimme_"
ALL, EACH = "alle", "einzeln"
VOTING = [(ALL, "Alle Anwesenden sind dafür"), (EACH, "Einzeln, wie unten angegeben")]
VOTES = [("", "nicht abgestimmt"), *MeetingVote.choices]


class ResultForm(Form):
    text = forms.CharField(label="Wortlaut", max_length=5_000, widget=forms.Textarea({"rows": 3}))
    item = forms.ModelChoiceField(
        label="Zum Thema",
        required=False,
        queryset=AgendaItem.objects.none(),
        empty_label="zu keinem Thema der Tagesordnung",
    )
    field = FieldChoice(
        label="Betätigungsfeld", required=False, queryset=Field.objects.none(), empty_label="keines"
    )
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, meeting: Meeting, result: MeetingResult | None = None, **kwargs):
        if result:
            names = ("text", "item", "field", "version")
            kwargs["initial"] = {name: getattr(result, name) for name in names} | kwargs.get("initial", {})
        super().__init__(*args, **kwargs)
        self.row_field("item").queryset = AgendaItem.objects.filter(meeting=meeting)
        self.row_field("field").queryset = Field.objects.filter(initiative_id=meeting.initiative_id)

    def values(self) -> dict[str, Any]:
        """What was typed, as the domain names it."""
        return {name: self.cleaned_data[name] for name in ("text", "item", "field")}


class DecisionForm(ResultForm):
    effect = forms.ChoiceField(
        label="Was die Festlegung bewirkt",
        choices=DecisionEffect,
        initial=DecisionEffect.NONE,
        help_text="Sie wirkt, wenn sie angenommen ist und das Treffen abgeschlossen wird.",
    )
    contact = forms.CharField(
        label="Ansprechstelle für die Umsetzung",
        max_length=200,
        required=False,
        help_text="Amt oder Fachbereich, kein Personenname",
    )
    steering = forms.ChoiceField(
        label="Beschluss der Lenkungsgruppe",
        choices=[("", "nein, eine Festlegung der Beauftragten"), *SteeringDecision.choices],
        required=False,
        help_text="Nennt ein Betätigungsfeld; es stimmen nur ab, die einen Sitz in der Lenkungsgruppe haben.",
    )
    voting = forms.ChoiceField(
        label="Abstimmung",
        choices=VOTING,
        initial=ALL,
        widget=forms.RadioSelect,
        help_text="Angenommen ist, wofür mehr Kommunen stimmen als dagegen; bei Gleichstand ist abgelehnt.",
    )

    def __init__(
        self,
        *args,
        present: list[Attendance],
        seated: set[int] | frozenset[int] = frozenset(),
        result: MeetingResult | None = None,
        **kwargs,
    ):
        """`seated` are the present that have a seat in the steering group; without any there is nothing to say of it."""
        given = {v.organisation_id: v.vote for v in result.votes.all()} if result else {}
        if result:
            voting = seated if result.steering else {a.organisation_id for a in present if not a.is_optional}
            unanimous = set(given.values()) == {MeetingVote.YES} and set(given) == voting
            kwargs["initial"] = {
                "steering": result.steering,
                "effect": result.effect,
                "contact": result.contact,
                "voting": ALL if unanimous else EACH,
            }
        super().__init__(*args, result=result, **kwargs)
        self.seated = seated
        self.guests = {a.organisation_id for a in present if a.is_optional}
        if not seated and not (result and result.steering):
            del self.fields["steering"]
        for one in present:
            name = f"{VOTE}{one.organisation_id}"
            self.fields[name] = forms.ChoiceField(
                label=one.organisation.designation,
                choices=VOTES,
                required=False,
                initial=given.get(
                    one.organisation_id, MeetingVote.YES if not result and not one.is_optional else ""
                ),
            )
            self.depending += (name,)

    def main_fields(self) -> list:
        return [self[name] for name in self.fields if not name.startswith(VOTE)]

    def vote_fields(self) -> list:
        return [self[name] for name in self.fields if name.startswith(VOTE)]

    def votes(self) -> dict[int, str]:
        """By organisation, without those that did not vote."""
        said = {
            int(name.removeprefix(VOTE)): value
            for name, value in self.cleaned_data.items()
            if name.startswith(VOTE)
        }
        if self.cleaned_data["voting"] == ALL:
            all_ = self.seated if self.cleaned_data.get("steering") else said.keys() - self.guests
            return dict.fromkeys(all_, MeetingVote.YES)
        return {number: MeetingVote(vote) for number, vote in said.items() if vote}

    def values(self) -> dict[str, Any]:
        values = super().values() | {name: self.cleaned_data[name] for name in ("effect", "contact")}
        return values | {"steering": self.cleaned_data.get("steering", "")}


class TaskForm(ResultForm):
    owner = forms.ModelChoiceField(label="Zuständig", queryset=Organisation.objects.none())
    due_on = DueField(label="Frist", required=False, help_text="Zum Beispiel 31.12.2026")

    def __init__(self, *args, meeting: Meeting, result: MeetingResult | None = None, **kwargs):
        if result:
            kwargs["initial"] = {"owner": result.task.owner_id, "due_on": result.task.due_on}
        super().__init__(*args, meeting=meeting, result=result, **kwargs)
        invited = meeting.attendances.values("organisation_id")
        self.row_field("owner").queryset = Organisation.objects.filter(pk__in=invited)
        self.fields["text"].label = "Was ist zu tun?"

    def values(self) -> dict[str, Any]:
        return super().values() | {name: self.cleaned_data[name] for name in ("owner", "due_on")}
