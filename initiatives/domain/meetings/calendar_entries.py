"""A meeting as an entry for calendars (iCalendar): the invitation, its change, the cancellation.

All entries of a meeting carry its `uid`; the one with the higher `sequence` counts. Times stand in Europe/Berlin, with the
rules for summer time in the entry.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import parseaddr
from zoneinfo import ZoneInfo

from django.conf import settings
from icalendar import (
    Calendar,
    Event,
    Timezone,
    TimezoneDaylight,
    TimezoneStandard,
    vCalAddress,
    vRecur,
    vText,
)

from initiatives.domain.snapshots import meeting_papers
from initiatives.models import Meeting
from initiatives.snapshot.meeting_papers import Invitation

ZONE = "Europe/Berlin"
# Name, offsets before and after, first change since the rules are as they are, month of the change.
CHANGES = (
    (TimezoneDaylight, "CEST", 1, 2, datetime(1996, 3, 31, 2), 3),
    (TimezoneStandard, "CET", 2, 1, datetime(1996, 10, 27, 3), 10),
)
SEND, CANCEL = "REQUEST", "CANCEL"


@dataclass(frozen=True)
class Entry:
    """What a calendar is told of a meeting."""

    meeting_id: int
    uid: str
    sequence: int
    starts_at: datetime
    ends_at: datetime | None
    title: str
    place: str
    link: str
    sender: str  # who invites
    is_cancelled: bool
    reason: str  # of the cancellation

    @property
    def method(self) -> str:
        return CANCEL if self.is_cancelled else SEND

    @property
    def address(self) -> str:
        return meeting_papers.address(self.meeting_id)


def of_meeting(meeting: Meeting) -> Entry:
    """The entry as the meeting stands now."""
    host = meeting.host
    return Entry(
        meeting.pk,
        str(meeting.uid),
        meeting.sequence,
        meeting.begins,
        meeting.ends_at,
        meeting.title,
        meeting.place,
        meeting.link,
        host.designation if host else "",
        meeting.cancelled_at is not None,
        meeting.cancel_reason,
    )


def of_snapshot(meeting_id: int, sent: Invitation) -> Entry:
    """The entry that belongs to an invitation, as it was sent."""
    assert sent.starts_at, "who is invited is told when"
    return Entry(
        meeting_id,
        sent.uid,
        sent.sequence,
        sent.starts_at,
        sent.ends_at,
        sent.title,
        sent.place,
        sent.link,
        sent.sender,
        is_cancelled=False,
        reason="",
    )


def write(entry: Entry, attendee: str, at: datetime) -> bytes:
    """The file for one invited person, in UTF-8; `at` is when it was written."""
    calendar = Calendar()
    calendar.add("prodid", "-//IKZ//Interkommunale Zusammenarbeit//DE")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", entry.method)
    calendar.add_component(_zone())
    calendar.add_component(_event(entry, attendee, at))
    return calendar.to_ical()


def _event(entry: Entry, attendee: str, at: datetime) -> Event:
    zone = ZoneInfo(ZONE)
    event = Event()
    event.add("uid", entry.uid)
    event.add("sequence", entry.sequence)
    event.add("dtstamp", at.replace(microsecond=0))
    event.add("dtstart", entry.starts_at.astimezone(zone))
    if entry.ends_at:
        event.add("dtend", entry.ends_at.astimezone(zone))
    event.add("summary", f"Abgesagt: {entry.title}" if entry.is_cancelled else entry.title)
    event.add("status", "CANCELLED" if entry.is_cancelled else "CONFIRMED")
    if entry.place or entry.link:
        event.add("location", entry.place or entry.link)
    event.add("description", _description(entry))
    event.add("url", entry.address)
    organizer = vCalAddress(f"mailto:{parseaddr(settings.DEFAULT_FROM_EMAIL)[1]}")
    if entry.sender:
        organizer.params["CN"] = vText(entry.sender)
    event.add("organizer", organizer)
    invited = vCalAddress(f"mailto:{attendee}")
    invited.params["ROLE"], invited.params["RSVP"] = vText("REQ-PARTICIPANT"), vText("FALSE")
    event.add("attendee", invited)
    return event


def _description(entry: Entry) -> str:
    lines = [f"Abgesagt: {entry.reason}"] if entry.is_cancelled else []
    lines += [f"Videokonferenz: {entry.link}"] if entry.link and not entry.is_cancelled else []
    return "\n".join([*lines, f"Tagesordnung, Zusage und Unterlagen: {entry.address}"])


def _zone() -> Timezone:
    """The rules of Europe/Berlin as they have been since 1996."""
    zone = Timezone()
    zone.add("tzid", ZONE)
    for kind, name, before, after, first, month in CHANGES:
        part = kind()
        part.add("dtstart", first)
        part.add("rrule", vRecur(freq="yearly", bymonth=month, byday="-1su"))
        part.add("tzname", name)
        part.add("tzoffsetfrom", timedelta(hours=before))
        part.add("tzoffsetto", timedelta(hours=after))
        zone.add_component(part)
    return zone
