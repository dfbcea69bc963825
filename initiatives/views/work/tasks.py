"""Tasks: the list of an initiative with quick changes of state, giving one, the page of one edited in place."""

from datetime import datetime, timedelta

from django.contrib import messages
from django.db.models import Case, QuerySet, Value, When
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from initiatives.domain.kernel import moments
from initiatives.domain.kernel.errors import Conflict, Refused
from initiatives.domain.rules import access
from initiatives.domain.state import loading
from initiatives.domain.state.facts import InitiativeFacts
from initiatives.domain.work import tasks
from initiatives.enums import StepState
from initiatives.forms.work.tasks import (
    ALL,
    LATE,
    SOON,
    WITHOUT,
    QuickStateForm,
    TaskForm,
    TasksFilter,
)
from initiatives.models import Field, Initiative, Task
from initiatives.views.kernel.http import acting, allow, respond
from initiatives.views.kernel.initiative import visible
from initiatives.views.kernel.lists import Column, arrange
from initiatives.views.kernel.once import Done
from initiatives.views.kernel.page import Action, answer, fill_in, press, status_of, verb
from initiatives.views.kernel.requests import ActingRequest
from initiatives.views.work import task_page
from initiatives.views.work.task_page import EDIT, STATE, TaskPage

NOT_YOURS = "Diese Aufgabe ändert, wer zuständig ist oder sie vergeben hat, und die einladende Kommune."
CHANGED = "Jemand hat die Aufgabe „{}“ inzwischen geändert. Bitte sehen Sie noch einmal hin."
COLUMNS = [
    Column("aufgabe", "Aufgabe", ("title",)),
    Column("zustaendig", "Zuständig", ("owner__name", "title")),
    Column("feld", "Feld", ("field__order", "title")),
    Column("frist", "Frist", ("due_on", "title")),
    Column("stand", "Stand", ("place", "title")),
]


@require_http_methods(["GET", "HEAD", "POST"])
@acting
def listing(request: ActingRequest, initiative_id: int) -> HttpResponse:
    """The list, filtered by `?stand=`, `?zustaendig=`, `?feld=`, `?frist=`; a POST sets the state of one `aufgabe`."""
    initiative = visible(request, initiative_id)
    if request.method == "POST":
        return _set_state(request, initiative)
    return _list(request, initiative)


def _list(
    request: ActingRequest, initiative: Initiative, *, changed: int | None = None, status: int = 200
) -> HttpResponse:
    facts = loading.facts(initiative.pk)
    own = request.mandate.organisation_id
    chosen = TasksFilter(request.GET, facts=facts, own_id=own)
    rows = Task.objects.filter(initiative=initiative).select_related("owner", "field")
    order = [When(state=state, then=Value(place)) for place, state in enumerate(StepState.values)]
    found = arrange(request, _filtered(rows, chosen).annotate(place=Case(*order)), COLUMNS, default="frist")
    known = {task.id: task for task in facts.tasks}
    for row in found.page:
        row.overdue = task_page.is_overdue(row)
        row.changeable = access.may_change_task(request.mandate, facts, known[row.pk], only_state=True)
    context = {
        "facts": facts,
        "listing": found,
        "filter": chosen,
        "is_filtered": any(request.GET.get(name) for name in chosen.fields),
        "own_id": own,
        "changed": changed,
        "open_count": sum(task.is_open for task in facts.tasks),
        "own_open": sum(task.is_open and task.owner_id == own for task in facts.tasks),
        "late_count": sum(
            task.is_open and task.due_on is not None and task.due_on < moments.today() for task in facts.tasks
        ),
        "may_add": _may_add(request, facts),
        "action": request.path,
        "crumbs": [task_page.crumbs(facts, "")[0], ("Aufgaben", "")],
    }
    return respond(request, "work/tasks/list.html", context, partials=["liste"], status=status)


def _filtered(rows: QuerySet, chosen: TasksFilter) -> QuerySet:
    if not chosen.is_valid():
        return rows.none()
    state, owner, field, due = (
        chosen.cleaned_data[name] for name in ("stand", "zustaendig", "feld", "frist")
    )
    if state != ALL:
        rows = rows.filter(state__in=[state] if state else tasks.OPEN)
    if owner:
        rows = rows.filter(owner_id=owner)
    if field:
        rows = rows.filter(field_id=None if field == WITHOUT else field)
    return _due(rows, due)


def _due(rows: QuerySet, due: str) -> QuerySet:
    today = moments.today()
    if due == LATE:
        return rows.filter(due_on__lt=today, state__in=tasks.OPEN)
    if due == SOON:
        return rows.filter(due_on__range=(today, today + timedelta(days=7)))
    return rows.filter(due_on=None) if due == WITHOUT else rows


def _set_state(request: ActingRequest, initiative: Initiative) -> HttpResponse:
    """A button of the list was pressed; the filter in the address stays."""
    number = request.POST.get("aufgabe", "")
    if not (number.isascii() and number.isdecimal() and len(number) <= 18):
        raise Http404
    page = task_page.load(request, int(number))
    if page.row.initiative_id != initiative.pk:
        raise Http404
    allow(page.may_set_state, NOT_YOURS)
    form = QuickStateForm(request.POST)

    def act() -> Done:
        if not form.is_valid():
            raise Refused("Diesen Stand gibt es nicht.")
        row = tasks.set_state(task=page.row, by=request.mandate, at=moments.now(), **form.cleaned_data)
        told = f"„{row.title}“: {row.get_state_display()}."
        return Done(request, told, request.get_full_path(), part=listed)

    def listed(status: int = 200) -> HttpResponse:
        return _list(request, initiative, changed=page.row.pk, status=status)

    def refused(refusal: Refused) -> HttpResponse:
        overtaken = isinstance(refusal, Conflict)
        messages.error(request, CHANGED.format(page.row.title) if overtaken else refusal.message)
        return listed(status_of(refusal))

    return press(request, act, refused)


def _may_add(request: ActingRequest, facts: InitiativeFacts) -> bool:
    return any(access.may(request.mandate, "task.add", facts, field) for field in (None, *facts.fields))


@require_http_methods(["GET", "HEAD", "POST"])
@acting
def new(request: ActingRequest, initiative_id: int) -> HttpResponse:
    """Give a task; `?feld=` chooses its field beforehand."""
    initiative = visible(request, initiative_id)
    facts = loading.facts(initiative_id)
    allow(_may_add(request, facts), "Aufgaben vergibt, wer in der Initiative arbeitet.")
    choices = task_page.choices(request.mandate, facts)
    initial = {"owner": request.mandate.organisation_id, "field": request.GET.get("feld")}

    def save(form: TaskForm) -> Done:
        values = {"owner": request.mandate.organisation} | form.values()
        _check_field(request, facts, values["field"])
        row = tasks.add(initiative=initiative, by=request.mandate, at=moments.now(), **values)
        return Done(request, "Die Aufgabe ist vergeben.", reverse("task", args=[row.pk]))

    context = {
        "facts": facts,
        "back": reverse("tasks", args=[facts.id]),
        "crumbs": task_page.crumbs(facts, "Aufgabe vergeben"),
    }
    return fill_in(
        request,
        lambda data: TaskForm(data, initial=initial, **choices),
        save,
        "work/tasks/new.html",
        "aufgabe",
        context,
    )


def _check_field(request: ActingRequest, facts: InitiativeFacts, field: Field | None) -> None:
    found = facts.field(field.pk) if field else None
    allow(access.may(request.mandate, "task.add", facts, found))


@require_http_methods(["GET", "HEAD", "POST"])
@acting
def show(request: ActingRequest, task_id: int) -> HttpResponse:
    """The page; `?bearbeiten=angaben` opens the form of its attributes, `stand` takes its state."""
    return answer(request, task_page.load, task_id, task_page.show, ACTIONS)


def _edit(page: TaskPage, form: TaskForm, at: datetime) -> Task:
    values, version = form.values(), form.cleaned_data["version"] or 0
    return tasks.edit(task=page.row, values=values, version=version, by=page.mandate, at=at)


ACTIONS = {
    EDIT: Action(
        may=lambda page: page.may_edit,
        form=task_page.edit_form,
        save=_edit,
        done="Die Aufgabe ist gespeichert.",
        denied=NOT_YOURS,
    ),
    STATE: Action(
        may=lambda page: page.may_set_state,
        form=task_page.state_form,
        save=verb(tasks.set_state, "task"),
        done=lambda row: f"Stand der Aufgabe: {row.get_state_display()}.",
        denied=NOT_YOURS,
    ),
}
