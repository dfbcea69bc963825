"""How sign-in differs from django-allauth's habits."""

import base64
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

from initiatives.domain.kernel import moments
from initiatives.domain.log import account_records
from initiatives.domain.log.account_records import Origin
from initiatives.domain.people import second_factors
from initiatives.enums import FactorKind, RecordKind
from initiatives.models import User

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
        "too_many_login_attempts": (
            "Das waren zu viele Versuche. Bitte warten Sie fünf Minuten, oder setzen Sie Ihr Passwort zurück."
        ),
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
        self.note(kind, subject, user)

    def note(self, kind: RecordKind, subject: str, user: User) -> None:
        """Record what a person did with the own account, and tell them and who administers it."""
        with transaction.atomic():
            account_records.note(
                kind=kind,
                subject=subject,
                at=moments.now(),
                user=user,
                by=user,
                organisation=user.home,
                origin=Origin(address=self.get_client_ip(self.request)),
                tells=True,
            )


class SecondFactors(DefaultMFAAdapter):
    """Secrets are stored under a key made of `SECRET_KEY`, so that a copy of the database alone opens nothing."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "cannot_delete_authenticator": (
            "Ihr Mandat verlangt einen zweiten Faktor. Richten Sie erst einen anderen ein, dann entfernen Sie diesen."
        ),
        "cannot_generate_recovery_codes": "Wiederherstellungscodes gibt es nur zu einem zweiten Faktor.",
        "incorrect_code": (
            "Dieser Code passt nicht, ist abgelaufen oder wurde schon benutzt. "
            "Bitte nehmen Sie den nächsten, den Ihre App zeigt."
        ),
        "unreadable": (
            "Dieser Faktor lässt sich nicht mehr prüfen. Bitte lassen Sie ihn von der Fachadministration zurücksetzen."
        ),
    }

    def encrypt(self, text: str) -> str:
        """For the database."""
        return _box().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Raises ValidationError for what was stored under another `SECRET_KEY`."""
        try:
            return _box().decrypt(encrypted_text.encode()).decode()
        except InvalidToken as error:
            raise self.validation_error("unreadable") from error

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """Whether it is not the last one of somebody whose mandate needs one."""
        user = authenticator.user
        others = second_factors.of_person(user).exclude(pk=authenticator.pk)
        return others.exists() or not second_factors.requiring(user.mandates.valid_on(moments.today()))

    def generate_authenticator_name(self, user: User, type: Authenticator.Type) -> str:
        """A name for a new key, unless the person types another."""
        return f"{FactorKind.KEY.label} {user.authenticator_set.filter(type=type).count() + 1}"

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """What the browser calls this application when it asks for a key."""
        return super().get_public_key_credential_rp_entity() | {"name": settings.MFA_TOTP_ISSUER}


def _box() -> Fernet:
    key = salted_hmac("initiatives.accounts.SecondFactors", "", algorithm="sha256").digest()
    return Fernet(base64.urlsafe_b64encode(key))
