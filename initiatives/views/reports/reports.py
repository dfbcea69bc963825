"""Reports: the shelf of those who read them, and for those who make them progress, preview, check and issue."""

from collections.abc import Callable
from functools import partial
from typing import Any

from csp.decorators import csp_update
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from initiatives import german
from initiatives.domain.kernel import moments
from initiatives.domain.log import events
from initiatives.domain.reports import bodies as report_bodies
from initiatives.domain.reports import drafts, given_away, reports, unknowns
from initiatives.domain.reports import life as report_life
from initiatives.enums import LIGHT_MEANINGS, Edition, JobStage, ReportState
from initiatives.models import Report
from initiatives.views.kernel.http import acting, allow, respond
from initiatives.views.kernel.once import Done
from initiatives.views.kernel.page import press
from initiatives.views.kernel.requests import ActingRequest
from initiatives.views.reports import drafts as report_drafts
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
from initiatives.views.talk import comment_thread

STAGES: list[JobStage] = [
    JobStage.WAITING,
    JobStage.DATA,
    JobStage.FIGURES,
    JobStage.TYPESETTING,
    JobStage.CHECKING,
]
PER_PAGE = 10
LIGHTS = ("green", "yellow", "red", "grey")


@require_GET
@acting
def listing(request: ActingRequest) -> HttpResponse:
    """The shelf: issued reports, newest first, with PDF and HTML side by side; drafts for those who make them."""
    edition = request.GET.get("ausgabe", "")
    visible = Report.objects.with_names().visible_to(request.mandate)
    issued = (
        visible.filter(state=ReportState.ISSUED).one_of_each(request.mandate).order_by("-issued_at", "-pk")
    )
    if edition in Edition.values:
        issued = issued.filter(edition=edition)
    page = Paginator(issued, PER_PAGE).get_page(request.GET.get("seite"))
    context = {
        "page": page,
        "newest": page.object_list[0] if page.number == 1 and page.object_list else None,
        "drafts": visible.open().one_of_each(request.mandate),
        "may_make": bool(report_bodies.makeable(request.mandate)),
        "edition": edition,
        "editions": Edition.choices,
        "lights": [(light, LIGHT_MEANINGS[light]) for light in LIGHTS],
    }
    return respond(request, "reports/list.html", context, partials=["berichte"])


@require_GET
@acting
def show(request: ActingRequest, report_id: int) -> HttpResponse:
    """One report: for its makers the stages of its making and what can be done next."""
    return _answer(request, report_drafts.get(request, report_id))


def _answer(request: ActingRequest, report: Report, error: str = "") -> HttpResponse:
    job, makes = report.job, report_drafts.may_make(request.mandate, report)
    stage = JobStage(job.stage)
    reached = STAGES.index(stage) if stage in STAGES else len(STAGES)
    context = {
        "report": report,
        "job": job,
        "stages": [(one.label, n < reached, n == reached) for n, one in enumerate(STAGES)],
        "failed": job.stage in (JobStage.FAILED, JobStage.CANCELLED),
        "is_issued": report.state == ReportState.ISSUED,
        "may_make": makes,
        "thread": comment_thread.of(request, report),
        **_others(request, report),
        "error": error,
        **(_for_makers(request, report) if makes else {}),
    }
    return respond(request, "reports/show.html", context, partials=["bericht"], status=422 if error else 200)


def _others(request: ActingRequest, report: Report) -> dict:
    """The reports to other bodies with which this one goes, and whether one of them is still being made."""
    if report.together_id is None:
        return {"others": [], "is_making": report.job.is_running}
    group = Report.objects.going_with(report).with_names()
    others = list(group.exclude(pk=report.pk))
    open_to = set(group.visible_to(request.mandate).order_by().values_list("pk", flat=True))
    return {
        "others": [(one, one.pk in open_to) for one in others],
        "is_making": report.is_open and any(one.job.is_running for one in [report, *others]),
        "all_made": all(one.job.stage == JobStage.DONE for one in [report, *others]),
    }


def _for_makers(request: ActingRequest, report: Report) -> dict:
    """Who made and checked it, who else may check it, what has happened to it, who was told of its issue."""
    checkers: list[str] = []
    made_by = report.made_by
    if report.state == ReportState.DRAFT:
        checkers = sorted(
            {one.title for one in report_life.checkers(report, on=moments.today())}, key=german.by
        )
    return {
        "made_by": made_by,
        "narrows_nothing": report.replaces is None or report.replaces.for_participants,
        "made_it": made_by.user_id == request.mandate.user_id,
        "unsaid": unknowns.unsaid(report),
        "checkers": checkers,
        "history": events.of_page("report", report.pk, by=request.mandate),
        "told_number": sum(one["count"] for one in report.told),
        "mails": report_life.mails(report) if report.told else None,
        "gives_away": given_away.of_report(report),
        "correction": next((one for one in report.replacements.all() if one.is_open), None),
    }


def _press(
    request: ActingRequest,
    report_id: int,
    change: Callable[..., Any],
    told: str = "",
    then: Callable[[Report], None] | None = None,
    **more: Any,
) -> HttpResponse:
    """Change the report, and say what has come of it."""
    report = report_drafts.get(request, report_id)
    allow(report_drafts.may_make(request.mandate, report))

    def act() -> Done:
        row = change(report=report, at=moments.now(), **more)
        url = reverse("report", args=[report_id])
        others = " und die anderen Gremien" if report.together_id else ""
        said = told.format(report=report, row=row, others=others)
        return Done(request, said, url, then=then and partial(then, report))

    return press(request, act, lambda refusal: _answer(request, report, refusal.message))


@require_POST
@acting
def cancel(request: ActingRequest, report_id: int) -> HttpResponse:
    """End the making, also of what goes to other bodies with it."""
    return _press(request, report_id, reports.cancel)


@require_POST
@acting
def retry(request: ActingRequest, report_id: int) -> HttpResponse:
    """Begin the making anew, with the state of now."""
    return _press(request, report_id, reports.retry, then=report_drafts.give_all)


@require_POST
@acting
def check(request: ActingRequest, report_id: int) -> HttpResponse:
    """Note that a second person has read the draft and found it right, for all bodies to which it goes."""
    told = "Der Entwurf ist geprüft und kann erteilt werden."
    return _press(request, report_id, report_life.check, told, by=request.mandate)


@require_POST
@acting
def discard(request: ActingRequest, report_id: int) -> HttpResponse:
    """Put a draft aside for good, for all bodies to which it goes."""
    return _press(request, report_id, drafts.discard, "Der Entwurf ist verworfen.", by=request.mandate)


@require_POST
@acting
def take_out(request: ActingRequest, report_id: int) -> HttpResponse:
    """Let the report go to the other bodies without this one."""
    told = "Der Bericht geht nicht mehr an: {report.body}."
    return _press(request, report_id, drafts.take_out, told, by=request.mandate)


@require_POST
@acting
def issue(request: ActingRequest, report_id: int) -> HttpResponse:
    """Issue the report to all bodies to which it goes: from now on it stands on the shelf and never changes. A non-public
    one is read by who takes part if that is ticked (`beteiligte`).
    """
    told = "Bericht {row.name} ist erteilt und steht im Regal: {report.body}{others}."
    among = request.POST.get("leser") != "gremium"
    return _press(request, report_id, report_life.issue, told, by=request.mandate, for_participants=among)


@require_GET
@acting
def pdf(request: ActingRequest, report_id: int) -> HttpResponse:
    """The stored PDF."""
    return pdf_answer(report_drafts.get(request, report_id, WITH_PDF), "private, no-store")


@require_GET
@acting
@csp_update(READING_POLICY)
def read(request: ActingRequest, report_id: int) -> HttpResponse:
    """The stored HTML as a page, with its contents beside it; in a correction what differs is marked."""
    report = report_drafts.get(request, report_id, TO_READ)
    corrected = WITH_HTML.visible_to(request.mandate).filter(pk=report.replaces_id).first()
    context = {
        "report": report,
        "reading": reading_of(report, corrected),
        "may_compare": corrected is not None,
    }
    return respond(request, "reports/reading.html", context)


@require_GET
@acting
def html(request: ActingRequest, report_id: int) -> HttpResponse:
    """The stored HTML as a file."""
    return html_answer(report_drafts.get(request, report_id, WITH_HTML), "private, no-store")


@require_GET
@acting
def xlsx(request: ActingRequest, report_id: int) -> HttpResponse:
    """The stored spreadsheet of the tables."""
    return xlsx_answer(report_drafts.get(request, report_id, WITH_XLSX), "private, no-store")
