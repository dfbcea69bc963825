"""What every part of a report needs: the snapshot, its words, the outline, and the counts that stand in several places."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

from initiatives.reports.formats.markup import Outline, number_of
from initiatives.reports.status.unknown import word
from initiatives.reports.text import soft
from initiatives.snapshot.status_report import (
    Answer,
    Change,
    FieldState,
    InitiativeState,
    Label,
    StatusReport,
)

# "In Beratung" is a sign of life, not yet an answer.
UNANSWERED = ("deliberating", "pending", "no_answer", "not_asked")


def _words(labels: tuple[Label, ...]) -> dict[str, str]:
    return {label.key: label.word for label in labels}


@dataclass
class Context:
    snapshot: StatusReport
    digest: str  # SHA-256 of the snapshot, hexadecimal
    told: Mapping[str, tuple[FieldState, ...]] = field(
        default_factory=dict
    )  # initiative -> ended, told of before
    outline: Outline = field(default_factory=Outline)
    pairs: set[tuple[str, str]] = field(default_factory=set)  # of symbols in cells of a matrix
    said: set[str] = field(default_factory=set)  # explanations that stand in an earlier section

    @classmethod
    def of(cls, snapshot: StatusReport, digest: str) -> "Context":
        """Fields whose end an earlier report has told of are set aside: they are done once and then dropped."""
        told = {i.key: tuple(f for f in i.fields if f.reported_in) for i in snapshot.initiatives}
        kept = tuple(
            replace(i, fields=tuple(f for f in i.fields if not f.reported_in)) for i in snapshot.initiatives
        )
        return cls(replace(snapshot, initiatives=kept), digest, told)

    def once(self, text: str) -> str:
        """An explanation where it comes first, and nothing where it stands already."""
        if text in self.said:
            return ""
        self.said.add(text)
        return text

    @property
    def is_public(self) -> bool:
        return self.snapshot.edition == "public"

    @property
    def is_first_layout(self) -> bool:
        """Whether the documents are to be as they were before they said what is withheld and what is not known."""
        return self.snapshot.layout == 1

    @property
    def knows_parties(self) -> bool:
        """Whether the snapshot says of each party whether its body has resolved, and what the comparison means for it."""
        return self.snapshot.layout > 2

    @cached_property
    def phases(self) -> list[str]:
        return [label.word for label in self.snapshot.labels.phases]

    @cached_property
    def lights(self) -> dict[str, str]:
        return _words(self.snapshot.labels.lights)

    def light_word(self, found: FieldState) -> str:
        return word(found, "light", self.lights.get(found.light, found.light))

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

    @cached_property
    def _changes(self) -> dict[tuple[str, str | None], list[Change]]:
        found = defaultdict(list)
        for one in self.snapshot.changes:
            found[one.initiative, one.field].append(one)
        return dict(found)

    def changes_in(self, initiative: InitiativeState) -> list[Change]:
        return [one for one in self.snapshot.changes if one.initiative == initiative.key]

    def changes_at(self, initiative: InitiativeState, found: FieldState) -> list[Change]:
        return self._changes.get((initiative.key, found.key), [])

    @cached_property
    def _fields(self) -> dict[tuple[str, str], FieldState]:
        kept = {(i.key, f.key): f for i in self.snapshot.initiatives for f in i.fields}
        return kept | {(key, f.key): f for key, fields in self.told.items() for f in fields}

    def field(self, initiative: InitiativeState, key: str | None) -> FieldState | None:
        """A field by its key, also one that is told of no more."""
        return self._fields.get((initiative.key, key or ""))

    def number(self, initiative: InitiativeState, key: str | None) -> int:
        """The number of a field by its key, also of one that is told of no more; 0 for none."""
        found = self.field(initiative, key)
        return found.number if found else 0

    def field_name(self, initiative: InitiativeState, key: str | None, limit: int = 40) -> str:
        """ "5 Expertenpool" as HTML; empty for none."""
        found = self.field(initiative, key)
        return f"{number_of(found.number)} {soft(found.short_title or found.title, limit)}" if found else ""

    @property
    def all_fields(self) -> list[tuple[InitiativeState, FieldState]]:
        return [(i, f) for i in self.snapshot.initiatives for f in i.fields]


def of_round(found: FieldState) -> dict[str, Answer]:
    """The answers of the field's own round; who acceded was asked by a round of its own, and is not one of those."""
    return {key: one for key, one in found.answers.items() if not one.accession}


def stance_counts(found: FieldState, initiative: InitiativeState) -> Counter[str]:
    """How many participants of the initiative stand where in the field's round; who wasn't asked is `not_asked`."""
    counts = Counter(answer.stance for answer in of_round(found).values())
    known = {place.key for place in initiative.places}
    counts["not_asked"] += len(known - found.answers.keys())
    return counts


def answered(found: FieldState) -> int:
    return sum(answer.stance not in UNANSWERED for answer in of_round(found).values())


def participants(found: FieldState, initiative: InitiativeState) -> list[str]:
    """Names of those who take part, in the order of the participants of the initiative."""
    return [p.name for p in initiative.places if found.participation.get(p.key) == "participating"]


def was_asked(initiative: InitiativeState) -> bool:
    return any(found.answers for found in initiative.fields)
