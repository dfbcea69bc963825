"""What an organisation owes to the circle beside the fields: replies to invitations, answers to proposals, tasks, requests."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from initiatives.domain.desk.duty import Duty
from initiatives.domain.rules import proposal_tallies
from initiatives.domain.state.facts import (
    FieldFacts,
    InitiativeFacts,
    MeetingFacts,
    ProposalFacts,
    SupportFacts,
)
from initiatives.enums import MeetingState, MinutesState, StepState, SupportState


def of_circle(initiative: InitiativeFacts, own: int, today: date) -> Iterable[Duty]:
    """The duties of one organisation in one initiative, in no order."""
    yield from _of_meetings(initiative, own, today)
    yield from _of_tasks(initiative, own)
    for proposal in initiative.proposals:
        if proposal.is_open:
            yield from _of_proposal(initiative, proposal, own, today)
    for asked in initiative.support:
        yield from _of_support(initiative, asked, own)


def _of_tasks(initiative: InitiativeFacts, own: int) -> Iterable[Duty]:
    for task in initiative.tasks:
        if task.owner_id == own and task.is_open:
            field = _field(initiative, task.field_id)
            yield Duty(
                "task",
                f"Erledigen: {task.title}",
                f"Aufgabe im Feld {field.title}" if field else "Aufgabe der Initiative",
                initiative,
                field,
                task.due_on,
                at_work=task.state == StepState.WORK,
                page="task",
                page_id=task.id,
            )


def _field(initiative: InitiativeFacts, field_id: int | None) -> FieldFacts | None:
    return next((field for field in initiative.fields if field.id == field_id), None)


def _of_meetings(initiative: InitiativeFacts, own: int, today: date) -> Iterable[Duty]:
    convening = initiative.convening
    for meeting in initiative.meetings:
        if own == (convening.id if convening else meeting.planned_by):
            yield from _of_host(initiative, meeting, today)
        if meeting.awaits(own):
            word = initiative.organisations[own].own.nominative
            note = f"{word} ist eingeladen. Bitte sagen Sie, ob jemand kommt."
            yield Duty(
                "meeting",
                f"Auf die Einladung antworten: {meeting.title}",
                note,
                initiative,
                due=meeting.held_on,
                page="meeting",
                page_id=meeting.id,
                meeting=meeting,
            )


def _of_host(initiative: InitiativeFacts, meeting: MeetingFacts, today: date) -> Iterable[Duty]:
    """From its day on a meeting is to be held, once that is over to be closed, and then its minutes to be circulated."""
    if meeting.minutes == MinutesState.DRAFT:
        note = "Der Entwurf liegt bereit. Erst mit dem Versand sehen ihn die Eingeladenen."
        yield Duty(
            "minutes",
            f"Niederschrift versenden: {meeting.title}",
            note,
            initiative,
            page="meeting_minutes",
            page_id=meeting.id,
        )
    if (
        meeting.state not in (MeetingState.INVITED, MeetingState.RUNNING)
        or (meeting.held_on or today) > today
    ):
        return
    if meeting.state == MeetingState.INVITED:
        verb, note = (
            "Treffen durchführen",
            "Sie eröffnen das Treffen, erfassen die Teilnahme und die Ergebnisse.",
        )
    elif meeting.held_on == today:
        verb, note = "Treffen durchführen", "Das Treffen läuft. Wenn es zu Ende ist, schließen Sie es ab."
    else:
        verb, note = "Treffen abschließen", "Erst mit dem Abschluss gelten die Festlegungen."
    yield Duty(
        "meeting",
        f"{verb}: {meeting.title}",
        note,
        initiative,
        due=meeting.held_on,
        page="meeting",
        page_id=meeting.id,
    )


def _of_proposal(
    initiative: InitiativeFacts, proposal: ProposalFacts, own: int, today: date
) -> Iterable[Duty]:
    """To answer; of the proposer to remind; to decide once all have answered, of who convenes or, without, the proposer."""
    place: dict[str, Any] = {
        "initiative": initiative,
        "field": _field(initiative, proposal.field_id),
        "page": "proposal",
        "page_id": proposal.id,
    }
    count = f"{proposal.answered} von {len(proposal.replies)} haben geantwortet"
    owing = proposal_tallies.owing(initiative, proposal)
    names = ", ".join(one.name for one in owing)
    if proposal.awaits(own):
        title = f"Auf den Projektvorschlag antworten: {proposal.title}"
        yield Duty("proposal", title, count, due=proposal.deadline, proposal=proposal, **place)
    over = proposal.deadline is not None and proposal.deadline < today
    decides = initiative.convening.id if initiative.convening else proposal.organisation_id
    if own == decides and (over or not owing):
        title = f"Über den Projektvorschlag entscheiden: {proposal.title}"
        note = f"Noch ohne Antwort: {names}" if owing else "Alle Gefragten haben geantwortet."
        yield Duty("decision", title, note, due=proposal.deadline if owing else None, **place)
    if proposal.organisation_id == own and proposal_tallies.reminder_due(initiative, proposal, today):
        title = f"An den Projektvorschlag erinnern: {proposal.title}"
        note = f"Noch ohne Antwort: {names}"
        yield Duty("reminder", title, note, due=proposal.deadline, proposal=proposal, **place)


def _of_support(initiative: InitiativeFacts, asked: SupportFacts, own: int) -> Iterable[Duty]:
    """Of the county to decide and to answer, of the asking municipality to read the answer."""
    place: dict[str, Any] = {
        "initiative": initiative,
        "field": _field(initiative, asked.field_id),
        "page": "support",
        "page_id": asked.id,
    }
    if asked.county_id == own and asked.awaits_county:
        is_new = asked.state == SupportState.ASKED
        verb = "Über die Unterstützungsanfrage entscheiden" if is_new else "Unterstützungsanfrage beantworten"
        note = f"Gefragt hat: {initiative.organisations[asked.organisation_id]}"
        yield Duty("support", f"{verb}: {asked.subject}", note, due=asked.wanted_by, **place)
    if asked.organisation_id == own and asked.state == SupportState.ANSWERED:
        note = f"{initiative.organisations[asked.county_id]} hat geantwortet."
        yield Duty("support", f"Antwort lesen und abschließen: {asked.subject}", note, **place)
