"""What is tried out in a simulation; sent by GET under German names, since all of it stands in the address."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django import forms
from django.core.exceptions import ValidationError
from django.forms.boundfield import BoundField

from initiatives.domain.kernel.texts import percent_in_words
from initiatives.domain.money.key_figures import WHOLE, cases
from initiatives.domain.rules.money import cost_keys
from initiatives.domain.rules.money.simulation import Change, KeyChange
from initiatives.domain.state.facts import FieldFacts, OrganisationFacts
from initiatives.enums.money import COMPARED, VARIABLE_KINDS, Bearers, CostKind, KeyKind, Variant
from initiatives.forms.kernel.base import Form
from initiatives.forms.kernel.money import EuroField
from initiatives.forms.kernel.numbers import DecimalField
from initiatives.forms.money.bearers import BearersForm

# What holds without a choice stands first.
VARIANTS = [(one.value, one.label) for one in sorted(COMPARED, key=lambda one: one != Variant.JOINT)]
STAYS = "wie gespeichert"
JOINS, LEAVES = "kommt", "geht"
KINDS = [("", STAYS), *((one.value, one.label) for one in KeyKind if one != KeyKind.DESCRIBED)]
LEAST, MOST = Decimal(-100), Decimal(1_000)
BESIDE = ("bearbeiten",)  # what the address of the page may hold besides


class MoreField(DecimalField):
    """A percentage more (+10) or less (−10)."""

    def __init__(self, **kwargs: Any):
        super().__init__(required=False, below_zero=True, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        return value

    def clean(self, value: Any) -> Decimal | None:
        number = super().clean((value or "").strip().removeprefix("+"))
        if number is not None and not LEAST <= number <= MOST:
            raise ValidationError("Möglich sind −100 % bis +1.000 %.", code="limits")
        return number


class MemberRow(NamedTuple):
    organisation: OrganisationFacts
    takes_part: bool
    changes: BoundField
    day: BoundField
    bears: BoundField
    figure: BoundField


class SimulationForm(BearersForm):
    BEARS, FIGURE, WHO, DAY = "traegt-", "zahl-", "wer-", "ab-"

    variante = forms.ChoiceField(label="Variante", required=False, choices=VARIANTS)
    schluessel = forms.TypedChoiceField(
        label="Welcher Schlüssel", required=False, coerce=int, empty_value=None
    )
    art = forms.ChoiceField(label="Anderer Schlüssel", required=False, choices=KINDS)
    traeger = forms.ChoiceField(label="Wer trägt", required=False, choices=Bearers)
    grundbetrag = EuroField(label="Grundbetrag im Jahr", required=False)
    rest = forms.ChoiceField(
        label="Der Rest wird geteilt",
        required=False,
        choices=[("", "bitte wählen"), *((one.value, one.label) for one in VARIABLE_KINDS)],
    )
    von = forms.DateField(label="Schlüssel gilt von", required=False, help_text="Leer: von Anfang an")
    bis = forms.DateField(
        label="Schlüssel gilt bis", required=False, help_text="Leer: danach gilt nichts Gespeichertes mehr"
    )
    menge = MoreField(label="Gemeinsame Kosten, mehr oder weniger in %", help_text="Zum Beispiel +10 oder -5")
    posten = forms.TypedChoiceField(label="Nur ein Posten", required=False, coerce=int, empty_value=None)
    postenmenge = MoreField(label="Dieser Posten, mehr oder weniger in %")
    foerderung = EuroField(
        label="Einmalige Förderung", required=False, help_text="Statt der gespeicherten gemeinsamen"
    )
    einmalig = EuroField(
        label="Einmalige Kosten", required=False, help_text="Statt der gespeicherten gemeinsamen"
    )

    def __init__(
        self,
        data: Any,
        *,
        field: FieldFacts,
        organisations: Iterable[OrganisationFacts],
        drawn: bool = True,
    ):
        """Unless it is `drawn`, it has fields of those organisations only of which `data` say something."""
        self.field, self.drawn, self.given = field, drawn, data
        self.within = cost_keys.circle(field)
        self.words: list[str] = []  # what was not heeded, and why
        super().__init__(data, organisations=organisations)
        self.depending = tuple(self.fields)  # none has to be filled in
        keys, lines = field.money.keys, [one for one in field.money.lines if one.is_shared]
        offered = [("" if one is keys[0] else one.id, one.title) for one in keys]
        self.choice_field("schluessel").choices = offered or [("", "noch keiner")]
        named = [(one.id, one.title or CostKind(one.kind).label) for one in lines]
        self.choice_field("posten").choices = [("", "keiner"), *named]

    def names_of(self, one: OrganisationFacts) -> list[str]:
        return [f"{name}{one.id}" for name in (self.BEARS, self.FIGURE, self.WHO, self.DAY)]

    def add_fields_of(self, one: OrganisationFacts) -> None:
        if not self.drawn and not any(self.given.get(name) for name in self.names_of(one)):
            return
        super().add_fields_of(one)
        there = bool(self.within.spells.get(one.id))
        choice = (LEAVES, "geht") if there else (JOINS, "kommt hinzu")
        self.fields[f"{self.WHO}{one.id}"] = forms.ChoiceField(
            label=f"Beteiligung {one.of}", required=False, choices=[("", "bleibt"), choice]
        )
        self.fields[f"{self.DAY}{one.id}"] = forms.DateField(label=f"{one.name} ab", required=False)

    def member_rows(self) -> list[MemberRow]:
        return [
            MemberRow(
                one,
                bool(self.within.spells.get(one.id)),
                *(self[f"{name}{one.id}"] for name in (self.WHO, self.DAY, self.BEARS, self.FIGURE)),
            )
            for one in self.organisations
        ]

    @property
    def names_somebody(self) -> bool:
        """Whether the address says something of an organisation."""
        beginnings = (self.BEARS, self.FIGURE, self.WHO, self.DAY)
        return any(self.data[name] for name in self.data if name.startswith(beginnings))

    def parts(self) -> list[tuple[str, list[BoundField]]]:
        """The fields in their groups, without those that offer nothing to choose."""
        key = ["art", "traeger", "grundbetrag", "rest", "von", "bis"]
        key = ["schluessel", *key] if len(self.field.money.keys) > 1 else key
        lines = ["menge", "posten", "postenmenge", "foerderung", "einmalig"]
        return [
            ("Schlüssel", [self[name] for name in key]),
            ("Kosten und Förderung", [self[name] for name in lines] + [self["variante"]]),
        ]

    def query(self) -> str:
        """What the address has to carry: all that was given and heeded."""
        given = [
            (name, self.data.get(name, "").strip())
            for name in self.fields
            if name not in self.errors and name in self.data
        ]
        return urlencode([(name, value) for name, value in given if value and self._says(name, value)])

    def _says(self, name: str, value: str) -> bool:
        """Whether it differs from what holds without it."""
        return (name, value) not in (
            ("variante", Variant.JOINT.value),
            ("traeger", Bearers.PARTICIPANTS.value),
        )

    def change(self) -> Change:
        """What is tried out. What cannot be read or does not fit together is left out and told in `words`."""
        for name, errors in self.errors.items():
            self.words.append(f"{self.fields[name].label}: {errors[0]}")
        known = {*self.fields, *BESIDE, *(name for one in self.organisations for name in self.names_of(one))}
        strange = [name for name in self.data if name not in known]
        if strange:
            self.words.append(f"Unbekannt: {', '.join(name[:40] for name in strange[:3])}")
        typed = self.cleaned_data
        line, more = typed.get("posten"), typed.get("postenmenge")
        if more is not None and line is None and "posten" not in self.errors:
            self.words.append("Dieser Posten: Es ist keiner gewählt.")
        return Change(
            variant=typed.get("variante") or Variant.JOINT,
            joins=self._members(JOINS),
            leaves=self._members(LEAVES),
            key_id=typed.get("schluessel"),
            key=self._key(),
            volume=typed.get("menge") or Decimal(0),
            line_volumes={line: more} if line is not None and more is not None else {},
            grant=typed.get("foerderung"),
            one_off=typed.get("einmalig"),
        )

    def _members(self, what: str) -> dict[int, Any]:
        found = {}
        for one in self.organisations:
            if self.cleaned_data.get(f"{self.WHO}{one.id}") == what:
                found[one.id] = self.cleaned_data.get(f"{self.DAY}{one.id}")
        return found

    def _key(self) -> KeyChange | None:
        typed = self.cleaned_data
        kind, start, end = typed.get("art") or "", typed.get("von"), typed.get("bis")
        if start and end and end < start:
            self.words.append("Schlüssel gilt bis: Das Ende liegt vor dem Beginn.")
            start = end = None
        if not kind:
            return KeyChange(starts_on=start, ends_on=end) if (start or end) and self._has_key() else None
        bearers = typed.get("traeger") or Bearers.PARTICIPANTS
        figures = self.figures(named=bearers == Bearers.NAMED)
        fault = self._fault(kind, bearers, figures)
        if fault:
            self.words.append(f"Schlüssel: {fault}")
            return None
        return KeyChange(
            kind,
            bearers,
            self._counted(kind, figures),
            base=typed.get("grundbetrag"),
            variable_kind=typed.get("rest") or "",
            starts_on=start,
            ends_on=end,
        )

    def _has_key(self) -> bool:
        if not self.field.money.keys:
            self.words.append("Schlüssel: Es gibt noch keinen, dessen Zeit sich ändern ließe.")
        return bool(self.field.money.keys)

    def _fault(self, kind: str, bearers: str, figures: dict[int, Decimal | None]) -> str:
        given = sum((one for one in figures.values() if one is not None), Decimal(0))
        if bearers == Bearers.NAMED and not figures:
            return "Es ist niemand angekreuzt."
        if kind == KeyKind.FIXED and given > WHOLE:
            return f"Die Prozentsätze ergeben {percent_in_words(given)}, mehr als 100 %."
        if kind == KeyKind.FIXED and not given:
            return "Es ist noch kein Prozentsatz angegeben."
        if kind == KeyKind.MIXED and (
            self.cleaned_data.get("grundbetrag") is None or not self.cleaned_data.get("rest")
        ):
            return "Es fehlt der Grundbetrag, oder wonach der Rest geteilt wird."
        return ""

    def _counted(self, kind: str, figures: dict[int, Decimal | None]) -> dict[int, Decimal | None]:
        """By cases those of the recorded key, else of the baseline, as far as none are given."""
        basis = self.cleaned_data.get("rest") if kind == KeyKind.MIXED else kind
        if basis not in (KeyKind.CASES, KeyKind.USAGE):
            return figures
        known: dict[int, Decimal | None] = dict(cases(self.field.baseline)) if basis == KeyKind.CASES else {}
        key = self.field.money.key(self.cleaned_data.get("schluessel"))
        for period in key.periods if key else ():
            if basis in (period.kind, period.variable_kind):
                known |= period.figures
        stated = {pk: number for pk, number in figures.items() if number is not None}
        wanted = (
            figures.keys()
            if self.cleaned_data.get("traeger") == Bearers.NAMED
            else known.keys() | stated.keys()
        )
        return {pk: stated.get(pk, known.get(pk)) for pk in wanted}


class KeepForm(Form):
    title = forms.CharField(
        label="Bezeichnung",
        max_length=120,
        help_text="Zum Beispiel: Senden kommt 2028 hinzu, nach Fallzahlen",
    )
