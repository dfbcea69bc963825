"""Sharing out an amount in whole cents, so that the shares sum to it."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import TypeVar

K = TypeVar("K", bound=Hashable)


def largest_remainder(total: int, weights: Mapping[K, int], unit: int = 1) -> dict[K, int]:
    """Shares of `total` (cents, negative too) by `weights`, whole multiples of `unit` cents as far as `total` is one.

    What is left after rounding down goes, a unit each, to those whose remainder is largest; among equal ones to who comes
    first in `weights`, and so does what is less than a unit. Raises ValueError where all weights are zero or one is negative.
    """
    whole = sum(weights.values())
    if whole <= 0 or min(weights.values()) < 0:
        raise ValueError("There is nothing to share out by.")
    sign = -1 if total < 0 else 1
    units, rest = divmod(abs(total), unit)
    shares, remainders = {}, {}
    for one, weight in weights.items():
        shares[one], remainders[one] = divmod(units * weight, whole)
    left = units - sum(shares.values())
    ordered = sorted(remainders, key=lambda one: -remainders[one])
    for one in ordered[:left]:
        shares[one] += 1
    found = {one: share * unit for one, share in shares.items()}
    if rest:
        found[next(one for one in ordered if weights[one])] += rest
    return {one: sign * share for one, share in found.items()}
