"""Nutzwertanalyse: weighted points, and what is not rated in full."""

from datetime import date
from decimal import Decimal

from initiatives.domain.rules.money import utility
from initiatives.domain.state.facts import CriterionFacts, UtilityFacts

DAY = date(2026, 3, 2)


def criterion(weight: str, **points: str) -> CriterionFacts:
    return CriterionFacts(f"Kriterium {weight}", Decimal(weight), {k: Decimal(v) for k, v in points.items()})


def results(*criteria: CriterionFacts) -> list[utility.Utility]:
    return utility.of_analysis(UtilityFacts(criteria, DAY, DAY, "Dülmen"))


def test_points_are_weighted_and_the_variants_stand_in_their_order():
    found = results(
        criterion("60", joint="8", today="3"),
        criterion("39.5", joint="10", today="0"),
        criterion("0.5", joint="0", today="10"),
    )
    assert [(one.variant, one.points) for one in found] == [
        ("today", Decimal("1.85")),
        ("joint", Decimal("8.75")),
    ]
    assert [one.variant for one in utility.best(found)] == ["joint"]


def test_a_variant_without_points_for_one_criterion_has_no_result():
    found = results(criterion("60", joint="8", alone="9"), criterion("40", joint="0"))
    assert [(one.variant, one.points, one.missing) for one in found] == [
        ("alone", None, ("Kriterium 40",)),
        ("joint", Decimal("4.8"), ()),
    ]
    assert [one.variant for one in utility.best(found)] == ["joint"]


def test_equal_ones_are_both_best_and_without_criteria_there_is_none():
    assert [one.variant for one in utility.best(results(criterion("100", joint="5", alone="5")))] == [
        "alone",
        "joint",
    ]
    assert [one.variant for one in utility.best(results(criterion("100", joint="0")))] == ["joint"]
    assert utility.best([]) == [] == results()
