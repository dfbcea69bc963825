"""The session of a browser: how long it lives, and from where it comes (docs/decisions/0028).

It ends a while after its last use, at the latest in a night some days after the sign-in. A request that a page makes by itself is
no use of it. The row of the session says when it ends, the one of django-allauth beside it when it was used.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.sessions.backends import db
from django.contrib.sessions.base_session import AbstractBaseSession
from django.contrib.sessions.models import Session
from django.db import Error, transaction
from django.db.models import OuterRef, Subquery
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from ikz.failures import explain, outage
from initiatives.domain.kernel import moments
from initiatives.models import User

BACKGROUND = "X-Background"  # the header of a request that no person made
SELDOM = timedelta(minutes=5)  # no more often is it written down that a session is in use
NIGHT = time(3)  # when nobody is in the middle of something
ENDS = "ends"  # in the session: seconds since 1970
PASSWORD = "password"  # in the session, while somebody signs in
log = logging.getLogger(__name__)


class SessionStore(db.SessionStore):
    """As Django's, but it ends no later than `ENDS` says, and knows when it was used last (`used`; None: nobody signed in)."""

    used: datetime | None = None

    def _get_session_from_db(self) -> Any:
        used = UserSession.objects.filter(session_key=OuterRef("session_key")).values("last_seen_at")
        rows = Session.objects.filter(session_key=self.session_key, expire_date__gt=timezone.now())
        row = rows.annotate(used=Subquery(used)).first()
        if row is None:
            self._session_key = None
        self.used = row.used if row else None
        return row

    def create_model_instance(self, data: dict[str, Any]) -> AbstractBaseSession:
        row = super().create_model_instance(data)
        row.expire_date = min(row.expire_date, last_end(data))
        return row


def last_end(data: Any) -> datetime:
    """When a session ends, however much it is used; never, where nobody has signed in by it."""
    ends = data.get(ENDS)
    return datetime.max.replace(tzinfo=UTC) if ends is None else datetime.fromtimestamp(ends, UTC)


def begin(request: HttpRequest, *, at: datetime) -> None:
    """Note from where somebody has signed in just now, and when that ends at the latest."""
    day = moments.day_of(at) + timedelta(days=settings.SESSION_MAX_DAYS)
    night = datetime.combine(day, NIGHT, timezone.get_default_timezone())
    request.session[ENDS] = night.timestamp()
    UserSession.objects.create_from_request(request)


def keep_password(request: HttpRequest, user: User) -> None:
    """Keep in the session which password the account has while somebody signs in, by what Django makes of it."""
    request.session[PASSWORD] = user.get_session_auth_hash()


def has_kept_password(request: HttpRequest, user: User) -> bool:
    """Whether it is still the same password; what was kept of it goes."""
    return constant_time_compare(request.session.pop(PASSWORD, ""), user.get_session_auth_hash())


def forget(key: str | None) -> None:
    """After a sign-out: from where it was goes with the session."""
    UserSession.objects.filter(session_key=key).delete()


class InUse:
    """Middleware: a session that is used goes on, without a write for each request."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        session: Any = request.session
        if session.session_key and BACKGROUND not in request.headers:
            _go_on(request, session, moments.now())
        return self.get_response(request)


def _go_on(request: HttpRequest, session: Any, at: datetime) -> None:
    span = timedelta(seconds=session.get_expiry_age())
    latest = at - min(SELDOM, span / 4)
    if session.used is None or session.used > latest:
        return
    seen = {"last_seen_at": at, "ip": get_adapter().get_client_ip(request)}
    try:
        with transaction.atomic():
            row = UserSession.objects.filter(session_key=session.session_key, last_seen_at__lte=latest)
            if row.update(**seen):
                stored = Session.objects.filter(session_key=session.session_key)
                stored.update(expire_date=min(at + span, last_end(session)))
    except Error as error:  # who only reads goes on reading while nothing can be written
        away = outage(error)
        if away is None:
            raise
        log.warning("Die Nutzung einer Sitzung ließ sich nicht vermerken: %s", explain(away))
