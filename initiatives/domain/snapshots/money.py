"""Costs of a field as a report tells them: the result of each party, sums of the variants, keys, actuals, the baseline."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from initiatives import german
from initiatives.domain.rules.money import actuals, disclosure, economics, key_words
from initiatives.domain.rules.money.cost_keys import last_day, rest_percent
from initiatives.domain.rules.money.economics import Comparison, Outcome
from initiatives.domain.state.facts import (
    CostKeyFacts,
    CostLineFacts,
    FieldFacts,
    KeyPeriodFacts,
    OrganisationFacts,
)
from initiatives.enums import Confidence, GateKind
from initiatives.enums.money import COMPARED, Bearers, KeyKind, ReviewOutcome, Variant
from initiatives.snapshot import money as rows

# The least sure first; of several lines the least sure one counts.
SURE = (
    *(
        Confidence.ESTIMATED,
        Confidence.CALCULATED,
        Confidence.OFFERED,
        Confidence.ACTUAL,
        Confidence.CONFIRMED,
    ),
)


def costs(field: FieldFacts, joint: Comparison) -> dict[str, rows.Cost]:
    """The result of the joint variant for each of whom it is known, by place."""
    others = disclosure.rests_on(field)
    keys = {one.organisation.id: one.organisation.key for one in joint.outcomes}
    shared = [line for line in field.money.lines if line.is_shared and line.variant == Variant.JOINT]
    return {
        one.organisation.key: replace(
            cost(one, (*one.sources, *shared), _days(field, shared)),
            rests_on=tuple(
                key for pk, key in keys.items() if pk in others.get(one.organisation.id, frozenset())
            ),
        )
        for one in joint.lines
    }


def _days(field: FieldFacts, shared: list[CostLineFacts]) -> list[date]:
    """From which days on that holds by which a result follows from its lines: the keys of joint costs, and the basis."""
    keys = [key for line in shared if (key := field.money.key(line.key_id))]
    stated = field.money.basis.effective_on
    return [one.effective_on for key in keys for one in key.periods] + ([stated] if stated else [])


def cost(one: Outcome, lines: tuple[CostLineFacts, ...], days: Iterable[date] = ()) -> rows.Cost:
    """The result of one party, which rests on these lines and on what holds from `days` on."""
    told = [line for line in lines if line.variant in (Variant.TODAY, Variant.JOINT)]
    sure = min((line.confidence for line in told if line.confidence), key=SURE.index, default="")
    return rows.Cost(
        today=one.today,
        joint=None if one.only_saving else one.cost,
        one_off=one.one_off,
        confidence=Confidence(sure).label if sure else "",
        source="; ".join(dict.fromkeys(line.source for line in told if line.source)),
        since=max((*(line.effective_on for line in told), *days), default=None),
        known_saving=one.saving if one.only_saving else None,
        percent=_number(one.percent),
        present_value=one.present_value,
        payback=_number(one.payback),
        loses=one.loses,
        pays=one.pays,
        receives=one.receives,
        rest=_average(one, sum(row.rest for row in one.years)),
        years=tuple(
            rows.CostYear(row.year, row.today, row.cost, row.once, row.saving if one.only_saving else 0)
            for row in one.years
        ),
    )


def _average(one: Outcome, cents: int) -> int:
    return int((Decimal(cents) / (one.part or 1)).to_integral_value(ROUND_HALF_UP))


def _number(value: Decimal | None) -> float | None:
    return None if value is None else float(value)


def of_field(field: FieldFacts, joint: Comparison, day: date) -> rows.Money:
    """All but the results of the parties, as it stood on `day`."""
    names = {one.organisation.id: one.organisation for one in field.participations.values()}
    resolved = disclosure.resolved(field)
    return rows.Money(
        bearers=tuple(names[pk].key for pk in disclosure.bearers(field)),
        resolved=tuple(one.key for pk, one in sorted(names.items()) if pk in resolved),
        basis=_basis(field) if field.money.lines else None,
        variants=tuple(_variants(field, joint)),
        keys=tuple(one for key in field.money.keys if (one := _key(key, field, names, day)).periods),
        actuals=tuple(_actuals(field, names)),
        baseline=tuple(_baseline(field)),
        funding=tuple(_funding(field)),
        reviews=tuple(
            rows.Review(ReviewOutcome(one.outcome).label, one.effective_on)
            for one in field.gate_items
            if one.kind == GateKind.REVIEW and one.outcome
        ),
    )


def _basis(field: FieldFacts) -> rows.Basis:
    found = field.money.basis
    stated = found.effective_on is not None
    return rows.Basis(found.first_year, found.years, float(found.rate), found.price_year, stated)


def _variants(field: FieldFacts, joint: Comparison) -> Iterable[rows.VariantSum]:
    """The joint one, and each other of which a line says something."""
    named = {line.variant for line in field.money.lines}
    if named:
        yield _sum(joint)
    for variant in COMPARED:
        if variant != Variant.JOINT and variant in named:
            yield _sum(economics.of_field(field, variant))


def _sum(found: Comparison) -> rows.VariantSum:
    return rows.VariantSum(
        variant=str(found.variant),
        word=Variant(found.variant).label,
        today=found.today,
        cost=found.cost,
        one_off=found.one_off,
        saving=found.saving,
        percent=_number(found.percent),
        present_value=found.present_value,
        losers=len(found.losers),
        missing=tuple(rows.Missing(who.key, what) for who, what in found.missing),
        gaps=tuple(f"{one.year}: {one.why}" for one in found.gaps),
    )


def _key(
    found: CostKeyFacts, field: FieldFacts, names: dict[int, OrganisationFacts], day: date
) -> rows.CostKey:
    """With the period of the day and those that begin later."""
    ends = {one.id: last_day(found, one) for one in found.periods}
    kept = [one for one in found.periods if (ends[one.id] or day) >= day]
    provider = field.provider.organisation if field.provider else None
    return rows.CostKey(
        key=str(found.id),
        title=found.title,
        periods=tuple(_period(one, ends[one.id], names, provider) for one in kept),
    )


def _period(
    found: KeyPeriodFacts,
    ends_on: date | None,
    names: dict[int, OrganisationFacts],
    provider: OrganisationFacts | None,
) -> rows.KeyPeriod:
    figures = [
        rows.KeyFigure(names[pk].key, float(figure))
        for pk, figure in found.figures.items()
        if pk in names and figure is not None
    ]
    return rows.KeyPeriod(
        key=str(found.id),
        starts_on=found.starts_on,
        ends_on=ends_on,
        kind=str(found.kind),
        kind_word=KeyKind(found.kind).label,
        bearers=Bearers(found.bearers).label,
        words=key_words.words(found, names, provider),
        figures=tuple(figures),
        rest=float(rest_percent(found)),
        figures_on=found.figures_on,
        source=found.source,
        review_on=found.review_on,
        reason=found.reason,
        since=found.effective_on,
    )


def _actuals(field: FieldFacts, names: dict[int, OrganisationFacts]) -> Iterable[rows.Actual]:
    """By year and name."""
    plans = actuals.planned(field) if field.money.actuals else {}
    found = [one for one in field.money.actuals.values() if one.organisation_id in names]
    for one in sorted(found, key=lambda one: (one.year, german.by(names[one.organisation_id].name))):
        yield rows.Actual(
            place=names[one.organisation_id].key,
            year=one.year,
            cents=one.cents,
            planned=plans.get((one.organisation_id, one.year)),
            source=one.source,
            since=one.effective_on,
        )


def _baseline(field: FieldFacts) -> Iterable[rows.Baseline]:
    if field.baseline is None:
        return
    members = [one.organisation for one in field.taking_part()]
    yield rows.Baseline(
        title=field.baseline.title,
        complete=tuple(one.key for one in members if field.baseline.is_complete(one.id)),
        lacking=tuple(
            rows.Missing(one.key, question.text)
            for one in members
            for question in field.baseline.unanswered(one.id)
        ),
    )


def _funding(field: FieldFacts) -> Iterable[rows.Funding]:
    found = field.money.funding
    if found is not None:
        one = found.programme
        yield rows.Funding(one.name, one.land, one.paragraph, found.expenses, found.effective_on)
