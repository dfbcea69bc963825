"""How sign-in differs from django-allauth's habits."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


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
