"""The organisations that occur in an initiative."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class OrganisationFacts:
    id: int
    key: str
    name: str
    designation: str
    of: str  # genitive: "der Gemeinde Nottuln"
    kind: str
    population: int | None
    population_date: date | None
    latitude: float | None
    longitude: float | None
    takes_part: bool  # in the initiative, rather than in a single field only
    since: date | None = None  # from which day on it has taken part, or not any more

    def __str__(self) -> str:
        return self.designation
