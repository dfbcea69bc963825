"""The Votum of one municipality on one field in one round: answer, earlier versions, decisions of its bodies."""

from dataclasses import dataclass

from django.contrib import messages
from django.forms import BaseForm
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from initiatives.domain import access, answers, loading, moments, positions
from initiatives.domain.errors import Conflict, Refused
from initiatives.domain.facts import AskFacts, FieldFacts, InitiativeFacts, PositionFacts
from initiatives.forms.positions import PositionForm, ResolutionForm
from initiatives.models import Ask, Body, Initiative
from initiatives.views import conflicts
from initiatives.views.conflicts import Clash
from initiatives.views.http import acting, allow, go, respond

TEMPLATE, PART = "initiatives/positions/position.html", "votum"
VOTE, RESOLUTION = "votum", "beschluss"
SECTIONS = {VOTE: "antwort", RESOLUTION: "beschluesse"}
NOT_OWN = "Ein Votum gibt jede Kommune nur für sich selbst ab."


@dataclass(frozen=True)
class Version:
    facts: PositionFacts
    before: str  # the stance that it replaced, "" for the first
    was_wrong: bool  # a later one corrects it


@dataclass(frozen=True)
class PositionPage:
    ask: Ask
    facts: InitiativeFacts
    field: FieldFacts
    answer: AskFacts
    versions: list[Version]  # newest first
    may_give: bool

    @property
    def url(self) -> str:
        return reverse("position", args=[self.ask.pk])

    @property
    def last_id(self) -> int | None:
        return self.versions[0].facts.id if self.versions else None


@require_http_methods(["GET", "HEAD", "POST"])
@acting
def show(request: HttpRequest, ask_id: int) -> HttpResponse:
    """The page, readable by all who see the initiative; `?bearbeiten=` opens a form, and what is posted there is saved."""
    page = _load(request, ask_id)
    editing = request.GET.get("bearbeiten", "")
    if request.method == "POST":
        allow(page.may_give, NOT_OWN)
        return _save(request, page, editing)
    if not editing:
        first_answer = page.may_give and not page.versions and page.ask.round.closed_on is None
        return _show(request, page, VOTE if first_answer else "")
    allow(page.may_give, NOT_OWN)
    return _show(request, page, editing)


def _load(request: HttpRequest, ask_id: int) -> PositionPage:
    asks = Ask.objects.filter(field__initiative__in=Initiative.objects.visible_to(request.mandate))
    asks = asks.select_related("round__mandate__organisation", "field", "organisation", "body")
    ask = asks.filter(pk=ask_id).first()
    if ask is None:
        raise Http404
    facts = loading.facts(ask.field.initiative_id, field_id=ask.field_id)
    field = facts.field(ask.field_id)
    answer = field.asks.get(ask.organisation_id)
    if answer is not None and answer.id == ask.pk:
        versions = answers.versions(ask)
    else:  # an ask of an earlier round
        answer, versions = answers.answer(ask, facts.organisations[ask.organisation_id])
    own = ask.organisation_id == request.mandate.organisation_id
    may_give = own and access.may(request.mandate, "position.give", facts, field)
    return PositionPage(ask, facts, field, answer, _versions(versions), may_give)


def _versions(known: list[PositionFacts]) -> list[Version]:
    """Newest first, each with what it replaced and whether it was corrected."""
    befores = ["", *(one.stance for one in known)]
    corrected = [*(one.is_correction for one in known[1:]), False]
    return [
        Version(one, before, wrong) for one, before, wrong in zip(known, befores, corrected, strict=False)
    ][::-1]


def _form(page: PositionPage, editing: str, data=None) -> BaseForm:
    if editing == VOTE:
        now = page.versions[0].facts if page.versions else None
        initial = {"stance": now.stance, "reason": now.reason, "after": now.id} if now else {}
        return PositionForm(data, initial=initial, is_first=now is None)
    if editing == RESOLUTION:
        bodies = list(Body.objects.filter(organisation=page.ask.organisation_id))
        return ResolutionForm(data, initial={"body": page.ask.body_id}, bodies=bodies)
    raise Http404


def _save(request: HttpRequest, page: PositionPage, editing: str) -> HttpResponse:
    form = _form(page, editing, request.POST)
    if not form.is_valid():
        return _show(request, page, editing, form, status=422)
    try:
        done = _give(request, page, form) if editing == VOTE else _resolve(request, page, form)
    except Conflict as conflict:
        fresh = _load(request, page.ask.pk)
        data = conflicts.filled_again(conflict, form, _form(fresh, editing))
        clash = conflicts.clash(conflict, form)
        return _show(request, fresh, editing, _form(fresh, editing, data), clash=clash, status=409)
    except Refused as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, refusal.message)
        return _show(request, page, editing, form, status=422)
    messages.success(request, done)
    if not request.htmx:
        return go(request, f"{page.url}#{SECTIONS[editing]}")
    response = _show(request, _load(request, page.ask.pk), saved=SECTIONS[editing])
    response["HX-Push-Url"] = page.url
    return response


def _give(request: HttpRequest, page: PositionPage, form: BaseForm) -> str:
    positions.give(ask=page.ask, by=request.mandate, at=moments.now(), **form.cleaned_data)
    return "Das Votum Ihrer Kommune ist gespeichert."


def _resolve(request: HttpRequest, page: PositionPage, form: BaseForm) -> str:
    values = form.cleaned_data
    positions.resolve(
        ask=page.ask,
        body=values["body"],
        result=values["result"],
        effective_on=values["effective_on"],
        paper_number=values["paper_number"],
        votes=(values["votes_for"], values["votes_against"], values["votes_abstained"]),
        by=request.mandate,
        at=moments.now(),
    )
    return "Der Beschluss ist gespeichert."


def _show(
    request: HttpRequest,
    page: PositionPage,
    editing: str = "",
    form: BaseForm | None = None,
    *,
    clash: Clash | None = None,
    saved: str = "",
    status: int = 200,
) -> HttpResponse:
    context = {
        "page": page,
        "ask": page.ask,
        "round": page.ask.round,
        "field": page.field,
        "answer": page.answer,
        "own": page.ask.organisation_id == request.mandate.organisation_id,
        "participation": page.field.participation_of(page.ask.organisation_id),
        "editing": editing,
        "form": form or (_form(page, editing) if editing else None),
        "clash": clash,
        "saved": saved,
        "crumbs": [
            (f"Initiative {page.facts.short_title}", reverse("initiative", args=[page.facts.id])),
            (page.field.title, reverse("field", args=[page.field.id])),
            (f"Votum {page.ask.organisation.of}", ""),
        ],
    }
    return respond(request, TEMPLATE, context, partials=[PART], status=status)
