"""The page of a task: what it reads and shows, whole or as the part that htmx swaps."""

from dataclasses import dataclass

from django.http import Http404, HttpResponse
from django.urls import reverse

from initiatives.domain.kernel import moments
from initiatives.domain.log import activity, events
from initiatives.domain.rules import access
from initiatives.domain.state import loading
from initiatives.domain.state.facts import InitiativeFacts, TaskFacts
from initiatives.domain.work import tasks
from initiatives.forms.work.tasks import StateForm, TaskForm
from initiatives.models import Event, Initiative, Mandate, Task
from initiatives.views.kernel.http import respond
from initiatives.views.kernel.page import Shown
from initiatives.views.kernel.requests import ActingRequest

TEMPLATE, PART = "work/tasks/show.html", "aufgabe"
EDIT, STATE = "angaben", "stand"


@dataclass(frozen=True)
class TaskPage:
    mandate: Mandate
    row: Task
    facts: InitiativeFacts
    task: TaskFacts

    @property
    def url(self) -> str:
        return reverse("task", args=[self.row.pk])

    @property
    def may_edit(self) -> bool:
        return access.may_change_task(self.mandate, self.facts, self.task)

    @property
    def may_set_state(self) -> bool:
        return access.may_change_task(self.mandate, self.facts, self.task, only_state=True)


def load(request: ActingRequest, task_id: int) -> TaskPage:
    """A task that the acting mandate may see, as it stands now. Raises Http404 for any other."""
    rows = Task.objects.filter(initiative__in=Initiative.objects.visible_to(request.mandate))
    related = ("owner", "field", "result__meeting", "mandate__organisation", "mandate__body__organisation")
    row = rows.filter(pk=task_id).select_related(*related).first()
    if row is None:
        raise Http404
    facts = loading.facts(row.initiative_id)
    return TaskPage(request.mandate, row, facts, next(t for t in facts.tasks if t.id == row.pk))


def edit_form(page: TaskPage, data=None) -> TaskForm:
    """The form of its attributes as they stand."""
    row = page.row
    initial = {name: getattr(row, name) for name in tasks.LABELS} | {"version": row.version}
    return TaskForm(data, initial=initial, **choices(page.mandate, page.facts, row.owner_id, row.field_id))


def state_form(page: TaskPage, data=None) -> StateForm:
    """The form of its state as it stands."""
    initial = {name: getattr(page.row, name) for name in ("state", "note", "version")}
    return StateForm(data, initial=initial)


def choices(mandate: Mandate, facts: InitiativeFacts, *kept: int | None) -> dict:
    """To whom and in which fields a mandate may give tasks; `kept` are the owner and the field that stand now."""
    fields = [field for field in facts.fields if access.may(mandate, "task.add", facts, field)]
    leads = [field for field in fields if access.may(mandate, "task.assign", facts, field)]
    owners = {mandate.organisation_id}
    if leads or access.may(mandate, "task.assign", facts):
        owners |= {o.id for o in facts.participants} | {
            p.organisation.id for f in leads for p in f.taking_part()
        }
        owners |= {facts.county.id} if facts.county else set()
    owner_id, field_id = kept or (None, None)
    return {
        "owners": {owner_id or mandate.organisation_id} | (owners if len(owners) > 1 else set()),
        "fields": {field.id for field in fields} | ({field_id} if field_id else set()),
        "needs_field": not access.may(mandate, "task.add", facts),
    }


def show(request: ActingRequest, page: TaskPage, shown: Shown) -> HttpResponse:
    """The page; the form of its state stands there whenever no other is open."""
    row = page.row
    state = shown.form if shown.editing == STATE else None
    if state is None and shown.editing != EDIT and page.may_set_state:
        state = state_form(page)
    told = Event.objects.filter(page="task", page_id=row.pk).visible_to(page.mandate)
    context = {
        "page": page,
        "facts": page.facts,
        "task": row,
        "open": row.state in tasks.OPEN,
        "overdue": is_overdue(row),
        "own": row.owner_id == page.mandate.organisation_id,
        "meeting": row.result.meeting if row.result else None,
        **shown.context(),
        "state_form": state,
        "feed": activity.grouped(events.placed(told, [page.facts], by=page.mandate)),
        "crumbs": crumbs(page.facts, row.title),
    }
    return respond(request, TEMPLATE, context, partials=[PART], status=shown.status)


def is_overdue(row: Task) -> bool:
    """Whether its day has gone by while it is open."""
    return row.state in tasks.OPEN and row.due_on is not None and row.due_on < moments.today()


def crumbs(facts: InitiativeFacts, last: str) -> list[tuple[str, str]]:
    """From the initiative over its tasks to the page of the name `last`."""
    return [
        (f"Initiative {facts.short_title}", reverse("initiative", args=[facts.id])),
        ("Aufgaben", reverse("tasks", args=[facts.id])),
        (last, ""),
    ]
