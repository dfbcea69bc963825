"""Events: who did what when, in words; append-only and without foreign keys to what they tell of."""

from functools import lru_cache

from django.db import models
from django.db.models import Q
from django.db.models.expressions import RawSQL

from initiatives.models.mandates import Scope
from initiatives.models.reports import Report
from initiatives.models.subselects import KEPT, subselect


class EventQuerySet(models.QuerySet):
    def visible_to(self, mandate) -> "EventQuerySet":
        """Without what is internal to another organisation, and what belongs to a report that the mandate may not open.

        Every list of events goes through here; which initiatives a mandate sees is asked for before.
        """
        own = mandate.organisation_id if mandate is not None and mandate.reads_internal else None
        heard = Q(audience_id=None) if own is None else Q(audience_id=None) | Q(audience_id=own)
        elsewhere = ~Q(page="report")
        if mandate is not None:
            elsewhere |= Q(page_id__in=_open_reports(mandate.scope))
        return self.filter(heard, elsewhere)


@lru_cache(maxsize=KEPT)
def _open_reports(scope: Scope) -> RawSQL:
    return subselect(Report.objects.visible_to(scope).values("pk"))


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

    # In words, for a page; `domain/log/events.placed` fills them in.
    place = ""
    audience = ""

    objects = EventQuerySet.as_manager()

    class Meta:
        ordering = ["-recorded_at", "-pk"]
        indexes = [
            models.Index(fields=["initiative_id", "-recorded_at"], name="event_of_initiative"),
            models.Index(fields=["field_id", "-recorded_at"], name="event_of_field"),
        ]

    def __str__(self) -> str:
        return f"{self.recorded_at:%d.%m.%Y %H:%M} {self.subject}"
