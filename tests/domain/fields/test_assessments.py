"""Status assessments: yellow and red tell why, a resting field has no light of its own, nobody is overtaken unseen."""

from datetime import timedelta

import pytest

from initiatives.domain.fields import assessments, workflow
from initiatives.domain.kernel import moments
from initiatives.domain.kernel.errors import Conflict, Refused
from initiatives.domain.state.loading import facts
from initiatives.models import StatusAssessment


def assess(circle, light, persona="duelmen", **values):
    return assessments.assess(
        field=circle.payroll, light=light, by=circle.people[persona], at=moments.now(), **values
    )


@pytest.mark.parametrize("light", ["yellow", "red"])
@pytest.mark.parametrize(
    ("values", "field"), [({"measure": "Nachrechnen"}, "cause"), ({"cause": "Kosten"}, "measure")]
)
def test_yellow_and_red_need_cause_and_measure(circle, light, values, field):
    with pytest.raises(Refused) as caught:
        assess(circle, light, **values)
    assert caught.value.field == field
    assert not StatusAssessment.objects.exists()


def test_a_milestone_alone_is_no_judgement(circle):
    assess(circle, "", milestone="Beratung", milestone_on=moments.today())
    field = facts(circle.initiative.pk).field(circle.payroll.pk)
    assert (field.light, field.assessment.milestone) == ("none", "Beratung")
    with pytest.raises(Refused):
        assess(circle, "green", milestone_on=moments.today())


def test_a_resting_field_is_grey_and_is_not_assessed(circle):
    assess(circle, "green")
    at = moments.now()
    workflow.rest(
        field=circle.payroll, side_state="on_hold", reason="Später", by=circle.people["nottuln"], at=at
    )
    assert facts(circle.initiative.pk).field(circle.payroll.pk).light == "grey"
    with pytest.raises(Refused):
        assess(circle, "red", cause="a", measure="b")


def test_an_overtaken_assessment_is_a_conflict_the_same_once_more_is_not(circle):
    first = assess(circle, "green", seen=None)
    assert assess(circle, "green", seen=None) == first
    with pytest.raises(Conflict) as caught:
        assess(circle, "red", "rosendahl", cause="a", measure="b", seen=None)
    assert caught.value.theirs["light"] == "green"
    assert caught.value.actor == circle.people["duelmen"].title
    assert caught.value.changed_at == first.recorded_at
    assert StatusAssessment.objects.count() == 1


def test_nobody_assesses_tomorrow(circle):
    with pytest.raises(Refused) as caught:
        assess(circle, "green", effective_on=moments.today() + timedelta(days=1))
    assert caught.value.field == "effective_on"
