"""The event log: who did what when, in words. Append-only; it feeds history and activity."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from initiatives.domain.kernel.moments import day_of
from initiatives.domain.log import notice_rules
from initiatives.domain.state import versions
from initiatives.domain.state.facts import InitiativeFacts
from initiatives.models import Event, Field, Initiative, Mandate, Organisation

LONGEST = 250  # characters of a subject
ITSELF = "selbsttätig durch die Anwendung"


@dataclass(frozen=True)
class Change:
    """What an event has changed, in words; "" on the side where there is nothing."""

    before: str = ""
    after: str = ""


NO_CHANGE = Change()


@dataclass(frozen=True)
class Where:
    """Where an event belongs: made by `in_field`, `in_initiative` or `of_organisation`, or `NOWHERE`."""

    initiative_id: int | None = None
    field: Field | None = None
    organisation_id: int | None = None
    page: str = ""
    page_id: int | None = None
    anchor: str = ""
    audience_id: int | None = None

    def on(self, page: str, page_id: int, anchor: str = "", audience: Organisation | None = None) -> Where:
        """On a page of its own, by its route and number, with `anchor` a part of it; read by `audience` alone, if given."""
        audience_id = audience.pk if audience else None
        return replace(self, page=page, page_id=page_id, anchor=anchor, audience_id=audience_id)


NOWHERE = Where()


def in_field(field: Field, organisation: Organisation | None = None) -> Where:
    """In a field of activity, where it is about one organisation of this one."""
    return replace(of_organisation(organisation), initiative_id=field.initiative_id, field=field)


def in_initiative(
    initiative: Initiative, field: Field | None = None, organisation: Organisation | None = None
) -> Where:
    """In an initiative, where it is about one field or one organisation of these."""
    return (
        in_field(field, organisation)
        if field
        else replace(of_organisation(organisation), initiative_id=initiative.pk)
    )


def of_organisation(organisation: Organisation | None) -> Where:
    """Of an organisation, in no initiative."""
    return Where(organisation_id=organisation.pk if organisation else None)


def record(
    *,
    kind: str,
    subject: str,
    where: Where,
    by: Mandate | None,
    at: datetime,
    change: Change = NO_CHANGE,
    effective_on: date | None = None,
    wanted: Mapping[int, notice_rules.Place] | None = None,
    by_itself: bool = False,
) -> Event:
    """Write one event; a long subject is cut. `by` is None only where the source names nobody, and for what the application
    does `by_itself`.

    `wanted` maps the organisations from which the event wants something to the place where they do it. Who is told of it
    `notice_rules` says. The state of the initiative becomes another one; comments are no part of it.
    """
    if where.initiative_id is not None and not kind.startswith("comment"):
        versions.move([where.initiative_id])
    event = Event.objects.create(
        recorded_at=at,
        effective_on=effective_on or day_of(at),
        kind=kind,
        initiative_id=where.initiative_id,
        field_id=where.field.pk if where.field else None,
        organisation_id=where.organisation_id,
        actor=by.title if by else ITSELF if by_itself else "",
        subject=subject if len(subject) <= LONGEST else f"{subject[: LONGEST - 1]}…",
        before=change.before,
        after=change.after,
        page=where.page,
        page_id=where.page_id,
        anchor=where.anchor,
        audience_id=where.audience_id,
    )
    notice_rules.follow(event, field=where.field, wanted=wanted or {}, by=by, at=at)
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
        row.place = fields.get(row.field_id or 0) or (within.short_title if within else "")
        row.audience = own if row.audience_id else ""
    return rows


def of_page(page: str, page_id: int, *, by: Mandate) -> list[Event]:
    """What has happened at a place, newest first, as far as `by` may read it."""
    return list(Event.objects.filter(page=page, page_id=page_id).visible_to(by))
