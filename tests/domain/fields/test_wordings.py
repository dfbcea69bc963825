"""Texts that were given for a day, and the day of the proposal, put right in both clocks."""

from datetime import date, datetime, timedelta

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from initiatives.domain.agreements import agreements
from initiatives.domain.fields import fields, ordering, steps, wordings, workflow
from initiatives.domain.kernel import moments
from initiatives.domain.kernel.corrections import Overtaken
from initiatives.domain.kernel.errors import Refused
from initiatives.domain.kernel.moments import Moment
from initiatives.domain.state import history
from initiatives.domain.state.loading import facts
from initiatives.models import Event, Field
from tests.support.personas import BEGIN

DAY, SECOND = timedelta(days=1), timedelta(seconds=1)
JAN, FEB, MARCH, APRIL = (date(2026, month, 20) for month in (1, 2, 3, 4))


def at(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 12, tzinfo=timezone.get_default_timezone())


NOW = at(date(2026, 5, 4))
MAY = NOW + DAY


@pytest.fixture
def field(circle):
    """Proposed in January with the aim A, B from February on, C from April on; of February is a description, too."""
    row = fields.propose(
        initiative=circle.initiative, title="Beschaffung", aim="A", by=None, at=at(APRIL), proposed_on=JAN
    )
    for day, values in ((FEB, {"aim": "B", "description": "Text"}), (APRIL, {"aim": "C"})):
        row = Field.objects.get(pk=row.pk)
        fields.edit(
            field=row,
            values=values,
            version=row.version,
            by=circle.people["nottuln"],
            at=at(APRIL),
            effective_on=day,
        )
    return Field.objects.get(pk=row.pk)


def of_day(field: Field, day: date):
    return wordings.standing(field.pk).get(effective_on=day)


def correct(circle, field, day, values=None, **told):
    told = {"correction_reason": "Laut Niederschrift", "by": circle.people["nottuln"], "at": NOW} | told
    return wordings.correct(version=of_day(field, day), values=values or {}, **told)


def aims(circle, field, *days, known=NOW, name="aim") -> list[str | None]:
    states = [facts(circle.initiative.pk, Moment(day, known)).fields for day in days]
    return [next((getattr(one, name) for one in found if one.id == field.pk), None) for found in states]


DAYS = (JAN - DAY, JAN, FEB - DAY, FEB, MARCH - DAY, MARCH, APRIL - DAY, APRIL)


@pytest.mark.parametrize(
    ("day", "values", "told"),
    [
        (FEB, {"aim": "X"}, [None, "A", "A", "X", "X", "X", "X", "C"]),
        (FEB, {"effective_on": MARCH}, [None, "A", "A", "A", "A", "B", "B", "C"]),
        (FEB, {"effective_on": FEB - DAY}, [None, "A", "B", "B", "B", "B", "B", "C"]),
        (APRIL, {"effective_on": MARCH}, [None, "A", "A", "B", "B", "C", "C", "C"]),
        (APRIL, {"effective_on": APRIL + DAY}, [None, "A", "A", "B", "B", "B", "B", "B"]),
        (JAN, {"aim": "X"}, [None, "X", "X", "B", "B", "B", "B", "C"]),
        (JAN, {"effective_on": JAN - DAY}, ["A", "A", "A", "B", "B", "B", "B", "C"]),
        (JAN, {"effective_on": FEB - DAY}, [None, None, "A", "B", "B", "B", "B", "C"]),
    ],
)
def test_a_text_and_its_day_are_put_right_and_what_was_known_before_stays(circle, field, day, values, told):
    before = aims(circle, field, *DAYS, known=NOW - SECOND)
    correct(circle, field, day, values)
    assert aims(circle, field, *DAYS) == told
    assert aims(circle, field, *DAYS, known=NOW - SECOND) == before
    row, live = Field.objects.get(pk=field.pk), facts(circle.initiative.pk).field(field.pk)
    assert row.aim == live.aim == "C"
    assert live == facts(circle.initiative.pk, Moment(moments.today(), moments.now())).field(field.pk)
    event = Event.objects.order_by("pk").last()
    assert event.subject == "Wortlaut berichtigt" and event.after.endswith("– Laut Niederschrift")


def test_the_day_from_which_the_texts_are_as_they_are_follows_what_was_put_right(circle, field):
    def worded(*days):
        return aims(circle, field, *days, name="worded_on")

    assert worded(APRIL - DAY, APRIL) == [FEB, APRIL]
    correct(circle, field, APRIL, {"effective_on": MARCH})
    assert worded(MARCH - DAY, MARCH, APRIL) == [FEB, MARCH, MARCH]
    ordering.move(field=field, up=True, reason="Zuerst", by=circle.people["nottuln"], at=MAY)
    assert facts(circle.initiative.pk).field(field.pk).worded_on == MARCH, "its place is no text"
    assert Field.objects.get(pk=field.pk).effective_on == MAY.date()
    correct(circle, field, MARCH, withdrawn=True, at=MAY)
    assert facts(circle.initiative.pk).field(field.pk).worded_on == FEB
    assert worded(APRIL) == [MARCH], "as it was known before"


def test_what_was_never_said_leaves_what_stood_before(circle, field):
    correct(circle, field, FEB, withdrawn=True)
    assert aims(circle, field, *DAYS) == [None, *"AAAAAAC"]
    assert aims(circle, field, FEB, APRIL, name="description") == ["", ""]
    correct(circle, field, APRIL, withdrawn=True)
    assert Field.objects.get(pk=field.pk).aim == "A"
    assert [one.effective_on for one in wordings.standing(field.pk)] == [JAN]


def test_the_day_of_the_proposal_moves_to_and_fro(circle, field):
    for day in (FEB - DAY, BEGIN + DAY, JAN + DAY):
        field = correct(circle, field, field.proposed_on, {"effective_on": day, "aim": f"ab {day}"})
        assert field.proposed_on == day and facts(circle.initiative.pk).field(field.pk).phase_dates[0] == day
        assert aims(circle, field, day - DAY, day, FEB) == [None, f"ab {day}", "B"]


@pytest.mark.parametrize(
    ("day", "values", "told", "name"),
    [
        (FEB, {"aim": "X"}, {"correction_reason": " "}, "correction_reason"),
        (FEB, {}, {}, None),
        (FEB, {"effective_on": JAN - DAY}, {}, "effective_on"),
        (FEB, {"effective_on": moments.today() + DAY}, {}, "effective_on"),
        (FEB, {"effective_on": APRIL}, {}, "effective_on"),
        (JAN, {"effective_on": BEGIN - DAY}, {}, "effective_on"),
        (JAN, {"effective_on": FEB}, {}, "effective_on"),
        (JAN, {"effective_on": FEB + DAY}, {}, "effective_on"),
        (JAN, {"title": " "}, {}, "title"),
        (JAN, {"title": "einführung von d 115"}, {}, "title"),
        (JAN, {}, {"withdrawn": True}, None),
    ],
)
def test_what_cannot_have_been_is_refused_and_nothing_written(circle, field, day, values, told, name):
    before = Field.history.count(), Event.objects.count()
    with pytest.raises(Refused) as refused:
        correct(circle, field, day, values, **told)
    assert refused.value.field == name, refused.value.message
    assert (Field.history.count(), Event.objects.count()) == before


def test_a_field_is_not_proposed_after_its_first_phase(circle, field):
    field = correct(circle, field, FEB, withdrawn=True)
    workflow.record_past(
        field=field,
        phase=1,
        side_state=None,
        reason="Akte",
        effective_on=FEB,
        by=circle.people["nottuln"],
        at=NOW,
    )
    with pytest.raises(Refused, match=r"steht schon etwas vom 20\.02\.2026"):
        correct(circle, field, JAN, {"effective_on": FEB + DAY})
    assert correct(circle, field, JAN, {"effective_on": FEB}).proposed_on == FEB


@pytest.mark.parametrize("what", ["agreement", "step"])
def test_a_field_is_not_proposed_after_the_first_day_of_what_belongs_to_it(circle, field, what):
    """Also where that was changed later."""
    field = correct(circle, field, FEB, withdrawn=True)
    told = {"by": circle.people["nottuln"], "at": NOW}
    if what == "step":
        row = steps.add(field=field, title="A", effective_on=FEB, **told)
        steps.edit(step=row, values={"title": "B"}, seen=None, effective_on=MARCH, **told)
    else:
        entering = [circle.county, circle.nottuln]
        row = agreements.draw_up(field=field, title="A", entering=entering, effective_on=FEB, **told)
        agreements.edit(agreement=row, values={"title": "B"}, version=1, effective_on=MARCH, **told)
    with pytest.raises(Refused, match=r"steht schon etwas vom 20\.02\.2026"):
        correct(circle, field, JAN, {"effective_on": FEB + DAY})
    assert correct(circle, field, JAN, {"effective_on": FEB}).proposed_on == FEB


def test_the_predecessor_of_a_correction_is_not_corrected_again(circle, field):
    version = of_day(field, FEB)
    correct(circle, field, FEB, {"aim": "X"})
    with pytest.raises(Overtaken):
        wordings.correct(
            version=version,
            values={"aim": "Y"},
            correction_reason="Doch nicht",
            by=circle.people["nottuln"],
            at=NOW,
        )


MOVE = st.tuples(st.integers(1, 9), st.integers(1, 9), st.sampled_from("xyz"), st.booleans())


@pytest.mark.once
@settings(
    max_examples=25, deadline=None, database=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(moves=st.lists(MOVE, min_size=1, max_size=6))
def test_each_day_has_the_value_given_for_the_latest_day_up_to_it(circle, moves):
    """Against a plain model, a day with its value: a value moves from day to day, or is taken back."""
    field = Field(
        initiative=circle.initiative, order=99, title="X", short_title="X", aim="0", proposed_on=BEGIN
    )
    history.begin(field, effective_on=BEGIN, at=at(MARCH))
    known = {0: "0"}
    for number, day in enumerate((2, 5, 7)):
        known[day] = str(day)
        row = Field.objects.get(pk=field.pk)
        instant = at(MARCH) + (number + 1) * SECOND
        history.amend(row, {"aim": str(day)}, effective_on=BEGIN + day * DAY, at=instant)
    for number, (day, other, value, withdrawn) in enumerate(moves, start=10):
        if day not in known or (other in known and other != day):
            continue
        del known[day]
        if not withdrawn:
            known[other] = value
        history.put_right(
            Field.objects.get(pk=field.pk),
            BEGIN + day * DAY,
            {"aim": value},
            effective_on=BEGIN + other * DAY,
            withdrawn=withdrawn,
            at=at(MARCH) + number * SECOND,
        )
    end = at(MARCH) + timedelta(minutes=1)
    for offset in range(10):
        found = history.current(Field, Moment(BEGIN + offset * DAY, end), live=False).get(id=field.pk)
        assert found.aim == known[max(one for one in known if one <= offset)]
    assert Field.objects.get(pk=field.pk).aim == known[max(known)]
    Field.objects.filter(pk=field.pk).delete()
