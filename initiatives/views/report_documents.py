"""Hands out the stored documents of a report, as they were made and with their checksums compared."""

from csp.constants import NONE
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse

from initiatives.domain import reports
from initiatives.domain.texts import slug
from initiatives.models import Report
from initiatives.views import files

WITH_PDF = Report.objects.filter(pdf__isnull=False).defer("snapshot", "html", "xlsx")
WITH_XLSX = Report.objects.filter(xlsx__isnull=False).defer("snapshot", "html", "pdf")
WITH_HTML = Report.objects.exclude(html="").defer("snapshot", "pdf", "xlsx")
DOCUMENT_POLICY = {"default-src": [NONE], "style-src": ["'unsafe-inline'"], "img-src": ["data:"]}


def pdf_answer(report: Report, caching: str) -> HttpResponse:
    """The PDF of a report fetched by `WITH_PDF`."""
    document = bytes(report.pdf or b"")
    _unchanged(report, reports.sha256(document), report.pdf_sha256)
    headers = {"Content-Disposition": f'inline; filename="{_name(report)}.pdf"', "Cache-Control": caching}
    return HttpResponse(document, content_type="application/pdf", headers=headers)


def xlsx_answer(report: Report, caching: str) -> HttpResponse:
    """The spreadsheet of a report fetched by `WITH_XLSX`."""
    document = bytes(report.xlsx or b"")
    _unchanged(report, reports.sha256(document), report.xlsx_sha256)
    headers = {
        "Content-Disposition": f'attachment; filename="{_name(report)}.xlsx"',
        "Cache-Control": caching,
    }
    return HttpResponse(document, content_type=files.TYPES["xlsx"], headers=headers)


def html_answer(report: Report, caching: str) -> HttpResponse:
    """The HTML of a report fetched by `WITH_HTML`, a document of its own; its view has the `DOCUMENT_POLICY`."""
    _unchanged(report, reports.sha256(report.html.encode()), report.html_sha256)
    return HttpResponse(report.html, headers={"Cache-Control": caching})


def _name(report: Report) -> str:
    number = f"-{slug(report.label.replace('/', '-'))}" if report.issued_at and report.label else ""
    return f"statusbericht-{report.body.slug}-{report.as_of.isoformat()}{number}"


def _unchanged(report: Report, found: str, stored: str) -> None:
    if found != stored:
        raise PermissionDenied(
            f"Die Prüfsumme des Berichts „{report}“ stimmt nicht: Die Datei wurde verändert und wird nicht ausgeliefert."
        )
