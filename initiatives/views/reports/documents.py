"""Hands out the stored documents of a report, as they were made and with their checksums compared."""

from csp.constants import NONE
from django.http import HttpResponse

from initiatives.domain.kernel.texts import slug
from initiatives.models import Report
from initiatives.views.kernel import files
from initiatives.views.kernel.stored import unchanged

WITH_PDF = Report.objects.filter(pdf__isnull=False).light(but="pdf")
WITH_XLSX = Report.objects.filter(xlsx__isnull=False).light(but="xlsx")
WITH_HTML = Report.objects.exclude(html="").light(but="html")
DOCUMENT_POLICY = {"default-src": [NONE], "style-src": ["'unsafe-inline'"], "img-src": ["data:"]}


def pdf_answer(report: Report, caching: str) -> HttpResponse:
    """The PDF of a report fetched by `WITH_PDF`."""
    document = _unchanged(report, bytes(report.pdf or b""), report.pdf_sha256)
    headers = {"Content-Disposition": f'inline; filename="{_name(report)}.pdf"', "Cache-Control": caching}
    return HttpResponse(document, content_type="application/pdf", headers=headers)


def xlsx_answer(report: Report, caching: str) -> HttpResponse:
    """The spreadsheet of a report fetched by `WITH_XLSX`."""
    document = _unchanged(report, bytes(report.xlsx or b""), report.xlsx_sha256)
    headers = {
        "Content-Disposition": f'attachment; filename="{_name(report)}.xlsx"',
        "Cache-Control": caching,
    }
    return HttpResponse(document, content_type=files.TYPES["xlsx"], headers=headers)


def html_answer(report: Report, caching: str) -> HttpResponse:
    """The HTML of a report fetched by `WITH_HTML`, a document of its own; its view has the `DOCUMENT_POLICY`."""
    document = _unchanged(report, report.html.encode(), report.html_sha256)
    return HttpResponse(document, headers={"Cache-Control": caching})


def _name(report: Report) -> str:
    number = f"-{slug(report.label.replace('/', '-'))}" if report.issued_at and report.label else ""
    return f"statusbericht-{report.body.slug}-{report.as_of.isoformat()}{number}"


def _unchanged(report: Report, document: bytes, checksum: str) -> bytes:
    return unchanged(document, checksum, f"des Berichts „{report}“")
