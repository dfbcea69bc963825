"""What an invitation and minutes are made from: typed rows. `domain/snapshots/meeting_papers` builds them, `reports/meetings`
shows them. Empty texts and None are left out, never invented.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from initiatives.snapshot.form import SCHEMA, Rows

INVITATION, MINUTES = "invitation", "minutes"


@dataclass(frozen=True)
class Invited:
    """`reply` in words, empty while there is none; `was_present` None where nobody noted it."""

    name: str
    is_optional: bool
    reply: str
    note: str
    was_present: bool | None


@dataclass(frozen=True)
class Votes:
    word: str  # dafür, dagegen, enthalten
    names: tuple[str, ...]


@dataclass(frozen=True)
class Result:
    """A decision (adopted or not), a task (owner, due) or an information."""

    kind: str  # decision, task, information
    word: str
    text: str
    field: str
    effect: str
    is_adopted: bool | None
    contact: str
    votes: tuple[Votes, ...]
    owner: str
    due: date | None


@dataclass(frozen=True, kw_only=True)
class Item:
    """An item of the agenda; `state` says what became of one that was not dealt with."""

    title: str
    text: str
    minutes: int | None
    starts_at: datetime | None
    field: str
    proposal: str
    approves: str
    state: str
    carried: str = ""  # the meeting at which it was adjourned, and its day


@dataclass(frozen=True, kw_only=True)
class DealtItem(Item):
    results: tuple[Result, ...]


@dataclass(frozen=True)
class Addendum:
    text: str
    recorded_at: datetime
    by: str


@dataclass(frozen=True, kw_only=True)
class Head(Rows):
    """What invitation and minutes share."""

    schema: int
    genre: str
    number: int  # 0: a draft, which has no paper
    recorded_until: datetime
    is_example: bool
    sender: str
    initiative: str
    title: str
    date: date | None
    starts_at: datetime | None
    ends_at: datetime | None
    place: str
    link: str
    address: str  # where the meeting is found in the application
    text: str
    uid: str = ""  # of the calendar entry
    sequence: int = 0  # of the calendar entry: how often the appointment was changed
    chair: str = ""  # who leads the meeting, by role
    keeper: str = ""  # who takes the minutes, by role
    invited: tuple[Invited, ...]

    readable = (1, SCHEMA)  # 1: until all snapshots got one number


@dataclass(frozen=True, kw_only=True)
class Invitation(Head):
    agenda: tuple[Item, ...]


@dataclass(frozen=True, kw_only=True)
class Standing:
    """How far minutes are, and what was added to them."""

    state: str  # draft, circulated, approved
    state_word: str
    circulated_at: datetime | None
    approved_at: datetime | None
    approved_in: str
    addenda: tuple[Addendum, ...]


@dataclass(frozen=True, kw_only=True)
class Minutes(Head, Standing):
    agenda: tuple[DealtItem, ...]
    results: tuple[Result, ...]  # under no item
    started_at: datetime | None
    closed_at: datetime | None
    summary: str


KINDS: dict[str, type[Invitation] | type[Minutes]] = {INVITATION: Invitation, MINUTES: Minutes}
