"""When somebody who owes an answer is reminded: of a Votum or a proposal in the week before the deadline and again a week
after that, of a baseline once before its due day and once after it.
"""

from collections.abc import Iterable
from datetime import date, timedelta
from enum import Enum

REMINDED_BEFORE = timedelta(days=7)  # before the deadline, and from one reminder to the next

PURSUED = timedelta(
    days=28
)  # after a due day; what was due long ago was entered late, and nobody is reminded of it


class Side(Enum):
    """On which side of a due day one is reminded."""

    BEFORE = "before"
    AFTER = "after"


def side_of(due_on: date, today: date) -> Side | None:
    """On which side a baseline with this due day is to be reminded of today: in the week before it, its day included, and in the
    four weeks after it; None on any other day."""
    if due_on - REMINDED_BEFORE <= today <= due_on:
        return Side.BEFORE
    return Side.AFTER if due_on < today <= due_on + PURSUED else None


def is_due(deadline: date, reminded: Iterable[date | None], today: date) -> bool:
    """Whether the deadline is near and one of those who owe an answer has not been reminded for a week.

    `reminded` holds for each of them the day of the last reminder, None for none.
    """
    if today < deadline - REMINDED_BEFORE:
        return False
    return any(day is None or day <= today - REMINDED_BEFORE for day in reminded)
