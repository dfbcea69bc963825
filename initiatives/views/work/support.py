"""Requests for expert support to the county: all of an initiative, the page of one, and asking."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from initiatives import german
from initiatives.domain.kernel import moments
from initiatives.domain.rules import access
from initiatives.domain.state import loading
from initiatives.domain.state.facts import InitiativeFacts, SupportFacts
from initiatives.domain.work import support
from initiatives.enums import SupportState
from initiatives.forms.proposals.proposals import ReasonForm
from initiatives.forms.work.support import SupportAnswerForm, SupportForm
from initiatives.models import Field, Initiative, Mandate, SupportRequest
from initiatives.views.kernel.http import acting, allow, respond
from initiatives.views.kernel.initiative import visible
from initiatives.views.kernel.lists import Key, in_order
from initiatives.views.kernel.once import Done
from initiatives.views.kernel.page import Action, Shown, answer, ask, fill_in, offered, verb
from initiatives.views.kernel.requests import ActingRequest
from initiatives.views.work import support_lines
from initiatives.views.work.support_lines import Line

NOT_ASKING = "Um Unterstützung bitten die Beauftragten der Kommunen."
NOT_COUNTY = "Über die Anfrage entscheidet die Vertretung des Kreises."
NOT_OWN = "Das kann nur die Kommune, die gefragt hat."


def _days(line: Line) -> int:
    until = line.request.answered_on or line.request.closed_on or moments.now()
    return (until - line.request.asked_on).days


KEYS: tuple[Key[Line], ...] = (
    Key("betreff", "Anfrage", lambda line: german.by(line.request.subject)),
    Key("kommune", "Von", lambda line: german.by(line.organisation)),
    Key("frist", "Erbeten bis", lambda line: line.request.wanted_by or date.max),
    Key("stand", "Stand", lambda line: SupportState.values.index(line.request.state)),
    Key("zeit", "Zeit bis zur Antwort", _days),
)


@require_safe
@acting
def listing(request: ActingRequest, initiative_id: int) -> HttpResponse:
    """All requests of an initiative; `?sort=` sorts them."""
    visible(request, initiative_id)
    facts = loading.facts(initiative_id)
    context = {
        "facts": facts,
        "listing": in_order(request, support_lines.shown(facts, moments.today()), KEYS),
        "may_ask": access.may(request.mandate, "support.ask", facts),
        "no_county": support.NO_COUNTY,
        "waiting": sum(one.awaits_county for one in facts.support),
        "crumbs": _crumbs(facts),
    }
    return respond(request, "work/support/list.html", context, partials=["liste"])


@require_http_methods(["GET", "HEAD", "POST"])
@acting
def new(request: ActingRequest, initiative_id: int) -> HttpResponse:
    """Ask the county; `?feld=` chooses the field about which."""
    initiative = visible(request, initiative_id)
    facts = loading.facts(initiative_id)
    denied = NOT_ASKING if facts.county else support.NO_COUNTY
    allow(access.may(request.mandate, "support.ask", facts), denied)

    def build(data) -> SupportForm:
        return SupportForm(data, initial={"field": request.GET.get("feld", "")}, fields_known=facts.fields)

    def save(form: SupportForm) -> Done:
        row = _ask(initiative, request.mandate, form)
        told = "Die Anfrage ist gestellt. Die Vertretung des Kreises erhält eine Mitteilung."
        return Done(request, told, reverse("support", args=[row.pk]))

    context = {"facts": facts, "crumbs": _crumbs(facts, "Unterstützung anfragen")}
    return fill_in(request, build, save, "work/support/new.html", "anfragen", context)


def _ask(initiative: Initiative, by: Mandate, form: SupportForm) -> SupportRequest:
    values = dict(form.cleaned_data)
    about = values.pop("field")
    field = Field.objects.get(pk=about) if about else None
    return support.ask(initiative=initiative, field=field, by=by, at=moments.now(), **values)


@dataclass(frozen=True)
class SupportPage:
    mandate: Mandate
    row: SupportRequest
    facts: InitiativeFacts
    request: SupportFacts

    @property
    def url(self) -> str:
        return reverse("support", args=[self.row.pk])


def _county(page: SupportPage) -> bool:
    may = access.may(page.mandate, "support.answer", page.facts)
    return may and page.row.county_id == page.mandate.organisation_id


def _own(page: SupportPage) -> bool:
    may = access.may(page.mandate, "support.ask", page.facts)
    return may and page.row.organisation_id == page.mandate.organisation_id


def _action(state: SupportState, change: Callable, text: str, done: str, **more: Any) -> Action:
    by_county = state in support.BY_COUNTY
    return Action(
        text=text,
        may=_county if by_county else _own,
        is_open=lambda page: support.possible(page.row.state, state),
        save=verb(change, "asked"),
        done=done,
        denied=NOT_COUNTY if by_county else NOT_OWN,
        **{"form": ask} | more,
    )


def _reason(page: SupportPage, data: Any) -> ReasonForm:
    return ReasonForm(data)


ACTIONS = {
    "annehmen": _action(
        SupportState.ACCEPTED,
        support.accept,
        "Anfrage annehmen",
        "Die Anfrage ist angenommen. Die Kommune weiß nun, dass Sie antworten.",
        hint="Damit sagt der Kreis zu, fachlich zu antworten.",
        primary=True,
    ),
    "antworten": _action(
        SupportState.ANSWERED,
        support.answer,
        "Antworten",
        "Die Anfrage ist beantwortet.",
        form=lambda page, data: SupportAnswerForm(data),
        primary=True,
    ),
    "ablehnen": _action(
        SupportState.DECLINED,
        support.decline,
        "Ablehnen",
        "Die Anfrage ist abgelehnt.",
        form=_reason,
        hint="Die Kommune liest den Grund.",
    ),
    "abschliessen": _action(
        SupportState.CLOSED,
        support.close,
        "Abschließen",
        "Die Anfrage ist abgeschlossen.",
        hint="Damit sagen Sie, dass die Antwort gelesen ist und genügt.",
        primary=True,
    ),
    "zuruecknehmen": _action(
        SupportState.WITHDRAWN,
        support.withdraw,
        "Zurücknehmen",
        "Die Anfrage ist zurückgenommen.",
        form=_reason,
        hint="Der Kreis liest den Grund.",
    ),
}


@require_http_methods(["GET", "HEAD", "POST"])
@acting
def show(request: ActingRequest, support_id: int) -> HttpResponse:
    """What is asked and answered; `?bearbeiten=` is one of `ACTIONS`."""
    return answer(request, _load, support_id, _show, ACTIONS)


def _load(request: ActingRequest, support_id: int) -> SupportPage:
    seen = Initiative.objects.visible_to(request.mandate)
    related = ("organisation", "county", "mandate__organisation", "answered_by__organisation")
    rows = SupportRequest.objects.filter(initiative__in=seen).select_related(*related)
    row = rows.filter(pk=support_id).first()
    if row is None:
        raise Http404
    facts = loading.facts(row.initiative_id)
    known = next(one for one in facts.support if one.id == row.pk)
    return SupportPage(request.mandate, row, facts, known)


def _show(request: ActingRequest, page: SupportPage, shown: Shown) -> HttpResponse:
    facts = page.facts
    line = next(one for one in support_lines.shown(facts, moments.today()) if one.request.id == page.row.pk)
    context = {
        "page": page,
        "facts": facts,
        "row": page.row,
        "line": line,
        "offers": offered(page, ACTIONS),
        **shown.context(),
        "crumbs": _crumbs(facts, page.row.subject),
    }
    template = "work/support/show.html"
    return respond(request, template, context, partials=["anfrage"], status=shown.status)


def _crumbs(facts: InitiativeFacts, last: str = "") -> list[tuple[str, str]]:
    start = (f"Initiative {facts.short_title}", reverse("initiative", args=[facts.id]))
    if not last:
        return [start, ("Unterstützung", "")]
    return [start, ("Unterstützung", reverse("supports", args=[facts.id])), (last, "")]
