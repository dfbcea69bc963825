"""Hands mails over to the mail server, one by one over one connection; `domain/mail/mails` says which, and keeps account.

Never twice rather than perhaps twice: what the server refused, or never began to take, is tried again later; where the
text of a mail was on its way when the connection broke, it may have arrived, and the mail is left. Links start at the
address of the settings, never at one that a request names, and are made here, at the last moment.
"""

import logging
import smtplib
import socket
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from smtplib import SMTPException

from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.template.loader import render_to_string
from django.urls import reverse

from initiatives import health
from initiatives.domain.kernel import moments
from initiatives.domain.log import notice_settings
from initiatives.domain.mail import account_mails, mails, sign_in_codes
from initiatives.domain.meetings import mails as meeting_mails
from initiatives.domain.snapshots import chain
from initiatives.enums import MailKind, MailState, NoticeKind
from initiatives.models import Mail, User
from initiatives.password_links import INVITATIONS, RESETS, Links
from initiatives.patience import patiently
from initiatives.places import address

log = logging.getLogger(__name__)

FAULTS: dict[type[OSError], str] = {
    ConnectionRefusedError: "Er nimmt keine Verbindung an.",
    TimeoutError: "Er antwortet nicht.",
    socket.gaierror: "Sein Name ist nicht bekannt.",
}


def send_due(ended: Callable[[], bool] = lambda: False) -> bool:
    """Send all that waits, until `ended` says so; False where the mail server cannot be reached, which ends the run."""
    health.give_sign(health.SENDER)
    for left in mails.leave_interrupted(at=moments.now()):
        log.warning("E-Mail %s: %s", left.pk, mails.BROKEN_OFF)
    if not mails.waiting(at=moments.now()).exists():
        return True
    connection = get_connection()
    try:
        while not ended() and (mail := mails.claim(at=moments.now())):
            if not _open(connection, mail):
                return False
            _send(connection, mail)
            health.give_sign(health.SENDER)
    finally:
        _close(connection)
    return True


def _open(connection: BaseEmailBackend, mail: Mail) -> bool:
    """Whether the server can be reached; the connection is made once a run. If not, the mail waits."""
    try:
        connection.open()
    except (OSError, SMTPException, ValueError) as error:  # the last of a name that is none
        log.warning("Der Mailserver ist nicht zu erreichen, E-Mails warten. %s", explain(error))
        reason = f"Der Mailserver ist nicht zu erreichen. {explain(error)}"
        patiently(lambda: mails.failed(mail, reason, at=moments.now()))
        return False
    return True


def _send(connection: BaseEmailBackend, mail: Mail) -> None:
    """Hand one claimed mail over and note what came of it. Whatever goes wrong concerns this mail alone; a database that is
    away is waited for, else a mail would be left of which it is known whether it went."""
    try:
        message = patiently(lambda: _message(mail))
        if message is None:
            patiently(lambda: mails.leave(mail, mails.NOTHING_LEFT, MailState.DROPPED))
            return
        connection.send_messages([message])
    except Exception as error:
        may_have_arrived = getattr(connection, "may_have_arrived", False)
        _close(connection)
        if may_have_arrived:
            log.warning("E-Mail %s: %s", mail.pk, mails.BROKEN_OFF)
            patiently(lambda: mails.leave(mail, mails.BROKEN_OFF, MailState.UNCERTAIN))
            return
        reason, known = explain(error), isinstance(error, OSError)  # of which SMTPException is one
        log.warning("E-Mail %s wartet: %s", mail.pk, reason, exc_info=None if known else error)
        patiently(lambda: mails.failed(mail, reason, at=moments.now()))
    else:
        at = moments.now()
        patiently(lambda: mails.sent(mail, at=at))


def explain(error: BaseException) -> str:
    """A fault in one line, without the addresses that a server repeats in it."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code, _ = next(iter(error.recipients.values()))
        return f"Der Mailserver nimmt die Adresse nicht an ({code})."
    if isinstance(error, smtplib.SMTPResponseException):
        return f"Der Mailserver lehnt ab ({error.smtp_code})."
    if isinstance(error, smtplib.SMTPServerDisconnected):
        return "Der Mailserver hat die Verbindung beendet."
    if isinstance(error, OSError):
        known = (words for kind, words in FAULTS.items() if isinstance(error, kind))
        return next(known, error.strerror or type(error).__name__)
    return f"Fehler der Anwendung: {type(error).__name__}"


def _close(connection: BaseEmailBackend) -> None:
    with suppress(OSError):
        connection.close()


def _message(mail: Mail) -> EmailMessage | None:
    """The mail itself, with the Message-ID that it keeps in every attempt; None if nothing is left to be told."""
    message = MAKERS[MailKind(mail.kind)](mail)
    if message:
        message.extra_headers |= {"Message-ID": mail.message_id, "Auto-Submitted": "auto-generated"}
    return message


def _of_notices(mail: Mail) -> EmailMessage | None:
    notices = mails.contents(mail, at=moments.now())
    if not notices:
        return None
    kinds = [kind for kind in NoticeKind if kind in {one.kind for one in notices}]
    token = notice_settings.token(mail.receiver.pk, kinds)
    unsubscribe = _absolute(reverse("notices_unsubscribe", args=[token]))
    issued = [one for one in notices if one.kind == NoticeKind.REPORT and one.page == "report"]
    heads = chain.heads([one.page_id for one in issued]) if issued else {}
    context = {
        "lines": [
            {
                "notice": one,
                "head": heads.get(one.page_id) if one in issued else "",
                "address": _absolute(address(one.page, one.page_id, one.anchor) or reverse("start")),
            }
            for one in notices
        ],
        "kinds": kinds,
        "settings_address": _absolute(reverse("notices_settings")),
        "unsubscribe_address": unsubscribe,
    }
    one = notices[0].title if len(notices) == 1 else f"{len(notices)} Mitteilungen"
    headers = {
        "List-Unsubscribe": f"<{unsubscribe}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }
    return _letter(mail, f"IKZ: {one}", "notices", context, headers)


def _access(mail: Mail) -> EmailMessage:
    """An invitation until a password was set, then a link for another one."""
    user, today = mail.receiver, moments.day_of(moments.now())
    if user.has_usable_password():
        return _letter(mail, "Ihr Zugang zur interkommunalen Zusammenarbeit", "link", _link(user, RESETS))
    held = list(user.mandates.not_over_on(today).with_names())
    begins = min((one.valid_from for one in held), default=today)
    context = _link(user, INVITATIONS) | {
        "mandates": held,
        "today": today,
        "begins": begins if begins > today else None,
    }
    return _letter(mail, "Einladung zur interkommunalen Zusammenarbeit", "access", context)


def _reset(mail: Mail) -> EmailMessage:
    return _letter(mail, "Neues Passwort festlegen", "reset", _link(mail.receiver, RESETS))


def _account(mail: Mail) -> EmailMessage | None:
    """What happened to an account, to its person or to who administers it."""
    told = account_mails.telling(mail, at=moments.now())
    if told is None:
        return None
    user = told.record.user
    page = reverse(told.page) if told.is_own else reverse("administration_person", args=[told.record.user_id])
    context = {
        "told": told,
        "user": user,
        "address": _absolute(page),
        "reset_address": _absolute(reverse("account_reset_password")),
    }
    whose = "" if told.is_own else f" ({user})"
    return _letter(mail, f"IKZ: {told.record.subject}{whose}", "account", context)


def _code(mail: Mail) -> EmailMessage:
    context = {
        "code": sign_in_codes.code(mail.message_id),
        "minutes": sign_in_codes.LIFETIME // timedelta(minutes=1),
    }
    return _letter(mail, "Code für die Anmeldung", "code", context)


def _letter(
    mail: Mail, subject: str, template: str, context: dict, headers: dict | None = None
) -> EmailMessage:
    body = render_to_string(f"emails/{template}.txt", context)
    return EmailMessage(" ".join(subject.split()), body, to=[mail.to or mail.receiver.email], headers=headers)


def _link(user: User, links: Links) -> dict:
    """The address where a person sets a password, and for how many days; it ends with the first use."""
    names = {"uidb36": user_pk_to_url_str(user), "key": links.make_token(user)}
    address = _absolute(reverse("account_reset_password_from_key", kwargs=names))
    return {"address": address, "days": links.lifetime.days}


MAKERS: dict[MailKind, Callable[[Mail], EmailMessage | None]] = {
    MailKind.NOTICES: _of_notices,
    MailKind.MEETING: lambda mail: meeting_mails.message(mail),
    MailKind.ACCESS: _access,
    MailKind.RESET: _reset,
    MailKind.ACCOUNT: _account,
    MailKind.CODE: _code,
}


def _absolute(path: str) -> str:
    return settings.BASE_URL + path
