"""Meetings as they stand in the tables, without the functions that lead there."""

from datetime import date, datetime, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

from initiatives.domain.meetings import minutes
from initiatives.enums import AgendaState, MeetingState, MeetingVote, ResolutionResult, ResultKind
from initiatives.models import (
    AgendaItem,
    Attendance,
    DecisionVote,
    Meeting,
    MeetingResult,
    Minutes,
    Resolution,
    Task,
)
from tests.support.personas import Circle

BERLIN = ZoneInfo("Europe/Berlin")
STARTS = datetime(2026, 3, 12, 10, 0, tzinfo=BERLIN)
HELD_ON = STARTS.date()
INVITED_AT = datetime(2026, 3, 1, 9, 0, tzinfo=BERLIN)
CLOSED_AT = STARTS + timedelta(hours=2)


def meeting(circle: Circle, starts: datetime = STARTS, **changes) -> Meeting:
    """A meeting to which all three and, optionally, the county were invited; with an agenda of three items."""
    values = {
        "title": "Zweites Treffen",
        "held_on": starts.date(),
        "starts_at": starts,
        "ends_at": starts + timedelta(hours=2),
        "place": "Rathaus Nottuln",
        "text": "Bitte bringen Sie Zahlen mit.",
        "state": MeetingState.INVITED,
        "uid": uuid4(),
        "invited_at": INVITED_AT,
        "effective_on": starts.date(),
        "recorded_at": INVITED_AT,
        "mandate": circle.people["nottuln"],
    }
    row = Meeting.objects.create(initiative=circle.initiative, **values | changes)
    for one in (circle.nottuln, circle.duelmen, circle.rosendahl):
        Attendance.objects.create(meeting=row, organisation=one)
    Attendance.objects.create(meeting=row, organisation=circle.county, is_optional=True)
    for order, (title, length, field) in enumerate(
        [("Begrüßung", 10, None), ("Personalabrechnung", 30, circle.payroll), ("Verschiedenes", None, None)]
    ):
        AgendaItem.objects.create(
            initiative=circle.initiative,
            meeting=row,
            order=order,
            title=title,
            minutes=length,
            field=field,
            recorded_at=INVITED_AT,
        )
    return row


def decision(circle: Circle, row: Meeting, **changes) -> MeetingResult:
    """Adopted by two against one, on the field of the payroll."""
    values = {
        "item": row.agenda.get(order=1),
        "kind": ResultKind.DECISION,
        "text": "Die Stadt Dülmen rechnet für alle ab.",
        "field": circle.payroll,
        "is_adopted": True,
        "recorded_at": STARTS,
        "mandate": circle.people["nottuln"],
    }
    found = MeetingResult.objects.create(meeting=row, **values | changes)
    for one, vote in (
        (circle.nottuln, MeetingVote.YES),
        (circle.duelmen, MeetingVote.YES),
        (circle.rosendahl, MeetingVote.NO),
    ):
        DecisionVote.objects.create(decision=found, organisation=one, vote=vote)
    return found


def closed(circle: Circle, **changes) -> Minutes:
    """A closed meeting with a decision, a task and an item carried over; its minutes are a draft."""
    times = {"started_at": STARTS, "closed_at": CLOSED_AT, "state": MeetingState.CLOSED}
    row = meeting(circle, **times | changes)
    row.attendances.filter(organisation__in=[circle.nottuln, circle.duelmen]).update(was_present=True)
    row.attendances.filter(organisation=circle.rosendahl).update(was_present=False)
    row.agenda.filter(order=2).update(state=AgendaState.CARRIED)
    decision(circle, row)
    task = MeetingResult.objects.create(
        meeting=row,
        item=row.agenda.get(order=1),
        kind=ResultKind.TASK,
        text="Entwurf versenden",
        recorded_at=STARTS,
        mandate=circle.people["nottuln"],
    )
    Task.objects.create(
        initiative=circle.initiative,
        result=task,
        title="Entwurf versenden",
        owner=circle.duelmen,
        due_on=STARTS.date() + timedelta(days=8),
        recorded_at=STARTS,
        mandate=circle.people["nottuln"],
    )
    return minutes.draw_up(meeting=row, by=circle.people["nottuln"], at=CLOSED_AT)


def resolution(circle: Circle, on: date = HELD_ON, **changes) -> Resolution:
    """The council of Nottuln has resolved on the payroll."""
    values = {
        "body": circle.rat_nottuln,
        "result": ResolutionResult.ADOPTED,
        "votes_for": 30,
        "votes_against": 0,
        "votes_abstained": 2,
        "recorded_at": CLOSED_AT,
        "mandate": circle.people["nottuln"],
    }
    row = Resolution.objects.create(effective_on=on, **values | changes)
    answered = {"ask": circle.ask(circle.nottuln), "decides": True, "recorded_at": row.recorded_at}
    row.answered.create(mandate=row.mandate, **answered)
    return row
