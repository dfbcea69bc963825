"""What the pages count and in which order they list it: pure functions over `facts`.

Silence is not a no: who was not asked, whose answer is awaited and who never gave one are counted and listed apart.
"""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date

from initiatives.domain.state.facts import (
    AskFacts,
    FieldFacts,
    InitiativeFacts,
    OrganisationFacts,
    RoundFacts,
)
from initiatives.enums import LIGHT_WORDS, Participation, Phase, SideState, Stance

UNANSWERED = ("pending", "no_answer", Stance.DELIBERATING)


@dataclass(frozen=True)
class Vote:
    """One organisation's line in the votes on a field."""

    organisation: OrganisationFacts
    ask: AskFacts | None
    stance: str  # of enums.STANCE_WORDS
    participation: str  # of enums.Participation or open
    leads: bool
    own: bool
    provides: bool = False

    @property
    def provisional(self) -> bool:
        return self.ask is not None and self.ask.provisional


@dataclass(frozen=True)
class Phrase:
    text: str
    strong: bool = False


def votes(facts: InitiativeFacts, field: FieldFacts, own_id: int | None) -> list[Vote]:
    """One line for each participant, asked organisation and member of the field: the own first, undecided before
    answered before not asked, each by name; without who is asked by an accession of its own alone."""
    concerned = [
        o
        for o in facts.organisations.values()
        if o.takes_part or o.id in field.asks or field.participation_of(o.id) == Participation.PARTICIPATING
        if o.id in field.asks or field.decision_of(o.id) is None
    ]
    lines = [_vote(field, o, own_id) for o in concerned]
    return sorted(lines, key=lambda line: (not line.own, _urgency(line.stance)))


def _vote(field: FieldFacts, organisation: OrganisationFacts, own_id: int | None) -> Vote:
    return Vote(
        organisation=organisation,
        ask=field.asks.get(organisation.id),
        stance=field.stance_of(organisation.id),
        participation=field.participation_of(organisation.id),
        leads=field.is_led_by(organisation.id),
        own=organisation.id == own_id,
        provides=field.provider is not None and field.provider.organisation.id == organisation.id,
    )


def _urgency(stance: str) -> tuple[bool, bool]:
    return stance == "not_asked", stance not in UNANSWERED


def in_words(lines: list[Vote]) -> list[Phrase]:
    """The votes as the parts of a sentence, to be joined by commas: "4 Zustimmungen", "davon 1 vorläufig", ..."""
    count = Counter(line.stance for line in lines)
    provisional = sum(line.provisional and line.stance == Stance.CONSENT for line in lines)
    parts = [
        Phrase(_plural(count[Stance.CONSENT], "Zustimmung", "Zustimmungen"), True),
        Phrase(f"davon {provisional} vorläufig" if provisional else ""),
        Phrase(_plural(count[Stance.CONDITIONAL], "unter Bedingung", "unter Bedingung"), True),
        Phrase(_plural(count[Stance.ABSTENTION], "Enthaltung", "Enthaltungen")),
        Phrase(_plural(count[Stance.REFUSAL], "Ablehnung", "Ablehnungen"), True),
        Phrase(_plural(count[Stance.WITHDRAWN], "zurückgezogen", "zurückgezogen")),
        Phrase(_plural(count[Stance.DELIBERATING], "in Beratung", "in Beratung")),
        Phrase(_plural(count["pending"], "Rückmeldung steht aus", "Rückmeldungen stehen aus"), True),
        Phrase(_plural(count["no_answer"], "ohne Rückmeldung", "ohne Rückmeldung")),
    ]
    return [part for part in parts if part.text]


def _plural(count: int, one: str, many: str) -> str:
    return f"{count} {one if count == 1 else many}" if count else ""


@dataclass(frozen=True)
class Standing:
    """How an initiative stands: numbers of fields and of answers owed in open rounds."""

    fields: int
    at_work: int
    proposals: int
    resting: int
    over: int  # rejected or ended
    lights: Counter[str]
    pending: int
    deliberating: int
    next_field: FieldFacts | None  # with the nearest milestone that is still to come

    @property
    def lights_set(self) -> str:
        """6 grün, 3 gelb, 1 rot"""
        named = [f"{self.lights[light]} {LIGHT_WORDS[light].lower()}" for light in ("green", "yellow", "red")]
        return ", ".join(text for text in named if not text.startswith("0 "))


def standing(facts: InitiativeFacts, today: date) -> Standing:
    """The numbers of an initiative as its page shows them."""
    resting = [f for f in facts.fields if f.side_state == SideState.ON_HOLD]
    active = [f for f in facts.fields if not f.side_state]
    proposals = [f for f in active if f.phase == Phase.PROPOSAL]
    owed = Counter(ask.stance for f in facts.fields for ask in f.owing)
    coming = [(_milestone(f), f.number, f) for f in active if _milestone(f) >= today]
    return Standing(
        fields=len(facts.fields),
        at_work=len(active) - len(proposals),
        proposals=len(proposals),
        resting=len(resting),
        over=len(facts.fields) - len(active) - len(resting),
        lights=Counter(f.light for f in facts.fields),
        pending=owed["pending"],
        deliberating=owed[Stance.DELIBERATING],
        next_field=min(coming)[2] if coming else None,
    )


def _milestone(field: FieldFacts) -> date:
    return (field.assessment and field.assessment.milestone_on) or date.min


@dataclass(frozen=True)
class Member:
    """One organisation's line among the participants of an initiative."""

    organisation: OrganisationFacts
    takes_part_in: int
    leads: int
    owes: int
    own: bool
    convenes: bool


def members(facts: InitiativeFacts, own_id: int | None) -> list[Member]:
    """The participants, the own first, then by name, then who has only joined a field."""
    joined = {p.organisation.id for f in facts.fields for p in f.taking_part()}
    shown = [o for o in facts.organisations.values() if o.takes_part or o.id in joined]
    lines = [_member(facts, o, own_id) for o in shown]
    return sorted(lines, key=lambda line: (not line.own, not line.organisation.takes_part))


def _member(facts: InitiativeFacts, organisation: OrganisationFacts, own_id: int | None) -> Member:
    number = organisation.id
    return Member(
        organisation=organisation,
        takes_part_in=sum(f.participation_of(number) == Participation.PARTICIPATING for f in facts.fields),
        leads=sum(f.is_led_by(number) for f in facts.fields),
        owes=sum(ask.organisation.id == number for f in facts.fields for ask in f.owing),
        own=number == own_id,
        convenes=facts.convening is not None and facts.convening.id == number,
    )


@dataclass(frozen=True)
class RoundTally:
    """An open round with its fields."""

    round: RoundFacts
    fields: list[FieldFacts] = field(default_factory=list)

    @property
    def asked(self) -> int:
        return len(self._asks)

    @property
    def answered(self) -> int:
        return sum(ask.answered for ask in self._asks)

    @property
    def owing(self) -> list[AskFacts]:
        return [ask for f in self.fields for ask in f.owing_in(self.round.id)]

    @property
    def _asks(self) -> list[AskFacts]:
        return [ask for f in self.fields for ask in f.rounds[self.round.id][1].values()]


def open_rounds(facts: InitiativeFacts) -> list[RoundTally]:
    """The rounds that still take answers, the nearest deadline first."""
    found: dict[int, RoundTally] = {}
    for one in facts.fields:
        if one.open_round is not None:
            found.setdefault(one.open_round.id, RoundTally(one.open_round)).fields.append(one)
    return sorted(found.values(), key=lambda tally: (tally.round.deadline, tally.round.id))


SORTING = {
    "nr": lambda f: f.number,
    "feld": lambda f: f.title.casefold(),
    "phase": lambda f: (f.phase, f.side_state or ""),
    "ampel": lambda f: ("red", "yellow", "green", "grey", "none").index(f.light),
    "voten": lambda f: f.answered / len(f.asks) if f.asks else -1,
    "federfuehrung": lambda f: (f.lead is None, f.lead.organisation.name.casefold() if f.lead else ""),
    "termin": lambda f: (f.assessment and f.assessment.milestone_on) or date.max,
}


def arranged(fields: tuple[FieldFacts, ...], order: str) -> list[FieldFacts]:
    """The fields by a key of `SORTING`, turned round by a leading "-"; by number where the key is unknown or equal."""
    key = SORTING.get(order.removeprefix("-"), SORTING["nr"])
    return sorted(sorted(fields, key=SORTING["nr"]), key=key, reverse=order.startswith("-"))
