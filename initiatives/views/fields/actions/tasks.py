"""The presses of a field's page that tick off one of its tasks, and take that back."""

from collections.abc import Callable
from datetime import datetime

from initiatives.domain.rules import access
from initiatives.domain.work import tasks
from initiatives.enums import StepState
from initiatives.models import Task
from initiatives.views.fields.page import FieldPage
from initiatives.views.kernel.page import Action

UNDO = {StepState.OPEN: "aufgabeoffen", StepState.WORK: "aufgabebegonnen"}


def to_state(state: StepState) -> Callable[[FieldPage, int], Action | None]:
    """How a task of the field comes into a state by a press; None where the field has no such task."""

    def of_task(page: FieldPage, task_id: int) -> Action | None:
        mine = (one for one in page.facts.tasks if one.id == task_id and one.field_id == page.field.id)
        task = next(mine, None)
        if task is None:
            return None

        def save(page: FieldPage, form: None, at: datetime) -> None:
            row = Task.objects.get(pk=task_id)
            tasks.set_state(task=row, state=state, version=row.version, by=page.mandate, at=at)

        done = state == StepState.DONE
        return Action(
            may=lambda page: access.may_change_task(page.mandate, page.facts, task, only_state=True),
            save=save,
            done=f"„{task.title}“ ist erledigt." if done else f"„{task.title}“ ist wieder offen.",
            anchor="aufgaben",
            undo=f"{UNDO[StepState(task.state)]}-{task_id}" if done and task.is_open else "",
        )

    return of_task


NUMBERED = {
    "aufgabe": to_state(StepState.DONE),
    **{name: to_state(state) for state, name in UNDO.items()},
}
