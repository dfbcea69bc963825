"""Cost lines: what one bears alone, what is borne jointly, what one reimburses to another; each entered, changed, put right."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.forms.boundfield import BoundField

from initiatives.domain.kernel.texts import euro_in_words
from initiatives.domain.money.line_values import MOST, VALUES
from initiatives.domain.state.facts import CostKeyFacts, OrganisationFacts
from initiatives.enums import Confidence
from initiatives.enums.money import COMPARED, GRANTS, ONCE, RUNNING, CostKind, Variant
from initiatives.forms.kernel.base import Form
from initiatives.forms.kernel.corrections import EntryForm
from initiatives.forms.kernel.effective import EffectiveField
from initiatives.forms.kernel.money import EuroField
from initiatives.forms.kernel.numbers import DecimalField
from initiatives.forms.kernel.seen import SeenValues
from initiatives.forms.money.fields import year_field
from initiatives.models import StaffRate

MOST_POSTS = Decimal(999)  # so that 1.500, typed for one and a half, is no thousand
OPEN = [("", "Bitte wählen")]
OWN_KINDS = [(one.value, one.label) for one in CostKind if one != CostKind.REIMBURSEMENT]
JOINT_KINDS = [(one.value, one.label) for one in CostKind if one in RUNNING | ONCE | GRANTS]
JOINT_VARIANTS = [(one.value, one.label) for one in COMPARED]
POSTS = ("fte", "rate", "pay_grade", "rate_cents")
WHO = ("variant", "kind", "organisation", "receiver", "key")
GROUPS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("Was", (*WHO, "title")),
    ("Wie viel", ("amount_cents", "fte", "rate", "pay_grade", "rate_cents")),
    ("Wann", ("from_year", "until_year", "increase")),
    ("Woher", ("source", "confidence", "drops_plain", "effective_on", "day_order", "correction_reason")),
)


class LineFields(Form):
    """What a line comes to: an amount, or posts at the rate of a pay grade, chosen or typed."""

    depending = ("amount_cents", "fte", "rate", "pay_grade", "rate_cents")

    title = forms.CharField(
        label="Bezeichnung", max_length=200, help_text="Zum Beispiel „Sachbearbeitung“ oder „Lizenzen“"
    )
    amount_cents = EuroField(
        label="Betrag in Euro", required=False, help_text="Im Jahr; was einmal anfällt, im Ganzen"
    )
    fte = DecimalField(
        label="oder Stellenanteile",
        required=False,
        decimals=3,
        most=MOST_POSTS,
        help_text="Vollzeitstellen, zum Beispiel 0,5; nur für Personal",
    )
    rate = forms.ChoiceField(label="Satz je Stelle und Jahr", required=False)
    pay_grade = forms.CharField(
        label="Entgeltgruppe", required=False, max_length=20, help_text="Wenn Sie den Satz selbst angeben"
    )
    rate_cents = EuroField(label="Eigener Satz in Euro", required=False, help_text="Je Stelle und Jahr")
    from_year = year_field("Erstes Jahr", help_text="Leer: von Anfang an")
    until_year = year_field("Letztes Jahr", help_text="Leer: bis zum Ende des Zeitraums")
    increase = DecimalField(
        label="Steigerung im Jahr in %",
        required=False,
        below_zero=True,
        decimals=2,
        most=MOST,
        help_text="Ab dem Preisstand; leer heißt gleichbleibend",
    )
    source = forms.CharField(
        label="Quelle", max_length=200, help_text="Zum Beispiel Haushaltsplan 2026, Produkt 01.05"
    )
    confidence = forms.ChoiceField(label="Verlässlichkeit", choices=Confidence, widget=forms.RadioSelect)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rates = {str(one.pk): one for one in StaffRate.objects.all()}
        chosen = [(key, f"{one}: {euro_in_words(one.cents, brief=True)}") for key, one in self.rates.items()]
        self.choice_field("rate").choices = [("", "selbst angeben"), *chosen]
        if not chosen:
            del self.fields["rate"]
        self.order_fields([name for _, names in GROUPS for name in names])

    def clean_increase(self) -> Any:
        return self.cleaned_data["increase"] or 0

    def clean(self) -> dict[str, Any]:
        super().clean()
        rate = self.rates.get(self.cleaned_data.pop("rate", ""))
        if rate is not None:
            self.cleaned_data |= {"pay_grade": rate.pay_grade, "rate_cents": rate.cents}
        return self.cleaned_data

    def line_values(self) -> dict[str, Any]:
        """What was typed, by the names of `VALUES`."""
        return {name: self.cleaned_data[name] for name in VALUES if name in self.fields}

    def groups(self) -> list[tuple[str, list[BoundField]]]:
        """The fields under the words by which they belong together."""
        found = [(word, [self[name] for name in names if name in self.fields]) for word, names in GROUPS]
        return [(word, fields) for word, fields in found if fields]


class DatedLineFields(LineFields):
    """With the day from which on it comes to that."""

    effective_on = EffectiveField()


class NewLineForm(DatedLineFields):
    """What one organisation bears alone, is granted or saves. `plain` are the sums that are not broken down, in words."""

    variant = forms.ChoiceField(label="Variante", choices=[*OPEN, *Variant.choices])
    kind = forms.ChoiceField(label="Art", choices=[*OPEN, *OWN_KINDS])
    organisation = forms.TypedChoiceField(label="Für", coerce=int)
    drops_plain = forms.BooleanField(
        label="Die einfache Summe entfällt, sonst zählt sie doppelt", required=False, initial=True
    )

    def __init__(self, data: Any, *, places: Iterable[OrganisationFacts], plain: Iterable[str], **kwargs):
        super().__init__(data, **kwargs)
        _offer(self, "organisation", places)
        words = list(plain)
        self.fields["drops_plain"].help_text = f"Ohne Aufgliederung angegeben: {'; '.join(words)}"
        if not words:
            del self.fields["drops_plain"]


class JointLineForm(DatedLineFields):
    """What is shared out by a key."""

    variant = forms.ChoiceField(label="Variante", choices=JOINT_VARIANTS, initial=Variant.JOINT)
    kind = forms.ChoiceField(label="Art", choices=[*OPEN, *JOINT_KINDS])
    key = forms.TypedChoiceField(label="Kostenschlüssel", coerce=int, required=False, empty_value=None)
    organisation = forms.TypedChoiceField(
        label="Wer die Rechnung bezahlt",
        coerce=int,
        required=False,
        empty_value=None,
        help_text="Zum Beispiel der Leistungserbringer: Er erhält die Anteile der anderen.",
    )

    def __init__(
        self, data: Any, *, places: Iterable[OrganisationFacts], keys: Iterable[CostKeyFacts], **kwargs
    ):
        super().__init__(data, **kwargs)
        _offer(self, "organisation", places, "jede ihren Anteil selbst")
        named = [(one.id, one.title) for one in keys]
        self.choice_field("key").choices = [("", "der erste des Feldes"), *named]


class ReimbursementForm(DatedLineFields):
    """What one pays another a year."""

    variant = forms.ChoiceField(label="Variante", choices=[*OPEN, *Variant.choices])
    organisation = forms.TypedChoiceField(label="Wer zahlt", coerce=int)
    receiver = forms.TypedChoiceField(label="Wer erhält", coerce=int)

    def __init__(self, data: Any, *, places: Iterable[OrganisationFacts], **kwargs):
        super().__init__(data, **kwargs)
        everybody = list(places)
        _offer(self, "organisation", everybody)
        _offer(self, "receiver", everybody)
        _leave_out(self, *POSTS)


class ChangeLineForm(SeenValues, DatedLineFields):
    """What a line comes to from a day on; `initial` is what it comes to now."""

    def __init__(self, data: Any, *, initial: Mapping[str, Any]):
        super().__init__(data, initial=initial)
        self.fields["title"].required = bool(initial["title"])

    def names(self) -> tuple[str, ...]:
        return VALUES


class CorrectLineForm(EntryForm, LineFields):
    """What a line should have come to. `row` is the entry: an amount, or posts and what one costs; of a plain sum no more."""

    def __init__(self, data: Any, *, row: Any):
        super().__init__(data, row=row)
        _leave_out(self, *(POSTS if row.fte is None else ("amount_cents",)))
        self.fields["title"].required = bool(row.title)
        if row.line.kind in (CostKind.TOTAL, CostKind.ONE_OFF) and not row.line.is_shared and not row.title:
            more = ("from_year", "until_year", "increase")
            _leave_out(self, "title", *(name for name in more if not getattr(row, name)))


class DropLineForm(Form):
    source = forms.CharField(
        label="Grund", max_length=200, required=False, help_text="Zum Beispiel „Vertrag gekündigt“"
    )
    effective_on = EffectiveField("Entfällt ab")


def _leave_out(form: Form, *names: str) -> None:
    for name in names:
        form.fields.pop(name, None)


def _offer(form: Form, name: str, places: Iterable[OrganisationFacts], nobody: str = "") -> None:
    """Let an organisation be chosen; where there is only one, it is."""
    offered = [(one.id, one.name) for one in places]
    field = form.choice_field(name)
    if len(offered) == 1 and not nobody:
        field.choices = offered
    else:
        field.choices = [("", nobody or "Bitte wählen"), *offered]
