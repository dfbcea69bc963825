"""What an organisation owes, read from the facts of its initiatives. Pure: nothing is stored, nothing is written.

Invariant: the number beside "Zu tun" is the number of tasks of kind `position` on the start page.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import OuterRef, Q, Subquery

from initiatives.domain import moments
from initiatives.domain.facts import AskFacts, FieldFacts, InitiativeFacts
from initiatives.domain.records import StepFacts
from initiatives.enums import ANSWERED, Phase, PositionSource
from initiatives.models import Ask, Mandate, Position

SOON = timedelta(days=7)


@dataclass(frozen=True)
class Task:
    """One thing to do. `kind`: position, resolution, step, milestone, light, lead."""

    kind: str
    title: str  # begins with a verb
    note: str
    initiative: InitiativeFacts
    field: FieldFacts
    due: date | None = None
    ask: AskFacts | None = None
    step: StepFacts | None = None


@dataclass(frozen=True)
class Todo:
    """The tasks of one organisation, the most urgent first."""

    tasks: tuple[Task, ...]
    today: date

    @property
    def first(self) -> Task | None:
        """The most urgent position that is asked for, if there is one."""
        return next((task for task in self.tasks if task.kind == "position"), None)

    @property
    def positions(self) -> int:
        return sum(task.kind == "position" for task in self.tasks)

    @property
    def others(self) -> int:
        return len(self.tasks) - self.positions

    @property
    def overdue(self) -> int:
        return sum(task.due is not None and task.due < self.today for task in self.tasks)

    @property
    def next_due(self) -> date | None:
        return next((task.due for task in self.tasks if task.due and task.due >= self.today), None)

    @property
    def soon(self) -> list[Task]:
        """Overdue or due within a week, beside the first."""
        return [task for task in self._dated if task.due <= self.today + SOON]

    @property
    def later(self) -> list[Task]:
        return [task for task in self._dated if task.due > self.today + SOON]

    @property
    def undated(self) -> list[Task]:
        return [task for task in self.tasks if task.due is None]

    @property
    def _dated(self) -> list[Task]:
        return [task for task in self.tasks if task.due and task is not self.first]


def todo(*, initiatives: Iterable[InitiativeFacts], organisation_id: int, today: date) -> Todo:
    """What the organisation owes in these initiatives."""
    tasks = [
        task
        for initiative in initiatives
        for field in initiative.fields
        if not field.side_state
        for task in _of_field(initiative, field, organisation_id, today)
    ]
    tasks.sort(key=lambda task: (task.due or date.max, task.kind != "position", task.field.number))
    return Todo(tuple(tasks), today)


def _of_field(initiative: InitiativeFacts, field: FieldFacts, own: int, today: date) -> Iterable[Task]:
    ask = field.asks.get(own)
    if ask is not None and field.round is not None:
        yield from _of_ask(initiative, field, ask)
    for step in field.steps:
        if step.owner_id == own and step.is_open and step.phase <= field.phase:
            yield Task(
                "step", f"Erledigen: {step.title}", field.title, initiative, field, step.due_on, step=step
            )
    if field.lead is not None and field.lead.organisation.id == own:
        yield from _of_lead(initiative, field, today)
    convenes = initiative.convening is not None and initiative.convening.id == own
    if convenes and field.lead is None and field.phase >= Phase.INTERNAL:
        note = f"In der Phase {Phase(field.phase).label} braucht das Feld eine Zuständigkeit in einer Hand."
        yield Task("lead", f"Federführung klären: {field.title}", note, initiative, field)


def _of_ask(initiative: InitiativeFacts, field: FieldFacts, ask: AskFacts) -> Iterable[Task]:
    answered = f"{field.answered} von {len(field.asks)} angefragten Kommunen haben geantwortet"
    if not ask.answered and field.round.closed_on is None:
        verb = "Mündliches Votum bestätigen" if ask.unconfirmed else "Votum abgeben"
        yield Task(
            "position", f"{verb}: {field.title}", answered, initiative, field, field.round.deadline, ask
        )
    elif ask.provisional:
        body = ask.body or "zuständiges Gremium"
        note = f"Die Zustimmung ist vorläufig, bis der Beschluss vorliegt ({body})."
        yield Task("resolution", f"Beschluss herbeiführen: {field.title}", note, initiative, field, ask=ask)


def _of_lead(initiative: InitiativeFacts, field: FieldFacts, today: date) -> Iterable[Task]:
    status = field.assessment
    if status and status.milestone_on and status.milestone_on < today:
        note = f"Meilenstein: {status.milestone or 'ohne Bezeichnung'}"
        yield Task(
            "milestone",
            f"Meilenstein fortschreiben: {field.title}",
            note,
            initiative,
            field,
            status.milestone_on,
        )
    if field.light == "none":
        note = "Ihre Kommune hat die Federführung; das Feld ist noch nicht bewertet."
        yield Task("light", f"Ampel setzen: {field.title}", note, initiative, field)
    elif field.light in ("yellow", "red"):
        yield Task("light", f"Maßnahme verfolgen: {field.title}", status.measure, initiative, field)


def deviations(initiatives: Iterable[InitiativeFacts]) -> list[FieldFacts]:
    """The fields that are off their plan, red before yellow."""
    found = [field for initiative in initiatives for field in initiative.fields]
    return [field for light in ("red", "yellow") for field in found if field.light == light]


def count_pending(mandate: Mandate) -> int:
    """How many positions the mandate's organisation still owes, in one query; for the menu of every page."""
    counting = Position.objects.filter(
        Q(source=PositionSource.OWN) | Q(confirmed_at__isnull=False), ask=OuterRef("pk")
    ).order_by("-recorded_at", "-pk")
    day = moments.today()
    asks = Ask.objects.filter(
        Q(round__closed_on=None) | Q(round__closed_on__gt=day),
        round__opened_on__lte=day,
        field__side_state=None,
        organisation_id=mandate.organisation_id,
    )
    if mandate.initiative_id:
        asks = asks.filter(round__initiative_id=mandate.initiative_id)
    current = asks.annotate(stance=Subquery(counting.values("stance")[:1]))
    return current.filter(Q(stance=None) | ~Q(stance__in=ANSWERED)).count()
