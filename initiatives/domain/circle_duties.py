"""What an organisation owes to the circle beside the fields: replies to invitations, answers to proposals, tasks, requests."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from initiatives.domain.circle_facts import MeetingFacts
from initiatives.domain.duties import Duty
from initiatives.domain.facts import InitiativeFacts
from initiatives.enums import MeetingState, StepState


def of_circle(initiative: InitiativeFacts, own: int, today: date) -> Iterable[Duty]:
    """The duties of one organisation in one initiative, in no order."""
    convenes = initiative.convening is not None and initiative.convening.id == own
    for meeting in initiative.meetings:
        if convenes:
            yield from _of_convening(initiative, meeting, today)
        if meeting.awaits(own):
            note = "Ihre Kommune ist eingeladen. Bitte sagen Sie, ob jemand kommt."
            yield Duty(
                "meeting",
                f"Auf die Einladung antworten: {meeting.title}",
                note,
                initiative,
                due=meeting.held_on,
                page="meeting",
                page_id=meeting.id,
            )
    fields = {field.id: field.title for field in initiative.fields}
    for task in initiative.tasks:
        if task.owner_id == own and task.is_open:
            yield Duty(
                "task",
                f"Erledigen: {task.title}",
                f"Aufgabe im Feld {fields[task.field_id]}" if task.field_id else "Aufgabe der Initiative",
                initiative,
                due=task.due_on,
                at_work=task.state == StepState.WORK,
                page="task",
                page_id=task.id,
            )


def _of_convening(initiative: InitiativeFacts, meeting: MeetingFacts, today: date) -> Iterable[Duty]:
    """From its day on a meeting is to be held and, once that is over, to be closed."""
    if meeting.state not in (MeetingState.INVITED, MeetingState.RUNNING) or meeting.held_on > today:
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
