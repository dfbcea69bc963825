"""What goes out with a report, text by text: read before the issue, with the ways to leave single texts out of this
report, or of every public one for good."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from initiatives.domain.kernel import moments
from initiatives.domain.kernel.errors import Refused
from initiatives.domain.reports import classifications
from initiatives.domain.reports import contents as report_contents
from initiatives.domain.reports.contents import Contents
from initiatives.domain.rules import access
from initiatives.domain.snapshots import editions
from initiatives.domain.snapshots.editions import Spot
from initiatives.domain.state.facts import InitiativeFacts
from initiatives.domain.state.loading import facts
from initiatives.models import Initiative, Mandate, Report
from initiatives.views.kernel.http import acting, allow, respond
from initiatives.views.kernel.once import Done
from initiatives.views.kernel.page import press
from initiatives.views.kernel.requests import ActingRequest
from initiatives.views.reports import drafts

ASKED = "einstufen"


@require_http_methods(["GET", "POST"])
@acting
def contents(request: ActingRequest, report_id: int) -> HttpResponse:
    """The list. `?einstufen=<text>` asks whether that text is to stay non-public for good, a POST says so; a POST without
    it says what is to be left out of this report (`weglassen`), of what was left out when it was seen (`gesehen`).
    """
    rows = Report.objects.light(but="snapshot").visible_to(request.mandate)
    report = get_object_or_404(rows.select_related("body"), pk=report_id)
    allow(
        drafts.may_make(request.mandate, report),
        "Was hinausgeht, prüft, wer den Bericht erstellen darf.",
    )
    if request.method == "GET":
        return _answer(request, report, request.GET.get(ASKED, ""))
    token = request.POST.get(ASKED)
    return press(
        request,
        lambda: _leave_out(request, report) if token is None else _classify(request, report, token),
        lambda refusal: _answer(request, report, token or "", refusal.message),
    )


def _leave_out(request: ActingRequest, report: Report) -> Done:
    wanted, seen = set(request.POST.getlist("weglassen")), set(request.POST.getlist("gesehen"))
    changed = report_contents.leave_out(
        report=report, texts=wanted - seen, again=seen - wanted, by=request.mandate, at=moments.now()
    )
    if not changed:
        return Done(request, "Es war nichts zu ändern.", reverse("report_contents", args=[report.pk]))
    return drafts.made(request, report, "Gespeichert. Der Entwurf wird neu erstellt.")


def _classify(request: ActingRequest, report: Report, token: str) -> Done:
    """`token` is a `Spot` as text. Raises Refused for what is no text of the report, and as `classify`."""
    if report.issued_at:
        raise Refused("Der Bericht ist erteilt; eingestuft wird an einem Entwurf.")
    initiative_key, field, text, item = (*token.split("."), "", "", "", "")[:4]
    initiative = report.initiatives.filter(pk=_number(initiative_key) or 0).first()
    if not isinstance(initiative, Initiative):
        raise Refused("Diesen Text gibt es in dem Bericht nicht.")
    allow(
        _may_raise(request.mandate, _seen(request.mandate, report), Spot(str(initiative.pk), text, field)),
        "Für alle Berichte stuft einen Text höher ein, wer an seinem Feld arbeitet oder zur Initiative einlädt.",
    )
    classifications.classify(
        initiative=initiative,
        field_id=_number(field),
        item=_number(item),
        text=text,
        by=request.mandate,
        at=moments.now(),
    )
    told = "Der Text ist eingestuft: Er steht nur noch in nichtöffentlichen Ausgaben."
    return Done(request, told, reverse("report_contents", args=[report.pk]))


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 16 else None


def _seen(mandate: Mandate, report: Report) -> dict[str, InitiativeFacts]:
    """The initiatives told of that a mandate may open itself, by their keys."""
    told = Initiative.objects.visible_to(mandate).filter(pk__in=report.initiatives.values("pk"))
    return {str(pk): facts(pk) for pk in told.values_list("pk", flat=True)}


def _may_raise(mandate: Mandate, seen: dict[str, InitiativeFacts], spot: Spot) -> bool:
    circle, number = seen.get(spot.initiative), _number(spot.field)
    if circle is None:
        return False
    field = next((one for one in circle.fields if one.id == number), None)
    return access.may(mandate, "text.raise", circle, field)


def _raisable(mandate: Mandate, report: Report, found: Contents | None) -> set[str]:
    """The texts that a mandate may raise for good, as `Spot` as text."""
    if found is None or report.issued_at:
        return set()
    seen = _seen(mandate, report)
    return {str(one) for one in editions.spots(found.marked) if _may_raise(mandate, seen, one)}


def _answer(request: ActingRequest, report: Report, asked: str, error: str = "") -> HttpResponse:
    found = report_contents.of_report(report, moments.now())
    context = {
        "report": report,
        "contents": found,
        "asked": "" if error else asked,
        "raisable": _raisable(request.mandate, report, found),
        "error": error,
    }
    status = 422 if error else 200
    return respond(request, "reports/contents.html", context, partials=["texte"], status=status)
