"""The forms of second factors in the clothes and words of ours, and what allauth leaves to the browser refused here."""

import struct
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from allauth.account.adapter import get_adapter as get_account_adapter
from allauth.core.internal.cryptokit import normalize_user_code
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base import forms as base
from allauth.mfa.models import Authenticator
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as webauthn
from cryptography.exceptions import InvalidSignature
from django import forms
from django.conf import settings
from django.core.cache import cache
from django.core.exceptions import ValidationError

from initiatives.enums import RecordKind
from initiatives.forms.kernel.base import Kern, germanise

TOO_MANY = "Das waren zu viele Versuche. Bitte warten Sie einige Minuten."
UNKNOWN_KEY = (
    "Der Sicherheitsschlüssel wurde nicht erkannt, oder die Seite war zu lange offen. "
    "Bitte versuchen Sie es noch einmal."
)
NO_ANSWER = "Der Sicherheitsschlüssel hat noch nicht geantwortet. Bitte benutzen Sie die Schaltfläche."
# What fido2 raises for answers that no browser gives.
MALFORMED = (
    ValueError,
    TypeError,
    KeyError,
    IndexError,
    AttributeError,
    struct.error,
    InvalidSignature,
)
ONE_STEP = 30  # seconds


@contextmanager
def _in_words(**words: str) -> Iterator[None]:
    """An error of allauth by its code in our words."""
    try:
        yield
    except ValidationError as error:
        raise ValidationError(words.get(str(error.code), str(error.message)), code=error.code) from error


class Code(Kern, base.BaseAuthenticateForm):
    """A code of the app or one of the recovery codes. The use of one of these is recorded and told."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        field = self.fields["code"]
        field.label = "Code"
        field.help_text = "Sechs Ziffern aus Ihrer App, oder einer Ihrer Wiederherstellungscodes."
        field.widget = forms.TextInput(
            {"autocomplete": "one-time-code", "inputmode": "numeric", "autofocus": True}
        )

    def clean_code(self) -> str:
        """A code of the app counts once: allauth remembers it for one step, and it holds for those beside, too."""
        with _in_words(too_many_login_attempts=TOO_MANY):
            code = super().clean_code()
        if self.authenticator.type == Authenticator.Type.TOTP:
            used = f"second-factor:{self.user.pk}:{normalize_user_code(code)}"
            if not cache.add(used, True, ONE_STEP * (2 * settings.MFA_TOTP_TOLERANCE + 1)):
                raise get_adapter().validation_error("incorrect_code")
        return code

    def save(self) -> None:
        super().save()
        if self.authenticator.type == Authenticator.Type.RECOVERY_CODES:
            self.authenticator.refresh_from_db()  # the use was noted on a row of its own
            left = len(self.authenticator.wrap().get_unused_codes())
            subject = f"Wiederherstellungscode benutzt; übrig: {left}"
            get_account_adapter().note(RecordKind.FACTOR, subject, self.user)


class CodeForm(Code, base.AuthenticateForm):
    pass


class ConfirmByCodeForm(Code, base.ReauthenticateForm):
    pass


class AddAppForm(Kern, totp.ActivateTOTPForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        field = self.fields["code"]
        field.label = "Code aus der App"
        field.help_text = "Sechs Ziffern; sie wechseln alle 30 Sekunden."
        field.widget = forms.TextInput({"autocomplete": "one-time-code", "inputmode": "numeric"})


class Answer(Kern):
    """Mixin: what the browser says for a key, in a hidden field that static/security.js fills."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["credential"].label = "Sicherheitsschlüssel"
        self.fields["credential"].error_messages |= {"required": NO_ANSWER, "invalid": UNKNOWN_KEY}


@contextmanager
def _known() -> Iterator[None]:
    with _in_words(too_many_login_attempts=TOO_MANY, incorrect_code=UNKNOWN_KEY):
        try:
            yield
        except MALFORMED as error:
            raise get_adapter().validation_error("incorrect_code") from error


class Proof(Answer, webauthn.AuthenticateWebAuthnForm):
    """A key proves who it is."""

    def clean_credential(self) -> Authenticator:
        with _known():
            return super().clean_credential()


class KeyForm(Proof):
    pass


class ConfirmByKeyForm(Proof, webauthn.ReauthenticateWebAuthnForm):
    pass


class Named(Kern):
    """Mixin: the name by which a person tells the own keys apart."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["name"] = forms.CharField(
            label="Name",
            max_length=60,
            required=self.fields["name"].required,
            help_text="Woran Sie ihn erkennen, zum Beispiel: Schlüsselbund, Dienstrechner",
        )
        germanise(self.fields["name"])


class AddKeyForm(Named, Answer, webauthn.AddWebAuthnForm):
    def clean(self) -> dict[str, Any] | None:
        with _known():
            return super().clean()


class RenameKeyForm(Named, webauthn.EditWebAuthnForm):
    pass


class RemoveKeyForm(Kern, forms.Form):
    """Asks once more. Refuses the last factor of somebody whose mandate needs one."""

    def __init__(self, *args, authenticator: Authenticator, **kwargs):
        self.authenticator = authenticator
        super().__init__(*args, **kwargs)

    def clean(self) -> None:
        if not get_adapter().can_delete_authenticator(self.authenticator):
            raise get_adapter().validation_error("cannot_delete_authenticator")
