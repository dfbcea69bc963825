"""Sharing out in whole cents: the shares sum to the total, and nobody is more than a unit off."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from initiatives.domain.rules.money.allocation import largest_remainder

WEIGHTS = st.dictionaries(st.integers(0, 70), st.integers(0, 10**9), min_size=1).filter(
    lambda found: any(found.values())
)


@given(st.integers(-(10**12), 10**12), WEIGHTS, st.sampled_from([1, 100]))
def test_shares_sum_to_the_total_and_nobody_is_a_unit_off(total, weights, unit):
    shares = largest_remainder(total, weights, unit)
    assert sum(shares.values()) == total
    assert list(shares) == list(weights)
    whole = sum(weights.values())
    for one, share in shares.items():
        assert abs(share - Fraction(total * weights[one], whole)) < 2 * unit
        assert weights[one] or not share


@pytest.mark.parametrize(
    ("total", "weights", "unit", "shares"),
    [
        (100, {"a": 1, "b": 1, "c": 1}, 1, {"a": 34, "b": 33, "c": 33}),
        (101, {"a": 1, "b": 1, "c": 1}, 1, {"a": 34, "b": 34, "c": 33}),
        (-100, {"a": 1, "b": 1, "c": 1}, 1, {"a": -34, "b": -33, "c": -33}),
        (10, {"a": 1, "b": 3, "c": 0}, 1, {"a": 3, "b": 7, "c": 0}),  # 2.5 and 7.5: the first by name
        (10, {"a": 0, "b": 26, "c": 74}, 1, {"a": 0, "b": 3, "c": 7}),  # 2.6 and 7.4
        (1050, {"a": 1, "b": 1}, 100, {"a": 550, "b": 500}),  # whole euros; what is less goes to the first
        (0, {"a": 1, "b": 1}, 1, {"a": 0, "b": 0}),
        (-1, {"a": 1, "b": 1}, 1, {"a": -1, "b": 0}),
        (1, {"a": 0, "b": 5}, 100, {"a": 0, "b": 1}),
    ],
)
def test_what_is_left_goes_to_the_largest_remainder_and_then_by_order(total, weights, unit, shares):
    assert largest_remainder(total, weights, unit) == shares


def test_a_cent_is_the_unit_where_none_is_named():
    assert largest_remainder(3, {"a": 1, "b": 1}) == {"a": 2, "b": 1}


@pytest.mark.parametrize("weights", [{"a": 0}, {"a": -1, "b": 3}])
def test_nothing_is_shared_out_by_nothing(weights):
    with pytest.raises(ValueError):
        largest_remainder(1, weights)
