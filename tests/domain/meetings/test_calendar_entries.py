"""The calendar entry, read back by another parser: what it says, its time on days on which the clock changes, its end."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import vobject
from django.urls import reverse

from initiatives.domain.meetings import calendar_entries
from initiatives.domain.snapshots import meeting_papers
from initiatives.enums import MeetingState
from tests.domain.gatherings import BERLIN, INVITED_AT, meeting

AT = datetime(2026, 3, 1, 8, 30, tzinfo=UTC)


def read(row, attendee: str = "beauftragte-duelmen@ikz.example"):
    text = calendar_entries.write(calendar_entries.of_meeting(row), attendee, AT).decode()
    assert "\r\n" in text
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    return vobject.readOne(text)


def test_an_invitation_says_what_when_where_and_how_to_come_back(circle, settings):
    settings.BASE_URL = "https://ikz.example"
    settings.DEFAULT_FROM_EMAIL = "IKZ <ikz@ikz.example>"
    row = meeting(
        circle, title="Zweites Treffen: Öffnung; Länge, „Größe“", link="https://video.example/x", sequence=3
    )
    found = read(row)
    assert found.method.value == "REQUEST"
    event = found.vevent
    assert event.uid.value == str(row.uid)
    assert event.sequence.value == "3"
    assert event.summary.value == "Zweites Treffen: Öffnung; Länge, „Größe“"
    assert event.location.value == "Rathaus Nottuln"
    assert event.status.value == "CONFIRMED"
    assert event.url.value == f"https://ikz.example/treffen/{row.pk}/"
    assert "Videokonferenz: https://video.example/x" in event.description.value
    assert event.url.value in event.description.value
    assert event.organizer.value == "mailto:ikz@ikz.example"
    assert event.organizer.params["CN"] == ["Gemeinde Nottuln"]
    assert event.attendee.value == "mailto:beauftragte-duelmen@ikz.example"
    assert event.dtstamp.value == AT
    assert event.dtstart.value == row.starts_at
    assert event.dtend.value == row.ends_at


def test_the_times_are_local_with_the_rules_beside_them(circle):
    text = calendar_entries.write(calendar_entries.of_meeting(meeting(circle)), "a@ikz.example", AT).decode()
    assert "DTSTART;TZID=Europe/Berlin:20260312T100000" in text
    assert "BEGIN:VTIMEZONE\r\nTZID:Europe/Berlin" in text


@pytest.mark.parametrize(
    ("starts", "ends"),
    [
        ("2026-03-29T01:30", "2026-03-29T04:00"),  # over the hour that is left out
        ("2026-03-29T10:00", "2026-03-29T12:00"),
        ("2026-10-25T01:30", "2026-10-25T04:00"),  # over the hour that comes twice
        ("2026-10-25T10:00", "2026-10-25T12:00"),
        ("2026-10-24T23:00", "2026-10-25T23:00"),
        ("2031-07-01T10:00", "2031-07-01T12:00"),
    ],
)
def test_days_on_which_the_clock_changes(circle, starts, ends):
    begin, end = (datetime.fromisoformat(value).replace(tzinfo=BERLIN) for value in (starts, ends))
    row = meeting(circle, begin, ends_at=end)
    row.refresh_from_db()
    event = read(row).vevent
    assert event.dtstart.value.astimezone(UTC) == begin.astimezone(UTC)
    assert event.dtend.value.astimezone(UTC) == end.astimezone(UTC)


def test_the_rules_beside_the_times_are_those_of_the_zone(circle):
    """Whoever reads only the entry comes to the same instants as the database of zones, all through eleven years."""
    zone = read(meeting(circle)).vtimezone.gettzinfo()
    moment, last = datetime(2020, 1, 1, 12), datetime(2031, 1, 1)
    while moment < last:
        assert zone.utcoffset(moment) == ZoneInfo("Europe/Berlin").utcoffset(moment), moment
        moment += timedelta(days=1)


def test_a_cancellation_takes_the_entry_back(circle):
    row = meeting(
        circle,
        state=MeetingState.CANCELLED,
        cancelled_at=INVITED_AT + timedelta(days=2),
        cancel_reason="Zu viele sind verhindert.",
        sequence=4,
    )
    found = read(row)
    assert found.method.value == "CANCEL"
    assert found.vevent.status.value == "CANCELLED"
    assert found.vevent.sequence.value == "4"
    assert found.vevent.summary.value == "Abgesagt: Zweites Treffen"
    assert "Zu viele sind verhindert." in found.vevent.description.value


def test_a_meeting_without_an_end_or_a_place_says_nothing_of_them(circle):
    event = read(meeting(circle, ends_at=None, place="")).vevent
    assert not hasattr(event, "dtend")
    assert not hasattr(event, "location")


def test_the_address_is_that_of_the_meeting(settings):
    below = reverse("meeting_minutes", args=[7])
    assert meeting_papers.address(7) == f"{settings.BASE_URL}{below.removesuffix('niederschrift/')}"


def test_nothing_in_a_text_adds_a_line_to_the_entry(circle):
    row = meeting(circle, title="Treffen\r\nATTENDEE:mailto:fremd@example.org", place="Saal\nBEGIN:VALARM")
    found = read(row)
    assert len(found.vevent.attendee_list) == 1
    assert not hasattr(found.vevent, "valarm")
