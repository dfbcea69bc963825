"""The outbox: each mail to a person is a row, made with what causes it and handed over later, never twice by itself.

Invariants: a notice goes out with one mail at most; a mail is claimed in a transaction of its own before it is handed
over, so that no two senders hold it; one whose handing over broke off is uncertain and left, since it may have arrived, until
an administrator has it sent again. What is due follows from the notices that have no mail yet, so a run that was missed is
made up for by the next. What a mail says is made at the hand-over, and no link that opens an account is stored.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, time, timedelta
from pathlib import Path

from django.conf import settings
from django.db.models import Case, Count, Q, QuerySet, Value, When
from django.utils import timezone

from initiatives.domain.kernel.corrections import Overtaken
from initiatives.domain.kernel.errors import Refused
from initiatives.domain.kernel.seen import ANYTHING, Seen, check
from initiatives.domain.log import events, notice_access
from initiatives.domain.log.notices import MERGED_WITHIN
from initiatives.domain.mail import account_mails, sign_in_codes
from initiatives.domain.meetings import mails as meeting_mails
from initiatives.domain.people import homes, people
from initiatives.domain.state.versions import state_change
from initiatives.enums import Channel, MailKind, MailState
from initiatives.models import Mail, Mandate, Notice, User

MORNING = time(7)  # Europe/Berlin, when digests fall due
MONDAY = 0
LONGEST_WAIT = timedelta(hours=1)  # between two attempts
KEPT = timedelta(days=7)  # how long a mail is tried
SHOWN = timedelta(days=28)  # how long the administrator sees it
HANDING_OVER = timedelta(minutes=20)  # longer than any handing over takes
LINKS = (MailKind.ACCESS, MailKind.RESET)  # of which the last one counts
TROUBLES = (MailState.UNCERTAIN, MailState.GIVEN_UP)
CLOSED = {
    MailState.SENDING: "Diese E-Mail wird gerade gesendet. Was daraus wird, steht in Kürze hier.",
    MailState.DROPPED: "Diese E-Mail ist nicht mehr nötig.",
}  # in which a mail cannot be sent again, and why

BROKEN_OFF = "Das Senden brach ab. Ob die E-Mail ankam, ist ungewiss."
NOTHING_LEFT = "Es gab nichts mehr mitzuteilen."
LOCKED = "Das Konto ist gesperrt."
ANONYMISED = "Die Person ist anonymisiert; ihre Adresse gibt es nicht mehr."
NEWER = "Ein neuerer Link ist unterwegs."
TOO_LATE = "Der Code gilt nicht mehr; er galt zehn Minuten."
AGAIN = "Mit dieser E-Mail ist inzwischen etwas geschehen. Wie es jetzt mit ihr steht, sehen Sie hier."


def folder() -> Path | None:
    """Where mails are only written to, for want of a mail server; None where one is set."""
    return Path(settings.EMAIL_FILE_PATH) if "filebased" in settings.EMAIL_BACKEND else None


# Made


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
    """Make one mail to each person of all that is due; returns how many. Who may not open a place any more gets none.
    What was tried long enough is given up, a request to an address without an account forgotten.
    """
    Mail.objects.filter(user=None).delete()
    Mail.objects.filter(state=MailState.WAITING, tried_since__lte=at - KEPT).update(state=MailState.GIVEN_UP)
    rows = list(
        due(at).select_for_update(skip_locked=True, of=("self",), no_key=True).order_by("user_id", "pk")
    )
    told = notice_access.allowed(rows, at=at)
    kept = {row.pk for row in told}
    Notice.objects.filter(pk__in=[row.pk for row in rows if row.pk not in kept]).update(channel=Channel.NEVER)
    users = User.objects.in_bulk({row.user_id for row in told})
    made = {pk: Mail.new(user, MailKind.NOTICES, at) for pk, user in users.items()}
    Mail.objects.bulk_create(made.values())
    for row in told:
        row.mail = made[row.user_id]
    Notice.objects.bulk_update(told, ["mail"], batch_size=500)
    return len(made)


def invite(*, user: User, at: datetime) -> None:
    """Have the link sent with which a person sets the first password."""
    Mail.new(user, MailKind.ACCESS, at).save()


def ask_for_reset(*, email: str, at: datetime) -> None:
    """Have a link for a new password sent to whose account has the address. For any other the same is done and written, so
    that neither the answer nor its time tells who has an account.
    """
    user = User.objects.filter(email=email.strip().lower(), is_active=True).first()
    Mail.new(user, MailKind.RESET, at).save()


def ask_for_code(*, email: str, at: datetime) -> Mail:
    """Have a code for the sign-in sent to whose account has the address; for any other the same is done and written."""
    user = User.objects.filter(email=email.strip().lower(), is_active=True).first()
    mail = Mail.new(user, MailKind.CODE, at)
    mail.save()
    return mail


# Handed over


def waiting(*, at: datetime) -> QuerySet[Mail]:
    """The mails that may go now: codes, for which somebody sits and waits, then the oldest first."""
    rows = Mail.objects.filter(state=MailState.WAITING, user__isnull=False)
    first = Case(When(kind=MailKind.CODE, then=Value(0)), default=Value(1))
    return rows.filter(try_after__lte=at, tried_since__gt=at - KEPT).order_by(first, "created_at", "pk")


def claim(*, at: datetime) -> Mail | None:
    """Take the next mail that is to be sent, for this sender alone; None if there is none. Commit it before sending."""
    if not waiting(at=at).exists():
        return None
    with state_change():
        rows = waiting(at=at).select_for_update(skip_locked=True, of=("self",), no_key=True)
        while mail := rows.select_related("user", "paper", "record__user").first():
            reason = _needless(mail, at)
            if reason:
                leave(mail, reason, MailState.DROPPED)
            elif mail.kind == MailKind.MEETING and not meeting_mails.ready(mail, at=at):
                mail.try_after = at + MERGED_WITHIN
                mail.save(update_fields=["try_after"])
            else:
                mail.state, mail.sending_at, mail.message = MailState.SENDING, at, ""
                mail.attempts += 1
                mail.save(update_fields=["state", "sending_at", "message", "attempts"])
                return mail
    return None


def _needless(mail: Mail, at: datetime) -> str:
    """Why a mail is not to be sent any more, "" as a rule."""
    if reason := _unwanted(mail):
        return reason
    if _is_late(mail, at):
        return TOO_LATE
    later = Mail.objects.filter(user=mail.user, kind=mail.kind, state=MailState.WAITING, pk__gt=mail.pk)
    return NEWER if mail.kind in LINKS and later.exists() else ""


def _unwanted(mail: Mail) -> str:
    """Why a mail is not to be sent to whom it is for, "" as a rule."""
    if not mail.receiver.is_active and not account_mails.outlives_lock(mail):
        return LOCKED
    if homes.is_anonymous(mail.receiver) and not mail.to:
        return ANONYMISED
    return ""


def contents(mail: Mail, *, at: datetime) -> list[Notice]:
    """What a mail tells of: its notices, but for those that the person may not open or does not want any more."""
    rows = (
        mail.notices.exclude(channel=Channel.NEVER).select_related("initiative").order_by("recorded_at", "pk")
    )
    return notice_access.allowed(rows, at=at)


def sent(mail: Mail, *, at: datetime) -> None:
    """Note that the mail server has taken it."""
    Mail.objects.filter(pk=mail.pk).update(
        state=MailState.SENT, may_have_arrived=True, sent_at=at, message=""
    )


def failed(mail: Mail, message: str, *, at: datetime) -> None:
    """Release a mail that was surely not taken: it is tried again, after a longer while each time, for KEPT."""
    wait = min(timedelta(minutes=2 ** min(mail.attempts, 10)), LONGEST_WAIT)
    _claimed(mail).update(state=MailState.WAITING, try_after=at + wait, message=message[:500])


def leave(mail: Mail, message: str, state: MailState) -> None:
    """Let a claimed mail be, and note why: uncertain or dropped."""
    arrived = mail.may_have_arrived or state == MailState.UNCERTAIN
    _claimed(mail).update(state=state, may_have_arrived=arrived, message=message[:500])


def _claimed(mail: Mail) -> QuerySet[Mail]:
    """The row of a mail unless it was taken again meanwhile."""
    return Mail.objects.filter(pk=mail.pk, sending_at=mail.sending_at)


def leave_interrupted(*, at: datetime) -> list[Mail]:
    """The mails of a sender that came to its end while handing them over; they are left. Each is returned once."""
    left = list(Mail.objects.filter(state=MailState.SENDING, sending_at__lt=at - HANDING_OVER))
    for mail in left:
        leave(mail, BROKEN_OFF, MailState.UNCERTAIN)
    return left


# Listed


def listed(*, by: Mandate, at: datetime) -> QuerySet[Mail]:
    """The mails of the last weeks to the people on whose accounts an administrator decides."""
    rows = Mail.objects.filter(created_at__gt=at - SHOWN, user__in=homes.at_home(by))
    return rows.select_related("user")


def counts(rows: QuerySet[Mail], states: Iterable[MailState] = MailState) -> list[tuple[MailState, int]]:
    """How many are in each of these states, without those that none is in."""
    found = dict(rows.order_by().values_list("state").annotate(Count("pk")))
    return [(state, found[state]) for state in states if state in found]


def closed(mail: Mail, *, at: datetime) -> str:
    """Why a mail cannot be sent again, "" where it can."""
    return CLOSED.get(MailState(mail.state), "") or (TOO_LATE if _is_late(mail, at) else "")


def _is_late(mail: Mail, at: datetime) -> bool:
    """Whether it brings a code that is over."""
    return mail.kind == MailKind.CODE and mail.created_at <= at - sign_in_codes.LIFETIME


def version(mail: Mail) -> str:
    """What changes with each attempt, for who acts on what was seen."""
    return f"{mail.state} {mail.sending_at.isoformat() if mail.sending_at else ''}".strip()


@state_change()
def send_again(*, mail: Mail, by: Mandate, at: datetime, seen: Seen = ANYTHING) -> None:
    """Have a mail tried at once, as if it were new. It keeps its Message-ID, by which mail programs know it again.

    Raises Refused for a person on whose account others decide, while it is being handed over, where it was not wanted any
    more, and where another attempt was made since `seen`, a `version`.
    """
    row = Mail.objects.select_for_update(of=("self",), no_key=True).select_related("user").get(pk=mail.pk)
    check(seen, version(row), lambda: Overtaken(AGAIN))
    if reason := closed(row, at=at):
        raise Refused(reason)
    homes.check_decides(user=row.receiver, by=by)
    if reason := _unwanted(row):
        raise Refused(reason)
    before = row.get_state_display()
    row.state, row.attempts, row.message = MailState.WAITING, 0, ""
    row.try_after = row.tried_since = at
    row.save(update_fields=["state", "attempts", "message", "try_after", "tried_since"])
    events.record(
        kind="mail",
        subject=f"E-Mail erneut gesendet: {row.get_kind_display()}",
        change=events.Change(before, people.held(row.receiver)),
        where=events.NOWHERE,
        by=by,
        at=at,
    )
