"""Events: who did what when, in words; append-only and without foreign keys to what they tell of."""

from django.db import models
from django.db.models import Q

from initiatives.models.reports import Report


class EventQuerySet(models.QuerySet):
    def visible_to(self, mandate) -> "EventQuerySet":
        """Without what is internal to another organisation, and what belongs to a report that the mandate may not open.

        Every list of events goes through here; which initiatives a mandate sees is asked for before.
        """
        own = mandate.organisation_id if mandate is not None and mandate.reads_internal else None
        heard = Q(audience_id=None) if own is None else Q(audience_id=None) | Q(audience_id=own)
        open_reports = Report.objects.visible_to(mandate).order_by().values("pk")
        return self.filter(heard, ~Q(page="report") | Q(page_id__in=open_reports))


class Event(models.Model):
    """`actor` is role and organisation, never a person. `before` and `after` hold the two values of a change.

    `page`, `page_id` and `anchor` name the place as a route, its number and a part of it, where that is not the field or
    the initiative. `audience_id` is the organisation that alone reads the event; none for all.
    """

    recorded_at = models.DateTimeField()
    effective_on = models.DateField()
    kind = models.SlugField(max_length=40)
    initiative_id = models.BigIntegerField(null=True)
    field_id = models.BigIntegerField(null=True)
    organisation_id = models.BigIntegerField(null=True)
    audience_id = models.BigIntegerField(null=True)
    page = models.SlugField(max_length=40, blank=True, default="")
    page_id = models.BigIntegerField(null=True)
    anchor = models.CharField(max_length=60, blank=True, default="")
    actor = models.CharField(max_length=250)
    subject = models.CharField(max_length=250)
    before = models.TextField(blank=True)
    after = models.TextField(blank=True)

    objects = EventQuerySet.as_manager()

    class Meta:
        ordering = ["-recorded_at", "-pk"]
        indexes = [
            models.Index(fields=["initiative_id", "-recorded_at"], name="event_of_initiative"),
            models.Index(fields=["field_id", "-recorded_at"], name="event_of_field"),
        ]

    def __str__(self) -> str:
        return f"{self.recorded_at:%d.%m.%Y %H:%M} {self.subject}"
