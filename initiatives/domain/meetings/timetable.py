"""The clock times of an agenda: when each item begins, and whether the meeting is planned long enough. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from initiatives.models import AgendaItem, Meeting


@dataclass(frozen=True)
class Timetable:
    """When each item begins, by its id, and how the sum of the durations compares with the planned end."""

    begins: dict[int, datetime]
    ends_at: datetime
    total: int  # minutes
    untimed: int  # items without a duration
    over: int | None  # minutes longer than planned, negative where shorter; None without a planned end

    @property
    def words(self) -> str:
        if self.over is None:
            return ""
        if self.over == 0:
            return "genau so lang wie geplant"
        count = abs(self.over)
        minutes = "1 Minute" if count == 1 else f"{count} Minuten"
        return f"{minutes} {'länger' if self.over > 0 else 'kürzer'} als geplant"


def of_agenda(meeting: Meeting, items: Iterable[AgendaItem]) -> Timetable:
    """The clock times of the items in their order; one without a duration takes no time."""
    begins, now, untimed = {}, meeting.begins, 0
    for item in items:
        begins[item.pk] = now
        now += timedelta(minutes=item.minutes or 0)
        untimed += item.minutes is None
    over = None if meeting.ends_at is None else (now - meeting.ends_at) // timedelta(minutes=1)
    return Timetable(begins, now, (now - meeting.begins) // timedelta(minutes=1), untimed, over)
