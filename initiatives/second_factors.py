"""How second factors differ from django-allauth's habits."""

import base64

from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings
from django.utils.crypto import salted_hmac

from initiatives.domain.kernel import moments
from initiatives.domain.people import second_factors
from initiatives.enums import FactorKind
from initiatives.models import User


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
    key = salted_hmac("initiatives.second_factors", "", algorithm="sha256").digest()
    return Fernet(base64.urlsafe_b64encode(key))
