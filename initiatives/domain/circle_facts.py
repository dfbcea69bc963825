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

from initiatives.domain import records
from initiatives.domain.moments import Moment
from initiatives.domain.together import Rows, Wanted, day, instant
from initiatives.enums import MeetingState, ProposalState, StepState, SupportState
from initiatives.models import (
    Attendance,
    DecisionVote,
    Meeting,
    MeetingResult,
    Project,
    Proposal,
    ProposalAnswer,
    ProposalAsk,
    SupportRequest,
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

    def awaits(self, organisation_id: int) -> bool:
        """Whether the organisation was invited and has not said yet whether it comes."""
        own = self.attendances.get(organisation_id)
        return self.state == MeetingState.INVITED and own is not None and not own.reply


@dataclass(frozen=True)
class ReplyFacts:
    """What one addressed organisation says to a proposal; `reply` is "" while it has said nothing."""

    ask_id: int
    organisation_id: int
    reply: str
    reason: str
    effective_on: date | None


@dataclass(frozen=True)
class ProposalFacts:
    id: int
    title: str
    field_id: int | None  # inside which it is thought of
    became_field_id: int | None
    state: str
    deadline: date | None
    effective_on: date
    actor: str
    organisation_id: int  # that proposed it
    replies: dict[int, ReplyFacts]  # by organisation

    @property
    def answered(self) -> int:
        """How many of the addressed have answered, out of `len(replies)`."""
        return sum(bool(one.reply) for one in self.replies.values())

    def awaits(self, organisation_id: int) -> bool:
        own = self.replies.get(organisation_id)
        return self.state == ProposalState.OPEN and own is not None and not own.reply


@dataclass(frozen=True)
class ProjectFacts:
    id: int
    field_id: int
    proposal_id: int
    title: str
    effective_on: date


@dataclass(frozen=True)
class SupportFacts:
    id: int
    subject: str
    organisation_id: int  # that asks
    county_id: int
    field_id: int | None
    state: str
    asked_on: datetime
    wanted_by: date | None


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
)
ATTENDANCE = ("meeting_id", "organisation_id", "is_optional", "reply", "was_present")
DECISION = ("id", "meeting_id", "text", "field_id", "effect", "is_adopted", "contact")
VOTE = ("decision_id", "organisation_id", "vote")
PROPOSAL = (
    *("id", "title", "field_id", "became_field_id", "state", "deadline", "effective_on", "ended_at"),
    *("mandate__organisation_id", *records.ACTOR),
)
ASK = ("id", "proposal_id", "organisation_id")
ANSWER = ("ask_id", "reply", "reason", "effective_on", "recorded_at")
PROJECT = ("id", "field_id", "proposal_id", "title", "effective_on")
SUPPORT = (
    *("id", "subject", "organisation_id", "county_id", "field_id", "state", "recorded_at", "wanted_by"),
    *("decided_at", "answered_at", "closed_at"),
)
TASK = ("id", "title", "owner_id", "field_id", "due_on", "state", "mandate__organisation_id")


def tables(initiative_id: int, moment: Moment) -> dict[str, Wanted]:
    """The rows of an initiative that were known at the moment, for `together.read`."""
    told = Q(starts_at=None) | Q(invited_at__lte=moment.known)
    meetings = records.known(Meeting.objects.filter(told, initiative_id=initiative_id), moment)
    proposals = records.known(Proposal.objects.filter(initiative_id=initiative_id), moment)
    closed = MeetingResult.objects.filter(meeting__initiative_id=initiative_id, is_adopted__isnull=False)
    closed = closed.filter(meeting__closed_at__lte=moment.known)
    asks = ProposalAsk.objects.filter(proposal__initiative_id=initiative_id)
    answers = ProposalAnswer.objects.filter(ask__proposal__initiative_id=initiative_id)
    since = {"initiative_id": initiative_id, "recorded_at__lte": moment.known}
    return {
        "meeting": (meetings, MEETING),
        "attendance": (Attendance.objects.filter(meeting__initiative_id=initiative_id), ATTENDANCE),
        "decision": (closed, DECISION),
        "vote": (DecisionVote.objects.filter(decision__in=closed), VOTE),
        "proposal": (proposals, PROPOSAL),
        "proposal_ask": (asks, ASK),
        "proposal_answer": (records.known(answers, moment), ANSWER),
        "project": (
            records.known(Project.objects.filter(field__initiative_id=initiative_id), moment),
            PROJECT,
        ),
        "support": (SupportRequest.objects.filter(**since), SUPPORT),
        "task": (Task.objects.filter(**since), TASK),
    }


def of_rows(rows: Rows, moment: Moment) -> dict[str, tuple]:
    """The facts by their name in `InitiativeFacts`."""
    return {
        "meetings": _meetings(rows, moment),
        "proposals": _proposals(rows, moment),
        "projects": tuple(
            ProjectFacts(**row | {"effective_on": day(row["effective_on"])}) for row in rows["project"]
        ),
        "support": tuple(_support(row, moment) for row in rows["support"]),
        "tasks": tuple(_task(row) for row in rows["task"]),
    }


def _reached(value: str | None, moment: Moment) -> bool:
    return value is not None and instant(value) <= moment.known


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
    return tuple(
        MeetingFacts(
            row["id"],
            row["title"],
            day(row["held_on"]),
            row["place"],
            row["result"] if _meeting_state(row, moment) == MeetingState.CLOSED else "",
            _meeting_state(row, moment),
            instant(row["starts_at"]) if row["starts_at"] else None,
            attendances[row["id"]],
            tuple(decisions[row["id"]]),
        )
        for row in ordered
    )


def _meeting_state(row: dict[str, Any], moment: Moment) -> str:
    if _reached(row["cancelled_at"], moment):
        return MeetingState.CANCELLED
    if row["starts_at"] is None or _reached(row["closed_at"], moment):
        return MeetingState.CLOSED
    return MeetingState.RUNNING if _reached(row["started_at"], moment) else MeetingState.INVITED


def _proposals(rows: Rows, moment: Moment) -> tuple[ProposalFacts, ...]:
    latest = {row["ask_id"]: row for row in rows["proposal_answer"]}  # in the order of recording
    replies: dict[int, dict[int, ReplyFacts]] = defaultdict(dict)
    for row in rows["proposal_ask"]:
        said = latest.get(row["id"], {"reply": "", "reason": "", "effective_on": None})
        replies[row["proposal_id"]][row["organisation_id"]] = ReplyFacts(
            row["id"], row["organisation_id"], said["reply"], said["reason"], day(said["effective_on"])
        )
    return tuple(
        ProposalFacts(
            row["id"],
            row["title"],
            row["field_id"],
            row["became_field_id"],
            row["state"] if _reached(row["ended_at"], moment) else ProposalState.OPEN,
            day(row["deadline"]),
            day(row["effective_on"]),
            records.actor(row),
            row["mandate__organisation_id"],
            replies[row["id"]],
        )
        for row in rows["proposal"]
    )


def _support(row: dict[str, Any], moment: Moment) -> SupportFacts:
    values = {name: row[name] for name in ("id", "subject", "organisation_id", "county_id", "field_id")}
    return SupportFacts(
        **values,
        state=_support_state(row, moment),
        asked_on=instant(row["recorded_at"]),
        wanted_by=day(row["wanted_by"]),
    )


def _support_state(row: dict[str, Any], moment: Moment) -> str:
    if _reached(row["closed_at"], moment):
        return row["state"]
    if _reached(row["answered_at"], moment):
        return SupportState.ANSWERED
    return SupportState.ACCEPTED if _reached(row["decided_at"], moment) else SupportState.ASKED


def _task(row: dict[str, Any]) -> TaskFacts:
    values = {name: row[name] for name in ("id", "title", "owner_id", "field_id", "state")}
    return TaskFacts(**values, due_on=day(row["due_on"]), giver_id=row["mandate__organisation_id"])
