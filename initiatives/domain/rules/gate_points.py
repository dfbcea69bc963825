"""What is missing for a phase release, and who owes it: see `gates`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from initiatives.domain.rules import access
from initiatives.domain.state.facts import FieldFacts, InitiativeFacts, OrganisationFacts
from initiatives.enums import GateKind


@dataclass(frozen=True)
class Missing:
    """One point; `section` is the part of the field's page, `kind` the entry by hand that would settle it, `page` the route of
    a page on the field's money where it is settled."""

    what: str
    owes: tuple[OrganisationFacts, ...]  # empty: those who take part together
    section: str
    due_on: date | None = None
    kind: str = ""
    group: str = ""  # what those who owe it are together
    page: str = ""

    @property
    def who(self) -> str:
        """Who owes it, in words."""
        names = ", ".join(map(str, self.owes))
        if self.group:
            return f"{self.group} ({names})" if names else self.group
        return names or "die Beauftragten gemeinsam"


Requirement = Callable[[InitiativeFacts, FieldFacts], Iterator[Missing]]


def lead_of(facts: InitiativeFacts, field: FieldFacts) -> tuple[OrganisationFacts, ...]:
    """Who owes what belongs to the field as a whole: its lead, else who is in charge of it."""
    if field.lead:
        return (field.lead.organisation,)
    return in_charge(facts, field)


def in_charge(facts: InitiativeFacts, field: FieldFacts) -> tuple[OrganisationFacts, ...]:
    """Who owes the rounds of the field."""
    charged = access.in_charge(facts, field)
    return (charged,) if charged else ()


def by_hand(kind: GateKind, what: str) -> Requirement:
    """A requirement that one entry by hand settles; the lead owes it."""

    def requirement(facts: InitiativeFacts, field: FieldFacts) -> Iterator[Missing]:
        if not field.settled(kind):
            yield Missing(what, lead_of(facts, field), "nachweise", kind=kind)

    return requirement
