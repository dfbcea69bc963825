"""Plan and actual of a field after its start: what each bears in a year against what the joint variant said. Pure; cents.

The plan of a year is what the comparison says of it, with what falls due once in it. A deviation is pointed out from a tenth
of the plan on, exactly and in either direction; a plan of nothing is missed by any cost.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from initiatives import german
from initiatives.domain.kernel.texts import euro_in_words
from initiatives.domain.rules.money import cost_keys, cost_sheet, economics
from initiatives.domain.state.facts import ActualFacts, FieldFacts, OrganisationFacts

WHOLE = 100  # percent
CONSIDERABLE = 10  # percent of the plan


@dataclass(frozen=True)
class Deviation:
    """Of one organisation in one year, or (`organisation` None) of all of whom plan and actual of it are known."""

    year: int
    organisation: OrganisationFacts | None
    planned: int | None
    actual: int | None
    entry: ActualFacts | None = None

    @property
    def cents(self) -> int | None:
        """What is borne beyond the plan; None where either is not known."""
        return None if self.planned is None or self.actual is None else self.actual - self.planned

    @property
    def tenths(self) -> int | None:
        """In tenths of a percent of the plan, cut towards zero, so that what falls short of a tenth does not read as one."""
        if self.cents is None or not self.planned or self.planned < 0:
            return None
        found = abs(self.cents) * 10 * WHOLE // self.planned
        return found if self.cents >= 0 else -found

    @property
    def is_considerable(self) -> bool:
        if not self.cents or self.planned is None or self.planned < 0:
            return False
        return abs(self.cents) * WHOLE >= CONSIDERABLE * self.planned

    @property
    def percent(self) -> str:
        """+12,3 %, with a true minus sign; "" where there is no plan to compare with."""
        if self.tenths is None:
            return ""
        sign = "−" if self.tenths < 0 else "+" if self.tenths else ""
        return f"{sign}{_percent(self.tenths)}"

    @property
    def words(self) -> str:
        """12,3 % über Plan, nach Plan; "" where nothing can be said."""
        if self.cents is None:
            return ""
        if self.cents == 0:
            return "nach Plan"
        side = "über" if self.cents > 0 else "unter"
        much = euro_in_words(abs(self.cents)) if self.tenths is None else _percent(self.tenths)
        return f"{much} {side} Plan"


def _percent(tenths: int) -> str:
    whole, rest = divmod(abs(tenths), 10)
    return f"{whole}{f',{rest}' if rest else ''}\u00a0%"


def deviations(field: FieldFacts) -> tuple[Deviation, ...]:
    """Plan and actual of each year and each who takes part in it, by year and name.

    Years are those of the comparison and those of which an actual was recorded.
    """
    plans = planned(field)
    found = {(one.year, one.organisation_id): one for one in field.money.actuals.values()}
    known = {pk: one.organisation for pk, one in field.participations.items()}
    keys = {(year, pk) for pk, year in plans} | found.keys()
    made = []
    for year, pk in keys:
        entry = found.get((year, pk))
        if pk in known:
            made.append(
                Deviation(year, known[pk], plans.get((pk, year)), entry.cents if entry else None, entry)
            )
    return tuple(
        sorted(made, key=lambda one: (one.year, german.by(one.organisation.name if one.organisation else "")))
    )


def planned(field: FieldFacts) -> dict[tuple[int, int], int | None]:
    """By organisation and year what the joint variant costs it, with what falls due once; None where that is not known.

    Where only a saving is, it is what is paid today less that.
    """
    within, plans = cost_keys.circle(field), {}
    for outcome in economics.of_field(field).outcomes:
        pk = outcome.organisation.id
        for row in outcome.years:
            if within.days_in(pk, row.year):
                plans[pk, row.year] = _plan(outcome, row)
    return plans


def _plan(outcome: economics.Outcome, row: cost_sheet.YearRow) -> int | None:
    if outcome.knows_cost:
        return row.cost + row.once
    known = outcome.only_saving and outcome.knows_today
    return row.today - row.saving + row.once if known else None


def total(rows: tuple[Deviation, ...], year: int) -> Deviation:
    """The sum of a year over all of whom plan and actual are known."""
    both = [one for one in rows if one.year == year and one.cents is not None]
    if not both:
        return Deviation(year, None, None, None)
    return Deviation(year, None, sum(one.planned or 0 for one in both), sum(one.actual or 0 for one in both))


def missing(rows: tuple[Deviation, ...], year: int) -> list[OrganisationFacts]:
    """Who has not said what it has borne in a year."""
    return [one.organisation for one in rows if one.year == year and one.actual is None and one.organisation]


def years(rows: tuple[Deviation, ...], day: date) -> list[int]:
    """Those that have begun, the latest first."""
    return sorted({one.year for one in rows if one.year <= day.year}, reverse=True)


def takes_part_in(field: FieldFacts, organisation_id: int, year: int) -> bool:
    """Whether an organisation takes part on a day of a year, as was recorded."""
    first, after = date(year, 1, 1), date(year + 1, 1, 1)
    spells = field.money.spells.get(organisation_id, ())
    return any(since < after and (until is None or until > first) for since, until in spells)


def hints(field: FieldFacts) -> list[str]:
    """What of the latest year with actuals deviates considerably: the sum, and each one that does by itself."""
    rows = deviations(field)
    told = [one.year for one in rows if one.cents is not None]
    if not told:
        return []
    year = max(told)
    whole = total(rows, year)
    found = [f"Ist {year} liegt {whole.words}."] if whole.is_considerable else []
    alone = [one for one in rows if one.year == year and one.is_considerable]
    return found + [f"{one.organisation} {year}: {one.words}." for one in alone if one.organisation]
