"""Tasks: what an organisation has taken on, in a meeting or by hand, beside the steps of a field."""

from datetime import datetime

from django.db import models
from django.db.models import CheckConstraint, Q
from simple_history.models import HistoricalRecords

from initiatives.enums import StepState
from initiatives.models.checks import choice_check


class Task(models.Model):
    """`result` is the meeting's result from which it comes, none where it was made by hand."""

    initiative = models.ForeignKey("initiatives.Initiative", on_delete=models.PROTECT, related_name="tasks")
    field = models.ForeignKey(
        "initiatives.Field",
        verbose_name="Betätigungsfeld",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="tasks",
    )
    result = models.OneToOneField(
        "initiatives.MeetingResult", null=True, blank=True, on_delete=models.PROTECT, related_name="task"
    )
    title = models.CharField("Aufgabe", max_length=200)
    text = models.TextField("Beschreibung", blank=True)
    owner = models.ForeignKey(
        "initiatives.Organisation", verbose_name="Zuständig", on_delete=models.PROTECT, related_name="tasks"
    )
    due_on = models.DateField("Frist", null=True, blank=True)
    state = models.CharField("Stand", max_length=10, choices=StepState, default=StepState.OPEN)
    note = models.TextField("Ergebnis", blank=True)
    done_on = models.DateField("Erledigt am", null=True, blank=True)
    recorded_at = models.DateTimeField()
    mandate = models.ForeignKey("initiatives.Mandate", on_delete=models.PROTECT, related_name="+")
    version = models.PositiveIntegerField(default=1, editable=False)

    history = HistoricalRecords()
    _history_date: datetime

    class Meta:
        ordering = ["due_on", "pk"]
        constraints = [
            choice_check("state", StepState, "task_state"),
            CheckConstraint(
                condition=Q(state__in=[StepState.OPEN, StepState.WORK], done_on=None)
                | Q(state__in=[StepState.DONE, StepState.DROPPED], done_on__isnull=False),
                name="task_done_on",
            ),
        ]

    def __str__(self) -> str:
        return self.title
