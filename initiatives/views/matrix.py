"""The matrix of fields × municipalities: as a page, as CSV and as a spreadsheet, filtered alike."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from initiatives.domain import loading, mandates, matrix, moments
from initiatives.domain.facts import InitiativeFacts
from initiatives.domain.matrix import Matrix
from initiatives.domain.texts import slug
from initiatives.enums import STANCE_WORDS
from initiatives.forms.matrix import MatrixFilter
from initiatives.views import matrix_csv, matrix_xlsx
from initiatives.views.http import acting, respond
from initiatives.views.initiative_page import visible

TEMPLATE, PART = "initiatives/initiatives/matrix.html", "matrix"
FILES = {
    "csv": (matrix_csv.write, "text/csv; charset=utf-8"),
    "xlsx": (matrix_xlsx.write, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
}


@require_safe
@acting
def show(request: HttpRequest, initiative_id: int) -> HttpResponse:
    """The matrix; `?phase=`, `?votum=`, `?ampel=`, `?art=`, `?kommune=`, `?offen=` filter, `?format=` makes a file."""
    visible(request, initiative_id)
    facts = loading.facts(initiative_id)
    own = request.mandate.organisation_id
    represented = mandates.represented(facts=facts, day=moments.today())
    chosen = MatrixFilter(request.GET, facts=facts, own_id=own)
    wanted = chosen.wanted()
    found = matrix.build(facts, represented, own, wanted) if wanted else Matrix((), ())
    if request.GET.get("format") in FILES:
        return _file(facts, found, request.GET["format"])
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
        "active": [(label, text, _without(request, name)) for name, label, text in active],
        "action": request.path,
        "files": {kind: _with(request, kind) for kind in FILES},
        "crumbs": [
            (f"Initiative {facts.short_title}", reverse("initiative", args=[facts.id])),
            ("Matrix", ""),
        ],
    }
    return respond(request, TEMPLATE, context, partials=[PART])


def _without(request: HttpRequest, name: str) -> str:
    """The address without one filter."""
    query = request.GET.copy()
    query.pop(name, None)
    return request.path + (f"?{query.urlencode()}" if query else "")


def _with(request: HttpRequest, kind: str) -> str:
    """The address of a file with the same filter."""
    query = request.GET.copy()
    query["format"] = kind
    return f"?{query.urlencode()}"


def _file(facts: InitiativeFacts, found: Matrix, kind: str) -> HttpResponse:
    write, content_type = FILES[kind]
    name = f"matrix-{slug(facts.short_title)}-{moments.today():%Y-%m-%d}.{kind}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(write(facts, found, moments.today()), content_type=content_type, headers=headers)
