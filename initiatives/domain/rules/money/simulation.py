"""What a field would cost if others took part, another key held, or other sums came: its facts, changed. Pure.

Nobody's record changes: what comes out is handed to `economics.of_field` and looked at.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import cached_property

from initiatives import german
from initiatives.domain.rules.money import cost_keys, economics
from initiatives.domain.state.facts import (
    CostKeyFacts,
    CostLineFacts,
    FieldFacts,
    KeyPeriodFacts,
    MoneyFacts,
    OrganisationFacts,
    ParticipationFacts,
)
from initiatives.enums import Participation, Phase
from initiatives.enums.money import GRANTS, ONCE, Bearers, CostKind, KeyKind, Variant

TITLE = "Simulierter Schlüssel"
BEGINNING = date.min
WHOLE = Decimal(100)


@dataclass(frozen=True)
class KeyChange:
    """Another period of a key, from `starts_on` (None: the beginning) to `ends_on` (None: until the next one that is recorded).

    Without a `kind` the period that is in force then is kept, at these dates.
    """

    kind: str = ""
    bearers: str = Bearers.PARTICIPANTS
    figures: Mapping[int, Decimal | None] = field(default_factory=dict)
    base: int | None = None  # cents a year
    variable_kind: str = ""
    starts_on: date | None = None
    ends_on: date | None = None


@dataclass(frozen=True)
class Change:
    """What is tried out. Days are None for "from the beginning"; sums in cents, None where they stay; volumes in percent more."""

    variant: str = Variant.JOINT
    joins: Mapping[int, date | None] = field(default_factory=dict)
    leaves: Mapping[int, date | None] = field(default_factory=dict)
    key_id: int | None = None  # the key that is changed; None: the field's first
    key: KeyChange | None = None
    volume: Decimal = Decimal(0)  # of all joint costs a year
    line_volumes: Mapping[int, Decimal] = field(default_factory=dict)
    grant: int | None = None
    one_off: int | None = None


def applied(facts: FieldFacts, organisations: Mapping[int, OrganisationFacts], change: Change) -> FieldFacts:
    """The field as it would be; `organisations` are those that may join."""
    within = cost_keys.circle(facts)
    spells = dict(within.spells)
    members = dict(facts.participations)
    for pk, day in change.leaves.items():
        spells = _left(spells, pk, day)
        if day is None:
            members.pop(pk, None)
    for pk, day in change.joins.items():
        since = day or BEGINNING
        own = spells.get(pk, ())
        if pk not in organisations or any(
            first <= since and (last is None or since < last) for first, last in own
        ):
            continue
        spells[pk] = (*(one for one in own if one[1] and one[1] <= since), (since, None))
        new = ParticipationFacts(organisations[pk], Participation.PARTICIPATING, False, "", since)
        members[pk] = replace(members.get(pk, new), status=Participation.PARTICIPATING)
    money = replace(
        facts.money, spells=spells, keys=_keys(facts.money, change), lines=_lines(facts.money, change)
    )
    begun = {**facts.phase_dates, Phase.IMPLEMENTATION: BEGINNING}  # the spells say since when each bears
    return replace(facts, participations=members, phase_dates=begun, money=money)


def _left(spells: Mapping[int, tuple], pk: int, day: date | None) -> dict[int, tuple]:
    """Without what comes after the day on which it leaves."""
    kept = [
        (since, min(until or day, day))
        for since, until in spells.get(pk, ())
        if day is not None and since < day
    ]
    others = {one: own for one, own in spells.items() if one != pk}
    return others | ({pk: tuple(kept)} if kept else {})


def _keys(money: MoneyFacts, change: Change) -> tuple[CostKeyFacts, ...]:
    if change.key is None:
        return money.keys
    old = money.key(change.key_id)
    if old is None:
        old = CostKeyFacts(0, TITLE, ())
    new = replace(old, periods=tuple(_periods(old, change.key)))
    return tuple(new if one.id == old.id else one for one in money.keys) or (new,)


def _periods(key: CostKeyFacts, change: KeyChange) -> Iterable[KeyPeriodFacts]:
    """The recorded ones, as far as the tried one does not stand in their place."""
    start, end = change.starts_on or BEGINNING, change.ends_on
    base = cost_keys.period_on(key, change.starts_on or date.max) or next(iter(key.periods), None)
    kept = []
    for one in key.periods:
        last = cost_keys.last_day(key, one)
        if one.starts_on < start:
            until = last if last is not None and last < start else start - cost_keys.DAY
            kept.append(replace(one, ends_on=until))
        if end is not None and (last is None or last > end):
            kept.append(replace(one, starts_on=max(one.starts_on, end + cost_keys.DAY), ends_on=last))
    tried = _tried(base, change, start)
    return sorted([*kept, tried] if tried else kept, key=lambda one: one.starts_on)


def _tried(base: KeyPeriodFacts | None, change: KeyChange, start: date) -> KeyPeriodFacts | None:
    if not change.kind:
        return replace(base, starts_on=start, ends_on=change.ends_on) if base else None
    figures = dict(change.figures)
    if base is not None and change.kind == base.kind and change.bearers == base.bearers and not figures:
        figures = base.figures
    return KeyPeriodFacts(
        id=0,
        starts_on=start,
        ends_on=change.ends_on,
        kind=change.kind,
        bearers=change.bearers,
        figures=figures,
        base=change.base if change.kind == KeyKind.MIXED else None,
        variable_kind=change.variable_kind if change.kind == KeyKind.MIXED else "",
        rounding=base.rounding if base else "cent",
    )


def _lines(money: MoneyFacts, change: Change) -> tuple[CostLineFacts, ...]:
    instead = {
        kind: cents
        for kind, cents in ((CostKind.GRANT, change.grant), (CostKind.ONE_OFF, change.one_off))
        if cents is not None
    }
    kept = [
        line if line.variant != change.variant else _more(line, change)
        for line in money.lines
        if not (line.variant == change.variant and line.is_shared and line.kind in instead)
    ]
    return (*kept, *(_added(kind, cents, change) for kind, cents in instead.items()))


def _more(line: CostLineFacts, change: Change) -> CostLineFacts:
    """A line with its own percentage more, a running joint cost with that of all on top."""
    factor = 1 + change.line_volumes.get(line.id, Decimal(0)) / WHOLE
    if is_joint(line):
        factor *= 1 + change.volume / WHOLE
    if factor == 1:
        return line
    return replace(line, amount=int((line.amount * factor).quantize(Decimal(1), ROUND_HALF_UP)))


def is_joint(line: CostLineFacts) -> bool:
    """Whether it is a joint cost a year."""
    return line.is_shared and line.kind not in ONCE | GRANTS


def _added(kind: str, cents: int, change: Change) -> CostLineFacts:
    return CostLineFacts(
        id=0,
        variant=change.variant,
        kind=kind,
        organisation_id=None,
        receiver_id=None,
        is_shared=True,
        key_id=change.key_id,
        amount=cents,
        title="Simulation",
    )


@dataclass(frozen=True)
class Row:
    """One organisation as recorded and as tried out; None on the side where it does not take part."""

    organisation: OrganisationFacts
    saved: economics.Outcome | None
    tried: economics.Outcome | None

    @cached_property
    def cost_before(self) -> int | None:
        return self.saved.cost if self.saved else None

    @cached_property
    def cost_after(self) -> int | None:
        return self.tried.cost if self.tried else None

    @cached_property
    def difference(self) -> int | None:
        """Cents a year that it pays more than as recorded; None where one of both is not known."""
        if self.cost_before is None or self.cost_after is None:
            return None
        return self.cost_after - self.cost_before

    @cached_property
    def loses_newly(self) -> bool:
        return bool(self.tried and self.tried.loses) and not (self.saved and self.saved.loses)

    @cached_property
    def loses_still(self) -> bool:
        return bool(self.tried and self.tried.loses) and not self.loses_newly

    @cached_property
    def loses_no_more(self) -> bool:
        return bool(self.saved and self.saved.loses) and not (self.tried and self.tried.loses)


@dataclass(frozen=True)
class Result:
    saved: economics.Comparison
    tried: economics.Comparison
    rows: tuple[Row, ...]

    @cached_property
    def losing_newly(self) -> tuple[OrganisationFacts, ...]:
        return tuple(row.organisation for row in self.rows if row.loses_newly)

    @cached_property
    def losing_no_more(self) -> tuple[OrganisationFacts, ...]:
        return tuple(row.organisation for row in self.rows if row.loses_no_more)

    @cached_property
    def cost_before(self) -> int:
        """Cents a year of all whose cost is known."""
        return sum(row.cost_before or 0 for row in self.rows)

    @cached_property
    def cost_after(self) -> int:
        return sum(row.cost_after or 0 for row in self.rows)

    @cached_property
    def difference(self) -> int:
        return self.cost_after - self.cost_before


def compared(facts: FieldFacts, organisations: Mapping[int, OrganisationFacts], change: Change) -> Result:
    """The recorded state and the tried one side by side, by the names of all that occur in either."""
    saved = economics.of_field(facts, change.variant)
    tried = economics.of_field(applied(facts, organisations, change), change.variant)
    there = {one.organisation.id: one.organisation for one in (*saved.outcomes, *tried.outcomes)}
    ordered = sorted(there.values(), key=lambda one: german.by(one.name))
    return Result(saved, tried, tuple(Row(one, saved.of(one.id), tried.of(one.id)) for one in ordered))
