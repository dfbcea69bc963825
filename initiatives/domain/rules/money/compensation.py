"""What would make those whole who lose by a variant, and who could bear it. Pure; cents a year, the same in each year.

An organisation is whole where it neither pays more a year than today nor has a negative net present value. Who gains can
bear as much as leaves itself whole; each bears in proportion to that. A known saving is net: who has only that is left out.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_FLOOR, Decimal

from initiatives.domain.rules.money.allocation import largest_remainder
from initiatives.domain.rules.money.economics import Comparison, Outcome
from initiatives.domain.state.facts import OrganisationFacts

PERCENT = Decimal(100)
FINE = Decimal("0.000001")  # what is finer comes from dividing


@dataclass(frozen=True)
class Amount:
    organisation: OrganisationFacts
    cents: int  # a year


@dataclass(frozen=True)
class Transfer:
    """A reimbursement that would be agreed."""

    payer: OrganisationFacts
    receiver: OrganisationFacts
    cents: int  # a year


@dataclass(frozen=True)
class Compensation:
    """`needs` what makes each loser whole, `bears` who could bear how much of it; empty where the gains do not suffice.

    `left_out` are losers of whom only a saving is known. `available` is what the gainers could bear together.
    """

    needs: tuple[Amount, ...]
    bears: tuple[Amount, ...]
    available: int
    left_out: tuple[OrganisationFacts, ...]
    circle_gains: bool  # the net present value in sum is above zero

    @property
    def needed(self) -> int:
        return sum(one.cents for one in self.needs)

    @property
    def suffices(self) -> bool:
        return bool(self.bears)

    @property
    def transfers(self) -> list[Transfer]:
        """Who pays whom: as few reimbursements as give each its amount to the cent, in the order of the names."""
        found, left = [], [*reversed(self.bears)]
        for need in self.needs:
            lacks = need.cents
            while lacks and left:
                share = left.pop()
                paid = min(share.cents, lacks)
                found.append(Transfer(share.organisation, need.organisation, paid))
                lacks -= paid
                if share.cents > paid:
                    left.append(Amount(share.organisation, share.cents - paid))
        return found


def of_comparison(comparison: Comparison) -> Compensation:
    """What would make the losers of a comparison whole."""
    balanced = [one for one in comparison.lines if not one.only_saving]
    losers = [one for one in comparison.losers if not one.only_saving]
    needs = tuple(Amount(one.organisation, -_margin(one)) for one in losers)
    room = {one.organisation.id: max(0, _margin(one)) for one in balanced if not one.loses}
    needed, available = sum(one.cents for one in needs), sum(room.values())
    shares = largest_remainder(needed, room) if available and available >= needed else {}
    who = {one.organisation.id: one.organisation for one in balanced}
    return Compensation(
        needs=needs,
        bears=tuple(Amount(who[pk], cents) for pk, cents in shares.items() if cents),
        available=available,
        left_out=tuple(one.organisation for one in comparison.losers if one.only_saving),
        circle_gains=comparison.present_value > 0,
    )


def _margin(one: Outcome) -> int:
    """How much an organisation can pay more each year and still be whole; below zero what it needs, in whole cents."""
    years, step = len(one.years), 1 + one.rate / PERCENT
    annuity = sum((1 / step**number for number in range(1, years + 1)), Decimal(0))
    gain = sum(one.gain(row) for row in one.years)
    margin = min(Decimal(gain) / years, one.exact_value / annuity)
    return int(margin.quantize(FINE).to_integral_value(ROUND_FLOOR))
