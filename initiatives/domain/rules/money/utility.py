"""Nutzwertanalyse: what a variant is worth beyond its cost, by weighted points. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from initiatives.domain.state.facts import CriterionFacts, UtilityFacts
from initiatives.enums.money import Variant

WHOLE = Decimal(100)  # percent
MOST = Decimal(10)  # points


@dataclass(frozen=True)
class Utility:
    """`points` of a variant, 0 to 10; None where a criterion lacks its points."""

    variant: str
    points: Decimal | None
    missing: tuple[str, ...]  # the criteria

    @property
    def label(self) -> str:
        return Variant(self.variant).label


def of_analysis(analysis: UtilityFacts) -> list[Utility]:
    """The variants that have points, in their order."""
    rated = [one for one in Variant.values if any(one in row.points for row in analysis.criteria)]
    return [_of_variant(variant, analysis.criteria) for variant in rated]


def best(found: Iterable[Utility]) -> list[Utility]:
    """Those with the most points; several where they are equal."""
    rated = [one for one in found if one.points is not None]
    most = max((one.points for one in rated if one.points is not None), default=None)
    return [one for one in rated if one.points == most]


def total_weight(weights: Iterable[Decimal]) -> Decimal:
    return sum(weights, Decimal(0))


def _of_variant(variant: str, criteria: Iterable[CriterionFacts]) -> Utility:
    rows = list(criteria)
    missing = tuple(one.title for one in rows if variant not in one.points)
    if missing:
        return Utility(variant, None, missing)
    return Utility(variant, sum((one.weight * one.points[variant] for one in rows), Decimal(0)) / WHOLE, ())
