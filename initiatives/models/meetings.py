"""Meetings of the delegates: their life, their agenda, who was invited and who was there."""

from datetime import datetime

from django.db import models
from django.db.models import CheckConstraint, F, Q
from simple_history.models import HistoricalRecords

from initiatives.enums import AgendaState, AttendanceReply, MeetingState
from initiatives.models.checks import choice_check
from initiatives.models.initiatives import Initiative


class MeetingQuerySet(models.QuerySet):
    def visible_to(self, mandate) -> "MeetingQuerySet":
        """Those of the initiatives that a mandate sees; before the invitation the convening municipality's delegates only."""
        rows = self.filter(initiative__in=Initiative.objects.visible_to(mandate))
        told = Q(starts_at=None) | Q(invited_at__isnull=False)
        if mandate is not None and mandate.acts_for_municipality:
            told |= Q(initiative__convening_id=mandate.organisation_id)
        return rows.filter(told)


class Meeting(models.Model):
    """`held_on` is null where the source names no date; a meeting told of afterwards has no beginning and no invitation.

    `sequence` counts the invitations sent, as the calendar entries do; `changed_at` says that the agenda has changed since
    the last one. `result` sums up what came of it.
    """

    initiative = models.ForeignKey(
        "initiatives.Initiative", on_delete=models.PROTECT, related_name="meetings"
    )
    title = models.CharField("Titel", max_length=200)
    held_on = models.DateField("Termin", null=True, blank=True)
    starts_at = models.DateTimeField("Beginn", null=True, blank=True)
    ends_at = models.DateTimeField("Ende", null=True, blank=True)
    place = models.CharField("Ort", max_length=200, blank=True)
    link = models.URLField("Videokonferenz", blank=True)
    text = models.TextField("Einladungstext", blank=True)
    result = models.TextField("Ergebnis", blank=True)
    state = models.CharField("Stand", max_length=10, choices=MeetingState, default=MeetingState.CLOSED)
    uid = models.UUIDField(null=True, blank=True, unique=True, editable=False)
    sequence = models.PositiveSmallIntegerField(default=0, editable=False)
    invited_at = models.DateTimeField("eingeladen", null=True, blank=True)
    changed_at = models.DateTimeField("seit der Einladung geändert", null=True, blank=True)
    started_at = models.DateTimeField("eröffnet", null=True, blank=True)
    closed_at = models.DateTimeField("geschlossen", null=True, blank=True)
    cancelled_at = models.DateTimeField("abgesagt", null=True, blank=True)
    cancel_reason = models.TextField("Grund der Absage", blank=True)
    effective_on = models.DateField()
    recorded_at = models.DateTimeField()
    mandate = models.ForeignKey("initiatives.Mandate", null=True, on_delete=models.PROTECT, related_name="+")
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = MeetingQuerySet.as_manager()
    history = HistoricalRecords()
    _history_date: datetime

    class Meta:
        ordering = ["effective_on", "pk"]
        constraints = [
            choice_check("state", MeetingState, "meeting_state"),
            CheckConstraint(
                condition=Q(ends_at=None) | Q(starts_at__isnull=False, ends_at__gt=F("starts_at")),
                name="meeting_ends_after_it_begins",
                violation_error_message="Das Treffen kann nicht vor seinem Beginn enden.",
            ),
            CheckConstraint(
                condition=Q(state=MeetingState.CLOSED)
                | Q(starts_at__isnull=False, held_on__isnull=False, uid__isnull=False),
                name="meeting_planned_has_a_beginning",
            ),
            CheckConstraint(
                condition=~Q(state__in=[MeetingState.INVITED, MeetingState.RUNNING])
                | Q(invited_at__isnull=False),
                name="meeting_invited_at",
            ),
            CheckConstraint(
                condition=~Q(state=MeetingState.RUNNING) | Q(started_at__isnull=False),
                name="meeting_started_at",
            ),
            CheckConstraint(
                condition=Q(cancelled_at=None) & ~Q(state=MeetingState.CANCELLED)
                | Q(cancelled_at__isnull=False, state=MeetingState.CANCELLED) & ~Q(cancel_reason=""),
                name="meeting_cancelled_with_reason",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class AgendaItem(models.Model):
    """A topic: in the backlog of the initiative while it has no meeting, else an item of that meeting's agenda.

    `approves` is the meeting whose minutes the item is to approve; `carried_from` the item of an earlier meeting that
    was not dealt with there. `minutes` is the time planned for it.
    """

    initiative = models.ForeignKey(
        "initiatives.Initiative", on_delete=models.PROTECT, related_name="agenda_items"
    )
    meeting = models.ForeignKey(
        Meeting, null=True, blank=True, on_delete=models.PROTECT, related_name="agenda"
    )
    order = models.PositiveSmallIntegerField("Nummer", default=0)
    title = models.CharField("Thema", max_length=200)
    text = models.TextField("Worum es geht", blank=True)
    minutes = models.PositiveSmallIntegerField("Dauer in Minuten", null=True, blank=True)
    field = models.ForeignKey(
        "initiatives.Field",
        verbose_name="Betätigungsfeld",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="agenda_items",
    )
    proposal = models.ForeignKey(
        "initiatives.Proposal",
        verbose_name="Projektvorschlag",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="agenda_items",
    )
    approves = models.OneToOneField(
        Meeting, null=True, blank=True, on_delete=models.PROTECT, related_name="approved_under"
    )
    carried_from = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="carried_to"
    )
    state = models.CharField("Stand", max_length=10, choices=AgendaState, default=AgendaState.OPEN)
    recorded_at = models.DateTimeField()
    mandate = models.ForeignKey("initiatives.Mandate", null=True, on_delete=models.PROTECT, related_name="+")
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        ordering = ["order", "pk"]
        constraints = [
            choice_check("state", AgendaState, "agenda_item_state"),
            CheckConstraint(
                condition=Q(minutes=None) | Q(minutes__gte=1, minutes__lte=480), name="agenda_item_minutes"
            ),
            CheckConstraint(
                condition=Q(meeting__isnull=False) | Q(state__in=[AgendaState.OPEN, AgendaState.WITHDRAWN]),
                name="agenda_item_dealt_with_in_a_meeting",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Attendance(models.Model):
    """An organisation invited to a meeting: its reply, and whether it was there. `is_optional`: the county's is."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="attendances")
    organisation = models.ForeignKey(
        "initiatives.Organisation", on_delete=models.PROTECT, related_name="attendances"
    )
    is_optional = models.BooleanField("freigestellt", default=False)
    reply = models.CharField("Rückmeldung", max_length=10, choices=AttendanceReply, blank=True)
    note = models.CharField("Anmerkung", max_length=300, blank=True)
    replied_at = models.DateTimeField(null=True, blank=True)
    was_present = models.BooleanField("anwesend", null=True, blank=True)
    mandate = models.ForeignKey("initiatives.Mandate", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["is_optional", "organisation__name"]
        constraints = [
            choice_check("reply", AttendanceReply, "attendance_reply", blank=True),
            models.UniqueConstraint(fields=["meeting", "organisation"], name="attendance_once"),
            CheckConstraint(
                condition=Q(reply="", replied_at=None) | (~Q(reply="") & Q(replied_at__isnull=False)),
                name="attendance_replied_at",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation}, {self.meeting}"
