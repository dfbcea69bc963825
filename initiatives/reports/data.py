"""What a report is made from: a frozen snapshot, read into frozen dataclasses.

A snapshot is plain JSON (strings, numbers, ISO dates; names and labels as they were when it was taken).
`domain/reports/snapshots` writes it, this package reads it and nothing else. `SCHEMA` rises when a key changes its meaning;
what was issued keeps its own HTML and PDF and is never read again by newer code.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import MISSING, dataclass, field, fields, is_dataclass
from datetime import date, datetime
from functools import cache
from types import UnionType
from typing import Any, get_args, get_origin, get_type_hints

from .paper import Labels, Paper

SCHEMA = 4
# What stands in the place of a text that is withheld, or left out of this report.
HIDDEN = "nur in der nichtöffentlichen Ausgabe"
LEFT_OUT = "in diesem Bericht weggelassen"


@dataclass(frozen=True)
class Place:
    """A participant of an initiative. `key` joins it with the maps in `FieldState`."""

    key: str
    name: str  # "Nottuln"
    designation: str  # "Gemeinde Nottuln"
    kind: str  # gemeinde, stadt, kreisfreie_stadt, kreis, dritte
    population: int | None
    population_date: date | None
    latitude: float | None
    longitude: float | None
    convening: bool


@dataclass(frozen=True)
class Condition:
    number: int
    text: str
    origin: str  # "übernommen aus ...", may be empty


@dataclass(frozen=True)
class MeetingDecision:
    """What the delegates have decided in a meeting; `votes` in words, may be empty."""

    text: str
    field: str | None  # FieldState.key
    adopted: bool
    votes: str
    key: str = ""  # stays the same from report to report


@dataclass(frozen=True)
class Meeting:
    title: str
    date: date | None  # None: the source names no date
    place: str
    result: str
    state: str  # invited, running, closed, cancelled
    present: int | None  # organisations that were there; None: not noted
    invited: int
    decisions: tuple[MeetingDecision, ...]
    key: str = ""  # stays the same from report to report


@dataclass(frozen=True)
class Milestone:
    text: str
    date: date | None

    @property
    def lacks_date(self) -> bool:
        """Whether there is none, rather than one that is withheld."""
        return self.date is None and self.text not in (HIDDEN, LEFT_OUT)


@dataclass(frozen=True)
class Decision:
    """A resolution of a body on a field, adjournments too."""

    body: str
    date: date
    result: str
    paper: str  # number of the paper, may be empty
    votes: str  # "12 Ja, 3 Nein, 1 enthalten", may be empty


@dataclass(frozen=True)
class Cost:
    """What one participant pays for a field today and would pay jointly; cents a year, `one_off` once."""

    today: int
    joint: int
    one_off: int
    confidence: str  # "geschätzt"
    source: str


@dataclass(frozen=True)
class Project:
    """A joint project proposed to some: a proposal that is open or has ended, or a project inside a field."""

    title: str
    proposed_by: str
    date: date
    state: str  # "offen", "angenommen", ...
    answered: int
    asked: int
    field: str | None  # FieldState.key
    replies: dict[
        str, int
    ]  # "Teilnahme" -> 3, in the order in which they are shown; empty in the public edition
    key: str = ""  # stays the same from report to report


@dataclass(frozen=True)
class Answer:
    """The current answer of one participant that was asked; stance `pending` or `no_answer` when there is none."""

    stance: str
    date: date | None
    provisional: bool
    unresolved: bool = False  # a consent behind which the competent body does not stand yet


@dataclass(frozen=True)
class CheckState:
    """How one framework condition stands on a field. `overruled` is the reason of a person who judged otherwise."""

    condition: int  # number of a Condition
    result: (
        str  # met, open, not_met, not_applicable: what counts; withheld: only the non-public edition says it
    )
    computed: str
    reason: str  # of the computed result
    overruled: str
    withheld: bool = False  # it rests on what the public edition withholds


@dataclass(frozen=True)
class FieldState:
    """One field of activity on the as-of date. `key` stays the same from report to report."""

    key: str
    number: int
    title: str
    short_title: str
    focal_points: tuple[str, ...]
    aim: str
    description: str
    nature: str
    origin: str
    phase: int
    side_state: str | None
    side_reason: str
    light: str  # green, yellow, red, grey, none
    light_since: date | None
    cause: str
    measure: str
    milestone: Milestone | None
    lead: str | None  # key of a Place
    contact: str
    participation: dict[str, str]  # Place.key -> participation; absent: open
    answers: dict[str, Answer]  # Place.key -> answer; absent: not asked
    round_title: str  # "Mitwirkung, Frist 30.11.2026", empty when nobody was asked
    phase_dates: dict[str, date]  # key of a phase -> day on which the field entered it
    decisions: tuple[Decision, ...]  # oldest first
    costs: dict[str, Cost]  # Place.key -> cost, of those that take part
    checks: tuple[CheckState, ...]
    finished_on: date | None  # rejected or ended since then
    reported_in: str  # label of the earlier report to the same body that told of the end; "" if none did

    @property
    def last_decision(self) -> Decision | None:
        return self.decisions[-1] if self.decisions else None


@dataclass(frozen=True)
class InitiativeState:
    key: str  # stays the same from report to report
    letter: str  # "a"
    title: str
    short_title: str
    background: str  # paragraphs, separated by empty lines
    county: str  # "Kreis Coesfeld" or empty
    documented_from: date
    is_example: bool
    places: tuple[Place, ...]
    conditions: tuple[Condition, ...]
    conditions_note: str  # how binding they are, may be empty
    order_reason: str  # why citizen-facing fields stand before back-office ones, may be empty
    meetings: tuple[Meeting, ...]
    projects: tuple[Project, ...]
    fields: tuple[FieldState, ...]


@dataclass(frozen=True)
class Change:
    """One difference to the report before. `kind` orders and groups them: added, moved, decided, slipped, silent, light,
    participation, answer, cost, condition, meeting, text.
    """

    kind: str
    initiative: str  # InitiativeState.key
    field: str | None  # FieldState.key
    subject: str  # "Ampel", "Phase", "Votum der Gemeinde Nottuln"
    old: str  # in words, "" where there was nothing
    new: str  # in words, "" where there is nothing any more


@dataclass(frozen=True)
class Previous:
    """The last report issued to the same body for an earlier day, with which this one is compared."""

    label: str  # "Nr. 2/2026"
    as_of: date
    issued_on: date
    comparable: bool  # False: it was made in an older form; then there are no changes


@dataclass(frozen=True)
class Snapshot:
    schema: int
    as_of: date
    recorded_until: datetime
    edition: str  # public, non_public
    is_example: bool
    paper: Paper
    labels: Labels
    previous: Previous | None  # None: the first report to this body
    changes: tuple[Change, ...]
    initiatives: tuple[InitiativeState, ...] = field(default=())


_hints = cache(get_type_hints)


def read_as(kind: Any, value: Any) -> Any:
    """JSON as a value of a type: a frozen dataclass, a tuple, a dict, a day, an instant.

    Raises KeyError for a missing key that has no default.
    """
    origin = get_origin(kind)
    if origin is UnionType:
        return None if value is None else read_as(get_args(kind)[0], value)
    if origin is tuple:
        return tuple(read_as(get_args(kind)[0], item) for item in value)
    if origin is dict:
        return {key: read_as(get_args(kind)[1], item) for key, item in value.items()}
    if is_dataclass(kind):
        return _read_record(kind, value)
    if kind in (date, datetime):
        return kind.fromisoformat(value)
    return value


def _read_record(kind: Any, value: Any) -> Any:
    hints = _hints(kind)
    given = [f.name for f in fields(kind) if f.default is MISSING or f.name in value]
    return kind(**{name: read_as(hints[name], value[name]) for name in given})


def read(snapshot: dict[str, Any]) -> Snapshot:
    """Turn the JSON of a snapshot into dataclasses.

    Raises ValueError for a snapshot of another schema and KeyError for one with missing keys.
    """
    if snapshot.get("schema") != SCHEMA:
        raise ValueError(f"unknown schema of the snapshot: {snapshot.get('schema')!r}")
    return read_as(Snapshot, snapshot)


def digest(snapshot: dict[str, Any]) -> str:
    """SHA-256 of a snapshot, hexadecimal: over its JSON in ASCII with sorted keys and without spaces."""
    return hashlib.sha256(canonical(snapshot)).hexdigest()


def canonical(snapshot: dict[str, Any]) -> bytes:
    """The JSON over which the checksum of a snapshot goes."""
    return json.dumps(snapshot, sort_keys=True, separators=(",", ":")).encode("ascii")
