"""The mail with which a new person sets a password."""

from collections.abc import Iterable

from django.contrib import messages

from initiatives.domain.kernel import moments
from initiatives.domain.mail import mails
from initiatives.models import User
from initiatives.views.kernel.requests import ActingRequest


def invite(request: ActingRequest, user: User) -> None:
    """Have the link sent, and say so on the next page."""
    mails.invite(user=user, at=moments.now())
    if mails.folder():
        told = f"Der Zugangslink für {user.email} wird in eine Datei geschrieben, nicht gesendet: Es fehlt ein Mailserver."
        messages.warning(request, told)
    else:
        told = f"{user.email} erhält in Kürze eine E-Mail mit einem Link, um das Passwort festzulegen."
        messages.success(request, told)


def invite_all(request: ActingRequest, users: Iterable[User]) -> None:
    """Have each be sent the link, and say so where no mail server is there to do it. Part of the act that made them."""
    for user in users:
        mails.invite(user=user, at=moments.now())
    if mails.folder():
        messages.warning(
            request, "Die Einladungen werden in Dateien geschrieben, nicht gesendet: Es fehlt ein Mailserver."
        )
