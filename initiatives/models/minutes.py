"""What comes of a meeting on paper: the minutes with what was added to them, and the papers set as PDF."""

from django.db import models
from django.db.models import CheckConstraint, Q

from initiatives.enums import MinutesState, PaperKind, Role
from initiatives.models.checks import choice_check
from initiatives.models.circle import Initiative, InitiativeParticipant
from initiatives.models.lines import Line


class MinutesQuerySet(models.QuerySet):
    def visible_to(self, mandate) -> "MinutesQuerySet":
        """Circulated ones to all who see the initiative; drafts to whoever convenes, without one to all that take part."""
        shown = models.Q(state__in=[MinutesState.CIRCULATED, MinutesState.APPROVED])
        if mandate is not None and mandate.role in (Role.DELEGATE, Role.DEPUTY, Role.READER):
            own = mandate.organisation_id
            part = InitiativeParticipant.objects.filter(organisation_id=own, left_on=None)
            shown |= models.Q(meeting__initiative__convening_id=own)
            shown |= models.Q(
                meeting__initiative__convening=None, meeting__initiative__in=part.values("initiative")
            )
        return self.filter(shown, meeting__initiative__in=Initiative.objects.visible_to(mandate))


class Minutes(models.Model):
    """Made when the meeting is closed; approved in a later meeting. What they say stands in the snapshot of their paper."""

    meeting = models.OneToOneField("initiatives.Meeting", on_delete=models.PROTECT, related_name="minutes")
    state = models.CharField("Stand", max_length=10, choices=MinutesState, default=MinutesState.DRAFT)
    circulated_at = models.DateTimeField("versandt", null=True, blank=True)
    approved_at = models.DateTimeField("genehmigt", null=True, blank=True)
    approved_in = models.ForeignKey(
        "initiatives.Meeting",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="approved_minutes",
    )

    objects = MinutesQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            choice_check("state", MinutesState, "minutes_state"),
            CheckConstraint(
                condition=Q(state=MinutesState.DRAFT, circulated_at=None, approved_at=None)
                | Q(state=MinutesState.CIRCULATED, circulated_at__isnull=False, approved_at=None)
                | Q(state=MinutesState.APPROVED, circulated_at__isnull=False, approved_at__isnull=False),
                name="minutes_state_and_times",
            ),
        ]

    def __str__(self) -> str:
        return f"Niederschrift: {self.meeting}"


class MinutesAddendum(models.Model):
    """A correction of minutes that were circulated: added to them, never written into them. Append-only."""

    minutes = models.ForeignKey(Minutes, on_delete=models.PROTECT, related_name="addenda")
    text = models.TextField("Berichtigung")
    recorded_at = models.DateTimeField()
    mandate = models.ForeignKey("initiatives.Mandate", on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["recorded_at", "pk"]
        constraints = [CheckConstraint(condition=~Q(text=""), name="minutes_addendum_not_empty")]

    def __str__(self) -> str:
        return self.text[:60]


class MeetingPaperQuerySet(models.QuerySet):
    def visible_to(self, mandate) -> "MeetingPaperQuerySet":
        """A paper is made when it is sent, so it is open to all who see the initiative."""
        return self.filter(meeting__initiative__in=Initiative.objects.visible_to(mandate))

    def light(self) -> "MeetingPaperQuerySet":
        """Without the stored PDF."""
        return self.defer("pdf")


class MeetingPaper(models.Model):
    """An invitation or minutes as made at one moment: frozen snapshot, and the PDF that the worker makes from it.

    Each new one of a meeting and kind has the next `number`; what was made is never changed. `message` says why the PDF
    could not be made.
    """

    meeting = models.ForeignKey("initiatives.Meeting", on_delete=models.PROTECT, related_name="papers")
    kind = models.CharField(max_length=12, choices=PaperKind)
    number = models.PositiveSmallIntegerField()
    snapshot = models.JSONField()
    snapshot_sha256 = models.CharField(max_length=64)
    pdf = models.BinaryField(null=True)
    pdf_size = models.PositiveIntegerField(null=True)  # bytes
    pdf_sha256 = models.CharField(max_length=64, blank=True)
    message = Line(max_length=500, blank=True)
    recorded_at = models.DateTimeField()

    objects = MeetingPaperQuerySet.as_manager()

    class Meta:
        ordering = ["kind", "-number"]
        constraints = [
            choice_check("kind", PaperKind, "meeting_paper_kind"),
            models.UniqueConstraint(fields=["meeting", "kind", "number"], name="meeting_paper_once"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.number}: {self.meeting}"
