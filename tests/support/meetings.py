"""Meetings of the small circle, at each point of their life."""

from datetime import timedelta

from initiatives.domain.kernel import moments
from initiatives.domain.meetings import agenda, attendance, meetings
from initiatives.models import Meeting
from tests.support.personas import Circle

ITEMS = ("Begrüßung", "Personalabrechnung")


def draft(circle: Circle, items: tuple[str, ...] = ITEMS, **values) -> Meeting:
    """A draft for three days from now, of two hours, its items of 20 minutes each."""
    begin = moments.now().replace(microsecond=0) + timedelta(days=3)
    sent = {"title": "Zweites Treffen", "place": "Rathaus Nottuln", "starts_at": begin} | values
    by, at = circle.people["nottuln"], moments.now()
    meeting = meetings.plan(
        initiative=circle.initiative, ends_at=sent["starts_at"] + timedelta(hours=2), by=by, at=at, **sent
    )
    for title in items:
        agenda.add(meeting=meeting, values={"title": title, "minutes": 20}, by=by, at=at)
    return _fresh(meeting)


def call(circle: Circle, **values) -> Meeting:
    """One to which was invited."""
    meeting = draft(circle, **values)
    meetings.invite(meeting=meeting, by=circle.people["nottuln"], at=moments.now())
    return _fresh(meeting)


def opened(circle: Circle, **values) -> Meeting:
    """One that runs, since it is its day."""
    meeting = call(circle, **values)
    day = {
        "starts_at": moments.now(),
        "ends_at": moments.now() + timedelta(hours=2),
        "held_on": moments.today(),
    }
    Meeting.objects.filter(pk=meeting.pk).update(**day)
    meetings.start(meeting=meeting, by=circle.people["nottuln"], at=moments.now())
    return _fresh(meeting)


def noted(circle: Circle, meeting: Meeting, absent: tuple = ()) -> None:
    """All municipalities are there, but for some."""
    rows = meeting.attendances.filter(is_optional=False)
    present = {one.organisation_id: one.organisation not in absent for one in rows}
    attendance.note_presence(meeting=meeting, present=present, by=circle.people["nottuln"], at=moments.now())


def _fresh(meeting: Meeting) -> Meeting:
    return Meeting.objects.get(pk=meeting.pk)
