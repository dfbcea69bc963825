"""What the data of an initiative were on the first day documented, put right in both clocks."""

from datetime import date, datetime, timedelta

import pytest
from django.utils import timezone

from initiatives.domain.circle import initiatives, wordings
from initiatives.domain.kernel.corrections import Overtaken
from initiatives.domain.kernel.errors import Refused
from initiatives.domain.kernel.moments import Moment
from initiatives.domain.state.loading import facts
from initiatives.models import Event, Initiative
from tests.support.personas import BEGIN

DAY, SECOND = timedelta(days=1), timedelta(seconds=1)
MARCH = date(2026, 3, 2)
NOW = datetime(2026, 5, 4, 12, tzinfo=timezone.get_default_timezone())


@pytest.fixture
def admin(circle):
    return circle.people["administrator"]


def first(circle):
    return wordings.standing(circle.initiative.pk).earliest("effective_on")


def correct(circle, admin, values, **told) -> Initiative:
    told = {"correction_reason": "Laut Schreiben", "at": NOW} | told
    return wordings.correct(version=told.pop("version", first(circle)), values=values, by=admin, **told)


def titles(circle, *days: date, known: datetime = NOW) -> list[str]:
    return [facts(circle.initiative.pk, Moment(day, known)).title for day in days]


def edit(circle, admin, **values) -> None:
    row = Initiative.objects.get(pk=circle.initiative.pk)
    day = values.pop("effective_on", None)
    initiatives.edit(
        initiative=row, values=values, version=row.version, effective_on=day, by=admin, at=NOW - DAY
    )


def test_the_first_data_are_put_right_and_what_was_known_before_stays(circle, admin):
    before = circle.initiative.title
    edit(circle, admin, title="Im Kreis", effective_on=MARCH)
    found = correct(circle, admin, {"title": "Nahe beieinander", "background": "Schreiben von 2025"})
    assert titles(circle, BEGIN, MARCH - DAY, MARCH) == ["Nahe beieinander"] * 2 + ["Im Kreis"]
    assert titles(circle, BEGIN, MARCH, known=NOW - SECOND) == [before, "Im Kreis"]
    assert (found.title, found.background, found.convening) == (
        "Im Kreis",
        "Schreiben von 2025",
        circle.nottuln,
    )
    event = Event.objects.get(kind="initiative-corrected")
    assert f"Titel: {before}" in event.before and event.before.endswith(f"(ab {BEGIN:%d.%m.%Y})")
    assert event.after.startswith("Titel: Nahe beieinander") and event.after.endswith("– Laut Schreiben")
    assert sorted(one.effective_on for one in wordings.standing(found.pk)) == [BEGIN, MARCH]


def test_the_day_of_the_data_is_told_as_it_was_put_right(circle, admin):
    edit(circle, admin, title="Im Kreis", effective_on=MARCH)
    version = wordings.standing(circle.initiative.pk).get(effective_on=MARCH)
    correct(circle, admin, {"effective_on": MARCH - DAY}, version=version)
    assert titles(circle, BEGIN, MARCH - DAY) == [circle.initiative.title, "Im Kreis"]
    assert facts(circle.initiative.pk).worded_on == MARCH - DAY
    assert facts(circle.initiative.pk, Moment(MARCH, NOW - SECOND)).worded_on == MARCH
    assert facts(circle.initiative.pk, Moment(BEGIN, NOW)).worded_on == BEGIN


def test_without_later_data_the_first_are_those_of_today(circle, admin):
    assert correct(circle, admin, {"short_title": "Kreis"}).short_title == "Kreis"
    assert facts(circle.initiative.pk).short_title == "Kreis"


@pytest.mark.parametrize("earlier", [True, False])
def test_they_are_the_first_also_where_the_documentation_begins_on_another_day(circle, admin, earlier):
    begin = BEGIN - 10 * DAY if earlier else BEGIN + 10 * DAY
    edit(circle, admin, documented_from=begin)
    assert len(wordings.standing(circle.initiative.pk)) == 1
    correct(circle, admin, {"title": "Nahe beieinander"})
    assert titles(circle, begin, MARCH) == ["Nahe beieinander"] * 2


@pytest.mark.parametrize(
    ("values", "told", "name"),
    [
        ({"title": "X"}, {"correction_reason": " "}, "correction_reason"),
        ({"title": " "}, {}, "title"),
        ({"short_title": ""}, {}, "short_title"),
        ({"effective_on": BEGIN + DAY}, {}, "effective_on"),
        ({}, {}, None),
        ({}, {"withdrawn": True}, None),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_written(circle, admin, values, told, name):
    before = Initiative.history.count(), Event.objects.count()
    with pytest.raises(Refused) as refused:
        correct(circle, admin, values, **told)
    assert refused.value.field == name
    assert (Initiative.history.count(), Event.objects.count()) == before


def test_the_predecessor_of_a_correction_is_not_corrected_again(circle, admin):
    version = first(circle)
    correct(circle, admin, {"title": "X"})
    with pytest.raises(Overtaken):
        correct(circle, admin, {"title": "Y"}, version=version)
