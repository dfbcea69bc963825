"""What the circle of an initiative does together, as facts: meetings, decisions, proposals, requests, tasks.

They are read with the one loader: `tables` names the rows, `of_rows` makes facts of them. States follow from the times at
which they were reached, so that they can be told for a moment in the past.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Q

from initiatives.domain.kernel.moments import Moment
from initiatives.domain.state import meeting_states, proposal_facts, records
from initiatives.domain.state.together import Rows, Wanted, day, instant
from initiatives.enums import MeetingState, StepState
from initiatives.models import (
    Attendance,
    DecisionVote,
    Meeting,
    MeetingResult,
    Task,
)


@dataclass(frozen=True)
class AttendanceFacts:
    organisation_id: int
    is_optional: bool
    reply: str  # "" while there is none
    was_present: bool | None


@dataclass(frozen=True)
class DecisionFacts:
    """A decision of the delegates in a meeting that is closed; `votes` by organisation."""

    id: int
    text: str
    field_id: int | None
    effect: str
    is_adopted: bool
    contact: str
    votes: dict[int, str]


@dataclass(frozen=True)
class MeetingFacts:
    """A meeting to which was invited, or that was told of afterwards; drafts are no facts."""

    id: int
    title: str
    held_on: date | None
    place: str
    result: str
    state: str
    starts_at: datetime | None
    attendances: dict[int, AttendanceFacts]  # by organisation
    decisions: tuple[DecisionFacts, ...]
    minutes: str = ""  # draft, circulated, approved; "" while there are none

    def awaits(self, organisation_id: int) -> bool:
        """Whether the organisation was invited and has not said yet whether it comes."""
        own = self.attendances.get(organisation_id)
        return self.state == MeetingState.INVITED and own is not None and not own.reply


@dataclass(frozen=True)
class TaskFacts:
    id: int
    title: str
    owner_id: int
    field_id: int | None
    due_on: date | None
    state: str
    giver_id: int  # the organisation that gave it, the owner where it was taken on

    @property
    def is_open(self) -> bool:
        return self.state in (StepState.OPEN, StepState.WORK)


MEETING = (
    *("id", "title", "held_on", "place", "result", "state", "starts_at", "effective_on"),
    *("closed_at", "cancelled_at", "started_at"),
    *("minutes__id", "minutes__circulated_at", "minutes__approved_at"),
)
ATTENDANCE = ("meeting_id", "organisation_id", "is_optional", "reply", "was_present")
DECISION = ("id", "meeting_id", "text", "field_id", "effect", "is_adopted", "contact")
VOTE = ("decision_id", "organisation_id", "vote")
TASK = ("id", "title", "owner_id", "field_id", "due_on", "state", "mandate__organisation_id")


def tables(initiative_id: int, moment: Moment) -> dict[str, Wanted]:
    """The rows of an initiative that were known at the moment, for `together.read`."""
    told = Q(starts_at=None) | Q(invited_at__lte=moment.texts_until)
    told |= Q(held_on__lte=moment.day, invited_at__lte=moment.known)
    meetings = records.known(Meeting.objects.filter(told, initiative_id=initiative_id), moment)
    closed = MeetingResult.objects.filter(meeting__initiative_id=initiative_id, is_adopted__isnull=False)
    closed = closed.filter(meeting__closed_at__lte=moment.known)
    since = {"initiative_id": initiative_id, "recorded_at__lte": moment.known}
    return {
        "meeting": (meetings, MEETING),
        "attendance": (Attendance.objects.filter(meeting__initiative_id=initiative_id), ATTENDANCE),
        "decision": (closed, DECISION),
        "vote": (DecisionVote.objects.filter(decision__in=closed), VOTE),
        **proposal_facts.tables(initiative_id, moment),
        "task": (Task.objects.filter(**since), TASK),
    }


def of_rows(rows: Rows, moment: Moment) -> dict[str, tuple]:
    """The facts by their name in `InitiativeFacts`."""
    return {
        "meetings": _meetings(rows, moment),
        **proposal_facts.of_rows(rows, moment),
        "tasks": tuple(_task(row) for row in rows["task"]),
    }


def _meetings(rows: Rows, moment: Moment) -> tuple[MeetingFacts, ...]:
    """By their day; those without one by the day from which they count."""
    votes: dict[int, dict[int, str]] = defaultdict(dict)
    for row in rows["vote"]:
        votes[row["decision_id"]][row["organisation_id"]] = row["vote"]
    decisions: dict[int, list[DecisionFacts]] = defaultdict(list)
    for row in rows["decision"]:
        values = {name: row[name] for name in DECISION if name != "meeting_id"}
        values["is_adopted"] = bool(row["is_adopted"])
        decisions[row["meeting_id"]].append(DecisionFacts(**values, votes=votes[row["id"]]))
    attendances: dict[int, dict[int, AttendanceFacts]] = defaultdict(dict)
    for row in rows["attendance"]:
        present = None if row["was_present"] is None else bool(row["was_present"])
        attendances[row["meeting_id"]][row["organisation_id"]] = AttendanceFacts(
            row["organisation_id"], bool(row["is_optional"]), row["reply"], present
        )
    ordered = sorted(rows["meeting"], key=lambda m: (m["held_on"] or m["effective_on"], m["id"]))
    found = []
    for row in ordered:
        state = meeting_states.of_meeting(row, moment)
        closed = state == MeetingState.CLOSED
        found.append(
            MeetingFacts(
                row["id"],
                row["title"],
                day(row["held_on"]),
                row["place"],
                row["result"] if closed else "",
                state,
                instant(row["starts_at"]) if row["starts_at"] else None,
                attendances[row["id"]],
                tuple(decisions[row["id"]]) if closed else (),
                meeting_states.of_minutes(row, moment),
            )
        )
    return tuple(found)


def _task(row: dict[str, Any]) -> TaskFacts:
    values = {name: row[name] for name in ("id", "title", "owner_id", "field_id", "state")}
    return TaskFacts(**values, due_on=day(row["due_on"]), giver_id=row["mandate__organisation_id"])
