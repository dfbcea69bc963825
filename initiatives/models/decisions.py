"""What comes of meetings, how the delegates voted, and how far decisions and resolutions are carried out."""

from django.db import models
from django.db.models import CheckConstraint, Q

from initiatives.enums import DecisionEffect, ImplementationState, MeetingVote, ResultKind
from initiatives.models.checks import choice_check


class MeetingResult(models.Model):
    """A decision, a task or an information, taken down while the meeting runs; fixed once it is closed.

    A decision may be adopted or rejected (`is_adopted`); only an adopted one has an effect.
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
    contact = models.CharField("Ansprechstelle", max_length=200, blank=True)
    recorded_at = models.DateTimeField()
    mandate = models.ForeignKey("initiatives.Mandate", on_delete=models.PROTECT, related_name="+")
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        ordering = ["pk"]
        constraints = [
            choice_check("kind", ResultKind, "meeting_result_kind"),
            choice_check("effect", DecisionEffect, "meeting_result_effect"),
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
        ordering = ["organisation__name"]
        constraints = [
            choice_check("vote", MeetingVote, "decision_vote"),
            models.UniqueConstraint(fields=["decision", "organisation"], name="decision_vote_once"),
        ]

    def __str__(self) -> str:
        return f"{self.organisation}: {self.get_vote_display()}"


class Implementation(models.Model):
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
    contact = models.CharField("Ansprechstelle", max_length=200, blank=True)
    note = models.TextField("Anmerkung", blank=True)
    due_on = models.DateField("bis", null=True, blank=True)
    effective_on = models.DateField("vom")
    recorded_at = models.DateTimeField()
    mandate = models.ForeignKey("initiatives.Mandate", on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["effective_on", "recorded_at", "pk"]
        constraints = [
            choice_check("state", ImplementationState, "implementation_state"),
            CheckConstraint(
                condition=Q(decision__isnull=False, resolution=None)
                | Q(decision=None, resolution__isnull=False),
                name="implementation_exactly_one_target",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.decision or self.resolution}: {self.get_state_display()}"
