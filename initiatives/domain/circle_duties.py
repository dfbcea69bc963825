"""What an organisation owes to the circle beside the fields: replies to invitations, answers to proposals, tasks, requests."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from initiatives.domain.duties import Duty
from initiatives.domain.facts import InitiativeFacts


def of_circle(initiative: InitiativeFacts, own: int, today: date) -> Iterable[Duty]:
    """The duties of one organisation in one initiative, in no order."""
    for meeting in initiative.meetings:
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
