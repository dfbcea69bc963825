"""Agreements: drawing one up with its parties, its texts, who enters or leaves."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms

from initiatives.domain.agreements import wordings
from initiatives.domain.state import loading
from initiatives.domain.state.facts import AgreementFacts, OrganisationFacts
from initiatives.enums.agreements import AgreementKind, PartyChange, PartyRole
from initiatives.forms.kernel.base import Form, NumberField
from initiatives.forms.kernel.corrections import RowForm
from initiatives.forms.kernel.effective import EffectiveField
from initiatives.models import Agreement, LegalForm, Organisation

TEXTS = (
    *("title", "subject", "legal_form_id", "legal_form_name", "provider_id", "begins_on", "term_until"),
    *("is_unlimited", "termination_rule", "notice_months", "review_on", "cost_clause", "standard", "note"),
)
NO_FORMS = "Für dieses Land sind keine Rechtsformen hinterlegt. Pflichten und Fristen werden deshalb nicht berechnet."


def legal_forms(land: str, day: date, kept: int | None = None) -> list[LegalForm]:
    """Those of a Land that hold on a day, and the one that is named already."""
    rows = LegalForm.objects.filter(land=land)
    return [
        one
        for one in rows
        if one.pk == kept or (one.valid_from <= day and (one.valid_until is None or one.valid_until >= day))
    ]


def _long(label: str, rows: int, help_text: str = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        required=False,
        max_length=4_000,
        widget=forms.Textarea({"rows": rows}),
        help_text=help_text,
    )


def _number(label: str, empty: str) -> forms.TypedChoiceField:
    """A choice of a row by its number; None for none."""
    return forms.TypedChoiceField(
        label=label, required=False, coerce=int, empty_value=None, choices=[("", empty)]
    )


class AgreementTexts(Form):
    """What an agreement says; `laws` are the legal forms of its Land, `circle` the organisations of the initiative."""

    depending: tuple[str, ...] = ("legal_form_name",)

    title = forms.CharField(
        label="Titel", max_length=200, help_text="Zum Beispiel Vereinbarung über die Personalabrechnung"
    )
    subject = _long("Gegenstand", 2, "Welche Leistung oder Aufgabe sie regelt")
    legal_form_id = _number("Rechtsform", "noch offen oder keine davon")
    legal_form_name = forms.CharField(
        label="Rechtsform in Worten",
        required=False,
        max_length=200,
        help_text="Nur wenn sie in der Auswahl fehlt; Pflichten und Fristen werden dann nicht berechnet",
    )
    provider_id = _number("Leistungserbringer", "niemand leistet für die anderen")
    begins_on = forms.DateField(label="Beginn laut Vereinbarung", required=False)
    term_until = forms.DateField(label="Laufzeit bis", required=False, help_text="Der letzte Tag")
    is_unlimited = forms.BooleanField(label="Unbefristet", required=False)
    termination_rule = _long("Kündigung", 2, "Wer wann mit welcher Frist kündigen kann")
    notice_months = NumberField(
        label="Kündigungsfrist in Monaten", required=False, min_value=1, max_value=120
    )
    review_on = forms.DateField(
        label="Überprüfung am", required=False, help_text="Einen Monat vorher erinnert „Zu tun“ daran"
    )
    cost_clause = _long("Kostenregelung", 2, "Wer was nach welchem Schlüssel zahlt")
    standard = _long(
        "Gemeinsamer Standard", 2, "Worauf sich die Parteien verpflichten, oder die Anlage, in der es steht"
    )
    note = _long("Anmerkung", 2)

    def __init__(
        self,
        *args,
        laws: Iterable[LegalForm],
        circle: Iterable[OrganisationFacts | Organisation],
        **kwargs,
    ):
        super().__init__(*args, **kwargs)
        known = [(str(one.pk), str(one)) for one in laws]
        if known:
            choice = self.choice_field("legal_form_id")
            choice.choices = [("", "noch offen oder keine davon"), *known]
        else:
            del self.fields["legal_form_id"]
            self.fields["legal_form_name"].label, self.fields["legal_form_name"].help_text = (
                "Rechtsform",
                NO_FORMS,
            )
        self.circle = [(str(one.id), one.designation) for one in circle]
        provider = self.choice_field("provider_id")
        provider.choices = [("", "niemand leistet für die anderen"), *self.circle]

    def texts(self) -> dict[str, Any]:
        """What was typed, by attribute of the agreement."""
        return {name: self.cleaned_data[name] for name in TEXTS if name in self.cleaned_data}


class AgreementForm(AgreementTexts):
    """A new one; `bases` are the agreements of the field that can be changed or acceded to."""

    kind = forms.ChoiceField(
        label="Art", choices=AgreementKind, initial=AgreementKind.AGREEMENT, widget=forms.RadioSelect
    )
    amends = _number("Zur Vereinbarung", "bitte wählen")
    entering = forms.MultipleChoiceField(
        label="Parteien",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Wer sie schließt; bei einem Beitritt, wer beitritt. Wer leistet, gehört bei einer Vereinbarung dazu.",
    )
    effective_on = EffectiveField("Entwurf vom")

    def __init__(self, *args, bases: Iterable[AgreementFacts], **kwargs):
        super().__init__(*args, **kwargs)
        self.choice_field("entering").choices = self.circle
        found = [(str(one.id), one.title) for one in bases]
        if found:
            choice = self.choice_field("amends")
            choice.choices, choice.help_text = [("", "keine"), *found], "Nötig bei Änderung und Beitritt"
            self.depending = (*self.depending, "amends")
        else:
            del self.fields["amends"], self.fields["kind"]
        self.order_fields(["kind", "amends", *TEXTS[:5], "entering"])

    def values(self) -> dict[str, Any]:
        """As arguments of `agreements.draw_up`."""
        amends = self.cleaned_data.get("amends")
        chosen = self.cleaned_data["entering"]
        return {
            "kind": self.cleaned_data.get("kind", AgreementKind.AGREEMENT),
            "amends": Agreement(pk=amends) if amends else None,
            "entering": list(Organisation.objects.filter(pk__in=chosen)),
            "effective_on": self.cleaned_data["effective_on"],
            **self.texts(),
        }


class AgreementTextsForm(AgreementTexts):
    """The texts of one that there is, with the version that the editor had in front of them."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    effective_on = EffectiveField()


class WordingForm(AgreementTexts, RowForm):
    """The texts that were given for a day, of which `row` is one of `wordings.versions`."""

    last = ("effective_on", "correction_reason")

    effective_on = forms.DateField(label="Gilt ab")

    def __init__(self, data: Any, *, row: Any):
        facts = loading.facts(row.field.initiative_id)
        laws = legal_forms(facts.law.land, row.effective_on, row.legal_form_id)
        provider = {row.provider_id: row.provider} if row.provider else {}  # it may have left since
        super().__init__(data, row=row, laws=laws, circle={**provider, **facts.organisations}.values())
        for name in wordings.LABELS.keys() - wordings.said(row):
            self.fields.pop(name, None)
        self.may_be_withdrawn = not wordings.is_first(row)
        if not self.may_be_withdrawn:
            day = self.fields["effective_on"]
            day.label, day.help_text = "Entwurf vom", "Die Parteien, die der Entwurf nennt, gehen mit"


class PartyForm(Form):
    """What an agreement makes of an organisation; an agreement that stands alone only lets enter."""

    depending = ("role",)

    organisation = forms.TypedChoiceField(label="Organisation", coerce=int)
    change = forms.ChoiceField(
        label="Was", choices=PartyChange, initial=PartyChange.ENTERS, widget=forms.RadioSelect
    )
    role = forms.ChoiceField(
        label="Rolle",
        required=False,
        choices=[("", "–"), *PartyRole.choices],
        help_text="Nötig, wenn sie eintritt oder die Rolle wechselt",
    )
    effective_on = EffectiveField()

    def __init__(self, *args, circle: Iterable[OrganisationFacts], kind: str, **kwargs):
        super().__init__(*args, **kwargs)
        self.choice_field("organisation").choices = [(str(one.id), one.designation) for one in circle]
        if kind != AgreementKind.AMENDMENT:
            del self.fields["change"]

    def values(self) -> dict[str, Any]:
        """As arguments of `parties.change`."""
        return {"change": PartyChange.ENTERS} | self.cleaned_data
