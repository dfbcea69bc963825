"""What is done on the start page by one press: tick off, take that back, reply to an invitation, remind."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

from initiatives.domain.fields import steps
from initiatives.domain.kernel.errors import Refused
from initiatives.domain.meetings import attendance
from initiatives.domain.proposals import proposals
from initiatives.domain.rules import access
from initiatives.domain.state.facts import StepFacts, TaskFacts
from initiatives.domain.votes import reminding
from initiatives.domain.work import tasks
from initiatives.enums import AttendanceReply, StepState
from initiatives.models import Meeting, Proposal, Round, Step, Task
from initiatives.views.desk.page import StartPage
from initiatives.views.kernel.page import Action

OPEN = (StepState.OPEN, StepState.WORK)
DONE_ALREADY = "Das ist inzwischen nicht mehr offen. Die Liste zeigt, wie es jetzt steht."
OPEN_AGAIN = "Das ist inzwischen nicht mehr erledigt. Die Liste zeigt, wie es jetzt steht."


def _check_open(row: StepFacts | TaskFacts) -> None:
    if not row.is_open:
        raise Refused(DONE_ALREADY)


def _earlier(page: StartPage, row: StepFacts | TaskFacts) -> str:
    """The state to which something ticked off goes back."""
    if row.state != StepState.DONE:
        raise Refused(OPEN_AGAIN)
    said = page.sent.get("stand", "")
    return said if said in OPEN else StepState.OPEN


def _step(page: StartPage, number: int) -> Action | None:
    """Tick off a step of the own organisation; what was done is told by the page, which offers to take it back."""
    found = page.step(number)
    if found is None:
        return None

    def save(page: StartPage, form: None, at: datetime) -> None:
        _check_open(found.step)
        _set_step(page, found.step, StepState.DONE, at)

    return Action(
        may=lambda page: access.may(page.mandate, "step.edit", found.initiative, found.field),
        save=save,
        done="",
        anchor="eben",
    )


def _set_step(page: StartPage, step: StepFacts, state: str, at: datetime) -> None:
    seen = {"state": step.state}
    steps.edit(step=Step(pk=step.id), values={"state": state}, seen=seen, by=page.mandate, at=at)


def _step_back(page: StartPage, number: int) -> Action | None:
    found, ticking = page.step(number), _step(page, number)
    if found is None or ticking is None:
        return None

    def save(page: StartPage, form: None, at: datetime) -> None:
        _set_step(page, found.step, _earlier(page, found.step), at)

    return replace(ticking, save=save, done="Der Arbeitsschritt ist wieder offen.", anchor="zu-tun")


def _task(page: StartPage, number: int) -> Action | None:
    found = page.task(number)
    if found is None:
        return None
    initiative, task = found

    def save(page: StartPage, form: None, at: datetime) -> None:
        _check_open(task)
        _set_task(page, task, StepState.DONE, at)

    return Action(
        may=lambda page: access.may_change_task(page.mandate, initiative, task, only_state=True),
        save=save,
        done="",
        anchor="eben",
    )


def _set_task(page: StartPage, task: TaskFacts, state: str, at: datetime) -> None:
    row = Task.objects.get(pk=task.id)
    tasks.set_state(task=row, state=state, version=row.version, by=page.mandate, at=at)


def _task_back(page: StartPage, number: int) -> Action | None:
    found, ticking = page.task(number), _task(page, number)
    if found is None or ticking is None:
        return None

    def save(page: StartPage, form: None, at: datetime) -> None:
        _set_task(page, found[1], _earlier(page, found[1]), at)

    return replace(ticking, save=save, done="Die Aufgabe ist wieder offen.", anchor="zu-tun")


def _replying(reply: AttendanceReply, done: str) -> Callable[[StartPage, int], Action | None]:
    """Reply to an invitation that nobody of the own organisation has answered yet, for the beginning that was shown."""

    def make(page: StartPage, number: int) -> Action | None:
        found = page.meeting(number)
        if found is None or page.own not in found[1].attendances:
            return None
        initiative, meeting = found

        def save(page: StartPage, form: None, at: datetime) -> None:
            sent: dict[str, Any] = {"reply": reply, "begins": page.sent.get("beginn", "")}
            unsaid = {"reply": "", "note": ""}
            attendance.reply(meeting=Meeting(pk=meeting.id), seen=unsaid, by=page.mandate, at=at, **sent)

        return Action(
            may=lambda page: access.may(page.mandate, "meeting.reply", initiative),
            save=save,
            done=f"{done}: {meeting.title}.",
            anchor="treffen",
        )

    return make


def _remind_round(page: StartPage, number: int) -> Action | None:
    asking = ((one, [field for field in one.fields if number in field.rounds]) for one in page.initiatives)
    initiative, fields = next((pair for pair in asking if pair[1]), (None, []))
    if initiative is None:
        return None
    return Action(
        may=lambda page: access.may_run(page.mandate, "round.close", initiative, fields),
        save=lambda page, form, at: reminding.remind(round_=Round(pk=number), by=page.mandate, at=at),
        done=lambda found: f"Erinnert: {found.told}.",
        anchor="zu-tun",
    )


def _remind_proposal(page: StartPage, number: int) -> Action | None:
    own = (
        initiative
        for initiative in page.initiatives
        for one in initiative.proposals
        if one.id == number and one.organisation_id == page.own
    )
    initiative = next(own, None)
    if initiative is None:
        return None
    return Action(
        may=lambda page: access.may(page.mandate, "proposal.make", initiative),
        save=lambda page, form, at: proposals.remind(proposal=Proposal(pk=number), by=page.mandate, at=at),
        done=lambda found: f"Erinnert: {found.told}.",
        anchor="zu-tun",
    )


# By the part of the name before the number: what it numbers.
NUMBERED: dict[str, Callable[[StartPage, int], Action | None]] = {
    "schritt": _step,
    "schrittzurueck": _step_back,
    "aufgabe": _task,
    "aufgabezurueck": _task_back,
    "zusagen": _replying(AttendanceReply.ATTENDING, "Sie haben zugesagt"),
    "absagen": _replying(AttendanceReply.DECLINED, "Sie haben abgesagt"),
    "runde": _remind_round,
    "vorschlag": _remind_proposal,
}
