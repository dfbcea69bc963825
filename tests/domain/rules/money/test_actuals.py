"""Plan and actual: from where on a deviation is pointed out, whose year it is, and what a sum leaves out."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from initiatives.domain.rules.money import actuals
from initiatives.domain.rules.money.actuals import Deviation
from initiatives.domain.state.facts import ActualFacts, BasisFacts, CostLineFacts, MoneyFacts
from tests.domain import builders
from tests.domain.builders import DAY, NOTTULN, OLFEN, SENDEN, members

BASIS = BasisFacts(first_year=2026, years=2, rate=Decimal(2), price_year=2026)
SPELLS = {
    NOTTULN.id: ((date(2026, 1, 1), None),),
    OLFEN.id: ((date(2026, 1, 1), date(2027, 7, 2)),),  # 182 of the 365 days of 2027
    SENDEN.id: ((date(2027, 1, 1), None),),
}


def line(number: int, place, euros: int, kind="total", **values) -> CostLineFacts:
    return CostLineFacts(number, "joint", kind, place.id, None, False, None, euros * 100, **values)


def actual(place, year: int, euros: int) -> ActualFacts:
    return ActualFacts(0, place.id, year, euros * 100, "Jahresabschluss", DAY, DAY, "Beauftragte/r")


def field(*given: ActualFacts, lines=None, **changes):
    money = MoneyFacts(
        BASIS,
        lines=lines or (line(1, NOTTULN, 10_000), line(2, OLFEN, 36_500)),
        spells=SPELLS,
        actuals={(one.organisation_id, one.year): one for one in given},
    )
    implemented = {5: date(2026, 1, 1)}
    return builders.field(
        **{"money": money, "participations": members(*HERE), "phase_dates": implemented} | changes
    )


HERE = (NOTTULN, OLFEN, SENDEN)


@pytest.mark.parametrize(
    ("cents", "considerable", "words"),
    [
        (1_099_99, False, "9,9\u00a0% über Plan"),
        (1_100_00, True, "10\u00a0% über Plan"),
        (900_01, False, "9,9\u00a0% unter Plan"),
        (900_00, True, "10\u00a0% unter Plan"),
        (1_000_00, False, "nach Plan"),
        (1_123_00, True, "12,3\u00a0% über Plan"),
        (0, True, "100\u00a0% unter Plan"),
    ],
)
def test_a_deviation_is_pointed_out_from_a_tenth_on(cents, considerable, words):
    found = Deviation(2026, NOTTULN, 1_000_00, cents)
    assert (found.is_considerable, found.words) == (considerable, words)


def test_without_a_plan_there_is_no_percentage():
    assert Deviation(2026, NOTTULN, None, 5_00).words == ""
    nothing = Deviation(2026, NOTTULN, 0, 5_00)
    assert (nothing.is_considerable, nothing.percent, nothing.words) == (True, "", "5,00\u00a0€ über Plan")
    assert not Deviation(2026, NOTTULN, 0, 0).is_considerable
    receives = Deviation(2026, NOTTULN, -5_00, 0)  # a provider that is to get more than it spends
    assert (receives.is_considerable, receives.words) == (False, "5,00\u00a0€ über Plan")
    told = [Deviation(2026, NOTTULN, 100, actual).percent for actual in (50, 100, 150)]
    assert told == ["−50\u00a0%", "0\u00a0%", "+50\u00a0%"]
    assert Deviation(2026, NOTTULN, 1_000_00, 1_000_01).words == "0\u00a0% über Plan"


def test_the_plan_is_the_joint_cost_of_the_year_with_what_falls_due_once():
    once = line(3, NOTTULN, 2_000, "one_off", from_year=2027)
    plans = actuals.planned(field(lines=(line(1, NOTTULN, 10_000), line(2, OLFEN, 36_500), once)))
    assert plans == {
        (NOTTULN.id, 2026): 10_000_00,
        (NOTTULN.id, 2027): 12_000_00,
        (OLFEN.id, 2026): 36_500_00,
        (OLFEN.id, 2027): 18_200_00,
        (SENDEN.id, 2027): None,  # has said no cost, which is not zero; and takes no part in 2026
    }


def test_where_only_a_saving_is_known_the_plan_is_today_less_that():
    given = (
        replace(line(1, NOTTULN, 10_000), variant="today"),
        line(2, NOTTULN, 1_500, "saving"),
        line(3, OLFEN, 900, "saving"),
        line(4, NOTTULN, 700, "one_off", from_year=2026),
    )
    plans = actuals.planned(field(lines=given))
    assert (plans[NOTTULN.id, 2026], plans[OLFEN.id, 2026]) == (9_200_00, None)


def test_the_sum_is_of_those_whose_plan_and_actual_are_known():
    rows = actuals.deviations(field(actual(NOTTULN, 2027, 11_000), actual(SENDEN, 2027, 5_000)))
    assert [(one.year, str(one.organisation), one.cents) for one in rows] == [
        (2026, "Gemeinde Nottuln", None),
        (2026, "Gemeinde Olfen", None),
        (2027, "Gemeinde Nottuln", 1_000_00),
        (2027, "Gemeinde Olfen", None),
        (2027, "Gemeinde Senden", None),
    ]
    whole = actuals.total(rows, 2027)
    assert (whole.planned, whole.actual, whole.cents) == (10_000_00, 11_000_00, 1_000_00)
    assert actuals.missing(rows, 2027) == [OLFEN]
    assert actuals.total(rows, 2026).cents is None
    nothing = actuals.total((Deviation(2026, NOTTULN, 0, 0), Deviation(2026, OLFEN, 5, 7)), 2026)
    assert (nothing.planned, nothing.actual) == (5, 7)
    assert actuals.years(rows, date(2026, 12, 31)) == [2026]
    assert actuals.years(rows, date(2027, 1, 1)) == [2027, 2026]


def test_an_actual_of_a_year_beyond_the_comparison_is_shown_without_a_plan():
    rows = actuals.deviations(field(actual(NOTTULN, 2025, 3_000)))
    assert (rows[0].year, rows[0].planned, rows[0].actual) == (2025, None, 3_000_00)


@pytest.mark.parametrize(
    ("place", "year", "takes_part"),
    [
        (NOTTULN, 2025, False),
        (NOTTULN, 2026, True),
        (OLFEN, 2027, True),
        (OLFEN, 2028, False),
        (SENDEN, 2026, False),
        (SENDEN, 2027, True),
    ],
)
def test_who_takes_part_in_a_year(place, year, takes_part):
    assert actuals.takes_part_in(field(), place.id, year) is takes_part


def test_who_leaves_on_the_first_day_of_a_year_has_no_part_in_it():
    left = replace(field().money, spells={OLFEN.id: ((date(2026, 1, 1), date(2027, 1, 1)),)})
    found = field(money=left)
    assert [actuals.takes_part_in(found, OLFEN.id, year) for year in (2026, 2027)] == [True, False]
    a_day_later = replace(left, spells={OLFEN.id: ((date(2026, 1, 1), date(2027, 1, 2)),)})
    assert actuals.takes_part_in(field(money=a_day_later), OLFEN.id, 2027)


def test_the_hint_tells_of_the_latest_year_its_sum_and_who_deviates():
    assert actuals.hints(field()) == []
    early = actual(NOTTULN, 2026, 20_000)
    assert actuals.hints(field(early, actual(NOTTULN, 2027, 10_999))) == []
    assert actuals.hints(field(early)) == [
        "Ist 2026 liegt 100\u00a0% über Plan.",
        "Gemeinde Nottuln 2026: 100\u00a0% über Plan.",
    ]
    both = field(actual(NOTTULN, 2027, 11_200), actual(OLFEN, 2027, 18_200))  # 1 200 of 28 200
    assert actuals.hints(both) == ["Gemeinde Nottuln 2027: 12\u00a0% über Plan."]
