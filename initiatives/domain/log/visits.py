"""What is new to a person in an initiative since they last said that they had read it. Reading a page marks nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import F, Func, IntegerField, OuterRef, QuerySet, Subquery

from initiatives.domain.state.versions import state_change
from initiatives.models import Event, Initiative, Mandate, Visit
from initiatives.models.log import EventQuerySet


@dataclass(frozen=True)
class News:
    """`seen_until` is None before the first visit; then nothing is counted."""

    seen_until: datetime | None
    count: int


def with_news(initiatives: QuerySet[Initiative], *, by: Mandate) -> QuerySet[Initiative]:
    """Each with `seen_until` and `new_count` of the person, for `of`; what the own role and organisation did does not count."""
    visit = Visit.objects.filter(user=by.user_id, initiative=OuterRef("pk"))
    unseen = Event.objects.filter(initiative_id=OuterRef("pk"), recorded_at__gt=OuterRef("seen_until"))
    number = Func(F("pk"), function="COUNT", output_field=IntegerField())
    counted = (
        unseen.visible_to(by).exclude(actor=by.title).order_by().annotate(number=number).values("number")
    )
    annotated = initiatives.annotate(seen_until=Subquery(visit.values("seen_until")))
    return annotated.annotate(new_count=Subquery(counted))


def of(initiative: Initiative) -> News:
    """What is new in an initiative that was read with its news."""
    return News(initiative.seen_until, initiative.new_count)  # type: ignore[attr-defined]


def fresh(events: EventQuerySet, news: News, *, by: Mandate) -> EventQuerySet:
    """Those events of one initiative that are new to the person."""
    if news.seen_until is None:
        return events.none()
    return events.visible_to(by).filter(recorded_at__gt=news.seen_until).exclude(actor=by.title)


def count_since(since: datetime, *, initiative_id: int, field_id: int | None, by: Mandate) -> int:
    """How many changes of an initiative, or of one field of it, `by` may read that came after a moment; not the own ones."""
    rows = Event.objects.filter(initiative_id=initiative_id, recorded_at__gt=since).visible_to(by)
    if field_id is not None:
        rows = rows.filter(field_id=field_id)
    return rows.exclude(actor=by.title).count()


@state_change()
def mark_read(*, initiative: Initiative, until: datetime, by: Mandate, at: datetime) -> Visit:
    """The person has seen what happened until then; never later than now, and never back."""
    until = min(until, at)
    visit, _ = Visit.objects.get_or_create(
        user=by.user, initiative=initiative, defaults={"seen_until": until}
    )
    Visit.objects.filter(pk=visit.pk, seen_until__lt=until).update(seen_until=until)
    visit.refresh_from_db()
    return visit
