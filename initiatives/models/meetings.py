"""Meetings of the delegates: agenda, who was invited and there, what was decided and how far it is carried out."""

from datetime import datetime

from django.db import models
from django.db.models import CheckConstraint, F, Q
from simple_history.models import HistoricalRecords

from initiatives.enums import (
    AgendaState,
    AttendanceReply,
    DecisionEffect,
    ImplementationState,
    MeetingState,
    MeetingVote,
    ResultKind,
    Role,
    SteeringDecision,
)
from initiatives.models.checks import choice_check
from initiatives.models.circle import Initiative
from initiatives.models.dated import Dated
from initiatives.models.german import InGerman
from initiatives.models.lines import Line
from initiatives.models.organisations import Organisation


class MeetingQuerySet(models.QuerySet):
    def visible_to(self, mandate) -> "MeetingQuerySet":
        """Those of the initiatives that a mandate sees; before the invitation to the host's delegates only."""
        rows = self.filter(initiative__in=Initiative.objects.visible_to(mandate))
        return rows.filter(told_to(mandate))


def told_to(mandate) -> Q:
    """The meetings of which a mandate may know: those to which was invited, and drafts of the own organisation."""
    told = Q(starts_at=None) | Q(invited_at__isnull=False)
    if mandate is not None and mandate.role in (Role.DELEGATE, Role.DEPUTY):
        own = mandate.organisation_id
        told |= Q(initiative__convening_id=own) | Q(initiative__convening=None, mandate__organisation_id=own)
    return told


class Meeting(models.Model):
    """`held_on` is null where the source names no date; a meeting told of afterwards has no beginning and no invitation.

    `sequence` counts the invitations sent, as the calendar entries do; `changed_at` says that the agenda has changed since
    the last one. `result` sums up what came of it.
    """

    initiative = models.ForeignKey(
        "initiatives.Initiative", on_delete=models.PROTECT, related_name="meetings"
    )
    title = Line("Titel", max_length=200)
    held_on = models.DateField("Termin", null=True, blank=True)
    starts_at = models.DateTimeField("Beginn", null=True, blank=True)
    ends_at = models.DateTimeField("Ende", null=True, blank=True)
    place = Line("Ort", max_length=200, blank=True)
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

    @property
    def begins(self) -> datetime:
        """When one begins that is planned. Raises ValueError for one that was told of afterwards."""
        if self.starts_at is None:
            raise ValueError("A meeting that was told of afterwards has no beginning.")
        return self.starts_at

    @property
    def host(self) -> Organisation | None:
        """Who invites: the convening municipality, where there is none the organisation that planned the meeting."""
        if self.initiative.convening is not None:
            return self.initiative.convening
        return self.mandate.organisation if self.mandate else None


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
    title = Line("Thema", max_length=200)
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
    note = Line("Anmerkung", max_length=300, blank=True)
    replied_at = models.DateTimeField(null=True, blank=True)
    was_present = models.BooleanField("anwesend", null=True, blank=True)
    mandate = models.ForeignKey("initiatives.Mandate", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["is_optional", InGerman("organisation__name")]
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


class MeetingResult(models.Model):
    """A decision, a task or an information, taken down while the meeting runs; fixed once it is closed.

    A decision may be adopted or rejected (`is_adopted`); only an adopted one has an effect. `steering` says what the
    steering group has decided by it about a field.
    """

    meeting = models.ForeignKey("initiatives.Meeting", on_delete=models.PROTECT, related_name="results")
    item = models.ForeignKey(
        "initiatives.AgendaItem", null=True, blank=True, on_delete=models.PROTECT, related_name="results"
    )
    kind = models.CharField("Art", max_length=12, choices=ResultKind)
    text = models.TextField("Wortlaut")
    field = models.ForeignKey(
        "initiatives.Field", null=True, blank=True, on_delete=models.PROTECT, related_name="meeting_results"
    )
    effect = models.CharField("Wirkung", max_length=15, choices=DecisionEffect, default=DecisionEffect.NONE)
    is_adopted = models.BooleanField("angenommen", null=True, blank=True)
    contact = Line("Ansprechstelle", max_length=200, blank=True)
    steering = models.CharField(
        "Beschluss der Lenkungsgruppe", max_length=10, choices=SteeringDecision, blank=True, default=""
    )
    recorded_at = models.DateTimeField()
    mandate = models.ForeignKey("initiatives.Mandate", on_delete=models.PROTECT, related_name="+")
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        ordering = ["pk"]
        constraints = [
            choice_check("kind", ResultKind, "meeting_result_kind"),
            choice_check("effect", DecisionEffect, "meeting_result_effect"),
            choice_check("steering", SteeringDecision, "meeting_result_steering", blank=True),
            CheckConstraint(
                condition=Q(steering="") | Q(kind=ResultKind.DECISION, field__isnull=False),
                name="meeting_result_steers_a_field",
            ),
            CheckConstraint(condition=~Q(text=""), name="meeting_result_has_words"),
            CheckConstraint(
                condition=Q(kind=ResultKind.DECISION, is_adopted__isnull=False)
                | (~Q(kind=ResultKind.DECISION) & Q(is_adopted=None, effect=DecisionEffect.NONE)),
                name="meeting_result_adopted_iff_decision",
            ),
            CheckConstraint(
                condition=~Q(effect=DecisionEffect.FIX_FIELD) | Q(field__isnull=False),
                name="meeting_result_fixes_a_field",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.text[:60]}"


class DecisionVote(models.Model):
    """How one organisation voted on a decision of the delegates."""

    decision = models.ForeignKey(MeetingResult, on_delete=models.PROTECT, related_name="votes")
    organisation = models.ForeignKey(
        "initiatives.Organisation", on_delete=models.PROTECT, related_name="decision_votes"
    )
    vote = models.CharField("Stimme", max_length=10, choices=MeetingVote)

    class Meta:
        ordering = [InGerman("organisation__name")]
        constraints = [
            choice_check("vote", MeetingVote, "decision_vote"),
            models.UniqueConstraint(fields=["decision", "organisation"], name="decision_vote_once"),
        ]

    def __str__(self) -> str:
        return f"{self.organisation}: {self.get_vote_display()}"


class Implementation(Dated):
    """How far a decision of the delegates or a resolution of a body is carried out; append-only, the latest counts."""

    decision = models.ForeignKey(
        MeetingResult, null=True, blank=True, on_delete=models.PROTECT, related_name="implementations"
    )
    resolution = models.ForeignKey(
        "initiatives.Resolution",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="implementations",
    )
    state = models.CharField("Umsetzung", max_length=10, choices=ImplementationState)
    contact = Line("Ansprechstelle", max_length=200, blank=True)
    note = models.TextField("Anmerkung", blank=True)
    due_on = models.DateField("bis", null=True, blank=True)
    mandate = models.ForeignKey("initiatives.Mandate", on_delete=models.PROTECT, related_name="+")

    class Meta(Dated.Meta):
        constraints = [
            *Dated.Meta.constraints,
            choice_check("state", ImplementationState, "implementation_state"),
            CheckConstraint(
                condition=Q(decision__isnull=False, resolution=None)
                | Q(decision=None, resolution__isnull=False),
                name="implementation_exactly_one_target",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.decision or self.resolution}: {self.get_state_display()}"
