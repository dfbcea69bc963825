"""What was sent once does its act once: the token of a form is kept in the transaction of the act.

The token is the form's, made anew each time that the form is shown. Whoever sends the same again is answered as the first
time; other content under a used token is refused, and nothing of it is lost.
"""

from datetime import datetime, timedelta

from django.db import IntegrityError, transaction

from initiatives.domain.kernel.errors import Refused
from initiatives.models import Submission, User

KEPT = timedelta(days=1)


class SentBefore(Refused):
    """Other content under a token that is used."""

    def __init__(self) -> None:
        super().__init__(
            "Dieses Formular war schon gesendet und hat gewirkt. Was Sie jetzt eingegeben haben, steht noch hier und ist nicht "
            "gespeichert; soll es auch gelten, senden Sie es bitte noch einmal."
        )


class SentTwice(Exception):
    """The same content under a token that is used meanwhile."""


def answered(*, user: User, token: str, digest: str) -> Submission | None:
    """The submission of this very content, if it did its act already."""
    return Submission.objects.filter(user=user, token=token, digest=digest).first()


def take(*, user: User, token: str, digest: str, at: datetime) -> Submission:
    """Use up a token, in the transaction of the act; who comes at the same moment waits for its end.

    Raises SentTwice and SentBefore where it is used.
    """
    try:
        with transaction.atomic():
            return Submission.objects.create(user=user, token=token, digest=digest, recorded_at=at)
    except IntegrityError:
        same = answered(user=user, token=token, digest=digest)
        raise (SentTwice if same else SentBefore) from None


def prune(*, at: datetime) -> None:
    """Forget those of yesterday: no form is sent again as late as that."""
    Submission.objects.filter(recorded_at__lt=at - KEPT).delete()
