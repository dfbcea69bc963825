"""Voten: versions, corrections, what is refused, and what follows from a refusal."""

from datetime import timedelta

import pytest

from initiatives.domain.fields import fields
from initiatives.domain.kernel import moments
from initiatives.domain.kernel.errors import Conflict, Refused
from initiatives.domain.state import answers
from initiatives.domain.state.loading import facts
from initiatives.domain.votes import positions, resolutions, rounds
from initiatives.enums import Participation, Stance
from initiatives.models import Body, Event, Position, Resolution


@pytest.fixture
def give(circle):
    """Answer for Dülmen."""

    def answer(stance, **others):
        values = {"ask": circle.ask(circle.duelmen), "by": circle.people["duelmen"], "at": moments.now()}
        return positions.give(**(values | {"stance": stance} | others))

    return answer


def refused(call, field=None):
    before = Position.objects.count(), Resolution.objects.count(), Event.objects.count()
    with pytest.raises(Refused) as caught:
        call()
    assert (Position.objects.count(), Resolution.objects.count(), Event.objects.count()) == before
    assert caught.value.field == field
    return caught.value


def test_a_change_of_mind_keeps_the_former_answer(circle, give):
    first = give(Stance.DELIBERATING)
    second = give(Stance.CONSENT, seen=first.pk)
    assert second.corrects is None and list(first.ask.positions.standing()) == [first, second]
    found = facts(circle.initiative.pk).field(circle.payroll.pk)
    ask, versions = answers.answer(circle.ask(circle.duelmen), found.asks[circle.duelmen.pk].organisation)
    assert [v.stance for v in versions] == [Stance.DELIBERATING, Stance.CONSENT]
    assert ask.stance == found.stance_of(circle.duelmen.pk) == Stance.CONSENT


def test_a_correction_counts_as_if_the_mistake_had_never_been(circle, give):
    today = moments.today()
    wrong = give(Stance.REFUSAL, reason="Vertippt")
    right = give(
        Stance.CONSENT,
        correction_reason="Falsch angekreuzt",
        seen=wrong.pk,
        effective_on=today - timedelta(days=3),
    )
    assert right.corrects is not None
    found = facts(circle.initiative.pk).field(circle.payroll.pk)
    assert found.asks[circle.duelmen.pk].position.effective_on == today - timedelta(days=3)
    assert Event.objects.filter(kind="position-corrected").count() == 1


@pytest.mark.parametrize("stance", [Stance.CONDITIONAL, Stance.REFUSAL])
def test_condition_and_refusal_need_a_reason(give, stance):
    refused(lambda: give(stance, reason="  "), "reason")


def test_refused_answers(circle, give):
    today = moments.today()
    refused(lambda: give(Stance.CONSENT, effective_on=today + timedelta(days=1)), "effective_on")
    refused(
        lambda: give(Stance.CONSENT, effective_on=circle.round.opened_on - timedelta(days=1)), "effective_on"
    )
    refused(lambda: give(Stance.WITHDRAWN), "stance")
    refused(lambda: give(Stance.CONSENT, correction_reason="Falsch"), "correction_reason")
    refused(lambda: give(Stance.CONSENT, by=circle.people["nottuln"]))
    refused(lambda: give(Stance.CONSENT, by=circle.people["reader"], ask=circle.ask(circle.nottuln)))
    give(Stance.CONSENT)
    refused(
        lambda: give(Stance.REFUSAL, reason="Nein", effective_on=today - timedelta(days=1)), "effective_on"
    )
    rounds.close_round(reason="Es eilt.", round_=circle.round, by=circle.people["nottuln"], at=moments.now())
    refused(lambda: give(Stance.ABSTENTION))


def test_the_same_answer_once_more_writes_nothing(give):
    first = give(Stance.CONSENT, seen=None)
    assert give(Stance.CONSENT, seen=None) == first
    assert Position.objects.count() == 1


def test_an_overtaken_answer_is_a_conflict_that_tells_who_and_what(circle, give):
    first = give(Stance.CONSENT, seen=None)
    error = refused(lambda: give(Stance.ABSTENTION, seen=None))
    assert isinstance(error, Conflict)
    assert (error.theirs["stance"], error.version) == ("Zustimmung", first.pk)
    assert (error.actor, error.changed_at) == (circle.people["duelmen"].title, first.recorded_at)


def test_a_refusal_ends_the_participation(circle, give):
    by, at = circle.people["duelmen"], moments.now()
    fields.set_participation(
        field=circle.payroll, organisation=circle.duelmen, status=Participation.PARTICIPATING, by=by, at=at
    )
    give(Stance.REFUSAL, reason="Dafür fehlen die Stellen.")
    found = facts(circle.initiative.pk).field(circle.payroll.pk)
    assert found.participation_of(circle.duelmen.pk) == Participation.NOT_PARTICIPATING


def test_the_lead_hands_over_before_it_refuses(circle, give):
    by, at = circle.people["duelmen"], moments.now()
    fields.set_participation(
        field=circle.payroll, organisation=circle.duelmen, status=Participation.PARTICIPATING, by=by, at=at
    )
    fields.set_lead(field=circle.payroll, organisation=circle.duelmen, contact="Personalamt", by=by, at=at)
    error = refused(lambda: give(Stance.REFUSAL, reason="Nein"), "status")
    assert "federführend" in error.message


def test_a_consent_is_provisional_until_the_body_has_decided(circle):
    ask, by, at = circle.ask(circle.nottuln), circle.people["nottuln"], moments.now()
    rat = Body.objects.get(slug="rat-nottuln")

    def provisional():
        return facts(circle.initiative.pk).field(circle.payroll.pk).asks[circle.nottuln.pk].provisional

    positions.give(ask=ask, stance=Stance.CONSENT, by=by, at=at)
    assert provisional()
    values = {"asks": [ask], "body": rat, "effective_on": moments.today(), "by": by, "at": at}
    resolutions.resolve(result="adjourned", **values)
    assert provisional()
    resolutions.resolve(result="adopted", certain=True, **values)
    assert not provisional()
