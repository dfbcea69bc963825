"""What an invitation and minutes are made from: a frozen snapshot, read into frozen dataclasses.

`domain/meetings/meeting_snapshots` writes it. `SCHEMA` rises when a key changes its meaning.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from .data import read_as

SCHEMA = 1
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


@dataclass(frozen=True)
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


@dataclass(frozen=True)
class DealtItem(Item):
    results: tuple[Result, ...]


@dataclass(frozen=True)
class Addendum:
    text: str
    recorded_at: datetime
    by: str


@dataclass(frozen=True)
class Head:
    """What invitation and minutes share. Empty texts and None are left out, never invented."""

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
    invited: tuple[Invited, ...]


@dataclass(frozen=True)
class Invitation(Head):
    agenda: tuple[Item, ...] = field(default=())


@dataclass(frozen=True)
class Minutes(Head):
    agenda: tuple[DealtItem, ...] = field(default=())
    results: tuple[Result, ...] = ()  # under no item
    started_at: datetime | None = None
    closed_at: datetime | None = None
    summary: str = ""
    state: str = ""  # draft, circulated, approved
    state_word: str = ""
    circulated_at: datetime | None = None
    approved_at: datetime | None = None
    approved_in: str = ""
    addenda: tuple[Addendum, ...] = ()


KINDS: dict[str, Any] = {INVITATION: Invitation, MINUTES: Minutes}


def read(snapshot: dict[str, Any]) -> Any:
    """Turn the JSON into an Invitation or Minutes. Raises ValueError for another schema, KeyError for a missing key."""
    if snapshot.get("schema") != SCHEMA:
        raise ValueError(f"unknown schema of the snapshot: {snapshot.get('schema')!r}")
    return read_as(KINDS[snapshot["genre"]], snapshot)
