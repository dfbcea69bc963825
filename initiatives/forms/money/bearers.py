"""Who bears by a key, and by which figure: a tick and a number for each organisation, on the pages of keys and simulation."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any, NamedTuple

from django import forms
from django.forms.boundfield import BoundField

from initiatives.domain.state.facts import OrganisationFacts
from initiatives.forms.kernel.base import Form
from initiatives.forms.kernel.numbers import DecimalField

MOST = Decimal(10) ** 9  # more than anybody has inhabitants or cases


class BearerRow(NamedTuple):
    organisation: OrganisationFacts
    bears: BoundField
    figure: BoundField


class BearersForm(Form):
    """`BEARS` and `FIGURE` begin the names of the fields of an organisation; its number ends them."""

    BEARS, FIGURE = "bears_", "figure_"

    def __init__(self, data: Any, *, organisations: Iterable[OrganisationFacts], **kwargs: Any):
        super().__init__(data, **kwargs)
        self.organisations = list(organisations)
        for one in self.organisations:
            self.add_fields_of(one)

    def add_fields_of(self, one: OrganisationFacts) -> None:
        self.fields[f"{self.BEARS}{one.id}"] = forms.BooleanField(label=f"{one.name} trägt", required=False)
        self.fields[f"{self.FIGURE}{one.id}"] = DecimalField(
            label=f"Zahl oder Prozentsatz {one.of}", required=False, most=MOST
        )

    def bearer_rows(self) -> list[BearerRow]:
        return [
            BearerRow(one, self[f"{self.BEARS}{one.id}"], self[f"{self.FIGURE}{one.id}"])
            for one in self.organisations
        ]

    def figures(self, named: bool) -> dict[int, Decimal | None]:
        """Who was ticked or has a number; where nobody is `named`, only those with a number."""
        found = {}
        for one in self.organisations:
            number = self.cleaned_data.get(f"{self.FIGURE}{one.id}")
            if number is not None or (named and self.cleaned_data.get(f"{self.BEARS}{one.id}")):
                found[one.id] = number
        return found
