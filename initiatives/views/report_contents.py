"""What goes out with a report, text by text: read before the issue, with the way to keep single texts non-public."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from initiatives.domain import access, classifications, moments, report_contents
from initiatives.domain.errors import Refused
from initiatives.models import Initiative, Report
from initiatives.views.http import acting, allow, go, respond

ASKED = "einstufen"


@require_http_methods(["GET", "POST"])
@acting
def contents(request: HttpRequest, report_id: int) -> HttpResponse:
    """The list; `?einstufen=<text>` asks whether that text is to stay non-public, a POST says so."""
    rows = Report.objects.light(but="snapshot").visible_to(request.mandate)
    report = get_object_or_404(rows.select_related("body"), pk=report_id)
    allow(
        access.may_report(request.mandate, report.body, report.initiatives.all()),
        "Was hinausgeht, prüft, wer den Bericht erstellen darf.",
    )
    if request.method == "GET":
        return _answer(request, report, request.GET.get(ASKED, ""))
    token = request.POST.get(ASKED, "")
    try:
        _classify(request, report, token)
    except Refused as refusal:
        return _answer(request, report, token, refusal.message)
    messages.success(request, "Der Text ist eingestuft: Er steht nur noch in nichtöffentlichen Ausgaben.")
    return go(request, reverse("report_contents", args=[report_id]))


def _classify(request: HttpRequest, report: Report, token: str) -> None:
    """`token` is a `Spot` as text. Raises Refused for what is no text of the report, and as `classify`."""
    if report.issued_at:
        raise Refused("Der Bericht ist erteilt; eingestuft wird an einem Entwurf.")
    initiative_key, field, text, item = (*token.split("."), "", "", "", "")[:4]
    initiative = report.initiatives.filter(pk=_number(initiative_key)).first()
    if not isinstance(initiative, Initiative):
        raise Refused("Diesen Text gibt es in dem Bericht nicht.")
    classifications.classify(
        initiative=initiative,
        field_id=_number(field),
        item=_number(item),
        text=text,
        by=request.mandate,
        at=moments.now(),
    )


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 16 else None


def _answer(request: HttpRequest, report: Report, asked: str, error: str = "") -> HttpResponse:
    context = {
        "report": report,
        "contents": report_contents.of_report(report, moments.now()),
        "asked": "" if error else asked,
        "may_raise": report.issued_at is None,
        "error": error,
    }
    status = 422 if error else 200
    return respond(request, "initiatives/reports/contents.html", context, partials=["texte"], status=status)
