"""How an invitation stands: when the last one went out, until when its link lives, and whether it was used."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import NamedTuple

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db.models import OuterRef, Q, QuerySet, Subquery

from initiatives.enums import MailKind, MailState
from initiatives.models import Mail, User

LIFETIME = timedelta(days=14)  # of the link in an invitation, from the hand-over of its mail on


class Invitation(NamedTuple):
    """`until` is None until the mail has gone out; `is_used` where the person has a password or has signed in without one."""

    mail: Mail
    until: datetime | None
    is_used: bool
    is_over: bool


def of(mail: Mail, *, at: datetime) -> Invitation:
    """How the invitation in a mail of kind ACCESS stands."""
    until = mail.sent_at + LIFETIME if mail.sent_at and mail.state == MailState.SENT else None
    is_used = mail.receiver.has_usable_password() or mail.receiver.last_login is not None
    return Invitation(mail, until, is_used, until is not None and until < at and not is_used)


def latest(user: User, *, at: datetime) -> Invitation | None:
    """The last one to a person, None where there was none."""
    mail = (
        user.mails.filter(kind=MailKind.ACCESS)
        .exclude(state=MailState.DROPPED)
        .select_related("user")
        .order_by("-pk")
        .first()
    )
    return of(mail, at=at) if mail else None


def lapsed(users: QuerySet, *, at: datetime) -> QuerySet:
    """Those of `users` (of `people.under`) on whom one decides, and whose last invitation is over and was never used."""
    mails = Mail.objects.filter(user=OuterRef("pk"), kind=MailKind.ACCESS).exclude(state=MailState.DROPPED)
    last = mails.order_by("-pk").values("sent_at")[:1]
    without = Q(password="") | Q(password__startswith=UNUSABLE_PASSWORD_PREFIX)
    invited = Mail.objects.filter(kind=MailKind.ACCESS, sent_at__lt=at - LIFETIME).values("user")
    unused = users.filter(without, pk__in=invited, decided=True, last_login=None, is_active=True)
    return unused.annotate(invited_at=Subquery(last)).filter(invited_at__lt=at - LIFETIME)
