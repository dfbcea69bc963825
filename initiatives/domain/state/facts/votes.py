"""What was asked and answered: rounds, asks, positions, resolutions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from initiatives.domain.state.facts.organisations import OrganisationFacts
from initiatives.enums import ANSWERED, CONSENTS, ConditionState, RoundPurpose


@dataclass(frozen=True)
class RoundFacts:
    id: int
    purpose: str
    subject: str
    subject_version: str
    opened_on: date
    deadline: date
    closed_on: date | None
    closes_itself: bool
    closing: str = ""  # of enums.RoundClosing, once it is closed
    closing_reason: str = ""
    recorded_on: date | None = None
    joining: str = ""  # of an accession who joins, in the genitive: der Gemeinde Nottuln

    @property
    def title(self) -> str:
        """As `Round.title`."""
        return f"Beitritt {self.joining}" if self.joining else RoundPurpose(self.purpose).label

    @property
    def is_late(self) -> bool:
        """Whether it was recorded when it was over."""
        return self.closed_on is not None and (self.recorded_on or self.closed_on) > self.closed_on

    @property
    def is_open(self) -> bool:
        """Whether it still takes answers."""
        return self.closed_on is None


@dataclass(frozen=True)
class PositionConditionFacts:
    id: int
    text: str
    owner_id: int | None
    due_on: date | None
    state: str
    note: str


@dataclass(frozen=True)
class PositionFacts:
    id: int
    stance: str
    reason: str
    source: str
    confirmed: bool
    corrects_id: int | None  # the mis-entry that it replaces
    effective_on: date
    recorded_at: datetime
    actor: str  # role and organisation
    conditions: tuple[PositionConditionFacts, ...] = ()
    source_note: str = ""  # of a spoken one: from whom, where
    withdrawn: bool = False  # a correction that says: there was none
    correction_reason: str = ""

    @property
    def is_correction(self) -> bool:
        return self.corrects_id is not None

    @property
    def fallen(self) -> bool:
        """Whether a condition of the consent has fallen, and the consent with it."""
        return any(condition.state == ConditionState.DROPPED for condition in self.conditions)


@dataclass(frozen=True)
class ResolutionFacts:
    """A resolution as one ask sees it, or (of a field) all of its asks there together."""

    body: str
    effective_on: date
    result: str
    paper_number: str
    votes: tuple[int | None, int | None, int | None]  # for, against, abstained
    organisation_id: int = 0  # whose body it is
    confirmed: bool = True  # unless taken from what was published, and not confirmed by that municipality yet
    id: int = 0
    source_note: str = ""  # where it was published
    ask_id: int = 0  # the question that it answers, of several the last
    decides: bool = True  # rather than that it prepares the decision of the competent body
    title: str = ""
    absent: int | None = None
    link: str = ""
    allows: str = ""  # of an advance resolution: what it allows
    allows_until: date | None = None
    ask_ids: tuple[int, ...] = ()
    purposes: frozenset[str] = frozenset()  # of the rounds that asked

    @property
    def passed(self) -> bool:
        """Whether its body has said yes, and that counts."""
        return self.confirmed and self.result in ("adopted", "amended")

    @property
    def counted(self) -> bool:
        """Whether any of the votes is known."""
        return any(number is not None for number in self.votes)

    @property
    def heads(self) -> str:
        """12 Ja, 0 Nein, 2 abwesend; empty where nothing is known."""
        counted = zip((*self.votes, self.absent), ("Ja", "Nein", "Enthaltungen", "abwesend"), strict=True)
        return ", ".join(f"{number} {word}" for number, word in counted if number is not None)


@dataclass(frozen=True)
class RulingFacts:
    """Whether "geändert beschlossen" concerns the others, as who runs the round has said."""

    id: int
    concerns_others: bool
    reason: str
    effective_on: date
    actor: str  # role and organisation


@dataclass(frozen=True)
class AskFacts:
    id: int
    organisation: OrganisationFacts
    body: str
    position: PositionFacts | None  # the current one that counts
    unconfirmed: PositionFacts | None  # spoken, not yet confirmed by the municipality
    resolutions: tuple[ResolutionFacts, ...]
    carried: bool = False  # of an earlier round that the latest one continues
    reminded_on: date | None = None
    last_ruling: RulingFacts | None = None

    @property
    def stance(self) -> str:
        """The current stance, or `pending`; whether anybody still waits for it, `FieldFacts.stance` says."""
        return self.position.stance if self.position else "pending"

    @property
    def answered(self) -> bool:
        return self.stance in ANSWERED

    @property
    def consents(self) -> bool:
        """Whether it stands for the matter: a consent none of whose conditions has fallen."""
        return self.position is not None and self.stance in CONSENTS and not self.position.fallen

    @property
    def provisional(self) -> bool:
        """A consent is provisional until the competent body has resolved."""
        return self.consents and not self._passed

    @property
    def unresolved(self) -> bool:
        """Whether it says a consent, whatever became of its conditions, behind which the competent body does not stand yet."""
        return self.stance in CONSENTS and not self._passed

    @property
    def _passed(self) -> list[ResolutionFacts]:
        return [r for r in self.resolutions if r.passed and r.decides]

    @property
    def stands_since(self) -> date | None:
        """From which day on the answer is what it is, of a consent with its body behind it from that resolution on."""
        if self.position is None:
            return None
        behind = self._passed if self.stance in CONSENTS else []
        return max([self.position.effective_on, *(one.effective_on for one in behind[:1])])

    @property
    def amending(self) -> ResolutionFacts | None:
        """What the competent body has resolved last, if that was another text than the one asked about, and no round on that
        has followed."""
        known = [r for r in self.resolutions if r.confirmed and r.decides]
        return known[-1] if known and known[-1].result == "amended" and not self.carried else None

    @property
    def ruling(self) -> RulingFacts | None:
        """What was said of the change that stands: whether it concerns the others."""
        amending, said = self.amending, self.last_ruling
        return said if amending and said and said.effective_on >= amending.effective_on else None

    @property
    def unruled(self) -> bool:
        """Whether nobody has said yet whether the change concerns the others."""
        return self.amending is not None and self.ruling is None

    @property
    def amended(self) -> bool:
        """Whether the body has resolved on another text, of which nobody has said that it does not concern the others."""
        return self.amending is not None and (self.ruling is None or self.ruling.concerns_others)


@dataclass(frozen=True)
class AccessionFacts:
    """A round "Beitritt": whom it concerns that one joins is asked; what the others said of the field stays as it was."""

    round: RoundFacts
    joining: OrganisationFacts
    asks: dict[int, AskFacts]  # by organisation

    @property
    def is_open(self) -> bool:
        return self.round.is_open

    @property
    def answered(self) -> int:
        return sum(ask.answered for ask in self.asks.values())

    @property
    def own(self) -> AskFacts | None:
        """What who joins is asked itself."""
        return self.asks.get(self.joining.id)
