"""Answers beside each other: sums of those that are known, what stands out, what a case costs."""

from dataclasses import replace
from decimal import Decimal

import pytest

from initiatives.domain.rules.money import baseline_comparison
from tests.domain.builders import COUNTY, NOTTULN, OLFEN, SENDEN, organisation
from tests.domain.rules.money.surveys import baseline, column, question

PLACES = [organisation(number, f"Ort {number}") for number in range(1, 8)]


def compared(*values, kind="number", unit="", **more):
    """The comparison of one question that as many answer as there are values; None does not answer."""
    found = baseline(
        question(1, kind, unit=unit, **more),
        answers={place.id: {1: v} for place, v in zip(PLACES, values, strict=False) if v is not None},
    )
    [comparison] = baseline_comparison.comparisons(found, PLACES[: len(values)])
    return comparison


def test_sum_and_median_are_of_those_that_are_known():
    found = compared("10", None, "0", "20.5")
    assert (found.total, found.middle) == (Decimal("30.5"), 10)
    assert [one.organisation.name for one in found.missing] == ["Ort 2"]
    assert [one.number for one in found.entries] == [10, None, 0, Decimal("20.5")]
    assert len(found.known) == 3  # a zero is an answer


def test_where_nobody_answers_there_is_neither_sum_nor_median():
    found = compared(None, None)
    assert (found.total, found.middle, found.outliers, len(found.missing)) == (None, None, (), 2)


@pytest.mark.parametrize(
    ("unit", "adds_up"),
    [
        ("Stück", True),
        ("", True),
        ("Jahresstunden", True),
        ("im Monat", True),
        ("Anrufe je Monat", True),
        ("Stück/Jahr", True),
        ("%", False),
        ("Prozent", False),
        ("Stunden je Woche", False),
        ("€/Fall", False),
        ("Stunden pro Tag", False),
    ],
)
def test_no_sum_of_percentages_and_of_what_is_per_something(unit, adds_up):
    found = compared("10", "20", unit=unit)
    assert (found.total is not None, found.middle) == (adds_up, 15)


def test_choices_and_yes_or_no_are_counted_and_do_not_add_up():
    found = compared(True, False, None, True, kind="yes_no")
    assert (found.counts, found.total, found.middle) == ([("ja", 2), ("nein", 1)], None, None)
    assert not found.entries[1].number and found.entries[1].is_known  # no is an answer
    assert compared("B", "A", "B", kind="choice").counts == [("B", 2), ("A", 1)]
    assert compared("B", "A", kind="choice").counts == [("A", 1), ("B", 1)]
    assert [compared(kind=kind).is_measured for kind in ("number", "money", "yes_no")] == [True, True, False]


# Quartiles of 10, 11, 12, 13: 10.75 and 12.25; 1.5 times their distance reaches from 8.5 to 14.5
@pytest.mark.parametrize(
    ("values", "marks"),
    [
        (("10", "11", "1000"), ["", "", ""]),  # three are too few
        (("10", "11", "12", "1000"), ["", "", "", "high"]),
        (("0", "1000", "1001", "1002"), ["low", "", "", ""]),
        (("10", "11", "12", "13", "14"), [""] * 5),
        (("1", "2", "3", "4", "7"), [""] * 5),  # the fence is at 4 + 1.5 * 2 = 7
        (("1", "2", "3", "4", "7.01"), ["", "", "", "", "high"]),
        (("1", "4", "5", "6", "7"), [""] * 5),  # and at 4 - 3 = 1
        (("0.99", "4", "5", "6", "7"), ["low", "", "", "", ""]),
        (("5", "5", "5", "5"), [""] * 4),
        (("5", "5", "5", "5", "6"), ["", "", "", "", "high"]),
    ],
)
def test_what_lies_far_outside_the_quartiles_stands_out(values, marks):
    assert [one.stands_out for one in compared(*values).entries] == marks


def test_a_missing_answer_counts_for_nothing_when_it_is_said_what_stands_out():
    found = compared("10", None, "11", "1000")
    assert found.outliers == ()
    assert [one.organisation.name for one in compared("10", None, "11", "12", "1000").outliers] == ["Ort 5"]


def test_of_a_list_the_columns_with_numbers_are_summed_and_half_a_sum_is_none():
    volume = question(1, "rows", columns=(column("gruppe"), column("volumen", "money", unit="€")))
    rows = {
        1: {1: [{"gruppe": "Papier", "volumen": 100}, {"gruppe": "Strom", "volumen": 250}]},
        2: {1: [{"gruppe": "Papier", "volumen": 100}, {"gruppe": "Strom", "volumen": None}]},
        3: {1: []},
    }
    [found] = baseline_comparison.comparisons(baseline(volume, answers=rows), PLACES[:4])
    assert [one.number for one in found.entries] == [350, None, 0, None]
    assert [one.why for one in found.entries] == ["", "unvollständig", "", "keine Angabe"]
    assert (found.title, found.total) == ("Frage 1: Volumen, Summe", 350)


def per_case(*questions, answers, asked=(NOTTULN, OLFEN)):
    return {
        one.key: one for one in baseline_comparison.per_case(baseline(*questions, answers=answers), asked)
    }


CASES, FTE, COST = question(1, meaning="cases"), question(2, meaning="fte"), question(3, "money", "cost")


def test_figures_for_a_case_a_post_and_a_thousand_inhabitants():
    found = per_case(CASES, FTE, COST, answers={1: {1: "500", 2: "2.5", 3: 1_000_000}})  # of 1000 inhabitants
    first = {key: one.entries[0].number for key, one in found.items()}
    assert first == {
        "kosten-je-fall": 2000,  # cents
        "faelle-je-vzae": 200,
        "faelle-je-1000": 500,
        "kosten-je-1000": 1_000_000,
        "vzae-je-1000": Decimal("2.5"),
    }
    assert all(one.entries[1].why == "keine Angabe" for one in found.values())
    assert all(one.total is None for one in found.values())  # shares do not add up


def test_no_figures_of_what_is_not_asked():
    assert per_case(question(1), answers={1: {1: "5"}}) == {}
    assert list(per_case(CASES, answers={})) == ["faelle-je-1000"]


@pytest.mark.parametrize("answers", [{1: "0", 2: "1", 3: 100}, {1: "5", 2: "0", 3: 100}])
def test_nothing_is_divided_by_nothing(answers):
    found = per_case(CASES, FTE, COST, answers={1: answers})
    key = "kosten-je-fall" if answers[1] == "0" else "faelle-je-vzae"
    assert (found[key].entries[0].number, found[key].entries[0].why) == (None, "nicht bestimmbar")


def test_a_county_has_no_inhabitants_of_its_own_and_who_has_no_figure_is_named():
    unknown = replace(OLFEN, population=None)
    answers = {one.id: {1: "5"} for one in (NOTTULN, unknown, COUNTY)}
    found = per_case(CASES, answers=answers, asked=(NOTTULN, unknown, COUNTY))["faelle-je-1000"]
    assert [one.why for one in found.entries] == ["", "nicht bestimmbar", "nicht bestimmbar"]


def test_several_costs_count_together_once_all_of_them_are_known():
    more = question(4, "money", "cost")
    licences = question(5, "rows", columns=(column("kosten", "money", "cost"),))
    half = [{"kosten": 30}, {}]
    answers = {
        1: {1: "10", 3: 100, 4: 50, 5: [{"kosten": 20}, {"kosten": 30}]},
        2: {1: "10", 3: 100, 4: 50, 5: half},
        3: {1: "10", 3: 100, 5: [{"kosten": 50}]},
    }
    asked = (NOTTULN, OLFEN, SENDEN)
    found = per_case(CASES, COST, more, licences, answers=answers, asked=asked)["kosten-je-fall"]
    assert [one.number for one in found.entries] == [20, None, None]


def test_what_is_asked_by_the_month_counts_for_the_year():
    monthly = question(1, meaning="cases", unit="im Monat")
    found = per_case(monthly, COST, answers={1: {1: "10", 3: 120_000}})
    assert found["kosten-je-fall"].entries[0].number == 1000
    assert found["faelle-je-1000"].entries[0].number == 120
