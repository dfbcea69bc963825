"""The forms of sign-in and passwords in the clothes and words of ours."""

from typing import Any

from allauth.account import forms as allauth
from allauth.core import context, ratelimit
from django import forms
from django.core.exceptions import NON_FIELD_ERRORS
from django.http import HttpRequest

from initiatives import throttle
from initiatives.domain.kernel import moments
from initiatives.domain.mail import mails, sign_in_codes
from initiatives.forms.kernel.base import Kern
from initiatives.password_links import AnyLink

LENGTH_HINT = "Mindestens 12 Zeichen. Ein Satz ist leichter zu behalten als ein Wort mit Sonderzeichen."


def _bare(form: forms.BaseForm, labels: dict[str, str], hints: dict[str, str] | None = None) -> None:
    """Labels instead of placeholders; hints only where they help."""
    for name, field in form.fields.items():
        field.widget.attrs.pop("placeholder", None)
        field.label = labels.get(name, field.label)
        field.help_text = (hints or {}).get(name, "")


class Repeated(Kern):
    """Mixin: the new password is typed twice."""

    def clean_password2(self) -> str:
        typed = self.cleaned_data["password2"]
        if typed != self.cleaned_data.get("password1", typed):
            raise forms.ValidationError("Das ist ein anderes Passwort als im Feld davor.")
        return typed


class LoginForm(Kern, allauth.LoginForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        labels = {"login": "E-Mail-Adresse", "password": "Passwort", "remember": "Angemeldet bleiben"}
        _bare(self, labels, {"remember": "Nur auf Ihrem eigenen Gerät."})

    @property
    def is_held_back(self) -> bool:
        """Whether nothing is to be put right, but to be waited for."""
        return self.has_error(NON_FIELD_ERRORS, throttle.HELD_BACK)


class RequestCodeForm(Kern, allauth.RequestLoginCodeForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        _bare(self, {"email": "E-Mail-Adresse"}, {"email": "Die Adresse, mit der Sie sich anmelden."})

    def clean_email(self) -> str:
        """Any address, without a look at who has it; not too often."""
        email = self.cleaned_data["email"].lower()
        if not ratelimit.consume(context.request, action="request_login_code", key=email):
            raise forms.ValidationError(
                "Für diese Adresse wurden gerade viele Codes angefordert. Bitte sehen Sie in Ihr Postfach, warten Sie eine "
                "Stunde oder melden Sie sich mit Ihrem Passwort an."
            )
        return email


class CodeForm(Kern, allauth.ConfirmLoginCodeForm):
    """`code` is the Message-ID of the mail that brought the code, "" where none went out."""

    def __init__(self, *args, code: str = "", **kwargs):
        super().__init__(*args, code=sign_in_codes.code(code) if code else "", **kwargs)
        _bare(
            self, {"code": "Code"}, {"code": "Acht Buchstaben; groß oder klein und der Strich sind gleich."}
        )
        self.fields["code"].widget.attrs["autocapitalize"] = "characters"

    def clean_code(self) -> str:
        """Says what to do where it is another one."""
        try:
            return super().clean_code()
        except forms.ValidationError:
            raise forms.ValidationError(
                "Das ist nicht der Code aus der E-Mail. Bitte vergleichen Sie ihn mit der neuesten."
            ) from None


class ResetPasswordForm(Kern, allauth.ResetPasswordForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        _bare(self, {"email": "E-Mail-Adresse"}, {"email": "Die Adresse, mit der Sie sich anmelden."})

    def clean_email(self) -> str:
        """Any address, without a look at who has it."""
        return self.cleaned_data["email"].lower()

    def save(self, request: HttpRequest, **kwargs: Any) -> str:
        """Have the link sent by the background, the same for addresses that are known and that are not."""
        mails.ask_for_reset(email=self.cleaned_data["email"], at=moments.now())
        return self.cleaned_data["email"]


class LinkForm(allauth.UserTokenForm):
    token_generator = AnyLink()


class ResetPasswordKeyForm(Repeated, allauth.ResetPasswordKeyForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        _bare(
            self,
            {"password1": "Neues Passwort", "password2": "Neues Passwort, noch einmal"},
            {"password1": LENGTH_HINT},
        )


class ChangePasswordForm(Repeated, allauth.ChangePasswordForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        labels = {
            "oldpassword": "Bisheriges Passwort",
            "password1": "Neues Passwort",
            "password2": "Neues Passwort, noch einmal",
        }
        _bare(self, labels, {"password1": LENGTH_HINT})


class SetPasswordForm(Repeated, allauth.SetPasswordForm):
    """For who signs in without a password: by an identity provider or by codes."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        labels = {"password1": "Passwort", "password2": "Passwort, noch einmal"}
        _bare(self, labels, {"password1": LENGTH_HINT})


class ReauthenticateForm(Kern, allauth.ReauthenticateForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        _bare(self, {"password": "Passwort"})
