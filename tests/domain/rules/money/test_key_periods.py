"""Periods of keys at their edges: which day falls into which, what stands in the way of another, what is due for review."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from initiatives.domain.rules.money import cost_keys
from initiatives.domain.state.facts import BasisFacts, CostKeyFacts, KeyPeriodFacts, MoneyFacts
from tests.domain.builders import COUNTY, NOTTULN, OLFEN, SENDEN, field, item, member

ONE = timedelta(days=1)


def period(starts_on: date, ends_on: date | None = None, kind="equal", number=1, **more) -> KeyPeriodFacts:
    figures = more.pop("figures", {})
    return KeyPeriodFacts(
        number, starts_on, ends_on, kind, more.pop("bearers", "participants"), figures, **more
    )


def key(*periods: KeyPeriodFacts) -> CostKeyFacts:
    return CostKeyFacts(1, "Schlüssel", periods)


def of(*periods: KeyPeriodFacts, spells=None, places=(NOTTULN, OLFEN, SENDEN), **changes):
    """A field in which these take part, with one key."""
    money = MoneyFacts(BasisFacts(2026, 5, Decimal(2), 2026), keys=(key(*periods),), spells=spells or {})
    return field(participations={one.id: member(one) for one in places}, money=money, **changes)


def shares(one, amount: int, year: int):
    provider = one.provider.organisation.id if one.provider else None
    return cost_keys.share_out(amount, year, one.money.keys[0], cost_keys.circle(one), provider)


CHANGE = date(2022, 7, 1)


@pytest.mark.parametrize(
    ("day", "kind"),
    [
        (date(2019, 12, 31), None),
        (date(2020, 1, 1), "equal"),
        (CHANGE - ONE, "equal"),
        (CHANGE, "population"),
        (CHANGE + ONE, "population"),
        (date(2023, 12, 31), "population"),
        (date(2024, 1, 1), None),
    ],
)
def test_a_day_falls_into_the_period_that_has_begun_last(day, kind):
    both = key(period(date(2020, 1, 1)), period(CHANGE, date(2023, 12, 31), "population", 2))
    found = cost_keys.period_on(both, day)
    assert (found.kind if found else None) == kind


def test_an_open_period_ends_the_day_before_the_next_one():
    first, second = period(date(2020, 1, 1)), period(CHANGE, number=2)
    assert cost_keys.last_day(key(first, second), first) == CHANGE - ONE
    assert cost_keys.last_day(key(first, second), second) is None
    stated = replace(first, ends_on=date(2021, 12, 31))
    assert cost_keys.last_day(key(stated, second), stated) == date(2021, 12, 31)


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "stands"),
    [
        (date(2021, 12, 31), None, False),  # on its last day
        (date(2022, 1, 1), None, True),  # the day after
        (date(2020, 1, 1), date(2020, 1, 31), False),  # the same first day
        (date(2019, 1, 1), None, True),  # an open one before it ends by itself
        (date(2019, 1, 1), date(2019, 12, 31), True),
        (date(2019, 1, 1), date(2020, 1, 1), False),  # a stated end within it
    ],
)
def test_a_period_stands_beside_another_but_not_in_it(starts_on, ends_on, stands):
    other = period(date(2020, 1, 1), date(2021, 12, 31))
    assert (cost_keys.clash([other], starts_on, ends_on) is None) == stands
    assert cost_keys.clash([other], starts_on, ends_on, instead_of=other.id) is None


def test_a_period_may_follow_an_open_one_but_not_begin_with_it():
    other = period(date(2020, 1, 1))
    assert cost_keys.clash([other], date(2020, 1, 1), None) == other
    assert cost_keys.clash([other], date(2020, 1, 2), None) is None


def test_eight_percent_that_became_fifteen_are_whole_keys():
    """The rest is borne by who provides, as a line of its own; the change takes effect on its day, of a leap year too."""
    eight = period(date(2018, 8, 16), kind="fixed", figures={SENDEN.id: Decimal(8)})
    fifteen = period(date(2020, 3, 1), None, "fixed", 2, figures={SENDEN.id: Decimal(15)})
    places = {SENDEN.id: member(SENDEN), COUNTY.id: replace(member(COUNTY), is_provider=True)}
    one = replace(of(eight, fifteen), participations=places)
    before, after = shares(one, 100_000_00, 2019), shares(one, 100_000_00, 2021)
    assert (before.by, before.rest, before.gaps) == ({SENDEN.id: 8_000_00}, 92_000_00, [])
    assert (after.by[SENDEN.id], after.rest) == (15_000_00, 85_000_00)
    leap = shares(one, 366_00, 2020)  # 60 days at 8, 306 at 15 percent
    assert leap.by[SENDEN.id] == 60 * 8 + 306 * 15
    assert leap.total == 366_00


def test_who_joins_on_the_first_of_july_bears_from_then_on_each_stretch_alone():
    begun = date(2025, 1, 1)
    spells = {
        NOTTULN.id: ((begun, None),),
        OLFEN.id: ((begun, None),),
        SENDEN.id: ((date(2026, 7, 1), None),),
    }
    one = of(period(date(2020, 1, 1)), spells=spells, phase_dates={5: begun})
    found = shares(one, 365_00, 2026)  # 181 days by two, 184 by three; the odd cent goes by name
    assert found.by == {NOTTULN.id: 9050 + 6134, OLFEN.id: 9050 + 6133, SENDEN.id: 6133}
    assert found.total == 365_00


def test_who_joins_raises_nobodys_share_by_population():
    before = shares(of(period(date(2020, 1, 1), kind="population"), places=(NOTTULN, OLFEN)), 100_001, 2026)
    after = shares(of(period(date(2020, 1, 1), kind="population")), 100_001, 2026)
    assert all(after.by[pk] <= cents for pk, cents in before.by.items())
    assert after.by[SENDEN.id] > 0


def test_the_county_for_two_years_then_all_by_population():
    two_years = period(date(2026, 1, 1), date(2027, 12, 31), bearers="named", figures={COUNTY.id: None})
    then = period(date(2028, 1, 1), kind="population", number=2)
    one = of(two_years, then, places=(NOTTULN, OLFEN, SENDEN, COUNTY))
    assert shares(one, 300_00, 2027).by == {COUNTY.id: 300_00}
    assert shares(one, 300_00, 2028).by == {
        NOTTULN.id: 100_00,
        OLFEN.id: 100_00,
        SENDEN.id: 100_00,
        COUNTY.id: 0,  # has no inhabitants of its own
    }


REVIEW = date(2023, 8, 16)


@pytest.mark.parametrize(
    ("day", "items", "more", "due"),
    [
        (REVIEW - ONE, (), (), False),
        (REVIEW, (), (), True),
        (REVIEW + ONE, (), (), True),
        (REVIEW + ONE, (item("review", day=REVIEW - ONE),), (), True),  # an earlier one
        (REVIEW + ONE, (item("review", day=REVIEW),), (), False),
        (REVIEW + ONE, (item("review", result="open", day=REVIEW),), (), True),
        (REVIEW + ONE, (), (period(REVIEW, number=2),), False),  # another period holds
        (REVIEW + ONE, (), (period(REVIEW + 2 * ONE, number=2),), True),
    ],
)
def test_a_review_is_due_from_its_day_until_it_is_done_or_another_period_holds(day, items, more, due):
    first = period(date(2020, 8, 16), review_on=REVIEW)
    found = cost_keys.reviews_due(of(first, *more, gate_items=items), day)
    assert [(one.period.id, one.due_on) for one in found] == ([(1, REVIEW)] if due else [])
