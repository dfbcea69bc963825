"""By a key with periods (Verteilungsschlüssel): who bears how much of a joint cost of a year.

A year is cut where a period of the key begins or ends and where somebody joins or leaves; each stretch gets its days' part
of the amount, which is shared out alone. All money in cents.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from functools import cached_property

from initiatives import german
from initiatives.domain.rules.money.allocation import largest_remainder
from initiatives.domain.state.facts import CostKeyFacts, FieldFacts, KeyPeriodFacts, OrganisationFacts
from initiatives.enums import OrganisationKind, Phase
from initiatives.enums.money import KINDS_WITH_FIGURES, Bearers, KeyKind, Rounding

DAY = timedelta(days=1)
SCALE = 10_000  # figures have four decimals
WHOLE = Decimal(100)  # percent
UNITS = {Rounding.CENT.value: 1, Rounding.EURO.value: 100}
# Of whom the statistics of population tell.
INHABITED = (OrganisationKind.GEMEINDE, OrganisationKind.STADT, OrganisationKind.KREISFREIE_STADT)
Spells = Mapping[int, tuple[tuple[date, date | None], ...]]


@dataclass(frozen=True)
class Gap:
    """What of a year nobody bears, and why."""

    year: int
    cents: int
    why: str


@dataclass
class Shares:
    """`by` organisation, and what percentages leave over (`rest`), which the provider bears as a line of its own."""

    by: Counter[int] = field(default_factory=Counter)
    rest: int = 0
    gaps: list[Gap] = field(default_factory=list)

    @property
    def total(self) -> int:
        return sum(self.by.values()) + self.rest + sum(one.cents for one in self.gaps)


@dataclass(frozen=True)
class Circle:
    """Those among whom costs are shared, by name, with the days on which each is in (`spells`, the end exclusive)."""

    organisations: Mapping[int, OrganisationFacts]
    spells: Spells
    _present: dict[date, list[OrganisationFacts]] = field(default_factory=dict, compare=False, repr=False)

    def on(self, day: date) -> list[OrganisationFacts]:
        """Those who are in on a day; asked for again and again, and found once."""
        if day not in self._present:
            self._present[day] = [one for pk, one in self.organisations.items() if self.is_in(pk, day)]
        return self._present[day]

    def is_in(self, organisation_id: int, day: date) -> bool:
        return any(
            since <= day and (until is None or day < until) for since, until in self.spells[organisation_id]
        )

    def is_gone(self, organisation_id: int, year: int) -> bool:
        """Whether it has left before a year, or was never in."""
        spells = self.spells.get(organisation_id, ())
        last = spells[-1][1] if spells else date.min
        return last is not None and last <= date(year, 1, 1)

    def turns(self, year: int) -> set[date]:
        """The days of a year on which somebody joins or leaves."""
        return {day for day in self._days if day.year == year}

    @cached_property
    def _days(self) -> set[date]:
        return {day for spells in self.spells.values() for spell in spells for day in spell if day}

    def days_in(self, organisation_id: int, year: int) -> int:
        """On how many days of a year it is in."""
        first, end = date(year, 1, 1), date(year + 1, 1, 1)
        found = 0
        for since, until in self.spells.get(organisation_id, ()):
            found += max(0, (min(until or end, end) - max(since, first)).days)
        return found


def circle(field: FieldFacts) -> Circle:
    """Those who take part or took part in a field.

    Who was in when its implementation began (and all, before that) bears from the beginning; who joins later, from that day.
    """
    begun = field.phase_dates.get(Phase.IMPLEMENTATION)
    known = {pk: one.organisation for pk, one in field.participations.items()}
    spells = dict(field.money.spells) or {
        one.organisation.id: ((one.effective_on, None),) for one in field.taking_part()
    }
    found = {}
    for pk, own in spells.items():
        (since, until), *later = own
        early = begun is None or since <= begun
        found[pk] = ((date.min if early else since, until), *later)
    named = sorted((known[pk] for pk in found if pk in known), key=lambda one: german.by(one.name))
    return Circle({one.id: one for one in named}, {one.id: found[one.id] for one in named})


def period_on(key: CostKeyFacts, day: date) -> KeyPeriodFacts | None:
    """The period of a day: the last that has begun, unless it has a stated end before that day."""
    begun = [one for one in key.periods if one.starts_on <= day]
    if not begun:
        return None
    last = sorted(begun, key=lambda one: one.starts_on)[-1]  # of one day the later entry
    return last if last.ends_on is None or day <= last.ends_on else None


def last_day(key: CostKeyFacts, period: KeyPeriodFacts) -> date | None:
    """The last day of a period: as stated, at the latest the day before the next one begins; None while it is open."""
    following = min((one.starts_on for one in key.periods if one.starts_on > period.starts_on), default=None)
    ends = [day for day in (period.ends_on, following and following - DAY) if day]
    return min(ends, default=None)


def clash(
    periods: Iterable[KeyPeriodFacts], starts_on: date, ends_on: date | None, instead_of: int | None = None
) -> KeyPeriodFacts | None:
    """The period that one from `starts_on` to `ends_on` (as stated) cannot stand beside; `instead_of` is the one it replaces.

    An open period ends by itself before the next one begins, so only a stated end or the same first day stand in the way.
    """
    for one in periods:
        if one.id == instead_of:
            continue
        earlier, later = sorted(
            [(one.starts_on, one.ends_on), (starts_on, ends_on)], key=lambda spell: spell[0]
        )
        if one.starts_on == starts_on or (earlier[1] is not None and earlier[1] >= later[0]):
            return one
    return None


@dataclass(frozen=True)
class Review:
    """That a period of a key was to be looked at again (`due_on`)."""

    key: CostKeyFacts
    period: KeyPeriodFacts
    due_on: date


def reviews_due(field: FieldFacts, day: date) -> list[Review]:
    """Of the keys of a field what was to be reviewed by a day, oldest first: of a period that still holds and has a date for it,
    unless a review of the field has been recorded since.
    """
    found = []
    for key in field.money.keys:
        period = period_on(key, day)
        if period is None or period.review_on is None or period.review_on > day:
            continue
        if not field.reviewed_since(period.review_on):
            found.append(Review(key, period, period.review_on))
    return sorted(found, key=lambda one: one.due_on)


def share_out(
    amount: int,
    year: int,
    key: CostKeyFacts | None,
    within: Circle,
    provider_id: int | None,
    bases: Counter[date] | None = None,
) -> Shares:
    """Who bears how much of an amount of a year. What nobody can be found for is a gap with its reason, never left out.

    `bases` says how much of the base amount of a mixed key is shared out already in the stretch that begins on a day, and is
    counted on: several lines of a year have one base amount. Without it the amount is no cost of a year, and has none.
    """
    found = Shares()
    if key is None:
        found.gaps.append(Gap(year, amount, "Es gibt keinen Kostenschlüssel."))
        return found
    cut = list(stretches(year, key, within))
    parts = largest_remainder(amount, {start: (end - start).days for start, end in cut})
    for start, end in cut:
        _share_stretch(found, parts[start], start, end, key, within, provider_id, bases)
    return found


def stretches(year: int, key: CostKeyFacts, within: Circle) -> Iterator[tuple[date, date]]:
    """The first day of each and the day after its last."""
    cuts = {date(year, 1, 1)} | within.turns(year)
    for one in key.periods:
        cuts |= {
            day for day in (one.starts_on, one.ends_on and one.ends_on + DAY) if day and day.year == year
        }
    ordered = sorted(cuts)
    yield from zip(ordered, [*ordered[1:], date(year + 1, 1, 1)], strict=True)


def _share_stretch(
    found: Shares,
    amount: int,
    start: date,
    end: date,
    key: CostKeyFacts,
    within: Circle,
    provider_id: int | None,
    bases: Counter[date] | None,
) -> None:
    def gap(why: str) -> None:
        if amount:
            found.gaps.append(Gap(start.year, amount, f"{_span(start, end)}: {why}"))

    period = period_on(key, start)
    if period is None or period.kind == KeyKind.DESCRIBED:
        words = "hat noch keine Zahlen." if period else "gilt in dieser Zeit nicht."
        return gap(f"Der Schlüssel „{key.title}“ {words}")
    members = bearers(period, start, within)
    if not members:
        return gap("Niemand trägt die Kosten.")
    lacking = missing_figures(period, members)
    if lacking:
        return gap(f"Es fehlen Zahlen von {', '.join(one.name for one in lacking)}.")
    base = 0
    if bases is not None and period.base is not None:
        whole = period.base * (end - start).days // days_of(start.year)
        base = max(0, min(amount, whole - bases[start]))
        bases[start] += base
    shares, rest = share(period, amount, members, base)
    if rest and provider_id is None:
        return gap("Was die Prozentsätze übrig lassen, trägt niemand: Es gibt keinen Leistungserbringer.")
    found.by.update(shares)
    found.rest += rest
    return None


def _span(start: date, end: date) -> str:
    return f"{start:%d.%m.%Y} bis {end - DAY:%d.%m.%Y}"


def days_of(year: int) -> int:
    return (date(year + 1, 1, 1) - date(year, 1, 1)).days


def bearers(period: KeyPeriodFacts, day: date, within: Circle) -> list[OrganisationFacts]:
    """Who bears by a period on a day, by name."""
    present = within.on(day)
    if period.bearers == Bearers.NAMED or period.kind == KeyKind.FIXED:
        return [one for one in present if one.id in period.figures]
    return present


def figure(period: KeyPeriodFacts, organisation: OrganisationFacts, kind: str) -> Decimal | None:
    """By which number an organisation bears; inhabitants are those of the period, else the latest known ones.

    A county, and who is no municipality, has no inhabitants of its own unless some are stated: 0. None: it is missing.
    """
    if kind == KeyKind.EQUAL:
        return Decimal(1)
    stated = period.figures.get(organisation.id)
    if stated is not None or kind != KeyKind.POPULATION:
        return stated
    if organisation.kind not in INHABITED:
        return Decimal(0)
    return None if organisation.population is None else Decimal(organisation.population)


def missing_figures(period: KeyPeriodFacts, members: Iterable[OrganisationFacts]) -> list[OrganisationFacts]:
    """Those of the bearers whose figure the period needs and does not have."""
    kind = period.variable_kind if period.kind == KeyKind.MIXED else period.kind
    needs = kind in KINDS_WITH_FIGURES or kind == KeyKind.POPULATION
    return [one for one in members if needs and figure(period, one, kind) is None]


def rest_percent(period: KeyPeriodFacts) -> Decimal:
    """What fixed percentages leave over; 0 of any other key."""
    if period.kind != KeyKind.FIXED:
        return Decimal(0)
    return WHOLE - sum((one or Decimal(0) for one in period.figures.values()), Decimal(0))


def share(
    period: KeyPeriodFacts, amount: int, members: list[OrganisationFacts], base: int = 0
) -> tuple[dict[int, int], int]:
    """Shares of an amount by organisation, and the rest that percentages leave over.

    Whole cents by the largest remainder, ties by name. `base` of the amount is shared out equally by a mixed key, the rest on
    its own. Where no bearer has a figure above zero all bear equally.
    """
    unit = UNITS[period.rounding]
    if period.kind == KeyKind.FIXED:
        weights: dict[int | None, int] = {one.id: scaled(period.figures[one.id]) for one in members}
        gone = sum(weights.values())
        weights[None] = max(0, int(WHOLE * SCALE) - gone)
        shares = largest_remainder(amount, weights, unit)
        rest = shares.pop(None)
        return {pk: cents for pk, cents in shares.items() if pk is not None}, rest
    if period.kind != KeyKind.MIXED:
        return _by_figures(period, amount, members, period.kind, unit), 0
    found = Counter(_by_figures(period, base, members, KeyKind.EQUAL, unit))
    found.update(_by_figures(period, amount - base, members, period.variable_kind, unit))
    return dict(found), 0


def _by_figures(
    period: KeyPeriodFacts, amount: int, members: list[OrganisationFacts], kind: str, unit: int
) -> dict[int, int]:
    weights = {one.id: scaled(figure(period, one, kind)) for one in members}
    if not any(weights.values()):
        weights = dict.fromkeys(weights, 1)
    return largest_remainder(amount, weights, unit)


def scaled(number: Decimal | None) -> int:
    return int((number or Decimal(0)) * SCALE)
