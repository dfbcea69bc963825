"""Snapshots of an invitation and of minutes as plain, versioned JSON, from which their papers are made.

Everything that a paper says stands in here, names and words as they were; `reports/meeting_data.py` describes the shape.
Minutes that were circulated are never taken anew: what follows is the snapshot of before with another state or one
addendum more (`carried_on`).
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Prefetch

from initiatives.domain.kernel.moments import local
from initiatives.domain.meetings import calendar_entries
from initiatives.enums import AgendaState, DecisionEffect, MeetingVote, MinutesState, PaperKind, ResultKind
from initiatives.models import AgendaItem, DecisionVote, Meeting, MeetingResult, Minutes, MinutesAddendum

SCHEMA = 1
DEALT_WITH = (AgendaState.CARRIED, AgendaState.WITHDRAWN)


def invitation(meeting: Meeting, number: int, at: datetime) -> dict[str, Any]:
    """The JSON of an invitation: when, where, to whom, and the agenda with its clock times."""
    return _head(meeting, PaperKind.INVITATION, number, at) | {
        "agenda": [_item(row, starts) for row, starts in timed_agenda(meeting)]
    }


def minutes(minutes: Minutes, number: int, at: datetime) -> dict[str, Any]:
    """The JSON of minutes: who was there, and what came of each item."""
    meeting = minutes.meeting
    votes = Prefetch("votes", DecisionVote.objects.select_related("organisation"))
    by_item: dict[int | None, list[dict[str, Any]]] = {}
    for row in meeting.results.select_related("field", "task__owner").prefetch_related(votes):
        by_item.setdefault(row.item_id, []).append(_result(row))
    return (
        _head(meeting, PaperKind.MINUTES, number, at)
        | {
            "agenda": [
                _item(row, starts) | {"results": by_item.get(row.pk, [])}
                for row, starts in timed_agenda(meeting)
            ],
            "results": by_item.get(None, []),
            "started_at": _iso(meeting.started_at),
            "closed_at": _iso(meeting.closed_at),
            "summary": meeting.result,
        }
        | standing(minutes, ())  # nothing is added before the circulation
    )


def carried_on(
    before: dict[str, Any], minutes: Minutes, addenda: Iterable[MinutesAddendum], number: int, at: datetime
) -> dict[str, Any]:
    """The snapshot of before as the next paper: its content as it was, state and addenda as they are now."""
    return before | standing(minutes, addenda) | {"number": number, "recorded_until": at.isoformat()}


def standing(minutes: Minutes, addenda: Iterable[MinutesAddendum]) -> dict[str, Any]:
    """How far the minutes are, and what was added to them."""
    approving = minutes.approved_in
    return {
        "state": minutes.state,
        "state_word": MinutesState(minutes.state).label,
        "circulated_at": _iso(minutes.circulated_at),
        "approved_at": _iso(minutes.approved_at),
        "approved_in": _named(approving) if approving else "",
        "addenda": [
            {"text": row.text, "recorded_at": row.recorded_at.isoformat(), "by": row.mandate.title}
            for row in addenda
        ],
    }


def timed_agenda(meeting: Meeting) -> list[tuple[AgendaItem, datetime | None]]:
    """The items in their order, each with the instant at which it begins: None after an item without a duration."""
    rows = (
        meeting.agenda.exclude(state=AgendaState.WITHDRAWN) if meeting.started_at is None else meeting.agenda
    )
    clock, timed = meeting.starts_at, []
    for row in rows.select_related("field", "proposal", "approves"):
        timed.append((row, clock))
        clock = clock + timedelta(minutes=row.minutes) if clock and row.minutes else None
    return timed


def _head(meeting: Meeting, kind: PaperKind, number: int, at: datetime) -> dict[str, Any]:
    initiative = meeting.initiative
    return {
        "schema": SCHEMA,
        "genre": kind.value,
        "number": number,
        "recorded_until": at.isoformat(),
        "is_example": initiative.is_example,
        "sender": initiative.convening.designation if initiative.convening else "",
        "initiative": initiative.title,
        "title": meeting.title,
        "date": _iso(meeting.held_on),
        "starts_at": _iso(meeting.starts_at),
        "ends_at": _iso(meeting.ends_at),
        "place": meeting.place,
        "link": meeting.link,
        "address": calendar_entries.address(meeting.pk),
        "text": meeting.text,
        "uid": str(meeting.uid or ""),
        "sequence": meeting.sequence,
        "invited": [
            {
                "name": row.organisation.designation,
                "is_optional": row.is_optional,
                "reply": row.get_reply_display(),
                "note": row.note,
                "was_present": row.was_present,
            }
            for row in meeting.attendances.select_related("organisation")
        ],
    }


def _item(row: AgendaItem, starts: datetime | None) -> dict[str, Any]:
    return {
        "title": row.title,
        "text": row.text,
        "minutes": row.minutes,
        "starts_at": _iso(starts),
        "field": row.field.title if row.field else "",
        "proposal": row.proposal.title if row.proposal else "",
        "approves": _named(row.approves) if row.approves else "",
        "state": AgendaState(row.state).label if row.state in DEALT_WITH else "",
    }


def _result(row: MeetingResult) -> dict[str, Any]:
    task = getattr(row, "task", None)
    votes: dict[str, list[str]] = {vote: [] for vote in MeetingVote.values}
    for one in row.votes.all():
        votes[one.vote].append(one.organisation.designation)
    return {
        "kind": row.kind,
        "word": ResultKind(row.kind).label,
        "text": row.text,
        "field": row.field.title if row.field else "",
        "effect": "" if row.effect == DecisionEffect.NONE else DecisionEffect(row.effect).label,
        "is_adopted": row.is_adopted,
        "contact": row.contact,
        "votes": [
            {"word": MeetingVote(vote).label, "names": names} for vote, names in votes.items() if names
        ],
        "owner": task.owner.designation if task else "",
        "due": _iso(task.due_on) if task else None,
    }


def _named(meeting: Meeting) -> str:
    """ "Erstes Treffen vom 20.09.2010" """
    return f"{meeting.title} vom {meeting.held_on:%d.%m.%Y}" if meeting.held_on else meeting.title


def _iso(value: date | datetime | None) -> str | None:
    """A day as it is, an instant in local time."""
    if value is None:
        return None
    return (local(value) if isinstance(value, datetime) else value).isoformat()
