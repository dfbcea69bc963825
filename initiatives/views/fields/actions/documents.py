"""The actions of a field's page in which a file is uploaded, and the download of one."""

import logging

from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from initiatives.domain.fields import documents
from initiatives.forms.fields.documents import NewDocumentForm, NewVersionForm
from initiatives.models import Document, DocumentVersion, Initiative
from initiatives.views.fields.actions.action import action
from initiatives.views.fields.page import FieldPage
from initiatives.views.kernel.http import acting
from initiatives.views.kernel.page import Action, verb
from initiatives.views.kernel.requests import ActingRequest

ANCHOR, RIGHT = "unterlagen", "document.add"

logger = logging.getLogger(__name__)


@require_safe
@acting
def download(request: ActingRequest, version_id: int) -> FileResponse:
    """One version of a document, for those who see its field; never shown inside the browser."""
    visible = Initiative.objects.visible_to(request.mandate)
    versions = DocumentVersion.objects.filter(document__field__initiative__in=visible)
    version = get_object_or_404(versions, pk=version_id)
    try:
        file = version.file.open()
    except FileNotFoundError as error:
        logger.error("The file of document version %s is missing: %s", version.pk, version.file.name)
        raise Http404 from error
    return FileResponse(
        file,
        as_attachment=True,
        filename=version.name,
        content_type=version.media_type,
        headers={"Cache-Control": "private, no-store", "X-Content-Type-Options": "nosniff"},
    )


def of_document(page: FieldPage, document_id: int) -> Action | None:
    """How to enter a new version of a document; None where the field has no such document."""
    if document_id not in {one.id for one in page.field.documents}:
        return None
    return action(
        ANCHOR,
        RIGHT,
        lambda page, data: NewVersionForm(data),
        lambda page, form, at: documents.add_version(
            document=Document(pk=document_id), by=page.mandate, at=at, **form.cleaned_data
        ),
        "Die neue Fassung ist gespeichert.",
    )


ACTIONS = {
    "unterlage": action(
        ANCHOR,
        RIGHT,
        lambda page, data: NewDocumentForm(data),
        verb(documents.add, "field"),
        "Die Datei ist gespeichert.",
    )
}
