"""The forms of sign-in and passwords in the clothes and words of ours."""

from allauth.account import forms as allauth
from django import forms

from initiatives.forms.base import Kern

LENGTH_HINT = "Mindestens 12 Zeichen. Ein Satz ist leichter zu behalten als ein Wort mit Sonderzeichen."


def _bare(form: forms.BaseForm, labels: dict[str, str], hints: dict[str, str] | None = None) -> None:
    """Labels instead of placeholders; hints only where they help."""
    for name, field in form.fields.items():
        field.widget.attrs.pop("placeholder", None)
        field.label = labels.get(name, field.label)
        field.help_text = (hints or {}).get(name, "")


class LoginForm(Kern, allauth.LoginForm):
    error_messages = allauth.LoginForm.error_messages | {
        "email_password_mismatch": "E-Mail-Adresse und Passwort passen nicht zusammen. Bitte prüfen Sie beides.",
        "too_many_login_attempts": "Zu viele Versuche. Bitte warten Sie fünf Minuten oder setzen Sie Ihr Passwort zurück.",
    }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        _bare(
            self,
            {
                "login": "E-Mail-Adresse",
                "password": "Passwort",
                "remember": "Auf diesem Gerät angemeldet bleiben",
            },
        )


class ResetPasswordForm(Kern, allauth.ResetPasswordForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        _bare(self, {"email": "E-Mail-Adresse"}, {"email": "Die Adresse, mit der Sie sich anmelden."})


class ResetPasswordKeyForm(Kern, allauth.ResetPasswordKeyForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        _bare(
            self,
            {"password1": "Neues Passwort", "password2": "Neues Passwort, noch einmal"},
            {"password1": LENGTH_HINT},
        )


class ChangePasswordForm(Kern, allauth.ChangePasswordForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        labels = {
            "oldpassword": "Bisheriges Passwort",
            "password1": "Neues Passwort",
            "password2": "Neues Passwort, noch einmal",
        }
        _bare(self, labels, {"password1": LENGTH_HINT})
