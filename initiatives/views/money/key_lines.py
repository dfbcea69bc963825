"""What the page of the keys shows: each key with its periods, and who bears how much in an example year. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from initiatives.domain.rules.money import cost_keys, cost_sheet, key_words
from initiatives.domain.state.facts import (
    CostKeyFacts,
    CostLineFacts,
    FieldFacts,
    KeyPeriodFacts,
    OrganisationFacts,
)
from initiatives.enums.money import GRANTS, ONCE, Bearers, KeyKind, Rounding, Variant

EXAMPLE = 10_000_000  # cents, where nothing is known yet
HUNDREDTH = Decimal("0.01")


@dataclass(frozen=True)
class PeriodLine:
    period: KeyPeriodFacts
    last: date | None  # its last day
    holds: bool  # today
    figures: tuple[str, ...]  # of whom each is, and which
    rest: Decimal  # percent that the provider bears
    is_due: bool  # for review

    @property
    def kind(self) -> str:
        return KeyKind(self.period.kind).label

    @property
    def variable(self) -> str:
        return KeyKind(self.period.variable_kind).label if self.period.variable_kind else ""

    @property
    def bearers(self) -> str:
        named = self.period.kind == KeyKind.FIXED or self.period.bearers == Bearers.NAMED
        return str((Bearers.NAMED if named else Bearers.PARTICIPANTS).label)

    @property
    def rounding(self) -> str:
        return Rounding(self.period.rounding).label


@dataclass(frozen=True)
class ShareLine:
    organisation: OrganisationFacts
    cents: int
    percent: str
    days: int  # of the year on which it is in


@dataclass(frozen=True)
class KeyShown:
    key: CostKeyFacts
    periods: tuple[PeriodLine, ...]
    year: int
    amount: int  # cents
    is_example: bool  # the amount is not known, but made up
    days: int  # of the year
    lines: tuple[ShareLine, ...]
    rest: int
    rest_percent: str
    gaps: tuple[cost_keys.Gap, ...]
    without: tuple[str, ...]  # who takes part at the end of the year, but has no percentage


def of_key(field: FieldFacts, key: CostKeyFacts, year: int, today: date) -> KeyShown:
    """A key as it stands, with the shares of what it shares out in a year, line by line as the comparison does."""
    within = cost_keys.circle(field)
    provider = field.provider.organisation.id if field.provider else None
    costs = list(_costs(field, key, year))
    found, bases = cost_keys.Shares(), Counter[date]()
    for amount in costs or [EXAMPLE]:
        part = cost_keys.share_out(amount, year, key, within, provider, bases)
        found.by.update(part.by)
        found.rest += part.rest
        found.gaps += part.gaps
    total = sum(costs) if costs else EXAMPLE
    lines = tuple(
        ShareLine(one, found.by[pk], _part(found.by[pk], total), within.days_in(pk, year))
        for pk, one in within.organisations.items()
        if pk in found.by
    )
    return KeyShown(
        key=key,
        periods=tuple(_periods(field, key, today)),
        year=year,
        amount=total,
        is_example=not costs,
        days=(date(year + 1, 1, 1) - date(year, 1, 1)).days,
        lines=lines,
        rest=found.rest,
        rest_percent=_part(found.rest, total),
        gaps=tuple(found.gaps),
        without=tuple(_without(key, within.on(date(year, 12, 31)), date(year, 12, 31), provider)),
    )


def _without(
    key: CostKeyFacts, members: Iterable[OrganisationFacts], day: date, provider_id: int | None
) -> Iterable[str]:
    """Who takes part on a day without a percentage of a key for all, as somebody who joined since; the provider has the rest."""
    period = cost_keys.period_on(key, day)
    if period is None or period.kind != KeyKind.FIXED or period.bearers == Bearers.NAMED:
        return
    yield from (one.name for one in members if one.id not in period.figures and one.id != provider_id)


def _costs(field: FieldFacts, key: CostKeyFacts, year: int) -> Iterable[int]:
    """The joint costs a year less yearly grants that this key shares out."""
    for line in field.money.lines:
        if _is_shared_by(field, line, key):
            amount = cost_sheet.amount_in(line, year, field.money.basis)
            if amount:
                yield -amount if line.kind in GRANTS else amount


def _is_shared_by(field: FieldFacts, line: CostLineFacts, key: CostKeyFacts) -> bool:
    joint = line.variant == Variant.JOINT and line.is_shared and line.kind not in ONCE
    return joint and field.money.key(line.key_id) == key


def _part(cents: int, total: int) -> str:
    if not total:
        return ""
    rounded = (Decimal(cents) * 100 / total).quantize(HUNDREDTH, ROUND_HALF_UP)
    return f"{rounded}".replace(".", ",") + "\u00a0%"


def _periods(field: FieldFacts, key: CostKeyFacts, today: date) -> Iterable[PeriodLine]:
    names = {pk: one.organisation for pk, one in field.participations.items()}
    due = {one.period.id for one in cost_keys.reviews_due(field, today)}
    for period in key.periods:
        yield PeriodLine(
            period=period,
            last=cost_keys.last_day(key, period),
            holds=cost_keys.period_on(key, today) is period,
            figures=tuple(key_words.figures(period, names)),
            rest=cost_keys.rest_percent(period),
            is_due=period.id in due,
        )
