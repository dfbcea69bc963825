"""Issued reports of the public edition, for everybody, where their body shows them."""

from csp.decorators import csp_update
from django.core.paginator import Paginator
from django.db.models import Exists, OuterRef
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from initiatives.models import Report
from initiatives.views.kernel.http import login_not_required, respond
from initiatives.views.kernel.requests import Request
from initiatives.views.reports.documents import (
    READING_POLICY,
    TO_READ,
    WITH_HTML,
    WITH_PDF,
    WITH_XLSX,
    html_answer,
    pdf_answer,
    reading_of,
    xlsx_answer,
)

PER_PAGE = 20
CACHED = "public, max-age=600"  # what was issued never changes; a body may stop showing it


@require_safe
@login_not_required
def listing(request: Request) -> HttpResponse:
    """All of them, newest first."""
    replaced = Report.objects.public().filter(pk=OuterRef("replaces_id"))
    issued = Report.objects.with_names().public().annotate(replaced_is_public=Exists(replaced))
    issued = issued.order_by("-issued_at", "-pk")
    page = Paginator(issued, PER_PAGE).get_page(request.GET.get("seite"))
    return respond(request, "reports/public.html", {"page": page})


@require_safe
@login_not_required
def pdf(request: Request, report_id: int) -> HttpResponse:
    """The stored PDF."""
    return pdf_answer(get_object_or_404(WITH_PDF.public().select_related("body"), pk=report_id), CACHED)


@require_safe
@login_not_required
@csp_update(READING_POLICY)
def read(request: Request, report_id: int) -> HttpResponse:
    """The stored HTML as a page, as that of `reports.read`."""
    report = get_object_or_404(TO_READ.public(), pk=report_id)
    corrected = WITH_HTML.public().filter(pk=report.replaces_id).first()
    context = {
        "report": report,
        "reading": reading_of(report, corrected),
        "may_compare": corrected is not None,
    }
    return respond(request, "reports/public_reading.html", context)


@require_safe
@login_not_required
def html(request: Request, report_id: int) -> HttpResponse:
    """The stored HTML as a file."""
    return html_answer(get_object_or_404(WITH_HTML.public().select_related("body"), pk=report_id), CACHED)


@require_safe
@login_not_required
def xlsx(request: Request, report_id: int) -> HttpResponse:
    """The stored spreadsheet of the tables."""
    return xlsx_answer(get_object_or_404(WITH_XLSX.public().select_related("body"), pk=report_id), CACHED)
