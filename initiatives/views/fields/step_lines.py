"""What a field's page shows of its steps: those of the present phase in their order, those of other phases folded."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from initiatives.domain.state.facts import FieldFacts, InitiativeFacts, OrganisationFacts, StepFacts
from initiatives.views.kernel.ordering import focus
from initiatives.views.talk.comment_thread import Thread


@dataclass(frozen=True)
class StepLine:
    step: StepFacts
    owner: OrganisationFacts | None
    own: bool
    overdue: bool
    place: int  # among the open or the settled ones of its phase, from 1
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
    def open(self) -> list[StepLine]:
        return [line for line in self.lines if line.step.is_open]

    @property
    def closed(self) -> list[StepLine]:
        return [line for line in self.lines if not line.step.is_open]

    @property
    def settled(self) -> int:
        return len(self.closed)

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
    phases = [
        PhaseSteps(phase, _of_phase(facts, list(steps), own_id, today, threads, saved))
        for phase, steps in groupby(field.steps, key=lambda step: step.phase)
    ]
    now = next((one for one in phases if one.phase == field.phase), PhaseSteps(field.phase, []))
    return {"steps": now, "other_steps": [one for one in phases if one.phase != field.phase]}


def _of_phase(facts: InitiativeFacts, steps: list[StepFacts], *more: Any) -> list[StepLine]:
    """The open ones before the settled ones."""
    lines: list[StepLine] = []
    for is_open in (True, False):
        lines += _lines(facts, [step for step in steps if step.is_open is is_open], *more)
    return lines


def _lines(
    facts: InitiativeFacts,
    steps: list[StepFacts],
    own_id: int | None,
    today: date,
    threads: Mapping[int, Thread],
    saved: str,
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
            focus=focus(saved, f"schritt-{step.id}", place, len(steps)),
        )
        for place, step in enumerate(steps, start=1)
    ]
