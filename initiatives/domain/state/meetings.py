"""Reads the meetings of an initiative. How far one was at a moment follows from the times at which its states were reached."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from django.db.models import Q, QuerySet

from initiatives.domain.kernel.moments import Moment, day_of
from initiatives.domain.state import history
from initiatives.domain.state.facts import AttendanceFacts, DecisionFacts, MeetingFacts
from initiatives.enums import MeetingState, MinutesState
from initiatives.models import Attendance, DecisionVote, Meeting, MeetingResult


def read(initiative_id: int, moment: Moment) -> tuple[MeetingFacts, ...]:
    """By their day; those without one by the day from which they count."""
    attendances, decisions = _attendances(initiative_id), _decisions(initiative_id, moment)
    told = Q(starts_at=None) | Q(invited_at__lte=moment.texts_until)
    told |= Q(held_on__lte=moment.day, invited_at__lte=moment.known)
    rows = history.known(Meeting.objects.filter(told, initiative_id=initiative_id), moment).values(
        *("id", "title", "held_on", "place", "result", "starts_at", "effective_on"),
        *("closed_at", "cancelled_at", "started_at", "mandate__organisation_id", "recorded_at"),
        *("minutes__id", "minutes__circulated_at", "minutes__approved_at"),
    )
    found = []
    for row in sorted(rows, key=lambda m: (m["held_on"] or m["effective_on"], m["id"])):
        state = _state(row, moment)
        closed = state == MeetingState.CLOSED
        found.append(
            MeetingFacts(
                row["id"],
                row["title"],
                row["held_on"],
                row["place"],
                row["result"] if closed else "",
                state,
                row["starts_at"],
                attendances[row["id"]],
                tuple(decisions[row["id"]]) if closed else (),
                _minutes(row, moment),
                row["mandate__organisation_id"],
                day_of(row["recorded_at"]),
            )
        )
    return tuple(found)


def _attendances(initiative_id: int) -> dict[int, dict[int, AttendanceFacts]]:
    """By meeting and organisation."""
    rows = Attendance.objects.filter(meeting__initiative_id=initiative_id)
    found: dict[int, dict[int, AttendanceFacts]] = defaultdict(dict)
    for row in rows.values("meeting_id", "organisation_id", "is_optional", "reply", "was_present"):
        found[row["meeting_id"]][row["organisation_id"]] = AttendanceFacts(
            row["organisation_id"], row["is_optional"], row["reply"], row["was_present"]
        )
    return found


def _decisions(initiative_id: int, moment: Moment) -> dict[int, list[DecisionFacts]]:
    """Those of closed meetings, by meeting."""
    closed = MeetingResult.objects.filter(
        meeting__initiative_id=initiative_id,
        is_adopted__isnull=False,
        meeting__closed_at__lte=moment.known,
        recorded_at__lte=moment.known,
    )
    votes = _votes(closed)
    found: dict[int, list[DecisionFacts]] = defaultdict(list)
    columns = ("id", "text", "field_id", "effect", "is_adopted", "contact", "steering")
    for row in closed.values("meeting_id", *columns):
        meeting_id = row.pop("meeting_id")
        found[meeting_id].append(DecisionFacts(**row, votes=votes[row["id"]]))
    return found


def _votes(decisions: QuerySet) -> dict[int, dict[int, str]]:
    """By decision and organisation."""
    rows = DecisionVote.objects.filter(decision__in=decisions.order_by())
    found: dict[int, dict[int, str]] = defaultdict(dict)
    for decision_id, organisation_id, vote in rows.values_list("decision_id", "organisation_id", "vote"):
        found[decision_id][organisation_id] = vote
    return found


def _state(row: dict[str, Any], moment: Moment) -> str:
    """Of one to which was invited, or that was told of afterwards."""
    if _counts(row, "cancelled_at", moment):
        return MeetingState.CANCELLED
    if row["starts_at"] is None or _counts(row, "closed_at", moment):
        return MeetingState.CLOSED
    return MeetingState.RUNNING if _counts(row, "started_at", moment) else MeetingState.INVITED


def _counts(row: dict[str, Any], name: str, moment: Moment) -> bool:
    """Whether a state was known and in effect: what is noted later counts from the day of the meeting on."""
    if not moment.knows(row[name]):
        return False
    noted, held = day_of(row[name]), row["held_on"]
    return min(noted, held or noted) <= moment.day


def _minutes(row: dict[str, Any], moment: Moment) -> str:
    """Drawn up when the meeting is closed; "" before."""
    if row["minutes__id"] is None or not moment.knows(row["closed_at"]):
        return ""
    if moment.knows(row["minutes__approved_at"]):
        return MinutesState.APPROVED
    return MinutesState.CIRCULATED if moment.knows(row["minutes__circulated_at"]) else MinutesState.DRAFT
