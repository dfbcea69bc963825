"""What people record on a field beside its texts: entries, costs, overrules, steps, documents, moves."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from initiatives.domain.state.facts.organisations import OrganisationFacts
from initiatives.enums import StepState


@dataclass(frozen=True)
class ParticipationFacts:
    organisation: OrganisationFacts
    status: str
    is_responsible: bool
    contact: str
    effective_on: date
    recorded_on: date | None = None
    is_provider: bool = False  # performs the task for the others


@dataclass(frozen=True)
class AssessmentFacts:
    id: int
    light: str  # "" where only a milestone was given
    cause: str
    measure: str
    milestone: str
    milestone_on: date | None
    effective_on: date
    recorded_on: date | None = None


@dataclass(frozen=True)
class MoveFacts:
    """A release, side state, resumption or reopening."""

    id: int
    from_phase: int
    to_phase: int
    from_side_state: str | None
    to_side_state: str | None
    effective_on: date
    reason: str
    missing: tuple[str, ...]  # what a release was given in spite of
    actor: str
    recorded_on: date

    @property
    def is_late(self) -> bool:
        """Whether it was recorded after its day."""
        return self.recorded_on > self.effective_on

    @property
    def is_release(self) -> bool:
        return self.to_phase > self.from_phase

    @property
    def is_reopening(self) -> bool:
        return self.to_phase < self.from_phase


@dataclass(frozen=True)
class VersionFacts:
    """One file; `size` in bytes."""

    id: int
    number: int
    name: str
    media_type: str
    size: int
    recorded_at: datetime
    actor: str


@dataclass(frozen=True)
class DocumentFacts:
    id: int
    title: str
    versions: tuple[VersionFacts, ...]  # newest first
    agreement_id: int | None = None  # where it is a file of an agreement

    @property
    def newest(self) -> VersionFacts:
        return self.versions[0]

    @property
    def older(self) -> tuple[VersionFacts, ...]:
        return self.versions[1:]

    def at(self, instant: datetime) -> VersionFacts | None:
        """The version that was the newest at an instant."""
        return next((one for one in self.versions if one.recorded_at <= instant), None)


@dataclass(frozen=True)
class GateItemFacts:
    id: int
    kind: str
    organisation_id: int | None
    result: str
    text: str
    reason: str
    link: str
    document_id: int | None
    effective_on: date
    actor: str
    file: VersionFacts | None = None  # of the document, the version on which the entry was recorded
    due_on: date | None = None  # of a review that is still open
    recorded_on: date | None = None
    outcome: str = ""  # of a review that is done, of enums.ReviewOutcome; "" where nobody has said


@dataclass(frozen=True)
class StepFacts:
    id: int
    version: int
    phase: int
    title: str
    owner_id: int | None
    due_on: date | None
    state: str
    evidence: str
    link: str
    document_id: int | None
    done_on: date | None
    file: VersionFacts | None = None  # of the document, the newest version
    done_recorded_on: date | None = None

    @property
    def is_open(self) -> bool:
        return self.state in (StepState.OPEN, StepState.WORK)


@dataclass(frozen=True)
class OverrideFacts:
    computed: str
    rule_version: int
    result: str
    reason: str
    effective_on: date
    actor: str
    recorded_on: date | None = None
