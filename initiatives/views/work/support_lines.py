"""The lines of requests for expert support, as the list, the page of one and the field show them."""

from dataclasses import dataclass
from datetime import date

from initiatives.domain.state.facts import InitiativeFacts, SupportFacts
from initiatives.domain.work import support


@dataclass(frozen=True)
class Line:
    """A request as a list shows it."""

    request: SupportFacts
    organisation: str
    field_title: str
    time: str
    late: int  # days after the day for which the answer was wanted


def shown(facts: InitiativeFacts, today: date) -> list[Line]:
    """All requests, those that wait for the county first, then the newest."""
    titles = {field.id: field.title for field in facts.fields}
    found = [
        Line(
            one,
            facts.organisations[one.organisation_id].designation,
            titles.get(one.field_id or 0, ""),
            support.time_to_answer(one, today),
            support.overdue(one, today),
        )
        for one in facts.support
    ]
    return sorted(found, key=lambda line: not line.request.awaits_county)
