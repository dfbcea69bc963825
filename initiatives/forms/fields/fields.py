"""Fields of activity: proposing one, its texts, its focal points, its lead and who takes part."""

from django import forms

from initiatives.domain.state.facts import FieldFacts
from initiatives.enums import Nature, Participation
from initiatives.forms.kernel.base import Form, Lines
from initiatives.forms.kernel.effective import EffectiveField
from initiatives.forms.kernel.seen import SeenValues
from initiatives.models import Field

MOST_POINTS, LONGEST_POINT = 20, 200
NATURES = [
    (Nature.BACK_OFFICE, "Hintergrundprozess: innerhalb der Verwaltung"),
    (Nature.CITIZEN_FACING, "Bürgernah: Bürgerinnen und Bürger haben unmittelbar damit zu tun"),
]


class LinesField(forms.Field):
    """One entry a line: no empty lines, nothing twice, in the typed order."""

    widget = Lines

    def prepare_value(self, value):
        return "\n".join(value) if isinstance(value, list | tuple) else value

    def to_python(self, value) -> list[str]:
        lines = (" ".join(line.split()) for line in (value or "").splitlines())
        return list(dict.fromkeys(line for line in lines if line))

    def validate(self, value: list[str]) -> None:
        if len(value) > MOST_POINTS:
            raise forms.ValidationError(f"Höchstens {MOST_POINTS} Zeilen, es sind {len(value)}.")
        for line in value:
            if len(line) > LONGEST_POINT:
                raise forms.ValidationError(
                    f"Die Zeile „{line[:40]}…“ hat {len(line)} Zeichen, erlaubt sind {LONGEST_POINT}."
                )


def focal_points_field() -> LinesField:
    return LinesField(
        label="Schwerpunkte",
        required=False,
        widget=Lines({"rows": 6}),
        help_text="Ein Schwerpunkt je Zeile. Die Reihenfolge der Zeilen gilt.",
    )


def _long(label: str, rows: int, longest: int, help_text: str = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        required=False,
        max_length=longest,
        widget=forms.Textarea({"rows": rows}),
        help_text=help_text,
    )


class ProposalForm(Form):
    title = forms.CharField(label="Titel", max_length=200)
    short_title = forms.CharField(
        label="Kurztitel",
        max_length=40,
        required=False,
        help_text="Für Tabellen, höchstens 40 Zeichen. Ohne Angabe der Anfang des Titels.",
    )
    nature = forms.ChoiceField(
        label="Art", choices=NATURES, initial=Nature.BACK_OFFICE, widget=forms.RadioSelect
    )
    focal_points = focal_points_field()
    aim = _long("Ziel", 3, 4_000, "Was soll für die Kommunen besser werden?")
    proposed_on = EffectiveField("Vorgeschlagen am")


class VersionedForm(Form):
    """Carries the version that the editor had in front of them."""

    version = forms.IntegerField(widget=forms.HiddenInput)


class TextsForm(VersionedForm):
    title = forms.CharField(label="Titel", max_length=200)
    short_title = forms.CharField(
        label="Kurztitel", max_length=40, help_text="Für Tabellen, höchstens 40 Zeichen"
    )
    nature = forms.ChoiceField(label="Art", choices=NATURES, widget=forms.RadioSelect)
    aim = _long("Ziel", 3, 4_000, "Was soll für die Kommunen besser werden?")
    description = _long("Beschreibung", 8, 20_000, "Steht so im Statusbericht.")
    effective_on = EffectiveField()


class PointsForm(VersionedForm):
    focal_points = focal_points_field()
    effective_on = EffectiveField()


class LeadForm(SeenValues):
    lead = forms.TypedChoiceField(
        label="Federführende Kommune",
        required=False,
        coerce=int,
        empty_value=None,
        help_text="Nur wer am Feld beteiligt ist",
    )
    contact = forms.CharField(
        label="Ansprechstelle",
        max_length=200,
        required=False,
        help_text="Amt oder Fachbereich, kein Personenname",
    )
    effective_on = EffectiveField()

    def __init__(self, *args, field: FieldFacts, **kwargs):
        super().__init__(*args, **kwargs)
        members = [(str(p.organisation.id), p.organisation.designation) for p in field.taking_part()]
        self.choice_field("lead").choices = [("", "noch keine"), *members]

    def names(self) -> tuple[str, ...]:
        return ("lead", "contact")

    def clean(self) -> dict:
        super().clean()
        cleaned = self.cleaned_data
        if cleaned.get("contact") and "lead" in cleaned and cleaned["lead"] is None:
            self.add_error("lead", "Zu einer Ansprechstelle gehört eine federführende Kommune.")
        return cleaned


class ProviderForm(Form):
    provider = forms.TypedChoiceField(
        label="Leistungserbringer",
        required=False,
        coerce=int,
        empty_value=None,
        help_text="Wer die Aufgabe für die anderen erledigt, auch der Kreis oder Dritte; nur wer am Feld beteiligt ist",
    )
    effective_on = EffectiveField()
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, field: FieldFacts, **kwargs):
        super().__init__(*args, **kwargs)
        members = [(str(p.organisation.id), p.organisation.designation) for p in field.taking_part()]
        self.choice_field("provider").choices = [("", "noch keiner"), *members]


class ParticipationForm(Form):
    status = forms.ChoiceField(label="Beteiligung", choices=Participation, widget=forms.RadioSelect)
    effective_on = EffectiveField()
    seen = forms.CharField(widget=forms.HiddenInput)


def texts_of(row: Field) -> dict:
    """What `TextsForm` and `PointsForm` start from."""
    names = ("version", "title", "short_title", "nature", "aim", "description", "focal_points")
    return {name: getattr(row, name) for name in names}
