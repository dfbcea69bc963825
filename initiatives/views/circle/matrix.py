"""The matrix of fields × municipalities: as a page, as CSV and as a spreadsheet, filtered alike."""

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from initiatives.domain.kernel import moments
from initiatives.domain.people import mandates
from initiatives.domain.rules import matrix
from initiatives.domain.rules.matrix import Matrix
from initiatives.domain.state import loading
from initiatives.enums import STANCE_WORDS
from initiatives.forms.circle.matrix import MatrixFilter
from initiatives.views.circle import matrix_csv, matrix_xlsx
from initiatives.views.kernel import files
from initiatives.views.kernel.http import acting, respond
from initiatives.views.kernel.initiative import visible
from initiatives.views.kernel.requests import ActingRequest

TEMPLATE, PART = "circle/matrix.html", "matrix"
FILES = {"csv": matrix_csv.write, "xlsx": matrix_xlsx.write}


@require_safe
@acting
def show(request: ActingRequest, initiative_id: int) -> HttpResponse:
    """The matrix; `?phase=`, `?votum=`, `?ampel=`, `?art=`, `?kommune=`, `?offen=` filter, `?format=` makes a file."""
    visible(request, initiative_id)
    facts = loading.facts(initiative_id)
    own = request.mandate.organisation_id
    represented = mandates.represented(facts=facts, day=moments.today())
    chosen = MatrixFilter(request.GET, facts=facts, own_id=own)
    wanted = chosen.wanted()
    found = matrix.build(facts, represented, own, wanted) if wanted else Matrix((), ())
    kind = request.GET.get("format")
    if kind in FILES:
        return files.hand_out(FILES[kind](facts, found, moments.today()), kind, "matrix", facts.short_title)
    active = chosen.active()
    context = {
        "facts": facts,
        "matrix": found,
        "blocks": found.blocks(),
        "own": next((column.organisation for column in found.columns if column.own), None),
        "own_pending": sum(
            tally.pending for column, tally in zip(found.columns, found.tallies, strict=True) if column.own
        ),
        "stances": list(STANCE_WORDS),
        "filter": chosen,
        "active": active,
        "action": request.path,
        "files": {kind: files.address(request, kind) for kind in FILES},
        "crumbs": [
            (f"Initiative {facts.short_title}", reverse("initiative", args=[facts.id])),
            ("Matrix", ""),
        ],
    }
    return respond(request, TEMPLATE, context, partials=[PART])
