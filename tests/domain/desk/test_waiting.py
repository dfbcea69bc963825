"""What an organisation waits for, and what it has done of late; without a database."""

from dataclasses import replace
from datetime import timedelta

import pytest

from initiatives.domain.desk.finished import finished
from initiatives.domain.desk.waiting import waiting
from initiatives.domain.state.facts import TaskFacts
from tests.domain.builders import (
    DAY,
    NOTTULN,
    OLFEN,
    SENDEN,
    ask,
    asks,
    field,
    initiative,
    member,
    members,
    round_,
    step,
)

INSIDE = members(OLFEN, SENDEN, lead=OLFEN)
ASKED = {"phase": 1, "round": round_(), "participations": INSIDE}


def waits(place, *fields, **changes) -> list:
    return waiting(initiatives=[initiative(*fields, **changes)], organisation_id=place.id)


def told(one) -> tuple:
    return one.what, one.names, one.first and one.first.what, one.more


def test_who_is_missing_is_named_and_the_other_points_are_counted():
    open_ = field(**ASKED, asks=asks(ask(OLFEN, "consent"), ask(SENDEN)))
    # beside Senden's answer: the round is to be closed, and there are less than two consents
    assert [told(one) for one in waits(OLFEN, open_)] == [
        ("Bestandsaufnahme beginnen: Personalabrechnung", ("Senden",), None, 2)
    ]


def test_the_own_answer_is_no_waiting_for_others_but_one_of_the_points():
    open_ = field(**ASKED, asks=asks(ask(OLFEN, "consent"), ask(SENDEN)))
    (one,) = waits(SENDEN, open_)
    assert one.names == () and one.first.what.startswith("Abstimmungsrunde") and one.more == 2
    both = field(**ASKED, asks=asks(ask(OLFEN), ask(SENDEN)))
    assert waits(SENDEN, both)[0].names == ("Olfen",)


def test_what_only_the_organisation_itself_owes_waits_for_nobody():
    done = field(phase=2, participations=INSIDE)
    points = waits(SENDEN, done)
    assert points and points[0].first.who == str(OLFEN)
    assert waits(OLFEN, done) == [], "Olfen leads and owes all of it"


@pytest.mark.parametrize(
    ("changes", "concerned"),
    [
        ({}, True),
        ({"side_state": "on_hold"}, False),
        ({"phase": 0}, False),
        ({"phase": 6}, False),
        ({"participations": {SENDEN.id: member(SENDEN, "interested")}}, False),
    ],
)
def test_it_concerns_who_takes_part_between_the_proposal_and_operation(changes, concerned):
    one = field(**{**ASKED, "asks": asks(ask(OLFEN)), **changes})
    assert bool(waits(SENDEN, one)) is concerned


def test_who_convenes_waits_for_each_field_the_nearest_to_its_end_first():
    far = field(**ASKED | {"id": 11, "title": "Fern"}, asks=asks(ask(OLFEN), ask(SENDEN)))
    near = field(**ASKED | {"id": 12, "title": "Nah"}, asks=asks(ask(OLFEN, "consent"), ask(SENDEN)))
    assert [one.field.title for one in waits(NOTTULN, far, near)] == ["Nah", "Fern"]
    assert waits(NOTTULN, far, convening=None) == []


@pytest.mark.parametrize(("days", "listed"), [(0, True), (30, True), (31, False)])
def test_what_was_done_is_told_for_thirty_days(days, listed):
    on = DAY - timedelta(days=days)
    done = replace(step(0, "done", OLFEN), done_on=on)
    task = TaskFacts(7, "Daten liefern", OLFEN.id, None, None, "done", NOTTULN.id, on)
    state = initiative(field(steps=(done, step(0, "open", OLFEN))), tasks=(task,))
    found = finished(initiatives=[state], organisation_id=OLFEN.id, today=DAY)
    assert [(one.title, one.page) for one in found] == (
        [("Daten liefern", "task"), ("Vertrag prüfen", "field")] if listed else []
    )
    assert finished(initiatives=[state], organisation_id=SENDEN.id, today=DAY) == []


def test_an_answer_counts_and_deliberating_does_not():
    given = field(round=round_(), asks=asks(ask(OLFEN, "consent"), ask(SENDEN, "deliberating")))
    today = ask(OLFEN, "consent").position.effective_on
    found = finished(initiatives=[initiative(given)], organisation_id=OLFEN.id, today=today)
    assert [(one.title, one.note) for one in found] == [("Votum: Zustimmung", "Personalabrechnung")]
    assert finished(initiatives=[initiative(given)], organisation_id=SENDEN.id, today=today) == []
