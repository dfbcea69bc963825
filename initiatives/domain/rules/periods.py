"""Periods of the law, by the day: they begin with an event and end on the day of the same name (§§ 187, 188 BGB)."""

from calendar import monthrange
from datetime import date, timedelta

from initiatives.domain.state.facts import LegalTermFacts
from initiatives.enums.agreements import TermUnit


def months_later(day: date, months: int) -> date:
    """The same day so many months later (or, negative, earlier); the last of the month where it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def after(day: date, term: LegalTermFacts, times: int = 1) -> date:
    """The last day of a period that begins with an event on `day` (§§ 187, 188 BGB); `times` -1 counts back."""
    if term.unit == TermUnit.WEEKS:
        return day + times * timedelta(weeks=term.value)
    return months_later(day, times * term.value * (12 if term.unit == TermUnit.YEARS else 1))
