"""How sign-in differs from django-allauth's habits."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.stagekit import clear_login
from allauth.core import context as allauth_context
from allauth.core.exceptions import ImmediateHttpResponse
from django.contrib import messages
from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from initiatives import sessions, throttle
from initiatives.domain.kernel import moments
from initiatives.domain.log import account_records
from initiatives.domain.people.sessions import end_all
from initiatives.enums import RecordKind
from initiatives.models import User
from initiatives.origins import origin

# What allauth would send a mail of, by the name of its template.
TOLD = {
    "account/email/password_changed": (RecordKind.PASSWORD, "Passwort geändert"),
    "account/email/password_reset": (
        RecordKind.PASSWORD,
        "Passwort über den Link aus einer E-Mail festgelegt",
    ),
    "account/email/password_set": (RecordKind.PASSWORD, "Passwort festgelegt"),
    "mfa/email/totp_activated": (RecordKind.FACTOR, "Authenticator-App eingerichtet"),
    "mfa/email/totp_deactivated": (RecordKind.FACTOR, "Authenticator-App entfernt"),
    "mfa/email/webauthn_added": (RecordKind.FACTOR, "Sicherheitsschlüssel hinzugefügt"),
    "mfa/email/webauthn_removed": (RecordKind.FACTOR, "Sicherheitsschlüssel entfernt"),
    "mfa/email/recovery_codes_generated": (RecordKind.FACTOR, "Neue Wiederherstellungscodes erzeugt"),
}
OTHER = (RecordKind.SETTING, "Anmeldung geändert")


class NoSignup(DefaultAccountAdapter):
    """Accounts are made by an administrator together with their mandates; nobody signs up."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": "E-Mail-Adresse und Passwort passen nicht zusammen. Bitte prüfen Sie beides.",
        "enter_current_password": "Das ist nicht Ihr bisheriges Passwort.",
        "incorrect_password": "Das ist nicht Ihr Passwort.",
        "rate_limited": "Das waren zu viele Versuche. Bitte warten Sie einige Minuten.",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Return False, always."""
        return False

    def get_reauthentication_methods(self, user: User | AnonymousUser) -> list[dict[str, str]]:
        """Who has a second factor proves that one, the key first: an open window and a kept password are not enough."""
        methods = super().get_reauthentication_methods(user)
        factors = [one for one in methods if one["id"] != "reauthenticate"]
        return sorted(factors, key=lambda one: "webauthn" not in one["id"]) or methods

    def send_notification_mail(
        self,
        template_prefix: str,
        user: User,
        context: dict[str, Any] | None = None,
        email: str | None = None,
    ) -> None:
        """Record what was changed of an account, and have the mails of it sent by the outbox."""
        kind, subject = TOLD.get(template_prefix, OTHER)
        self.note(kind, subject, user, tells=not user.is_first_password)

    def note(self, kind: RecordKind, subject: str, user: User, *, tells: bool = True) -> None:
        """Record what a person did with the own account, and tell them and who administers it."""
        with transaction.atomic():
            account_records.note(
                kind=kind,
                subject=subject,
                at=moments.now(),
                user=user,
                by=user,
                organisation=user.home,
                origin=origin(self.request),
                tells=tells,
            )

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Count an attempt; allauth takes it back when the password was right. Raises ValidationError as `throttle.count`."""
        self._login_failed_rl_usage = throttle.count(request, _address(request, credentials))

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        return throttle.key_of(request, _address(request, credentials))

    def _delete_login_attempts_cached_email(self, request: HttpRequest, **credentials: Any) -> None:
        super()._delete_login_attempts_cached_email(request, **credentials)
        throttle.forgive(request, _address(request, credentials))

    def pre_login(self, request: HttpRequest, user: User, **told: Any) -> HttpResponse | None:
        """Keep with which password a sign-in was begun, while a second factor is asked."""
        sessions.keep_password(request, user)
        return super().pre_login(request, user, **told)

    def login(self, request: HttpRequest, user: User) -> None:
        """Begin a session, unless the account is locked in this very moment (locking ends what it finds, `end_all`) or its
        password was changed since the sign-in was begun. Raises ImmediateHttpResponse, when nothing is to be rolled back.
        """
        with transaction.atomic():
            row = User.objects.select_for_update(no_key=True).get(pk=user.pk)
            is_same = sessions.has_kept_password(request, row)
            if row.is_active and is_same:
                super().login(request, user)
                sessions.begin(request, at=moments.now())
                return
        if not row.is_active:
            raise ImmediateHttpResponse(self.respond_user_inactive(request, user))
        clear_login(request)
        messages.warning(request, "Ihr Passwort wurde inzwischen geändert. Bitte melden Sie sich neu an.")
        raise ImmediateHttpResponse(redirect("account_login"))

    def logout(self, request: HttpRequest) -> None:
        """Note the sign-out and end the session, with what is known of it."""
        if isinstance(request.user, User):
            _note(request, RecordKind.SIGNED_OUT, "Abgemeldet", request.user)
        key = request.session.session_key
        super().logout(request)
        sessions.forget(key)

    @transaction.atomic
    def set_password(self, user: User, password: str) -> None:
        """Store a new password; only the session in which it was given goes on. Nobody needs a mail of the first one."""
        user.is_first_password = not user.has_usable_password()
        super().set_password(user, password)
        end_all(user=user, but=allauth_context.request.session.session_key or "")

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
        """Note the sign-in and go on, on a device that is known from now on."""
        _note(request, RecordKind.SIGNED_IN, "Angemeldet", user)
        response = super().post_login(request, user, **told)
        throttle.remember(request, response, user)
        return response


def _note(request: HttpRequest, kind: RecordKind, subject: str, user: User) -> None:
    account_records.note(
        kind=kind, subject=subject, user=user, by=user, origin=origin(request), at=moments.now()
    )


def _address(request: HttpRequest, credentials: dict[str, Any]) -> str:
    """Whose password is tried; who signs in again is known."""
    return str(credentials.get("email") or getattr(request.user, "email", "")).strip().lower()
