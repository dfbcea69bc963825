"""The event log: who did what when, in words. Append-only; it feeds history and activity."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime

from initiatives.domain.kernel.moments import day_of
from initiatives.domain.log import notice_rules
from initiatives.domain.state import versions
from initiatives.domain.state.facts import InitiativeFacts
from initiatives.models import Event, Field, Initiative, Mandate, Organisation

LONGEST = 250  # characters of a subject
ITSELF = "selbsttätig durch die Anwendung"


def record(
    *,
    kind: str,
    subject: str,
    by: Mandate | None,
    at: datetime,
    effective_on: date | None = None,
    initiative: Initiative | None = None,
    field: Field | None = None,
    organisation: Organisation | None = None,
    before: str = "",
    after: str = "",
    page: tuple[str, int] | None = None,
    anchor: str = "",
    audience: Organisation | None = None,
    wanted: Mapping[int, notice_rules.Place] | None = None,
    by_itself: bool = False,
) -> Event:
    """Write one event; a long subject is cut. `by` is None only where the source names nobody, and for what the application
    does `by_itself`.

    `page` is the route and the number of the place, with `anchor` a part of it, where that is not the field or the
    initiative; `audience` the organisation that alone may read the event. `wanted` maps the organisations from which the
    event wants something to the place where they do it. Who is told of it `notice_rules` says. The state of the initiative
    becomes another one; comments are no part of it.
    """
    initiative_id = field.initiative_id if field else initiative.pk if initiative else None
    if initiative_id is not None and not kind.startswith("comment"):
        versions.move([initiative_id])
    event = Event.objects.create(
        recorded_at=at,
        effective_on=effective_on or day_of(at),
        kind=kind,
        initiative_id=initiative_id,
        field_id=field.pk if field else None,
        organisation_id=organisation.pk if organisation else None,
        actor=by.title if by else ITSELF if by_itself else "",
        subject=subject if len(subject) <= LONGEST else f"{subject[: LONGEST - 1]}…",
        before=before,
        after=after,
        page=page[0] if page else "",
        page_id=page[1] if page else None,
        anchor=anchor,
        audience_id=audience.pk if audience else None,
    )
    notice_rules.follow(event, field=field, wanted=wanted or {}, by=by, at=at)
    return event


def latest(*, circles: Sequence[InitiativeFacts], by: Mandate, limit: int = 10) -> list[Event]:
    """The newest events of these initiatives that `by` may read, with their places."""
    rows = Event.objects.filter(initiative_id__in=[one.id for one in circles]).visible_to(by)
    return placed(rows[:limit], circles, by=by)


def placed(events: Iterable[Event], circles: Iterable[InitiativeFacts], *, by: Mandate) -> list[Event]:
    """Each says in `place` of which field or initiative it tells, and in `audience` who alone may read it.

    `circles` are the initiatives of the events, which `by` may read.
    """
    initiatives = {one.id: one for one in circles}
    fields = {field.id: field.title for one in initiatives.values() for field in one.fields}
    own = by.organisation.designation if by.organisation else ""
    rows = list(events)
    for row in rows:
        within = initiatives.get(row.initiative_id or 0)
        row.place = fields.get(row.field_id or 0) or (within.title if within else "")
        row.audience = own if row.audience_id else ""
    return rows


def of_page(page: str, page_id: int, *, by: Mandate) -> list[Event]:
    """What has happened at a place, newest first, as far as `by` may read it."""
    return list(Event.objects.filter(page=page, page_id=page_id).visible_to(by))
