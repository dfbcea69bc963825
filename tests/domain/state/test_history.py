"""Versions of texts with both clocks: what is inserted holds from its day until another value is recorded."""

from datetime import date, datetime, timedelta

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from initiatives.domain.fields import fields, ordering, steps
from initiatives.domain.kernel.corrections import Overtaken
from initiatives.domain.kernel.errors import Refused
from initiatives.domain.kernel.moments import Moment
from initiatives.domain.state import history
from initiatives.domain.state.loading import facts
from initiatives.enums import StepState
from initiatives.models import Field, Step
from tests.support.personas import BEGIN

DAY, SECOND = timedelta(days=1), timedelta(seconds=1)


def at(day: date, hour: int = 12) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=timezone.get_default_timezone())


JAN, FEB, MARCH, APRIL = date(2026, 1, 20), date(2026, 2, 20), date(2026, 3, 20), date(2026, 4, 20)


def told(circle, day: date, known: datetime, name: str = "aim") -> str:
    return getattr(facts(circle.initiative.pk, Moment(day, known)).field(circle.payroll.pk), name)


def edit(circle, day: date, effective_on: date | None = None, **values) -> None:
    row = Field.objects.get(pk=circle.payroll.pk)
    fields.edit(
        field=row,
        values=values,
        version=row.version,
        by=circle.people["nottuln"],
        at=at(day),
        effective_on=effective_on,
    )


def test_a_wording_inserted_between_two_others_holds_until_the_later_one(circle):
    edit(circle, JAN, aim="A")
    edit(circle, MARCH, aim="C")
    edit(circle, APRIL, effective_on=FEB, aim="B")
    known = at(APRIL)
    assert [told(circle, day, known) for day in (JAN, FEB - DAY, FEB, MARCH - DAY, MARCH)] == list("AABBC")
    assert Field.objects.get(pk=circle.payroll.pk).aim == "C"
    assert told(circle, FEB, known - SECOND) == "A"


def test_a_value_holds_on_where_only_another_one_was_changed_later(circle):
    edit(circle, JAN, aim="A", description="X")
    edit(circle, MARCH, description="Y")
    edit(circle, APRIL, effective_on=FEB, aim="B")
    row, known = Field.objects.get(pk=circle.payroll.pk), at(APRIL)
    assert (row.aim, row.description) == ("B", "Y")
    assert [told(circle, day, known, "description") for day in (FEB, MARCH)] == ["X", "Y"]
    assert [told(circle, day, known) for day in (FEB - DAY, FEB, MARCH)] == ["A", "B", "B"]


def test_what_holds_for_a_day_can_be_put_right_for_that_day(circle):
    edit(circle, JAN, aim="Falsch")
    edit(circle, FEB, effective_on=JAN, aim="Richtig")
    assert told(circle, JAN, at(FEB)) == "Richtig" and told(circle, JAN, at(FEB) - SECOND) == "Falsch"


def test_an_order_of_today_is_no_order_of_the_past(circle):
    before = [f.id for f in facts(circle.initiative.pk, Moment(FEB, at(APRIL))).fields]
    ordering.arrange(
        initiative=circle.initiative,
        order=before[::-1],
        reason="Eilt",
        by=circle.people["nottuln"],
        at=at(MARCH),
    )
    edit(circle, APRIL, effective_on=FEB, aim="B")
    assert [f.id for f in facts(circle.initiative.pk, Moment(FEB, at(APRIL))).fields] == before
    assert [f.id for f in facts(circle.initiative.pk, Moment(MARCH, at(APRIL))).fields] == before[::-1]
    assert [f.id for f in facts(circle.initiative.pk).fields] == before[::-1]


def test_a_step_is_done_from_the_day_on_which_it_was(circle):
    by = circle.people["nottuln"]
    step = steps.add(field=circle.payroll, title="Personalrat beteiligen", by=by, at=at(JAN))
    steps.edit(step=step, values={"title": "Personalrat hören"}, seen=None, by=by, at=at(MARCH))
    steps.edit(step=step, values={"state": StepState.DONE}, seen=None, by=by, at=at(APRIL), effective_on=FEB)
    row = Step.objects.get(pk=step.pk)
    assert (row.state, row.done_on, row.title) == ("done", FEB, "Personalrat hören")

    def stood(day: date) -> tuple[str, str]:
        (found,) = facts(circle.initiative.pk, Moment(day, at(APRIL))).field(circle.payroll.pk).steps
        return found.state, found.title

    assert stood(FEB - DAY) == ("open", "Personalrat beteiligen")
    assert stood(FEB) == ("done", "Personalrat beteiligen")
    assert stood(MARCH) == ("done", "Personalrat hören")


@pytest.mark.parametrize(
    ("added", "done", "right", "open_until"),
    [
        (JAN, MARCH, FEB, FEB - DAY),
        (JAN, FEB, MARCH, MARCH - DAY),
        (FEB, FEB, JAN, None),
        (FEB, FEB, MARCH, MARCH - DAY),
    ],
)
def test_the_day_on_which_a_step_was_done_is_put_right(circle, added, done, right, open_until):
    by = circle.people["nottuln"]
    step = steps.add(field=circle.payroll, title="Personalrat", by=by, at=at(APRIL), effective_on=added)
    values = {"state": StepState.DONE, "evidence": "Vermerk"}
    step = steps.edit(step=step, values=values, seen=None, by=by, at=at(APRIL), effective_on=done)
    told = {"step": step, "by": by, "at": at(APRIL) + SECOND, "correction_reason": "Laut Vermerk"}
    for wrong, name in ((done, None), (BEGIN - DAY, "done_on"), (APRIL + DAY, "done_on")):
        with pytest.raises(Refused) as refused:
            steps.correct_done(values={"done_on": wrong}, **told)
        assert refused.value.field == name
    steps.correct_done(values={"done_on": right}, **told)
    with pytest.raises(Overtaken):
        steps.correct_done(values={"done_on": done}, **told)

    def stood(day: date, known: datetime) -> list[tuple[str, date | None, str]]:
        found = facts(circle.initiative.pk, Moment(day, known)).field(circle.payroll.pk).steps
        return [(one.state, one.done_on, one.evidence) for one in found]

    now = at(APRIL) + SECOND
    assert stood(right, now) == stood(APRIL, now) == [("done", right, "Vermerk")]
    if open_until:
        assert stood(open_until, now) == [("open", None, "")]
    assert stood(done, at(APRIL)) == [("done", done, "Vermerk")]
    (line,) = steps.done(circle.payroll.pk)
    assert (line.done_on, line.recorded_at) == (right, now)


def test_no_step_was_done_before_it_was_in_work(circle):
    by = circle.people["nottuln"]
    step = steps.add(field=circle.payroll, title="Personalrat", by=by, at=at(APRIL), effective_on=JAN)
    for state, day in ((StepState.WORK, FEB), (StepState.DONE, MARCH)):
        step = steps.edit(
            step=step, values={"state": state}, seen=None, by=by, at=at(APRIL), effective_on=day
        )
    told = {"step": step, "by": by, "at": at(APRIL), "correction_reason": "Laut Vermerk"}
    with pytest.raises(Refused, match=r"Am 20\.02\.2026 war der Schritt noch nicht erledigt: In Arbeit"):
        steps.correct_done(values={"done_on": FEB}, **told)
    steps.correct_done(values={"done_on": FEB + DAY}, **told)


@pytest.mark.parametrize("day", [BEGIN - DAY, APRIL + DAY])
def test_no_wording_before_the_field_or_after_today(circle, day):
    before = Field.history.count()
    with pytest.raises(Refused) as refused:
        edit(circle, APRIL, effective_on=day, aim="B")
    assert refused.value.field == "effective_on" and Field.history.count() == before


CHANGE = st.tuples(st.integers(0, 9), st.sampled_from(["aim", "description"]), st.sampled_from("abc"))


@pytest.mark.once
@settings(
    max_examples=25, deadline=None, database=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(changes=st.lists(CHANGE, min_size=1, max_size=7))
def test_each_day_has_the_values_last_recorded_for_the_latest_day_up_to_it(circle, changes):
    """Against a plain model: per attribute a list of days with values; a value recorded later for a day replaces it."""
    field = Field(initiative=circle.initiative, order=99, title="X", short_title="X", proposed_on=BEGIN)
    history.begin(field, effective_on=BEGIN, at=at(MARCH))
    known: dict[str, dict[int, str]] = {"aim": {-1: ""}, "description": {-1: ""}}
    for number, (offset, name, value) in enumerate(changes):
        row = Field.objects.get(pk=field.pk)
        history.amend(
            row, {name: value}, effective_on=BEGIN + offset * DAY, at=at(MARCH) + number * SECOND + SECOND
        )
        known[name][offset] = value
    end = at(MARCH) + timedelta(minutes=1)
    for offset in range(-1, 10):
        day = BEGIN + max(offset, 0) * DAY
        found = history.current(Field, Moment(day, end), live=False).get(id=field.pk)
        for name, days in known.items():
            assert getattr(found, name) == days[max(one for one in days if one <= max(offset, 0))]
    Field.objects.filter(pk=field.pk).delete()
