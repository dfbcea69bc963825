"""What an organisation owes."""

from datetime import timedelta

import pytest

from initiatives.domain.desk.todo_list import deviations, of_field, pending, todo
from initiatives.domain.fields import assessments, fields, workflow
from initiatives.domain.kernel import moments
from initiatives.domain.state.loading import facts
from initiatives.domain.votes import positions, resolutions, rounds
from initiatives.domain.work import tasks
from initiatives.enums import BodyKind
from initiatives.models import Body, Mandate, Round
from tests.support.personas import AT


@pytest.fixture
def owed(circle):
    """`owed("nottuln")` is what that persona's organisation owes today."""

    def read(persona: str):
        own = circle.people[persona].organisation_id
        return todo(initiatives=[facts(circle.initiative.pk)], organisation_id=own, today=moments.today())

    return read


def _kinds(found) -> list[str]:
    return [duty.kind for duty in found.duties]


def _give(circle, persona, stance, reason=""):
    by = circle.people[persona]
    ask = circle.ask(by.organisation)
    return positions.give(ask=ask, stance=stance, reason=reason, by=by, at=moments.now())


def _lead(circle, persona):
    by, at = circle.people[persona], moments.now()
    own = by.organisation
    fields.set_participation(field=circle.payroll, organisation=own, status="participating", by=by, at=at)
    fields.set_lead(field=circle.payroll, organisation=own, contact="Amt 10", by=by, at=at)


def test_who_is_asked_owes_a_position_until_the_deadline(circle, owed):
    found = owed("duelmen")
    assert _kinds(found) == ["position"]
    assert found.first.due == circle.round.deadline
    assert found.first.note == "0 von 3 angefragten Kommunen haben geantwortet"
    assert found.next_due == circle.round.deadline
    assert (found.soon, found.later) == ([], [])  # the first stands in its own frame


def test_deliberating_is_a_sign_of_life_but_no_answer(circle, owed):
    _give(circle, "duelmen", "deliberating")
    assert _kinds(owed("duelmen")) == ["position"]


def test_a_consent_is_owed_its_resolution_until_the_body_has_adopted(circle, owed):
    _give(circle, "nottuln", "consent")
    found = owed("nottuln")
    assert _kinds(found) == ["resolution"]
    assert "Rat" in found.duties[0].note
    resolutions.resolve(
        asks=[circle.ask(circle.nottuln)],
        body=circle.rat_nottuln,
        result="adopted",
        effective_on=moments.today(),
        by=circle.people["nottuln"],
        at=moments.now(),
    )
    assert _kinds(owed("nottuln")) == []


def test_a_refusal_owes_nothing(circle, owed):
    _give(circle, "duelmen", "refusal", reason="Eigenes Verfahren läuft bis 2028.")
    assert _kinds(owed("duelmen")) == []


def test_a_closed_round_asks_nobody(circle, owed):
    rounds.close_round(reason="Es eilt.", round_=circle.round, by=circle.people["nottuln"], at=moments.now())
    assert _kinds(owed("duelmen")) == []
    assert pending(circle.people["duelmen"].scope, moments.today()).count() == 0


def test_the_menu_counts_a_round_from_its_first_to_its_last_day(circle):
    scope, today = circle.people["duelmen"].scope, moments.today()
    for opened, closed, counted in ((0, None, 1), (1, None, 0), (-9, 0, 0), (-9, -1, 0), (-9, 1, 1)):
        closed_on = None if closed is None else today + timedelta(days=closed)
        Round.objects.update(
            opened_on=today + timedelta(days=opened),
            closed_on=closed_on,
            closing="hand" if closed_on else "",
            closing_reason="Es eilt." if closed_on else "",
        )
        assert pending(scope, today).count() == counted, (opened, closed)


def test_a_resting_field_asks_nobody(circle, owed):
    workflow.rest(
        field=circle.payroll,
        side_state="on_hold",
        reason="Haushalt",
        by=circle.people["nottuln"],
        at=moments.now(),
    )
    assert _kinds(owed("duelmen")) == []


def test_the_overdue_come_first_and_are_counted(circle, owed):
    circle.round.deadline = moments.today() - timedelta(days=2)
    circle.round.save()
    found = owed("duelmen")
    assert found.overdue == 1
    assert found.next_due is None


def test_the_lead_owes_a_light_then_follows_the_measure(circle, owed):
    _lead(circle, "duelmen")
    light = owed("duelmen").undated
    assert [duty.title for duty in light] == ["Ampel setzen: Personalabrechnung bündeln"]
    assessments.assess(
        field=circle.payroll,
        light="yellow",
        cause="Zwei Antworten fehlen.",
        measure="Anrufen.",
        milestone="Auswertung",
        milestone_on=moments.today() + timedelta(days=3),
        by=circle.people["duelmen"],
        at=moments.now(),
    )
    light = owed("duelmen").undated
    assert [(duty.title, duty.note) for duty in light] == [
        ("Maßnahme verfolgen: Personalabrechnung bündeln", "Anrufen.")
    ]
    assert [field.title for field in deviations([facts(circle.initiative.pk)])] == [
        "Personalabrechnung bündeln"
    ]


def test_a_milestone_that_has_passed_is_owed_a_new_one(circle, owed):
    _lead(circle, "duelmen")
    assessments.assess(
        field=circle.payroll,
        light="green",
        milestone="Auswertung",
        milestone_on=moments.today() - timedelta(days=1),
        by=circle.people["duelmen"],
        at=moments.now(),
    )
    found = owed("duelmen")
    assert [(duty.kind, duty.note) for duty in found.duties if duty.kind != "position"] == [
        ("milestone", "Meilenstein: Auswertung")
    ]
    assert found.overdue == 1


def test_the_convening_municipality_owes_a_lead_from_the_first_phase_on(circle, owed):
    assert "lead" not in _kinds(owed("nottuln"))
    workflow.release(field=circle.hotline, reason="Los", by=circle.people["nottuln"], at=moments.now())
    titles = [duty.title for duty in owed("nottuln").duties if duty.kind == "lead"]
    assert titles == ["Federführung klären: Einführung von D 115"]
    assert "lead" not in _kinds(owed("duelmen"))


def test_the_menu_counts_what_the_start_page_lists(circle, owed):
    def counts():
        return [
            (pending(circle.people[p].scope, moments.today()).count(), owed(p).positions)
            for p in ("nottuln", "duelmen", "rosendahl")
        ]

    assert counts() == [(1, 1), (1, 1), (1, 1)]
    _give(circle, "nottuln", "deliberating")
    _give(circle, "duelmen", "consent")
    assert counts() == [(1, 1), (0, 0), (1, 1)]
    _give(circle, "duelmen", "deliberating")
    assert counts() == [(1, 1), (1, 1), (1, 1)]
    workflow.rest(
        field=circle.payroll,
        side_state="on_hold",
        reason="Haushalt",
        by=circle.people["nottuln"],
        at=moments.now(),
    )
    assert counts() == [(0, 0), (0, 0), (0, 0)]


def test_a_mandate_for_one_initiative_counts_that_one_only(circle):
    mandate = circle.people["duelmen"]
    Mandate.objects.filter(pk=mandate.pk).update(initiative=circle.initiative)
    mandate.refresh_from_db()
    body = Body.objects.create(organisation=circle.duelmen, name="Rat", kind=BodyKind.RAT, slug="rat-duelmen")
    other = type(circle.initiative).objects.create(
        title="Andere", short_title="Andere", documented_from=AT.date()
    )
    other.participants.create(organisation=circle.duelmen, joined_on=AT.date())
    field = fields.propose(initiative=other, title="Anderes Feld", by=None, at=AT)
    rounds.open_round(
        question=rounds.Question("taking_part", "Wirkt Ihre Kommune mit?"),
        fields=[field],
        organisations=[circle.duelmen],
        deadline=moments.today() + timedelta(days=5),
        bodies={circle.duelmen.pk: body},
        by=None,
        at=AT,
    )
    assert pending(mandate.scope, moments.today()).count() == 1


def test_of_one_field_are_told_its_own_duties_with_tasks_rounds_and_requests_about_it(circle):
    """Not those of another field, nor of the initiative as a whole; nor of a field that rests but what is beside it."""
    by, at = circle.people["nottuln"], moments.now()
    for title, field in (("Hier", circle.payroll), ("Dort", circle.hotline), ("Überall", None)):
        tasks.add(initiative=circle.initiative, title=title, owner=circle.nottuln, field=field, by=by, at=at)

    def kinds(field):
        known = facts(circle.initiative.pk)
        found = of_field(
            initiative=known,
            field=known.field(field.pk),
            organisation_id=circle.nottuln.pk,
            today=circle.round.deadline,
        )
        return [(duty.kind, duty.title) for duty in found.duties]

    assert kinds(circle.payroll) == [
        ("position", "Votum abgeben: Personalabrechnung bündeln"),
        ("reminder", "An das Votum erinnern: Personalabrechnung bündeln"),
        ("task", "Erledigen: Hier"),
    ]
    assert kinds(circle.hotline) == [("task", "Erledigen: Dort")]
