"""The actions of a field's page in which a step is added or changed, and the order of the steps."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.forms import BaseForm
from django.http import HttpResponse
from django.views.decorators.http import require_POST

from initiatives.domain.fields import steps
from initiatives.domain.kernel import moments
from initiatives.domain.kernel.errors import Refused
from initiatives.domain.state.facts import StepFacts
from initiatives.enums import StepState
from initiatives.forms.fields.steps import NewStepForm, StepForm
from initiatives.models import Step
from initiatives.views.fields import page as field_page
from initiatives.views.fields.actions.action import action
from initiatives.views.fields.page import FieldPage
from initiatives.views.kernel import ordering
from initiatives.views.kernel.http import acting, allow
from initiatives.views.kernel.page import Action, Shown, verb
from initiatives.views.kernel.requests import ActingRequest

UNDO = {StepState.OPEN: "offen", StepState.WORK: "begonnen"}


def of_step(page: FieldPage, step_id: int) -> Action | None:
    """How one step of the field is changed; None where the field has no such step."""
    step = _find(page, step_id)
    if step is None:
        return None

    def save(page: FieldPage, form: BaseForm, at: datetime) -> None:
        typed = dict(form.cleaned_data)
        sent = {name: typed.pop(name) for name in ("seen", "file", "effective_on")}
        steps.edit(step=Step(pk=step_id), values=typed, by=page.mandate, at=at, **sent)

    return action(
        anchor="schritte",
        right="step.edit",
        form=lambda page, data: StepForm(data, field=page.field, step=_find(page, step_id) or step),
        save=save,
        done="Der Arbeitsschritt ist gespeichert.",
    )


def to_state(state: StepState) -> Callable[[FieldPage, int], Action | None]:
    """How one step is ticked off by a press, or brought back to what it was."""

    def of_step(page: FieldPage, step_id: int) -> Action | None:
        step = _find(page, step_id)
        if step is None:
            return None

        def save(page: FieldPage, form: None, at: datetime) -> None:
            now = _find(page, step_id) or step
            if now.state == StepState.DROPPED:
                raise Refused(f"„{step.title}“ ist inzwischen entfallen.")
            steps.edit(step=Step(pk=step_id), values={"state": state}, seen=None, by=page.mandate, at=at)

        done = state == StepState.DONE
        return Action(
            may=lambda page: page.may("step.edit"),
            save=save,
            done=f"„{step.title}“ ist erledigt." if done else f"„{step.title}“ ist wieder offen.",
            anchor="schritte",
            undo=f"{UNDO[StepState(step.state)]}-{step_id}" if done and step.is_open else "",
        )

    return of_step


def _find(page: FieldPage, step_id: int) -> StepFacts | None:
    return next((step for step in page.field.steps if step.id == step_id), None)


@require_POST
@acting
def order(request: ActingRequest, field_id: int) -> HttpResponse:
    """Move the step `hoch` or `runter` by one place, or put the steps into `reihenfolge` (their ids, after dragging)."""
    page = field_page.load(request, field_id)
    allow(page.may("step.edit"))

    def arrange(wish: ordering.Wish) -> str:
        acted: dict[str, Any] = {"by": page.mandate, "at": moments.now()}
        if wish.moved is None:
            steps.arrange(field=page.row, phase=page.field.phase, order=wish.order, **acted)
            return "schritte"
        step = _find(page, wish.moved)
        if step is None:
            raise Refused(steps.STALE)
        steps.move(step=Step.objects.get(pk=step.id), down=wish.pressed == ordering.DOWN, **acted)
        return f"schritt-{step.id}-{wish.pressed}"

    def fresh(shown: Shown) -> HttpResponse:
        return field_page.show(request, field_page.load(request, field_id), shown)

    return ordering.put_in_order(request, f"{page.url}#schritte", steps.STALE, arrange, fresh)


NUMBERED = {
    "schritt": of_step,
    "erledigt": to_state(StepState.DONE),
    **{name: to_state(state) for state, name in UNDO.items()},
}
ACTIONS = {
    "schritt": action(
        "schritte",
        "step.edit",
        lambda page, data: NewStepForm(data, field=page.field),
        verb(steps.add, "field"),
        "Der Arbeitsschritt ist hinzugefügt.",
    )
}
