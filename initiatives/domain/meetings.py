"""Meetings of an initiative and their results."""

from datetime import date, datetime

from django.db import transaction

from initiatives.domain import events
from initiatives.domain.moments import day_of
from initiatives.models import Initiative, Mandate, Meeting


@transaction.atomic
def record(
    *,
    initiative: Initiative,
    title: str,
    held_on: date | None,
    by: Mandate | None,
    at: datetime,
    place: str = "",
    result: str = "",
) -> Meeting:
    """Record a meeting; `held_on` None where the day is not known, then it counts from the day of recording."""
    meeting = Meeting.objects.create(
        initiative=initiative,
        title=title,
        held_on=held_on,
        place=place,
        result=result,
        effective_on=held_on or day_of(at),
        recorded_at=at,
    )
    events.record(
        kind="meeting",
        subject="Sitzung",
        after=title,
        initiative=initiative,
        by=by,
        at=at,
        effective_on=meeting.effective_on,
    )
    return meeting
