"""What the tests of the pages of entries share: days, the page as text, and what its form would send."""

from datetime import date, datetime

from django.utils import timezone

FEB, MARCH = date(2026, 2, 2), date(2026, 3, 2)


def at(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 12, tzinfo=timezone.get_default_timezone())


NOW = at(date(2026, 5, 4))


def page(client, url: str) -> str:
    return client.get(url).content.decode()


def shown_values(client, url: str) -> dict:
    """What the form shows, as it would be sent unchanged."""
    form = client.get(url).context["form"]
    return {
        name: bound.value() if bound.value() is not None else ""
        for name, bound in ((one.name, one) for one in form)
    } | {one.name: f"{one.value():%d.%m.%Y}" for one in form if hasattr(one.value(), "strftime")}
