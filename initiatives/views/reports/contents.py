"""What goes out with a report, text by text: read before the issue, with the ways to leave single texts out of this
report, or of every public one for good."""

from collections.abc import Sequence

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from initiatives.domain.kernel import moments
from initiatives.domain.kernel.errors import Refused
from initiatives.domain.reports import classifications
from initiatives.domain.reports import contents as report_contents
from initiatives.domain.reports.contents import Contents
from initiatives.domain.reports.unknowns import Gap
from initiatives.domain.rules import access, unknown
from initiatives.domain.snapshots import editions
from initiatives.domain.snapshots.editions import Spot
from initiatives.domain.state.facts import InitiativeFacts
from initiatives.domain.state.loading import facts
from initiatives.forms.reports.unknowns import UnknownsForm
from initiatives.models import Initiative, Mandate, Report
from initiatives.views.kernel import page
from initiatives.views.kernel.http import acting, allow, respond
from initiatives.views.kernel.once import LEFT_OUT, Done
from initiatives.views.kernel.page import Sent, press, submit
from initiatives.views.kernel.requests import ActingRequest
from initiatives.views.reports import drafts

ASKED, UNKNOWN = "einstufen", "unbekannt"
HIDDEN = (*LEFT_OUT, UNKNOWN, "seen")


@require_http_methods(["GET", "POST"])
@acting
def contents(request: ActingRequest, report_id: int) -> HttpResponse:
    """The list. `?einstufen=<text>` asks whether that text is to stay non-public for good, a POST says so; a POST without
    it says what is to be left out of this report (`weglassen`), of what was left out when it was seen (`gesehen`), or why
    something is not known (`unbekannt`).
    """
    rows = Report.objects.light(but="snapshot").visible_to(request.mandate)
    report = get_object_or_404(rows.select_related("body"), pk=report_id)
    allow(
        drafts.may_make(request.mandate, report),
        "Was hinausgeht, prüft, wer den Bericht erstellen darf.",
    )
    if request.method == "GET":
        return _answer(request, report, request.GET.get(ASKED, ""))
    if UNKNOWN in request.POST:
        return _say_why(request, report)
    token = request.POST.get(ASKED)
    return press(
        request,
        lambda: _leave_out(request, report) if token is None else _classify(request, report, token),
        lambda refusal: _answer(request, report, token or "", refusal.message),
    )


def _say_why(request: ActingRequest, report: Report) -> HttpResponse:
    """Store the reasons why something is not known; refused, the form keeps what was typed."""
    found = report_contents.of_report(report, moments.now())

    def build(data: QueryDict | None) -> UnknownsForm:
        return UnknownsForm(data, gaps=found.gaps if found else (), said=report.not_known)

    def save(form: UnknownsForm) -> Done:
        changed = report_contents.say_why(
            report=report,
            reasons=form.reasons(),
            seen=form.seen_values(),
            by=request.mandate,
            at=moments.now(),
        )
        if not changed:
            return Done(request, "Es war nichts zu ändern.", reverse("report_contents", args=[report.pk]))
        return drafts.made(request, report, "Gespeichert. Der Entwurf wird neu erstellt.")

    sent = submit(request, build, save, report)
    if sent.answer:
        return sent.answer
    if found is None or not found.gaps or not report.is_open:
        return _not_any_more(request, report, sent)
    return _answer(request, report, sent=sent)


def _not_any_more(request: ActingRequest, report: Report, sent: Sent[UnknownsForm]) -> HttpResponse:
    """The form has no place there any more: the page says why, and gives back what was typed."""
    for message in sent.form.non_field_errors() or [page.TOO_LATE]:
        messages.error(request, str(message), extra_tags=page.LOST)
    sent_texts = (
        one for name, texts in request.POST.lists() if name not in HIDDEN for one in map(str, texts)
    )
    for text in sent_texts:
        if " " in text.strip():
            messages.info(request, text, extra_tags=page.TYPED)
    return _answer(request, report, status=sent.status)


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


def _raisable(mandate: Mandate, seen: dict[str, InitiativeFacts], found: Contents | None) -> set[str]:
    """The texts that a mandate may raise for good, as `Spot` as text."""
    if found is None:
        return set()
    return {str(one) for one in editions.spots(found.marked) if _may_raise(mandate, seen, one)}


def _where(mandate: Mandate, seen: dict[str, InitiativeFacts], gaps: Sequence[Gap]) -> dict[str, str]:
    """Of each gap the address where it can be entered, for who may open it: the page for the past, or its section."""
    found = {}
    for gap in gaps:
        circle = seen.get(gap.initiative)
        if circle is None:
            continue
        field = next((one for one in circle.fields if str(one.id) == gap.field), None)
        name, key = ("field", field.id) if field else ("initiative", circle.id)
        if access.may_record_past(mandate, circle, field):
            found[gap.place] = reverse(f"{name}_past", args=[key])
        else:
            found[gap.place] = f"{reverse(name, args=[key])}#{unknown.SECTIONS[gap.key]}"
    return found


def _answer(
    request: ActingRequest,
    report: Report,
    asked: str = "",
    error: str = "",
    sent: Sent[UnknownsForm] | None = None,
    status: int = 200,
) -> HttpResponse:
    found = report_contents.of_report(report, moments.now())
    gaps = found.gaps if found else ()
    form = sent.form if sent else UnknownsForm(gaps=gaps, said=report.not_known)
    seen = _seen(request.mandate, report) if found and report.is_open else {}
    where = _where(request.mandate, seen, gaps)
    context = {
        "form": form,
        "clash": sent.clash if sent else None,
        "unknown": [
            (title, [(gap, field, where.get(gap.place)) for gap, field in lines])
            for title, lines in form.groups()
        ],
        "report": report,
        "contents": found,
        "asked": "" if error else asked,
        "raisable": _raisable(request.mandate, seen, found),
        "error": error,
    }
    status = sent.status if sent else 422 if error else status
    return respond(request, "reports/contents.html", context, partials=["texte"], status=status)
