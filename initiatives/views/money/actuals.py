"""The page "Plan und Ist" of a field: what each really bears in a year against what was planned."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from initiatives.domain.kernel import moments
from initiatives.domain.money import actuals as verbs
from initiatives.domain.rules.money import actuals
from initiatives.domain.rules.money.actuals import Deviation
from initiatives.enums import Phase
from initiatives.forms.money.actuals import ActualForm
from initiatives.models import Organisation
from initiatives.reports.figures.plan import PlanRow, plan_and_actual
from initiatives.reports.figures.svg import Svg
from initiatives.views.kernel.http import acting, respond
from initiatives.views.kernel.page import Action, Shown, answer
from initiatives.views.kernel.requests import ActingRequest
from initiatives.views.money import page as pages
from initiatives.views.money.page import MoneyPage

TEMPLATE, PART = "money/actuals.html", "ist"
RIGHT = "cost.enter"
ACTIONS: Mapping[str, Action] = {}


@require_http_methods(["GET", "HEAD", "POST"])
@acting
def show(request: ActingRequest, field_id: int) -> HttpResponse:
    """The years that have begun, the latest first; figures are entered here and put right among the entries of the field."""
    return answer(request, load, field_id, _shown, ACTIONS, {"ist": _of_organisation})


def load(request: ActingRequest, field_id: int) -> MoneyPage:
    return pages.load(request, field_id, "actuals")


def _shown(request: ActingRequest, page: MoneyPage, shown: Shown) -> HttpResponse:
    rows, today = actuals.deviations(page.field), moments.today()
    context = {
        "years": [_year(page, rows, year) for year in actuals.years(rows, today)],
        "hints": actuals.hints(page.field),
        "entering": _entering(page),
        "whose": _whose(page, shown.editing),
        "may_enter": page.may(RIGHT),
        "leads": page.leads,
        "this_year": today.year,
        "runs": page.field.phase >= Phase.IMPLEMENTATION,
        "has_plan": any(one.planned is not None for one in rows),
    }
    return respond(
        request, TEMPLATE, page.context() | context | shown.context(), partials=[PART], status=shown.status
    )


def _planned(own: list[Deviation]) -> int | None:
    """What a year was to cost all together; None where the plan of somebody is not known."""
    plans = [one.planned for one in own]
    return None if None in plans else sum(one or 0 for one in plans)


def _year(page: MoneyPage, rows: tuple[Deviation, ...], year: int) -> dict[str, Any]:
    own = [one for one in rows if one.year == year]
    return {
        "year": year,
        "rows": [(one, _correcting(page, one)) for one in own],
        "total": actuals.total(rows, year),
        "planned": _planned(own),
        "missing": [one.name for one in actuals.missing(rows, year)],
        "drawing": _drawing(own, year) if any(one.actual is not None for one in own) else None,
    }


def _drawing(rows: list[Deviation], year: int) -> Svg:
    lines = [PlanRow(one.organisation.name, one.planned, one.actual) for one in rows if one.organisation]
    return plan_and_actual(lines, f"Plan und Ist {year} je Beteiligten")


def _correcting(page: MoneyPage, row: Deviation) -> str:
    """Where a figure is put right, "" where the reader may not."""
    if row.entry is None or row.organisation is None or not page.may(RIGHT):
        return ""
    if row.organisation.id != page.own_id and not page.leads:
        return ""
    return f"{reverse('field_entries', args=[page.row.pk])}?bearbeiten=ist-{row.entry.id}"


def _entering(page: MoneyPage) -> list[tuple[str, str]]:
    """For whom the reader may enter figures: the name of the action, and whose they are; the own first."""
    if not page.may(RIGHT):
        return []
    members = [one.organisation for one in page.field.participations.values()]
    mine = [one for one in members if one.id == page.own_id]
    others = [one for one in members if one.id != page.own_id] if page.leads else []
    return [(f"ist-{one.id}", one.designation) for one in (*mine, *others) if _years(page, one.id)]


def _whose(page: MoneyPage, editing: str) -> str:
    return next((whose for name, whose in _entering(page) if name == editing), "")


def _years(page: MoneyPage, organisation_id: int) -> list[int]:
    """Those of which a figure may be entered and none stands, the latest first."""
    known = page.field.money.actuals
    spells = page.field.money.spells.get(organisation_id, ())
    first = min((since.year for since, _ in spells), default=moments.today().year + 1)
    return [
        year
        for year in range(moments.today().year, first - 1, -1)
        if actuals.takes_part_in(page.field, organisation_id, year) and (organisation_id, year) not in known
    ]


def _of_organisation(page: MoneyPage, organisation_id: int) -> Action | None:
    """How a figure of one of those who take or took part is entered; None for any other."""
    if organisation_id not in page.field.participations:
        return None
    own = organisation_id == page.own_id
    return Action(
        may=lambda page: page.may(RIGHT) and (own or page.leads),
        form=lambda page, data: ActualForm(data, years=_years(page, organisation_id)),
        save=lambda page, form, at: _enter(page, form, at, organisation_id),
        done="Die Zahl ist gespeichert.",
        anchor="zahlen",
        is_open=lambda page: bool(_years(page, organisation_id)),
        denied=verbs.NOT_YOURS,
    )


def _enter(page: MoneyPage, form: ActualForm, at: datetime, organisation_id: int) -> None:
    organisation = Organisation.objects.get(pk=organisation_id)
    verbs.enter(field=page.row, organisation=organisation, **form.cleaned_data, by=page.mandate, at=at)
