"""What an organisation waits for, and what it has done of late; without a database."""

from dataclasses import replace
from datetime import timedelta

import pytest

from initiatives.domain.desk.finished import finished
from initiatives.domain.desk.waiting import waiting
from initiatives.domain.rules import gates
from initiatives.domain.state.facts import ResolutionFacts, TaskFacts
from tests.domain.agreed import agreement
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


SIGNING = "Unterzeichnen: Vereinbarung"


@pytest.mark.parametrize(
    ("phase", "place", "changes", "what"),
    [
        (4, NOTTULN, {}, SIGNING),
        (3, NOTTULN, {}, "Entscheidung beginnen: Personalabrechnung"),
        (5, NOTTULN, {}, "Betrieb und Evaluation beginnen: Personalabrechnung"),
        (4, SENDEN, {}, "Umsetzung beginnen: Personalabrechnung"),
        (4, NOTTULN, {"kind": "accession", "amends_id": 9}, "Umsetzung beginnen: Personalabrechnung"),
    ],
)
def test_a_party_waits_for_its_signature_while_the_bodies_decide(phase, place, changes, what):
    one = field(
        phase=phase,
        participations=members(NOTTULN, OLFEN, SENDEN, lead=OLFEN),
        round=round_("decision"),
        asks=asks(ask(OLFEN)),
        agreements=(agreement(**changes),),
    )
    assert [found.what for found in waits(place, one)] == [what]


def test_without_a_missing_answer_the_first_point_is_told():
    points = field(phase=0, aim="", description="", participations=INSIDE)
    one = replace(points, phase=3)
    (found,) = waits(SENDEN, one)
    assert found.names == () and found.more > 0
    from_gates = gates.missing(initiative(one), one)
    assert found.first == next(point for point in from_gates if SENDEN not in point.owes)


def _resolution(place, days: int, **changes) -> ResolutionFacts:
    told = ResolutionFacts(
        "Rat", DAY - timedelta(days=days), "adopted", "", (20, 3, 0), organisation_id=place.id, id=days
    )
    return replace(told, **changes)


def test_own_resolutions_are_told_the_latest_first():
    decisions = (
        _resolution(OLFEN, 9),
        _resolution(OLFEN, 2),
        _resolution(SENDEN, 3),
        _resolution(OLFEN, 4, confirmed=False),
        _resolution(OLFEN, 5, id=0),
    )
    state = initiative(field(decisions=decisions))
    found = finished(initiatives=[state], organisation_id=OLFEN.id, today=DAY)
    assert [(one.title, one.page, one.page_id) for one in found] == [
        ("Beschluss erfasst: Rat", "register_resolution", 2),
        ("Beschluss erfasst: Rat", "register_resolution", 9),
    ]
