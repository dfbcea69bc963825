"""Mandates that end within a month: their person is told, and who can give them anew, once of each last day.

Invariants: nobody is told twice of the same last day, also where two do it at once; another last day is told anew. Of what is
only offered or withdrawn nobody is told, nor of a mandate that was given for no more than a month, nor of one that the same
person holds on from the next day.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.db.models import F, Q

from initiatives.domain.kernel.moments import day_of
from initiatives.domain.log import account_records, notices
from initiatives.domain.people import homes, mandates
from initiatives.domain.state.versions import state_change
from initiatives.enums import MandateState, NoticeKind
from initiatives.models import Mandate, Notice
from initiatives.models.people import MandateQuerySet

TOLD_BEFORE = timedelta(days=31)  # as of what is due at agreements
ALIKE = ("user_id", "role", "organisation_id", "body_id", "initiative_id")


def near(rows: MandateQuerySet, *, today: date) -> list[Mandate]:
    """Those of the mandates that end within a month, the first to end first."""
    soon = rows.valid_on(today).filter(valid_until__range=(today, today + TOLD_BEFORE))
    found = [
        one
        for one in soon.with_names().select_related("user").order_by("valid_until", "pk")
        if not _is_short(one)
    ]
    going_on = _going_on(found)
    return [one for one in found if one.pk not in going_on]


def _is_short(mandate: Mandate) -> bool:
    return mandate.valid_until is not None and mandate.valid_until - mandate.valid_from < TOLD_BEFORE


def _going_on(rows: Iterable[Mandate]) -> set[int]:
    """Those that the same person holds on without a day between."""
    rows = list(rows)
    users = {one.user_id for one in rows}
    later = list(
        Mandate.objects.filter(user__in=users, state=MandateState.GRANTED).exclude(
            pk__in=[one.pk for one in rows]
        )
    )
    return {
        one.pk
        for one in rows
        for other in later
        if all(getattr(one, name) == getattr(other, name) for name in ALIKE)
        and one.valid_until is not None
        and other.valid_from <= one.valid_until + timedelta(days=1)
        and (other.valid_until is None or other.valid_until > one.valid_until)
    }


def listed(*, by: Mandate, today: date) -> list[Mandate]:
    """What ends within a month of an administrator's people and of what they gave themselves."""
    own = Q(pk__in=mandates.under(by).values("pk")) | Q(user__in=homes.at_home(by).values("pk"))
    return near(Mandate.objects.filter(own), today=today)


def untold(*, today: date) -> list[Mandate]:
    """Those that end within a month, of whose last day nobody was told yet."""
    return near(Mandate.objects.exclude(end_told_for=F("valid_until")), today=today)


@state_change()
def tell(*, mandate: Mandate, at: datetime) -> bool:
    """Tell the person and who administers the organisation of the mandate, wherever the person has the home; returns whether
    nobody had done so.
    """
    rows = Mandate.objects.select_for_update(no_key=True, skip_locked=True, of=("self",)).with_names()
    row = rows.exclude(end_told_for=F("valid_until")).filter(pk=mandate.pk).select_related("user").first()
    if row is None or not near(Mandate.objects.filter(pk=row.pk), today=day_of(at)):
        return False
    title = f"Mandat endet am {row.valid_until:%d.%m.%Y}: {row.title}"
    own = Notice(
        user=row.user, kind=NoticeKind.TASK, title=title, reason="weil es Ihr Mandat ist", page="start"
    )
    others = [
        Notice(
            user=one,
            kind=NoticeKind.TASK,
            title=title,
            reason="weil Sie dieses Mandat verlängern oder übergeben können",
            page="administration_person",
            page_id=row.user_id,
        )
        for one in account_records.administrators(row.organisation, at=at).exclude(pk=row.user_id)
    ]
    notices.store([own, *others], by=None, at=at)
    row.end_told_for = row.valid_until
    row.save(update_fields=["end_told_for"])
    return True
