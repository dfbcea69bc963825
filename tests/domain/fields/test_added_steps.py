"""The day from which a step is there, put right in both clocks."""

from datetime import date, datetime, timedelta

import pytest
from django.utils import timezone

from initiatives.domain.fields import steps
from initiatives.domain.kernel import moments
from initiatives.domain.kernel.corrections import Overtaken
from initiatives.domain.kernel.errors import Refused
from initiatives.domain.kernel.moments import Moment
from initiatives.domain.state.loading import facts
from initiatives.models import Event, Step
from tests.support.personas import BEGIN

DAY, SECOND = timedelta(days=1), timedelta(seconds=1)
JAN, FEB, MARCH, APRIL = (date(2026, month, 20) for month in (1, 2, 3, 4))


def at(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 12, tzinfo=timezone.get_default_timezone())


NOW = at(date(2026, 5, 4))


@pytest.fixture
def by(circle):
    return circle.people["nottuln"]


@pytest.fixture
def step(circle, by):
    """There from February on, with another title from April on."""
    row = steps.add(field=circle.payroll, title="A", by=by, at=at(APRIL), effective_on=FEB)
    return steps.edit(
        step=row, values={"title": "B"}, seen=None, by=by, at=at(APRIL) + SECOND, effective_on=APRIL
    )


def line(step: Step):
    return steps.added(step.field_id).get(pk=step.pk)


def correct(step: Step, by, day: date, instant: datetime = NOW) -> Step:
    told = {"correction_reason": "Laut Vermerk", "by": by, "at": instant}
    return steps.correct_added(step=line(step), values={"added_on": day}, **told)


def titles(circle, *days: date, known: datetime = NOW) -> str:
    """The title of the step on these days, "-" where it is not there."""
    states = [facts(circle.initiative.pk, Moment(day, known)).field(circle.payroll.pk).steps for day in days]
    return "".join(found[0].title if found else "-" for found in states)


DAYS = (JAN - DAY, JAN, FEB - DAY, FEB, MARCH - DAY, MARCH, APRIL - DAY, APRIL)


@pytest.mark.parametrize(
    ("day", "told"),
    [(JAN, "-AAAAAAB"), (FEB - DAY, "--AAAAAB"), (MARCH, "-----AAB"), (APRIL, "-------B")],
)
def test_the_day_is_put_right_and_what_was_known_before_stays(circle, step, by, day, told):
    correct(step, by, day)
    assert titles(circle, *DAYS) == told
    assert titles(circle, *DAYS, known=NOW - SECOND) == "---AAAAB"
    now, live = (
        facts(circle.initiative.pk, *moment).field(circle.payroll.pk).steps
        for moment in ((Moment(moments.today(), moments.now()),), ())
    )
    assert [one.title for one in now] == [one.title for one in live] == ["B"]
    assert (line(step).added_on, line(step).recorded_at) == (day, at(APRIL))
    event = Event.objects.get(kind="step-corrected")
    assert (event.before, event.after) == (
        "angelegt am 20.02.2026",
        f"angelegt am {day:%d.%m.%Y} – Laut Vermerk",
    )


def test_the_day_moves_to_and_fro_and_each_time_the_step_is_there_from_it_on(circle, step, by):
    for number, day in enumerate((MARCH, JAN, APRIL, FEB, MARCH - DAY, BEGIN, APRIL), start=1):
        instant = NOW + number * SECOND
        correct(step, by, day, instant)
        told = titles(circle, *DAYS, known=instant)
        assert told == "".join("-" if one < day else "A" if one < APRIL else "B" for one in DAYS), day
        assert line(step).added_on == day


def test_a_step_without_any_other_word_moves_with_its_row(circle, by):
    row = steps.add(field=circle.payroll, title="A", by=by, at=at(APRIL), effective_on=FEB)
    assert correct(row, by, MARCH).effective_on == MARCH
    assert titles(circle, *DAYS) == "-----AAA"
    correct(row, by, JAN, NOW + SECOND)
    assert titles(circle, *DAYS, known=NOW + SECOND) == "-AAAAAAA"


def test_what_was_said_on_the_first_day_goes_with_it(circle, by):
    row = steps.add(field=circle.payroll, title="A", by=by, at=at(APRIL), effective_on=FEB)
    steps.edit(step=row, values={"title": "B"}, seen=None, by=by, at=at(APRIL), effective_on=FEB)
    correct(row, by, MARCH)
    assert titles(circle, *DAYS) == "-----BBB"
    steps.edit(step=row, values={"title": "C"}, seen=None, by=by, at=NOW + SECOND, effective_on=APRIL)
    assert titles(circle, *DAYS, known=NOW + SECOND) == "-----BBC"
    with pytest.raises(Refused, match=r"erst seit dem 20\.03\.2026"):
        steps.edit(step=row, values={"title": "D"}, seen=None, by=by, at=NOW, effective_on=FEB)


def test_the_days_of_adding_and_of_doing_agree(circle, by):
    row = steps.add(field=circle.payroll, title="A", by=by, at=at(APRIL), effective_on=FEB)
    steps.edit(step=row, values={"state": "done"}, seen=None, by=by, at=at(APRIL), effective_on=FEB)
    with pytest.raises(Refused, match=r"etwas vom 20\.02\.2026") as refused:
        correct(row, by, FEB + DAY)
    assert refused.value.field == "added_on"
    told = {"correction_reason": "Vermerk", "by": by, "at": NOW}
    steps.correct_done(step=Step.objects.get(pk=row.pk), values={"done_on": APRIL}, **told)
    correct(row, by, MARCH, NOW + SECOND)
    assert titles(circle, *DAYS, known=NOW + SECOND) == "-----AAA"
    steps.correct_done(
        step=Step.objects.get(pk=row.pk), values={"done_on": JAN}, **told | {"at": NOW + 2 * SECOND}
    )
    assert titles(circle, *DAYS, known=NOW + 2 * SECOND) == "-AAAAAAA", "it was there when it was done"


def test_the_order_of_steps_is_nothing_that_was_said(circle, by):
    row, other = (
        steps.add(field=circle.payroll, title=title, by=by, at=at(MARCH), effective_on=FEB) for title in "AZ"
    )
    steps.move(step=other, down=False, by=by, at=at(MARCH) + SECOND)
    correct(row, by, APRIL)
    found = facts(circle.initiative.pk, Moment(APRIL, NOW)).field(circle.payroll.pk).steps
    assert [one.title for one in found] == ["Z", "A"]
    assert titles(circle, *DAYS) == "---ZZZZZ"


def test_a_step_that_was_added_and_done_on_one_day_can_have_been_there_before_all_the_same(circle, by):
    row = steps.add(field=circle.payroll, title="A", by=by, at=at(APRIL), effective_on=FEB)
    steps.edit(step=row, values={"state": "done"}, seen=None, by=by, at=at(APRIL), effective_on=MARCH)
    for number, (day, told) in enumerate(((MARCH, "--d"), (JAN, "ood"), (FEB, "-od")), start=1):
        correct(row, by, day, NOW + number * SECOND)
        those = [Moment(one, NOW + number * SECOND) for one in (JAN, FEB, MARCH)]
        found = [facts(circle.initiative.pk, one).field(circle.payroll.pk).steps for one in those]
        assert "".join(one[0].state[0] if one else "-" for one in found) == told


@pytest.mark.parametrize(
    ("day", "words", "name"),
    [
        (FEB, "nichts geändert", None),
        (BEGIN - DAY, "erst seit", "added_on"),
        (APRIL + DAY, r"etwas vom 20\.04\.2026", "added_on"),
        (NOW.date() + DAY, "Zukunft", "added_on"),
    ],
)
def test_what_cannot_have_been_is_refused_and_nothing_written(step, by, day, words, name):
    before = Step.history.count(), Event.objects.count()
    with pytest.raises(Refused, match=words) as refused:
        correct(step, by, day)
    assert refused.value.field == name
    assert (Step.history.count(), Event.objects.count()) == before


def test_a_day_that_was_put_right_meanwhile_and_a_missing_reason_are_refused(step, by):
    seen = line(step)
    with pytest.raises(Refused) as refused:
        steps.correct_added(step=seen, values={"added_on": JAN}, correction_reason=" ", by=by, at=NOW)
    assert refused.value.field == "correction_reason"
    correct(step, by, JAN)
    with pytest.raises(Overtaken):
        steps.correct_added(step=seen, values={"added_on": MARCH}, correction_reason="Doch", by=by, at=NOW)
