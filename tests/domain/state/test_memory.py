"""The kept state of an initiative is never another than the one in the tables."""

from datetime import timedelta

import pytest
from django.db import connection, transaction

from initiatives.domain.circle import conditions, initiatives
from initiatives.domain.fields import (
    assessments,
    costs,
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
from initiatives.domain.people import people
from initiatives.domain.state import loading, memory
from initiatives.domain.state.loading import facts
from initiatives.domain.talk import comments
from initiatives.domain.votes import conditions_of_consent, positions, rounds
from initiatives.models import Document, Position, PositionCondition
from initiatives.views.talk import comment_thread
from tests import files
from tests.meetings import draft, opened

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def forget():
    memory._states.clear()
    yield
    memory._states.clear()


def fresh(initiative_id: int, field_id: int | None = None):
    with transaction.atomic():
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
        lambda: rounds.name_body(ask=circle.ask(circle.nottuln), body=None, by=people["nottuln"], at=at),
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
            after=Position.objects.latest("pk").pk,
            by=people["rosendahl"],
            at=at,
        ),
        lambda: positions.give(ask=ask, stance="conditional", reason="Nur so", by=duelmen, at=at),
        lambda: conditions_of_consent.settle(
            condition=PositionCondition.objects.get(), state="confirmed", by=duelmen, at=at
        ),
        lambda: rounds.remind(round_=circle.round, by=people["nottuln"], at=at),
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
        lambda: costs.enter(
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
        lambda: initiatives.set_participants(
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


def test_inside_a_transaction_nothing_is_kept(circle):
    with pytest.raises(RuntimeError), transaction.atomic():
        fields.propose(initiative=circle.initiative, title="Kommt nie", by=None, at=moments.now())
        assert len(facts(circle.initiative.pk).fields) == 3
        raise RuntimeError
    assert len(facts(circle.initiative.pk).fields) == 2
    assert not connection.in_atomic_block


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


def seen(rf, circle, who: str) -> tuple[int, list[str], int]:
    """Of the thread of the payroll field: how many comments, whom they mention, how many may be mentioned."""
    request = rf.get("/")
    request.mandate = circle.people[who]
    thread, _ = comment_thread.of_field(request, circle.payroll, facts(circle.initiative.pk))
    offered = thread.form.fields["mentioned"].choices
    return thread.count, [name for line in thread.lines for name in line.mentions], len(list(offered))


def test_comments_that_are_kept_with_the_facts_follow_every_change(rf, circle):
    by, at = circle.people["duelmen"], moments.now()
    assert seen(rf, circle, "nottuln")[:2] == seen(rf, circle, "nottuln")[:2] == (0, [])
    comment = comments.write(field=circle.payroll, text="Wer rechnet ab?", by=by, at=at)
    assert seen(rf, circle, "nottuln")[:2] == (1, [])
    other = circle.people["rosendahl"]
    comments.correct(comment=comment, text=comment.text, mentioned=[other.user_id], by=by, at=at)
    assert seen(rf, circle, "nottuln")[:2] == (1, [other.title])
    before = seen(rf, circle, "nottuln")[2]
    people.deactivate(user=other.user, by=circle.people["administrator"], at=at)
    assert seen(rf, circle, "nottuln")[2] == before - 1


def test_an_internal_comment_that_is_kept_is_shown_to_its_own_organisation_only(rf, circle):
    by, at = circle.people["duelmen"], moments.now()
    comments.write(field=circle.payroll, text="Nur für uns", internal=True, by=by, at=at)
    assert [seen(rf, circle, who)[0] for who in ("duelmen", "nottuln", "duelmen", "county")] == [1, 0, 1, 0]
