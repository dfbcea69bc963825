"""What pages count and in which order they list it."""

from dataclasses import replace
from datetime import timedelta

import pytest

from initiatives.domain.fields import assessments, fields
from initiatives.domain.kernel import moments
from initiatives.domain.rules import tallies
from initiatives.domain.state.facts import AssessmentFacts
from initiatives.domain.state.loading import facts
from initiatives.domain.votes import positions, rounds
from initiatives.enums import Participation, Stance
from tests.domain.builders import (
    COUNTY,
    DAY,
    GUEST,
    NOTTULN,
    OLFEN,
    SENDEN,
    ask,
    asks,
    field,
    initiative,
    member,
    members,
    organisation,
    round_,
)


def answer(circle, name, stance, reason=""):
    ask = circle.ask(getattr(circle, name))
    positions.give(ask=ask, stance=stance, reason=reason, by=circle.people[name], at=moments.now())


def read(circle):
    found = facts(circle.initiative.pk)
    return found, found.field(circle.payroll.pk)


def test_the_own_line_first_then_the_undecided(circle):
    answer(circle, "duelmen", Stance.CONSENT)
    found, field = read(circle)
    own_first = tallies.votes(found, field, circle.duelmen.pk)
    assert [line.organisation.name for line in own_first] == ["Dülmen", "Nottuln", "Rosendahl"]
    assert own_first[0].own and own_first[0].provisional
    as_county = tallies.votes(found, field, circle.county.pk)
    assert [line.organisation.name for line in as_county] == ["Nottuln", "Rosendahl", "Dülmen"]
    unasked = tallies.votes(found, found.field(circle.hotline.pk), None)
    assert {line.stance for line in unasked} == {"not_asked"}


def test_silence_is_no_refusal_in_words(circle):
    answer(circle, "duelmen", Stance.CONSENT)
    answer(circle, "nottuln", Stance.CONDITIONAL, "Kündigungsfrist")
    found, field = read(circle)
    words = [phrase.text for phrase in tallies.in_words(tallies.votes(found, field, None))]
    assert words == ["1 Zustimmung", "davon 1 vorläufig", "1 unter Bedingung", "1 Rückmeldung steht aus"]


def test_nobody_waits_any_more_once_the_round_is_closed(circle):
    answer(circle, "duelmen", Stance.CONSENT)
    answer(circle, "nottuln", Stance.DELIBERATING)
    rounds.close_round(round_=circle.round, reason="Genug.", by=circle.people["nottuln"], at=moments.now())
    found, field = read(circle)
    lines = tallies.votes(found, field, None)
    assert [(line.organisation.name, line.stance) for line in lines] == [
        ("Nottuln", "deliberating"),
        ("Rosendahl", "no_answer"),
        ("Dülmen", "consent"),
    ]
    assert [phrase.text for phrase in tallies.in_words(lines)][-1] == "1 ohne Rückmeldung"


def test_nobody_waits_for_who_has_left(circle):
    fields.set_participation(
        field=circle.payroll,
        organisation=circle.rosendahl,
        status="left",
        by=circle.people["rosendahl"],
        at=moments.now(),
    )
    _, field = read(circle)
    assert field.stance_of(circle.rosendahl.pk) == "no_answer"
    assert field.stance_of(circle.duelmen.pk) == "pending"


def test_the_standing_of_an_initiative(circle):
    today = moments.today()
    answer(circle, "duelmen", Stance.DELIBERATING)
    for one, days in ((circle.payroll, 5), (circle.hotline, -1)):
        assessments.assess(
            field=one,
            light="green",
            milestone="Beratung",
            milestone_on=today + timedelta(days=days),
            by=circle.people["duelmen"],
            at=moments.now(),
        )
    standing = tallies.standing(read(circle)[0], today)
    assert (standing.fields, standing.at_work, standing.proposals, standing.resting) == (2, 0, 2, 0)
    assert (standing.pending, standing.deliberating) == (2, 1)
    assert standing.next_field.id == circle.payroll.pk
    assert standing.lights_set == "2 grün"


def test_nobody_owes_an_answer_to_a_closed_round(circle):
    found, _ = read(circle)
    assert [m.owes for m in tallies.members(found, None)] == [1, 1, 1]
    assert [(t.answered, t.asked) for t in tallies.open_rounds(found)] == [(0, 3)]
    rounds.close_round(reason="Es eilt.", round_=circle.round, by=circle.people["nottuln"], at=moments.now())
    found, _ = read(circle)
    assert [m.owes for m in tallies.members(found, None)] == [0, 0, 0]
    assert tallies.open_rounds(found) == []
    assert tallies.standing(found, moments.today()).pending == 0


def test_members_the_own_first_and_who_joined_one_field_last(circle):
    fields.set_participation(
        field=circle.payroll,
        organisation=circle.county,
        status=Participation.PARTICIPATING,
        by=None,
        at=moments.now(),
    )
    lines = tallies.members(read(circle)[0], circle.rosendahl.pk)
    assert [line.organisation.name for line in lines] == ["Rosendahl", "Dülmen", "Nottuln", "Kreis Coesfeld"]
    assert [line.convenes for line in lines] == [False, False, True, False]
    assert lines[-1].takes_part_in == 1 and not lines[-1].organisation.takes_part


def test_fields_in_any_order(circle):
    found, _ = read(circle)

    def titles(order):
        return [f.title[:4] for f in tallies.arranged(found.fields, order)]

    assert titles("") == titles("nr") == titles("unsinn") == ["Pers", "Einf"]
    assert titles("feld") == titles("-nr") == titles("voten") == ["Einf", "Pers"]
    for order in tallies.SORTING:
        assert sorted(titles(order)) == sorted(titles(f"-{order}")) == ["Einf", "Pers"]


BOTH = members(NOTTULN, OLFEN, lead=OLFEN)
TODAY = DAY


def named(lines) -> str:
    return " ".join(line.organisation.name for line in lines)


def test_a_guest_stands_in_the_votes_of_the_field_that_it_has_joined_or_was_asked_about():
    passed_by = organisation(6, "Billerbeck", takes_part=False)
    one = field(
        participations={GUEST.id: member(GUEST), passed_by.id: member(passed_by, "interested")},
        asks=asks(ask(COUNTY, "consent"), ask(OLFEN)),
    )
    state = initiative(one, guests=(COUNTY, GUEST, passed_by))
    assert named(tallies.votes(state, one, None)) == "Olfen Coesfeld Nottuln Senden Rechenzentrum"
    assert named(tallies.votes(state, one, GUEST.id)).startswith("Rechenzentrum Olfen")


def test_a_line_of_the_votes_says_what_one_has_said():
    one = field(participations=BOTH, round=round_(), asks=asks(ask(OLFEN, "consent"), ask(SENDEN)))
    lines = {line.organisation.name: line for line in tallies.votes(initiative(one), one, OLFEN.id)}
    assert list(lines) == ["Olfen", "Senden", "Nottuln"]
    assert [
        (line.stance, line.participation, line.leads, line.own, line.provisional) for line in lines.values()
    ] == [
        ("consent", "participating", True, True, True),
        ("pending", "open", False, False, False),
        ("not_asked", "participating", False, False, False),
    ]
    unled = field(participations=members(NOTTULN))
    assert not any(line.leads for line in tallies.votes(initiative(unled), unled, None))


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ((), ""),
        (("consent",), "*1 Zustimmung, davon 1 vorläufig"),
        (("consent", "consent"), "*2 Zustimmungen, davon 2 vorläufig"),
        (("conditional",), "*1 unter Bedingung"),
        (("abstention", "abstention"), "2 Enthaltungen"),
        (("refusal",), "*1 Ablehnung"),
        (("refusal", "refusal", "abstention"), "1 Enthaltung, *2 Ablehnungen"),
        (("withdrawn",), "1 zurückgezogen"),
        (("deliberating",), "1 in Beratung"),
        (("",), "*1 Rückmeldung steht aus"),
        (("", ""), "*2 Rückmeldungen stehen aus"),
    ],
)
def test_votes_in_words(given, expected):
    given = asks(
        *(ask(place, stance) for place, stance in zip((NOTTULN, OLFEN, SENDEN), given, strict=False))
    )
    one = field(round=round_(), asks=given)
    found = tallies.in_words(tallies.votes(initiative(one), one, None))
    assert ", ".join(f"{'*' if phrase.strong else ''}{phrase.text}" for phrase in found) == expected


def test_only_plain_consents_are_told_as_provisional_and_silence_by_what_it_is():
    answers = asks(ask(NOTTULN, "consent", "adopted"), ask(OLFEN, "conditional"), ask(SENDEN))
    one = field(round=round_(closed=DAY), asks=answers)
    found = tallies.in_words(tallies.votes(initiative(one), one, None))
    assert [phrase.text for phrase in found] == ["1 Zustimmung", "1 unter Bedingung", "1 ohne Rückmeldung"]


def milestone(days: int | None, light="green") -> AssessmentFacts:
    due = None if days is None else DAY + timedelta(days=days)
    return AssessmentFacts(1, light, "", "", "Vertrag", due, DAY)


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        (-1, None, None),
        (0, 1, 1),  # of today it is still to come
        (1, 0, 2),
        (3, 3, 1),
        (-1, 9, 2),
        (None, None, None),
    ],
)
def test_the_next_milestone_is_of_today_or_later(first, second, expected):
    fields = [field(id=n, number=n, assessment=milestone(days)) for n, days in ((1, first), (2, second))]
    rests = field(id=3, number=3, assessment=milestone(0), side_state="on_hold")
    found = tallies.standing(initiative(*fields, rests, field(id=4, number=4)), TODAY).next_field
    assert (found and found.number) == expected


def test_a_standing_counts_each_field_once_and_what_is_owed():
    asking = {
        "round": round_(),
        "asks": asks(ask(NOTTULN), ask(OLFEN, "deliberating"), ask(SENDEN, "consent")),
    }
    found = tallies.standing(
        initiative(
            field(id=1, number=1, phase=0, **asking),
            field(id=2, number=2, phase=1, assessment=milestone(1, "red")),
            field(id=3, number=3, phase=6, assessment=milestone(1, "yellow")),
            field(id=4, number=4, phase=0, side_state="ended"),
            field(id=5, number=5, phase=3, side_state="on_hold"),
        ),
        TODAY,
    )
    assert (found.fields, found.at_work, found.proposals, found.resting, found.over) == (5, 2, 1, 1, 1)
    assert (found.pending, found.deliberating) == (1, 1)
    assert found.lights_set == "1 gelb, 1 rot"


def test_members_are_those_of_the_circle_and_who_has_joined_a_field():
    one = field(
        id=1,
        participations={
            OLFEN.id: member(OLFEN, leads=True),
            GUEST.id: member(GUEST),
            COUNTY.id: member(COUNTY, "left"),
        },
        round=round_(),
        asks=asks(ask(NOTTULN), ask(OLFEN)),
    )
    other = field(id=2, participations=members(OLFEN, lead=OLFEN), round=round_(), asks=asks(ask(OLFEN)))
    lines = tallies.members(initiative(one, other, guests=(COUNTY, GUEST)), SENDEN.id)
    assert [
        (line.organisation.name, line.takes_part_in, line.leads, line.owes, line.own, line.convenes)
        for line in lines
    ] == [
        ("Senden", 0, 0, 0, True, False),
        ("Nottuln", 0, 0, 1, False, True),
        ("Olfen", 2, 2, 2, False, False),
        ("Rechenzentrum", 1, 0, 0, False, False),
    ]
    alone = tallies.members(initiative(one, convening=None), None)
    assert not any(line.convenes for line in alone)


def test_open_rounds_count_what_is_asked_anew_the_nearest_deadline_first():
    carried = replace(ask(NOTTULN, "consent"), carried=True)
    late, soon, same = (
        replace(round_(), id=n, deadline=DAY + timedelta(days=d)) for n, d in ((1, 9), (2, 8), (3, 8))
    )
    state = initiative(
        field(id=1, round=late, asks=asks(ask(OLFEN, "consent"), ask(NOTTULN, "refusal"), ask(SENDEN))),
        field(id=2, round=late, asks=asks(carried, ask(SENDEN))),
        field(id=3, round=same),
        field(id=4, round=soon),
        field(id=5, round=replace(soon, id=4, closed_on=DAY)),
        field(id=6),
    )
    found = tallies.open_rounds(state)
    assert [(one.round.id, len(one.fields), one.answered, one.asked) for one in found] == [
        (2, 1, 0, 0),
        (3, 1, 0, 0),
        (1, 2, 2, 4),
    ]


def test_fields_are_arranged_by_each_key_and_by_number_where_it_is_equal():
    fields = (
        field(
            id=1,
            number=1,
            title="b",
            phase=1,
            assessment=milestone(2),
            participations=members(OLFEN, lead=OLFEN),
        ),
        field(id=2, number=2, title="C", phase=0, asks=asks(ask(OLFEN, "consent"), ask(SENDEN))),
        field(id=3, number=3, title="a", phase=1, side_state="ended", assessment=milestone(1, "red")),
        field(
            id=4,
            number=4,
            title="A",
            phase=1,
            asks=asks(ask(OLFEN, "consent")),
            assessment=milestone(None, "yellow"),
        ),
    )

    def order(key: str) -> str:
        return "".join(str(one.number) for one in tallies.arranged(fields[::-1], key))

    assert {key: order(key) for key in tallies.SORTING} == {
        "nr": "1234",
        "feld": "3412",
        "phase": "2143",
        "ampel": "4132",
        "voten": "1324",
        "federfuehrung": "1234",
        "termin": "3124",
    }
    assert order("-nr") == "4321" and order("-voten") == "4213" and order("unsinn") == "1234"
