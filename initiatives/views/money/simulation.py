"""Trying out who takes part, by which key and at what cost, beside the recorded state. GET writes nothing."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse, QueryDict
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from initiatives import german
from initiatives.domain.kernel.texts import percent_in_words
from initiatives.domain.money import simulations
from initiatives.domain.rules.money import simulation as rules
from initiatives.enums.money import CostKind, KeyKind, Variant
from initiatives.forms.money.simulation import KeepForm, SimulationForm
from initiatives.models import Simulation
from initiatives.reports.figures.pairs import PairRow, pairs
from initiatives.reports.figures.svg import Svg
from initiatives.reports.text import flat
from initiatives.templatetags.german import euro
from initiatives.views.kernel.http import acting, respond
from initiatives.views.kernel.page import Action, Shown, answer
from initiatives.views.kernel.requests import ActingRequest
from initiatives.views.money import page as pages

TEMPLATE, PART, RESULT = "money/simulation.html", "simulation", "ergebnis"
NOT_YOURS = "Simulieren kann hier jeder; behalten kann eine Simulation, wer am Feld mitarbeitet."


@dataclass(frozen=True)
class SimulationPage(pages.MoneyPage):
    """`query` is what the address asks to try out."""

    query: QueryDict
    draws_form: bool
    part = PART

    @cached_property
    def form(self) -> SimulationForm:
        places = {one.id: one for one in self.facts.organisations.values()}
        places |= {pk: one.organisation for pk, one in self.field.participations.items()}
        ordered = sorted(places.values(), key=lambda one: german.by(one.name))
        form = SimulationForm(self.query, field=self.field, organisations=ordered, drawn=self.draws_form)
        form.full_clean()
        return form

    @cached_property
    def change(self) -> rules.Change:
        return self.form.change()

    @cached_property
    def asked(self) -> str:
        """The query without what is empty or was not heeded."""
        return self.form.query()

    @cached_property
    def result(self) -> rules.Result:
        return rules.compared(self.field, {one.id: one for one in self.form.organisations}, self.change)

    @property
    def may_keep(self) -> bool:
        return self.may("simulation.keep")


@require_http_methods(["GET", "HEAD", "POST"])
@acting
def show(request: ActingRequest, field_id: int) -> HttpResponse:
    """The assumptions and what comes of them; a step by htmx gets the result alone, and the short address of it."""
    return answer(request, _load, field_id, _shown, ACTIONS, NUMBERED)


def _load(request: ActingRequest, field_id: int) -> SimulationPage:
    step = request.htmx and request.htmx.target == RESULT
    found = vars(pages.load(request, field_id, "simulation"))
    return SimulationPage(**found, query=request.GET, draws_form=not step)


def _shown(request: ActingRequest, page: SimulationPage, shown: Shown) -> HttpResponse:
    change, address = page.change, page.url + (f"?{page.asked}" if page.asked else "")
    context = {
        **page.context(),
        **shown.context(),
        "address": address,
        "whole_address": request.build_absolute_uri(address),
        "words": page.form.words,
        "told": told(page) if page.asked else [],
        "has_costs": bool(page.field.money.lines),
        "has_nothing_to_share": (change.key or change.volume) and not _shares(page),
        "result": page.result,
        "drawing_of": chart(page.result),
        "gaps": gaps(page.result),
        "kept": simulations.kept(page.row),
        "adopt": _adopted(page) if change.key and page.may("money.edit") else "",
        "variant": Variant(change.variant).label,
    }
    response = respond(request, TEMPLATE, context, partials=[PART, RESULT], status=shown.status)
    if not page.draws_form:
        response["HX-Replace-Url"] = address
    return response


def _shares(page: SimulationPage) -> bool:
    """Whether the variant has a cost that a key shares out."""
    return any(one.is_shared and one.variant == page.change.variant for one in page.field.money.lines)


def told(page: SimulationPage) -> list[str]:
    """What is other than recorded, in words."""
    change, names = page.change, {one.id: one.name for one in page.form.organisations}
    found = [
        f"{names[pk]} kommt {f'am {day:%d.%m.%Y}' if day else 'von Anfang an'} hinzu"
        for pk, day in change.joins.items()
    ]
    found += [
        f"{names[pk]} geht {f'am {day:%d.%m.%Y}' if day else 'und trägt von Anfang an nichts'}"
        for pk, day in change.leaves.items()
    ]
    if change.key:
        found.append(_key_words(change.key))
    if change.volume:
        found.append(f"gemeinsame Kosten {_more(change.volume)}")
    titles = {one.id: one.title or CostKind(one.kind).label for one in page.field.money.lines}
    found += [f"{titles[pk]} {_more(more)}" for pk, more in change.line_volumes.items()]
    for word, cents in (("einmalige Förderung", change.grant), ("einmalige Kosten", change.one_off)):
        if cents is not None:
            found.append(f"{word} {euro(cents)}")
    return found


def _key_words(key: rules.KeyChange) -> str:
    since = f" ab {key.starts_on:%d.%m.%Y}" if key.starts_on else ""
    until = f" bis {key.ends_on:%d.%m.%Y}" if key.ends_on else ""
    return f"Schlüssel {KeyKind(key.kind).label if key.kind else 'wie gespeichert'}{since}{until}"


def _more(number: Any) -> str:
    return f"{'−' if number < 0 else '+'}{percent_in_words(abs(number))}"


def gaps(result: rules.Result) -> list[tuple[str, int]]:
    """What nobody would bear over all years, by the reason."""
    found: dict[str, int] = {}
    for one in result.tried.gaps:
        found[one.why] = found.get(one.why, 0) + one.cents
    return list(found.items())


def chart(result: rules.Result) -> Svg | None:
    """The cost a year of each, as recorded and as tried out."""
    rows = [
        PairRow(flat(row.organisation.name, 40), _euros(row.cost_before), _euros(row.cost_after))
        for row in result.rows
    ]
    shown = [row for row in rows if row.before is not None or row.after is not None]
    return (
        pairs(shown, ("gespeichert", "simuliert"), "Kosten im Jahr", "nicht dabei oder unbekannt")
        if shown
        else None
    )


def _euros(cents: int | None) -> int | None:
    return None if cents is None else round(cents / 100)


def _adopted(page: SimulationPage) -> str:
    """The address of the form in which the key that is tried out becomes a period of the recorded key, filled in."""
    change, key = page.change.key, page.field.money.key(page.change.key_id)
    assert change is not None, "Only a key can be taken over."
    values: dict[str, Any] = {"bearbeiten": f"zeit-{key.id}" if key else "neu"}
    for name, day in (("starts_on", change.starts_on), ("ends_on", change.ends_on)):
        if day:
            values[name] = f"{day:%d.%m.%Y}"
    if change.kind:
        values |= {"kind": change.kind, "bearers": change.bearers, "variable_kind": change.variable_kind}
        values["base_cents"] = page.form["grundbetrag"].value() or ""
        for pk, number in change.figures.items():
            values[f"bears_{pk}"] = "on"
            if number is not None:
                values[f"figure_{pk}"] = f"{number.normalize():f}".replace(".", ",")
    return f"{reverse('cost_keys', args=[page.row.pk])}?{urlencode(values)}"


def _keep(page: SimulationPage, form: KeepForm, at: datetime) -> Simulation:
    title = form.cleaned_data["title"]
    return simulations.keep(
        field=page.row, title=title, query=page.asked if told(page) else "", by=page.mandate, at=at
    )


def of_kept(page: SimulationPage, number: int) -> Action | None:
    """How to take a kept one off the list; None where there is no such one."""
    row = simulations.kept(page.row).filter(pk=number).first()
    if row is None:
        return None
    return Action(
        may=lambda page: page.may_keep and row.mandate.organisation_id == page.own_id,
        save=lambda page, form, at: simulations.remove(simulation=row, by=page.mandate, at=at),
        done="Die Simulation ist entfernt.",
        anchor="behalten",
        denied="Entfernen kann eine Simulation nur, wer sie behalten hat.",
    )


ACTIONS: Mapping[str, Action] = {
    "behalten": Action(
        may=lambda page: page.may_keep,
        form=lambda page, data: KeepForm(data),
        is_open=lambda page: bool(told(page)),
        save=_keep,
        done="Die Simulation ist für alle behalten.",
        anchor="behalten",
        denied=NOT_YOURS,
    )
}
NUMBERED = {"entfernen": of_kept}
