"""The organisations that occur in an initiative."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from initiatives.enums import OwnWords
from initiatives.enums.designations import body_label


@dataclass(frozen=True)
class OrganisationFacts:
    id: int
    key: str
    name: str  # where several stand side by side: of a county its designation; with its county where two are alike
    designation: str
    of: str  # genitive: "der Gemeinde Nottuln"
    kind: str
    population: int | None
    population_date: date | None
    latitude: float | None
    longitude: float | None
    takes_part: bool  # in the initiative, rather than in a single field only
    since: date | None = None  # from which day on it has taken part, or not any more

    @property
    def own(self) -> OwnWords:
        """What those who act for it are told of it."""
        return OwnWords.of(self.kind)

    def body(self, name: str) -> str:
        """One of its bodies, as `Body.label` calls it."""
        return body_label(name, self.name, self.designation, self.kind)

    def __str__(self) -> str:
        return self.designation
