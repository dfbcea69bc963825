"""Drafts of reports: planning one, for a body or a sitting, changing it, and beginning the correction of an issued one."""

from copy import copy
from dataclasses import dataclass, replace

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
from initiatives.forms.reports.reports import CorrectForm, DayForm, HeadForm, ReportForm, WordsForm
from initiatives.models import Body, Mandate, Report, Sitting
from initiatives.tasks import give, make_report
from initiatives.views.kernel.http import acting, allow
from initiatives.views.kernel.once import Done
from initiatives.views.kernel.page import fill_in
from initiatives.views.kernel.requests import ActingRequest

StepForm = DayForm | HeadForm | WordsForm


@dataclass(frozen=True)
class Step:
    text: str
    address: str = ""
    is_current: bool = False


STEPS = {"tag": Step("An wen und wann"), "kopf": Step("Kopf der Vorlage"), "texte": Step("Eigene Texte")}
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
        at = moments.now()
        first, as_of = values["bodies"][0], values["as_of"]
        paper = report_drafts.offered(first, as_of, moments.day_of(at), by=request.mandate)
        rows = report_drafts.plan_for_all(
            bodies=values["bodies"],
            initiatives=values["initiatives"],
            as_of=as_of,
            edition=values["edition"],
            paper=replace(paper, meeting_on=values["meeting_on"]),
            sitting=values["sitting"],
            by=request.mandate,
            at=at,
        )
        return made(request, rows[0], "", "kopf")

    context = {
        "bodies": bodies,
        "body": body,
        "sitting": sitting,
        "action": request.path,
        "steps": _steps(None, "tag"),
    }
    return fill_in(request, build, save, "reports/new.html", "bericht-neu", context)


def made(request: ActingRequest, report: Report, told: str, step: str = "") -> Done:
    """On to a report, or to a step of its draft; it is made in the background from now on, with those that go to other
    bodies."""
    return Done(request, told, _address(report, step), then=lambda: give_all(report))


def _address(report: Report, step: str) -> str:
    return _of_step(report, step) if step else reverse("report", args=[report.pk])


def _of_step(report: Report, step: str) -> str:
    return f"{reverse('report_edit', args=[report.pk])}?schritt={step}"


def _steps(report: Report | None, current: str) -> list[Step]:
    """The three steps of a draft in their order; before there is one, only the first has an address."""
    return [
        Step(one.text, _of_step(report, name) if report else "", name == current)
        for name, one in STEPS.items()
    ]


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
    """Change a draft, a step at a time (`?schritt=`); it is made anew at once. `weiter` leads to the next step."""
    row = _of_maker(request, report_id)
    name = request.GET.get("schritt", "tag")
    if not row.is_open or name not in STEPS:
        raise Http404
    onward = list(STEPS)[list(STEPS).index(name) + 1 :][:1]

    def build(data: QueryDict | None) -> StepForm:
        form = copy(row)
        if name == "tag":
            return DayForm(data, instance=form, by=request.mandate, bodies=[row.body])
        return (
            HeadForm(data, instance=form, by=request.mandate)
            if name == "kopf"
            else WordsForm(data, instance=form, by=request.mandate)
        )

    def save(form: StepForm) -> Done:
        try:
            changed = report_drafts.edit(
                report=row,
                values=form.values(),
                seen=form.seen_values(),
                by=request.mandate,
                at=moments.now(),
            )
        except Conflict as conflict:
            if isinstance(form, HeadForm):
                form.in_words(conflict)
            raise
        goes_on = onward[0] if onward and "weiter" in request.POST else ""
        if changed:
            return made(request, row, "Der Entwurf wird neu erstellt.", goes_on)
        return Done(request, "" if goes_on else "Es war nichts zu ändern.", _address(row, goes_on))

    context = {
        "report": row,
        "step": name,
        "steps": _steps(row, name),
        "onward": STEPS[onward[0]].text if onward else "",
        "action": _of_step(row, name),
    }
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
