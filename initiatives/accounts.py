"""How sign-in differs from django-allauth's habits."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest, HttpResponse

from initiatives.devices import origin
from initiatives.domain.kernel import moments
from initiatives.domain.log import account_records
from initiatives.enums import RecordKind
from initiatives.models import User


class NoSignup(DefaultAccountAdapter):
    """Accounts are made by an administrator together with their mandates; nobody signs up."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": "E-Mail-Adresse und Passwort passen nicht zusammen. Bitte prüfen Sie beides.",
        "enter_current_password": "Das ist nicht Ihr bisheriges Passwort.",
        "too_many_login_attempts": (
            "Das waren zu viele Versuche. Bitte warten Sie fünf Minuten, oder setzen Sie Ihr Passwort zurück."
        ),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Return False, always."""
        return False

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """Note whose password it was not; what was typed is not kept."""
        again = request.user.is_authenticated
        subject = "Passwort falsch, angemeldet" if again else "E-Mail-Adresse oder Passwort falsch"
        user = User.objects.filter(email=str(credentials.get("email", "")).strip().lower()).first()
        account_records.failed(subject=subject, user=user, origin=origin(request), at=moments.now())

    def respond_user_inactive(self, request: HttpRequest, user: User) -> HttpResponse:
        """Note that somebody with the right password came to a locked account."""
        account_records.failed(subject="Konto gesperrt", user=user, origin=origin(request), at=moments.now())
        return super().respond_user_inactive(request, user)

    def post_login(self, request: HttpRequest, user: User, **told: Any) -> HttpResponse:
        """Note the sign-in."""
        _note(request, RecordKind.SIGNED_IN, "Angemeldet", user)
        return super().post_login(request, user, **told)

    def logout(self, request: HttpRequest) -> None:
        """Note the sign-out."""
        if isinstance(request.user, User):
            _note(request, RecordKind.SIGNED_OUT, "Abgemeldet", request.user)
        super().logout(request)


def _note(request: HttpRequest, kind: RecordKind, subject: str, user: User) -> None:
    account_records.note(
        kind=kind, subject=subject, user=user, by=user, origin=origin(request), at=moments.now()
    )
