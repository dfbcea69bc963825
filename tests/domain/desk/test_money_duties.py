"""What of the money of a field stands in "Zu tun": whose it is, in which phases, until when; without a database."""

from dataclasses import replace
from datetime import timedelta

import pytest

from initiatives.domain.desk import money_duties
from tests.domain.builders import (
    DAY,
    NOTTULN,
    OLFEN,
    SENDEN,
    baseline,
    cost,
    field,
    initiative,
    line,
    member,
    members,
    money,
)

PLACES = members(NOTTULN, OLFEN, lead=OLFEN) | {SENDEN.id: member(SENDEN, "interested")}
DUE = DAY + timedelta(days=14)


def owed(place, phase=2, **changes) -> list[tuple]:
    one = field(phase=phase, participations=PLACES, **changes)
    return [
        (duty.kind, duty.title.split(":")[0], duty.note, duty.due)
        for duty in money_duties.of_money(initiative(one), one, place.id)
    ]


def test_nobody_is_to_answer_before_there_are_questions():
    assert owed(NOTTULN) == owed(NOTTULN, baseline=replace(baseline(), questions=())) == []


@pytest.mark.parametrize(("phase", "found"), [(1, 0), (2, 1), (3, 1), (4, 0)])
def test_each_that_takes_part_is_to_answer_before_the_bodies_decide(phase, found):
    told = {"baseline": baseline(OLFEN, due=DUE), "costs": {1: cost(2, 1), 2: cost(2, 1)}}
    awaited = [("baseline", "Bestandsaufnahme beantworten", "Noch offen: 1 von 1 Fragen.", DUE)]
    assert owed(NOTTULN, phase, **told) == awaited[:found]
    assert owed(OLFEN, phase, **told) == owed(SENDEN, phase, **told) == []


def test_costs_are_to_be_given_in_the_concept_as_far_as_they_are_missing():
    told = {"phase": 3, "baseline": baseline(NOTTULN, OLFEN)}
    both = money({OLFEN.id: cost(2, 1)}, line(1, "today", "total", NOTTULN.id, 5))
    assert [what for _, what, _, _ in owed(NOTTULN, **told)] == ["Kosten heute und gemeinsam angeben"]
    assert [what for _, what, _, _ in owed(NOTTULN, **told, money=both)] == ["Kosten gemeinsam angeben"]
    assert owed(OLFEN, **told, money=both) == [] == owed(SENDEN, **told)
    assert owed(NOTTULN, **told | {"phase": 2}) == []
