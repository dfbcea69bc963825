"""The page "Vergleich" (Wirtschaftlichkeitsbetrachtung) of a field: who pays what in which variant, and who loses."""

from typing import Any

from django.http import HttpResponse
from django.views.decorators.http import require_http_methods

from initiatives.domain.rules.money import utility
from initiatives.enums.money import Variant
from initiatives.forms.kernel.corrections import WITHDRAWN
from initiatives.views.kernel.http import acting, respond
from initiatives.views.kernel.page import Shown, answer, offered
from initiatives.views.kernel.requests import ActingRequest
from initiatives.views.money import comparison_actions, line_actions, line_rows
from initiatives.views.money.comparison_actions import SLUGS
from initiatives.views.money.comparison_rows import ComparisonView
from initiatives.views.money.economics_page import PART, EconomicsPage, load

TEMPLATE = "money/economics.html"
ACTIONS = line_actions.ADDING | comparison_actions.ACTIONS


@require_http_methods(["GET", "HEAD", "POST"])
@acting
def show(request: ActingRequest, field_id: int) -> HttpResponse:
    return answer(request, load, field_id, _shown, ACTIONS, line_actions.NUMBERED)


def _shown(request: ActingRequest, page: EconomicsPage, shown: Shown) -> HttpResponse:
    views = {one: ComparisonView(page, found) for one, found in page.comparisons.items()}
    wanted = _proposed(shown) or request.GET.get("variante", "")
    context = (
        page.context()
        | line_rows.context(request, page)
        | _utility(page)
        | {
            "views": list(views.values()),
            "view": views.get(wanted) or views[Variant.JOINT],
            "basis": page.field.money.basis,
            "adding": offered(page, line_actions.ADDING),
            "withdrawn": WITHDRAWN,
            **_editing(page, shown),
            **shown.context(),
        }
    )
    return respond(request, TEMPLATE, context, partials=[PART, "liste"], status=shown.status)


def _proposed(shown: Shown) -> str:
    """The variant whose reimbursements are to be confirmed."""
    return next((one for one in SLUGS if shown.editing == f"ausgleich-{SLUGS[one]}"), "")


def _editing(page: EconomicsPage, shown: Shown) -> dict[str, Any]:
    """Which form is open: that of a line, with the line; that of the reimbursements, with what they would be."""
    verb, _, number = shown.editing.partition("-")
    line = page.line(int(number)) if verb in line_actions.NUMBERED else None
    return {
        "verb": verb,
        "line": line,
        "line_name": page.line_name(line) if line else "",
        "heading": shown.action.text if shown.action else "",
    }


def _utility(page: EconomicsPage) -> dict[str, Any]:
    analysis = page.field.money.utility
    if analysis is None or not analysis.criteria:
        return {"utility": None}
    found = utility.of_analysis(analysis)
    rows = [(one, [one.points.get(result.variant) for result in found]) for one in analysis.criteria]
    return {
        "utility": analysis,
        "utilities": found,
        "criteria": rows,
        "best": [one.variant for one in utility.best(found)],
    }
