"""What makes losers whole, and who could bear it: to the cent, and not a cent less."""

from dataclasses import replace

import pytest

from initiatives.domain.rules.money import compensation, economics
from initiatives.domain.rules.money.compensation import Amount
from tests.domain.builders import GUEST, NOTTULN, OLFEN, SENDEN
from tests.domain.compared import compared, line, with_lines


def costs(*amounts: tuple[object, int, int, int]):
    """Euros today, jointly and once, of each."""
    found = []
    for number, (place, today, joint, once) in enumerate(amounts):
        found += [line(10 * number + 1, place, today), line(10 * number + 2, place, joint, "joint")]
        if once:
            found.append(line(10 * number + 3, place, once, "joint", "one_off"))
    return compared(*found)


def paid(of, transfers):
    """The field with reimbursements over the whole horizon."""
    more = [
        replace(
            line(100 + number, one.payer, 0, "joint", "reimbursement"),
            amount=one.cents,
            receiver_id=one.receiver.id,
        )
        for number, one in enumerate(transfers)
    ]
    return with_lines(of, *more)


@pytest.mark.parametrize(
    ("amounts", "needs"),
    [
        ([(NOTTULN, 100, 130, 0), (OLFEN, 500, 300, 0)], {"Nottuln": 3_000}),
        # 1.000 € once, 2 %, five years: 212,16 € a year and not a cent less; today it saves nothing
        ([(NOTTULN, 100, 100, 1_000), (OLFEN, 900, 300, 0)], {"Nottuln": 21_216}),
        # the once is dearer than what it saves
        ([(NOTTULN, 200, 100, 1_000), (OLFEN, 900, 300, 0)], {"Nottuln": 11_216}),
        (
            [(NOTTULN, 100, 130, 0), (OLFEN, 100, 101, 0), (SENDEN, 500, 300, 0)],
            {"Nottuln": 3_000, "Olfen": 100},
        ),
        ([(NOTTULN, 100, 100, 0), (OLFEN, 500, 300, 0)], {}),
    ],
)
def test_the_smallest_amount_that_makes_whole(amounts, needs):
    of = costs(*amounts)
    found = compensation.of_comparison(economics.of_field(of))
    assert {one.organisation.name: one.cents for one in found.needs} == needs
    assert found.suffices == bool(needs)
    transfers = found.transfers
    assert not economics.of_field(paid(of, transfers)).losers
    for transfer in transfers:
        short = [replace(one, cents=one.cents - (one is transfer)) for one in transfers]
        assert [one.organisation.name for one in economics.of_field(paid(of, short)).losers] == [
            transfer.receiver.name
        ]


def test_gainers_bear_in_proportion_to_what_they_gain_and_stay_whole():
    of = costs((NOTTULN, 100, 200, 0), (OLFEN, 500, 200, 0), (SENDEN, 500, 400, 100))
    found = compensation.of_comparison(economics.of_field(of))
    shares = {one.organisation.name: one.cents for one in found.bears}
    # Olfen gains 300 €, Senden 100 € less 21,22 € a year for what falls due once
    assert shares == {"Olfen": 7_920, "Senden": 2_080}
    assert sum(shares.values()) == found.needed == sum(one.cents for one in found.transfers) == 10_000
    assert found.suffices and found.circle_gains


def test_whole_cents_sum_to_what_is_needed():
    of = costs((NOTTULN, 100, 101, 0), (OLFEN, 500, 400, 0), (SENDEN, 500, 300, 0))
    found = compensation.of_comparison(economics.of_field(of))
    assert [one.cents for one in found.bears] == [33, 67]


@pytest.mark.parametrize(
    ("amounts", "available", "gains"),
    [
        ([(NOTTULN, 100, 200, 0), (OLFEN, 500, 450, 0)], 5_000, False),
        ([(NOTTULN, 100, 200, 0), (OLFEN, 500, 500, 0)], 0, False),
        # exactly enough: the circle as a whole gains nothing, and can still share it out
        ([(NOTTULN, 100, 200, 0), (OLFEN, 500, 400, 0)], 10_000, False),
        # it saves each year, and not what falls due once
        ([(NOTTULN, 100, 200, 0), (SENDEN, 100, 90, 1_000), (OLFEN, 500, 390, 0)], 11_000, False),
    ],
)
def test_where_the_circle_gains_nothing_it_is_said(amounts, available, gains):
    found = compensation.of_comparison(economics.of_field(costs(*amounts)))
    assert (found.available, found.circle_gains) == (available, gains)
    assert found.suffices == (available >= found.needed) == bool(found.transfers) == bool(found.bears)


@pytest.mark.parametrize(
    ("bears", "expected"),
    [
        ((3, 6), [("Senden", "Nottuln", 3), ("Rechenzentrum", "Nottuln", 2), ("Rechenzentrum", "Olfen", 4)]),
        ((7, 2), [("Senden", "Nottuln", 5), ("Senden", "Olfen", 2), ("Rechenzentrum", "Olfen", 2)]),
        ((5, 4), [("Senden", "Nottuln", 5), ("Rechenzentrum", "Olfen", 4)]),
    ],
)
def test_as_few_payments_as_give_each_its_amount(bears, expected):
    needs = (Amount(NOTTULN, 5), Amount(OLFEN, 4))
    shares = tuple(Amount(place, cents) for place, cents in zip((SENDEN, GUEST), bears, strict=True))
    found = compensation.Compensation(needs, shares, 100, (), circle_gains=True).transfers
    assert [(one.payer.name, one.receiver.name, one.cents) for one in found] == expected


def test_a_single_cent_is_borne_and_who_has_nothing_to_give_bears_nothing():
    of = compared(
        replace(line(1, NOTTULN, 0), amount=99),
        line(2, NOTTULN, 1, "joint"),
        # 1 € early, 1,01 € late: whole, and less than a cent a year short of bearing anything
        line(3, SENDEN, 1, until_year=2027),
        replace(line(4, SENDEN, 0, "joint"), amount=101, from_year=2031),
        line(5, OLFEN, 2),
        line(6, OLFEN, 1, "joint"),
    )
    found = compensation.of_comparison(economics.of_field(of))
    assert [(one.organisation.name, one.cents) for one in (*found.needs, *found.bears)] == [
        ("Nottuln", 1),
        ("Olfen", 1),
    ]
    assert found.available == 100


@pytest.mark.parametrize(("cents", "gains"), [(0, False), (1, True)])
def test_the_circle_gains_from_the_first_cent_on(cents, gains):
    of = compared(
        line(1, NOTTULN, 1),
        line(2, NOTTULN, 1, "joint"),
        replace(line(3, NOTTULN, 0, "joint", "grant"), amount=cents),
    )
    assert compensation.of_comparison(economics.of_field(of)).circle_gains is gains


def test_who_has_only_a_known_saving_neither_bears_nor_is_made_whole():
    of = compared(
        line(1, NOTTULN, 1_000, "joint", "saving"),
        line(2, OLFEN, 100),
        line(3, OLFEN, 200, "joint"),
        line(4, SENDEN, 10, "joint", "saving"),
        line(5, SENDEN, 1_000, "joint", "one_off"),
    )
    found = compensation.of_comparison(economics.of_field(of))
    assert [one.organisation.name for one in found.needs] == ["Olfen"]
    assert (found.available, found.left_out) == (0, (SENDEN,))
