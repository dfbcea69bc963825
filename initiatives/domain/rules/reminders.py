"""When somebody who owes an answer is reminded: in the week before the deadline, and again a week after that."""

from collections.abc import Iterable
from datetime import date, timedelta

REMINDED_BEFORE = timedelta(days=7)  # before the deadline, and from one reminder to the next


def is_due(deadline: date, reminded: Iterable[date | None], today: date) -> bool:
    """Whether the deadline is near and one of those who owe an answer has not been reminded for a week.

    `reminded` holds for each of them the day of the last reminder, None for none.
    """
    if today < deadline - REMINDED_BEFORE:
        return False
    return any(day is None or day <= today - REMINDED_BEFORE for day in reminded)
