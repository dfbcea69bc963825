"""Builds the snapshots of an invitation and of minutes. Everything that a paper says stands there, names and words as they were.

Minutes that were circulated are never taken anew: what follows is the snapshot of before with another state or one
addendum more (`carried_on`).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Prefetch

from initiatives.domain.kernel.moments import local
from initiatives.enums import AgendaState, DecisionEffect, MeetingVote, MinutesState, PaperKind, ResultKind
from initiatives.models import AgendaItem, DecisionVote, Meeting, MeetingResult, MinutesAddendum
from initiatives.models import Minutes as MinutesRow
from initiatives.snapshot.form import SCHEMA
from initiatives.snapshot.meeting_papers import (
    Addendum,
    DealtItem,
    Head,
    Invitation,
    Invited,
    Item,
    Minutes,
    Result,
    Standing,
    Votes,
)

DEALT_WITH = (AgendaState.CARRIED, AgendaState.WITHDRAWN)


def address(meeting_id: int) -> str:
    """Where a meeting is found; the same as its route gives."""
    return f"{settings.BASE_URL}/treffen/{meeting_id}/"


def invitation(meeting: Meeting, number: int, at: datetime) -> Invitation:
    """When, where, to whom, and the agenda with its clock times."""
    agenda = tuple(_item(row, starts) for row, starts in _timed_agenda(meeting))
    return Invitation(**vars(_head(meeting, PaperKind.INVITATION, number, at)), agenda=agenda)


def minutes(minutes: MinutesRow, number: int, at: datetime) -> Minutes:
    """Who was there, and what came of each item."""
    meeting = minutes.meeting
    votes = Prefetch("votes", DecisionVote.objects.select_related("organisation"))
    by_item: dict[int | None, list[Result]] = {}
    for row in meeting.results.select_related("field", "task__owner").prefetch_related(votes):
        by_item.setdefault(row.item_id, []).append(_result(row))
    return Minutes(
        **vars(_head(meeting, PaperKind.MINUTES, number, at)),
        **vars(_standing(minutes, ())),  # nothing is added before the circulation
        agenda=tuple(
            DealtItem(**vars(_item(row, starts)), results=tuple(by_item.get(row.pk, ())))
            for row, starts in _timed_agenda(meeting)
        ),
        results=tuple(by_item.get(None, ())),
        started_at=_local(meeting.started_at),
        closed_at=_local(meeting.closed_at),
        summary=meeting.result,
    )


def carried_on(
    before: Minutes, minutes: MinutesRow, addenda: Iterable[MinutesAddendum], number: int, at: datetime
) -> Minutes:
    """The snapshot of before as the next paper: its content as it was, state and addenda as they are now."""
    return replace(before, number=number, recorded_until=at, **vars(_standing(minutes, addenda)))


def _standing(minutes: MinutesRow, addenda: Iterable[MinutesAddendum]) -> Standing:
    approving = minutes.approved_in
    return Standing(
        state=minutes.state,
        state_word=MinutesState(minutes.state).label,
        circulated_at=_local(minutes.circulated_at),
        approved_at=_local(minutes.approved_at),
        approved_in=_named(approving) if approving else "",
        addenda=tuple(Addendum(row.text, row.recorded_at, row.mandate.title) for row in addenda),
    )


def _timed_agenda(meeting: Meeting) -> list[tuple[AgendaItem, datetime | None]]:
    """The items in their order, each with the instant at which it begins: None after an item without a duration."""
    rows = (
        meeting.agenda.exclude(state=AgendaState.WITHDRAWN) if meeting.started_at is None else meeting.agenda
    )
    clock, timed = meeting.starts_at, []
    for row in rows.select_related("field", "proposal", "approves", "carried_from__meeting"):
        timed.append((row, clock))
        clock = clock + timedelta(minutes=row.minutes) if clock and row.minutes else None
    return timed


def _head(meeting: Meeting, kind: PaperKind, number: int, at: datetime) -> Head:
    """Who planned the meeting leads it and takes its minutes; of one that was told of afterwards nobody knows."""
    initiative = meeting.initiative
    convenes = meeting.mandate.title if meeting.mandate and meeting.starts_at else ""
    return Head(
        schema=SCHEMA,
        genre=kind.value,
        number=number,
        recorded_until=at,
        is_example=initiative.is_example,
        sender=meeting.host.designation if meeting.host else "",
        initiative=initiative.title,
        title=meeting.title,
        date=meeting.held_on,
        starts_at=_local(meeting.starts_at),
        ends_at=_local(meeting.ends_at),
        place=meeting.place,
        link=meeting.link,
        address=address(meeting.pk),
        text=meeting.text,
        uid=str(meeting.uid or ""),
        sequence=meeting.sequence,
        chair=convenes,
        keeper=convenes,
        invited=tuple(
            Invited(
                name=row.organisation.designation,
                is_optional=row.is_optional,
                reply=row.get_reply_display(),
                note=row.note,
                was_present=row.was_present,
            )
            for row in meeting.attendances.select_related("organisation")
        ),
    )


def _item(row: AgendaItem, starts: datetime | None) -> Item:
    before = row.carried_from.meeting if row.carried_from else None
    return Item(
        title=row.title,
        text=row.text,
        minutes=row.minutes,
        starts_at=_local(starts),
        field=row.field.title if row.field else "",
        proposal=row.proposal.title if row.proposal else "",
        approves=_named(row.approves) if row.approves else "",
        state=AgendaState(row.state).label if row.state in DEALT_WITH else "",
        carried=_named(before) if before else "",
    )


def _result(row: MeetingResult) -> Result:
    task = getattr(row, "task", None)
    votes: dict[str, list[str]] = {vote: [] for vote in MeetingVote.values}
    for one in row.votes.all():
        votes[one.vote].append(one.organisation.designation)
    return Result(
        kind=row.kind,
        word=f"Lenkungsgruppe, {row.get_steering_display()}" if row.steering else ResultKind(row.kind).label,
        text=row.text,
        field=row.field.title if row.field else "",
        effect="" if row.effect == DecisionEffect.NONE else DecisionEffect(row.effect).label,
        is_adopted=row.is_adopted,
        contact=row.contact,
        votes=tuple(Votes(MeetingVote(vote).label, tuple(names)) for vote, names in votes.items() if names),
        owner=task.owner.designation if task else "",
        due=task.due_on if task else None,
    )


def _named(meeting: Meeting) -> str:
    """ "Erstes Treffen vom 20.09.2010" """
    return f"{meeting.title} vom {meeting.held_on:%d.%m.%Y}" if meeting.held_on else meeting.title


def _local(at: datetime | None) -> datetime | None:
    return local(at) if at else None
