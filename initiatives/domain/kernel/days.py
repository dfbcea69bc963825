"""The day from which a fact holds ("gilt ab"): today, or an earlier one."""

from datetime import date, datetime

from initiatives.domain.kernel.errors import Refused
from initiatives.domain.kernel.moments import day_of


def effective(
    day: date | None,
    *,
    at: datetime,
    since: date | None = None,
    whose: str = "Das Feld",
    name: str = "effective_on",
) -> date:
    """The day given, or that of `at` where none is.

    `since` is the first day of `whose` the fact is. Raises Refused, at the form's field `name`, for a day after `at` and for
    one before `since`.
    """
    day = day or day_of(at)
    if day > day_of(at):
        raise Refused("Dieses Datum liegt in der Zukunft.", name)
    if since and day < since:
        raise Refused(f"{whose} gibt es erst seit dem {since:%d.%m.%Y}.", name)
    return day
