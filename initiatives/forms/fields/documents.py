"""Documents: a file with its title, a new version of it, and the two ways to attach one to something else."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.files import File

from initiatives.domain.fields import documents
from initiatives.domain.kernel import file_types, virus_scanner
from initiatives.domain.kernel.errors import Refused
from initiatives.domain.state.facts import FieldFacts
from initiatives.forms.kernel.base import Form
from initiatives.models import Document

ENDINGS = ",".join(file_types.BY_ENDING)
KINDS = f"PDF, Bild, Office-Dokument, E-Mail (EML, MSG), Text oder CSV, höchstens {settings.UPLOAD_MB} MB"


class UploadField(forms.FileField):
    """A file of any size, as the virus scanner lets it pass; one that is too large came without its content."""

    widget = forms.FileInput({"accept": ENDINGS})

    def __init__(self, **options):
        super().__init__(**{"label": "Datei", "help_text": KINDS} | options)

    def clean(self, data: File | None, initial: File | None = None) -> File | None:
        if data and data.size > settings.UPLOAD_MB * 1_000_000:
            raise forms.ValidationError(documents.too_large(data))
        file = super().clean(data, initial)
        try:
            if data:
                virus_scanner.check(data)
        except Refused as refusal:
            raise forms.ValidationError(refusal.message) from refusal
        return file


class NewDocumentForm(Form):
    title = forms.CharField(label="Titel", max_length=200, help_text="Zum Beispiel Entwurf der Vereinbarung")
    file = UploadField()


class NewVersionForm(Form):
    file = UploadField(label="Neue Fassung")


class DocumentField(forms.TypedChoiceField):
    """The choice of a document of the field, see `offer`."""

    def __init__(self) -> None:
        super().__init__(label="Unterlage", required=False, empty_value=None)

    def prepare_value(self, value: Any) -> Any:
        return value.pk if isinstance(value, Document) else value


def attached_file() -> UploadField:
    """A file that becomes a document, in place of a chosen one."""
    return UploadField(
        label="Neue Datei hochladen",
        required=False,
        help_text=f"Gilt statt der ausgewählten Unterlage. {KINDS}",
    )


def offer(form: Form, field: FieldFacts) -> None:
    """Offer the documents of a field in the choice `document`; without any there is no choice."""
    if not field.documents:
        del form.fields["document"]
        form.fields["file"].help_text = KINDS
        return
    titles = {str(one.id): one.title for one in field.documents}
    choice = form.typed_field("document", DocumentField)
    choice.choices = [("", "ohne Unterlage"), *titles.items()]
    choice.coerce = lambda pk: Document(pk=int(pk), field_id=field.id, title=titles[pk])
