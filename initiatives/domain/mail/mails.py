"""Mails to people: made of notices that are due, handed over one by one, never twice.

Invariants: a notice goes out with one mail at most; a mail is claimed in a transaction of its own before it is handed
over, so that no two workers hold it; one whose handing over broke off is left, since it may have arrived. What is due
follows from the notices that have no mail yet, so a run that was missed is made up for by the next.
"""

from __future__ import annotations

from datetime import datetime, time, timedelta
from email.utils import make_msgid
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils import timezone

from initiatives.domain.log import notice_access
from initiatives.domain.log.notices import MERGED_WITHIN
from initiatives.domain.meetings import mails as meeting_mails
from initiatives.domain.people import people
from initiatives.domain.state.versions import state_change
from initiatives.enums import Channel
from initiatives.models import Mail, Mandate, Notice

MORNING = time(7)  # Europe/Berlin, when digests fall due
MONDAY = 0
LONGEST_WAIT = timedelta(hours=1)  # between two attempts
KEPT = timedelta(days=7)  # how long a mail is tried
SHOWN = timedelta(days=28)  # how long the administrator sees one that was not sent
HANDING_OVER = timedelta(minutes=10)  # longer than any handing over takes
BROKEN_OFF = "Das Senden brach ab. Ob die E-Mail ankam, ist ungewiss; sie wird nicht noch einmal gesendet."
NOTHING_LEFT = "Nicht gesendet: Es gab nichts mehr mitzuteilen."


def due(at: datetime) -> QuerySet[Notice]:
    """The notices whose mail is due: at once a minute after the last change, in digests those from before the last
    morning, or Monday morning. What has been read meanwhile is not mailed.
    """
    return Notice.objects.filter(
        Q(channel=Channel.AT_ONCE, recorded_at__lte=at - MERGED_WITHIN)
        | Q(channel=Channel.DAILY, recorded_at__lt=_morning(at))
        | Q(channel=Channel.WEEKLY, recorded_at__lt=_morning(at, MONDAY)),
        mail=None,
        read_at=None,
    )


def _morning(at: datetime, weekday: int | None = None) -> datetime:
    """The last morning, or that of the last Monday, that has come."""
    zone = timezone.get_default_timezone()
    day = timezone.localtime(at, zone).date()
    while True:
        morning = datetime.combine(day, MORNING, zone)
        if morning <= at and weekday in (None, day.weekday()):
            return morning
        day -= timedelta(days=1)


@state_change()
def make(*, at: datetime) -> int:
    """Make one mail to each person of all that is due; returns how many. Who may not open a place any more gets none."""
    rows = list(due(at).select_for_update(skip_locked=True, of=("self",)).order_by("user_id", "pk"))
    told = notice_access.allowed(rows, at=at)
    kept = {row.pk for row in told}
    Notice.objects.filter(pk__in=[row.pk for row in rows if row.pk not in kept]).update(channel=Channel.NEVER)
    made = {pk: _new(pk, at) for pk in {row.user_id for row in told}}
    Mail.objects.bulk_create(made.values())
    for row in told:
        row.mail = made[row.user_id]
    Notice.objects.bulk_update(told, ["mail"], batch_size=500)
    return len(made)


def _new(user_id: int, at: datetime) -> Mail:
    host = urlsplit(settings.BASE_URL).hostname
    return Mail(user_id=user_id, message_id=make_msgid(domain=host), created_at=at, try_after=at)


@state_change()
def claim(*, at: datetime) -> Mail | None:
    """Take the next mail that is to be sent, for this worker alone; None if there is none. Commit it before sending."""
    rows = _to_send(at).select_for_update(skip_locked=True, of=("self",)).select_related("user", "paper")
    while mail := rows.filter(try_after__lte=at).first():
        if mail.paper_id is None or meeting_mails.ready(mail):
            mail.sending_at, mail.message = at, ""
            mail.attempts += 1
            mail.save(update_fields=["sending_at", "message", "attempts"])
            return mail
        mail.try_after = at + MERGED_WITHIN
        mail.save(update_fields=["try_after"])
    return None


def _to_send(at: datetime) -> QuerySet[Mail]:
    return Mail.objects.filter(sent_at=None, sending_at=None, created_at__gt=at - KEPT, user__is_active=True)


def contents(mail: Mail, *, at: datetime) -> list[Notice]:
    """What a mail tells of: its notices, but for those that the person may not open or does not want any more."""
    rows = (
        mail.notices.exclude(channel=Channel.NEVER).select_related("initiative").order_by("recorded_at", "pk")
    )
    return notice_access.allowed(rows, at=at)


def sent(mail: Mail, *, at: datetime) -> None:
    """Note that the mail server has taken it."""
    Mail.objects.filter(pk=mail.pk).update(sent_at=at)


def failed(mail: Mail, message: str, *, at: datetime) -> None:
    """Release a mail that was surely not taken: it is tried again, after a longer while each time."""
    wait = min(timedelta(minutes=2 ** min(mail.attempts, 10)), LONGEST_WAIT)
    Mail.objects.filter(pk=mail.pk).update(sending_at=None, try_after=at + wait, message=message[:500])


def leave(mail: Mail, message: str) -> None:
    """Send a claimed mail never again, and note why."""
    Mail.objects.filter(pk=mail.pk).update(message=message[:500])


def leave_interrupted(*, at: datetime) -> list[Mail]:
    """The mails of a worker that came to its end while handing them over; they are left. Each is returned once."""
    rows = Mail.objects.filter(sent_at=None, sending_at__lt=at - HANDING_OVER, message="")
    left = list(rows)
    rows.filter(pk__in=[mail.pk for mail in left]).update(message=BROKEN_OFF)
    return left


def unsent(*, by: Mandate, at: datetime) -> QuerySet[Mail]:
    """The mails of the last weeks to an administrator's people that wait or were left, newest first."""
    rows = Mail.objects.filter(sent_at=None, created_at__gt=at - SHOWN, user__is_active=True)
    return rows.filter(user__in=people.under(by)).exclude(message=NOTHING_LEFT).order_by("-created_at", "-pk")


def standing(mail: Mail, *, at: datetime) -> str:
    """How it stands with an unsent mail: waits, is being sent, is left, or was given up."""
    if mail.sending_at:
        return "left" if mail.message else "sending"
    return "waits" if mail.created_at > at - KEPT else "given_up"
