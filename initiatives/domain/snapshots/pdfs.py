"""The PDF that a worker makes of the frozen snapshot of a paper: an invitation, minutes, a draft paper for a council.

Invariants: a PDF is stored once, with its checksum; what could not be made says why and can be tried again.
"""

from __future__ import annotations

from django.db import transaction

from initiatives.domain.kernel.checksums import sha256
from initiatives.domain.kernel.errors import Refused
from initiatives.domain.snapshots import chain
from initiatives.domain.state.versions import state_change
from initiatives.models import CouncilPaper, MeetingPaper


def finish(*, paper: MeetingPaper | CouncilPaper, pdf: bytes) -> None:
    """Store the PDF, unless another worker has done so. That of a paper of a meeting joins the chain of checksums."""
    made = {"pdf_size": len(pdf), "pdf_sha256": sha256(pdf), "message": ""}
    with transaction.atomic():
        stored = type(paper).objects.filter(pk=paper.pk, pdf_size=None).update(pdf=pdf, **made)
        if stored and isinstance(paper, MeetingPaper):
            chain.seal(MeetingPaper.objects.light().get(pk=paper.pk), of_pdf=True)


def fail(*, paper: MeetingPaper | CouncilPaper, message: str) -> None:
    """Note why the PDF could not be made."""
    reason = message[:500] or "Das PDF konnte nicht erstellt werden."
    type(paper).objects.filter(pk=paper.pk, pdf_size=None).update(message=reason)


@state_change()
def retry(*, paper: MeetingPaper | CouncilPaper) -> None:
    """Let the making of a PDF that failed begin anew. Raises Refused where it is being made or is done."""
    row = type(paper).objects.light().select_for_update(no_key=True).get(pk=paper.pk)
    if not row.message:
        raise Refused("Das PDF wird gerade erstellt oder ist fertig.")
    row.message = ""
    row.save(update_fields=["message"])
