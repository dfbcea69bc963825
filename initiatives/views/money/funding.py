"""The page on the funding of a field: the programme, what it gives, who bears the rest, and what of its proofs is there."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.views.decorators.http import require_http_methods

from initiatives import german
from initiatives.domain.kernel import moments
from initiatives.domain.money import fundings
from initiatives.domain.rules.money import funding
from initiatives.domain.state.facts import FundingFacts, OrganisationFacts, ProgrammeFacts
from initiatives.forms.money.funding import DropForm, FundingForm, ProofForm
from initiatives.views.kernel.http import acting, respond
from initiatives.views.kernel.page import Action, Shown, answer, ask, verb
from initiatives.views.kernel.requests import ActingRequest
from initiatives.views.money import page as pages
from initiatives.views.money.page import MoneyPage

TEMPLATE, PART = "money/funding.html", "foerderung"
RIGHT = "money.edit"


@require_http_methods(["GET", "HEAD", "POST"])
@acting
def show(request: ActingRequest, field_id: int) -> HttpResponse:
    """The chosen programme and those that are open today; without one, what each would give."""
    return answer(
        request,
        lambda request, pk: pages.load(request, pk, "funding"),
        field_id,
        _shown,
        ACTIONS,
        {"beleg": _of_proof},
    )


def _shown(request: ActingRequest, page: MoneyPage, shown: Shown) -> HttpResponse:
    chosen, land = page.field.money.funding, funding.land_of(page.field)
    offered = fundings.programmes(land)
    others = [
        one
        for one in funding.open_on(offered, moments.today())
        if chosen is None or one.id != chosen.programme.id
    ]
    count = len(funding.partners(page.field, land))
    context = {
        "offered": bool(offered),
        "partners": funding.partners(page.field, land),
        "others": [(one, funding.by_partners(one, count)) for one in others],
        "may_edit": page.may(RIGHT),
        "chosen": _chosen(page, chosen) if chosen else None,
    }
    return respond(
        request, TEMPLATE, page.context() | context | shown.context(), partials=[PART], status=shown.status
    )


def _chosen(page: MoneyPage, chosen: FundingFacts) -> dict[str, Any]:
    """What the chosen programme gives, with one partner more too, who bears the rest, and how far its proofs are."""
    today, programme = moments.today(), chosen.programme
    count = len(funding.partners(page.field, programme.land))
    given = funding.of_field(page.field, chosen)
    more = funding.grant(programme, count + 1, chosen.expenses)
    proofs = funding.proofs(page.facts, page.field, chosen, today)
    by_hand = {title: number for number, title in enumerate(programme.proofs)}
    key = page.field.money.key(chosen.key_id)
    return {
        "funding": chosen,
        "is_open": funding.is_open(programme, today),
        "grant": given,
        "more": more,
        "gain": more.cents - given.cents,
        "in_comparison": funding.in_comparison(page.field, chosen),
        "key": key,
        "shares": _shares(page, given.own_share, chosen.key_id),
        "proofs": [(one, f"beleg-{by_hand[one.title]}" if one.by_hand else "") for one in proofs],
        "lacking": sum(one.result != "met" for one in proofs),
    }


def _shares(page: MoneyPage, cents: int, key_id: int | None) -> dict[str, Any]:
    found = funding.own_shares(page.field, cents, key_id)
    organisations = {one.organisation.id: one.organisation for one in page.field.participations.values()}
    rows: list[tuple[OrganisationFacts, int]] = [
        (organisations[pk], own) for pk, own in found.by.items() if pk in organisations
    ]
    provider = page.field.provider
    return {
        "rows": sorted(rows, key=lambda one: german.by(one[0].name)),
        "rest": found.rest,
        "provider": provider.organisation if provider else None,
        "gaps": found.gaps,
        "borne": sum(found.by.values()) + found.rest,
    }


def _form(page: MoneyPage, data: Any) -> FundingForm:
    chosen, today = page.field.money.funding, moments.today()
    offered = fundings.programmes(funding.land_of(page.field))
    initial: dict[str, Any] = {"programme_id": _first_open(offered), "key_id": None, "note": ""}
    if chosen:
        initial = {
            "programme_id": chosen.programme.id,
            "expenses_cents": chosen.expenses,
            "key_id": chosen.key_id,
            "note": chosen.note,
        }
    return FundingForm(data, initial=initial, programmes=offered, keys=page.field.money.keys, day=today)


def _first_open(offered: list[ProgrammeFacts]) -> int | None:
    return next((one.id for one in funding.open_on(offered, moments.today())), None)


def _choose(page: MoneyPage, form: FundingForm, at: datetime) -> None:
    typed = {name: form.cleaned_data[name] for name in (*form.names(), "effective_on")}
    fundings.choose(field=page.row, **typed, seen=form.seen_values(), by=page.mandate, at=at)


def _of_proof(page: MoneyPage, number: int) -> Action | None:
    """How to say of one of the proofs by hand whether it is there; None where the programme asks for no such one."""
    chosen = page.field.money.funding
    if chosen is None or number >= len(chosen.programme.proofs):
        return None
    title = chosen.programme.proofs[number]
    said = chosen.proofs.get(title)
    initial = {"is_there": "1" if said and said.is_there else "", "note": said.note if said else ""}
    return Action(
        may=lambda page: page.may(RIGHT),
        form=lambda page, data: ProofForm(data, initial=initial),
        save=verb(fundings.prove, "field", title=title),
        done="Der Nachweis ist gespeichert.",
        anchor="nachweise",
        text=title,
    )


def _has_programme(page: MoneyPage) -> bool:
    return page.field.money.funding is not None


def _gives(page: MoneyPage) -> bool:
    chosen = page.field.money.funding
    return chosen is not None and funding.of_field(page.field, chosen).cents > 0


def _stands_in_comparison(page: MoneyPage) -> bool:
    chosen = page.field.money.funding
    return chosen is not None and funding.in_comparison(page.field, chosen)


ACTIONS: Mapping[str, Action] = {
    "programm": Action(
        may=lambda page: page.may(RIGHT),
        form=_form,
        save=_choose,
        done="Das Förderprogramm ist gespeichert.",
        anchor="programm",
        is_open=lambda page: bool(fundings.programmes(funding.land_of(page.field))),
    ),
    "aufgeben": Action(
        may=lambda page: page.may(RIGHT),
        form=lambda page, data: DropForm(data),
        save=verb(fundings.drop, "field"),
        done="Die Förderung wird nicht mehr verfolgt.",
        anchor="programm",
        is_open=_has_programme,
    ),
    "vergleich": Action(
        may=lambda page: page.may(RIGHT),
        form=ask,
        save=lambda page, form, at: fundings.to_comparison(field=page.row, by=page.mandate, at=at),
        done="Die Zuwendung steht im Vergleich.",
        anchor="programm",
        is_open=lambda page: _gives(page) and not _stands_in_comparison(page),
    ),
}
