"""What can be recorded afterwards of the course of a field: one row each, with the day on which it took effect."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from initiatives.models import Body, Organisation

Votes = tuple[int | None, int | None, int | None]


@dataclass(frozen=True)
class Entry:
    day: date


@dataclass(frozen=True)
class Joined(Entry):
    """From `day` on `organisation` takes part with this status; with `leads` it has the lead, with one contact, with
    `provides` it performs the task for the others.
    """

    organisation: Organisation
    status: str
    leads: bool = False
    contact: str = ""
    provides: bool = False


@dataclass(frozen=True)
class Noted(Entry):
    """An entry by hand, of an organisation where each makes its own."""

    kind: str
    result: str
    text: str = ""
    organisation: Organisation | None = None


@dataclass(frozen=True)
class StepDone(Entry):
    title: str
    phase: int
    owner: Organisation | None = None
    evidence: str = ""


@dataclass(frozen=True)
class Cost(Entry):
    """In cents; the first two a year, the third once."""

    organisation: Organisation
    today: int
    joint: int
    one_off: int
    source: str
    confidence: str


@dataclass(frozen=True)
class Asked(Entry):
    """A round, opened on `day`, that is over; of an accession with who joined."""

    purpose: str
    subject: str
    version: str
    deadline: date
    closed_on: date
    joining: Organisation | None = None


@dataclass(frozen=True)
class Said(Entry):
    """A Votum in the round of this purpose that was open on `day`; `source` says who said it where."""

    organisation: Organisation
    purpose: str
    stance: str
    reason: str = ""
    source: str = ""


@dataclass(frozen=True)
class Resolved(Entry):
    """What a body decided in the round of this purpose; `source` says where that is published."""

    body: Body
    purpose: str
    result: str
    paper_number: str = ""
    votes: Votes = (None, None, None)
    link: str = ""
    source: str = ""


@dataclass(frozen=True)
class Moved(Entry):
    """From `day` on the field is in this phase (None: in the one where it was) and side state."""

    phase: int | None
    side_state: str | None = None


@dataclass(frozen=True)
class Assessed(Entry):
    light: str
    cause: str = ""
    measure: str = ""


# What comes first of what has one day: who takes part, what was asked, said and decided, and what followed from it.
RANKS: tuple[type[Entry], ...] = (Joined, Noted, StepDone, Cost, Asked, Said, Resolved, Moved, Assessed)


def place(entry: Entry) -> tuple[date, int]:
    """The place of an entry in a course."""
    return entry.day, RANKS.index(type(entry))
