"""Reports: the shelf of those who read them, and for those who make them planning, progress, preview and issue."""

from csp.constants import NONE
from csp.decorators import csp_replace
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from initiatives.domain import access, moments, reports
from initiatives.domain.errors import Refused
from initiatives.enums import LIGHT_MEANINGS, Edition, JobStage, ReportState
from initiatives.forms.reports import ReportForm
from initiatives.models import Body, Mandate, Report
from initiatives.tasks import make_report
from initiatives.views import comment_thread, files
from initiatives.views.http import acting, allow, go, respond

STAGES: list[str] = [
    JobStage.WAITING,
    JobStage.DATA,
    JobStage.FIGURES,
    JobStage.TYPESETTING,
    JobStage.CHECKING,
]
PER_PAGE = 10
LIGHTS = ("green", "yellow", "red", "grey")


def makeable(mandate: Mandate) -> list[Body]:
    """The bodies to which a mandate may make reports and which have something to be told of."""
    bodies = Body.objects.select_related("organisation")
    found = []
    for body in bodies.filter(pk__in=_near(mandate)):
        told = reports.initiatives_for(body)
        if told and access.may_report(mandate, body, {i.convening_id for i in told}):
            found.append(body)
    return found


def _near(mandate: Mandate):
    """Bodies of the own organisation, of its county, and of its county's municipalities."""
    own = mandate.organisation
    if own is None:
        return []
    circle = [own.pk, own.county_id]
    return Body.objects.filter(organisation__in=[pk for pk in circle if pk]).values("pk")


def _may_make(mandate: Mandate, report: Report) -> bool:
    convening = {i.convening_id for i in report.initiatives.all()}
    return access.may_report(mandate, report.body, convening)


def _get(request: HttpRequest, report_id: int, queryset=None) -> Report:
    visible = Report.objects.light() if queryset is None else queryset
    return get_object_or_404(
        visible.visible_to(request.mandate).select_related("body__organisation", "job"), pk=report_id
    )


@require_GET
@acting
def listing(request: HttpRequest) -> HttpResponse:
    """The shelf: issued reports, newest first, with PDF and HTML side by side; drafts for those who make them."""
    edition = request.GET.get("ausgabe", "")
    visible = Report.objects.light().visible_to(request.mandate).select_related("body__organisation", "job")
    issued = visible.filter(state=ReportState.ISSUED)
    if edition in Edition.values:
        issued = issued.filter(edition=edition)
    page = Paginator(issued, PER_PAGE).get_page(request.GET.get("seite"))
    context = {
        "page": page,
        "newest": page.object_list[0] if page.number == 1 and page.object_list else None,
        "drafts": visible.filter(state=ReportState.DRAFT),
        "may_make": bool(makeable(request.mandate)),
        "edition": edition,
        "editions": Edition.choices,
        "lights": [(light, LIGHT_MEANINGS[light]) for light in LIGHTS],
    }
    return respond(request, "initiatives/reports/list.html", context, partials=["berichte"])


@require_http_methods(["GET", "POST"])
@acting
def new(request: HttpRequest) -> HttpResponse:
    """Plan a report; making it begins in the background at once."""
    bodies = makeable(request.mandate)
    allow(
        bool(bodies),
        "Berichte erstellt, wer für die Organisation des Gremiums oder die einladende Kommune handelt.",
    )
    if request.method == "GET":
        return respond(request, "initiatives/reports/new.html", {"form": ReportForm.starting_with(bodies)})
    form = ReportForm(request.POST, bodies=bodies)
    if form.is_valid():
        values = form.cleaned_data
        try:
            report = reports.plan(
                body=values["body"],
                initiatives=values["initiatives"],
                as_of=values["as_of"],
                edition=values["edition"],
                paper=form.paper(),
                by=request.mandate,
                at=moments.now(),
            )
        except Refused as refusal:
            form.add_error(refusal.field, refusal.message)
        else:
            make_report.enqueue(report.pk)
            return go(request, reverse("report", args=[report.pk]))
    return respond(
        request, "initiatives/reports/new.html", {"form": form}, partials=["bericht-neu"], status=422
    )


@require_GET
@acting
def show(request: HttpRequest, report_id: int) -> HttpResponse:
    """One report: for its makers the stages of its making and what can be done next."""
    return _answer(request, _get(request, report_id))


def _answer(request: HttpRequest, report: Report, error: str = "") -> HttpResponse:
    job = report.job
    reached = STAGES.index(job.stage) if job.stage in STAGES else len(STAGES)
    context = {
        "report": report,
        "job": job,
        "stages": [(stage.label, n < reached, n == reached) for n, stage in enumerate(STAGES)],
        "failed": job.stage in (JobStage.FAILED, JobStage.CANCELLED),
        "is_issued": report.state == ReportState.ISSUED,
        "may_make": _may_make(request.mandate, report),
        "thread": comment_thread.of(request, report),
        "error": error,
    }
    return respond(
        request, "initiatives/reports/show.html", context, partials=["bericht"], status=422 if error else 200
    )


def _change(request: HttpRequest, report_id: int, change) -> HttpResponse:
    report = _get(request, report_id)
    allow(_may_make(request.mandate, report))
    try:
        change(report)
    except Refused as refusal:
        return _answer(request, report, refusal.message)
    return go(request, reverse("report", args=[report_id]))


@require_POST
@acting
def cancel(request: HttpRequest, report_id: int) -> HttpResponse:
    """End the making."""
    return _change(request, report_id, lambda report: reports.cancel(report=report, at=moments.now()))


@require_POST
@acting
def retry(request: HttpRequest, report_id: int) -> HttpResponse:
    """Begin the making anew, with the state of now."""

    def again(report: Report) -> None:
        reports.retry(report=report, at=moments.now())
        make_report.enqueue(report.pk)

    return _change(request, report_id, again)


@require_POST
@acting
def issue(request: HttpRequest, report_id: int) -> HttpResponse:
    """Issue the report to its body: from now on it stands on the shelf and never changes."""

    def issue_it(report: Report) -> None:
        reports.issue(report=report, by=request.mandate, at=moments.now())
        messages.success(request, f"Der Bericht ist erteilt und steht im Regal: {report.body}.")

    return _change(request, report_id, issue_it)


@require_GET
@acting
def pdf(request: HttpRequest, report_id: int) -> HttpResponse:
    """The stored PDF."""
    report = _get(
        request, report_id, Report.objects.filter(pdf__isnull=False).defer("snapshot", "html", "xlsx")
    )
    document = bytes(report.pdf)
    _unchanged(report, reports.sha256(document), report.pdf_sha256)
    name = f"statusbericht-{report.body.slug}-{report.as_of.isoformat()}.pdf"
    return HttpResponse(
        document,
        content_type="application/pdf",
        headers={"Content-Disposition": f'inline; filename="{name}"', "Cache-Control": "private, no-store"},
    )


@require_GET
@acting
@csp_replace({"default-src": [NONE], "style-src": ["'unsafe-inline'"], "img-src": ["data:"]})
def html(request: HttpRequest, report_id: int) -> HttpResponse:
    """The stored HTML: a document of its own, without scripts."""
    report = _get(request, report_id, Report.objects.exclude(html="").defer("snapshot", "pdf", "xlsx"))
    _unchanged(report, reports.sha256(report.html.encode()), report.html_sha256)
    return HttpResponse(report.html, headers={"Cache-Control": "private, no-store"})


@require_GET
@acting
def xlsx(request: HttpRequest, report_id: int) -> HttpResponse:
    """The stored spreadsheet of the tables."""
    report = _get(
        request, report_id, Report.objects.filter(xlsx__isnull=False).defer("snapshot", "html", "pdf")
    )
    document = bytes(report.xlsx)
    _unchanged(report, reports.sha256(document), report.xlsx_sha256)
    name = f"statusbericht-{report.body.slug}-{report.as_of.isoformat()}.xlsx"
    return HttpResponse(
        document,
        content_type=files.TYPES["xlsx"],
        headers={
            "Content-Disposition": f'attachment; filename="{name}"',
            "Cache-Control": "private, no-store",
        },
    )


def _unchanged(report: Report, found: str, stored: str) -> None:
    if found != stored:
        raise PermissionDenied(
            f"Die Prüfsumme des Berichts „{report}“ stimmt nicht: Die Datei wurde verändert und wird nicht ausgeliefert."
        )
