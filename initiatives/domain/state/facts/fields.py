"""A field of activity: how it stood, who takes part, what was asked and recorded."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from initiatives.domain.state.facts.agreements import AgreementFacts
from initiatives.domain.state.facts.money import NO_MONEY, BaselineFacts, MoneyFacts
from initiatives.domain.state.facts.records import (
    AssessmentFacts,
    DocumentFacts,
    GateItemFacts,
    MoveFacts,
    OverrideFacts,
    ParticipationFacts,
    StepFacts,
)
from initiatives.domain.state.facts.votes import AccessionFacts, AskFacts, ResolutionFacts, RoundFacts
from initiatives.enums import GateKind, GateResult, Participation, RoundPurpose


@dataclass(frozen=True)
class FieldFacts:
    id: int
    number: int  # place in the initiative, from 1
    version: int
    title: str
    short_title: str
    nature: str
    focal_points: tuple[str, ...]
    aim: str
    description: str
    origin: str
    phase: int
    phase_dates: dict[int, date]  # phase -> day on which the field entered it
    side_state: str | None
    side_reason: str
    assessment: AssessmentFacts | None
    participations: dict[int, ParticipationFacts]  # by organisation
    round: RoundFacts | None  # the latest, accessions aside
    asks: dict[int, AskFacts]  # of the latest round and of those that it continues, by organisation
    decisions: tuple[ResolutionFacts, ...]  # of all rounds, each once, oldest first
    willing: frozenset[int] = frozenset()  # organisations whose last answer, in whichever round, is a consent
    gate_items: tuple[GateItemFacts, ...] = ()  # oldest first
    overrides: dict[int, OverrideFacts] = field(default_factory=dict)  # the latest, by condition
    steps: tuple[StepFacts, ...] = ()  # of all phases, in their order
    documents: tuple[DocumentFacts, ...] = ()  # by their title
    last_move: MoveFacts | None = None
    late_phases: frozenset[int] = frozenset()  # those it had passed before anybody recorded it
    late_missing: tuple[str, ...] = ()  # what was missing at releases that were recorded after their day
    next_move: MoveFacts | None = None  # the first after the moment, as far as it was known then
    recorded_on: date | None = None  # when the field was entered here
    worded_on: date | None = None  # from which day on its texts are as they are
    accessions: tuple[AccessionFacts, ...] = ()  # the rounds "Beitritt", oldest first
    agreements: tuple[AgreementFacts, ...] = ()  # oldest first
    money: MoneyFacts = NO_MONEY
    baseline: BaselineFacts | None = None

    def is_unrecorded(self, phase: int) -> bool:
        """Whether the field had left a phase before anybody recorded it here: what is missing of it may have been."""
        return phase in self.late_phases

    @property
    def light(self) -> str:
        """green, yellow, red; grey while the field rests; none while nobody has assessed it."""
        if self.side_state:
            return "grey"
        return (self.assessment.light if self.assessment else "") or "none"

    def is_led_by(self, organisation_id: int | None) -> bool:
        return self.lead is not None and self.lead.organisation.id == organisation_id

    @cached_property
    def worked_out(self) -> dict[str, Any]:
        """What a rule has worked out of these facts and keeps as long as they are kept; a changed copy has nothing of it."""
        return {}

    @cached_property
    def lead(self) -> ParticipationFacts | None:
        return next((p for p in self.participations.values() if p.is_responsible), None)

    @cached_property
    def provider(self) -> ParticipationFacts | None:
        """Who performs the task for the others (Leistungserbringer)."""
        return next((p for p in self.participations.values() if p.is_provider), None)

    @cached_property
    def answered(self) -> int:
        return sum(ask.answered for ask in self.asks.values())

    @cached_property
    def standing(self) -> tuple[AskFacts, ...]:
        """The asks of all who have not left the field; what the others said stays told, but decides nothing any more."""
        return tuple(
            ask
            for ask in self.asks.values()
            if self.participation_of(ask.organisation.id) != Participation.LEFT
        )

    @cached_property
    def owing(self) -> tuple[AskFacts, ...]:
        """The asks of the open round whose answer is missing; who has left, or does not take part, decides nothing.

        Of an accession who joins owes its answer too, unless it has left since it was asked.
        """
        return self._owed_before + tuple(ask for one in self.accessions for ask in self._owed_in(one))

    @cached_property
    def _owed_before(self) -> tuple[AskFacts, ...]:
        """Those of the latest round that is no accession."""
        if self.round is None or not self.round.is_open:
            return ()
        decides = self.round.purpose == RoundPurpose.DECISION
        outside = Participation.NOT_PARTICIPATING if decides else None
        return tuple(
            ask
            for ask in self.standing
            if not ask.answered and not ask.carried and self.participation_of(ask.organisation.id) != outside
        )

    def _owed_in(self, accession: AccessionFacts) -> list[AskFacts]:
        gone = (Participation.LEFT, Participation.NOT_PARTICIPATING)
        return [
            ask
            for ask in accession.asks.values()
            if accession.is_open
            and not ask.answered
            and (self.participation_of(ask.organisation.id) not in gone or self._joins(accession, ask))
        ]

    def _joins(self, accession: AccessionFacts, ask: AskFacts) -> bool:
        """Whether an ask is that of who joins, which has not left since."""
        stands = self.participations.get(ask.organisation.id)
        left = stands is not None and stands.status == Participation.LEFT
        since_then = stands is not None and stands.effective_on >= accession.round.opened_on
        return ask == accession.own and not (left and since_then)

    @cached_property
    def rounds(self) -> dict[int, tuple[RoundFacts, dict[int, AskFacts]]]:
        """The latest round and the accessions with whom each of them asks, by their ids."""
        found = {one.round.id: (one.round, one.asks) for one in self.accessions}
        if self.round is not None:
            own = {pk: ask for pk, ask in self.asks.items() if not ask.carried}
            found[self.round.id] = (self.round, own)
        return found

    @cached_property
    def open_round(self) -> RoundFacts | None:
        """The round that takes answers; a field has one at most."""
        return next((round_ for round_, _ in self.rounds.values() if round_.is_open), None)

    def is_asked(self, organisation_id: int) -> bool:
        """Whether it is asked by the latest round, by one that this continues, or by an accession."""
        return organisation_id in self.asks or any(organisation_id in one.asks for one in self.accessions)

    def asked(self, organisation_id: int) -> list[tuple[RoundFacts, AskFacts]]:
        """The questions of `is_asked` with their rounds."""
        latest = self.asks.get(organisation_id)
        found = [(self.round, latest)] if self.round is not None and latest is not None else []
        found += [
            (one.round, one.asks[organisation_id]) for one in self.accessions if organisation_id in one.asks
        ]
        return found

    def round_of(self, ask: AskFacts) -> RoundFacts:
        """The round for which an ask counts. Raises KeyError for one of another field, or of a round before the latest."""
        for round_, one in self.asked(ask.organisation.id):
            if one.id == ask.id:
                return round_
        raise KeyError(ask.id)

    def owing_in(self, round_id: int) -> list[AskFacts]:
        """Those of `owing` that this round asks."""
        _, asks = self.rounds.get(round_id, (None, {}))
        return [ask for ask in self.owing if asks.get(ask.organisation.id) == ask]

    def decision_of(self, organisation_id: int) -> AskFacts | None:
        """Where its decision on the field stands: of who consented to join, or was asked nothing else, its accession."""
        latest = self.asks.get(organisation_id)
        own = [
            one.own for one in self.accessions if one.joining.id == organisation_id and one.own is not None
        ]
        if own and (latest is None or own[-1].consents):
            return own[-1]
        return latest

    @cached_property
    def _awaited(self) -> frozenset[int]:
        return frozenset(ask.id for ask in self.owing)

    @cached_property
    def last_decision(self) -> ResolutionFacts | None:
        return self.decisions[-1] if self.decisions else None

    def item(self, kind: str, organisation_id: int | None = None) -> GateItemFacts | None:
        """The entry of a kind (of an organisation) that counts, None where there is none."""
        found = [i for i in self.gate_items if i.kind == kind and i.organisation_id == organisation_id]
        return found[-1] if found else None

    def settled(self, kind: str, organisation_id: int | None = None) -> bool:
        """Whether the entry that counts says done or not needed."""
        found = self.item(kind, organisation_id)
        return found is not None and found.result != GateResult.OPEN

    def reviewed_since(self, day: date) -> bool:
        """Whether a review that was due on a day has been recorded."""
        found = self.item(GateKind.REVIEW)
        return found is not None and found.result != GateResult.OPEN and found.effective_on >= day

    def assented(self, organisation_id: int) -> bool:
        """Whether an organisation has assented to the standard that counts, and not to one before it."""
        standard, assent = self.item(GateKind.STANDARD), self.item(GateKind.STANDARD_ASSENT, organisation_id)
        if standard is None or assent is None:
            return False
        follows = self.gate_items.index(assent) > self.gate_items.index(standard)
        return follows and assent.result != GateResult.OPEN

    def participation_of(self, organisation_id: int) -> str:
        """The status of an organisation in this field, `open` where it has not said anything."""
        found = self.participations.get(organisation_id)
        return found.status if found else "open"

    def stance_of(self, organisation_id: int) -> str:
        """What `stance` says of an organisation, or `not_asked`."""
        ask = self.asks.get(organisation_id)
        return self.stance(ask) if ask else "not_asked"

    def stance(self, ask: AskFacts) -> str:
        """The current stance of an ask on this field; without one `pending` while it is owed, then `no_answer`."""
        if ask.position is None and ask.id not in self._awaited:
            return "no_answer"
        return ask.stance

    def taking_part(self) -> list[ParticipationFacts]:
        """Those that are `beteiligt`, in the order of the initiative's participants."""
        return [p for p in self.participations.values() if p.status == Participation.PARTICIPATING]
