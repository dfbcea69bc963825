"""Framework conditions (Rahmenbedingungen) of an initiative. Rewording makes a new row that supersedes the old one."""

from django.db import models


class FrameworkCondition(models.Model):
    initiative = models.ForeignKey(
        "initiatives.Initiative", on_delete=models.PROTECT, related_name="conditions"
    )
    order = models.PositiveSmallIntegerField("Reihenfolge")
    text = models.CharField("Wortlaut", max_length=300)
    origin = models.CharField("Herkunft", max_length=300, blank=True)
    rule_key = models.SlugField("Regel", max_length=40, null=True, blank=True)
    effective_on = models.DateField("gilt ab")
    recorded_at = models.DateTimeField("erfasst")
    ended_on = models.DateField("gilt nicht mehr ab", null=True, blank=True)
    supersedes = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="superseded_by"
    )

    class Meta:
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return self.text
