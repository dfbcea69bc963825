"""Reminders of a baseline: to who owes answers, once before the due day and once after it."""

from datetime import date, timedelta

import pytest

from initiatives.domain.fields import workflow
from initiatives.domain.kernel import moments
from initiatives.domain.money import questionnaires, reminding
from initiatives.domain.rules.reminders import Side, side_of
from initiatives.models import Event, Notice
from tests.domain.money.baselines import ASKED, asked, give, take_part

DUE = date(2026, 12, 31)


@pytest.mark.parametrize(
    ("days", "side"),
    [
        (-8, None),
        (-7, Side.BEFORE),
        (0, Side.BEFORE),
        (1, Side.AFTER),
        (28, Side.AFTER),
        (29, None),  # what was due long ago was entered late
    ],
)
def test_a_due_day_has_a_week_before_it_and_four_after_it(days, side):
    assert side_of(DUE, DUE + timedelta(days=days)) is side


@pytest.fixture
def made(circle):
    """Dülmen has answered, Rosendahl has not; due in ten days."""
    take_part(circle, "duelmen", "rosendahl")
    questionnaire = asked(circle, ASKED[0], due_on=moments.today() + timedelta(days=10))
    give(circle, questionnaire, "duelmen", {"Abrechnungen": "5"})
    return questionnaire


def due(days: int) -> list[reminding.Due]:
    return list(reminding.unreminded(today=moments.today() + timedelta(days=days)))


def told() -> list[tuple[str, str]]:
    rows = Notice.objects.filter(title__startswith="Erinnerung").order_by("pk")
    return [(one.user.email, one.page) for one in rows]


def test_who_owes_answers_is_reminded_once_on_each_side(circle, made):
    assert due(2) == []
    [found] = due(3)
    assert (found.side, found.owing) == (Side.BEFORE, (circle.rosendahl.pk,))
    assert reminding.remind(due=found, at=moments.now())
    assert told() == [("beauftragte-rosendahl@ikz.example", "baseline")]
    assert due(4) == due(10) == [] and not reminding.remind(due=found, at=moments.now())
    event = Event.objects.get(kind="baseline-due")
    assert event.after == "Rosendahl" and event.actor == "selbsttätig durch die Anwendung"
    [late] = due(11)
    assert late.side is Side.AFTER and reminding.remind(due=late, at=moments.now())
    assert due(12) == [] and len(told()) == 1  # within a minute the same notice at the same place is one


def test_another_due_day_is_reminded_of_anew(circle, made):
    reminding.remind(due=due(3)[0], at=moments.now())
    values = {"due_on": made.due_on + timedelta(days=30)}
    questionnaires.edit(
        questionnaire=made, values=values, seen=None, by=circle.people["nottuln"], at=moments.now()
    )
    assert due(3) == [] and len(due(33)) == 1


def test_nobody_is_reminded_where_all_is_there_or_the_field_rests(circle, made):
    assert len(due(3)) == 1
    workflow.rest(
        field=circle.payroll,
        side_state="on_hold",
        reason="Später",
        by=circle.people["nottuln"],
        at=moments.now(),
    )
    assert due(3) == []


def test_who_has_answered_is_not_reminded(circle, made):
    give(circle, made, "rosendahl", {"Abrechnungen": "7"})
    assert due(3) == []
