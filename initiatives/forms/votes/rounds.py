"""Opening a round, and what the convening municipality does with an open one."""

from collections.abc import Iterable
from datetime import date

from django import forms
from django.db.models import QuerySet
from django.forms.boundfield import BoundField

from initiatives.domain.kernel import moments
from initiatives.domain.state.facts import FieldFacts, OrganisationFacts
from initiatives.enums import RoundPurpose
from initiatives.forms.kernel.base import Form
from initiatives.forms.kernel.due import DueField
from initiatives.forms.kernel.effective import EffectiveField
from initiatives.models import Body, Organisation

BODY = "gremium_"


class RoundForm(Form):
    depending: tuple[str, ...] = ("subject_version", "organisations", "joining")

    purpose = forms.ChoiceField(
        label="Zweck",
        choices=RoundPurpose,
        widget=forms.RadioSelect,
        help_text="Mitwirkung: ob die Kommune mitarbeitet. Entscheidung: ob die Beteiligten einem Entwurf zustimmen. "
        "Beitritt: ob jemand dem Feld beitritt; was die anderen zum Feld gesagt haben, gilt weiter.",
    )
    fields_asked = forms.MultipleChoiceField(label="Felder", widget=forms.CheckboxSelectMultiple)
    organisations = forms.MultipleChoiceField(
        label="Gefragt werden",
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text="Bei einer Entscheidung werden davon nur die Beteiligten der Felder gefragt, bei einem Beitritt außerdem, wer "
        "beitritt.",
    )
    joining: forms.ModelChoiceField = forms.ModelChoiceField(
        label="Wer beitritt",
        queryset=Organisation.objects.none(),
        required=False,
        empty_label="–",
        help_text="Nötig bei einem Beitritt, sonst leer",
    )
    subject = forms.CharField(label="Frage", max_length=1_000, widget=forms.Textarea({"rows": 2}))
    subject_version = forms.CharField(
        label="Fassung des Entwurfs",
        required=False,
        max_length=50,
        help_text="Nötig bei einer Entscheidung, zum Beispiel „Entwurf 2.0 vom 01.06.2026“",
    )
    deadline = DueField(label="Frist", help_text="Zum Beispiel 31.12.2026")
    closes_itself = forms.BooleanField(
        label="Die Runde schließt von selbst",
        required=False,
        help_text="Sobald alle geantwortet haben, spätestens am Tag nach der Frist. Sonst schließen Sie die Runde selbst.",
    )
    continues = forms.BooleanField(
        label="Die Runde führt die vorige fort",
        required=False,
        help_text="Wer jetzt nicht gefragt wird, dessen Votum aus der vorigen Runde gilt weiter: bei späterem Beitritt, oder "
        "wenn ein Gremium geändert beschlossen hat.",
    )
    opened_on = EffectiveField("Gefragt am")

    def __init__(
        self,
        *args,
        askable: list[FieldFacts],
        participants: Iterable[OrganisationFacts],
        joining: QuerySet[Organisation],
        bodies: Iterable[Body],
        **kwargs,
    ):
        super().__init__(*args, **kwargs)
        self.choice_field("fields_asked").choices = [(str(f.id), f"{f.number}. {f.title}") for f in askable]
        self.choice_field("organisations").choices = [(str(o.id), o.designation) for o in participants]
        self.row_field("joining").queryset = joining
        self.bodies = {str(body.pk): body for body in bodies}
        for organisation in participants:
            self._add_body(organisation)

    def _add_body(self, organisation: OrganisationFacts) -> None:
        own = [(pk, body) for pk, body in self.bodies.items() if body.organisation_id == organisation.id]
        councils = [pk for pk, body in own if body.kind in ("rat", "kreistag")]
        name = f"{BODY}{organisation.id}"
        self.fields[name] = forms.ChoiceField(
            label=organisation.designation,
            required=False,
            choices=[("", "noch nicht benannt"), *((pk, body.name) for pk, body in own)],
            initial=councils[0] if len(councils) == 1 else "",
        )
        self.depending += (name,)

    def main_fields(self) -> list[BoundField]:
        return [self[name] for name in self.fields if not name.startswith(BODY)]

    def body_fields(self) -> list[BoundField]:
        return [self[name] for name in self.fields if name.startswith(BODY)]

    def competent(self) -> dict[int, Body | None]:
        """The chosen body of each organisation, None where it is left open."""
        names = [name for name in self.fields if name.startswith(BODY)]
        return {int(n.removeprefix(BODY)): self.bodies.get(self.cleaned_data[n]) for n in names}

    def clean(self) -> dict:
        """A round of an earlier day may have a deadline that is over."""
        super().clean()
        cleaned = self.cleaned_data
        if not (cleaned.get("organisations") or cleaned.get("joining") or "organisations" in self.errors):
            self.add_error("organisations", "Bitte wählen Sie aus, wer gefragt wird.")
        if cleaned.get("deadline") and not cleaned.get("opened_on") and "opened_on" not in self.errors:
            try:
                not_past(cleaned["deadline"])
            except forms.ValidationError as error:
                self.add_error("deadline", error)
        return cleaned


def not_past(deadline: date) -> date:
    """The deadline. Raises ValidationError for one that is over."""
    if deadline < moments.today():
        raise forms.ValidationError("Die Frist liegt in der Vergangenheit.")
    return deadline


class CloseForm(Form):
    reason = forms.CharField(
        label="Begründung", required=False, max_length=1_000, widget=forms.Textarea({"rows": 2})
    )
    closed_on = EffectiveField("Geschlossen am")

    def __init__(self, *args, by_hand: bool = True, **kwargs):
        super().__init__(*args, **kwargs)
        if by_hand:
            self.depending = ("reason",)
            self.fields["reason"].help_text = "Nötig, weil die Frist noch läuft und Rückmeldungen fehlen"


class DeadlineForm(Form):
    deadline = DueField(label="Neue Frist", help_text="Zum Beispiel 31.12.2026")
