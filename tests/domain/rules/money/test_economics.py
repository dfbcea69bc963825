"""The comparison: its known answer, who loses, what is missing, reimbursements, and members of a part of a year."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from initiatives.domain.rules.money import compensation, cost_sheet, economics
from tests.domain.priced import EARLY, key, line, period, place, priced

A, B, C = place(1, "Ascheberg"), place(2, "Billerbeck", 3000), place(3, "Coesfeld", 4000)
COUNTY = place(9, "Kreis", None, "kreis")
EQUAL = (key(period("equal")),)


def test_the_known_answer():
    found = economics.of_field(
        priced(
            line("today", "total", 250_000, A),
            line("joint", "total", 205_000, A),
            line("joint", "one_off", 90_000, A),
            places=[A],
        )
    )
    assert (found.saving, found.percent, found.present_value) == (4_500_000, Decimal("18.0"), 12_210_568)
    assert found.outcomes[0].payback == Decimal("2.0")
    assert found.is_complete and not found.losers


@pytest.mark.parametrize(("cost", "considerable"), [(8_500, True), (8_501, False), (8_600, False)])
def test_fifteen_percent_are_pointed_out(cost, considerable):
    """What falls short by a hundredth reads as 15.0, and is not enough."""
    found = economics.of_field(
        priced(line("today", "total", 10_000, A), line("joint", "total", cost, A), places=[A])
    )
    assert found.is_considerable is considerable


@pytest.mark.parametrize(
    ("cost", "one_off", "loses"),
    [(100, 0, False), (101, 0, True), (99, 0, False), (99, 4, False), (99, 5, True), (100, 1, True)],
)
def test_who_pays_more_a_year_or_never_gets_back_what_is_due_once_loses(cost, one_off, loses):
    found = economics.of_field(
        priced(
            line("today", "total", 100, A),
            line("joint", "total", cost, A),
            line("joint", "one_off", one_off, A),
            places=[A],
        )
    )
    assert [one.organisation for one in found.losers] == ([A] if loses else [])


@pytest.mark.parametrize(("increase", "price_year"), [("100", 1994), ("-99.99", 2054)])
def test_no_increase_is_too_large_to_be_reckoned_with(increase, price_year):
    """A slip of the finger is shown as what it is, and stops no page."""
    cost = line("joint", "total", 10_000_000_000, A, increase=Decimal(increase))
    facts = priced(
        line("today", "total", 1, A), line("joint", "one_off", 1, A), cost, places=[A, B], years=30
    )
    money = replace(facts.money, basis=replace(facts.money.basis, price_year=price_year))
    found = economics.of_field(replace(facts, money=money))
    assert [one.organisation for one in found.losers] == [A]
    assert found.percent < -(10**20) and found.payback is None and found.present_value < -(10**20)
    assert compensation.of_comparison(found).needed > 10**20


def test_the_total_does_not_hide_a_loser():
    found = economics.of_field(
        priced(
            line("today", "total", 100, A),
            line("today", "total", 10, B),
            line("joint", "total", 80),
            places=[A, B],
            keys=EQUAL,
        )
    )
    assert found.saving == 30_00
    assert [(one.organisation, one.saving) for one in found.losers] == [(B, -30_00)]


def test_what_is_not_recorded_is_missing_and_never_zero():
    lines = [line("today", "total", 100, A), line("joint", "total", 80)]
    found = economics.of_field(priced(*lines, places=[A, B], keys=EQUAL))
    assert found.missing == ((B, "Kosten heute"),)
    assert (found.of(B.id).today, found.of(B.id).cost, found.of(B.id).saving) == (None, 40_00, None)
    assert (found.today, found.saving, found.is_complete) == (100_00, 60_00, False)
    assert (
        found.of(B.id).present_value is None and found.of(B.id).payback is None and not found.of(B.id).loses
    )
    without = economics.of_field(priced(line("today", "total", 100, A), places=[A]))
    assert without.missing == ((A, "Kosten gemeinsam"),)
    nothing = economics.of_field(
        priced(line("today", "total", 0, A), line("joint", "total", 0, A), places=[A])
    )
    assert nothing.is_complete and nothing.percent is None
    only_once = economics.of_field(
        priced(line("today", "one_off", 5, A), line("joint", "one_off", 5, A), places=[A])
    )
    assert only_once.missing == ((A, "Kosten heute"), (A, "Kosten gemeinsam"))


def test_who_has_left_reimburses_nothing_any_more():
    """Else the others would seem to save what nobody pays."""
    pays = line("joint", "reimbursement", 30, A, receiver_id=B.id, is_shared=False)
    own = [line(one, "total", 100, B) for one in ("today", "joint")]
    spells = {A.id: ((EARLY, date(2025, 7, 1)),), B.id: ((EARLY, None),)}
    found = economics.of_field(priced(pays, *own, places=[A, B], spells=spells))
    assert [row.receives for row in found.of(B.id).years] == [30_00, 30_00, 0, 0, 0]
    back = {**spells, A.id: (*spells[A.id], (date(2027, 1, 1), None))}
    assert (
        economics.of_field(priced(pays, *own, places=[A, B], spells=back)).of(B.id).years[4].receives == 30_00
    )


@pytest.mark.parametrize("variant", ["today", "joint"])
@pytest.mark.parametrize("kind", ["reimbursement", "yearly_grant"])
def test_what_only_comes_in_is_no_known_cost(variant, kind):
    """Else a cost below zero would stand where nobody has said one."""
    full = [line(one, "total", 100, place) for one in ("today", "joint") for place in (A, B)]
    kept = [one for one in full if (one.variant, one.organisation_id) != (variant, B.id)]
    comes = line(variant, kind, 30, B, is_shared=False)
    if kind == "reimbursement":
        comes = replace(comes, organisation_id=A.id, receiver_id=B.id)
    found = economics.of_field(priced(*kept, comes, places=[A, B]))
    word = "Kosten heute" if variant == "today" else "Kosten gemeinsam"
    assert found.missing == ((B, word),) and found.of(B.id).saving is None
    assert economics.of_field(priced(*full, comes, places=[A, B])).missing == ()


def test_a_saving_that_is_all_one_knows_is_marked_and_counts_as_it_is():
    found = economics.of_field(
        priced(
            line("joint", "saving", 5_000, A),
            line("joint", "total", 40),
            line("today", "total", 100, B),
            places=[A, B],
            keys=EQUAL,
        )
    )
    own = found.of(A.id)
    assert (own.only_saving, own.today, own.saving, own.percent) == (True, None, 5_000_00, None)
    assert found.saving == 5_000_00 + 80_00 and found.is_complete


def test_the_provider_receives_what_the_others_bear():
    shared = replace(line("joint", "staff", 300), organisation_id=COUNTY.id)
    found = economics.of_field(
        priced(shared, places=[A, B, COUNTY], provider=COUNTY, keys=(key(period("equal")),))
    )
    assert [(one.cost, one.pays, one.receives) for one in found.outcomes] == [
        (100_00, 100_00, 0),
        (100_00, 100_00, 0),
        (100_00, 0, 200_00),
    ]


def test_what_percentages_leave_over_is_the_providers_in_a_line_of_its_own():
    eight = key(period("fixed", figures={A: Decimal(8)}))
    found = economics.of_field(
        priced(line("joint", "total", 100), places=[A, COUNTY], provider=COUNTY, keys=(eight,))
    )
    county = found.of(COUNTY.id)
    assert (found.of(A.id).cost, county.cost, county.years[0].rest) == (8_00, 92_00, 92_00)


def test_reimbursements_move_money_and_make_none():
    pays = line("joint", "reimbursement", 30, A, receiver_id=B.id, is_shared=False)
    found = economics.of_field(priced(pays, places=[A, B]))
    assert [(one.organisation, sum(row.cost for row in one.years)) for one in found.outcomes] == [
        (A, 150_00),
        (B, -150_00),
    ]


def test_grants_lower_what_is_borne():
    found = economics.of_field(
        priced(
            line("today", "total", 100, A),
            line("joint", "total", 100, A),
            line("joint", "one_off", 50, A),
            line("joint", "grant", 60, A),
            line("joint", "yearly_grant", 10, A, until_year=2025),
            places=[A],
        )
    )
    own = found.outcomes[0]
    assert own.one_off == -10_00
    assert [row.cost for row in own.years] == [90_00, 90_00, 100_00, 100_00, 100_00]
    assert own.payback == 0


@pytest.mark.parametrize(
    ("more", "amounts"),
    [
        ({}, [100, 100, 100]),
        ({"from_year": 2025}, [0, 100, 100]),
        ({"until_year": 2025}, [100, 100, 0]),
        ({"from_year": 2025, "until_year": 2025}, [0, 100, 0]),
        ({"from_year": 2020}, [100, 100, 100]),
        ({"increase": Decimal(10)}, [100, 110, 121]),
        ({"from_year": 2025, "increase": Decimal("2.5")}, [0, "102.5", "105.06"]),
        ({"increase": Decimal(-50)}, [100, 50, 25]),
        ({"kind": "one_off"}, [100, 0, 0]),
        ({"kind": "one_off", "from_year": 2025}, [0, 100, 0]),
        ({"kind": "one_off", "from_year": 2020}, [100, 0, 0]),  # before the horizon: at its beginning
        ({"kind": "grant", "from_year": 2027}, [0, 0, 0]),  # after it
    ],
)
def test_what_a_line_comes_to_in_each_year(more, amounts):
    basis = priced(places=[A], years=3).money.basis
    one = replace(line("joint", "it", 100, A), **more)
    found = [cost_sheet.amount_in(one, year, basis) for year in cost_sheet.horizon(basis)]
    assert found == [int(Decimal(amount) * 100) for amount in amounts]


def test_who_joins_in_the_middle_of_a_year_has_its_part_of_it():
    spells = {A.id: ((EARLY, None),), B.id: ((date(2025, 7, 1), None),)}
    field = priced(
        line("today", "total", 365, A),
        line("today", "total", 365, B),
        line("joint", "total", 365),
        places=[A, B],
        keys=EQUAL,
        first_year=2025,
        years=1,
        spells=spells,
        phase_dates={0: EARLY, 5: date(2025, 1, 1)},
    )
    found = economics.of_field(field)
    assert [(row.today, row.cost) for one in found.outcomes for row in one.years] == [
        (365_00, 181_00 + 92_00),
        (184_00, 92_00),
    ]
    # a year of it: what it pays in the half of which it is in, twice
    assert (found.of(B.id).today, found.of(B.id).cost) == (365_00, 182_50)


@pytest.mark.parametrize(
    ("one_off", "payback"), [(0, "0"), (-5, "0"), (10, "1.0"), (45, "4.5"), (11, "1.1"), (100, "10.0")]
)
def test_after_how_many_years_what_is_due_once_has_come_back(one_off, payback):
    lines = [line("today", "total", 100, A), line("joint", "total", 90, A)]
    kind = "one_off" if one_off >= 0 else "grant"
    found = economics.of_field(priced(*lines, line("joint", kind, abs(one_off), A), places=[A]))
    assert found.outcomes[0].payback == Decimal(payback)


def test_variants_do_not_mix():
    lines = [line("today", "total", 100, A), line("alone", "total", 90, A), line("external", "total", 70, A)]
    field = priced(*lines, places=[A])
    assert economics.of_field(field, "alone").saving == 10_00
    assert economics.of_field(field, "external").saving == 30_00
    assert economics.of_field(field).missing == ((A, "Kosten gemeinsam"),)


@settings(max_examples=60)
@given(
    st.lists(st.tuples(st.integers(0, 2), st.integers(0, 2), st.integers(0, 10**7)), max_size=8),
    st.integers(0, 10**7),
    st.dates(date(2024, 1, 1), date(2026, 12, 31)),
)
def test_what_all_bear_is_what_it_costs(moves, euros, joined):
    """Reimbursements sum to zero, and shares to the cost, whoever joins when."""
    places = [A, B, C]
    lines = [
        line(
            "joint", "reimbursement", amount, places[payer], receiver_id=places[receiver].id, is_shared=False
        )
        for payer, receiver, amount in moves
        if payer != receiver
    ]
    spells = {one.id: ((EARLY, None),) for one in places} | {C.id: ((joined, None),)}
    found = economics.of_field(
        priced(
            *lines,
            line("joint", "total", euros),
            places=places,
            keys=(key(period("population")),),
            spells=spells,
            phase_dates={0: EARLY, 5: EARLY},
        )
    )
    for number in range(found.basis.years):
        assert sum(one.years[number].cost for one in found.outcomes) == euros * 100


def test_what_the_facts_come_to_is_worked_out_once_and_anew_of_a_changed_copy():
    field = priced(line("today", "total", 100, A), line("joint", "total", 90, A), places=[A])
    assert economics.of_field(field) is economics.of_field(field, "joint")
    assert economics.of_field(field, "alone").variant == "alone"
    changed = replace(field, money=replace(field.money, lines=field.money.lines[:1]))
    assert economics.of_field(changed).saving == 0 and economics.of_field(field).saving == 10_00
