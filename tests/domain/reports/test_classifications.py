"""Raising single texts: what is refused, what it does to the snapshots after it, and that it is never taken back."""

from datetime import timedelta

import pytest
from django.db.models import ProtectedError

from initiatives.domain.circle import initiatives
from initiatives.domain.fields import fields
from initiatives.domain.kernel import moments
from initiatives.domain.kernel.errors import Refused
from initiatives.domain.log import activity
from initiatives.domain.meetings import meetings
from initiatives.domain.reports import classifications, reports
from initiatives.enums import Edition, ReportText
from initiatives.models import Classification, Event, Meeting
from initiatives.snapshot.form import canonical
from tests.domain.reports.test_reports import finished, issue, plan
from tests.support.personas import BEGIN

AIM = {"text": ReportText.AIM}


def raise_(circle, **changes) -> Classification:
    values = {
        "initiative": circle.initiative,
        "field_id": circle.payroll.pk,
        "text": ReportText.AIM,
        "by": circle.people["county"],
        "at": moments.now(),
    }
    return classifications.classify(**values | changes)


@pytest.fixture
def aimed(circle):
    fields.edit(
        field=circle.payroll,
        values={"aim": "Stellen einsparen"},
        version=1,
        by=circle.people["duelmen"],
        at=moments.now(),
    )
    return circle


def aim(circle, **changes) -> str:
    taken = reports.start(report=plan(circle, **changes), at=moments.now())
    return taken["initiatives"][0]["fields"][0]["aim"]


def test_a_raised_text_is_in_no_public_snapshot_after_it_but_in_the_other_edition(aimed):
    assert aim(aimed) == "Stellen einsparen"
    raise_(aimed)
    assert aim(aimed) == "nur in der nichtöffentlichen Ausgabe"
    assert aim(aimed, edition=Edition.NON_PUBLIC) == "Stellen einsparen"
    assert "Stellen einsparen" not in str(Event.objects.last().__dict__)


def test_it_holds_for_reports_on_earlier_days_too(aimed):
    fields.edit(
        field=aimed.payroll,
        values={"aim": "Anders"},
        version=2,
        by=aimed.people["duelmen"],
        at=moments.now(),
    )
    raise_(aimed)
    yesterday = moments.today() - timedelta(days=1)
    assert aim(aimed, as_of=yesterday) == ""
    assert aim(aimed) == "nur in der nichtöffentlichen Ausgabe"


def test_how_many_texts_are_left_out_is_not_told(aimed):
    """A mark on a place where nothing stands leaves all as it was."""
    report, at = plan(aimed), moments.now()
    before = reports.start(report=report, at=at)
    raise_(aimed, field_id=aimed.hotline.pk, at=at - timedelta(minutes=1))
    assert "withheld" not in before
    assert canonical(reports.start(report=plan(aimed), at=at)) == canonical(before)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"edition": Edition.PUBLIC}, "nur erhöhen, nie senken"),
        ({"text": "reason"}, "ohnehin nur in der nichtöffentlichen Ausgabe"),
        ({"text": "title"}, "ohnehin nur"),
        ({"field_id": None}, "gibt es an dieser Stelle nicht"),
        ({"field_id": 987654}, "gehört nicht zu der Initiative"),
        ({"text": ReportText.BACKGROUND}, "gibt es an dieser Stelle nicht"),
        ({"text": ReportText.MEETING_RESULT, "field_id": None}, "gibt es an dieser Stelle nicht"),
        ({"text": ReportText.MEETING_RESULT, "field_id": None, "item": 987654}, "in der Initiative nicht"),
        ({"text": ReportText.PROJECT, "field_id": None, "item": 1}, "in der Initiative nicht"),
        ({"text": ReportText.MEETING_DECISION, "field_id": None, "item": 1}, "in der Initiative nicht"),
        ({"item": 1}, "gibt es an dieser Stelle nicht"),
    ],
)
def test_what_cannot_be_raised_is_refused_and_nothing_is_written(circle, changes, words):
    events = Event.objects.count()
    with pytest.raises(Refused, match=words):
        raise_(circle, **changes)
    assert not Classification.objects.exists() and Event.objects.count() == events


def test_a_text_is_raised_once_and_for_all(circle):
    row = raise_(circle)
    with pytest.raises(Refused, match="dabei bleibt es"):
        raise_(circle)
    with pytest.raises(Refused, match="nie senken"):
        raise_(circle, edition=Edition.PUBLIC)
    assert Classification.objects.get() == row
    with pytest.raises(ProtectedError):
        circle.payroll.delete()


def test_a_meeting_of_another_initiative_has_no_text_here(circle):
    other = initiatives.found(
        title="Andere", short_title="Andere", documented_from=BEGIN, by=None, at=moments.now()
    )
    meeting = Meeting.objects.get(initiative=circle.initiative)
    with pytest.raises(Refused, match="in der Initiative nicht"):
        raise_(circle, initiative=other, text=ReportText.MEETING_RESULT, field_id=None, item=meeting.pk)
    with pytest.raises(Refused, match="gehört nicht zu der Initiative"):
        raise_(circle, initiative=other)


def test_the_result_of_one_meeting_is_raised_and_the_other_stays(circle):
    first = Meeting.objects.get(initiative=circle.initiative)
    meetings.record(
        initiative=circle.initiative,
        title="Zweites Treffen",
        held_on=moments.today(),
        result="Fahrplan beschlossen",
        by=None,
        at=moments.now(),
    )
    raise_(circle, text=ReportText.MEETING_RESULT, field_id=None, item=first.pk)
    taken = reports.start(report=plan(circle), at=moments.now())
    assert [m["result"] for m in taken["initiatives"][0]["meetings"]] == [
        "nur in der nichtöffentlichen Ausgabe",
        "Fahrplan beschlossen",
    ]


def test_a_public_draft_that_still_holds_the_text_is_not_issued(circle):
    draft = finished(circle)
    raise_(circle)
    with pytest.raises(Refused, match="erstellen Sie ihn neu"):
        issue(circle, draft)
    draft.refresh_from_db()
    assert draft.issued_at is None
    anew = finished(circle)
    assert issue(circle, anew).issued_at


def test_a_mark_that_came_to_be_stored_after_the_snapshot_counts_too(aimed):
    draft = finished(aimed)
    Classification.objects.create(
        initiative=aimed.initiative,
        field=aimed.payroll,
        text=ReportText.AIM,
        recorded_at=draft.recorded_until - timedelta(seconds=1),
        mandate=aimed.people["county"],
    )
    with pytest.raises(Refused, match="erstellen Sie ihn neu"):
        issue(aimed, draft)


def test_the_activity_tells_that_a_text_was_raised_but_not_the_text(aimed):
    raise_(aimed)
    event = Event.objects.latest("pk")
    assert event.subject == "Nur noch nichtöffentlich im Statusbericht: Ziel"
    assert (event.before, event.after) == ("öffentlich", "nichtöffentlich")
    assert activity.word(event.kind)
