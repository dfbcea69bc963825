"""What was asked and answered, as of a day and as it was known at an instant; over rows that no database holds."""

from collections import defaultdict
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from initiatives.domain.kernel import moments
from initiatives.domain.kernel.moments import Moment
from initiatives.domain.state import answers, memory
from initiatives.domain.state.facts import PositionConditionFacts, ResolutionFacts
from initiatives.domain.state.loading import facts
from initiatives.domain.votes import positions, rounds
from initiatives.enums import Participation, RoundPurpose, Stance
from initiatives.models import (
    Ask,
    Body,
    Field,
    FieldParticipation,
    InitiativeParticipant,
    Mandate,
    Organisation,
    Position,
    Round,
)
from tests.domain.builders import AT, DAY, NOTTULN, OLFEN, SENDEN
from tests.support.personas import climate

PLACES = {one.id: one for one in (SENDEN, OLFEN, NOTTULN)}
BY = Mandate(role="delegate", organisation=Organisation(kind="gemeinde", designation="Gemeinde Olfen"))
NOW = Moment(DAY, AT)
SECOND = timedelta(seconds=1)


def day(number: int) -> date:
    return DAY + timedelta(days=number)


Asked = tuple[Round, tuple]  # a round and whom it asks


def asked(number: int, *places, **given) -> Asked:
    values = {"purpose": "taking_part", "opened_on": DAY, "deadline": day(14), "closes_itself": False}
    return Round(pk=number, **values | given), places


def said(ask_id: int, stance: str, number: int = 0, **given) -> Position:
    values = {"effective_on": DAY, "recorded_at": AT, "source": "own", "mandate": BY}
    return Position(**{"pk": number or ask_id, "ask_id": ask_id, "stance": stance} | values | given)


def read(rounds: list[Asked], said=(), moment=NOW, decisions=(), conditions=()) -> answers.Answers:
    """The asks of round 1 are called 11, 12, 13 after the organisation, and so on; all on field 10."""
    asks = [
        Ask(pk=10 * row.pk + place.id, field_id=10, organisation_id=place.id, round_id=row.pk)
        for row, places in rounds
        for place in sorted(places, key=lambda one: one.name)
    ]
    found = answers.Asked(
        asks=asks,
        positions=list(said),
        resolutions=defaultdict(list, {12: list(decisions)}),
        decisions=defaultdict(list, {10: list(decisions)}),
        conditions=dict(conditions),
        rulings={},
        rounds={row.pk: row for row, _ in rounds},
    )
    return answers.of_rows(found, PLACES, moment)


def stances(found: answers.Answers) -> str:
    return " ".join(
        f"{one.organisation.name}:{one.stance}{'*' if one.carried else ''}" for one in found.asks[10].values()
    )


@pytest.mark.parametrize(
    ("said_later", "willing"),
    [
        ((), True),
        (("consent",), True),
        (("conditional",), True),
        (("deliberating",), True),
        (("refusal",), False),
        (("abstention",), False),
        (("withdrawn",), False),
        (("refusal", "consent"), True),
    ],
)
def test_willing_is_whose_last_answer_in_whichever_round_is_a_consent(said_later, willing):
    rows = [asked(n, OLFEN, purpose="decision" if n % 2 else "taking_part") for n in range(1, 5)]
    given = [said(12, "consent")] + [said(10 * n + 2, one) for n, one in enumerate(said_later, start=2)]
    assert (OLFEN.id in read(rows, given).willing[10]) is willing


def test_whose_consent_has_fallen_is_willing_no_more():
    given = [said(12, "consent", 1), said(22, "conditional", 2)]
    rows = [asked(1, OLFEN), asked(2, OLFEN)]
    for state, willing in (("open", True), ("dropped", False)):
        condition = PositionConditionFacts(1, "Frist", None, None, state, "")
        found = read(rows, given, conditions={2: [condition]})
        assert (OLFEN.id in found.willing[10]) is willing


CHAINS = {
    "the latest does not continue": ((False, "NO"), (False, "O"), "Olfen:pending"),
    "the latest continues": ((False, "NO"), (True, "O"), "Nottuln:consent* Olfen:pending"),
    "all continue": (
        (False, "NO"),
        (True, "OS"),
        (True, "S"),
        "Nottuln:consent* Olfen:pending* Senden:pending",
    ),
    "the chain is broken in the middle": (
        (False, "NO"),
        (False, "O"),
        (True, "S"),
        "Olfen:pending* Senden:pending",
    ),
    "a broken chain stays broken": (
        *((False, "N"), (True, "N"), (False, "O"), (True, "S")),
        "Olfen:pending* Senden:pending",
    ),
    "who is asked anew has not answered yet": ((False, "N"), (True, "N"), "Nottuln:pending"),
}


@pytest.mark.parametrize("name", CHAINS)
def test_a_round_carries_the_answers_of_the_rounds_that_it_continues(name):
    *chain, expected = CHAINS[name]
    letters = {"N": NOTTULN, "O": OLFEN, "S": SENDEN}
    rows = [
        asked(n, *(letters[one] for one in who), continues=continues)
        for n, (continues, who) in enumerate(chain, start=1)
    ]
    assert stances(read(rows, [said(11, "consent")])) == expected


def test_a_round_on_another_question_between_is_passed_over():
    rows = [
        asked(1, NOTTULN, OLFEN, purpose="decision"),
        asked(2, NOTTULN, SENDEN),
        asked(3, OLFEN, purpose="decision", continues=True),
    ]
    found = read(rows, [said(11, "consent"), said(21, "refusal")])
    assert stances(found) == "Nottuln:consent* Olfen:pending"
    assert found.rounds[10].id == 3


@pytest.mark.parametrize(
    ("given", "stance", "waits"),
    [
        ({}, "consent", False),
        ({"effective_on": day(-1)}, "consent", False),
        ({"effective_on": day(1)}, "pending", False),
        ({"source": "spoken"}, "pending", True),
        ({"source": "spoken", "confirmed_at": AT - SECOND}, "consent", False),
        ({"source": "spoken", "confirmed_at": AT}, "consent", False),
        ({"source": "spoken", "confirmed_at": AT + SECOND}, "pending", True),
    ],
)
def test_an_answer_counts_from_its_day_and_a_spoken_one_from_its_confirmation(given, stance, waits):
    one = read([asked(1, OLFEN)], [said(12, "consent", **given)]).asks[10][OLFEN.id]
    assert (one.stance, one.unconfirmed is not None) == (stance, waits)


def test_the_last_that_was_recorded_counts_and_a_correction_takes_the_mis_entry_away():
    rows, first = [asked(1, OLFEN)], said(12, "refusal", 1)
    later = {"effective_on": day(1)}
    assert stances(read(rows, [first, said(12, "consent", 2, **later)])) == "Olfen:refusal"
    corrected = said(12, "consent", 2, corrects_id=1, **later)
    assert stances(read(rows, [first, corrected])) == "Olfen:pending"
    assert stances(read(rows, [first, corrected], Moment(day(1), AT))) == "Olfen:consent"
    assert stances(read(rows, [said(12, "consent", 2), said(12, "abstention", 3)])) == "Olfen:abstention"


@pytest.mark.parametrize(
    ("closed_on", "expected"),
    [
        (None, (None, "", "")),
        (day(-1), (day(-1), "hand", "Genug.")),
        (DAY, (DAY, "hand", "Genug.")),
        (day(1), (None, "", "")),
    ],
)
def test_a_round_is_closed_from_its_day_on(closed_on, expected):
    found = read([asked(1, OLFEN, closed_on=closed_on, closing="hand", closing_reason="Genug.")]).rounds[10]
    if closed_on is None:
        assert found.is_open
    else:
        assert (found.closed_on, found.closing, found.closing_reason) == expected
        assert found.is_open is (expected[0] is None)


@pytest.mark.parametrize(
    ("changed", "expected"),
    [((), 14), ((0,), 14), ((1,), 7), ((-2, -1), 14), ((-1, 1), 9), ((1, 2), 7)],
)
def test_a_deadline_is_the_one_that_stood_at_the_end_of_the_day(changed, expected):
    former = [
        [day(7 + 2 * n).isoformat(), (AT + timedelta(days=at)).isoformat()] for n, at in enumerate(changed)
    ]
    moment = Moment(DAY, AT + timedelta(days=9))
    assert read([asked(1, OLFEN, former_deadlines=former)], moment=moment).rounds[10].deadline == day(
        expected
    )


def test_more_time_that_is_given_in_the_last_instant_of_the_day_counts():
    until = NOW.texts_until.isoformat()
    found = read([asked(1, OLFEN, former_deadlines=[[day(7).isoformat(), until]])])
    assert found.rounds[10].deadline == day(14)


def test_an_own_answer_is_followed_by_a_spoken_one_that_waits():
    given = [said(12, "refusal", 1), said(12, "consent", 2, source="spoken")]
    one = read([asked(1, OLFEN)], given).asks[10][OLFEN.id]
    assert (one.stance, one.unconfirmed.stance) == ("refusal", "consent")


def test_what_else_is_told_of_a_round_and_an_ask():
    adopted = ResolutionFacts("Rat", DAY, "adopted", "7/2026", (5, 0, None), OLFEN.id)
    found = read([asked(1, OLFEN, closes_itself=True)], [said(12, "consent")], decisions=[adopted])
    adopted = replace(adopted, body="Rat Olfen")
    assert found.rounds[10].closes_itself is True
    one = found.asks[10][OLFEN.id]
    assert not one.provisional and not one.amended and one.body == "" and one.reminded_on is None
    assert one.resolutions == (adopted,) and found.decisions[10] == [adopted]
    assert one.position.actor == "Beauftragte/r der Gemeinde Olfen"


def test_of_a_reminder_the_day_is_told_and_of_the_body_its_name():
    ask = Ask(pk=12, reminded_at=datetime.combine(DAY, AT.timetz()), body=Body(name="Rat"))
    one = answers._ask(ask, OLFEN, None, None, {12: []}, {})
    assert (one.reminded_on, one.body) == (DAY, "Rat")


STANDING = ("", *Participation.values)
SAID = ("", *Stance.values, "spoken", "confirmed", "reconsidered")


@pytest.mark.parametrize("purpose", RoundPurpose)
def test_the_database_finds_as_unanswered_what_the_facts_find_as_owed(circle, purpose):
    """One organisation for each way to stand to the field and for each answer."""
    at, by, today = moments.now() - timedelta(minutes=1), circle.people["nottuln"], moments.today()
    Ask.objects.all().delete()
    joins = purpose == RoundPurpose.ACCESSION
    Round.objects.update(
        purpose=purpose, subject_version="Entwurf 1", joining=circle.rosendahl if joins else None
    )
    pairs = [(status, stance) for status in STANDING for stance in SAID]
    names = [f"{status or 'open'} {stance or 'silent'}" for status, stance in pairs]
    Organisation.objects.bulk_create(Organisation(kind="dritte", name=one, designation=one) for one in names)
    places = list(Organisation.objects.filter(name__in=names))
    InitiativeParticipant.objects.bulk_create(
        InitiativeParticipant(initiative=circle.initiative, organisation=one, joined_on=today)
        for one in places
    )
    FieldParticipation.objects.bulk_create(
        FieldParticipation(field=circle.payroll, organisation=one, status=status, effective_on=today)
        for one in places
        if (status := one.name.split()[0]) != "open"
    )
    FieldParticipation.objects.bulk_create(
        FieldParticipation(field=circle.hotline, organisation=one, status="left", effective_on=today)
        for one in places
    )
    for one in places:
        ask = Ask.objects.create(round=circle.round, field=circle.payroll, organisation=one)
        stance, values = one.name.split()[1], {"reason": "Grund", "effective_on": today, "mandate": by}
        if stance == "silent":
            continue
        if stance in Stance.values:
            Position.objects.create(ask=ask, stance=stance, recorded_at=at, **values)
            continue
        values |= {"ask": ask, "stance": "consent", "source": "spoken", "source_note": "am Telefon"}
        confirmed = {} if stance == "spoken" else {"confirmed_by": by, "confirmed_at": at}
        Position.objects.create(recorded_at=at, **values | confirmed)
        if stance == "reconsidered":
            later = values | {
                "recorded_at": at + timedelta(seconds=1),
                "source": "own",
                "stance": "deliberating",
            }
            Position.objects.create(**later)
    if joins:
        joining = Organisation.objects.get(name="left silent")
        Round.objects.update(joining=joining)
        own = FieldParticipation.objects.filter(organisation=joining, field=circle.payroll)
        own.update(effective_on=circle.round.opened_on - timedelta(days=1))
    found = facts(circle.initiative.pk).field(circle.payroll.pk)
    expected = {ask.organisation.name for ask in found.owing}
    assert {one.organisation.name for one in answers.unanswered(circle.round.asks.all())} == expected
    concerned = set(STANDING) - {"left"} - ({"not_participating"} if purpose != "taking_part" else set())
    waits = ("silent", "deliberating", "spoken", "reconsidered")
    wanted = {f"{status or 'open'} {one}" for status in concerned for one in waits}
    assert expected == wanted | ({"left silent"} if joins else set()), "who joins owes it though it had left"
    if joins:
        own.update(effective_on=circle.round.opened_on)
        memory.forget()
        found = facts(circle.initiative.pk).field(circle.payroll.pk)
        assert {ask.organisation.name for ask in found.owing} == wanted, "but not once it has left since"
        assert {one.organisation.name for one in answers.unanswered(circle.round.asks.all())} == wanted


def test_an_answer_alone_reads_as_it_does_among_all(circle):
    ask, by = circle.ask(circle.duelmen), circle.people["duelmen"]
    positions.give(ask=ask, stance="refusal", reason="Nein.", by=by, at=moments.now() - timedelta(hours=1))
    positions.give(ask=ask, stance="conditional", reason="Frist", by=by, at=moments.now())
    others = {"stance": "abstention", "by": circle.people["nottuln"], "at": moments.now()}
    positions.give(ask=circle.ask(circle.nottuln), **others)
    field = facts(circle.initiative.pk).field(circle.payroll.pk)
    among = field.asks[circle.duelmen.pk]
    alone, versions = answers.answer(ask, among.organisation)
    assert alone == among
    assert [(one.stance, len(one.conditions)) for one in versions] == [("refusal", 0), ("conditional", 1)]
    assert [one.stance for one in answers.versions(ask)] == ["refusal", "conditional"]


def test_rounds_and_answers_are_read_as_far_as_they_were_known(circle):
    begin = circle.round.opened_on
    at = circle.round.recorded_at
    ask, by = circle.ask(circle.duelmen), circle.people["duelmen"]
    positions.give(ask=ask, stance="consent", by=by, at=at + timedelta(days=1))
    payroll = Field.objects.filter(pk=circle.payroll.pk)
    hotline = Field.objects.filter(pk=circle.hotline.pk)

    def known(moment, fields=payroll):
        """How many asks, positions and rounds."""
        found = answers.read(circle.initiative.pk, fields, moment, live=True)
        return len(found.asks), len(found.positions), len(found.rounds)

    assert known(Moment(begin, at)) == (3, 0, 1)
    assert known(Moment(begin - timedelta(days=1), moments.now())) == (0, 1, 0)
    assert known(Moment(begin, at - timedelta(seconds=1))) == (0, 0, 0)
    assert known(Moment(begin, at), hotline) == (0, 0, 1)
    assert known(Moment(begin, at + timedelta(days=1))) == (3, 1, 1)
    assert known(Moment(begin, at + timedelta(days=1)), hotline) == (0, 0, 1)
    elsewhere = {"initiative": climate(circle), "purpose": "taking_part", "subject": "?", "recorded_at": at}
    Round.objects.create(**elsewhere, opened_on=begin, deadline=circle.round.deadline)
    assert known(Moment(begin, at)) == (3, 0, 1)
    assert known(Moment(begin, at + timedelta(hours=23))) == (3, 0, 1)
    rounds.close_round(round_=circle.round, reason="Genug.", by=circle.people["nottuln"], at=moments.now())
    assert known(Moment(begin, at)) == (3, 0, 1)
