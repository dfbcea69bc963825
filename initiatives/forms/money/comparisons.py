"""On what a comparison rests, what may be taken over from the baseline, and the confirmation of reimbursements."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django import forms

from initiatives.domain.money.bases import VALUES
from initiatives.domain.rules.money.baseline_costs import Told
from initiatives.enums import Confidence
from initiatives.enums.money import QuestionMeaning, Variant
from initiatives.forms.kernel.base import Form, NumberField
from initiatives.forms.kernel.corrections import EntryForm
from initiatives.forms.kernel.effective import EffectiveField
from initiatives.forms.kernel.filters import Filter, choice
from initiatives.forms.kernel.money import EuroField
from initiatives.forms.kernel.numbers import DecimalField
from initiatives.forms.kernel.seen import SeenValues
from initiatives.forms.money.fields import year_field


class BasisFields(Form):
    first_year = year_field("Erstes Jahr", required=True)
    years = NumberField(label="Zeitraum in Jahren", help_text="1 bis 30")
    rate = DecimalField(
        label="Zinssatz in %",
        below_zero=True,
        decimals=2,
        most=Decimal(100),
        help_text="Mit ihm werden spätere Jahre abgezinst",
    )
    price_year = year_field(
        "Preisstand",
        required=True,
        help_text="Das Jahr, in dessen Preisen die Beträge stehen; ab ihm steigen sie",
    )
    note = forms.CharField(
        label="Anmerkung", required=False, max_length=2_000, widget=forms.Textarea({"rows": 2})
    )


class BasisForm(SeenValues, BasisFields):
    effective_on = EffectiveField()

    def names(self) -> tuple[str, ...]:
        return VALUES


class BasisCorrectionForm(EntryForm, BasisFields):
    """What should have been said. `row` is the entry."""


class BaselineForm(Form):
    """Which answers become lines of today; posts need a rate."""

    depending = ("pay_grade", "rate_cents")

    keys = forms.MultipleChoiceField(
        label="Was übernommen wird",
        widget=forms.CheckboxSelectMultiple,
        help_text="Wählen Sie nicht Kosten und Stellen zugleich, wenn die Kosten das Personal schon enthalten.",
    )
    pay_grade = forms.CharField(label="Entgeltgruppe", required=False, max_length=20)
    rate_cents = EuroField(label="Satz je Stelle und Jahr in Euro", required=False)
    confidence = forms.ChoiceField(
        label="Verlässlichkeit", choices=Confidence, widget=forms.RadioSelect, initial=Confidence.ESTIMATED
    )
    effective_on = EffectiveField()

    def __init__(self, data: Any, *, told: Iterable[Told]):
        super().__init__(data)
        offered: dict[str, list[Told]] = {}
        for one in told:
            offered.setdefault(one.key, []).append(one)
        self.choice_field("keys").choices = [(key, _words(rows)) for key, rows in offered.items()]
        costs = [key for key, rows in offered.items() if rows[0].meaning == QuestionMeaning.COST]
        self.initial["keys"] = costs or list(offered)
        if all(rows[0].meaning == QuestionMeaning.COST for rows in offered.values()):
            del self.fields["pay_grade"], self.fields["rate_cents"]


def _words(rows: list[Told]) -> str:
    return f"{rows[0].text} ({', '.join(one.organisation.name for one in rows)})"


class ReimburseForm(Form):
    """Confirms the reimbursements that are shown; `seen` names them."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)


class LineFilter(Filter):
    """Which lines are shown."""

    keeps = ("sort", "variante")
    zeilen = choice("Variante", "alle", Variant.choices)
    von = choice("Organisation", "alle", [])

    def __init__(self, data: Any, *, places: Iterable[tuple[int, str]], **kwargs):
        super().__init__(data, **kwargs)
        self.choice_field("von").choices = [("", "alle"), *places, ("0", "niemand allein")]
