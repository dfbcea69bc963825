"""The keys of a field by which joint costs are shared out: their periods, an example year, and what can be done with them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpResponse, QueryDict
from django.views.decorators.http import require_http_methods

from initiatives import german
from initiatives.domain.kernel import moments
from initiatives.domain.kernel.moments import Moment
from initiatives.domain.log import activity, events
from initiatives.domain.money import key_figures, keys
from initiatives.domain.rules.money import cost_keys as rules
from initiatives.domain.state import loading
from initiatives.domain.state.facts import FieldFacts, KeyPeriodFacts, OrganisationFacts
from initiatives.enums.money import Bearers, KeyKind, Rounding
from initiatives.forms.kernel.corrections import WITHDRAWN
from initiatives.forms.money.cost_keys import EndForm, ExampleForm, PeriodForm, TitleForm
from initiatives.models import CostKey, CostKeyPeriod, Initiative, PopulationFigure
from initiatives.views.kernel.http import acting, respond
from initiatives.views.kernel.page import Action, Shown, answer
from initiatives.views.kernel.requests import ActingRequest
from initiatives.views.money import key_lines
from initiatives.views.money import page as pages

TEMPLATE, PART = "money/cost_keys.html", "kostenschluessel"
NOT_YOURS = "Kostenschlüssel legt fest, wer das Feld federführend hat oder einlädt."


@dataclass(frozen=True)
class KeysPage(pages.MoneyPage):
    """`query` is what the address asks for: an example year, or what a new period proposes."""

    query: QueryDict
    part = PART

    @property
    def may_edit(self) -> bool:
        return self.may("money.edit")

    @property
    def candidates(self) -> list[OrganisationFacts]:
        """Who can bear: whoever has anything to do with the field, by name."""
        return sorted(
            (one.organisation for one in self.field.participations.values()),
            key=lambda one: german.by(one.name),
        )

    def period(self, period_id: int) -> KeyPeriodFacts | None:
        periods = [one for key in self.field.money.keys for one in key.periods]
        return next((one for one in periods if one.id == period_id), None)


@require_http_methods(["GET", "HEAD", "POST"])
@acting
def show(request: ActingRequest, field_id: int) -> HttpResponse:
    """The page; `?jahr=` chooses the example year, `?stand=` shows what was agreed by a day."""
    return answer(request, _load, field_id, _shown, ACTIONS, NUMBERED)


def _load(request: ActingRequest, field_id: int) -> KeysPage:
    return KeysPage(**vars(pages.load(request, field_id, "cost_keys")), query=request.GET)


def _shown(request: ActingRequest, page: KeysPage, shown: Shown) -> HttpResponse:
    today, chosen = moments.today(), ExampleForm(request.GET or None)
    chosen.full_clean()
    asked: Mapping[str, Any] = chosen.cleaned_data if chosen.is_bound else {}
    field, missed = _as_of(page, asked.get("stand"))
    day = asked.get("stand") or today
    year = asked.get("jahr") or _year(field, day.year)
    context = {
        **page.context(),
        **shown.context(),
        "example": chosen,
        "as_of": asked.get("stand"),
        "missed": missed,
        "year": year,
        "keys": [key_lines.of_key(field, key, year, day) for key in field.money.keys],
        "provider": field.provider.organisation if field.provider else None,
        "due": rules.reviews_due(field, day),
        "may_edit": page.may_edit and not asked.get("stand"),
        "withdrawn": WITHDRAWN,
        "feed": activity.grouped(
            events.placed(
                events.of_page("cost_keys", page.row.pk, by=page.mandate), [page.facts], by=page.mandate
            )
        ),
    }
    return respond(request, TEMPLATE, context, partials=[PART], status=shown.status)


def _as_of(page: KeysPage, day: Any) -> tuple[FieldFacts, str]:
    """The field as of a day, with a word where there was none yet."""
    if day is None or day >= moments.today():
        return page.field, ""
    try:
        facts = loading.facts(page.facts.id, Moment(day, moments.now()), field_id=page.row.pk)
        return facts.field(page.row.pk), ""
    except (Initiative.DoesNotExist, KeyError):
        return (
            page.field,
            f"Am {day:%d.%m.%Y} gab es dieses Feld hier noch nicht; gezeigt ist der Stand von heute.",
        )


def _year(field: FieldFacts, year: int) -> int:
    """The present year, as far as the comparison reaches."""
    first, years = field.money.basis.first_year, field.money.basis.years
    return min(max(year, first), first + years - 1)


def _form(page: KeysPage, data: Any, initial: dict[str, Any], **more: Any) -> PeriodForm:
    form = PeriodForm(
        data,
        organisations=page.candidates,
        initial=initial,
        has_cases=bool(key_figures.cases(page.field.baseline)),
        **more,
    )
    proposed = form.proposed(page.query) if data is None else {}
    if "kind" in proposed:  # with other figures than those of the period before
        beginnings = (form.BEARS, form.FIGURE)
        initial = {name: one for name, one in initial.items() if not name.startswith(beginnings)}
    form.initial = {**initial, **proposed}
    return form


BEGINNING = {"kind": KeyKind.POPULATION, "bearers": Bearers.PARTICIPANTS, "rounding": Rounding.CENT}


def _add(page: KeysPage, form: PeriodForm, at: datetime) -> CostKeyPeriod:
    typed = form.cleaned_data
    told = {"period": form.period(), "effective_on": typed["effective_on"]}
    return keys.add(field=page.row, title=typed["title"], **told, by=page.mandate, at=at)


def _anchor(period: CostKeyPeriod) -> str:
    return f"schluessel-{period.key_id}"


def of_new_period(page: KeysPage, key_id: int) -> Action | None:
    """How to add a period to a key; None where the field has no such key."""
    key = next((one for one in page.field.money.keys if one.id == key_id), None)
    if key is None:
        return None

    def save(page: KeysPage, form: PeriodForm, at: datetime) -> CostKeyPeriod:
        row = CostKey.objects.get(pk=key_id)
        effective_on = form.cleaned_data["effective_on"]
        return keys.add_period(
            key=row, period=form.period(), effective_on=effective_on, by=page.mandate, at=at
        )

    return _action(
        lambda page, data: _form(page, data, _stated(page, key.periods[-1], new=True)),
        save,
        "Die neue Zeit ist gespeichert.",
        f"Neue Zeit: {key.title}",
    )


def of_correction(page: KeysPage, period_id: int) -> Action | None:
    """How to put right what a period says, or to say that there never was such a one."""
    period = page.period(period_id)
    if period is None:
        return None

    def save(page: KeysPage, form: PeriodForm, at: datetime) -> CostKeyPeriod:
        typed = form.cleaned_data
        values: dict[str, Any] = {}
        if not form.withdrawn:
            values = form.values()
            if typed["effective_on"]:
                values["effective_on"] = typed["effective_on"]
        return keys.correct(
            period=CostKeyPeriod.objects.get(pk=period_id),
            values=values,
            correction_reason=typed["correction_reason"],
            withdrawn=form.withdrawn,
            by=page.mandate,
            at=at,
        )

    return _action(
        lambda page, data: _form(page, data, _stated(page, period), correcting=True),
        save,
        "Die Zeit ist berichtigt; was vorher galt, steht im Verlauf.",
        "Zeit berichtigen",
    )


def of_end(page: KeysPage, period_id: int) -> Action | None:
    """How to let an open period end."""
    period = page.period(period_id)
    if period is None:
        return None
    return _action(
        lambda page, data: EndForm(data),
        lambda page, form, at: keys.end(
            period=CostKeyPeriod.objects.get(pk=period_id), **form.cleaned_data, by=page.mandate, at=at
        ),
        "Das Ende ist gespeichert.",
        "Zeit beenden",
    )


def of_title(page: KeysPage, key_id: int) -> Action | None:
    """How to give a key another title."""
    key = next((one for one in page.field.money.keys if one.id == key_id), None)
    if key is None:
        return None
    return Action(
        may=lambda page: page.may_edit,
        form=lambda page, data: TitleForm(data, initial={"title": key.title, "seen": key.title}),
        save=lambda page, form, at: keys.rename(
            key=CostKey(pk=key_id, field_id=page.row.pk), **form.cleaned_data, by=page.mandate, at=at
        ),
        done="Die Bezeichnung ist geändert.",
        anchor=lambda row: f"schluessel-{row.pk}",
        denied=NOT_YOURS,
        text="Umbenennen",
    )


def _action(form: Any, save: Any, done: str, text: str) -> Action:
    return Action(
        may=lambda page: page.may_edit,
        form=form,
        save=save,
        done=done,
        anchor=_anchor,
        denied=NOT_YOURS,
        text=text,
    )


def _stated(page: KeysPage, period: KeyPeriodFacts, *, new: bool = False) -> dict[str, Any]:
    """What a form begins with: what a period says; of a new one after it without its days."""
    names = ("starts_on", "ends_on", "kind", "bearers", "variable_kind", "rounding", "figures_on", "source")
    values = {name: getattr(period, name) for name in (*names, "review_on", "reason")}
    values |= {"base_cents": period.base, "effective_on": period.effective_on}
    if new:
        left_out = ("starts_on", "ends_on", "review_on", "reason", "effective_on")
        values |= dict.fromkeys(left_out)
    counted = _counted(period)
    for pk, number in period.figures.items():
        values[f"{PeriodForm.BEARS}{pk}"] = period.bearers == Bearers.NAMED
        values[f"{PeriodForm.FIGURE}{pk}"] = None if (pk, number) in counted else number
    return values


def _counted(period: KeyPeriodFacts) -> set[tuple[int, Any]]:
    """The figures that come from the statistics, which are not typed but looked up."""
    basis = period.variable_kind if period.kind == KeyKind.MIXED else period.kind
    if basis != KeyKind.POPULATION:
        return set()
    rows = PopulationFigure.objects.filter(organisation__in=period.figures.keys())
    return set(rows.values_list("organisation_id", "value"))


ACTIONS: Mapping[str, Action] = {
    "neu": Action(
        may=lambda page: page.may_edit,
        form=lambda page, data: _form(page, data, dict(BEGINNING), with_title=True),
        save=_add,
        done="Der Schlüssel ist gespeichert.",
        anchor=_anchor,
        denied=NOT_YOURS,
        text="Kostenschlüssel anlegen",
    )
}
NUMBERED = {"zeit": of_new_period, "berichtigen": of_correction, "ende": of_end, "name": of_title}
