"""Initiatives: founding one, its data, its participants and the heads of its fields."""

from itertools import groupby
from typing import Any

from django import forms
from django.core.validators import MaxLengthValidator

from initiatives import german
from initiatives.domain.kernel import moments
from initiatives.enums import OrganisationKind
from initiatives.forms.fields.fields import NATURES, ProposalForm, VersionedForm
from initiatives.forms.kernel.base import Form, Kern, ModelForm, SeveralField
from initiatives.forms.kernel.effective import EffectiveField
from initiatives.models import Initiative, Mandate, Organisation


def _municipalities(by: Mandate):
    return Organisation.objects.under(by).exclude(kind=OrganisationKind.DRITTE).select_related("county")


def _ticks() -> SeveralField:
    return SeveralField(
        label="Teilnehmende Kommunen",
        queryset=Organisation.objects.none(),
        widget=forms.CheckboxSelectMultiple,
    )


class Circle(Kern):
    """Mixin of forms with ticks for the participants."""

    def groups(self) -> list[tuple[str, list[Organisation]]]:
        """County and its municipalities, in the order of names; what belongs to no county comes first."""

        def county(row: Organisation) -> str:
            return str(row.county) if row.county else ""

        offered = self.row_field("participants").queryset or ()
        rows = sorted(offered, key=lambda row: (county(row), german.by(row.name), row.kind))
        return [
            (name or "Kreise und kreisfreie Städte", list(found)) for name, found in groupby(rows, county)
        ]

    def checked(self) -> set[str]:
        """The numbers of the participants that are ticked, as texts."""
        return {str(getattr(one, "pk", one)) for one in self["participants"].value() or []}


class KnownChoiceField(forms.ModelChoiceField):
    """Finds the chosen row among those that it offers, in one read."""

    def to_python(self, value: Any) -> Organisation | None:
        if value in self.empty_values:
            return None
        key = str(getattr(value, "pk", value))
        found = next((row for row in self.queryset or () if str(row.pk) == key), None)
        if found is None:
            raise forms.ValidationError(self.error_messages["invalid_choice"], code="invalid_choice")
        return found


class DataForm(ModelForm):
    """What describes an initiative. The convening municipality is one of `participants`."""

    class Meta:
        model = Initiative
        fields = [
            "title",
            "short_title",
            "county",
            "convening",
            "documented_from",
            "background",
            "conditions_note",
            "releases_need_steering",
        ]
        field_classes = {"convening": KnownChoiceField}
        widgets = {
            "background": forms.Textarea({"rows": 8}),
            "conditions_note": forms.Textarea({"rows": 2}),
        }

    version = forms.IntegerField(widget=forms.HiddenInput)
    effective_on: Any = EffectiveField()

    def __init__(self, *args, by: Mandate, participants, **options):
        super().__init__(*args, **options)
        county, convening = self.row_field("county"), self.row_field("convening")
        county.queryset = Organisation.objects.filter(kind=OrganisationKind.KREIS).under(by)
        county.help_text = "Der Kreis, dessen Vertretung eingeladen ist"
        county.empty_label = "keiner, zum Beispiel bei einem Kreis von Kreisen"
        if by.organisation:
            county.empty_label = None
            county.required = True
        convening.queryset = participants
        convening.empty_label = "keine"
        convening.help_text = "Lädt zu Sitzungen ein und eröffnet Abstimmungsrunden; muss teilnehmen"
        for name, most in (("background", 20_000), ("conditions_note", 2_000)):
            self.fields[name].validators.append(MaxLengthValidator(most))
        if self.instance.pk:
            self.initial["version"] = self.instance.version
        else:
            del self.fields["version"]

    def clean_documented_from(self):
        """Not in the future."""
        day = self.cleaned_data["documented_from"]
        if day > moments.today():
            raise forms.ValidationError("Dieses Datum liegt in der Zukunft.")
        return day

    def values(self) -> dict[str, Any]:
        """What was typed, by attribute."""
        return {name: self.cleaned_data[name] for name in self._meta.fields or () if name in self.fields}


class FoundingForm(Circle, DataForm):
    participants = _ticks()
    effective_on = None  # all holds from the first day documented

    def __init__(self, *args, by: Mandate, **options):
        super().__init__(*args, by=by, participants=_municipalities(by), **options)
        self.row_field("participants").queryset = _municipalities(by)
        del self.fields["releases_need_steering"]  # there is no steering group yet

    def clean(self) -> dict[str, Any]:
        super().clean()
        cleaned = self.cleaned_data
        convening, chosen = cleaned.get("convening"), cleaned.get("participants")
        if convening and chosen is not None and convening not in chosen:
            self.add_error("convening", "Die einladende Kommune gehört zu den teilnehmenden.")
        return cleaned


class ParticipantsForm(Circle, Form):
    """The circle of an initiative; `before` holds those that the editor had in front of them."""

    participants = _ticks()
    effective_on = EffectiveField("Aufgenommen oder ausgeschieden am")
    before = SeveralField(
        queryset=Organisation.objects.none(), required=False, widget=forms.MultipleHiddenInput
    )

    def __init__(self, *args, by: Mandate, present: list[Organisation], **options):
        initial = {"participants": present, "before": present}
        super().__init__(*args, initial=initial, **options)
        known = Organisation.objects.filter(pk__in=[row.pk for row in present]).select_related("county")
        for name in ("participants", "before"):
            self.row_field(name).queryset = _municipalities(by) | known
        self.present = present

    def circle(self) -> list[Organisation]:
        """Who takes part now: what the editor changed, upon what others changed meanwhile."""
        chosen, before = set(self.cleaned_data["participants"]), set(self.cleaned_data["before"])
        return list((set(self.present) | (chosen - before)) - (before - chosen))


class StandardConditionsForm(Form):
    """Taking over the nine framework conditions."""

    prefix = "bedingungen"
    effective_on = EffectiveField()


class StandardFieldsForm(Form):
    """Taking over the seven fields."""

    prefix = "felder"
    proposed_on = EffectiveField("Vorgeschlagen am")


class NewFieldForm(ProposalForm):
    aim: Any = None  # the delegates state it


class FieldHeadForm(VersionedForm):
    """What an administrator may change of a field; its texts are the delegates'."""

    title = forms.CharField(label="Titel", max_length=200)
    short_title = forms.CharField(
        label="Kurztitel", max_length=40, help_text="Für Tabellen, höchstens 40 Zeichen"
    )
    nature = forms.ChoiceField(label="Art", choices=NATURES, widget=forms.RadioSelect)
    effective_on = EffectiveField()
