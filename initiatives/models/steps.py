"""Steps (Arbeitsschritte) inside a phase, and the templates from which they come when a phase opens."""

from datetime import datetime

from django.db import models
from simple_history.models import HistoricalRecords

from initiatives.enums import Phase, StepState
from initiatives.models.checks import choice_check


class StepTemplate(models.Model):
    """A step that comes into every field of the installation when its phase opens, `days` after that day."""

    phase = models.PositiveSmallIntegerField("Phase", choices=Phase)
    order = models.PositiveSmallIntegerField("Reihenfolge")
    title = models.CharField("Titel", max_length=200)
    days = models.PositiveSmallIntegerField("Frist in Tagen", null=True, blank=True)
    is_active = models.BooleanField("in Gebrauch", default=True)

    class Meta:
        ordering = ["phase", "order", "pk"]
        constraints = [choice_check("phase", Phase, "step_template_phase")]

    def __str__(self) -> str:
        return self.title


class Step(models.Model):
    """One step of a field. `owner` takes part in the field; none where it is not settled yet."""

    field = models.ForeignKey("initiatives.Field", on_delete=models.PROTECT, related_name="steps")
    phase = models.PositiveSmallIntegerField("Phase", choices=Phase)
    order = models.PositiveSmallIntegerField("Reihenfolge")
    title = models.CharField("Titel", max_length=200)
    owner = models.ForeignKey(
        "initiatives.Organisation",
        verbose_name="Zuständig",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="steps",
    )
    due_on = models.DateField("Frist", null=True, blank=True)
    state = models.CharField("Stand", max_length=10, choices=StepState, default=StepState.OPEN)
    evidence = models.TextField("Nachweis", blank=True)
    link = models.URLField("Verweis", blank=True)
    document = models.ForeignKey(
        "initiatives.Document", null=True, blank=True, on_delete=models.PROTECT, related_name="steps"
    )
    done_on = models.DateField("Erledigt am", null=True, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    history = HistoricalRecords()
    _history_date: datetime

    class Meta:
        ordering = ["phase", "order", "pk"]
        constraints = [
            choice_check("phase", Phase, "step_phase"),
            choice_check("state", StepState, "step_state"),
        ]

    def __str__(self) -> str:
        return self.title
