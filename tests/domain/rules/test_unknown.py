"""What is not known of a day: the edges of each key, and that nothing is unknown of what was recorded while it happened."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from initiatives.domain.rules import unknown
from initiatives.domain.state.facts import AssessmentFacts, FieldFacts, MoveFacts
from tests.domain.builders import (
    NOTTULN,
    OLFEN,
    ask,
    asks,
    baseline,
    cost,
    field,
    initiative,
    key,
    member,
    members,
    round_,
)

BEGUN = date(2013, 5, 1)  # when the field was proposed, and the initiative begins
DAY = date(2015, 12, 31)  # the as-of day
ENTERED = date(2026, 3, 2)  # when all that was recorded
ONE = timedelta(days=1)
GREEN = AssessmentFacts(1, "green", "", "", "", None, BEGUN)
LEFT = {phase: BEGUN + timedelta(days=10 * phase) for phase in range(7)}


def move(to: int, day: date = BEGUN, recorded: date = ENTERED, before: int = 0) -> MoveFacts:
    return MoveFacts(1, before, to, None, None, day, "", (), "", recorded)


def late(phase: int, **changes) -> FieldFacts:
    """A field that had come step by step to a phase before anybody recorded it."""
    known = {
        "phase": phase,
        "phase_dates": {one: LEFT[one] for one in range(phase + 1)},
        "late_phases": frozenset(range(phase)),
        "recorded_on": ENTERED,
        "last_move": move(phase) if phase else None,
        "next_move": move(phase + 1) if phase < 6 else None,
    }
    return field(**known | changes)


def complete(phase: int, **changes) -> FieldFacts:
    """The same, of which all is known."""
    known = {
        "participations": {
            **members(NOTTULN, lead=NOTTULN),
            OLFEN.id: member(OLFEN, since=BEGUN),
            NOTTULN.id: member(NOTTULN, leads=True, contact="Amt 10", since=BEGUN),
        },
        "asks": asks(ask(NOTTULN, "consent", "adopted")),
        "decisions": ask(NOTTULN, "consent", "adopted").resolutions,
        "round": round_(closed=BEGUN),
        "costs": {NOTTULN.id: cost(2, 1), OLFEN.id: cost(2, 1)},
        "keys": (key(),),
        "baseline": baseline(NOTTULN, OLFEN),
        "assessment": GREEN,
    }
    return late(phase, **known | changes)


def keys(found: FieldFacts, day: date = DAY, **changes) -> list[str]:
    facts = initiative(found, documented_from=BEGUN, **changes)
    return [one.key for one in unknown.of_field(facts, found, day)]


@pytest.mark.parametrize("phase", range(7))
def test_nothing_is_unknown_where_all_was_entered(phase):
    assert keys(complete(phase)) == []


@pytest.mark.parametrize(
    ("phase", "found"),
    [
        (0, []),
        (1, ["lead", "light"]),
        (2, ["participants", "lead", "answers", "light"]),
        (3, ["participants", "lead", "answers", "light"]),
        (4, ["participants", "lead", "answers", "costs", "light"]),
        (5, ["participants", "lead", "answers", "decisions", "costs", "light"]),
        (6, ["participants", "lead", "answers", "decisions", "costs", "light"]),
    ],
)
def test_of_a_late_course_is_unknown_what_belongs_to_the_phases_that_were_over(phase, found):
    assert keys(late(phase)) == found


@pytest.mark.parametrize("phase", range(7))
def test_a_course_that_was_recorded_while_it_went_on_has_no_unknown(phase):
    """There "none" is known, whatever a release was given in spite of."""
    live = late(phase, late_phases=frozenset(), recorded_on=BEGUN, next_move=None)
    assert keys(live) == []


@pytest.mark.parametrize(
    ("days", "after", "found"),
    [(-1, None, ["phase"]), (0, None, []), (1, None, []), (-1, 1, []), (-1, 2, ["phase"])],
)
def test_a_proposal_entered_after_the_day_says_nothing_of_how_it_went_on(days, after, found):
    """But what was recorded of its next step says it: that it had not come yet."""
    then = move(after, ENTERED - ONE) if after else None
    assert keys(late(0, next_move=then), ENTERED + timedelta(days=days)) == found


@pytest.mark.parametrize(("recorded", "found"), [(DAY + 2 * ONE, ["phase"]), (DAY + ONE, [])])
def test_the_phase_of_a_day_before_a_jump_is_unknown_where_the_jump_was_entered_later(recorded, found):
    assert keys(complete(1, next_move=move(5, DAY + ONE, recorded, before=1))) == found


@pytest.mark.parametrize(
    ("known", "words"),
    [
        ((0, 6), "Tage der Phasen 1 bis 5"),
        ((0, 1, 2, 3, 4, 6), "Tage der Phase 5"),
        ((0, 1, 2, 3, 4, 5, 6), ""),
    ],
)
def test_the_days_of_phases_left_out_are_unknown(known, words):
    found = complete(6, phase_dates={phase: LEFT[phase] for phase in known})
    told = unknown.of_field(initiative(found), found, DAY)
    assert [one.what for one in told] == ([words] if words else [])
    assert keys(replace(found, late_phases=frozenset())) == []


@pytest.mark.parametrize(("days", "found"), [(-1, []), (0, []), (1, ["participants"])])
def test_who_took_part_before_the_first_known_one_is_unknown(days, found):
    since = LEFT[2] + timedelta(days=days)
    assert keys(complete(3, participations={1: member(NOTTULN, leads=True, since=since)})) == found


def test_costs_are_unknown_until_all_who_take_part_have_theirs():
    assert keys(complete(4, costs={NOTTULN.id: cost(2, 1)})) == ["costs"]
    [one] = unknown.of_field(initiative(), lacking := complete(4, costs={NOTTULN.id: cost(2, 1)}), DAY)
    assert one.what == "Kosten (Gemeinde Olfen)" and lacking.money.lines
    assert keys(complete(3, costs={})) == [], "before the concept is over nobody needs any"


def test_grey_is_no_unknown_light():
    resting = {"side_state": "on_hold", "assessment": None}
    assert "light" in keys(complete(3, assessment=None)) and "light" not in keys(complete(3, **resting))


def test_a_release_that_was_entered_with_missing_points_is_named_as_long_as_they_are_missing():
    points = ("Ziel angeben", "Federführung benennen")
    assert keys(complete(1, aim="", late_missing=points)) == ["evidence"]
    assert keys(complete(1, late_missing=points)) == [], "the aim was entered since"
    assert keys(complete(1, participations={}, late_missing=points)) == ["lead"], "has a key of its own"
    assert keys(complete(1, aim="")) == [], "not missing when it was released"


@pytest.mark.parametrize(
    ("phase", "known", "point"),
    [
        (3, {"baseline": None}, "Bestandsaufnahme liefern"),  # there was no questionnaire then
        (3, {"baseline": baseline(NOTTULN)}, "Fragebogen der Bestandsaufnahme anlegen"),
        (4, {"keys": ()}, "Kostenschlüssel festlegen"),
    ],
)
def test_what_lacked_of_baseline_and_key_is_named_in_whichever_words_it_lacks_now(phase, known, point):
    assert keys(complete(phase, **known, late_missing=(point,))) == ["evidence"]
    assert keys(complete(phase, late_missing=(point,))) == []
    assert keys(complete(phase, **known)) == []


@pytest.mark.parametrize(
    ("days", "found"), [(-1, []), (0, []), (1, ["places", "fields", "conditions", "meetings"])]
)
def test_an_initiative_entered_after_it_begins_does_not_know_whether_there_was_none(days, found):
    empty = {"organisations": {}, "conditions": (), "recorded_on": BEGUN + timedelta(days=days)}
    facts = initiative(documented_from=BEGUN, **empty)
    assert [one.key for one in unknown.of_initiative(facts)] == found
    with_field = replace(facts, fields=(field(),), organisations={NOTTULN.id: NOTTULN})
    assert [one.key for one in unknown.of_initiative(with_field)] == found[2:]
