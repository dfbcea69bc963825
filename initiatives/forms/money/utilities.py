"""The Nutzwertanalyse: criteria in rows, each with its weight, points by variant and a reason."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.forms.boundfield import BoundField

from initiatives.domain.kernel.texts import number_in_words
from initiatives.domain.rules.money.utility import MOST, WHOLE, total_weight
from initiatives.domain.state.facts import CriterionFacts
from initiatives.enums.money import Variant
from initiatives.forms.kernel.base import Form, germanise
from initiatives.forms.kernel.effective import EffectiveField
from initiatives.forms.kernel.numbers import DecimalField

SPARE, FEWEST, LARGEST = 3, 5, 30  # rows


class UtilityForm(Form):
    """Rows that are filled in count. `seen` is the analysis that was in front of the editor."""

    seen = forms.CharField(required=False, widget=forms.HiddenInput)
    effective_on = EffectiveField()

    def __init__(self, data: Any, *, criteria: Sequence[CriterionFacts], seen: str):
        super().__init__(data, initial={"seen": seen})
        typed = sum(1 for name in self.data if name.endswith("-title")) if self.is_bound else 0
        wanted = max(typed, len(criteria) + SPARE, FEWEST)
        self.count = min(wanted, LARGEST)
        for number in range(self.count):
            self._add_row(number, criteria[number] if number < len(criteria) else None)
        self.order_fields([*(name for name in self.fields if name != "effective_on"), "effective_on"])

    def _add_row(self, number: int, row: CriterionFacts | None) -> None:
        fields: dict[str, forms.Field] = {
            "title": forms.CharField(label="Kriterium", max_length=200),
            "weight": DecimalField(label="Gewicht in %", decimals=2, most=WHOLE),
        }
        fields |= {one.value: DecimalField(label=one.label, decimals=2, most=Decimal(99)) for one in Variant}
        fields["reason"] = forms.CharField(label="Begründung", max_length=500)
        for name, field in fields.items():
            field.required = False
            germanise(field)
            self.fields[_key(number, name)] = field
            self.depending += (_key(number, name),)
        if row is None:
            return
        values = {"title": row.title, "weight": row.weight, "reason": row.reason, **row.points}
        self.initial.update({_key(number, name): value for name, value in values.items()})

    def rows(self) -> list[list[BoundField]]:
        names = ("title", "weight", *Variant.values, "reason")
        return [[self[_key(number, name)] for name in names] for number in range(self.count)]

    def clean(self) -> dict[str, Any]:
        super().clean()
        for number in range(self.count):
            self._check_row(number)
        weights = total_weight(one.weight for one in self.criteria()) if not self.errors else WHOLE
        if weights not in (0, WHOLE):
            shown = number_in_words(weights)
            self.add_error(None, f"Die Gewichte ergeben zusammen {shown} %; es müssen 100 % sein.")
        return self.cleaned_data

    def _check_row(self, number: int) -> None:
        names = ("title", "weight", *Variant.values, "reason")
        typed = {name: self.cleaned_data.get(_key(number, name)) for name in names}
        if all(value in (None, "") for value in typed.values()):
            return
        for name in ("title", "weight"):
            if typed[name] in (None, "") and _key(number, name) not in self.errors:
                self.add_error(_key(number, name), "Bitte füllen Sie dieses Feld aus.")
        weight = typed["weight"]
        if weight is not None and not 0 < weight <= WHOLE:
            self.add_error(_key(number, "weight"), "Ein Gewicht liegt über 0 und höchstens bei 100 %.")
        for name in Variant.values:
            points = typed[name]
            if points is not None and not 0 <= points <= MOST:
                self.add_error(_key(number, name), "Punkte liegen zwischen 0 und 10.")

    def criteria(self) -> list[CriterionFacts]:
        """The rows that are filled in."""
        found = []
        for number in range(self.count):
            title = self.cleaned_data.get(_key(number, "title"))
            if title:
                values = {name: self.cleaned_data.get(_key(number, name)) for name in Variant.values}
                points: dict[str, Decimal] = {
                    name: value for name, value in values.items() if value is not None
                }
                weight = self.cleaned_data[_key(number, "weight")]
                found.append(CriterionFacts(title, weight, points, self.cleaned_data[_key(number, "reason")]))
        return found


def _key(number: int, name: str) -> str:
    return f"{number}-{name}"
