"""Reading actual costs in from a list: the file, then what would come of each row, then all of it at once."""

from collections import Counter
from typing import Any

from django.http import HttpResponse, QueryDict
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from initiatives.domain.kernel import file_types, moments
from initiatives.domain.kernel.tables import Fault
from initiatives.domain.money import actuals
from initiatives.domain.money.actuals import CHANGED, KNOWN, NEW, Figure
from initiatives.forms.money.actuals import (
    COLUMNS,
    ActualListForm,
    Row,
    TakeOverForm,
    figures,
    sign,
)
from initiatives.templatetags.german import join_and, plural
from initiatives.views.kernel import files
from initiatives.views.kernel.http import acting, allow, respond
from initiatives.views.kernel.once import Done
from initiatives.views.kernel.page import submit
from initiatives.views.kernel.requests import ActingRequest
from initiatives.views.money.actuals import RIGHT, load
from initiatives.views.money.page import MoneyPage

FAULTS_SHOWN = 200
ACTS = {
    NEW: "wird eingetragen",
    CHANGED: "berichtigt, was hier steht",
    KNOWN: "nichts zu tun: Das steht hier schon",
}
COUNTED = {
    NEW: "neue Zahl,neue Zahlen",
    CHANGED: "Berichtigung,Berichtigungen",
    KNOWN: "Zeile ohne Änderung,Zeilen ohne Änderung",
}


@require_http_methods(["GET", "HEAD", "POST"])
@acting
def read_in(request: ActingRequest, field_id: int) -> HttpResponse:
    """The form for the file and, of one that was sent, what would come of each row. Nothing is written."""
    page = _load(request, field_id)
    if request.method != "POST":
        return _page(request, page, ActualListForm())
    form = ActualListForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, page, form, 422, form.faults)
    return _preview(request, page, form.cleaned_data["file"])


@require_POST
@acting
def take_over(request: ActingRequest, field_id: int) -> HttpResponse:
    """Do what was shown: all of it or, with what has become of it, nothing."""
    page = _load(request, field_id)

    def build(data: QueryDict | None) -> TakeOverForm:
        return TakeOverForm(data, user=request.mandate.user, field_id=field_id)

    def save(form: TakeOverForm) -> Done:
        shown = form.cleaned_data["signed"]
        rows, _ = figures(_as_rows(shown["rows"]), page.field)
        outcomes = actuals.take_over(
            field=page.row,
            figures=rows,
            seen=shown["seen"],
            stood=shown["stood"],
            correction_reason=form.cleaned_data["correction_reason"],
            by=request.mandate,
            at=moments.now(),
        )
        return Done(request, f"Übernommen: {join_and(_counted(outcomes))}.", f"{page.url}#zahlen")

    sent = submit(request, build, save)
    if sent.answer:
        return sent.answer
    shown = sent.form.cleaned_data.get("signed")
    if not shown:
        return _page(request, page, ActualListForm(), sent.status, lost=sent.form.errors["signed"])
    return _preview(request, page, _as_rows(shown["rows"]), sent.form, sent.status)


@require_safe
@acting
def template(request: ActingRequest, field_id: int) -> HttpResponse:
    """A list to fill in: a row for each whose figures the reader may enter."""
    page, year = _load(request, field_id), moments.today().year
    members = [one.organisation for one in page.field.taking_part()]
    named = [one.designation for one in members if page.leads or one.id == page.own_id]
    lines = [tuple(COLUMNS.values()), *((name, str(year), "", "") for name in named)]
    name = f'attachment; filename="plan-und-ist-{page.row.pk}.xlsx"'
    data = files.as_xlsx(lines, "Ist-Kosten")
    return HttpResponse(data, content_type=file_types.XLSX.media_type, headers={"Content-Disposition": name})


def _load(request: ActingRequest, field_id: int) -> MoneyPage:
    page = load(request, field_id)
    allow(page.may(RIGHT), actuals.NOT_YOURS)
    return page


def _as_rows(found: list[Any]) -> list[Row]:
    """As JSON gives them back."""
    return [(number, cells) for number, cells in found]


def _preview(
    request: ActingRequest,
    page: MoneyPage,
    rows: list[Row],
    form: TakeOverForm | None = None,
    status: int = 200,
) -> HttpResponse:
    """What would come of each row now; it is what the button on the page then does."""
    user = request.mandate.user
    found, faults = figures(rows, page.field)
    looked = actuals.look(found, field=page.row, by=request.mandate, at=moments.now())
    cells = dict(rows)
    for figure, (_, message) in zip(found, looked, strict=True):
        if message:
            column = "Kommune" if message == actuals.NOT_YOURS else "Jahr"
            faults.append(Fault(figure.line, column, cells[figure.line][column.lower()], message))
    if faults:
        faults.sort(key=lambda one: one.line)
        return _page(request, page, ActualListForm(), 422, faults)
    outcomes = [outcome for outcome, _ in looked]
    context = {
        "form": form or TakeOverForm(user=user, field_id=page.row.pk),
        "signed": sign(user, page.row.pk, rows, outcomes, actuals.standing(found, page.field)),
        "lines": [_line(page, figure, outcome) for figure, outcome in zip(found, outcomes, strict=True)],
        "changes": CHANGED in outcomes,
        "has_work": bool({NEW, CHANGED} & set(outcomes)),
        "counted": _counted(outcomes),
    }
    return _respond(request, page, "money/actual_list_preview.html", context, status)


def _line(page: MoneyPage, figure: Figure, outcome: str) -> dict[str, Any]:
    return {
        "figure": figure,
        "organisation": page.field.participations[figure.organisation_id].organisation,
        "act": ACTS[outcome],
        "is_known": outcome == KNOWN,
        "before": page.field.money.actuals.get((figure.organisation_id, figure.year)),
    }


def _counted(outcomes: list[str]) -> list[str]:
    counts = Counter(outcomes)
    return [plural(counts[outcome], words) for outcome, words in COUNTED.items() if counts[outcome]]


def _page(
    request: ActingRequest,
    page: MoneyPage,
    form: ActualListForm,
    status: int = 200,
    faults: Any = (),
    **context: Any,
) -> HttpResponse:
    faults = list(faults)
    context |= {"form": form, "faults": faults[:FAULTS_SHOWN], "more_faults": len(faults) - FAULTS_SHOWN}
    return _respond(request, page, "money/actual_list.html", context, status)


def _respond(
    request: ActingRequest, page: MoneyPage, template: str, context: dict[str, Any], status: int
) -> HttpResponse:
    own = page.context()
    *before, (title, _) = own["crumbs"]
    crumbs = [*before, (title, reverse("actuals", args=[page.row.pk])), ("Liste einlesen", "")]
    return respond(request, template, own | {"crumbs": crumbs} | context, status=status)
