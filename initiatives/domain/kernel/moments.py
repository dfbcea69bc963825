"""The two clocks: what was in effect on a day, as it was known at an instant."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from django.utils import timezone


@dataclass(frozen=True)
class Moment:
    """The state as of the end of `day` (Europe/Berlin), from what had been recorded until `known` (aware)."""

    day: date
    known: datetime

    @property
    def texts_until(self) -> datetime:
        """Texts have one clock only: they count as they stood at the end of the day, if that was known yet."""
        end = datetime.combine(self.day + timedelta(days=1), time.min, timezone.get_default_timezone())
        return min(end - timedelta(microseconds=1), self.known)

    def knows(self, at: datetime | None) -> bool:
        """Whether an instant had come by then."""
        return at is not None and at <= self.known


def present() -> Moment:
    """Today with all that is recorded, also by a machine whose clock is ahead of ours."""
    return Moment(today(), datetime.max.replace(tzinfo=UTC))


def now() -> datetime:
    """The present instant, aware. Views and commands call it once and hand it to the domain as `at`."""
    return timezone.now()


def today() -> date:
    """The present day in Europe/Berlin."""
    return timezone.localdate()


def day_of(at: datetime) -> date:
    """The day in Europe/Berlin to which an instant belongs."""
    return local(at).date()


def local(at: datetime) -> datetime:
    """An instant with the clock of Europe/Berlin."""
    return timezone.localtime(at, timezone.get_default_timezone())
