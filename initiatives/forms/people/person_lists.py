"""Reading people in from a list: the file, and the list that was looked at, which the page carries under a signature."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core import signing

from initiatives.domain.kernel import tables
from initiatives.domain.kernel.tables import Fault, Faulty
from initiatives.domain.people import person_lists
from initiatives.domain.people.person_imports import Row
from initiatives.forms.fields.documents import UploadField
from initiatives.forms.kernel.base import Form
from initiatives.models import User

SALT = "initiatives.person_lists"
VALID = 12 * 60 * 60  # seconds


class PersonListForm(Form):
    file = UploadField(
        label="Liste",
        help_text="CSV (UTF-8) oder XLSX, höchstens 1 MB und 1.000 Zeilen",
        widget=forms.FileInput({"accept": ".csv,.xlsx,text/csv"}),
    )

    faults: Sequence[Fault] = ()

    def clean_file(self) -> tuple[list[Row], list[str]]:
        """What `person_lists.read` finds in it; `faults` says why it finds nothing."""
        file = self.cleaned_data["file"]
        if file.size > tables.MAX_BYTES:
            raise forms.ValidationError("Die Datei ist größer als 1 MB.")
        try:
            return person_lists.read(file.read())
        except Faulty as faulty:
            self.faults = faulty.faults
            raise forms.ValidationError(faulty.message) from faulty


class TakeOverForm(Form):
    """`signed` is a list as `sign` made it for this very person; nothing that a browser changed in it is taken."""

    signed = forms.CharField(widget=forms.HiddenInput, required=False)
    leaves_out = forms.BooleanField(required=False, label="Fehlerhafte Zeilen weglassen")

    def __init__(self, *args, user: User, **options):
        super().__init__(*args, **options)
        self.user = user

    def clean_signed(self) -> dict[str, Any]:
        """What was signed."""
        try:
            found = signing.loads(self.cleaned_data["signed"], salt=SALT, max_age=VALID)
        except signing.BadSignature:
            found = {}
        if found.get("user") != self.user.pk:
            raise forms.ValidationError(
                "Diese Vorschau ist zu alt oder wurde verändert. Bitte lesen Sie die Datei noch einmal ein."
            )
        return found


def sign(user: User, what: dict[str, Any]) -> str:
    """What a page carries until it is taken over: JSON that its reader can neither change nor hand to somebody else."""
    return signing.dumps({**what, "user": user.pk}, salt=SALT, compress=True)
