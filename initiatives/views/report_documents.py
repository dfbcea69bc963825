"""Hands out the stored documents of a report, as they were made and with their checksums compared."""

from csp.constants import NONE
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse

from initiatives.domain import reports
from initiatives.domain.texts import slug
from initiatives.models import Report

WITH_PDF = Report.objects.filter(pdf__isnull=False).defer("snapshot", "html")
WITH_HTML = Report.objects.exclude(html="").defer("snapshot", "pdf")
DOCUMENT_POLICY = {"default-src": [NONE], "style-src": ["'unsafe-inline'"], "img-src": ["data:"]}


def pdf_answer(report: Report, caching: str) -> HttpResponse:
    """The PDF of a report fetched by `WITH_PDF`."""
    document = bytes(report.pdf or b"")
    _unchanged(report, reports.sha256(document), report.pdf_sha256)
    number = f"-{slug(report.label.replace('/', '-'))}" if report.issued_at and report.label else ""
    name = f"statusbericht-{report.body.slug}-{report.as_of.isoformat()}{number}.pdf"
    headers = {"Content-Disposition": f'inline; filename="{name}"', "Cache-Control": caching}
    return HttpResponse(document, content_type="application/pdf", headers=headers)


def html_answer(report: Report, caching: str) -> HttpResponse:
    """The HTML of a report fetched by `WITH_HTML`, a document of its own; its view has the `DOCUMENT_POLICY`."""
    _unchanged(report, reports.sha256(report.html.encode()), report.html_sha256)
    return HttpResponse(report.html, headers={"Cache-Control": caching})


def _unchanged(report: Report, found: str, stored: str) -> None:
    if found != stored:
        raise PermissionDenied(
            f"Die Prüfsumme des Berichts „{report}“ stimmt nicht: Die Datei wurde verändert und wird nicht ausgeliefert."
        )
