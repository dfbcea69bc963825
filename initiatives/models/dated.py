"""Facts with two clocks: from which day on they hold, and when they were recorded."""

from django.db import models
from django.db.models import CheckConstraint, Q


class DatedQuerySet(models.QuerySet):
    def standing(self) -> "DatedQuerySet":
        """What is told now: the last version of each entry, without those that were taken back."""
        return self.filter(corrected_by=None, is_withdrawn=False)


class Dated(models.Model):
    """An append-only entry that can be corrected: the correction is an entry of its own that names what it `corrects`.

    Of a chain of corrections the last one counts, from its own day on; with `is_withdrawn` it says that what it corrects
    never was. `day_order` settles which of several entries of one day comes first.
    """

    effective_on = models.DateField("gilt ab")
    day_order = models.PositiveSmallIntegerField("Platz an diesem Tag", default=0)
    recorded_at = models.DateTimeField()
    corrects = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="corrected_by"
    )
    correction_reason = models.TextField("Grund der Berichtigung", blank=True, default="")
    is_withdrawn = models.BooleanField("gab es nicht", default=False)

    objects = DatedQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ["effective_on", "day_order", "recorded_at", "pk"]
        constraints = [
            CheckConstraint(
                condition=Q(corrects=None, correction_reason="", is_withdrawn=False)
                | (Q(corrects__isnull=False) & ~Q(correction_reason="")),
                name="%(class)s_correction_has_reason",
            ),
        ]
