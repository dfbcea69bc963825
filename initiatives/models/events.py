"""Events: who did what when, in words; append-only and without foreign keys to what they tell of."""

from django.db import models


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

    class Meta:
        ordering = ["-recorded_at", "-pk"]
        indexes = [
            models.Index(fields=["initiative_id", "-recorded_at"], name="event_of_initiative"),
            models.Index(fields=["field_id", "-recorded_at"], name="event_of_field"),
        ]

    def __str__(self) -> str:
        return f"{self.recorded_at:%d.%m.%Y %H:%M} {self.subject}"
