"""Meetings of an initiative and what came of them."""

from django.db import models


class Meeting(models.Model):
    """`held_on` is null where the source names no date."""

    initiative = models.ForeignKey(
        "initiatives.Initiative", on_delete=models.PROTECT, related_name="meetings"
    )
    title = models.CharField("Titel", max_length=200)
    held_on = models.DateField("Termin", null=True, blank=True)
    place = models.CharField("Ort", max_length=200, blank=True)
    result = models.TextField("Ergebnis", blank=True)
    effective_on = models.DateField()
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ["effective_on", "pk"]

    def __str__(self) -> str:
        return self.title
