"""Hands out the stored documents of a report, as they were made and with their checksums compared."""

from csp.constants import NONCE, SELF
from django.http import HttpResponse

from initiatives.domain.kernel.texts import slug
from initiatives.enums import ReportState
from initiatives.models import Report
from initiatives.reports.formats import reading
from initiatives.reports.formats.reading import Reading
from initiatives.views.kernel import files
from initiatives.views.kernel.stored import unchanged

READING_POLICY = {"style-src": [SELF, NONCE]}  # the styles of a document come with it
WITH_PDF = Report.objects.filter(pdf__isnull=False).light(but="pdf")
WITH_XLSX = Report.objects.filter(xlsx__isnull=False).light(but="xlsx")
WITH_HTML = Report.objects.exclude(html="").light(but="html")
TO_READ = Report.objects.exclude(html="").with_names(but="html")


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
    """The HTML of a report fetched by `WITH_HTML` as a file, a document of its own without scripts."""
    document = _unchanged(report, report.html.encode(), report.html_sha256)
    headers = {
        "Content-Disposition": f'attachment; filename="{_name(report)}.html"',
        "Cache-Control": caching,
    }
    return HttpResponse(document, content_type="text/html; charset=utf-8", headers=headers)


def reading_of(report: Report, corrected: Report | None) -> Reading:
    """The text of a report fetched by `TO_READ` as a page shows it, with marks where `corrected` reads otherwise."""
    _unchanged(report, report.html.encode(), report.html_sha256)
    return reading.of(report.html, corrected.html if corrected else "")


def _name(report: Report) -> str:
    """statusbericht-kreistag-2026-10-31-1-2026-oeffentlich; what is not issued, or not the last word, says so."""
    number = slug(report.label.replace("/", "-")) if report.issued_at else ""
    state = {
        ReportState.DRAFT: "entwurf",
        ReportState.CHECKED: "geprueft",
        ReportState.DISCARDED: "verworfen",
    }
    said = state.get(ReportState(report.state), "ersetzt" if report.replaced_by else "")
    edition = slug(report.get_edition_display())
    return "-".join(
        filter(None, ("statusbericht", report.body.slug, report.as_of.isoformat(), number, edition, said))
    )


def _unchanged(report: Report, document: bytes, checksum: str) -> bytes:
    return unchanged(document, checksum, f"des Berichts „{report}“")
