"""Overrules of a live check by a person, with a written reason; append-only."""

from django.db import models
from django.db.models import CheckConstraint, Q

from initiatives.enums import CheckResult
from initiatives.models.checks import choice_check


class ConditionOverride(models.Model):
    """`result` is null where an overrule was taken back; it is outdated once the computed result has changed."""

    field = models.ForeignKey("initiatives.Field", on_delete=models.PROTECT, related_name="overrides")
    condition = models.ForeignKey(
        "initiatives.FrameworkCondition", on_delete=models.PROTECT, related_name="overrides"
    )
    rule_version = models.PositiveSmallIntegerField()
    computed = models.CharField(max_length=15, choices=CheckResult)
    result = models.CharField("Ergebnis", max_length=15, choices=CheckResult, null=True, blank=True)
    reason = models.TextField("Begründung")
    effective_on = models.DateField()
    recorded_at = models.DateTimeField()
    mandate = models.ForeignKey("initiatives.Mandate", on_delete=models.PROTECT)

    class Meta:
        ordering = ["effective_on", "recorded_at", "pk"]
        constraints = [
            choice_check("computed", CheckResult, "condition_override_computed"),
            CheckConstraint(
                condition=Q(result=None) | Q(result__in=CheckResult.values), name="condition_override_result"
            ),
            CheckConstraint(condition=~Q(reason=""), name="condition_override_has_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.condition}: {self.get_result_display()}"
