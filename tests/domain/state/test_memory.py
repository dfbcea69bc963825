"""The kept state of an initiative is never another than the one in the tables."""

from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from initiatives.domain.circle import conditions, participants
from initiatives.domain.fields import (
    assessments,
    documents,
    fields,
    gate_items,
    ordering,
    overrides,
    steps,
    workflow,
)
from initiatives.domain.kernel import moments
from initiatives.domain.meetings import attendance, meetings
from initiatives.domain.money import plain
from initiatives.domain.people import organisations, people
from initiatives.domain.state import loading, memory
from initiatives.domain.state.loading import facts
from initiatives.domain.state.versions import state_change
from initiatives.domain.talk import comments
from initiatives.domain.votes import competent_bodies, conditions_of_consent, positions, reminding, rounds
from initiatives.models import Document, Position, PositionCondition, Round, StateVersion
from tests.support import files
from tests.support.meetings import draft, opened

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.keeps]


def fresh(initiative_id: int, field_id: int | None = None):
    with state_change():
        return facts(initiative_id, field_id=field_id)


def test_after_every_change_the_kept_state_is_the_new_one(circle, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    people, at = circle.people, moments.now()
    duelmen, ask = people["duelmen"], circle.ask(circle.duelmen)
    changes = [
        lambda: fields.edit(field=circle.payroll, values={"aim": "Ziel"}, version=1, by=duelmen, at=at),
        lambda: fields.set_participation(
            field=circle.payroll, organisation=circle.duelmen, status="participating", by=duelmen, at=at
        ),
        lambda: fields.set_lead(
            field=circle.payroll, organisation=circle.duelmen, contact="Amt 10", by=duelmen, at=at
        ),
        lambda: assessments.assess(field=circle.payroll, light="green", by=duelmen, at=at),
        lambda: positions.give(ask=ask, stance="consent", by=duelmen, at=at),
        lambda: competent_bodies.name_body(
            ask=circle.ask(circle.nottuln), body=None, by=people["nottuln"], at=at
        ),
        lambda: positions.take_down(
            ask=circle.ask(circle.rosendahl),
            stance="consent",
            source_note="Telefonat",
            effective_on=moments.today(),
            by=people["nottuln"],
            at=at,
        ),
        lambda: positions.confirm(
            ask=circle.ask(circle.rosendahl),
            seen=Position.objects.latest("pk").pk,
            by=people["rosendahl"],
            at=at,
        ),
        lambda: positions.give(ask=ask, stance="conditional", reason="Nur so", by=duelmen, at=at),
        lambda: conditions_of_consent.settle(
            condition=PositionCondition.objects.get(), state="confirmed", by=duelmen, at=at
        ),
        lambda: reminding.remind(round_=circle.round, by=people["nottuln"], at=at),
        lambda: rounds.extend(
            round_=circle.round,
            deadline=circle.round.deadline + timedelta(days=9),
            by=people["nottuln"],
            at=at,
        ),
        lambda: rounds.close_round(reason="Es eilt.", round_=circle.round, by=people["nottuln"], at=at),
        lambda: workflow.release(field=circle.payroll, by=people["nottuln"], at=at, reason="So beschlossen."),
        lambda: steps.add(field=circle.payroll, title="Vertrag prüfen", by=duelmen, at=at),
        lambda: gate_items.record(
            field=circle.payroll, kind="accession", result="done", text="Jederzeit.", by=duelmen, at=at
        ),
        lambda: documents.add(field=circle.payroll, title="Entwurf", file=files.upload(), by=duelmen, at=at),
        lambda: documents.add_version(
            document=Document.objects.get(), file=files.upload("b.png", files.PNG), by=duelmen, at=at
        ),
        lambda: plain.enter(
            field=circle.payroll,
            organisation=circle.duelmen,
            today_cents=200,
            joint_cents=100,
            source="Haushalt",
            confidence="estimated",
            by=duelmen,
            at=at,
        ),
        lambda: overrides.overrule(
            field=circle.payroll,
            condition=circle.initiative.conditions.get(),
            result="not_applicable",
            reason="Hier ohne Belang.",
            by=duelmen,
            at=at,
        ),
        lambda: workflow.rest(
            field=circle.payroll, side_state="on_hold", reason="Später", by=people["nottuln"], at=at
        ),
        lambda: conditions.add(initiative=circle.initiative, text="Neu", by=people["administrator"], at=at),
        lambda: meetings.record(
            initiative=circle.initiative, title="Zweites", held_on=None, by=people["nottuln"], at=at
        ),
        lambda: participants.set_participants(
            initiative=circle.initiative,
            organisations=[circle.nottuln, circle.duelmen],
            by=people["administrator"],
            at=at,
        ),
        lambda: fields.propose(initiative=circle.initiative, title="Neues Feld", by=duelmen, at=at),
        lambda: ordering.move(field=circle.payroll, up=False, by=people["nottuln"], at=at, reason="Eilt."),
        lambda: ordering.arrange(
            initiative=circle.initiative,
            order=[f.pk for f in circle.initiative.fields.all()],
            reason="Der Bürgerservice eilt.",
            by=people["nottuln"],
            at=at,
        ),
        lambda: fields.edit(
            field=circle.hotline, values={"nature": "back_office"}, version=1, by=duelmen, at=at
        ),
    ]
    meeting = draft(circle)
    changes += [
        lambda: meetings.invite(meeting=meeting, by=people["nottuln"], at=at),
        lambda: attendance.reply(meeting=meeting, reply="attending", by=duelmen, at=at),
        lambda: opened(circle),
        lambda: meetings.cancel(meeting=meeting, reason="Nein", by=people["nottuln"], at=at),
    ]
    before = facts(circle.initiative.pk)
    for change in changes:
        change()
        after = facts(circle.initiative.pk)
        assert after != before
        assert after == fresh(circle.initiative.pk)
        before = after


def test_an_unchanged_state_is_taken_from_memory_also_for_one_of_its_fields(
    circle, django_assert_num_queries
):
    whole = facts(circle.initiative.pk)
    with django_assert_num_queries(1):
        assert facts(circle.initiative.pk) is whole
    with django_assert_num_queries(1):
        one = facts(circle.initiative.pk, field_id=circle.payroll.pk)
    assert one.fields == (whole.fields[0],)


def test_inside_a_change_nothing_is_kept(circle):
    with pytest.raises(RuntimeError), state_change():
        fields.propose(initiative=circle.initiative, title="Kommt nie", by=None, at=moments.now())
        assert len(facts(circle.initiative.pk).fields) == 3
        raise RuntimeError
    assert len(facts(circle.initiative.pk).fields) == 2


def test_a_change_that_is_rolled_back_later_is_not_kept_either(circle):
    with pytest.raises(RuntimeError), transaction.atomic():
        fields.propose(initiative=circle.initiative, title="Kommt nie", by=None, at=moments.now())
        assert len(facts(circle.initiative.pk).fields) == 3
        raise RuntimeError
    assert len(facts(circle.initiative.pk).fields) == 2


@pytest.mark.parametrize("where", [(memory, "moments"), (memory.versions, "of"), (loading.records, "read")])
def test_a_votum_given_while_somebody_reads_is_there_for_the_next(circle, monkeypatch, where):
    module, name = where
    if name == "moments":  # between the clock and the version
        module, name = loading.moments, "present"
    read = getattr(module, name)

    def read_late(*args, **named):
        found = read(*args, **named) if name == "present" else None
        monkeypatch.undo()
        give(circle)
        return found or read(*args, **named)

    monkeypatch.setattr(module, name, read_late)
    facts(circle.initiative.pk)
    assert stance(circle) == "consent"


def test_what_a_machine_with_a_fast_clock_wrote_is_there_at_once(circle):
    stance(circle)
    give(circle, moments.now() + timedelta(seconds=2))
    assert stance(circle) == "consent"


def give(circle, at=None):
    by = circle.people["duelmen"]
    positions.give(ask=circle.ask(circle.duelmen), stance="consent", by=by, at=at or moments.now())


def stance(circle) -> str:
    return facts(circle.initiative.pk).field(circle.payroll.pk).stance_of(circle.duelmen.pk)


def test_what_happens_elsewhere_or_to_people_voids_no_state(circle, country):
    kept, by = facts(circle.initiative.pk), circle.people["administrator"]
    people.deactivate(user=circle.people["duelmen"].user, by=by, at=moments.now())
    fields.propose(initiative=country.second.initiative, title="Woanders", by=None, at=moments.now())
    comments.write(field=circle.payroll, text="Nur ein Wort", by=circle.people["nottuln"], at=moments.now())
    assert facts(circle.initiative.pk) is kept


def test_the_new_name_of_a_municipality_is_told_everywhere(circle):
    facts(circle.initiative.pk)
    values = {"name": "Nottuln am Berg"}
    organisations.edit(
        organisation=circle.nottuln, values=values, by=circle.people["administrator"], at=moments.now()
    )
    assert facts(circle.initiative.pk).organisations[circle.nottuln.pk].name == "Nottuln am Berg"


def test_a_change_writes_its_version_last_so_that_nobody_waits_in_a_circle(circle):
    """Even where it goes on after its first event: the last answer that is asked for closes the round."""
    Round.objects.update(closes_itself=True)
    for who in ("nottuln", "rosendahl"):
        ask = circle.ask(getattr(circle, who))
        positions.give(ask=ask, stance="consent", by=circle.people[who], at=moments.now())
    with CaptureQueriesContext(connection) as made:
        give(circle)
    assert Round.objects.get().closed_on
    written = [one["sql"] for one in made if one["sql"].startswith(("INSERT", "UPDATE"))]
    assert [StateVersion._meta.db_table in one for one in written] == [False] * (len(written) - 1) + [True]


def test_a_version_outside_of_a_change_is_a_mistake(circle):
    with pytest.raises(RuntimeError):
        memory.versions.move([circle.initiative.pk])


def test_a_state_of_the_past_is_not_kept(circle):
    loading.facts(circle.initiative.pk, moments.Moment(moments.today(), moments.now()))
    assert not memory._states


def test_no_more_states_are_kept_than_fit(circle, monkeypatch):
    monkeypatch.setattr(memory, "KEPT", 1)
    facts(circle.initiative.pk)
    facts(circle.initiative.pk, field_id=circle.payroll.pk)
    memory._states.popitem()
    facts(circle.initiative.pk, field_id=circle.payroll.pk)
    facts(circle.initiative.pk, field_id=circle.hotline.pk)
    assert len(memory._states) == 1
