"""Plain costs of a field: what each participant pays today and would pay jointly, and who loses. Pure; all in cents."""

from __future__ import annotations

from dataclasses import dataclass

from initiatives.domain.state.facts import CostFacts, FieldFacts, OrganisationFacts


@dataclass(frozen=True)
class Line:
    organisation: OrganisationFacts
    cost: CostFacts


@dataclass(frozen=True)
class Economics:
    lines: tuple[Line, ...]  # participants with costs
    without_costs: tuple[OrganisationFacts, ...]

    @property
    def today(self) -> int:
        """Cents a year."""
        return sum(line.cost.today for line in self.lines)

    @property
    def joint(self) -> int:
        """Cents a year."""
        return sum(line.cost.joint for line in self.lines)

    @property
    def one_off(self) -> int:
        """Cents, once."""
        return sum(line.cost.one_off for line in self.lines)

    @property
    def saving(self) -> int:
        """Cents a year; negative where all together pay more."""
        return self.today - self.joint

    @property
    def losers(self) -> tuple[Line, ...]:
        """Those that pay more than today."""
        return tuple(line for line in self.lines if line.cost.saving < 0)


def of_field(field: FieldFacts) -> Economics:
    """The comparison over those that take part in the field."""
    members = [m.organisation for m in field.taking_part()]
    return Economics(
        lines=tuple(Line(o, field.costs[o.id]) for o in members if o.id in field.costs),
        without_costs=tuple(o for o in members if o.id not in field.costs),
    )
