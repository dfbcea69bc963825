"""What an organisation has done of late: steps and tasks, Voten and resolutions, read from the facts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from initiatives.domain.state.facts import FieldFacts, InitiativeFacts
from initiatives.enums import Stance, StepState

LATELY = timedelta(days=30)


@dataclass(frozen=True)
class Finished:
    """`page` is a route with its number."""

    title: str
    note: str
    on: date
    page: str
    page_id: int
    anchor: str = ""


def finished(*, initiatives: Iterable[InitiativeFacts], organisation_id: int, today: date) -> list[Finished]:
    """What the organisation has done within thirty days, the latest first."""
    found = [one for initiative in initiatives for one in _of(initiative, organisation_id)]
    return sorted((one for one in found if one.on >= today - LATELY), key=lambda one: one.on, reverse=True)


def _of(initiative: InitiativeFacts, own: int) -> Iterable[Finished]:
    for task in initiative.tasks:
        if task.owner_id == own and task.state == StepState.DONE and task.done_on:
            yield Finished(task.title, "Aufgabe", task.done_on, "task", task.id)
    for field in initiative.fields:
        yield from _of_field(field, own)


def _of_field(field: FieldFacts, own: int) -> Iterable[Finished]:
    for step in field.steps:
        if step.owner_id == own and step.state == StepState.DONE and step.done_on:
            yield Finished(step.title, field.title, step.done_on, "field", field.id, f"schritt-{step.id}")
    for _, ask in field.asked(own):
        if ask.position and ask.answered:
            word = Stance(ask.stance).label
            yield Finished(f"Votum: {word}", field.title, ask.position.effective_on, "position", ask.id)
    for one in field.decisions:
        if one.organisation_id == own and one.confirmed and one.id:
            title = f"Beschluss erfasst: {one.body}"
            yield Finished(title, field.title, one.effective_on, "register_resolution", one.id)
