"""The second course of the example, which was over before it was entered: what a report as of its days tells."""

from datetime import date

import pytest

from initiatives.domain.kernel import moments
from initiatives.domain.kernel.moments import Moment
from initiatives.domain.snapshots import status_report
from initiatives.enums import Edition
from initiatives.management.demo import past_course
from initiatives.models import Initiative
from initiatives.snapshot.form import read, write
from initiatives.snapshot.status_report import Paper
from tests.reports import snapshots

COUNTY, HAVIXBECK, NORDKIRCHEN = "05558", "05558020", "05558028"


@pytest.fixture
def told(example_case):
    initiative = Initiative.objects.get(title=past_course.TITLE)

    def told(day):
        taken = status_report.take(
            initiative_ids=[initiative.pk],
            moment=Moment(day, moments.now()),
            edition=Edition.PUBLIC,
            paper=read(Paper, snapshots.paper()),
        )
        return write(taken)["initiatives"][0]["fields"]

    return told


@pytest.mark.once
def test_reports_as_of_its_days_tell_what_held_then(told):
    assert told(date(2011, 5, 31)) == []
    [then], [running], [joined] = (told(date(year, 12, 31)) for year in (2013, 2014, 2015))
    assert [row["phase"] for row in (then, running, joined)] == [5, 6, 6]
    assert [row["light"] for row in (then, running, joined)] == ["none", "green", "green"]
    assert [len(row["decisions"]) for row in (then, running, joined)] == [2, 2, 4]
    both = {COUNTY: "participating", HAVIXBECK: "participating"}
    assert then["participation"] == running["participation"] == both
    assert joined["participation"] == both | {NORDKIRCHEN: "participating"}
    assert {place: answer["stance"] for place, answer in joined["answers"].items()} == dict.fromkeys(
        (COUNTY, HAVIXBECK, NORDKIRCHEN), "consent"
    )
    assert (then["provider"], running["provider"]) == (None, COUNTY)
    assert not any(answer["provisional"] for answer in joined["answers"].values())
