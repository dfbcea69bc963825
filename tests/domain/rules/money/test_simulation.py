"""What a simulation changes of the facts of a field, and what comes of it; without a database."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from initiatives.domain.rules.money import cost_keys, economics, simulation
from initiatives.domain.rules.money.simulation import Change, KeyChange
from initiatives.domain.state.facts import BasisFacts, CostKeyFacts, CostLineFacts, KeyPeriodFacts, MoneyFacts
from tests.domain.builders import COUNTY, DAY, NOTTULN, OLFEN, SENDEN, field, member

PLACES = {one.id: one for one in (NOTTULN, OLFEN, SENDEN, COUNTY)}
BASIS = BasisFacts(2026, 2, Decimal(0), 2026)


def line(number: int, kind: str, cents: int, place=None, variant="joint") -> CostLineFacts:
    return CostLineFacts(number, variant, kind, place and place.id, None, place is None, None, cents)


def period(starts_on: date, kind="equal", number=1, ends_on=None, **more) -> KeyPeriodFacts:
    return KeyPeriodFacts(
        number, starts_on, ends_on, kind, more.pop("bearers", "participants"), more.pop("figures", {}), **more
    )


FIRST = period(date(2020, 1, 1))
TODAY = [line(11, "total", 60_00, NOTTULN, "today"), line(12, "total", 40_00, OLFEN, "today")]


def shared(*periods: KeyPeriodFacts, lines=(), **changes):
    """Nottuln and Olfen pay 100 euros together by one key, and 60 and 40 today."""
    joint = [line(1, "staff", 60_00), line(2, "material", 40_00)]
    keys = (CostKeyFacts(1, "Betrieb", periods),) if periods else ()
    money = MoneyFacts(BASIS, lines=(*TODAY, *joint, *lines), keys=keys)
    return field(participations={one.id: member(one) for one in (NOTTULN, OLFEN)}, money=money, **changes)


def costs(one, change: Change) -> dict[str, int | None]:
    found = economics.of_field(simulation.applied(one, PLACES, change))
    return {each.organisation.name: each.cost for each in found.outcomes}


def test_nothing_changed_changes_nothing():
    one = shared(FIRST)
    result = simulation.compared(one, PLACES, Change())
    assert [row.difference for row in result.rows] == [0, 0] and result.difference == 0
    assert not result.losing_newly and not result.losing_no_more
    assert simulation.applied(one, PLACES, Change()).money.lines == one.money.lines


@pytest.mark.parametrize("phases", [{0: date(2025, 1, 1)}, {5: DAY}])
def test_who_joins_bears_from_its_day_on_whether_the_field_has_begun_or_not(phases):
    one = shared(FIRST, phase_dates=phases)
    assert costs(one, Change(joins={SENDEN.id: None})) == {"Nottuln": 3334, "Olfen": 3333, "Senden": 3333}
    half = simulation.applied(one, PLACES, Change(joins={SENDEN.id: date(2026, 7, 1)}))
    rows = {each.organisation.name: each.years for each in economics.of_field(half).outcomes}
    assert rows["Senden"][0].cost + rows["Nottuln"][0].cost + rows["Olfen"][0].cost == 100_00
    assert rows["Senden"][1].cost == 3333 and 0 < rows["Senden"][0].cost < 3333
    assert rows["Senden"][0].cost == pytest.approx(100_00 * 184 / 365 / 3, abs=2)


def test_who_joins_raises_nobodys_share_by_population():
    one = shared(period(date(2020, 1, 1), "population"))
    result = simulation.compared(one, PLACES, Change(joins={SENDEN.id: date(2027, 7, 1), COUNTY.id: None}))
    told = {row.organisation.name: row.difference for row in result.rows}
    assert told["Nottuln"] < 0 and told["Olfen"] < 0 and told["Senden"] is None
    assert result.rows[0].tried is not None
    assert costs(one, Change(joins={COUNTY.id: None}))["Coesfeld"] == 0  # has no inhabitants of its own


def test_who_takes_part_already_does_not_join_and_who_does_not_cannot_leave():
    one = shared(FIRST)
    change = Change(joins={NOTTULN.id: date(2027, 1, 1), 99: None}, leaves={SENDEN.id: None})
    assert costs(one, change) == costs(one, Change())


def test_who_leaves_bears_until_the_day_before():
    one = shared(FIRST)
    assert costs(one, Change(leaves={OLFEN.id: None})) == {"Nottuln": 100_00}
    found = economics.of_field(simulation.applied(one, PLACES, Change(leaves={OLFEN.id: date(2027, 1, 1)})))
    rows = {each.organisation.name: [year.cost for year in each.years] for each in found.outcomes}
    assert rows == {"Nottuln": [50_00, 100_00], "Olfen": [50_00, 0]}


def spans(one, change: KeyChange) -> list[tuple[str, date, date | None]]:
    key = simulation.applied(one, PLACES, Change(key=change)).money.keys[0]
    return [(each.kind, each.starts_on, cost_keys.last_day(key, each)) for each in key.periods]


MID, END = date(2026, 7, 1), date(2027, 6, 30)


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (KeyChange("equal"), [("equal", date.min, None)]),
        (
            KeyChange("equal", starts_on=MID),
            [("population", date(2020, 1, 1), date(2026, 6, 30)), ("equal", MID, None)],
        ),
        (
            KeyChange("equal", starts_on=MID, ends_on=END),
            [
                ("population", date(2020, 1, 1), date(2026, 6, 30)),
                ("equal", MID, END),
                ("population", date(2027, 7, 1), None),
            ],
        ),
        (KeyChange(ends_on=END), [("population", date.min, END), ("population", date(2027, 7, 1), None)]),
    ],
)
def test_another_key_stands_in_the_place_of_what_is_recorded_for_its_days(change, expected):
    assert spans(shared(period(date(2020, 1, 1), "population")), change) == expected


def test_a_later_period_begins_with_its_day_unless_the_tried_one_is_open():
    later = period(date(2028, 1, 1), "population", 2)
    one = shared(FIRST, later)
    assert spans(one, KeyChange("cases", starts_on=MID, ends_on=END)) == [
        ("equal", date(2020, 1, 1), date(2026, 6, 30)),
        ("cases", MID, END),
        ("equal", date(2027, 7, 1), date(2027, 12, 31)),
        ("population", date(2028, 1, 1), None),
    ]
    assert spans(one, KeyChange("cases", starts_on=MID))[-1] == ("cases", MID, None)


def test_percentages_leave_the_rest_to_the_provider_and_a_missing_key_is_made_up():
    one = shared()
    provided = replace(
        one, participations=one.participations | {COUNTY.id: replace(member(COUNTY), is_provider=True)}
    )
    change = Change(key=KeyChange("fixed", figures={OLFEN.id: Decimal(8)}))
    assert costs(provided, change) == {"Coesfeld": 92_00, "Nottuln": 0, "Olfen": 8_00}
    assert economics.of_field(one).gaps  # without a key nobody bears it


def test_volumes_grants_and_one_off_costs():
    one = shared(
        FIRST, lines=[line(3, "one_off", 10_00), line(4, "grant", 4_00), line(5, "yearly_grant", 10_00)]
    )

    def sums(**changes) -> tuple[int, int]:
        found = economics.of_field(simulation.applied(one, PLACES, Change(**changes)))
        return sum(each.cost or 0 for each in found.outcomes), found.one_off

    assert sums() == (90_00, 6_00)
    assert sums(volume=Decimal(10)) == (100_00, 6_00)  # the grant a year stays
    assert sums(line_volumes={2: Decimal(-50)}) == (70_00, 6_00)
    assert sums(volume=Decimal(10), line_volumes={2: Decimal(-50)}) == (78_00, 6_00)
    assert sums(grant=0) == (90_00, 10_00) and sums(grant=10_00) == (90_00, 0)
    assert sums(one_off=30_00) == (90_00, 26_00)


def test_a_change_of_one_variant_leaves_the_others():
    one = shared(FIRST, lines=[line(7, "total", 50_00, variant="external")])
    changed = simulation.applied(one, PLACES, Change(variant="external", volume=Decimal(100), one_off=5_00))
    assert [each.amount for each in changed.money.lines if each.variant == "joint"] == [60_00, 40_00]
    assert [each.amount for each in changed.money.lines if each.variant == "external"] == [100_00, 5_00]


def test_who_loses_newly_and_who_no_more_is_told():
    """Nottuln pays 60 and Olfen 40 today, so that halves put Olfen in the worse place."""
    one = shared(FIRST)
    by_cases = KeyChange("cases", figures={NOTTULN.id: Decimal(62), OLFEN.id: Decimal(38)})
    result = simulation.compared(one, PLACES, Change(key=by_cases))
    assert [each.name for each in result.losing_newly] == ["Nottuln"]
    assert [each.name for each in result.losing_no_more] == ["Olfen"]
    fair = KeyChange("cases", figures={NOTTULN.id: Decimal(6), OLFEN.id: Decimal(4)})
    result = simulation.compared(one, PLACES, Change(key=fair))
    assert not result.tried.losers and [each.name for each in result.losing_no_more] == ["Olfen"]


GONE = date(2026, 7, 1)


@pytest.mark.parametrize(
    ("day", "spells"),
    [
        (date(2026, 6, 30), ((date.min, GONE),)),  # is still in
        (GONE, ((date.min, GONE), (GONE, None))),
        (date(2027, 1, 1), ((date.min, GONE), (date(2027, 1, 1), None))),
    ],
)
def test_who_has_left_may_join_again_from_the_day_of_its_leaving_on(day, spells):
    one = shared(FIRST)
    known = {NOTTULN.id: ((DAY, None),), OLFEN.id: ((DAY, GONE),)}
    one = replace(one, money=replace(one.money, spells=known))
    again = simulation.applied(one, PLACES, Change(joins={NOTTULN.id: None, OLFEN.id: day, SENDEN.id: day}))
    assert again.money.spells[OLFEN.id] == spells and again.money.spells[SENDEN.id] == ((day, None),)
    made = again.participations[SENDEN.id]
    assert (made.status, made.is_responsible, made.effective_on) == ("participating", False, day)


def test_who_joins_again_from_the_beginning_is_in_once():
    one = shared(FIRST)
    late = date(2027, 1, 1)
    known = {NOTTULN.id: ((date.min, None),), OLFEN.id: ((late, None),)}
    one = replace(one, phase_dates={5: DAY}, money=replace(one.money, spells=known))
    again = simulation.applied(one, PLACES, Change(joins={OLFEN.id: None}))
    assert again.money.spells[OLFEN.id] == ((date.min, None),)


def test_who_leaves_on_the_day_of_its_joining_was_never_in():
    one = shared(FIRST)
    one = replace(
        one,
        phase_dates={5: DAY},
        money=replace(one.money, spells={NOTTULN.id: ((DAY, None),), OLFEN.id: ((GONE, None),)}),
    )
    assert OLFEN.id not in simulation.applied(one, PLACES, Change(leaves={OLFEN.id: GONE})).money.spells


def test_a_mixed_key_keeps_the_rounding_and_without_figures_those_of_its_kind():
    recorded = period(
        date(2020, 1, 1), "cases", figures={NOTTULN.id: Decimal(3), OLFEN.id: Decimal(1)}, rounding="euro"
    )
    one = shared(recorded)

    def tried(**values) -> KeyPeriodFacts:
        return simulation.applied(one, PLACES, Change(key=KeyChange(**values))).money.keys[0].periods[-1]

    mixed = tried(kind="mixed", base=20_00, variable_kind="cases", figures={NOTTULN.id: Decimal(1)})
    assert (mixed.id, mixed.base, mixed.variable_kind, mixed.rounding) == (0, 20_00, "cases", "euro")
    assert mixed.figures == {NOTTULN.id: 1}
    same = tried(kind="cases", base=20_00, variable_kind="usage", starts_on=MID)
    assert (same.figures, same.base, same.variable_kind) == (recorded.figures, None, "")
    assert tried(kind="usage", starts_on=MID).figures == {}
    assert tried(kind="cases", bearers="named", starts_on=MID).figures == {}
    assert tried(kind="cases", figures={OLFEN.id: Decimal(9)}, starts_on=MID).figures == {OLFEN.id: 9}
    made = simulation.applied(shared(), PLACES, Change(key=KeyChange("equal"))).money.keys
    assert [(one.id, one.title, one.periods[0].rounding) for one in made] == [(0, simulation.TITLE, "cent")]


def test_days_that_meet_those_of_a_recorded_period():
    closed = period(date(2026, 1, 1), "population", ends_on=date(2026, 6, 30))
    one = shared(closed)
    assert spans(one, KeyChange("equal", starts_on=MID)) == [
        ("population", date(2026, 1, 1), date(2026, 6, 30)),
        ("equal", MID, None),
    ]
    assert spans(one, KeyChange("equal", starts_on=date(2026, 1, 1), ends_on=date(2026, 6, 30))) == [
        ("equal", date(2026, 1, 1), date(2026, 6, 30))
    ]
    short = KeyChange("equal", starts_on=date(2026, 6, 30), ends_on=date(2026, 6, 30))
    assert [each[:2] for each in spans(one, short)] == [
        ("population", date(2026, 1, 1)),
        ("equal", date(2026, 6, 30)),
    ]
    assert spans(one, KeyChange(starts_on=date(2025, 1, 1))) == [("population", date(2025, 1, 1), None)]


def test_half_cents_are_rounded_up_and_what_is_not_known_counts_nothing():
    one = shared(FIRST, lines=[line(3, "staff", 5)])
    changed = simulation.applied(one, PLACES, Change(line_volumes={3: Decimal(-50)}))
    assert changed.money.lines[-1].amount == 3
    made = simulation.applied(one, PLACES, Change(grant=7)).money.lines[-1]
    assert (made.id, made.amount, made.is_shared, made.kind) == (0, 7, True, "grant")
    plain = replace(one, money=replace(one.money, lines=tuple(TODAY)))  # nobody's joint cost is known
    result = simulation.compared(plain, PLACES, Change())
    assert (result.cost_before, result.cost_after, result.difference) == (0, 0, 0)


def test_who_loses_either_way_loses_still():
    result = simulation.compared(shared(FIRST), PLACES, Change(volume=Decimal(5)))
    told = {row.organisation.name: (row.loses_newly, row.loses_still) for row in result.rows}
    assert told == {"Nottuln": (False, False), "Olfen": (False, True)}
    newly = simulation.compared(shared(FIRST), PLACES, Change(volume=Decimal(30)))
    assert [(row.loses_newly, row.loses_still) for row in newly.rows] == [(True, False), (False, True)]
