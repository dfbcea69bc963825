"""That safe copies of the installation are made: each is an event, and the last one stands where it is administered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from initiatives.domain.log import events
from initiatives.models import Event

KIND = "backup"
OLD = timedelta(days=7)


@dataclass(frozen=True)
class LastBackup:
    """`words` name the archive with its size; `is_old`: it is a week old."""

    made_at: datetime
    words: str
    is_old: bool


def record(*, words: str, at: datetime) -> None:
    """Keep that one was made."""
    events.record(
        kind=KIND,
        subject="Sicherung",
        change=events.Change(after=words),
        where=events.NOWHERE,
        by=None,
        at=at,
        by_itself=True,
    )


def last(*, at: datetime) -> LastBackup | None:
    """The last one that was made here, None where there was none yet."""
    row = Event.objects.filter(kind=KIND).order_by("recorded_at", "pk").last()
    return LastBackup(row.recorded_at, row.after, at - row.recorded_at >= OLD) if row else None
