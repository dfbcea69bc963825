"""Notices: who is told what, and why. Each stands in the application; how its mail comes each person chooses by kind.

Invariants: nobody is told what they did themselves; nobody is told of what they may not open; a mail names what and
where, never the content.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from initiatives.domain.moments import day_of
from initiatives.enums import Channel, NoticeKind, Role
from initiatives.models import Initiative, Mandate, Notice, NoticeSetting, Organisation, User

WORKING = (Role.DELEGATE, Role.DEPUTY, Role.COUNTY_REPRESENTATIVE)
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
) -> list[Notice]:
    """Tell people, except whoever acts. Call it in the transaction of the change, after its event.

    `title` says what happened, `reason` why this person is told ("weil Ihre Kommune gefragt ist"), `page` and `anchor`
    where it is (route, number, part of the page); `body` is shown in the application only.
    """
    people = {user.pk: user for user in to if by is None or user.pk != by.user_id}
    chosen = {
        row.user_id: row.channel for row in NoticeSetting.objects.filter(kind=kind, user_id__in=list(people))
    }
    return Notice.objects.bulk_create(
        Notice(
            user=user,
            kind=kind,
            title=title[:250],
            reason=reason[:250],
            body=body,
            initiative=initiative,
            page=page[0],
            page_id=page[1],
            anchor=anchor,
            actor=by.title if by else "",
            recorded_at=at,
            channel=chosen.get(user.pk, DEFAULTS[NoticeKind(kind)]),
        )
        for user in people.values()
    )


def working_for(
    organisations: Iterable[Organisation | int], *, initiative: Initiative, at: datetime
) -> list[User]:
    """Who acts for these organisations in an initiative on that day: delegates, deputies, the county's representatives."""
    ids = [one if isinstance(one, int) else one.pk for one in organisations]
    held = Mandate.objects.valid_on(day_of(at)).filter(role__in=WORKING, organisation_id__in=ids)
    held = held.filter(initiative=None) | held.filter(initiative=initiative)
    return list(User.objects.filter(mandates__in=held, is_active=True).distinct())
