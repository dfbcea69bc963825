"""What a field's page shows of its economics: a line for each participant, and the form opened for one of them."""

from dataclasses import dataclass

from initiatives.domain.money import plain
from initiatives.domain.rules.money import economics
from initiatives.domain.rules.money.economics import Outcome
from initiatives.domain.state.facts import FieldFacts, OrganisationFacts
from initiatives.enums import Confidence
from initiatives.reports.figures.money import SavingRow, savings
from initiatives.reports.figures.svg import Svg

CHART_WIDTH, CHART_LABEL = 70, 20  # millimetres


@dataclass(frozen=True)
class CostLine:
    organisation: OrganisationFacts
    outcome: Outcome | None
    own: bool
    section: str  # the name under which the reader may enter it, "" where they may not

    @property
    def is_told(self) -> bool:
        """Whether anything is known: what it pays today, what jointly, or the saving alone."""
        one = self.outcome
        return one is not None and (one.knows_today or one.says_cost or one.only_saving)

    @property
    def more(self) -> int:
        """Cents a year that the organisation pays more than today; 0 where it does not."""
        return max(0, -(self.outcome.saving or 0)) if self.outcome else 0

    @property
    def confidence(self) -> str:
        return Confidence(self.outcome.confidence).label if self.outcome and self.outcome.confidence else ""


def shown(field: FieldFacts, own_id: int | None, may_enter: bool, editing: str) -> dict:
    """The participants, the own first, with sums, those who lose, and whose form is open."""
    found = economics.of_field(field)
    leads = field.is_led_by(own_id)
    lines = [
        CostLine(
            organisation=member.organisation,
            outcome=found.of(member.organisation.id),
            own=member.organisation.id == own_id,
            section=_section(field, member.organisation.id, own_id, may_enter, leads),
        )
        for member in field.taking_part()
    ]
    lines.sort(key=lambda line: not line.own)
    return {
        "economics": found,
        "cost_lines": lines,
        "costs_told": any(line.is_told for line in lines),
        "cost_source": _source(lines),
        "cost_chart": _chart(lines),
        "cost_tools": may_enter and leads,
        "cost_own": any(line.own and line.section for line in lines),
        "cost_broken_down": any(not plain.is_offered(field, line.organisation.id) for line in lines),
        "cost_editing": next((line for line in lines if line.section and line.section == editing), None),
    }


def _source(lines: list[CostLine]) -> CostLine | None:
    """One of the lines where all that are told come from the same source, of the same day."""
    told = [line for line in lines if line.is_told]
    known = {
        (one.source, line.confidence, one.since, one.recorded_on, bool(one.sources))
        for line in told
        if (one := line.outcome)
    }
    return told[0] if len(known) == 1 and told[0].outcome and told[0].outcome.sources else None


def _chart(lines: list[CostLine]) -> Svg | None:
    """What each saves a year as bars, the table's numbers once more; None where there is nothing to compare."""
    rows = [
        SavingRow(line.organisation.name, (None if saving is None else round(saving / 100),))
        for line in lines
        for saving in [line.outcome.saving if line.outcome else None]
    ]
    if sum(row.total is not None for row in rows) < 2:
        return None
    return savings(rows, [], "Ersparnis je Kommune und Jahr", width=CHART_WIDTH, label=CHART_LABEL)


def _section(
    field: FieldFacts, organisation_id: int, own_id: int | None, may_enter: bool, leads: bool
) -> str:
    if not may_enter or not plain.is_offered(field, organisation_id):
        return ""
    if organisation_id == own_id:
        return "kosten"
    return f"kosten-{organisation_id}" if leads else ""
