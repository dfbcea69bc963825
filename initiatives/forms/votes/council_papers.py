"""What the convening municipality writes for the draft papers of all, and what each says of itself in the head of its own."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms

from initiatives.domain.kernel.texts import size_in_words
from initiatives.domain.votes.council_papers import LONGEST, REASONING
from initiatives.enums import Edition
from initiatives.forms.kernel.base import Form
from initiatives.forms.kernel.rows import RowsField
from initiatives.models import DocumentVersion
from initiatives.snapshot.council_paper import House, Station

PREPARES, DECIDES = "prepares", "decides"
ROLES = [(PREPARES, "Vorberatung"), (DECIDES, "Entscheidung")]


class ReasoningForm(Form):
    reasoning = forms.CharField(
        label=REASONING,
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea({"rows": 12}),
        help_text="Worum es geht und was dafür spricht. Alle Gefragten übernehmen den Text unverändert, auch in die öffentliche "
        "Fassung; eine leere Zeile trennt Absätze.",
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)


def _stations() -> dict[str, forms.Field]:
    return {
        "body": forms.CharField(label="Gremium", max_length=100),
        "on": forms.DateField(label="Sitzung am"),
        "role": forms.ChoiceField(label="Aufgabe", choices=ROLES),
    }


class PaperForm(Form):
    """All may be left empty: then the paper has a marked gap there. Nothing sent means the public edition."""

    edition = forms.ChoiceField(
        label="Fassung",
        choices=Edition.choices,
        widget=forms.RadioSelect,
        required=False,
        help_text="Die öffentliche nennt keine vorläufigen Voten, keine Prüfgründe und keine Kosten anderer.",
    )
    office = forms.CharField(label="Dezernat oder Amt", max_length=120, required=False)
    number = forms.CharField(label="Nummer der Vorlage", max_length=40, required=False)
    file_number = forms.CharField(label="Aktenzeichen", max_length=60, required=False)
    stations = RowsField(
        label="Beratungsfolge",
        columns=_stations,
        ignored=("role",),
        required=False,
        help_text="Eine Zeile je Gremium, in der Reihenfolge der Beratung. Das Datum kann offen bleiben.",
    )
    attached = forms.TypedMultipleChoiceField(
        label="Anlagen",
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Dateien der Vereinbarung, über die abgestimmt wird. Sie stehen in der Vorlage und liegen im PDF und im ZIP.",
    )
    depending = ("edition", "office", "number", "file_number", "stations", "attached")

    def __init__(self, *args: Any, files: Sequence[DocumentVersion], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.choice_field("attached").choices = [
            (one.pk, f"{one.document.title} ({one.name}, {size_in_words(one.size)})") for one in files
        ]
        if not files:
            del self.fields["attached"]

    def clean_edition(self) -> str:
        return self.cleaned_data["edition"] or Edition.PUBLIC.value

    def clean_stations(self) -> list[Mapping[str, Any]]:
        rows = self.cleaned_data["stations"]
        if any("body" not in row for row in rows):
            raise forms.ValidationError("Bitte nennen Sie in jeder Zeile das Gremium.")
        return rows

    def house(self) -> House:
        """What was typed into a valid form; who prepares the decision stands before who decides."""
        said = self.cleaned_data
        stations = [
            Station(row["body"], row.get("on"), row.get("role") == DECIDES) for row in said["stations"]
        ]
        return House(
            office=said["office"],
            number=said["number"],
            file_number=said["file_number"],
            stations=tuple(sorted(stations, key=lambda one: one.decides)),
        )


def typed(house: House, bodies: Sequence[str]) -> dict[str, Any]:
    """A head as the form begins with it; the competent bodies stand there where no Beratungsfolge was said yet."""
    stations = house.stations or tuple(Station(name, None, True) for name in bodies)
    rows = [
        {"body": one.body, "on": one.on, "role": DECIDES if one.decides else PREPARES} for one in stations
    ]
    return {name: getattr(house, name) for name in ("office", "number", "file_number")} | {"stations": rows}
