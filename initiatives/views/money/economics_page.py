"""The page "Vergleich": what of a field's money it reads, each comparison worked out once."""

from dataclasses import dataclass
from functools import cached_property

from initiatives import german
from initiatives.domain.rules import access
from initiatives.domain.rules.money import baseline_costs, economics
from initiatives.domain.rules.money.baseline_costs import Told
from initiatives.domain.rules.money.economics import Comparison
from initiatives.domain.state.facts import CostLineFacts, OrganisationFacts
from initiatives.enums.money import COMPARED, CostKind, Variant
from initiatives.views.kernel.requests import ActingRequest
from initiatives.views.money import page as pages

ROUTE, PART = "economics", "vergleich"


@dataclass(frozen=True)
class EconomicsPage(pages.MoneyPage):
    part = PART

    @cached_property
    def has_in_hand(self) -> bool:
        return self.may("money.edit")

    @cached_property
    def places(self) -> list[OrganisationFacts]:
        """Those who take part, by name."""
        return sorted(
            (one.organisation for one in self.field.taking_part()), key=lambda one: german.by(one.name)
        )

    @cached_property
    def own_places(self) -> list[OrganisationFacts]:
        """Those for whom the reader may enter what one bears alone: all by who has the field in hand, else the own."""
        if self.has_in_hand:
            return self.places
        own = [one for one in self.places if one.id == self.own_id]
        return own if self.may("cost.enter") else []

    @cached_property
    def lines(self) -> tuple[CostLineFacts, ...]:
        return self.field.money.lines

    def line(self, line_id: int) -> CostLineFacts | None:
        return next((one for one in self.lines if one.id == line_id), None)

    def may_enter(self, line: CostLineFacts) -> bool:
        return access.may_enter_line(self.mandate, self.facts, self.field, line)

    @cached_property
    def plain(self) -> list[CostLineFacts]:
        """The sums that are not broken down, of those for whom the reader may enter lines."""
        own = {one.id for one in self.own_places}
        return [one for one in self.lines if one.is_plain and one.organisation_id in own and one.amount]

    @cached_property
    def told(self) -> list[Told]:
        """What the reader may take over from the baseline."""
        own = {one.id for one in self.own_places}
        return [one for one in baseline_costs.told(self.field) if one.organisation.id in own]

    @cached_property
    def comparisons(self) -> dict[str, Comparison]:
        """By variant: the joint one always, the others where they have lines."""
        named = {one.variant for one in self.lines} | {Variant.JOINT}
        return {one: economics.of_field(self.field, one) for one in COMPARED if one in named}

    def name(self, organisation_id: int | None) -> str:
        found = self.facts.organisations.get(organisation_id or 0)
        return found.name if found else "–"

    def line_name(self, line: CostLineFacts) -> str:
        """Nottuln: Sachbearbeitung; Gemeinsam: Lizenzen; Nottuln an Dülmen: Ausgleich."""
        whose = "gemeinsam" if line.is_shared else self.name(line.organisation_id)
        if line.receiver_id:
            whose = f"{whose} an {self.name(line.receiver_id)}"
        return f"{whose}: {line.title or CostKind(line.kind).label}"


def load(request: ActingRequest, field_id: int) -> EconomicsPage:
    """The page of a field that the acting mandate may see. Raises Http404 for any other."""
    return EconomicsPage(**vars(pages.load(request, field_id, ROUTE)))
