"""How sign-in differs from django-allauth's habits."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from allauth.core.exceptions import ImmediateHttpResponse
from django.db import transaction
from django.http import HttpRequest, HttpResponse

from initiatives import sessions, throttle
from initiatives.domain.kernel import moments
from initiatives.domain.people.sessions import end_all
from initiatives.models import User


class NoSignup(DefaultAccountAdapter):
    """Accounts are made by an administrator together with their mandates; nobody signs up."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": "E-Mail-Adresse und Passwort passen nicht zusammen. Bitte prüfen Sie beides.",
        "enter_current_password": "Das ist nicht Ihr bisheriges Passwort.",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Return False, always."""
        return False

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Count an attempt; allauth takes it back when the password was right. Raises ValidationError as `throttle.count`."""
        self._login_failed_rl_usage = throttle.count(request, _address(request, credentials))

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        return throttle.key_of(request, _address(request, credentials))

    def _delete_login_attempts_cached_email(self, request: HttpRequest, **credentials: Any) -> None:
        super()._delete_login_attempts_cached_email(request, **credentials)
        throttle.forgive(request, _address(request, credentials))

    def post_login(self, request: HttpRequest, user: User, **more: Any) -> HttpResponse:
        """Go on after a sign-in, on a device that is known from now on."""
        response = super().post_login(request, user, **more)
        throttle.remember(request, response, user)
        return response

    @transaction.atomic
    def login(self, request: HttpRequest, user: User) -> None:
        """Begin a session, unless the account is locked in this very moment: locking ends what it finds (`end_all`)."""
        if not User.objects.select_for_update(no_key=True).get(pk=user.pk).is_active:
            raise ImmediateHttpResponse(self.respond_user_inactive(request, user))
        super().login(request, user)
        sessions.begin(request, at=moments.now())

    def logout(self, request: HttpRequest) -> None:
        """End the session, with what is known of it."""
        key = request.session.session_key
        super().logout(request)
        sessions.forget(key)

    @transaction.atomic
    def set_password(self, user: User, password: str) -> None:
        """Store a new password; only the session in which it was given goes on."""
        super().set_password(user, password)
        end_all(user=user, but=context.request.session.session_key or "")


def _address(request: HttpRequest, credentials: dict[str, Any]) -> str:
    """Whose password is tried; who signs in again is known."""
    return str(credentials.get("email") or getattr(request.user, "email", "")).strip().lower()
