"""What a field's page shows of its steps: those of the present phase in their order, those of other phases folded."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from initiatives.domain.state.facts import FieldFacts, InitiativeFacts, OrganisationFacts, StepFacts
from initiatives.views.talk.comment_thread import Thread

MOVED = re.compile(r"schritt-(\d+)-(hoch|runter)")


@dataclass(frozen=True)
class StepLine:
    step: StepFacts
    owner: OrganisationFacts | None
    own: bool
    overdue: bool
    place: int  # in its phase, from 1
    of: int
    thread: Thread | None  # of its comments
    focus: str  # "hoch" or "runter": the button on which the focus stays after it was pressed

    @property
    def section(self) -> str:
        """The name under which it is edited, and its id on the page."""
        return f"schritt-{self.step.id}"


@dataclass(frozen=True)
class PhaseSteps:
    phase: int
    lines: list[StepLine]

    @property
    def settled(self) -> int:
        return sum(not line.step.is_open for line in self.lines)

    @property
    def overdue(self) -> int:
        return sum(line.overdue for line in self.lines)


def shown(
    facts: InitiativeFacts,
    field: FieldFacts,
    own_id: int | None,
    today: date,
    threads: Mapping[int, Thread],
    saved: str = "",
) -> dict:
    """The steps of the present phase and of the others, each with its comments; `saved` names the step that was just
    moved, and where to.
    """
    moved = MOVED.fullmatch(saved)
    phases = [
        PhaseSteps(phase, _lines(facts, list(steps), own_id, today, threads, moved))
        for phase, steps in groupby(field.steps, key=lambda step: step.phase)
    ]
    now = next((one for one in phases if one.phase == field.phase), PhaseSteps(field.phase, []))
    return {"steps": now, "other_steps": [one for one in phases if one.phase != field.phase]}


def _lines(
    facts: InitiativeFacts,
    steps: list[StepFacts],
    own_id: int | None,
    today: date,
    threads: Mapping[int, Thread],
    moved: re.Match | None,
) -> list[StepLine]:
    return [
        StepLine(
            step=step,
            owner=facts.organisations.get(step.owner_id) if step.owner_id else None,
            own=step.owner_id is not None and step.owner_id == own_id,
            overdue=step.is_open and step.due_on is not None and step.due_on < today,
            place=place,
            of=len(steps),
            thread=threads.get(step.id),
            focus=_focus(moved[2], place, len(steps)) if moved and int(moved[1]) == step.id else "",
        )
        for place, step in enumerate(steps, start=1)
    ]


def _focus(pressed: str, place: int, last: int) -> str:
    """The pressed button, or the other one where the pressed has gone at the end of the list."""
    if place == 1:
        return "runter"
    return "hoch" if place == last else pressed
