"""Keys with periods: the known shares, the edges of periods and of the circle, and what nobody bears."""

from collections import Counter
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from initiatives.domain.rules.money.cost_keys import Circle, circle, period_on, rest_percent, share_out
from tests.domain.priced import EARLY, ELEVEN, key, period, place, priced

HUNDRED_THOUSAND = 10_000_000  # cents
KNOWN = {  # by the requirement: 100 000 euros; of mixed 30 000 equally and 70 000 by population
    "population": [
        7041.64,
        5198.67,
        16480.34,
        21125.81,
        5403.40,
        11241.61,
        4629.45,
        8857.01,
        5898.29,
        4824.38,
        9299.40,
    ],
    "equal": [*[9090.91] * 10, 9090.90],
    "mixed": [
        7656.43,
        6366.35,
        14263.51,
        17515.33,
        6509.65,
        10596.40,
        5967.88,
        8927.18,
        6856.08,
        6104.34,
        9236.85,
    ],
}
A, B, C = place(1, "Ascheberg"), place(2, "Billerbeck", 2000), place(3, "Coesfeld", 3000)
COUNTY = place(9, "Kreis", None, "kreis")
DAY = timedelta(days=1)


def within(*places, **since) -> Circle:
    """All are in from the beginning but those of whom `since` says another day (by name)."""
    spells = {one.id: ((since.get(one.name, date.min), None),) for one in places}
    return Circle({one.id: one for one in sorted(places, key=lambda one: one.name)}, spells)


def shares(amount: int, *periods, places=(A, B, C), year: int = 2024, provider=None, **since) -> dict:
    found = share_out(
        amount, year, key(*periods), within(*places, **since), provider and provider.id, Counter()
    )
    assert found.total == amount
    assert not found.gaps
    names = {one.id: one.name for one in places}
    return {names[pk]: cents for pk, cents in found.by.items() if cents} | (
        {"rest": found.rest} if found.rest else {}
    )


@pytest.mark.parametrize("kind", KNOWN)
def test_the_known_shares_of_eleven(kind):
    more = {"base": 3_000_000, "variable_kind": "population"} if kind == "mixed" else {}
    found = share_out(HUNDRED_THOUSAND, 2024, key(period(kind, **more)), within(*ELEVEN), None, Counter())
    assert [found.by[one.id] / 100 for one in ELEVEN] == KNOWN[kind]
    assert found.total == HUNDRED_THOUSAND


def test_eight_percent_are_a_whole_key_and_become_fifteen_from_a_day_on():
    eight = period("fixed", date(2018, 9, 1), figures={A: Decimal(8)})
    fifteen = period("fixed", date(2021, 7, 1), figures={A: Decimal(15)})
    assert shares(100_00, eight, fifteen, year=2020, provider=COUNTY, places=(A, COUNTY)) == {
        "Ascheberg": 8_00,
        "rest": 92_00,
    }
    # 181 days at 8 and 184 at 15 percent, each stretch alone: 4958904 and 5041096 cents
    assert shares(100_000_00, eight, fifteen, year=2021, provider=COUNTY, places=(A, COUNTY)) == {
        "Ascheberg": 396712 + 756164,
        "rest": 100_000_00 - 396712 - 756164,
    }
    assert shares(100_00, eight, fifteen, year=2022, provider=COUNTY, places=(A, COUNTY)) == {
        "Ascheberg": 15_00,
        "rest": 85_00,
    }


def test_one_bears_for_two_years_and_then_all_by_population():
    alone = period("equal", date(2024, 1, 1), date(2025, 12, 31), bearers="named", figures={COUNTY: None})
    after = period("population", date(2026, 1, 1))
    places = (A, B, C, COUNTY)
    assert shares(600, alone, after, year=2025, places=places) == {"Kreis": 600}
    assert shares(600, alone, after, year=2026, places=places) == {
        "Ascheberg": 100,
        "Billerbeck": 200,
        "Coesfeld": 300,
    }


@pytest.mark.parametrize(
    ("day", "kind"),
    [
        (date(2023, 12, 31), None),
        (date(2024, 1, 1), "equal"),
        (date(2024, 6, 30), "equal"),
        (date(2024, 7, 1), None),  # after its stated end, before the next begins
        (date(2024, 8, 1), "population"),
        (date(2025, 1, 31), "population"),
        (date(2025, 2, 1), "cases"),  # an open one ends before the next
    ],
)
def test_the_period_of_a_day(day, kind):
    found = period_on(
        key(
            period("cases", date(2025, 2, 1)),
            period("equal", date(2024, 1, 1), date(2024, 6, 30)),
            period("population", date(2024, 8, 1)),
        ),
        day,
    )
    assert (found and found.kind) == kind


@pytest.mark.parametrize(("year", "days", "before"), [(2023, 365, 181), (2024, 366, 182)])
def test_who_joins_on_the_first_of_july_bears_from_that_day(year, days, before):
    found = shares(days * 100, period("equal"), year=year, places=(A, B), Billerbeck=date(year, 7, 1))
    half = (days - before) * 100 // 2
    assert found == {"Ascheberg": before * 100 + half, "Billerbeck": half}


def test_who_leaves_bears_until_the_day_before():
    places = {one.id: one for one in (A, B)}
    found = share_out(
        366 * 100,
        2024,
        key(period("equal")),
        Circle(places, {A.id: ((date.min, None),), B.id: ((date.min, date(2024, 1, 2)),)}),
        None,
    )
    assert dict(found.by) == {A.id: 365 * 100 + 50, B.id: 50}


def test_a_county_has_no_share_by_population_unless_one_is_stated():
    named = place(9, "Kreis", 220_000, "kreis")
    assert shares(300, period("population"), places=(A, B, named)) == {"Ascheberg": 100, "Billerbeck": 200}
    stated = period("population", figures={named: Decimal(3000)})
    assert shares(600, stated, places=(A, B, named)) == {"Ascheberg": 100, "Billerbeck": 200, "Kreis": 300}
    assert shares(300, period("equal"), places=(A, B, named))["Kreis"] == 100


def test_figures_of_the_period_come_before_the_latest_inhabitants():
    assert shares(300, period("population", figures={A: Decimal(4000)}), places=(A, B)) == {
        "Ascheberg": 200,
        "Billerbeck": 100,
    }


@pytest.mark.parametrize(
    ("periods", "places", "why"),
    [
        ((), (A,), "Der Schlüssel „Schlüssel“ gilt in dieser Zeit nicht."),
        ((period("equal", date(2025, 1, 1)),), (A,), "gilt in dieser Zeit nicht."),
        ((period("described", reason="wie vereinbart"),), (A,), "hat noch keine Zahlen."),
        (
            (period("cases", figures={A: Decimal(5)}),),
            (A, B, C),
            "Es fehlen Zahlen von Billerbeck, Coesfeld.",
        ),
        ((period("population"),), (A, place(2, "Olfen", None)), "Es fehlen Zahlen von Olfen."),
        ((period("mixed", base=1, variable_kind="usage"),), (A,), "Es fehlen Zahlen von Ascheberg."),
        ((period("fixed", figures={A: Decimal(99)}),), (A,), "Es gibt keinen Leistungserbringer."),
        ((period("equal", bearers="named", figures={B: None}),), (A,), "Niemand trägt die Kosten."),
    ],
)
def test_what_nobody_bears_is_named(periods, places, why):
    found = share_out(500, 2024, key(*periods), within(*places), None)
    assert found.total == 500 and not found.by
    assert [gap.cents for gap in found.gaps] == [500]
    assert why in found.gaps[0].why


def test_without_a_key_all_of_it_is_a_gap():
    found = share_out(500, 2024, None, within(A), None)
    assert [(gap.cents, gap.why) for gap in found.gaps] == [(500, "Es gibt keinen Kostenschlüssel.")]


@pytest.mark.parametrize(("percents", "rest"), [(["100"], "0"), (["60", "39.99"], "0.01"), ([], "100")])
def test_what_percentages_leave_over(percents, rest):
    figures = {number: Decimal(one) for number, one in enumerate(percents)}
    assert rest_percent(period("fixed", figures=figures)) == Decimal(rest)


def test_a_base_amount_is_that_of_a_year_and_never_more_than_the_cost():
    mixed = period("mixed", base=100_00, variable_kind="population")
    assert shares(400_00, mixed, places=(A, B)) == {"Ascheberg": 150_00, "Billerbeck": 250_00}
    assert shares(60_00, mixed, places=(A, B)) == {"Ascheberg": 30_00, "Billerbeck": 30_00}
    half = share_out(
        366_00,
        2024,
        key(period("equal"), period("mixed", date(2024, 7, 1), base=200_00, variable_kind="population")),
        within(A, B),
        None,
        Counter(),
    )
    # 182 days equally; of 184 days 100,54 of the base equally and the rest by one to two
    assert half.by[A.id] == 91_00 + 50_27 + (184_00 - 100_54 + 2) // 3


def test_several_lines_of_a_year_have_one_base_amount_and_what_is_due_once_has_none():
    mixed = key(period("mixed", base=100_00, variable_kind="population"))
    circle_, bases = within(A, B), Counter()
    first = share_out(60_00, 2024, mixed, circle_, None, bases)
    second = share_out(340_00, 2024, mixed, circle_, None, bases)
    third = share_out(-30_00, 2024, mixed, circle_, None, bases)
    assert (first.by[A.id], first.by[B.id]) == (30_00, 30_00)
    assert (second.by[A.id], second.by[B.id]) == (20_00 + 100_00, 20_00 + 200_00)
    assert (third.by[A.id], third.by[B.id]) == (-10_00, -20_00)
    once = share_out(300_00, 2024, mixed, circle_, None)
    assert (once.by[A.id], once.by[B.id]) == (100_00, 200_00)


def test_who_was_in_when_implementation_began_bears_from_the_beginning():
    begun = date(2024, 3, 1)
    spells = {A.id: ((EARLY, None),), B.id: ((begun, None),), C.id: ((begun + DAY, None),)}
    found = circle(priced(places=[A, B, C], spells=spells, phase_dates={0: EARLY, 5: begun}))
    assert [one.name for one in found.on(date(2024, 1, 1))] == ["Ascheberg", "Billerbeck"]
    assert [one.name for one in found.on(begun + DAY)] == ["Ascheberg", "Billerbeck", "Coesfeld"]
    before = circle(priced(places=[A, B, C], spells=spells))
    assert len(before.on(date(2019, 1, 1))) == 3


PLACES = st.lists(st.integers(1, 50_000), min_size=2, max_size=66)


@settings(max_examples=60)
@given(
    PLACES, st.integers(0, 10**11), st.dates(date(2023, 1, 1), date(2025, 12, 31)), st.integers(2023, 2025)
)
def test_shares_sum_to_the_total_whoever_joins_when(populations, amount, joined, year):
    places = [place(number, f"Ort {number:02}", one) for number, one in enumerate(populations)]
    circle_ = within(*places, **{places[-1].name: joined})
    for one in (
        period("population"),
        period("equal"),
        period("mixed", base=5000, variable_kind="population"),
    ):
        found = share_out(amount, year, key(one), circle_, None)
        assert found.total == amount and not found.gaps
        assert min(found.by.values()) >= 0


@settings(max_examples=100)
@given(PLACES, st.integers(0, 10**11))
def test_a_joiner_raises_nobodys_share_by_population_by_more_than_a_cent(populations, amount):
    places = [place(number, f"Ort {number:02}", one) for number, one in enumerate(populations)]
    before = share_out(amount, 2024, key(period("population")), within(*places[:-1]), None).by
    after = share_out(amount, 2024, key(period("population")), within(*places), None).by
    assert all(after[one.id] <= before[one.id] + 1 for one in places[:-1])


@given(st.lists(st.integers(0, 2500), min_size=1, max_size=4), st.integers(0, 10**9))
def test_percentages_and_their_rest_are_the_whole(percents, amount):
    places = [place(number, f"Ort {number}") for number in range(len(percents))]
    figures = {one: Decimal(number) / 100 for one, number in zip(places, percents, strict=True)}
    found = share_out(amount, 2024, key(period("fixed", figures=figures)), within(*places, COUNTY), COUNTY.id)
    assert sum(found.by.values()) + found.rest == amount and not found.gaps


def test_a_key_in_words_leaves_the_lines_without_a_key_to_one_that_shares_out():
    words, equal = key(period("described", reason="wie vereinbart")), key(period("equal"), number=2)
    money = priced(places=[A], keys=(words, equal)).money
    assert (money.key(None), money.key(1), money.key(2), money.key(3)) == (equal, words, equal, None)
    assert priced(places=[A], keys=(words,)).money.key(None) == words
