"""Drafts of reports: planning one, for a body or a sitting, changing it, and beginning the correction of an issued one."""

from copy import copy

from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from initiatives.domain.kernel import moments
from initiatives.domain.kernel.errors import Conflict, Refused
from initiatives.domain.reports import bodies as report_bodies
from initiatives.domain.reports import drafts as report_drafts
from initiatives.domain.reports import life as report_life
from initiatives.domain.reports import reports
from initiatives.domain.rules import access
from initiatives.enums import ReportState
from initiatives.forms.reports.reports import CorrectForm, DraftForm, ReportForm
from initiatives.models import Body, Mandate, Report, Sitting
from initiatives.tasks import give, make_report
from initiatives.views.kernel.http import acting, allow
from initiatives.views.kernel.once import Done
from initiatives.views.kernel.page import fill_in
from initiatives.views.kernel.requests import ActingRequest

MAKERS = "Berichte erstellt, wer für die Organisation des Gremiums oder die einladende Kommune handelt."


def get(request: ActingRequest, report_id: int, queryset=None) -> Report:
    """The report, where the visitor may see it; without its documents unless `queryset` holds them."""
    visible = Report.objects.with_names() if queryset is None else queryset.select_related("body")
    return get_object_or_404(visible.visible_to(request.mandate), pk=report_id)


def may_make(mandate: Mandate, report: Report) -> bool:
    """Whether a mandate may change, check, issue and correct this report, and those that go to other bodies with it."""
    told = list(report.initiatives.prefetch_related("participants"))
    bodies = [report.body]
    if report.together_id:
        bodies = [one.body for one in Report.objects.going_with(report).light().select_related("body")]
    return all(access.may_report(mandate, body, told) for body in bodies or [report.body])


@require_http_methods(["GET", "POST"])
@acting
def new(request: ActingRequest, sitting_id: int | None = None) -> HttpResponse:
    """Plan a report; making it begins in the background at once. `?gremium=` or a sitting say what it begins with."""
    told = report_bodies.makeable(request.mandate)
    bodies = list(told)
    allow(bool(bodies), MAKERS)
    sitting = _sitting(bodies, sitting_id)
    body = sitting.body if sitting else _chosen(bodies, request.GET.get("gremium", ""))

    def build(data: QueryDict | None) -> ReportForm:
        if data is None:
            return ReportForm.starting_with(told, by=request.mandate, body=body, sitting=sitting)
        return ReportForm(data, told=told, by=request.mandate)

    def save(form: ReportForm) -> Done:
        values = form.cleaned_data
        if not all(
            access.may_report(request.mandate, one, values["initiatives"]) for one in values["bodies"]
        ):
            raise Refused(
                "Über diese Initiativen allein können Sie diesem Gremium nicht berichten. " + MAKERS,
                "initiatives",
            )
        rows = report_drafts.plan_for_all(
            bodies=values["bodies"],
            initiatives=values["initiatives"],
            as_of=values["as_of"],
            edition=values["edition"],
            paper=form.paper(),
            sitting=values["sitting"],
            by=request.mandate,
            at=moments.now(),
        )
        return made(request, rows[0], "")

    context = {
        "bodies": bodies,
        "body": body,
        "sitting": sitting,
        "action": request.path,
    }
    return fill_in(request, build, save, "reports/new.html", "bericht-neu", context)


def made(request: ActingRequest, report: Report, told: str) -> Done:
    """On to a report, which is made in the background from now on, with those that go to other bodies."""
    return Done(request, told, reverse("report", args=[report.pk]), then=lambda: give_all(report))


def give_all(report: Report) -> None:
    """Give the workers what waits of a report and of those that go to other bodies with it."""
    for pk in reports.waiting(report):
        give(make_report, pk)


def _sitting(bodies: list[Body], sitting_id: int | None) -> Sitting | None:
    if sitting_id is None:
        return None
    found = Sitting.objects.select_related("body__organisation").filter(body__in=bodies, is_cancelled=False)
    return get_object_or_404(found, pk=sitting_id)


def _chosen(bodies: list[Body], typed: str) -> Body:
    return next((one for one in bodies if str(one.pk) == typed), bodies[0])


@require_http_methods(["GET", "POST"])
@acting
def edit(request: ActingRequest, report_id: int) -> HttpResponse:
    """Change the texts of a draft; it is made anew at once."""
    row = _of_maker(request, report_id)
    if not row.is_open:
        raise Http404

    def build(data: QueryDict | None) -> DraftForm:
        return DraftForm(data, instance=copy(row), by=request.mandate)

    def save(form: DraftForm) -> Done:
        try:
            changed = report_drafts.edit(
                report=row,
                values=form.values(),
                seen=form.seen_values(),
                by=request.mandate,
                at=moments.now(),
            )
        except Conflict as conflict:
            form.in_words(conflict)
            raise
        if changed:
            return made(request, row, "Der Entwurf wird neu erstellt.")
        return Done(request, "Es war nichts zu ändern.", reverse("report", args=[row.pk]))

    context = {"report": row}
    return fill_in(request, build, save, "reports/edit.html", "bericht-aendern", context, row=row)


@require_http_methods(["GET", "POST"])
@acting
def correct(request: ActingRequest, report_id: int) -> HttpResponse:
    """Begin the correction of an issued report: a draft with the same texts, which can then be changed."""
    row = _of_maker(request, report_id)
    if row.state != ReportState.ISSUED:
        raise Http404

    def save(form: CorrectForm) -> Done:
        reason = form.cleaned_data["reason"]
        draft = report_life.correct(report=row, reason=reason, by=request.mandate, at=moments.now())
        told = "Die Berichtigung ist als Entwurf angelegt. Ändern Sie, was zu berichtigen ist."
        return made(request, draft, told)

    context = {"report": row}
    return fill_in(request, CorrectForm, save, "reports/correct.html", "berichtigung", context)


def _of_maker(request: ActingRequest, report_id: int) -> Report:
    row = get(request, report_id)
    allow(may_make(request.mandate, row), MAKERS)
    return row
