"""What a field costs and saves one municipality, for the paper of its council: of others nothing beyond their common sums."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from initiatives.domain.kernel.texts import percent_in_words
from initiatives.domain.rules.money import cost_keys, economics
from initiatives.domain.rules.money.economics import Outcome
from initiatives.domain.snapshots import money
from initiatives.domain.state.facts import CostLineFacts, FieldFacts, KeyPeriodFacts, OrganisationFacts
from initiatives.enums import Confidence
from initiatives.enums.money import CostKind, KeyKind, Variant
from initiatives.snapshot.council_paper import Assumption, BudgetYear, Costs, Staff

WHOLE = 1_000_000  # cents shared out to find a percentage
SHOWN = (Variant.TODAY, Variant.JOINT)


def costs(field: FieldFacts, organisation: OrganisationFacts, today: date) -> Costs | None:
    """None where nothing is recorded of it."""
    outcome = economics.of_field(field).of(organisation.id)
    if outcome is None or not (outcome.knows_today or outcome.knows_cost or outcome.only_saving):
        return None
    told = money.cost(outcome, outcome.sources)
    lines = [line for line in field.money.lines if line.variant in SHOWN and _concerns(line, organisation)]
    return Costs(
        today=outcome.today,
        joint=None if outcome.only_saving else outcome.cost,
        one_off=outcome.one_off,
        confidence=_least_sure(lines),
        source="; ".join(dict.fromkeys(line.source for line in lines if line.source)),
        date=max((line.effective_on for line in lines), default=today),
        known_saving=told.known_saving,
        percent=told.percent,
        present_value=told.present_value,
        payback=told.payback,
        loses=told.loses,
        horizon=_horizon(field),
        shares=tuple(_shares(field, organisation, today)),
        years=_years(outcome),
        staff=tuple(_staff(lines, organisation)),
        assumptions=tuple(_assumptions(lines, organisation)),
    )


def _concerns(line: CostLineFacts, organisation: OrganisationFacts) -> bool:
    return line.is_shared or organisation.id in (line.organisation_id, line.receiver_id)


def _least_sure(lines: list[CostLineFacts]) -> str:
    found = min((line.confidence for line in lines if line.confidence), key=money.SURE.index, default="")
    return Confidence(found).label if found else ""


def _horizon(field: FieldFacts) -> str:
    basis = field.money.basis
    last = basis.first_year + basis.years - 1
    assumed = "" if basis.effective_on else " (angenommen, noch nicht festgelegt)"
    return f"{basis.first_year} bis {last}, Zins {percent_in_words(basis.rate)}, Preise von {basis.price_year}{assumed}"


def _years(outcome: Outcome) -> tuple[BudgetYear, ...]:
    """None where the effect on the budget is not known."""
    if not outcome.is_known:
        return ()
    return tuple(
        BudgetYear(row.year, 0, 0, row.once, row.saving)
        if outcome.only_saving
        else BudgetYear(row.year, row.today, row.cost, row.once)
        for row in outcome.years
    )


def _shares(field: FieldFacts, organisation: OrganisationFacts, today: date) -> Iterator[str]:
    """Of each key by which a joint cost is shared: its own percentage from now on, and what percentages leave to it."""
    used = [line.key_id for line in field.money.lines if line.is_shared and line.variant == Variant.JOINT]
    for key_id in dict.fromkeys(used):
        key = field.money.key(key_id)
        if key is None:
            continue
        parts = [
            f"ab {one.starts_on:%d.%m.%Y} {said}"
            for one in key.periods
            if (cost_keys.last_day(key, one) or today) >= today
            and (said := _share(field, one, organisation, today))
        ]
        if parts:
            yield f"Kostenschlüssel „{key.title}“: {'; '.join(parts)}"


def _share(field: FieldFacts, period: KeyPeriodFacts, organisation: OrganisationFacts, today: date) -> str:
    """8 % nach festen Prozentsätzen; empty where it bears nothing by the key, or figures lack."""
    circle = cost_keys.circle(field)
    members = cost_keys.bearers(period, max(period.starts_on, today), circle)
    own = organisation.id in {one.id for one in members}
    label = KeyKind(period.kind).label
    if period.kind in (KeyKind.MIXED, KeyKind.DESCRIBED):
        return label if own else ""
    if cost_keys.missing_figures(period, members):
        return f"{label}, es fehlen noch Zahlen" if own else ""
    said = []
    if own:
        shares, _ = cost_keys.share(period, WHOLE, members)
        percent = Decimal(shares[organisation.id]) * 100 / WHOLE
        said.append(f"{percent_in_words(percent.quantize(Decimal('0.01'), ROUND_HALF_UP))} {label}")
    if (
        field.provider
        and field.provider.organisation.id == organisation.id
        and cost_keys.rest_percent(period)
    ):
        said.append(f"{percent_in_words(cost_keys.rest_percent(period))}, die die Prozentsätze übrig lassen")
    return " und ".join(said)


def _staff(lines: list[CostLineFacts], organisation: OrganisationFacts) -> Iterator[Staff]:
    for line in lines:
        if line.fte is not None and line.organisation_id == organisation.id:
            yield Staff(Variant(line.variant).label, _named(line), float(line.fte), line.pay_grade)


def _assumptions(lines: list[CostLineFacts], organisation: OrganisationFacts) -> Iterator[Assumption]:
    for line in lines:
        own = not line.is_shared
        yield Assumption(
            variant=Variant(line.variant).label,
            title=_named(line) if own else f"{_named(line)} (gemeinsam getragen)",
            amount=line.amount if own else None,
            source=line.source,
            confidence=Confidence(line.confidence).label if line.confidence else "",
            on=line.effective_on,
        )


def _named(line: CostLineFacts) -> str:
    return line.title or CostKind(line.kind).label
