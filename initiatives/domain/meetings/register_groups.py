"""The decision register by what was asked: each round with the resolutions on it, each meeting with what it fixed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from initiatives.domain.meetings.register import Asked, Entry


@dataclass(frozen=True)
class Group:
    """What one round asked for, or one meeting fixed: the newest entry first."""

    asked: Asked | None  # None for a meeting
    fields: tuple[tuple[int, str], ...]  # number and title
    decided: int  # organisations of the round whose body has decided
    entries: tuple[Entry, ...]

    @property
    def first(self) -> Entry:
        return self.entries[0]


def grouped(shown: Sequence[Entry], everything: Sequence[Entry]) -> list[Group]:
    """The entries `shown` (newest first) by round or meeting, the group with the newest one first; who has decided is
    counted in `everything`."""
    groups: dict[tuple, list[Entry]] = {}
    for one in shown:
        groups.setdefault(_key(one), []).append(one)
    decided: dict[tuple, set] = {}
    for one in everything:
        if one.is_decided:
            decided.setdefault(_key(one), set()).add(one.organisation_id)
    return [
        Group(
            rows[0].asked,
            tuple(dict.fromkeys(field for one in rows for field in one.fields)),
            len(decided.get(key, ())),
            tuple(rows),
        )
        for key, rows in groups.items()
    ]


def _key(entry: Entry) -> tuple[int | None, int | None]:
    return entry.asked.id if entry.asked else None, entry.meeting_id
