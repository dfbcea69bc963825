"""What the pages on the money of a field have in common: the field, who reads it, and the way from one to the other."""

from dataclasses import dataclass
from typing import Any

from django.http import Http404
from django.urls import reverse

from initiatives.domain.rules import access
from initiatives.domain.state import loading
from initiatives.domain.state.facts import FieldFacts, InitiativeFacts
from initiatives.models import Field, Initiative, Mandate
from initiatives.views.kernel.requests import ActingRequest

# The pages in their order, with the names of their routes.
TABS = (
    ("Bestandsaufnahme", "baseline"),
    ("Vergleich", "economics"),
    ("Kostenschlüssel", "cost_keys"),
    ("Simulation", "simulation"),
    ("Förderung", "funding"),
    ("Plan und Ist", "actuals"),
)
# The id of the part of each that htmx swaps.
PARTS = {
    "baseline": "bestandsaufnahme",
    "economics": "vergleich",
    "cost_keys": "kostenschluessel",
    "simulation": "simulation",
    "funding": "foerderung",
    "actuals": "ist",
}


@dataclass(frozen=True)
class MoneyPage:
    mandate: Mandate
    row: Field
    facts: InitiativeFacts
    field: FieldFacts
    route: str

    @property
    def url(self) -> str:
        return reverse(self.route, args=[self.row.pk])

    @property
    def part(self) -> str:
        return PARTS[self.route]

    @property
    def own_id(self) -> int | None:
        return self.mandate.own_id

    @property
    def leads(self) -> bool:
        return self.field.is_led_by(self.mandate.organisation_id)

    def may(self, right: str) -> bool:
        return access.may(self.mandate, right, self.facts, self.field)

    def context(self) -> dict[str, Any]:
        """What the heads of these pages show."""
        title = next(text for text, route in TABS if route == self.route)
        tabs = [
            {"text": text, "address": reverse(route, args=[self.row.pk]), "is_current": route == self.route}
            for text, route in TABS
        ]
        return {
            "page": self,
            "facts": self.facts,
            "field": self.field,
            "tabs": tabs,
            "title": title,
            "crumbs": [
                (f"Initiative {self.facts.short_title}", reverse("initiative", args=[self.facts.id])),
                (self.field.title, reverse("field", args=[self.row.pk]) + "#kosten"),
                (title, ""),
            ],
        }


def load(request: ActingRequest, field_id: int, route: str) -> MoneyPage:
    """A page on the money of a field that the acting mandate may see. Raises Http404 for any other."""
    visible = Initiative.objects.visible_to(request.mandate)
    row = Field.objects.select_related("initiative").filter(pk=field_id, initiative__in=visible).first()
    if row is None:
        raise Http404
    facts = loading.facts(row.initiative_id)
    return MoneyPage(request.mandate, row, facts, facts.field(row.pk), route)
