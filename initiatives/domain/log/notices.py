"""Notices: who is told what, and why. Each stands in the application; how its mail comes each person chooses by kind.

Invariants: nobody is told what they did themselves; nobody is told of what they may not open; a mail names what and
where, never the content; the same kind and place within a minute is one notice, unless it was read or mailed meanwhile;
all comments at one place are one notice until it is read: it leads to the first of them, and after a mail goes out again
with what came since.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Generic, TypeVar

from django.db import transaction
from django.db.models import Q, QuerySet

from initiatives import german
from initiatives.domain.kernel.errors import Refused
from initiatives.domain.kernel.moments import day_of
from initiatives.domain.log import notice_access
from initiatives.enums import Channel, MailState, NoticeKind, Role
from initiatives.models import (
    Ask,
    Initiative,
    Mandate,
    Notice,
    NoticeSetting,
    Organisation,
    ProposalAsk,
    User,
)

WORKING = (Role.DELEGATE, Role.DEPUTY, Role.COUNTY_REPRESENTATIVE)
MERGED_WITHIN = timedelta(minutes=1)
DEFAULTS: Mapping[str, Channel] = {
    NoticeKind.ASKED: Channel.AT_ONCE,
    NoticeKind.MEETING: Channel.AT_ONCE,
    NoticeKind.PROPOSAL: Channel.AT_ONCE,
    NoticeKind.SUPPORT: Channel.AT_ONCE,
    NoticeKind.TASK: Channel.AT_ONCE,
    NoticeKind.MENTION: Channel.AT_ONCE,
    NoticeKind.COMMENT: Channel.DAILY,
    NoticeKind.CHANGE: Channel.WEEKLY,
    NoticeKind.REPORT: Channel.DAILY,
}

GATHERED = (NoticeKind.COMMENT,)  # of which all at one place are one until it is read
NEWEST = ("title", "reason", "body", "actor", "recorded_at")  # what a merged notice takes over

A = TypeVar("A", Ask, ProposalAsk)

_silent: ContextVar[bool] = ContextVar("silent", default=False)


@contextmanager
def silence() -> Iterator[None]:
    """Inside, nobody is told anything: history that is loaded is no news. For loaders, never for a change of today."""
    token = _silent.set(True)
    try:
        yield
    finally:
        _silent.reset(token)


def is_silent() -> bool:
    """Whether this is inside `silence`: then no mails are made either."""
    return _silent.get()


def tell(
    *,
    kind: str,
    to: Iterable[User],
    title: str,
    reason: str,
    page: tuple[str, int],
    by: Mandate | None,
    at: datetime,
    initiative: Initiative | None = None,
    anchor: str = "",
    body: str = "",
    together: str = "",
    audience: Organisation | None = None,
) -> list[Notice]:
    """Tell people, except whoever acts. Call it in the transaction of the change, after its event.

    `title` says what happened, `reason` why this person is told ("weil Ihr Kreis gefragt ist"), `page` and `anchor`
    where it is (route, number, part of the page); `body` is shown in the application only. `together` is the title without its
    number where several become one ("neue Kommentare zum Feld IT"). `audience` is the organisation
    that alone may be told, if any. Who may not open the place is left out. Returns the notices, merged ones included.
    """
    rows = [
        Notice(
            user_id=pk,
            kind=kind,
            title=title,
            reason=reason,
            body=body,
            initiative=initiative,
            audience_id=audience.pk if audience else None,
            page=page[0],
            page_id=page[1],
            anchor=anchor,
        )
        for pk in sorted({user.pk for user in to})
    ]
    for row in rows:
        row.together = together
    return store(rows, by=by, at=at)


@transaction.atomic(savepoint=False)
def store(rows: Iterable[Notice], *, by: Mandate | None, at: datetime) -> list[Notice]:
    """As `tell`, for unsaved notices that may differ in their place; a number of queries that does not depend on them."""
    rows = [row for row in rows if by is None or row.user_id != by.user_id]
    if is_silent() or not rows:
        return []
    rows = notice_access.allowed(rows, at=at)
    channels = _channels(rows)
    known = {_place(row): row for row in _fresh(rows, at)}
    merged: dict[int, Notice] = {}
    new: list[Notice] = []
    for row in rows:
        row.title, row.reason = " ".join(row.title.split())[:250], row.reason[:250]
        row.actor, row.recorded_at = by.title if by else "", at
        row.channel = channels.get((row.user_id, row.kind), DEFAULTS[NoticeKind(row.kind)])
        before = known.setdefault(_place(row), row)
        if before is row:
            new.append(row)
            continue
        _take_in(before, row)
        if before.pk:
            merged[before.pk] = before
    if merged:
        Notice.objects.bulk_update(merged.values(), [*NEWEST, "count", "mail"])
    return [*merged.values(), *Notice.objects.bulk_create(new)]


def _take_in(before: Notice, row: Notice) -> None:
    """Let a notice tell of another as well. While a mail with it is to come, a gathered one keeps its time, so that more
    comments do not put the mail off; after one it is news again."""
    waits = before.kind in GATHERED and before.mail_id is None and before.channel != Channel.NEVER
    since = before.recorded_at
    before.count = min(before.count + 1, 9999)
    for name in NEWEST:
        setattr(before, name, getattr(row, name))
    if row.together:
        before.title = f"{before.count} {row.together}"[:250]
    if waits:
        before.recorded_at = since
    before.mail = None


def _place(row: Notice) -> tuple:
    anchor = "" if row.kind in GATHERED else row.anchor
    return row.user_id, row.kind, row.page, row.page_id, row.audience_id, anchor


def _fresh(rows: list[Notice], at: datetime) -> QuerySet[Notice]:
    """The notices that may take in another. One that is being read or mailed at this moment is left to that."""
    recent = Q(recorded_at__range=(at - MERGED_WITHIN, at + MERGED_WITHIN), mail=None)
    gathered = Q(kind__in=GATHERED) & (Q(mail=None) | Q(mail__state=MailState.SENT))
    return (
        Notice.objects.select_for_update(skip_locked=True, of=("self",), no_key=True)
        .filter(
            user_id__in={row.user_id for row in rows},
            kind__in={row.kind for row in rows},
            page__in={row.page for row in rows},
            read_at=None,
        )
        .filter(recent | gathered & Q(page_id__in={row.page_id for row in rows}))
    )


def _channels(rows: list[Notice]) -> dict[tuple[int, str], str]:
    chosen = NoticeSetting.objects.filter(
        kind__in={row.kind for row in rows}, user_id__in={row.user_id for row in rows}
    )
    return {(row.user_id, row.kind): row.channel for row in chosen}


def workers(
    organisations: Iterable[int] | QuerySet, *, initiative_id: int, at: datetime
) -> list[tuple[int, int, str]]:
    """Who acts for these organisations in an initiative on that day: person, organisation, and the kind of that."""
    held = _acting_for(organisations, initiative_id, at).order_by("user_id", "organisation_id")
    return list(held.values_list("user_id", "organisation_id", "organisation__kind").distinct())


def working_for(
    organisations: Iterable[Organisation | int], *, initiative: Initiative, at: datetime
) -> list[User]:
    """Who acts for these organisations in an initiative on that day: delegates, deputies, the county's representatives."""
    ids = [one if isinstance(one, int) else one.pk for one in organisations]
    return list(User.objects.filter(mandates__in=_acting_for(ids, initiative.pk, at)).distinct())


@dataclass(frozen=True)
class Reminded(Generic[A]):
    """The asks of whom somebody was told, and those for whose organisation nobody acts."""

    asks: list[A]
    missed: list[A]

    @property
    def told(self) -> str:
        """As a history says it: "Gemeinde Nottuln; niemand zu erreichen: Stadt Dülmen"."""
        unheard = f"; niemand zu erreichen: {_names(self.missed)}" if self.missed else ""
        return _names(self.asks) + unheard


def reachable(asks: Iterable[A], *, initiative_id: int, at: datetime) -> Reminded[A]:
    """Sort asks by whether somebody acts for the organisation. Raises Refused where nobody does for any."""
    rows = list(asks)
    places = {one.organisation_id for one in rows}
    acting = {place for _, place, _ in workers(places, initiative_id=initiative_id, at=at)}
    reached = [one for one in rows if one.organisation_id in acting]
    missed = [one for one in rows if one.organisation_id not in acting]
    if not reached:
        raise Refused(f"Zu erreichen ist niemand: Für {_names(missed)} handelt hier zurzeit keine Person.")
    return Reminded(reached, missed)


def _names(asks: Iterable[Ask | ProposalAsk]) -> str:
    return ", ".join(sorted({one.organisation.designation for one in asks}, key=german.by))


def _acting_for(
    organisations: Iterable[int] | QuerySet, initiative_id: int, at: datetime
) -> QuerySet[Mandate]:
    return Mandate.objects.valid_on(day_of(at)).filter(
        Q(initiative=None) | Q(initiative_id=initiative_id),
        role__in=WORKING,
        organisation_id__in=organisations,
        user__is_active=True,
    )


def mark_read(rows: QuerySet[Notice], *, at: datetime) -> int:
    """Note that a person has read these; returns how many were unread. What was read is not mailed any more."""
    return rows.filter(read_at=None).update(read_at=at)
