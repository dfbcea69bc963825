"""The Votum of one municipality on one field in one round: answer, draft, conditions, decisions of its bodies."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.forms import BaseForm
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from initiatives.domain.kernel import moments
from initiatives.domain.kernel.errors import Conflict, Refused
from initiatives.domain.votes import conditions_of_consent, drafts, positions, rounds
from initiatives.forms.votes.positions import (
    BodyForm,
    ConditionForm,
    PositionForm,
    ResolutionForm,
    SpokenForm,
)
from initiatives.models import Body, PositionCondition
from initiatives.views.kernel import conflicts
from initiatives.views.kernel.http import acting, allow, go
from initiatives.views.votes import position_page
from initiatives.views.votes.position_page import PositionPage

NOT_OWN = "Ein Votum gibt jede Kommune nur für sich selbst ab."
OVERTAKEN = "Das mündliche Votum hat sich inzwischen geändert. Bitte prüfen Sie es noch einmal."
VOTE, DRAFT, MORE, DISCARD, CONFIRM = "votum", "entwurf", "zeile", "verwerfen", "bestaetigen"


@dataclass(frozen=True)
class Section:
    """A part of the page that is edited in place; `save` returns what is said after it."""

    anchor: str
    permitted: Callable[[PositionPage], bool]
    form: Callable[[PositionPage, Any], BaseForm]
    save: Callable[[PositionPage, BaseForm, datetime], str]


@require_http_methods(["GET", "HEAD", "POST"])
@acting
def show(request: HttpRequest, ask_id: int) -> HttpResponse:
    """The page, readable by all who see the initiative; `?bearbeiten=` opens a form, and what is posted there is saved."""
    page = position_page.load(request, ask_id)
    editing = request.GET.get("bearbeiten", "")
    if not editing and request.method != "POST":
        first_answer = page.may_give and not page.versions and page.is_open
        section = SECTIONS[VOTE] if first_answer else None
        return position_page.show(
            request, page, VOTE if section else "", section.form(page, None) if section else None
        )
    if not editing:
        allow(page.may_give, NOT_OWN)
    section = _find(page, editing)
    allow(section.permitted(page), NOT_OWN)
    if request.method == "POST":
        return _save(request, page, editing, section)
    return position_page.show(request, page, editing, section.form(page, None))


def _find(page: PositionPage, name: str) -> Section:
    numbered = re.fullmatch(r"bedingung-(\d{1,18})", name)
    section = _condition(page, int(numbered[1])) if numbered else SECTIONS.get(name)
    if section is None:
        raise Http404
    return section


def _save(request: HttpRequest, page: PositionPage, editing: str, section: Section) -> HttpResponse:
    wish = request.POST.get("tun", "") if editing == VOTE else ""
    if wish == MORE:
        return position_page.show(request, page, editing, _with_another_line(page, request.POST))
    form = section.form(page, request.POST)
    act = WISHES.get(wish, section.save)
    if not form.is_valid() and wish not in WISHES:
        return position_page.show(request, page, editing, form, status=422)
    try:
        done = act(page, form, moments.now())
    except Refused as refusal:
        if wish in PRESSED:
            return _told(request, page, refusal)
        if isinstance(refusal, Conflict):
            return _overtaken(request, page, editing, section, form, refusal)
        form.add_error(refusal.field if refusal.field in form.fields else None, refusal.message)
        return position_page.show(request, page, editing, form, status=422)
    messages.success(request, done)
    if not request.htmx:
        return go(request, f"{page.url}#{section.anchor}")
    response = position_page.show(request, position_page.load(request, page.ask.pk), saved=section.anchor)
    response["HX-Push-Url"] = page.url
    return response


def _told(request: HttpRequest, page: PositionPage, refusal: Refused) -> HttpResponse:
    """Why a button without a form of its own did nothing, above the page as it stands now."""
    overtaken = isinstance(refusal, Conflict)
    messages.error(request, OVERTAKEN if overtaken else refusal.message)
    fresh = position_page.load(request, page.ask.pk)
    return position_page.show(request, fresh, status=409 if overtaken else 422)


def _overtaken(
    request: HttpRequest,
    page: PositionPage,
    editing: str,
    section: Section,
    form: BaseForm,
    conflict: Conflict,
) -> HttpResponse:
    """The form as typed beside what another has written meanwhile."""
    fresh = position_page.load(request, page.ask.pk)
    data = conflicts.filled_again(conflict, form, section.form(fresh, None))
    clash = conflicts.clash(conflict, form)
    return position_page.show(request, fresh, editing, section.form(fresh, data), clash=clash, status=409)


def _vote_form(page: PositionPage, data: Any) -> PositionForm:
    """Filled with the draft, else with the answer that stands."""
    last = page.versions[0].facts if page.versions else None
    initial: dict[str, Any] = {
        "after": last.id if last else None,
        "draft": page.draft.version if page.draft else 0,
    }
    if page.draft:
        initial |= {
            "stance": page.draft.stance,
            "reason": page.draft.reason,
            "conditions": page.draft.conditions,
        }
        if page.draft.effective_on:
            initial["effective_on"] = page.draft.effective_on
    elif last:
        initial |= {"stance": last.stance, "reason": last.reason}
        initial["conditions"] = [
            {
                "text": line.facts.text,
                "owner": str(line.facts.owner_id or ""),
                "due_on": f"{line.facts.due_on:%d.%m.%Y}" if line.facts.due_on else "",
            }
            for line in page.conditions()
        ]
    owners = [o for o in page.facts.organisations.values() if o.takes_part or o == page.facts.county]
    return PositionForm(data, initial=initial, is_first=last is None, owners=owners)


def _with_another_line(page: PositionPage, sent: Any) -> BaseForm:
    """The form as typed, with room for one condition more; nothing is checked yet."""
    data = sent.copy()
    typed = _vote_form(page, sent)
    data["lines"] = str(typed.count + 1)
    form = _vote_form(page, data)
    form._errors = {}
    return form


def _give(page: PositionPage, form: BaseForm, at: datetime) -> str:
    values = form.cleaned_data
    positions.give(
        ask=page.ask,
        stance=values["stance"],
        reason=values["reason"],
        effective_on=values["effective_on"],
        is_correction=values.get("is_correction", False),
        after=values["after"],
        conditions=form.wanted(),
        by=page.mandate,
        at=at,
    )
    return "Das Votum Ihrer Kommune ist abgegeben."


def _keep_draft(page: PositionPage, form: BaseForm, at: datetime) -> str:
    version = form.cleaned_data.get("draft") or 0
    drafts.save(ask=page.ask, values=form.draft_values(), version=version, by=page.mandate, at=at)
    return "Der Entwurf ist gespeichert. Nur Ihre Kommune sieht ihn; abgegeben ist das Votum noch nicht."


def _discard(page: PositionPage, form: BaseForm, at: datetime) -> str:
    drafts.discard(ask=page.ask, by=page.mandate)
    return "Der Entwurf ist verworfen."


def _confirm(page: PositionPage, form: BaseForm, at: datetime) -> str:
    positions.confirm(ask=page.ask, after=form.cleaned_data.get("after") or 0, by=page.mandate, at=at)
    return "Das mündliche Votum ist bestätigt. Es gilt jetzt als Votum Ihrer Kommune."


# What the buttons of the Votum do beside giving it, whether or not the form is filled in; those in PRESSED need none of it.
WISHES = {DRAFT: _keep_draft, DISCARD: _discard, CONFIRM: _confirm}
PRESSED = (DISCARD, CONFIRM)


def _take_down(page: PositionPage, form: BaseForm, at: datetime) -> str:
    positions.take_down(ask=page.ask, by=page.mandate, at=at, **form.cleaned_data)
    return f"Das mündliche Votum ist erfasst. Es zählt, sobald {page.ask.organisation} es bestätigt."


def _name_body(page: PositionPage, form: BaseForm, at: datetime) -> str:
    rounds.name_body(ask=page.ask, body=form.cleaned_data["body"], by=page.mandate, at=at)
    return "Das zuständige Gremium ist gespeichert."


def _resolve(page: PositionPage, form: BaseForm, at: datetime) -> str:
    values = form.cleaned_data
    positions.resolve(
        ask=page.ask,
        body=values["body"],
        result=values["result"],
        effective_on=values["effective_on"],
        paper_number=values["paper_number"],
        votes=(values["votes_for"], values["votes_against"], values["votes_abstained"]),
        by=page.mandate,
        at=at,
    )
    return "Der Beschluss ist gespeichert."


def _bodies(page: PositionPage) -> list[Body]:
    return list(Body.objects.filter(organisation=page.ask.organisation_id))


def _condition(page: PositionPage, condition_id: int) -> Section | None:
    line = next((one for one in page.conditions() if one.facts.id == condition_id), None)
    if line is None:
        return None

    def save(page: PositionPage, form: BaseForm, at: datetime) -> str:
        row = PositionCondition(pk=condition_id)
        conditions_of_consent.settle(condition=row, by=page.mandate, at=at, **form.cleaned_data)
        return "Der Stand der Bedingung ist gespeichert."

    return Section(
        "bedingungen",
        lambda page: bool(line.allowed),
        lambda page, data: ConditionForm(data, condition=line.facts, allowed=line.allowed),
        save,
    )


SECTIONS = {
    VOTE: Section("antwort", lambda page: page.may_give, _vote_form, _give),
    "muendlich": Section(
        "antwort", lambda page: page.may_take_down, lambda page, data: SpokenForm(data), _take_down
    ),
    "gremium": Section(
        "beschluesse",
        lambda page: page.may_give,
        lambda page, data: BodyForm(data, initial={"body": page.ask.body_id}, bodies=_bodies(page)),
        _name_body,
    ),
    "beschluss": Section(
        "beschluesse",
        lambda page: page.may_give,
        lambda page, data: ResolutionForm(data, initial={"body": page.ask.body_id}, bodies=_bodies(page)),
        _resolve,
    ),
}
