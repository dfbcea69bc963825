"""What every part of a report needs: the snapshot, its words, the outline, and the counts that stand in several places."""

from collections import Counter
from dataclasses import dataclass, field
from functools import cached_property

from .data import FieldState, InitiativeState, Label, Snapshot
from .markup import Outline

# "In Beratung" is a sign of life, not yet an answer.
UNANSWERED = ("deliberating", "pending", "no_answer", "not_asked")


def _words(labels: tuple[Label, ...]) -> dict[str, str]:
    return {label.key: label.word for label in labels}


@dataclass
class Context:
    snapshot: Snapshot
    digest: str  # SHA-256 of the snapshot, hexadecimal
    outline: Outline = field(default_factory=Outline)
    pairs: set[tuple[str, str]] = field(default_factory=set)  # of symbols in cells of a matrix

    @cached_property
    def phases(self) -> list[str]:
        return [label.word for label in self.snapshot.labels.phases]

    @cached_property
    def lights(self) -> dict[str, str]:
        return _words(self.snapshot.labels.lights)

    @cached_property
    def stances(self) -> dict[str, str]:
        return _words(self.snapshot.labels.stances)

    @cached_property
    def participations(self) -> dict[str, str]:
        return _words(self.snapshot.labels.participations)

    @cached_property
    def side_states(self) -> dict[str, str]:
        return _words(self.snapshot.labels.side_states)

    @cached_property
    def natures(self) -> dict[str, str]:
        return _words(self.snapshot.labels.natures)

    @cached_property
    def checks(self) -> dict[str, str]:
        return _words(self.snapshot.labels.checks)

    @property
    def all_fields(self) -> list[tuple[InitiativeState, FieldState]]:
        return [(i, f) for i in self.snapshot.initiatives for f in i.fields]


def stance_counts(found: FieldState, initiative: InitiativeState) -> Counter[str]:
    """How many participants of the initiative stand where; who wasn't asked is `not_asked`."""
    counts = Counter(answer.stance for answer in found.answers.values())
    known = {place.key for place in initiative.places}
    counts["not_asked"] += len(known - found.answers.keys())
    return counts


def answered(found: FieldState) -> int:
    return sum(answer.stance not in UNANSWERED for answer in found.answers.values())


def participants(found: FieldState, initiative: InitiativeState) -> list[str]:
    """Names of those who take part, in the order of the participants of the initiative."""
    return [p.name for p in initiative.places if found.participation.get(p.key) == "participating"]


def was_asked(initiative: InitiativeState) -> bool:
    return any(found.answers for found in initiative.fields)
