"""Hands mails over to the mail server, one by one over one connection; `domain/mail/mails` says which, and keeps account.

Never twice rather than perhaps twice: what the server refused, or never began to take, is tried again later; where the
text of a mail was on its way when the connection broke, it may have arrived, and the mail is left.
"""

import logging
import smtplib
import socket
import traceback
from collections.abc import Callable
from contextlib import suppress
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.template.loader import render_to_string
from django.urls import reverse

from ikz.failures import outage
from initiatives.domain.kernel import moments
from initiatives.domain.log import notice_settings
from initiatives.domain.mail import mails
from initiatives.domain.meetings import mails as meeting_mails
from initiatives.domain.snapshots import chain
from initiatives.enums import NoticeKind
from initiatives.models import Mail, Notice
from initiatives.patience import patiently
from initiatives.places import address

log = logging.getLogger(__name__)

FAULTS: dict[type[OSError], str] = {
    ConnectionRefusedError: "Er nimmt keine Verbindung an.",
    TimeoutError: "Er antwortet nicht.",
    socket.gaierror: "Sein Name ist nicht bekannt.",
}


def send_due(ended: Callable[[], bool] = lambda: False) -> None:
    """Make the mails that are due and send all that wait, until `ended` says so or the server cannot be reached."""
    _make()
    for left in mails.leave_interrupted(at=moments.now()):
        log.warning("E-Mail %s: %s", left.pk, mails.BROKEN_OFF)
    connection = get_connection()
    try:
        while not ended() and (mail := mails.claim(at=moments.now())):
            if not _open(connection, mail):
                break
            _send(connection, mail)
    finally:
        _close(connection)


def _make() -> None:
    """Make what is due. Where that fails, what was made before is sent all the same."""
    try:
        mails.make(at=moments.now())
    except Exception as error:
        if outage(error):
            raise
        log.exception("Fällige E-Mails ließen sich nicht erstellen")


def _open(connection: BaseEmailBackend, mail: Mail) -> bool:
    """Whether the server can be reached; the connection is made once a run. If not, the mail waits."""
    try:
        connection.open()
    except (OSError, SMTPException) as error:
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
            patiently(lambda: mails.leave(mail, mails.NOTHING_LEFT))
            return
        connection.send_messages([message])
    except Exception as error:
        _close(connection)
        if _may_have_arrived(error):
            log.warning("E-Mail %s: %s", mail.pk, mails.BROKEN_OFF)
            patiently(lambda: mails.leave(mail, mails.BROKEN_OFF))
            return
        reason, known = explain(error), isinstance(error, OSError)  # of which SMTPException is one
        log.warning("E-Mail %s wartet: %s", mail.pk, reason, exc_info=None if known else error)
        patiently(lambda: mails.failed(mail, reason, at=moments.now()))
    else:
        at = moments.now()
        patiently(lambda: mails.sent(mail, at=at))


def _may_have_arrived(error: BaseException) -> bool:
    """Whether the text was on its way and no answer came: smtplib sends it in `data`. An answer of the server is a no."""
    if not isinstance(error, OSError) or isinstance(error, smtplib.SMTPResponseException):
        return False
    frames = traceback.extract_tb(error.__traceback__)
    return any(frame.name == "data" and frame.filename == smtplib.__file__ for frame in frames)


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
    if mail.paper_id:
        message = meeting_mails.message(mail)
    else:
        notices = mails.contents(mail, at=moments.now())
        if not notices:
            return None
        message = _of_notices(mail, notices)
    message.extra_headers["Message-ID"] = mail.message_id
    message.extra_headers["Auto-Submitted"] = "auto-generated"
    return message


def _of_notices(mail: Mail, notices: list[Notice]) -> EmailMessage:
    kinds = [kind for kind in NoticeKind if kind in {one.kind for one in notices}]
    token = notice_settings.token(mail.user_id, kinds)
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
    return EmailMessage(
        subject=f"IKZ: {one}",
        body=render_to_string("emails/notices.txt", context),
        to=[mail.user.email],
        headers={
            "List-Unsubscribe": f"<{unsubscribe}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        },
    )


def _absolute(path: str) -> str:
    return settings.BASE_URL + path
