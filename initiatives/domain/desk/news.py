"""What has changed since a person's last visit, what concerns the own organisation before the rest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from initiatives.domain.log import events, visits
from initiatives.domain.state.facts import InitiativeFacts
from initiatives.models import Event, Mandate

SHOWN = 6


@dataclass(frozen=True)
class News:
    """The newest of `count` changes, of which `own` concern the organisation; without a last visit just the newest."""

    events: list[Event]
    count: int
    own: int
    since: datetime | None


def since_last_visit(
    *, circles: Sequence[tuple[InitiativeFacts, visits.News]], own_id: int | None, by: Mandate
) -> News:
    """At most `SHOWN` changes, newest first: as far as there are any, only those of the own fields or organisation."""
    facts = [one for one, _ in circles]
    seen = [news.seen_until for _, news in circles if news.seen_until]
    if not seen:
        return News(events.latest(circles=facts, by=by, limit=SHOWN), 0, 0, None)
    fresh = Q(pk=None)
    for one, news in circles:
        if news.seen_until:
            fresh |= Q(initiative_id=one.id, recorded_at__gt=news.seen_until)
    rows = Event.objects.filter(fresh).visible_to(by).exclude(actor=by.title)
    of_own = rows.filter(_concerning(facts, own_id))
    own = of_own.count()
    shown = (of_own if own else rows)[:SHOWN]
    count = sum(news.count for _, news in circles)
    return News(events.placed(shown, facts, by=by), count, own, max(seen))


def _concerning(facts: Sequence[InitiativeFacts], own_id: int | None) -> Q:
    own = own_id or 0
    fields = [
        field.id
        for one in facts
        for field in one.fields
        if own in field.participations or field.is_asked(own)
    ]
    return Q(field_id__in=fields) | Q(organisation_id=own)
