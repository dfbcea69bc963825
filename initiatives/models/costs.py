"""Plain costs of a participant of a field: today and jointly per year, and once; append-only. All in cents."""

from django.db import models
from django.db.models import CheckConstraint, Q

from initiatives.enums import Confidence
from initiatives.models.checks import choice_check


class CostEntry(models.Model):
    """The latest entry of an organisation counts."""

    field = models.ForeignKey("initiatives.Field", on_delete=models.PROTECT, related_name="costs")
    organisation = models.ForeignKey(
        "initiatives.Organisation", on_delete=models.PROTECT, related_name="costs"
    )
    today_cents = models.BigIntegerField("Heute je Jahr")
    joint_cents = models.BigIntegerField("Gemeinsam je Jahr")
    one_off_cents = models.BigIntegerField("Einmalig", default=0)
    source = models.CharField("Quelle", max_length=200)
    confidence = models.CharField("Verlässlichkeit", max_length=12, choices=Confidence)
    effective_on = models.DateField("Stand")
    recorded_at = models.DateTimeField()
    mandate = models.ForeignKey("initiatives.Mandate", on_delete=models.PROTECT)

    class Meta:
        ordering = ["effective_on", "recorded_at", "pk"]
        constraints = [
            choice_check("confidence", Confidence, "cost_entry_confidence"),
            CheckConstraint(
                condition=Q(today_cents__gte=0, joint_cents__gte=0, one_off_cents__gte=0),
                name="cost_entry_not_negative",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation}, {self.field}"
