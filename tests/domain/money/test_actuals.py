"""Figures of a year: one stands, others correct it; a list is taken over whole or not at all."""

from datetime import timedelta

import pytest

from initiatives.domain.kernel import moments
from initiatives.domain.kernel.errors import Refused
from initiatives.domain.money import actuals
from initiatives.domain.money.actuals import CHANGED, KNOWN, NEW, Figure
from initiatives.domain.state.loading import facts
from initiatives.models import Actual, Event
from tests.support.takers import all_take_part

YEAR = 2026  # in which the circle begins


@pytest.fixture
def taking_part(circle):
    return all_take_part(circle)


def said(circle, who: str = "nottuln") -> dict:
    return {"by": circle.people[who], "at": moments.now()}


def enter(circle, who: str = "duelmen", **values) -> Actual:
    given = {"organisation": circle.duelmen, "year": YEAR, "cents": 11_200_00, "source": " Abschluss \n"}
    return actuals.enter(**{"field": circle.payroll} | given | said(circle, who) | values)


def standing(circle) -> dict:
    found = facts(circle.initiative.pk).field(circle.payroll.pk).money.actuals
    return {key: one.cents for key, one in found.items()}


def figures(circle, *given: tuple) -> list[Figure]:
    return [
        Figure(line, place.pk, YEAR, cents, "Abschluss") for line, (place, cents) in enumerate(given, start=2)
    ]


def test_one_figure_stands_of_a_year_and_is_told(taking_part):
    assert enter(taking_part).source == "Abschluss"
    assert standing(taking_part) == {(taking_part.duelmen.pk, YEAR): 11_200_00}
    assert Event.objects.get(kind="actual").subject == f"Ist-Kosten der Stadt Dülmen {YEAR}"
    for values, name in (
        ({}, "year"),
        ({"cents": -1, "year": YEAR, "organisation": taking_part.rosendahl, "who": "nottuln"}, "cents"),
        ({"source": " ", "organisation": taking_part.rosendahl, "who": "nottuln"}, "source"),
        ({"organisation": taking_part.rosendahl}, "organisation"),
        ({"organisation": taking_part.county, "who": "nottuln"}, "year"),
        ({"effective_on": moments.today() + timedelta(days=1)}, "effective_on"),
    ):
        with pytest.raises(Refused) as caught:
            enter(taking_part, **values)
        assert caught.value.field == name, values
    assert Actual.objects.count() == 1


def test_a_figure_is_put_right_by_its_own_or_the_lead_or_never_was(taking_part):
    entry = enter(taking_part)
    right = {"values": {"cents": 10_500_00}, "correction_reason": "Zahlendreher"}
    with pytest.raises(Refused):
        actuals.correct(entry=entry, **right, **said(taking_part, "rosendahl"))
    with pytest.raises(Refused):
        actuals.correct(entry=entry, **right | {"values": {"cents": -1}}, **said(taking_part))
    new = actuals.correct(entry=entry, **right, **said(taking_part))
    assert list(standing(taking_part).values()) == [10_500_00]
    gone = {"values": {}, "correction_reason": "Anderes Produkt", "withdrawn": True}
    actuals.correct(entry=new, **gone, **said(taking_part, "duelmen"))
    assert standing(taking_part) == {}
    enter(taking_part, cents=1_00)  # and may be entered anew


def test_a_list_says_what_would_come_of_it_and_is_taken_over(taking_part):
    enter(taking_part)
    field, by = taking_part.payroll, said(taking_part)
    rows = figures(taking_part, (taking_part.duelmen, 11_000_00), (taking_part.rosendahl, 5_00))
    assert actuals.look(rows, field=field, **by) == [(CHANGED, ""), (NEW, "")]
    whole = {"field": field, "figures": rows, "correction_reason": "Endgültig"}
    with pytest.raises(Refused):
        actuals.take_over(**whole | {"correction_reason": ""}, seen=[CHANGED, NEW], **by)
    with pytest.raises(Refused):
        actuals.take_over(**whole, seen=[NEW, NEW], **by)
    assert Actual.objects.count() == 1, "all of it or nothing"
    assert actuals.take_over(**whole, seen=[CHANGED, NEW], **by) == [CHANGED, NEW]
    assert sorted(standing(taking_part).values()) == [5_00, 11_000_00]
    assert actuals.look(rows, field=field, **by) == [(KNOWN, ""), (KNOWN, "")]
    assert actuals.take_over(**whole, seen=[KNOWN, KNOWN], **by) == [KNOWN, KNOWN]
    assert Actual.objects.count() == 3


def test_a_list_replaces_no_figure_that_somebody_has_put_right_since(taking_part):
    entry = enter(taking_part)
    field, by = taking_part.payroll, said(taking_part)
    rows = figures(taking_part, (taking_part.duelmen, 11_000_00))
    told = {"field": field, "figures": rows, "seen": [CHANGED], "correction_reason": "Endgültig"}
    stood = actuals.standing(rows, facts(field.initiative_id).field(field.pk))
    assert stood == [entry.pk]
    right = {"values": {"cents": 10_500_00}, "correction_reason": "Zahlendreher"}
    new = actuals.correct(entry=entry, **right, **by)
    with pytest.raises(Refused, match="Inzwischen"):
        actuals.take_over(**told, stood=stood, **by)
    assert list(standing(taking_part).values()) == [10_500_00]
    actuals.take_over(**told, stood=[new.pk], **by)


def test_rows_of_others_are_named_in_a_list(taking_part):
    rows = figures(taking_part, (taking_part.duelmen, 1_00), (taking_part.rosendahl, 5_00))
    found = actuals.look(rows, field=taking_part.payroll, **said(taking_part, "duelmen"))
    assert found == [(NEW, ""), ("", actuals.NOT_YOURS)]
    with pytest.raises(Refused):
        actuals.take_over(
            field=taking_part.payroll,
            figures=rows,
            seen=[NEW, ""],
            correction_reason="",
            **said(taking_part, "duelmen"),
        )
    assert not Actual.objects.exists()
