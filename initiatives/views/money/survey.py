"""The answers of all to the questionnaire of a field beside each other: table, drawings, procedures in use."""

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from initiatives.domain.kernel import moments
from initiatives.domain.rules.money import baseline_comparison, procedures
from initiatives.domain.rules.money.baseline import completeness
from initiatives.domain.state.facts import BaselineFacts, OrganisationFacts
from initiatives.views.kernel.files import address, hand_out
from initiatives.views.kernel.http import acting, respond
from initiatives.views.kernel.lists import in_order
from initiatives.views.kernel.requests import ActingRequest
from initiatives.views.money import page as pages
from initiatives.views.money import survey_lines, survey_xlsx

TITLE = "Auswertung der Bestandsaufnahme"


@require_safe
@acting
def show(request: ActingRequest, field_id: int) -> HttpResponse:
    """All answers compared, `?sort=` by the key of a question; with `?format=xlsx` as a spreadsheet."""
    page = pages.load(request, field_id, "baseline")
    baseline = page.field.baseline
    asked = [one.organisation for one in page.field.taking_part()]
    if baseline and request.GET.get("format") == "xlsx":
        content = survey_xlsx.write(page.facts, page.field, baseline, asked, moments.today())
        return hand_out(content, "xlsx", "Bestandsaufnahme", page.field.short_title or page.field.title)
    context = frame(page, TITLE) | {"own_id": page.own_id, "may_answer": page.may("baseline.answer")}
    if baseline:
        context |= _compared(request, page, baseline, asked)
    return respond(request, "money/survey.html", context, partials=["liste"])


def frame(page: pages.MoneyPage, title: str) -> dict[str, Any]:
    """What a page under the Bestandsaufnahme shows at its head."""
    context = page.context()
    *before, (text, _) = context["crumbs"]
    crumbs = [*before, (text, reverse("baseline", args=[page.row.pk])), (title, "")]
    return context | {"title": title, "crumbs": crumbs}


def _compared(
    request: ActingRequest,
    page: pages.MoneyPage,
    baseline: BaselineFacts,
    asked: list[OrganisationFacts],
) -> dict[str, Any]:
    single = baseline_comparison.comparisons(baseline, asked)
    made = baseline_comparison.per_case(baseline, asked)
    found = [*single, *made]
    ordered = in_order(request, survey_lines.lines(found, page.own_id), survey_lines.keys(found))
    return {
        "baseline": baseline,
        "asked": asked,
        "complete": completeness(page.field),
        "is_answered": any(baseline.answers.get(one.id) for one in asked),
        "blocks": survey_lines.table(found, ordered),
        "figures": survey_lines.figures([*made, *single]),
        "grids": [
            (one, survey_lines.grid_blocks(one)) for one in procedures.grids(baseline, asked, moments.today())
        ],
        "told": survey_lines.told(baseline, asked),
        "file": address(request, "xlsx"),
        "outlier_rule": survey_lines.outlier_rule(),
    }
