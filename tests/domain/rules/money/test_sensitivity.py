"""Which assumptions matter most: what a tenth more of a line does is what the comparison says of it."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from initiatives.domain.rules.money import economics, sensitivity
from tests.domain.builders import NOTTULN, OLFEN, SENDEN
from tests.domain.compared import BASIS, compared, line

FIELD = compared(
    line(1, NOTTULN, 250_000),
    line(2, OLFEN, 40_000, increase=Decimal(3)),
    line(3, NOTTULN, 205_000, "joint"),
    line(4, NOTTULN, 60_000, "joint", "it", is_shared=True),
    line(5, OLFEN, 90_000, "joint", "one_off", from_year=2028),
    line(6, OLFEN, 5_000, "joint", "yearly_grant", until_year=2029),
    line(7, NOTTULN, 7_000, "joint", "reimbursement", receiver_id=OLFEN.id),
    line(8, OLFEN, 11_000, "external"),
    line(9, SENDEN, 3_000, "joint"),  # whose baseline is missing
    spells={
        1: ((date(2020, 1, 1), None),),
        2: ((date(2020, 1, 1), None),),
        3: ((date(2020, 1, 1), None),),
    },
)


def test_what_the_lines_add_is_the_value_in_sum():
    found = economics.of_field(FIELD)
    assert [one.organisation.name for one in found.lines] == ["Nottuln", "Olfen"]
    values = economics.values_by_line(FIELD, found)
    assert set(values) == {1, 2, 3, 4, 5, 6, 7, 9}
    assert round(sum(values.values()), 9) == round(sum(one.exact_value for one in found.lines), 9)
    assert values[7] == 0 and values[9] == 0


@pytest.mark.parametrize("number", [1, 2, 3, 4, 5, 6])
def test_a_tenth_more_of_a_line_moves_it_as_a_comparison_of_it_would(number):
    found = economics.of_field(FIELD)
    value = economics.values_by_line(FIELD, found)[number]
    dearer = tuple(
        replace(one, amount=one.amount * 11 // 10) if one.id == number else one for one in FIELD.money.lines
    )
    again = economics.of_field(replace(FIELD, money=replace(FIELD.money, lines=dearer)))
    assert again.present_value - found.present_value == pytest.approx(value / 10, abs=20)  # cents


def test_the_five_that_matter_most_the_widest_first():
    found = sensitivity.of_comparison(FIELD, economics.of_field(FIELD))
    assert [one.line.id for one in found] == [1, 3, 2, 4, 5]
    assert [one.span for one in found] == sorted((one.span for one in found), reverse=True)
    whole = economics.of_field(FIELD).present_value
    for one in found:
        assert one.lower + one.higher == pytest.approx(2 * whole, abs=2)
    baseline, joint = found[:2]
    assert baseline.higher > whole > baseline.lower  # dearer today means more is saved
    assert joint.higher < whole < joint.lower


def test_a_known_answer():
    """250 000 € today, 205 000 €, once 90 000 €, 5 years, 2 %: ±10 % of the baseline is 25 000 € × 4.71346."""
    of = compared(
        line(1, NOTTULN, 250_000),
        line(2, NOTTULN, 205_000, "joint"),
        line(3, NOTTULN, 90_000, "joint", "one_off"),
        basis=BASIS,
    )
    found = sensitivity.of_comparison(of, economics.of_field(of))
    assert [(one.line.id, one.lower, one.higher) for one in found] == [
        (1, 426_919, 23_994_217),
        (2, 21_873_160, 2_547_976),
        (3, 13_110_568, 11_310_568),
    ]
    assert [one.span for one in found] == [23_567_298, 19_325_184, 1_800_000]


def test_nothing_to_show_where_nothing_is_known():
    of = compared(line(1, NOTTULN, 250_000))
    assert sensitivity.of_comparison(of, economics.of_field(of)) == []
