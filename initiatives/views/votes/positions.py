"""The Votum of one municipality on one field in one round: answer, draft, conditions, decisions of its bodies."""

from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.views.decorators.http import require_http_methods

from initiatives.domain.kernel.errors import Conflict
from initiatives.domain.votes import competent_bodies, conditions_of_consent, drafts, positions, resolutions
from initiatives.forms.votes.positions import (
    BodyForm,
    ConditionForm,
    DraftForm,
    PositionForm,
    SpokenForm,
)
from initiatives.models import Body, Position, PositionCondition, Resolution
from initiatives.views.kernel.http import acting, allow
from initiatives.views.kernel.page import Action, Shown, answer, verb
from initiatives.views.kernel.requests import ActingRequest
from initiatives.views.votes import position_page
from initiatives.views.votes.position_page import PositionPage

NOT_OWN = "Ein Votum gibt jede Kommune nur für sich selbst ab."
OVERTAKEN = "Das mündliche Votum hat sich inzwischen geändert. Bitte prüfen Sie es noch einmal."
VOTE, DRAFT, MORE, DISCARD, CONFIRM = "votum", "entwurf", "zeile", "verwerfen", "bestaetigen"


@require_http_methods(["GET", "HEAD", "POST"])
@acting
def show(request: ActingRequest, ask_id: int) -> HttpResponse:
    """The page, readable by all who see the initiative; `?bearbeiten=` is one of the actions below. The form of the Votum has
    several buttons, of which `tun` names the one that was pressed.
    """
    wish = request.POST.get("tun", "") if request.GET.get("bearbeiten") == VOTE else ""

    if wish == MORE:
        page = position_page.load(request, ask_id)
        allow(page.may_give, NOT_OWN)
        return _show(request, page, Shown(VOTE, _with_another_line(page, request.POST)))
    wishes = {DRAFT: KEEP, DISCARD: THROW_AWAY, CONFIRM: _confirming(request.POST.get("seen", ""))}
    actions = ACTIONS | {VOTE: wishes.get(wish, ACTIONS[VOTE])}
    return answer(
        request,
        position_page.load,
        ask_id,
        _show,
        actions,
        {"bedingung": _condition, "beschluss": _resolution},
    )


def _show(request: ActingRequest, page: PositionPage, shown: Shown) -> HttpResponse:
    """The page; who owes the first answer finds its form there at once."""
    if shown == Shown() and page.may_give and not page.versions and page.is_open:
        shown = Shown(VOTE, _vote_form(page, None))
    return position_page.show(request, page, shown)


def _vote_form(page: PositionPage, data: Any, kind: type[PositionForm] = PositionForm) -> PositionForm:
    """Filled with the draft, else with the answer that stands."""
    last = page.versions[0].facts if page.versions else None
    initial: dict[str, Any] = {
        "seen": last.id if last else None,
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
    joined = {one.organisation.id for one in page.field.taking_part()}
    places = page.facts.organisations.values()
    owners = [o for o in places if o.takes_part or o == page.facts.county or o.id in joined]
    return kind(data, initial=initial, is_first=last is None, owners=owners)


def _with_another_line(page: PositionPage, sent: Any) -> PositionForm:
    """The form as typed, with room for one condition more; nothing is checked yet."""
    data = sent.copy()
    typed = _vote_form(page, sent)
    data["lines"] = str(typed.count + 1)
    form = _vote_form(page, data)
    form.forget_faults()
    return form


def _give(page: PositionPage, form: PositionForm, at: datetime) -> None:
    values = form.cleaned_data
    positions.give(
        ask=page.ask,
        stance=values["stance"],
        reason=values["reason"],
        effective_on=values["effective_on"],
        correction_reason=values.get("correction_reason", ""),
        seen=values["seen"],
        draft=values["draft"] or 0,
        conditions=form.wanted(),
        by=page.mandate,
        at=at,
    )


def _keep_draft(page: PositionPage, form: DraftForm, at: datetime) -> None:
    version = form.cleaned_data.get("draft") or 0
    drafts.save(ask=page.ask, values=form.draft_values(), version=version, by=page.mandate, at=at)


def _discard(page: PositionPage, form: DraftForm, at: datetime) -> None:
    drafts.discard(ask=page.ask, seen=form.cleaned_data.get("draft") or 0, by=page.mandate)


def _confirming(seen: str) -> Action:
    """To confirm the spoken answer of this id."""

    def confirm(page: PositionPage, form: None, at: datetime) -> None:
        number = int(seen) if seen.isascii() and seen.isdecimal() and len(seen) <= 18 else 0
        try:
            positions.confirm(ask=page.ask, seen=number, by=page.mandate, at=at)
        except Conflict as conflict:
            conflict.message = OVERTAKEN
            raise

    done = "Das mündliche Votum ist bestätigt. Es gilt jetzt als Ihr Votum."
    return Action(save=confirm, done=done, **OWN)


def _bodies(page: PositionPage) -> list[Body]:
    return list(Body.objects.filter(organisation=page.ask.organisation_id))


def _condition(page: PositionPage, condition_id: int) -> Action | None:
    line = next((one for one in page.conditions() if one.facts.id == condition_id), None)
    if line is None:
        return None
    row = PositionCondition(pk=condition_id)
    return Action(
        may=lambda page: bool(line.allowed),
        form=lambda page, data: ConditionForm(data, condition=line.facts, allowed=line.allowed),
        save=lambda page, form, at: conditions_of_consent.settle(
            condition=row, by=page.mandate, at=at, **form.cleaned_data
        ),
        done="Der Stand der Bedingung ist gespeichert.",
        anchor="bedingungen",
        denied=NOT_OWN,
    )


def _resolution(page: PositionPage, resolution_id: int) -> Action | None:
    """To confirm what was taken from the own publications."""
    known = (one.id for one in page.answer.resolutions if not one.confirmed)
    if resolution_id not in known:
        return None
    return Action(
        save=lambda page, form, at: resolutions.confirm(
            resolution=Resolution(pk=resolution_id), by=page.mandate, at=at
        ),
        done="Der Beschluss ist bestätigt.",
        **OF_BODIES,
    )


def _taken_down(position: Position) -> str:
    return f"Das mündliche Votum ist erfasst. Es zählt, sobald {position.ask.organisation} es bestätigt."


OWN: dict[str, Any] = {"may": lambda page: page.may_give, "denied": NOT_OWN, "anchor": "antwort"}
OF_BODIES = OWN | {"anchor": "beschluesse"}
KEEP = Action(
    form=lambda page, data: _vote_form(page, data, DraftForm),
    save=_keep_draft,
    done="Der Entwurf ist gespeichert. Nur in Ihrem Haus ist er zu sehen; abgegeben ist das Votum noch nicht.",
    **OWN,
)
THROW_AWAY = Action(
    form=KEEP.form,
    save=_discard,
    done="Der Entwurf ist verworfen.",
    **OWN,
)
ACTIONS = {
    VOTE: Action(form=_vote_form, save=_give, done="Ihr Votum ist abgegeben.", **OWN),
    "muendlich": Action(
        may=lambda page: page.may_take_down,
        form=lambda page, data: SpokenForm(data),
        save=verb(positions.take_down, "ask"),
        done=_taken_down,
        anchor="antwort",
        denied=NOT_OWN,
    ),
    "gremium": Action(
        form=lambda page, data: BodyForm(data, initial={"body": page.row.body_id}, bodies=_bodies(page)),
        save=verb(competent_bodies.name_body, "ask"),
        done="Das zuständige Gremium ist gespeichert.",
        **OF_BODIES,
    ),
}
