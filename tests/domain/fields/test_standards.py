"""Starting sets of conditions and fields."""

from datetime import UTC, datetime

import pytest

from initiatives.domain.circle import conditions
from initiatives.domain.fields import standards
from initiatives.domain.kernel.errors import Refused
from initiatives.domain.state.loading import facts
from initiatives.models import FrameworkCondition

AT = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)


@pytest.fixture
def by(circle):
    return circle.people["administrator"]


def test_the_nine_conditions_are_taken_over_once(circle, by):
    assert len(conditions.take_over_standard(initiative=circle.initiative, by=by, at=AT)) == 8, (
        "one stands already"
    )
    assert conditions.take_over_standard(initiative=circle.initiative, by=by, at=AT) == []
    standing = facts(circle.initiative.pk).conditions
    assert {one.rule_key for one in standing} == {key for key, _ in conditions.STANDARD_CONDITIONS}
    assert [one.number for one in standing] == list(range(1, 10))


def test_a_reworded_condition_keeps_its_rule_and_is_not_added_again(circle, by):
    old = FrameworkCondition.objects.get()
    conditions.reword(condition=old, text="Es rechnet sich", by=by, at=AT)
    conditions.take_over_standard(initiative=circle.initiative, by=by, at=AT)
    assert not FrameworkCondition.objects.filter(text=old.text, ended_on=None).exists()
    with pytest.raises(Refused, match="gibt es in der Initiative schon"):
        conditions.reword(
            condition=FrameworkCondition.objects.get(rule_key="voluntary"),
            text="es rechnet sich",
            by=by,
            at=AT,
        )


def test_the_seven_fields_are_taken_over_once(circle, by):
    added = standards.take_over_fields(initiative=circle.initiative, by=by, at=AT)
    assert [row.short_title for row in added] == [
        "IT",
        "Einkauf und Vergabe",
        "Expertenpool",
        "Sonstige Kooperation",
        "GPO",
    ]
    assert standards.take_over_fields(initiative=circle.initiative, by=by, at=AT) == []
    assert added[0].focal_points[0] == "e-Government"
