"""Tasks, which an organisation has taken on in a meeting or by hand beside the steps of a field; and requests for support.

Only a municipality asks for expert support, and the county answers.
"""

from datetime import datetime

from django.db import models
from django.db.models import CheckConstraint, Q
from simple_history.models import HistoricalRecords

from initiatives.enums import StepState, SupportState
from initiatives.models.checks import choice_check
from initiatives.models.lines import Line


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
    title = Line("Aufgabe", max_length=200)
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


class SupportRequest(models.Model):
    """`organisation` asks, `county` is asked. The times say how it went; `reason` why it was declined or withdrawn."""

    initiative = models.ForeignKey(
        "initiatives.Initiative", on_delete=models.PROTECT, related_name="support_requests"
    )
    organisation = models.ForeignKey(
        "initiatives.Organisation", on_delete=models.PROTECT, related_name="support_requests"
    )
    county = models.ForeignKey(
        "initiatives.Organisation", on_delete=models.PROTECT, related_name="support_requested"
    )
    field = models.ForeignKey(
        "initiatives.Field",
        verbose_name="Betätigungsfeld",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="support_requests",
    )
    subject = Line("Betreff", max_length=200)
    text = models.TextField("Frage")
    wanted_by = models.DateField("Antwort erbeten bis", null=True, blank=True)
    state = models.CharField("Stand", max_length=10, choices=SupportState, default=SupportState.ASKED)
    reason = models.TextField("Begründung", blank=True)
    answer = models.TextField("Antwort", blank=True)
    recorded_at = models.DateTimeField("angefragt")
    decided_at = models.DateTimeField("entschieden", null=True, blank=True)
    answered_at = models.DateTimeField("beantwortet", null=True, blank=True)
    closed_at = models.DateTimeField("abgeschlossen", null=True, blank=True)
    mandate = models.ForeignKey("initiatives.Mandate", on_delete=models.PROTECT, related_name="+")
    answered_by = models.ForeignKey(
        "initiatives.Mandate", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        ordering = ["-recorded_at", "-pk"]
        constraints = [
            choice_check("state", SupportState, "support_request_state"),
            CheckConstraint(
                condition=~Q(state__in=[SupportState.DECLINED, SupportState.WITHDRAWN]) | ~Q(reason=""),
                name="support_request_declined_with_reason",
            ),
            CheckConstraint(
                condition=Q(answer="", answered_at=None, answered_by=None)
                | (~Q(answer="") & Q(answered_at__isnull=False, answered_by__isnull=False)),
                name="support_request_answer_and_time",
            ),
            CheckConstraint(
                condition=Q(
                    state__in=[SupportState.ASKED, SupportState.ACCEPTED, SupportState.ANSWERED],
                    closed_at=None,
                )
                | Q(
                    state__in=[SupportState.DECLINED, SupportState.WITHDRAWN, SupportState.CLOSED],
                    closed_at__isnull=False,
                ),
                name="support_request_closed_at",
            ),
        ]

    def __str__(self) -> str:
        return self.subject
