"""The two links with which a person sets a password: an invitation lives for two weeks, one for a new password for a day.

Both end with their first use, with a sign-in and with a change of the address. Which of the two a token belongs to is part of
what is signed, so that the one for a day cannot pass for the other.
"""

from datetime import timedelta

from allauth.account.forms import EmailAwarePasswordResetTokenGenerator
from django.utils.http import base36_to_int

from initiatives.domain.mail import invitations
from initiatives.models import User


class Links(EmailAwarePasswordResetTokenGenerator):
    """Those of one kind; `lifetime` is at most what Django lets any link live (PASSWORD_RESET_TIMEOUT)."""

    def __init__(self, name: str, lifetime: timedelta) -> None:
        super().__init__()
        self.key_salt, self.lifetime = f"initiatives.password_links.{name}", lifetime

    def check_token(self, user: User | None, token: str | None) -> bool:
        """Whether a token is of this kind, the person's, unused and young enough."""
        return super().check_token(user, token) and self._age(str(token)) <= self.lifetime

    def _age(self, token: str) -> timedelta:
        made = base36_to_int(token.partition("-")[0])
        return timedelta(seconds=self._num_seconds(self._now()) - made)


INVITATIONS = Links("invitation", invitations.LIFETIME)
RESETS = Links("reset", timedelta(days=1))


class AnyLink:
    """What the page behind the links asks."""

    def check_token(self, user: User | None, token: str | None) -> bool:
        """Whether a token of either kind opens the account."""
        return any(links.check_token(user, token) for links in (INVITATIONS, RESETS))
