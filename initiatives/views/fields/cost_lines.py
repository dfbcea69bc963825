"""What a field's page shows of its economics: a line for each participant, and the form opened for one of them."""

from dataclasses import dataclass

from initiatives.domain.rules import economics
from initiatives.domain.state.facts import CostFacts, FieldFacts, OrganisationFacts
from initiatives.enums import Confidence


@dataclass(frozen=True)
class CostLine:
    organisation: OrganisationFacts
    cost: CostFacts | None
    own: bool
    section: str  # the name under which the reader may enter it, "" where they may not

    @property
    def more(self) -> int:
        """Cents a year that the organisation pays more than today; 0 where it does not."""
        return max(0, -self.cost.saving) if self.cost else 0

    @property
    def confidence(self) -> str:
        return Confidence(self.cost.confidence).label if self.cost else ""


def shown(field: FieldFacts, own_id: int | None, may_enter: bool, editing: str) -> dict:
    """The participants, the own first, with sums, those who lose, and whose form is open."""
    leads = field.lead is not None and field.lead.organisation.id == own_id
    lines = [
        CostLine(
            organisation=member.organisation,
            cost=field.costs.get(member.organisation.id),
            own=member.organisation.id == own_id,
            section=_section(member.organisation.id, own_id, may_enter, leads),
        )
        for member in field.taking_part()
    ]
    lines.sort(key=lambda line: not line.own)
    return {
        "economics": economics.of_field(field),
        "cost_lines": lines,
        "cost_tools": may_enter and leads,
        "cost_editing": next((line for line in lines if line.section and line.section == editing), None),
    }


def _section(organisation_id: int, own_id: int | None, may_enter: bool, leads: bool) -> str:
    if not may_enter:
        return ""
    if organisation_id == own_id:
        return "kosten"
    return f"kosten-{organisation_id}" if leads else ""
