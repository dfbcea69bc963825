"""Rounds: the convening municipality asks about one or several fields, reminds, gives more time, and ends the asking."""

from django.contrib import messages
from django.forms import BaseForm
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from initiatives.domain.desk import todo
from initiatives.domain.kernel import moments
from initiatives.domain.kernel.errors import Refused
from initiatives.domain.rules import access
from initiatives.domain.state import loading
from initiatives.domain.state.facts import AskFacts, FieldFacts, InitiativeFacts
from initiatives.domain.votes import council_papers, rounds
from initiatives.enums import Phase, RoundPurpose
from initiatives.forms.votes.rounds import CloseForm, DeadlineForm, RoundForm
from initiatives.models import Body, Field, Initiative, Mandate, Organisation, Round
from initiatives.views.circle.initiative_page import visible
from initiatives.views.kernel.http import acting, allow, go, respond
from initiatives.views.votes import council_page

NOT_CONVENING = "Abstimmungsrunden eröffnet und schließt die einladende Kommune."
CLOSE, DEADLINE, REMIND = "schliessen", "frist", "erinnern"


@require_http_methods(["GET", "HEAD", "POST"])
@acting
def new(request: HttpRequest, initiative_id: int) -> HttpResponse:
    """Open a round; `?feld=` ticks a field beforehand, and what it needs next."""
    initiative = visible(request, initiative_id)
    facts = loading.facts(initiative_id)
    allow(access.may(request.mandate, "round.open", facts), NOT_CONVENING)
    askable = [f for f in facts.fields if not f.side_state and (f.round is None or not f.round.is_open)]
    ticked = [f for f in askable if str(f.id) in request.GET.getlist("feld")]
    joined = {p.organisation.id for f in askable for p in f.taking_part()}
    form = RoundForm(
        request.POST or None,
        initial=_proposed(facts, ticked),
        askable=askable,
        participants=[o for o in facts.organisations.values() if o.takes_part or o.id in joined],
        bodies=Body.objects.filter(organisation__in=facts.organisations).order_by("name"),
    )
    if request.method == "POST" and form.is_valid():
        try:
            _open(initiative, request.mandate, form)
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


def _proposed(facts: InitiativeFacts, ticked: list[FieldFacts]) -> dict:
    """What a round on these fields would be next: who is asked what, and whether it goes on from the one before."""
    deciding = bool(ticked) and all(f.phase >= Phase.DECISION for f in ticked)
    purpose = RoundPurpose.DECISION if deciding else RoundPurpose.TAKING_PART
    asked = {o.id for o in facts.participants}
    continues = False
    if deciding:
        asked = {p.organisation.id for f in ticked for p in f.taking_part()}
    if len(ticked) == 1 and ticked[0].round is not None and ticked[0].round.purpose == purpose:
        before = ticked[0].asks
        amended = {number for number in before if before[number].amended}
        rest = asked - amended if amended else {number for number in asked if number not in before}
        asked, continues = (rest, True) if rest else (asked, False)
    return {
        "purpose": purpose,
        "subject": rounds.QUESTIONS[purpose],
        "fields_asked": [str(f.id) for f in ticked],
        "organisations": [str(number) for number in asked],
        "continues": continues,
    }


def _open(initiative: Initiative, by: Mandate, form: RoundForm) -> Round:
    values = form.cleaned_data
    return rounds.open_round(
        initiative=initiative,
        fields=Field.objects.filter(pk__in=values["fields_asked"], initiative=initiative),
        organisations=Organisation.objects.filter(pk__in=values["organisations"]),
        purpose=values["purpose"],
        subject=values["subject"],
        subject_version=values["subject_version"],
        deadline=values["deadline"],
        closes_itself=values["closes_itself"],
        continues=values["continues"],
        bodies=form.competent(),
        by=by,
        at=moments.now(),
    )


def _after(facts: InitiativeFacts, field_ids: list[str]) -> str:
    if len(field_ids) == 1:
        return reverse("field", args=field_ids) + "#voten"
    return reverse("initiative", args=[facts.id]) + "#runden"


@require_http_methods(["GET", "HEAD", "POST"])
@acting
def show(request: HttpRequest, round_id: int) -> HttpResponse:
    """Who has answered and who has not; `?bearbeiten=` (schliessen, frist, erinnern) is the convening municipality's."""
    seen = Initiative.objects.visible_to(request.mandate)
    rows = Round.objects.filter(initiative__in=seen).select_related("mandate__organisation")
    rows = rows.annotate(**council_page.told("pk", request.mandate))
    round_ = get_object_or_404(rows, pk=round_id)
    facts = loading.facts(round_.initiative_id)
    may_close = access.may(request.mandate, "round.close", facts)
    editing = request.GET.get("bearbeiten", "")
    if editing or request.method == "POST":
        allow(may_close, NOT_CONVENING)
    if request.method == "POST":
        return _act(request, round_, facts, editing)
    form = _form(round_, facts, editing) if editing else None
    return _show(request, round_, facts, editing, form)


def _form(round_: Round, facts: InitiativeFacts, editing: str, data=None) -> BaseForm:
    if editing == CLOSE:
        by_hand = bool(_owing(round_, facts)) and moments.today() <= round_.deadline
        return CloseForm(data, by_hand=by_hand)
    if editing == DEADLINE:
        return DeadlineForm(data)
    raise Http404


def _act(request: HttpRequest, round_: Round, facts: InitiativeFacts, editing: str) -> HttpResponse:
    at, by = moments.now(), request.mandate
    form = _form(round_, facts, editing, request.POST) if editing != REMIND else None
    if form is not None and not form.is_valid():
        return _show(request, round_, facts, editing, form, status=422)
    try:
        if editing == REMIND:
            reminded = rounds.remind(round_=round_, by=by, at=at)
            done = f"Erinnert: {', '.join(sorted({ask.organisation.name for ask in reminded}))}."
        elif editing == DEADLINE:
            rounds.extend(round_=round_, deadline=form.cleaned_data["deadline"], by=by, at=at)
            done = "Die Frist ist verlängert."
        else:
            rounds.close_round(round_=round_, reason=form.cleaned_data["reason"], by=by, at=at)
            done = "Die Abstimmungsrunde ist geschlossen."
    except Refused as refusal:
        round_.refresh_from_db()
        if form is None or round_.closed_on:
            messages.error(request, refusal.message)
        else:
            form.add_error(refusal.field if refusal.field in form.fields else None, refusal.message)
        return _show(request, round_, facts, editing, form, status=422)
    messages.success(request, done)
    url = reverse("round", args=[round_.pk])
    if not request.htmx:
        return go(request, url)
    round_.refresh_from_db()
    response = _show(request, round_, loading.facts(round_.initiative_id))
    response["HX-Push-Url"] = url
    return response


def _owing(round_: Round, facts: InitiativeFacts) -> list:
    return [ask for f in facts.fields if f.round and f.round.id == round_.pk for ask in f.owing]


def _asked(field: FieldFacts) -> tuple[FieldFacts, list[tuple[AskFacts, str]]]:
    """A field with whom the round asks about it, and what each says."""
    return field, [(ask, field.stance(ask)) for ask in field.asks.values() if not ask.carried]


def _show(
    request: HttpRequest,
    round_: Round,
    facts: InitiativeFacts,
    editing: str = "",
    form: BaseForm | None = None,
    status: int = 200,
) -> HttpResponse:
    owing = _owing(round_, facts)
    context = {
        "round": round_,
        "facts": facts,
        "fields": [_asked(f) for f in facts.fields if f.round and f.round.id == round_.pk],
        "paper": _paper(request, round_, facts),
        "owing": owing,
        "to_remind": [ask for ask in owing if ask.reminded_on != moments.today()],
        "over": moments.today() > round_.deadline,
        "may_close": access.may(request.mandate, "round.close", facts) and round_.closed_on is None,
        "reminder_due": round_.closed_on is None and todo.reminder_due(round_, owing, moments.today()),
        "editing": editing,
        "form": form,
        "crumbs": _crumbs(facts, f"Runde „{round_.get_purpose_display()}“"),
    }
    return respond(request, "initiatives/rounds/show.html", context, partials=["runde"], status=status)


def _paper(request: HttpRequest, round_: Round, facts: InitiativeFacts) -> council_page.PaperLink | None:
    own = request.mandate.organisation_id
    asks = council_papers.asks_of(round_, own) if own else []
    return council_page.link(request.mandate, round_, round_, facts, asks)


def _crumbs(facts: InitiativeFacts, last: str) -> list[tuple[str, str]]:
    initiative = reverse("initiative", args=[facts.id])
    return [
        (f"Initiative {facts.short_title}", initiative),
        ("Abstimmungsrunden", f"{initiative}#runden"),
        (last, ""),
    ]
