"""Positions (Voten): versioned answers to an ask, never overwritten; and the resolutions behind them."""

from datetime import datetime

from django.db import models
from django.db.models import CheckConstraint, Q
from simple_history.models import HistoricalRecords

from initiatives.enums import ConditionState, PositionSource, ResolutionResult, Stance
from initiatives.models.checks import choice_check


class Position(models.Model):
    """Append-only. A change of mind and a correction of a mis-entry both supersede; only `is_correction` tells them apart."""

    ask = models.ForeignKey("initiatives.Ask", on_delete=models.PROTECT, related_name="positions")
    stance = models.CharField("Votum", max_length=20, choices=Stance)
    reason = models.TextField("Begründung", blank=True)
    source = models.CharField(max_length=10, choices=PositionSource, default=PositionSource.OWN)
    source_note = models.CharField("Quelle", max_length=200, blank=True)
    confirmed_by = models.ForeignKey(
        "initiatives.Mandate", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    confirmed_at = models.DateTimeField(null=True, blank=True)
    effective_on = models.DateField("vom")
    recorded_at = models.DateTimeField()
    mandate = models.ForeignKey("initiatives.Mandate", on_delete=models.PROTECT, related_name="positions")
    supersedes = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="superseded_by"
    )
    is_correction = models.BooleanField(default=False)

    class Meta:
        ordering = ["effective_on", "recorded_at", "pk"]
        constraints = [
            choice_check("stance", Stance, "position_stance"),
            choice_check("source", PositionSource, "position_source"),
            models.UniqueConstraint(
                fields=["ask"], condition=Q(supersedes=None), name="position_one_first_an_ask"
            ),
            CheckConstraint(
                condition=~Q(stance__in=[Stance.CONDITIONAL, Stance.REFUSAL]) | ~Q(reason=""),
                name="position_condition_and_refusal_have_reason",
                violation_error_message="Bedingung und Ablehnung brauchen eine Begründung.",
            ),
            CheckConstraint(
                condition=Q(confirmed_by=None, confirmed_at=None)
                | Q(confirmed_by__isnull=False, confirmed_at__isnull=False),
                name="position_confirmed_by_and_at",
            ),
            CheckConstraint(
                condition=~Q(source=PositionSource.SPOKEN) | ~Q(source_note=""),
                name="position_spoken_has_source",
            ),
            CheckConstraint(
                condition=Q(is_correction=False) | Q(supersedes__isnull=False),
                name="position_correction_corrects_something",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.ask}: {self.get_stance_display()}"


class PositionDraft(models.Model):
    """A Votum that is not released yet: read and changed by the asked organisation only, gone once it is released."""

    ask = models.OneToOneField("initiatives.Ask", on_delete=models.PROTECT, related_name="draft")
    stance = models.CharField("Votum", max_length=20, choices=Stance, blank=True)
    reason = models.TextField("Begründung", blank=True)
    effective_on = models.CharField("Vom", max_length=40, default="", blank=True)  # as typed
    conditions = models.JSONField("Bedingungen", default=list, blank=True)  # [{text, owner, due_on}] as typed
    version = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField()
    mandate = models.ForeignKey("initiatives.Mandate", on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["pk"]
        constraints = [choice_check("stance", Stance, "position_draft_stance", blank=True)]

    def __str__(self) -> str:
        return f"Entwurf: {self.ask}"


class PositionCondition(models.Model):
    """A condition of a consent, tracked until the municipality says that it is firm or has fallen."""

    position = models.ForeignKey(Position, on_delete=models.PROTECT, related_name="conditions")
    text = models.TextField("Bedingung")
    owner = models.ForeignKey(
        "initiatives.Organisation",
        verbose_name="Zuständig",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="position_conditions",
    )
    due_on = models.DateField("Frist", null=True, blank=True)
    state = models.CharField(max_length=10, choices=ConditionState, default=ConditionState.OPEN)
    note = models.TextField("Wodurch", blank=True)
    changed_at = models.DateTimeField()
    mandate = models.ForeignKey("initiatives.Mandate", on_delete=models.PROTECT, related_name="+")

    history = HistoricalRecords()
    _history_date: datetime

    class Meta:
        ordering = ["pk"]
        constraints = [choice_check("state", ConditionState, "position_condition_state")]

    def __str__(self) -> str:
        return self.text


class Resolution(models.Model):
    """What a body decided on an ask (Beschluss); append-only. Votes are numbers of heads, unknown if null."""

    ask = models.ForeignKey("initiatives.Ask", on_delete=models.PROTECT, related_name="resolutions")
    body = models.ForeignKey("initiatives.Body", on_delete=models.PROTECT, related_name="resolutions")
    effective_on = models.DateField("vom")
    recorded_at = models.DateTimeField()
    result = models.CharField("Ergebnis", max_length=20, choices=ResolutionResult)
    paper_number = models.CharField("Vorlage", max_length=50, blank=True)
    votes_for = models.PositiveSmallIntegerField("Ja", null=True, blank=True)
    votes_against = models.PositiveSmallIntegerField("Nein", null=True, blank=True)
    votes_abstained = models.PositiveSmallIntegerField("Enthaltungen", null=True, blank=True)
    link = models.URLField("Verweis", blank=True)
    mandate = models.ForeignKey("initiatives.Mandate", on_delete=models.PROTECT, related_name="resolutions")

    class Meta:
        ordering = ["effective_on", "recorded_at", "pk"]
        constraints = [
            choice_check("result", ResolutionResult, "resolution_result"),
            CheckConstraint(
                condition=(Q(votes_for=None) | Q(votes_for__gte=0))
                & (Q(votes_against=None) | Q(votes_against__gte=0))
                & (Q(votes_abstained=None) | Q(votes_abstained__gte=0)),
                name="resolution_votes_not_negative",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.body}, {self.effective_on}: {self.get_result_display()}"
