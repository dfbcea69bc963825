"""The mails of a meeting: invitation, change and cancellation, with the paper and a calendar entry."""

from datetime import datetime

from django.core.mail import EmailMessage

from initiatives.models import Mail, Mandate, Meeting


def send(*, meeting: Meeting, by: Mandate, at: datetime) -> None:
    """Have the invitation (or its change, or the cancellation: as `meeting.state` and `meeting.sequence` say) made and
    mailed to those who work for the invited, in the transaction of the change.
    """


def ready(mail: Mail) -> bool:
    """Whether the paper of a mail is set, so that it can go out."""
    return True


def message(mail: Mail) -> EmailMessage:
    """The mail with its paper, to one person."""
    return EmailMessage(subject="Treffen", to=[mail.user.email])
