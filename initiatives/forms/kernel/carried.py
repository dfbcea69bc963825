"""What a page carries from the look at a file to the act: signed, so that a browser can change nothing in it."""

from typing import Any, ClassVar

from django import forms
from django.core import signing

from initiatives.forms.kernel.base import Form
from initiatives.models import User

VALID = 12 * 60 * 60  # seconds
SALT = "initiatives.carried"


class CarriedForm(Form):
    """`signed` is what `sign` made for this very person and this `purpose`; nothing that a browser changed is taken."""

    purpose: ClassVar[str]
    signed = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, user: User, **options):
        super().__init__(*args, **options)
        self.user = user

    def clean_signed(self) -> dict[str, Any]:
        """What was signed."""
        try:
            found = signing.loads(self.cleaned_data["signed"], salt=f"{SALT}.{self.purpose}", max_age=VALID)
        except signing.BadSignature:
            found = {}
        if found.get("user") != self.user.pk:
            raise forms.ValidationError(
                "Diese Vorschau ist zu alt oder wurde verändert. Bitte lesen Sie die Datei noch einmal ein."
            )
        return found

    @classmethod
    def sign(cls, user: User, what: dict[str, Any]) -> str:
        """JSON that its reader can neither change nor hand to somebody else."""
        return signing.dumps({**what, "user": user.pk}, salt=f"{SALT}.{cls.purpose}", compress=True)
