"""Rounds (Abstimmungsrunden): one question to many organisations, with one ask for each of them and field, and what is answered.

Positions (Voten) are versioned answers to an ask, never overwritten; behind them stand resolutions (models/resolutions.py). A
draft paper for the councils has a core text that is the same for all, and what each made of it.
"""

from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import CheckConstraint, F, Q
from simple_history.models import HistoricalRecords

from initiatives.enums import (
    ConditionState,
    PositionSource,
    RoundClosing,
    RoundPurpose,
    Stance,
)
from initiatives.models.checks import choice_check
from initiatives.models.circle import Initiative
from initiatives.models.dated import Dated
from initiatives.models.german import InGerman
from initiatives.models.lines import Line


class Round(models.Model):
    """`continues`: who is not asked here keeps the answer given in the round before it, of the same purpose and field.

    An accession asks about one who is `joining`.
    """

    initiative = models.ForeignKey("initiatives.Initiative", on_delete=models.PROTECT, related_name="rounds")
    purpose = models.CharField("Zweck", max_length=20, choices=RoundPurpose)
    joining = models.ForeignKey(
        "initiatives.Organisation",
        verbose_name="Wer beitritt",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="accessions",
    )
    subject = models.TextField("Frage")
    subject_version = Line("Fassung", max_length=50, blank=True)
    opened_on = models.DateField("eröffnet am")
    deadline = models.DateField("Frist")
    former_deadlines = models.JSONField(
        default=list, blank=True
    )  # [day, instant until which it stood], oldest first
    continues = models.BooleanField("führt die vorige Runde fort", default=False)
    closes_itself = models.BooleanField("schließt von selbst", default=False)
    closed_on = models.DateField("geschlossen am", null=True, blank=True)
    closing = models.CharField("geschlossen durch", max_length=10, choices=RoundClosing, blank=True)
    closing_reason = models.TextField("Begründung", blank=True)
    recorded_at = models.DateTimeField()
    mandate = models.ForeignKey("initiatives.Mandate", null=True, on_delete=models.PROTECT)

    class Meta:
        ordering = ["opened_on", "pk"]
        constraints = [
            choice_check("purpose", RoundPurpose, "round_purpose"),
            CheckConstraint(condition=Q(deadline__gte=F("opened_on")), name="round_deadline_after_opening"),
            CheckConstraint(
                condition=Q(closed_on=None) | Q(closed_on__gte=F("opened_on")),
                name="round_closes_after_opening",
            ),
            choice_check("closing", RoundClosing, "round_closing", blank=True),
            CheckConstraint(
                condition=~Q(closing=RoundClosing.HAND) | ~Q(closing_reason=""),
                name="round_closed_by_hand_with_reason",
            ),
            CheckConstraint(
                condition=~Q(purpose=RoundPurpose.DECISION) | ~Q(subject_version=""),
                name="round_decision_on_a_version",
            ),
            CheckConstraint(
                condition=Q(purpose=RoundPurpose.ACCESSION, joining__isnull=False)
                | (~Q(purpose=RoundPurpose.ACCESSION) & Q(joining=None)),
                name="round_joining_iff_accession",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title}: {self.subject}"

    @property
    def title(self) -> str:
        """Its purpose, of an accession with who joins: Beitritt der Gemeinde Nottuln."""
        return f"Beitritt {self.joining.of}" if self.joining else self.get_purpose_display()


class Ask(models.Model):
    """One organisation asked about one field in one round. `body` is its competent body, once it is known."""

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="asks")
    field = models.ForeignKey("initiatives.Field", on_delete=models.PROTECT, related_name="asks")
    organisation = models.ForeignKey(
        "initiatives.Organisation", on_delete=models.PROTECT, related_name="asks"
    )
    body = models.ForeignKey(
        "initiatives.Body", null=True, blank=True, on_delete=models.PROTECT, related_name="asks"
    )

    reminded_at = models.DateTimeField("erinnert", null=True, blank=True)

    class Meta:
        ordering = [InGerman("organisation__name")]
        constraints = [models.UniqueConstraint(fields=["round", "field", "organisation"], name="ask_once")]

    def __str__(self) -> str:
        return f"{self.organisation}, {self.field}"


class Position(Dated):
    """An answer to an ask from a day on; the latest that counts is the current one. A spoken one counts once it is confirmed."""

    ask = models.ForeignKey("initiatives.Ask", on_delete=models.PROTECT, related_name="positions")
    stance = models.CharField("Votum", max_length=20, choices=Stance)
    reason = models.TextField("Begründung", blank=True)
    source = models.CharField(max_length=10, choices=PositionSource, default=PositionSource.OWN)
    source_note = Line("Quelle", max_length=200, blank=True)
    confirmed_by = models.ForeignKey(
        "initiatives.Mandate", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    confirmed_at = models.DateTimeField(null=True, blank=True)
    mandate = models.ForeignKey("initiatives.Mandate", on_delete=models.PROTECT, related_name="positions")

    class Meta(Dated.Meta):
        constraints = [
            *Dated.Meta.constraints,
            choice_check("stance", Stance, "position_stance"),
            choice_check("source", PositionSource, "position_source"),
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
        ]

    def __str__(self) -> str:
        return f"{self.ask}: {self.get_stance_display()}"


class PositionDraft(models.Model):
    """A Votum that is not released yet: read and changed by the asked organisation only, gone once it is released."""

    ask = models.OneToOneField("initiatives.Ask", on_delete=models.PROTECT, related_name="draft")
    stance = models.CharField("Votum", max_length=20, choices=Stance, blank=True)
    reason = models.TextField("Begründung", blank=True)
    effective_on = Line("Vom", max_length=40, default="", blank=True)  # as typed
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


class RoundCore(models.Model):
    """One version of the core text of a round, frozen; append-only. `reasoning` is what the convening municipality wrote."""

    round = models.ForeignKey("initiatives.Round", on_delete=models.PROTECT, related_name="cores")
    number = models.PositiveSmallIntegerField()
    reasoning = models.TextField("Begründung für die Räte", blank=True)
    snapshot = models.JSONField()
    recorded_at = models.DateTimeField()
    mandate = models.ForeignKey("initiatives.Mandate", on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["round", "number"], name="round_core_once")]

    def __str__(self) -> str:
        return f"Kerntext {self.number}: {self.round}"


class CouncilPaperQuerySet(models.QuerySet):
    def visible_to(self, mandate) -> "CouncilPaperQuerySet":
        """Those of the own organisation, to who works for it or reads what is internal to it."""
        if mandate is None or not (mandate.writes or mandate.reads_internal):
            return self.none()
        return self.filter(
            organisation_id=mandate.organisation_id,
            core__round__initiative__in=Initiative.objects.visible_to(mandate),
        )

    def light(self) -> "CouncilPaperQuerySet":
        """Without the stored PDF."""
        return self.defer("pdf")


class CouncilPaper(models.Model):
    """A draft paper (Vorlagenentwurf) as made at one moment: frozen snapshot, and the PDF that the worker makes from it.

    `message` says why the PDF could not be made.
    """

    core = models.ForeignKey(RoundCore, on_delete=models.PROTECT, related_name="papers")
    organisation = models.ForeignKey(
        "initiatives.Organisation", on_delete=models.PROTECT, related_name="council_papers"
    )
    snapshot = models.JSONField()
    snapshot_sha256 = models.CharField(max_length=64)
    pdf = models.BinaryField(null=True)
    pdf_size = models.PositiveIntegerField(null=True)  # bytes
    pdf_sha256 = models.CharField(max_length=64, blank=True)
    message = Line(max_length=500, blank=True)
    recorded_at = models.DateTimeField()
    mandate = models.ForeignKey("initiatives.Mandate", on_delete=models.PROTECT, related_name="+")

    objects = CouncilPaperQuerySet.as_manager()

    class Meta:
        ordering = ["-recorded_at", "-pk"]

    def __str__(self) -> str:
        return f"Vorlagenentwurf vom {self.snapshot['date']}: {self.subject}"

    @property
    def subject(self) -> str:
        return self.snapshot["subject"]

    @property
    def edition(self) -> str:
        """Of enums.Edition; "" where the paper is from before there were two."""
        return self.snapshot.get("edition", "")

    @property
    def attachments(self) -> list[dict[str, Any]]:
        return self.snapshot.get("attachments", [])
