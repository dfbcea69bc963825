"""Rounds: the convening municipality asks all participants about one or several fields, and ends the asking."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from initiatives.domain import access, loading, moments, rounds, tallies
from initiatives.domain.errors import Refused
from initiatives.domain.facts import InitiativeFacts
from initiatives.enums import RoundPurpose
from initiatives.forms.rounds import RoundForm
from initiatives.models import Field, Initiative, Mandate, Organisation, Round
from initiatives.views.http import acting, allow, go, respond
from initiatives.views.initiatives import visible

NOT_CONVENING = "Abstimmungsrunden eröffnet und schließt die einladende Kommune."


@require_http_methods(["GET", "HEAD", "POST"])
@acting
def new(request: HttpRequest, initiative_id: int) -> HttpResponse:
    """Open a round "Mitwirkung"; `?feld=` ticks a field beforehand."""
    initiative = visible(request, initiative_id)
    facts = loading.facts(initiative_id)
    allow(access.may(request.mandate, "round.open", facts), NOT_CONVENING)
    askable = [f for f in facts.fields if not f.side_state and not tallies.is_open(f.round)]
    initial = {
        "fields_asked": request.GET.getlist("feld"),
        "organisations": [str(o.id) for o in facts.participants],
    }
    form = RoundForm(request.POST or None, initial=initial, askable=askable, participants=facts.participants)
    if request.method == "POST" and form.is_valid():
        try:
            _open(initiative, request.mandate, form.cleaned_data)
        except Refused as refusal:
            name = {"fields": "fields_asked"}.get(refusal.field, refusal.field)
            form.add_error(name if name in form.fields else None, refusal.message)
        else:
            messages.success(request, "Die Abstimmungsrunde ist eröffnet.")
            return go(request, _after(facts, form.cleaned_data["fields_asked"]))
    context = {"facts": facts, "askable": askable, "form": form, "crumbs": _crumbs(facts, "Runde eröffnen")}
    return respond(
        request,
        "initiatives/rounds/new.html",
        context,
        partials=["runde"],
        status=422 if form.errors else 200,
    )


def _open(initiative: Initiative, by: Mandate, values: dict) -> Round:
    return rounds.open_round(
        initiative=initiative,
        fields=Field.objects.filter(pk__in=values["fields_asked"], initiative=initiative),
        organisations=Organisation.objects.filter(pk__in=values["organisations"]),
        purpose=RoundPurpose.TAKING_PART,
        subject=values["subject"],
        deadline=values["deadline"],
        by=by,
        at=moments.now(),
    )


def _after(facts: InitiativeFacts, field_ids: list[str]) -> str:
    if len(field_ids) == 1:
        return reverse("field", args=field_ids) + "#voten"
    return reverse("initiative", args=[facts.id]) + "#runden"


@require_http_methods(["GET", "HEAD", "POST"])
@acting
def close(request: HttpRequest, round_id: int) -> HttpResponse:
    """Ask whether to end a round, with what is still unanswered; a POST ends it."""
    seen = Initiative.objects.visible_to(request.mandate)
    round_ = get_object_or_404(Round, pk=round_id, initiative__in=seen)
    facts = loading.facts(round_.initiative_id)
    allow(access.may(request.mandate, "round.close", facts), NOT_CONVENING)
    refused = ""
    if request.method == "POST":
        try:
            rounds.close_round(round_=round_, by=request.mandate, at=moments.now())
        except Refused as refusal:
            refused = refusal.message
        else:
            messages.success(request, "Die Abstimmungsrunde ist geschlossen.")
            return go(request, reverse("initiative", args=[facts.id]) + "#runden")
    asked = [f for f in facts.fields if f.round and f.round.id == round_id]
    context = {
        "round": round_,
        "fields": asked,
        "unanswered": sum(len(f.asks) - f.answered for f in asked),
        "refused": refused,
        "crumbs": _crumbs(facts, "Runde schließen"),
        "facts": facts,
    }
    return respond(
        request, "initiatives/rounds/close.html", context, partials=["runde"], status=422 if refused else 200
    )


def _crumbs(facts: InitiativeFacts, last: str) -> list[tuple[str, str]]:
    return [(f"Initiative {facts.short_title}", reverse("initiative", args=[facts.id])), (last, "")]
