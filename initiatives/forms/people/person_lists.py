"""Reading people in from a list: the file, and the list that was looked at, which the page carries under a signature."""

from collections.abc import Sequence

from django import forms

from initiatives.domain.kernel import tables
from initiatives.domain.kernel.tables import Fault, Faulty
from initiatives.domain.people import person_lists
from initiatives.domain.people.person_imports import Row
from initiatives.forms.fields.documents import UploadField
from initiatives.forms.kernel.base import Form
from initiatives.forms.kernel.carried import CarriedForm


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


class TakeOverForm(CarriedForm):
    """A list that was looked at."""

    purpose = "person_lists"
    leaves_out = forms.BooleanField(required=False, label="Fehlerhafte Zeilen weglassen")
