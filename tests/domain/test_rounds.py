"""Rounds: who is asked what until when, and what cannot be asked."""

from datetime import timedelta

import pytest

from initiatives.domain import fields, moments, positions, rounds, workflow
from initiatives.domain.errors import Refused
from initiatives.domain.loading import facts
from initiatives.domain.todo import pending
from initiatives.models import Ask, Body, Event, Field, Initiative, Round


def open_round(circle, **values):
    defaults = {
        "initiative": circle.initiative,
        "fields": [circle.hotline],
        "organisations": [circle.nottuln, circle.duelmen],
        "purpose": "taking_part",
        "subject": "Wirken Sie mit?",
        "deadline": moments.today() + timedelta(days=7),
        "by": circle.people["nottuln"],
        "at": moments.now(),
    }
    return rounds.open_round(**defaults | values)


def test_everybody_named_is_asked(circle):
    made = open_round(circle)
    asked = Ask.objects.filter(round=made).values_list("organisation", "field")
    assert set(asked) == {(o.pk, circle.hotline.pk) for o in (circle.nottuln, circle.duelmen)}


def test_refused_rounds(circle):
    before = Round.objects.count()

    def refused(field, **values):
        with pytest.raises(Refused) as caught:
            open_round(circle, **values)
        assert caught.value.field == field
        assert Round.objects.count() == before

    refused("deadline", deadline=moments.today() - timedelta(days=1))
    refused("subject", subject=" \n ")
    refused("fields", fields=[])
    refused("fields", organisations=[])
    refused("fields", fields=[circle.hotline, circle.payroll])  # its round is still open
    other = Initiative.objects.create(title="Andere", short_title="Andere", documented_from=moments.today())
    refused("fields", initiative=other)
    workflow.rest(
        field=circle.hotline,
        side_state="on_hold",
        reason="Später",
        by=circle.people["nottuln"],
        at=moments.now(),
    )
    refused("fields")


def test_a_round_closes_once(circle):
    by, at = circle.people["nottuln"], moments.now()
    assert (
        rounds.close_round(reason="Es eilt.", round_=circle.round, by=by, at=at).closed_on == moments.today()
    )
    with pytest.raises(Refused):
        rounds.close_round(reason="Es eilt.", round_=circle.round, by=by, at=at)
    with pytest.raises(Refused):
        rounds.extend(round_=circle.round, deadline=moments.today() + timedelta(days=99), by=by, at=at)
    with pytest.raises(Refused):
        rounds.remind(round_=circle.round, by=by, at=at)


def test_what_ends_a_round_is_kept_and_only_the_hand_needs_a_reason(circle):
    by, at, deadline = circle.people["nottuln"], moments.now(), circle.round.deadline
    with pytest.raises(Refused) as refused:
        rounds.close_round(round_=circle.round, by=by, at=at, closed_on=deadline)
    assert refused.value.field == "reason" and Round.objects.get().closed_on is None
    closed = rounds.close_round(round_=circle.round, by=by, at=at, closed_on=deadline + timedelta(days=1))
    assert (closed.closing, closed.closing_reason) == ("date", "")


def answer_all(circle, besides=()):
    for name in ("nottuln", "duelmen", "rosendahl"):
        if name not in besides:
            ask = circle.ask(getattr(circle, name))
            positions.give(ask=ask, stance="consent", by=circle.people[name], at=moments.now())


def test_a_round_that_all_have_answered_closes_without_a_reason(circle):
    answer_all(circle)
    closed = rounds.close_round(round_=circle.round, by=circle.people["nottuln"], at=moments.now())
    assert closed.closing == "answers"


def test_a_round_that_closes_itself_ends_with_the_last_answer(circle):
    Round.objects.update(closes_itself=True)
    answer_all(circle, besides=["duelmen"])
    assert Round.objects.get().closed_on is None
    answer_all(circle, besides=["nottuln", "rosendahl"])
    closed = Round.objects.get()
    assert (closed.closed_on, closed.closing) == (moments.today(), "answers")


def test_a_round_that_closes_itself_ends_on_the_day_after_its_date(circle):
    at = moments.now()
    after = at + (circle.round.deadline + timedelta(days=1) - moments.today())
    assert not rounds.close_due(round_=circle.round, at=after), "this one does not close itself"
    Round.objects.update(closes_itself=True)
    assert not rounds.due(at=after - timedelta(days=1))
    assert not rounds.close_due(round_=circle.round, at=after - timedelta(days=1))
    assert list(rounds.due(at=after)) == [circle.round]
    assert [rounds.close_due(round_=circle.round, at=after) for _ in range(2)] == [True, False]
    assert Round.objects.get().closing == "date"


def test_a_round_that_got_more_time_since_it_was_found_due_stays_open(circle):
    Round.objects.update(closes_itself=True)
    last = circle.round.deadline
    after = moments.now() + (last + timedelta(days=1) - moments.today())
    (found,) = rounds.due(at=after)
    rounds.extend(
        round_=found, deadline=last + timedelta(days=9), by=circle.people["nottuln"], at=moments.now()
    )
    assert not rounds.close_due(round_=found, at=after)
    assert Round.objects.get().closed_on is None


def test_who_owes_an_answer_is_reminded_and_nobody_else(circle):
    by, at = circle.people["nottuln"], moments.now()
    answer_all(circle, besides=["rosendahl"])
    assert [ask.organisation.name for ask in rounds.remind(round_=circle.round, by=by, at=at)] == [
        "Rosendahl"
    ]
    field = facts(circle.initiative.pk).field(circle.payroll.pk)
    assert [(a.organisation.name, a.reminded_on) for a in field.owing] == [("Rosendahl", moments.today())]
    assert field.asks[circle.duelmen.pk].reminded_on is None
    assert Event.objects.get(kind="reminder").after == "Gemeinde Rosendahl"
    answer_all(circle, besides=["nottuln", "duelmen"])
    with pytest.raises(Refused, match="Alle Gefragten haben geantwortet"):
        rounds.remind(round_=circle.round, by=by, at=at)


def test_nobody_is_reminded_twice_on_one_day(circle):
    by, at = circle.people["nottuln"], moments.now()
    ask = circle.ask(circle.rosendahl)
    answer_all(circle, besides=["rosendahl", "duelmen"])
    rounds.remind(round_=circle.round, by=by, at=at)
    with pytest.raises(Refused, match="Heute ist schon"):
        rounds.remind(round_=circle.round, by=by, at=at)
    assert Event.objects.filter(kind="reminder").count() == 1
    assert len(rounds.remind(round_=circle.round, by=by, at=at + timedelta(days=1))) == 2
    Ask.objects.filter(pk=ask.pk).update(reminded_at=None)
    again = rounds.remind(round_=circle.round, by=by, at=at + timedelta(days=1))
    assert [one.pk for one in again] == [ask.pk]


def test_more_time_is_given_but_none_taken(circle):
    by, at, deadline = circle.people["nottuln"], moments.now(), circle.round.deadline
    assert rounds.extend(round_=circle.round, deadline=deadline + timedelta(days=7), by=by, at=at)
    for wrong in (deadline, deadline + timedelta(days=7)):
        with pytest.raises(Refused):
            rounds.extend(round_=circle.round, deadline=wrong, by=by, at=at)
    assert Round.objects.get().deadline == deadline + timedelta(days=7)


def test_a_municipality_names_its_own_body(circle):
    ask, by, at = circle.ask(circle.nottuln), circle.people["nottuln"], moments.now()
    board = Body.objects.create(organisation=circle.nottuln, name="Ausschuss", kind="ausschuss", slug="a")
    rounds.name_body(ask=ask, body=board, by=by, at=at)
    assert facts(circle.initiative.pk).field(circle.payroll.pk).asks[circle.nottuln.pk].body == "Ausschuss"
    for wrong in (
        {"by": circle.people["duelmen"]},
        {"body": circle.kreistag},
        {"by": circle.people["reader"]},
    ):
        with pytest.raises(Refused):
            rounds.name_body(**{"ask": ask, "body": board, "by": by, "at": at} | wrong)


@pytest.fixture
def deciding(circle):
    """Nottuln and Dülmen take part in the payroll, which is in the phase Entscheidung; no round is open."""
    at = moments.now()
    rounds.close_round(reason="Es eilt.", round_=circle.round, by=circle.people["nottuln"], at=at)
    for place in (circle.nottuln, circle.duelmen):
        fields.set_participation(
            field=circle.payroll, organisation=place, status="participating", by=None, at=at
        )
    Field.objects.filter(pk=circle.payroll.pk).update(phase=4)
    return circle


def decide(circle, **values):
    return open_round(
        circle,
        **{
            "fields": [circle.payroll],
            "organisations": [circle.nottuln, circle.duelmen, circle.rosendahl],
            "purpose": "decision",
            "subject_version": "Entwurf 1",
        }
        | values,
    )


def test_a_decision_asks_those_that_take_part_about_one_version(deciding):
    for wrong, name in (
        ({"subject_version": " "}, "subject_version"),
        ({"organisations": [deciding.rosendahl]}, "organisations"),
        ({"fields": [deciding.hotline]}, "fields"),  # still in the phase Vorschlag
    ):
        with pytest.raises(Refused) as refused:
            decide(deciding, **wrong)
        assert refused.value.field == name
    made = decide(deciding)
    assert {a.organisation.name for a in made.asks.all()} == {"Nottuln", "Dülmen"}


def test_a_round_that_continues_keeps_the_answers_of_those_not_asked_again(deciding):
    first, at = decide(deciding), moments.now()
    ask = first.asks.get(organisation=deciding.nottuln)
    by = deciding.people["nottuln"]
    positions.give(ask=ask, stance="consent", by=by, at=at)
    values = {"ask": ask, "body": deciding.rat_nottuln, "effective_on": moments.today(), "by": by, "at": at}
    positions.resolve(result="amended", **values)
    rounds.close_round(round_=first, reason="Geändert beschlossen", by=by, at=at)

    def asks():
        return facts(deciding.initiative.pk).field(deciding.payroll.pk).asks

    assert asks()[deciding.nottuln.pk].amended
    decide(deciding, organisations=[deciding.duelmen], subject_version="Entwurf 2", continues=True)
    assert [(a.organisation.name, a.carried, a.stance) for a in asks().values()] == [
        ("Dülmen", False, "pending"),
        ("Nottuln", True, "consent"),
    ]
    assert not asks()[deciding.nottuln.pk].amended, "the round on its text has followed"


def test_a_round_that_does_not_continue_asks_anew(deciding):
    rounds.close_round(
        round_=decide(deciding), reason="Falsch", by=deciding.people["nottuln"], at=moments.now()
    )
    decide(deciding, organisations=[deciding.duelmen])
    found = facts(deciding.initiative.pk).field(deciding.payroll.pk)
    assert [a.organisation.name for a in found.asks.values()] == ["Dülmen"]


def test_who_has_left_owes_no_decision(deciding):
    decide(deciding)
    fields.set_participation(
        field=deciding.payroll, organisation=deciding.duelmen, status="left", by=None, at=moments.now()
    )
    found = facts(deciding.initiative.pk).field(deciding.payroll.pk)
    assert [a.organisation.name for a in found.owing] == ["Nottuln"]
    assert pending(deciding.people["duelmen"].scope, moments.today()).count() == 0


def test_the_competent_body_is_the_council_where_there_is_exactly_one(circle):
    organisations = [circle.nottuln, circle.duelmen, circle.rosendahl]
    Body.objects.create(organisation=circle.duelmen, name="Rat", kind="rat", slug="rat-duelmen")
    Body.objects.create(organisation=circle.duelmen, name="Alter Rat", kind="rat", slug="alter-rat-duelmen")
    round_ = rounds.open_round(
        initiative=circle.initiative,
        fields=[circle.hotline],
        organisations=organisations,
        purpose="taking_part",
        subject="Wirkt Ihre Kommune mit?",
        deadline=moments.today(),
        by=circle.people["nottuln"],
        at=moments.now(),
    )
    asked = {ask.organisation_id: ask.body for ask in round_.asks.select_related("body")}
    assert asked == {
        circle.nottuln.pk: circle.rat_nottuln,
        circle.duelmen.pk: None,
        circle.rosendahl.pk: None,
    }
