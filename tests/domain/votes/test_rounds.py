"""Rounds: who is asked what until when, and what cannot be asked."""

from dataclasses import replace
from datetime import timedelta

import pytest

from initiatives.domain.desk.todo_list import pending
from initiatives.domain.fields import fields, workflow
from initiatives.domain.kernel import moments
from initiatives.domain.kernel.errors import Refused
from initiatives.domain.log import events
from initiatives.domain.state.loading import facts
from initiatives.domain.votes import competent_bodies, positions, reminding, resolutions, rounds
from initiatives.enums import Participation
from initiatives.models import Ask, Body, Event, Field, Initiative, Mandate, Notice, Round, User

TAKING_PART = rounds.Question("taking_part", "Wirken Sie mit?")
DECISION = rounds.Question("decision", "Stimmen Sie zu?", "Entwurf 1")


def open_round(circle, **values):
    defaults = {
        "question": TAKING_PART,
        "fields": [circle.hotline],
        "organisations": [circle.nottuln, circle.duelmen],
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
    refused("subject", question=replace(TAKING_PART, subject=" \n "))
    refused("fields", fields=[])
    refused("fields", organisations=[])
    refused("fields", fields=[circle.hotline, circle.payroll])  # its round is still open
    other = Initiative.objects.create(title="Andere", short_title="Andere", documented_from=moments.today())
    strange = fields.propose(initiative=other, title="Fremd", by=None, at=moments.now())
    refused("fields", fields=[circle.hotline, strange])
    workflow.rest(
        field=circle.hotline,
        side_state="on_hold",
        reason="Später",
        by=circle.people["nottuln"],
        at=moments.now(),
    )
    refused("fields")


def on(day):
    """An instant of a day, whenever the test runs."""
    return moments.now() + (day - moments.today())


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
        reminding.remind(round_=circle.round, by=by, at=at)


def test_what_ends_a_round_is_kept_and_only_the_hand_needs_a_reason(circle):
    by, deadline = circle.people["nottuln"], circle.round.deadline
    with pytest.raises(Refused) as refused:
        rounds.close_round(round_=circle.round, by=by, at=on(deadline))
    assert refused.value.field == "reason" and Round.objects.get().closed_on is None
    closed = rounds.close_round(round_=circle.round, by=by, at=on(deadline + timedelta(days=1)))
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
    assert Event.objects.get(subject="Abstimmungsrunde geschlossen").actor == events.ITSELF


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
    assert Event.objects.get(subject="Abstimmungsrunde geschlossen").actor == events.ITSELF


def test_of_several_rounds_that_are_due_the_one_that_is_meant_ends(circle):
    open_round(circle)
    Round.objects.update(closes_itself=True, deadline=circle.round.deadline)
    first, meant = Round.objects.all()
    after = moments.now() + (meant.deadline + timedelta(days=1) - moments.today())
    assert rounds.close_due(round_=meant, at=after)
    assert list(Round.objects.filter(closed_on=None)) == [first]


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
    reminded = reminding.remind(round_=circle.round, by=by, at=at)
    assert [ask.organisation.name for ask in reminded.asks] == ["Rosendahl"]
    field = facts(circle.initiative.pk).field(circle.payroll.pk)
    assert [(a.organisation.name, a.reminded_on) for a in field.owing] == [("Rosendahl", moments.today())]
    assert field.asks[circle.duelmen.pk].reminded_on is None
    assert Event.objects.get(kind="reminder").after == "Gemeinde Rosendahl"
    answer_all(circle, besides=["nottuln", "duelmen"])
    with pytest.raises(Refused, match="Alle Gefragten haben geantwortet"):
        reminding.remind(round_=circle.round, by=by, at=at)


def test_nobody_is_reminded_twice_on_one_day(circle):
    by, at = circle.people["nottuln"], moments.now()
    ask = circle.ask(circle.rosendahl)
    answer_all(circle, besides=["rosendahl", "duelmen"])
    reminding.remind(round_=circle.round, by=by, at=at)
    with pytest.raises(Refused, match="Heute ist schon"):
        reminding.remind(round_=circle.round, by=by, at=at)
    assert Event.objects.filter(kind="reminder").count() == 1
    assert len(reminding.remind(round_=circle.round, by=by, at=at + timedelta(days=1)).asks) == 2
    Ask.objects.filter(pk=ask.pk).update(reminded_at=None)
    again = reminding.remind(round_=circle.round, by=by, at=at + timedelta(days=1))
    assert [one.pk for one in again.asks] == [ask.pk]


def test_for_whom_nobody_acts_is_named_and_not_marked_as_reminded(circle):
    by, at = circle.people["nottuln"], moments.now()
    Mandate.objects.filter(organisation=circle.rosendahl).update(valid_until=moments.today() - timedelta(1))
    reminding.remind(round_=circle.round, by=by, at=at)
    days = {
        ask.organisation.name: ask.reminded_at for ask in circle.round.asks.select_related("organisation")
    }
    assert days == {"Nottuln": at, "Dülmen": at, "Rosendahl": None}
    after = Event.objects.get(kind="reminder").after
    assert after == "Gemeinde Nottuln, Stadt Dülmen; niemand zu erreichen: Gemeinde Rosendahl"
    with pytest.raises(Refused, match="Für Gemeinde Rosendahl handelt hier zurzeit keine Person"):
        reminding.remind(round_=circle.round, by=by, at=at)
    User.objects.filter(pk=circle.people["duelmen"].user_id).update(is_active=False)
    again = reminding.remind(round_=circle.round, by=by, at=at + timedelta(days=1))
    assert [ask.organisation.name for ask in again.asks] == ["Nottuln"]


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
    competent_bodies.name_body(ask=ask, body=board, by=by, at=at)
    assert facts(circle.initiative.pk).field(circle.payroll.pk).asks[circle.nottuln.pk].body == "Ausschuss"
    for wrong in (
        {"by": circle.people["duelmen"]},
        {"body": circle.kreistag},
        {"by": circle.people["reader"]},
    ):
        with pytest.raises(Refused):
            competent_bodies.name_body(**{"ask": ask, "body": board, "by": by, "at": at} | wrong)


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
            "question": DECISION,
        }
        | values,
    )


def test_a_decision_asks_those_that_take_part_about_one_version(deciding):
    for wrong, name in (
        ({"question": replace(DECISION, version=" ")}, "subject_version"),
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
    values = {
        "asks": [ask],
        "body": deciding.rat_nottuln,
        "effective_on": moments.today(),
        "by": by,
        "at": at,
    }
    resolutions.resolve(result="amended", **values)
    rounds.close_round(round_=first, reason="Geändert beschlossen", by=by, at=at)

    def asks():
        return facts(deciding.initiative.pk).field(deciding.payroll.pk).asks

    assert asks()[deciding.nottuln.pk].amended
    decide(
        deciding,
        organisations=[deciding.duelmen],
        question=replace(DECISION, version="Entwurf 2", continues=True),
    )
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
        question=rounds.Question("taking_part", "Wirkt Ihre Kommune mit?"),
        fields=[circle.hotline],
        organisations=organisations,
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


def test_who_takes_no_part_in_the_initiative_is_asked_nothing(circle):
    """Neither who never has nor who has left it; the form offers neither."""

    def asked(*organisations):
        with pytest.raises(Refused, match="nimmt an der Initiative nicht teil") as caught:
            open_round(circle, organisations=organisations)
        assert caught.value.field == "organisations"
        assert list(Round.objects.all()) == [circle.round]

    asked(circle.duelmen, circle.people["stranger"].organisation)
    circle.initiative.participants.filter(organisation=circle.rosendahl).update(left_on=moments.today())
    asked(circle.rosendahl, circle.duelmen)
    assert open_round(circle).asks.count() == 2


def test_nobody_is_asked_for_the_decision_of_anothers_body(circle):
    with pytest.raises(Refused, match="gehört nicht zu Stadt Dülmen") as caught:
        open_round(circle, bodies={circle.duelmen.pk: circle.kreistag})
    assert caught.value.field == "organisations"


def test_each_purpose_asks_its_own_question():
    assert rounds.QUESTIONS == {
        "taking_part": "Wirken Sie an diesem Feld mit?",
        "decision": "Stimmen Sie dem Entwurf zu?",
        "accession": "Stimmen Sie dem Beitritt zu?",
    }


def said(caught) -> tuple[str, str]:
    return caught.value.field, str(caught.value)


@pytest.mark.parametrize(("days", "opens"), [(-1, False), (0, True), (1, True)])
def test_a_deadline_is_the_day_of_the_opening_or_later(circle, days, opens):
    begin = moments.today() - timedelta(days=5)
    values = {"opened_on": begin, "deadline": begin + timedelta(days=days)}
    if opens:
        assert open_round(circle, **values).opened_on == begin
        return
    with pytest.raises(Refused) as caught:
        open_round(circle, **values)
    assert caught.value.field == "deadline"


@pytest.mark.parametrize("phase", range(7))
def test_a_draft_is_decided_on_from_the_phase_entscheidung_on_and_taking_part_in_any(deciding, phase):
    Field.objects.filter(pk=deciding.payroll.pk).update(phase=phase)
    if phase < 4:
        with pytest.raises(Refused) as caught:
            decide(deciding)
        field, words = said(caught)
        assert field == "fields" and "Über einen Entwurf wird erst in der Phase" in words
        assert open_round(deciding, fields=[deciding.payroll]).asks.count() == 2
    else:
        assert decide(deciding).asks.count() == 2


@pytest.mark.parametrize("status", Participation)
def test_in_a_decision_those_are_asked_that_take_part_and_on_taking_part_all(deciding, status):
    fields.set_participation(
        field=deciding.payroll, organisation=deciding.rosendahl, status=status, by=None, at=moments.now()
    )
    asked = decide(deciding).asks.filter(organisation=deciding.rosendahl)
    assert asked.exists() is (status == "participating")


def test_a_decision_on_two_fields_asks_each_about_its_own(deciding):
    Field.objects.filter(pk=deciding.hotline.pk).update(phase=4)
    both = [deciding.payroll, deciding.hotline]
    with pytest.raises(Refused) as caught:
        decide(deciding, fields=both)
    field, words = said(caught)
    assert field == "organisations" and "Einführung von D 115" in words
    fields.set_participation(
        field=deciding.hotline,
        organisation=deciding.rosendahl,
        status="participating",
        by=None,
        at=moments.now(),
    )
    made = decide(deciding, fields=both)
    pairs = {
        (one.field.title, one.organisation.name) for one in made.asks.select_related("field", "organisation")
    }
    assert pairs == {
        ("Personalabrechnung bündeln", "Nottuln"),
        ("Personalabrechnung bündeln", "Dülmen"),
        ("Einführung von D 115", "Rosendahl"),
    }


def test_a_round_says_what_it_is_and_a_body_is_the_one_that_was_named(circle):
    plain = open_round(circle)
    assert (plain.continues, plain.closes_itself, plain.subject_version) == (False, False, "")
    assert plain.recorded_at and plain.opened_on == moments.today()
    assert set(plain.asks.values_list("body", flat=True)) == {circle.rat_nottuln.pk, None}
    told = Event.objects.filter(kind="round", field_id=circle.hotline.pk).first()
    assert told.after == f"Mitwirkung, Frist {plain.deadline:%d.%m.%Y}"
    rounds.close_round(round_=plain, reason="x", by=None, at=moments.now())
    council = Body.objects.create(organisation=circle.duelmen, name="Rat", kind="rat", slug="rat-duelmen")
    question = replace(TAKING_PART, version=" Entwurf 2 ", continues=True, closes_itself=True)
    named = open_round(circle, bodies={circle.duelmen.pk: council}, question=question)
    assert {one.organisation.name: one.body for one in named.asks.all()} == {
        "Nottuln": None,
        "Dülmen": council,
    }
    assert (named.continues, named.closes_itself, named.subject_version) == (True, True, "Entwurf 2")
    told = Event.objects.filter(kind="round", field_id=circle.hotline.pk).first()
    assert told.after.startswith("Mitwirkung, Entwurf 2, Frist")


def test_a_closed_round_frees_its_field_for_the_next(circle):
    with pytest.raises(Refused, match="läuft schon"):
        open_round(circle, fields=[circle.payroll])
    rounds.close_round(round_=circle.round, reason="Genug.", by=circle.people["nottuln"], at=moments.now())
    assert open_round(circle, fields=[circle.payroll]).pk


@pytest.mark.parametrize(
    ("days", "reason", "closing"),
    [
        (-1, "", None),
        (0, "", None),
        (0, "Genug.", "hand"),
        (1, "", "date"),
        (1, "Genug.", "date"),
        (2, "", "date"),
    ],
)
def test_a_round_ends_by_its_date_on_the_day_after_it_and_before_by_hand(circle, days, reason, closing):
    day = circle.round.deadline + timedelta(days=days)
    values = {"round_": circle.round, "by": None, "at": on(day), "reason": reason}
    if closing is None:
        with pytest.raises(Refused, match="fehlen noch Rückmeldungen"):
            rounds.close_round(**values)
        return
    closed = rounds.close_round(**values)
    assert (closed.closing, closed.closing_reason, closed.closed_on) == (closing, reason, day)
    told = Event.objects.filter(kind="round").first()
    assert told.after == f"Mitwirkung, {reason or 'die Frist ist abgelaufen'}"


def test_a_round_that_all_have_answered_ends_by_that_also_after_its_date(circle):
    answer_all(circle)
    day = circle.round.deadline + timedelta(days=1)
    closed = rounds.close_round(round_=circle.round, by=None, at=on(day))
    assert closed.closing == "answers"


def test_an_answered_round_ends_itself_only_where_it_says_so_and_once(circle):
    answer_all(circle)
    rounds.close_answered(round_=circle.round, at=moments.now())
    assert Round.objects.get().closed_on is None
    Round.objects.update(closes_itself=True)
    circle.round.refresh_from_db()
    rounds.close_answered(round_=circle.round, at=moments.now())
    assert Round.objects.get().closing == "answers"
    events = Event.objects.count()
    rounds.close_answered(round_=circle.round, at=moments.now())
    assert Event.objects.count() == events


def test_a_round_past_its_date_does_not_end_with_an_answer_while_another_is_missing(circle):
    Round.objects.update(closes_itself=True)
    circle.round.refresh_from_db()
    after = moments.now() + (circle.round.deadline + timedelta(days=1) - moments.today())
    rounds.close_answered(round_=circle.round, at=after)
    assert Round.objects.get().closed_on is None


@pytest.mark.parametrize(
    ("deadline", "today", "words"),
    [(0, 0, "läuft schon"), (-1, 0, "läuft schon"), (1, 0, None), (1, 15, None), (1, 16, "Vergangenheit")],
)
def test_more_time_ends_after_the_deadline_and_not_in_the_past(circle, deadline, today, words):
    """Days of the deadline from the present one, and of the change from today; the round runs for 14."""
    day = circle.round.deadline + timedelta(days=deadline)
    at = moments.now() + timedelta(days=today)
    values = {"round_": circle.round, "deadline": day, "by": circle.people["nottuln"], "at": at}
    if words:
        with pytest.raises(Refused, match=words) as caught:
            rounds.extend(**values)
        assert caught.value.field == "deadline" and Round.objects.get().former_deadlines == []
        return
    before = circle.round.deadline
    assert rounds.extend(**values).deadline == day
    assert Round.objects.get().former_deadlines == [[before.isoformat(), at.isoformat()]]
    again = day + timedelta(days=1)
    rounds.extend(**values | {"deadline": again})
    assert [one for one, _ in Round.objects.get().former_deadlines] == [before.isoformat(), day.isoformat()]
    told = Event.objects.filter(kind="round").first()
    assert (told.before, told.after) == (f"{day:%d.%m.%Y}", f"{again:%d.%m.%Y}")


def test_a_reminder_is_told_on_each_field_with_whom_it_concerns(circle):
    made = open_round(circle, fields=[circle.hotline], organisations=[circle.nottuln, circle.duelmen])
    other = Field.objects.get(pk=circle.payroll.pk)
    Ask.objects.create(round=made, field=other, organisation=circle.rosendahl)
    reminding.remind(round_=made, by=circle.people["nottuln"], at=moments.now())
    told = {one.field_id: one.after for one in Event.objects.filter(kind="reminder")}
    assert told == {circle.hotline.pk: "Gemeinde Nottuln, Stadt Dülmen", other.pk: "Gemeinde Rosendahl"}


def test_a_body_is_named_once_and_can_be_taken_back(circle):
    ask, by, at = circle.ask(circle.duelmen), circle.people["duelmen"], moments.now()
    body = Body.objects.create(organisation=circle.duelmen, name="Rat", kind="rat", slug="rat-duelmen")

    def told():
        return [(one.before, one.after) for one in Event.objects.filter(kind="ask-body").order_by("pk")]

    competent_bodies.name_body(ask=ask, body=None, by=by, at=at)
    assert told() == []
    competent_bodies.name_body(ask=ask, body=body, by=by, at=at)
    competent_bodies.name_body(ask=ask, body=body, by=by, at=at)
    assert told() == [("nicht benannt", "Rat")]
    competent_bodies.name_body(ask=ask, body=None, by=by, at=at)
    assert told()[1:] == [("Rat", "nicht benannt")]
    assert Ask.objects.get(pk=ask.pk).body is None


def test_the_kreistag_is_the_council_of_a_county_and_a_committee_is_none(circle):
    Body.objects.create(organisation=circle.duelmen, name="Ausschuss", kind="ausschuss", slug="ausschuss")
    found = competent_bodies._councils([circle.county, circle.duelmen, circle.nottuln])
    assert found == {circle.county.pk: circle.kreistag, circle.nottuln.pk: circle.rat_nottuln}


def test_an_opened_round_wants_an_answer_of_each_asked_on_its_own_page_and_more_time_does_not(circle):
    made = open_round(circle)
    duelmen = {"user": circle.people["duelmen"].user, "kind": "asked"}
    ask = made.asks.get(organisation=circle.duelmen)
    assert [(one.page, one.page_id) for one in Notice.objects.filter(**duelmen)] == [("position", ask.pk)]
    assert not Notice.objects.filter(user=circle.people["rosendahl"].user, kind="asked").exists()
    Notice.objects.all().delete()
    later = made.deadline + timedelta(days=1)
    rounds.extend(round_=made, deadline=later, by=circle.people["nottuln"], at=moments.now())
    assert not Notice.objects.filter(kind="asked").exists()


def test_a_round_of_an_earlier_day_stands_where_it_can_have_been(circle):
    """Not while another one ran, not before the phase for its question; it may end on the day of an answer, not before."""
    by, at = circle.people["nottuln"], moments.now()
    today, days = moments.today(), timedelta(days=1)
    positions.give(
        ask=circle.ask(circle.nottuln), stance="consent", effective_on=today - 5 * days, by=by, at=at
    )
    closing = {"round_": circle.round, "reason": "Alle haben angerufen.", "by": by, "at": at}
    with pytest.raises(Refused, match="kann nicht vorher geendet haben") as caught:
        rounds.close_round(closed_on=today - 6 * days, **closing)
    assert caught.value.field == "closed_on"
    rounds.close_round(closed_on=today - 5 * days, **closing)
    asking = {"fields": [circle.payroll], "organisations": [circle.duelmen], "by": by, "at": at}
    asking |= {"question": TAKING_PART, "deadline": today}
    with pytest.raises(Refused, match="lief in dieser Zeit schon") as caught:
        rounds.open_round(opened_on=today - 6 * days, **asking)
    assert caught.value.field == "opened_on"
    assert rounds.open_round(opened_on=today - 5 * days, **asking).opened_on == today - 5 * days


def test_a_decision_is_not_asked_for_before_the_phase_of_decisions(circle):
    at, reached = moments.now(), moments.today() - timedelta(days=3)
    told = {"field": circle.hotline, "by": circle.people["nottuln"], "at": at}
    joined = {"organisation": circle.duelmen, "status": "participating"}
    fields.set_participation(effective_on=circle.hotline.proposed_on, **joined, **told)
    workflow.record_past(phase=4, side_state=None, reason="Akte", effective_on=reached, **told)
    asking = {"question": DECISION, "organisations": [circle.duelmen]}
    with pytest.raises(Refused, match=r"war am .* in der Phase „Vorschlag“") as caught:
        open_round(circle, opened_on=reached - timedelta(days=1), **asking)
    assert caught.value.field == "opened_on"
    assert open_round(circle, opened_on=reached, **asking).opened_on == reached
