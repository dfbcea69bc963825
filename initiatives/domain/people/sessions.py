"""Sessions: where a person is signed in, and that it ends.

Invariants: beside each session of somebody stands a row of the sign-in (`usersession_set`) that tells from where. What is ended
is deleted, both rows, so that no unlocking and no old cookie brings it back.
"""

from datetime import datetime
from typing import Any

from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import QuerySet

from initiatives.domain.kernel.errors import Refused
from initiatives.domain.log import account_records
from initiatives.domain.log.account_records import Origin
from initiatives.domain.people import devices
from initiatives.enums import RecordKind
from initiatives.models import User


def living(*, user: User, at: datetime) -> QuerySet[Any]:
    """The sessions of a person that have not ended, the one used last first."""
    stored = Session.objects.filter(expire_date__gt=at).values("session_key")
    return user.usersession_set.filter(session_key__in=stored).order_by("-last_seen_at", "-pk")


def end_all(*, user: User, but: str = "") -> int:
    """End all sessions of a person for good, except the one with the key `but`; returns how many there were."""
    return _end(user.usersession_set.exclude(session_key=but))


@transaction.atomic
def end_one(*, user: User, session_id: int, current: str, at: datetime, origin: Origin) -> str:
    """End one of the own sessions, by its number in `living`; returns its device.

    Raises Refused where it has ended already, and for the one with the key `current`: that is a sign-out.
    """
    row = living(user=user, at=at).filter(pk=session_id).first()
    if row is None:
        raise Refused("Diese Sitzung ist schon beendet.")
    if row.session_key == current:
        raise Refused("Das ist die Sitzung, in der Sie gerade arbeiten. Sie beenden sie mit „Abmelden“.")
    device = devices.name_of(row.user_agent)
    _end(user.usersession_set.filter(pk=row.pk))
    _note(user, f"Sitzung beendet: {device}", at, origin)
    return device


@transaction.atomic
def end_others(*, user: User, current: str, at: datetime, origin: Origin) -> int:
    """End all own sessions but the one with the key `current`; returns how many there were."""
    number = living(user=user, at=at).exclude(session_key=current).count()
    end_all(user=user, but=current)
    if number:
        _note(user, "Alle anderen Sitzungen beendet", at, origin)
    return number


def _end(rows: QuerySet[Any]) -> int:
    keys = list(rows.values_list("session_key", flat=True))
    with transaction.atomic():
        Session.objects.filter(session_key__in=keys).delete()
        rows.filter(session_key__in=keys).delete()
    return len(keys)


def _note(user: User, subject: str, at: datetime, origin: Origin) -> None:
    account_records.note(kind=RecordKind.SESSION, subject=subject, at=at, user=user, by=user, origin=origin)
