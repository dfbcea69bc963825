"""Rounds (Abstimmungsrunden): one question to many organisations, with one ask for each of them and field."""

from django.db import models
from django.db.models import CheckConstraint, F, Q

from initiatives.enums import RoundClosing, RoundPurpose
from initiatives.models.checks import choice_check


class Round(models.Model):
    """`continues`: who is not asked here keeps the answer given in the round before it, of the same purpose and field."""

    initiative = models.ForeignKey("initiatives.Initiative", on_delete=models.PROTECT, related_name="rounds")
    purpose = models.CharField("Zweck", max_length=20, choices=RoundPurpose)
    subject = models.TextField("Frage")
    subject_version = models.CharField("Fassung", max_length=50, blank=True)
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
        ]

    def __str__(self) -> str:
        return f"{self.get_purpose_display()}: {self.subject}"


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
        ordering = ["organisation__name"]
        constraints = [models.UniqueConstraint(fields=["round", "field", "organisation"], name="ask_once")]

    def __str__(self) -> str:
        return f"{self.organisation}, {self.field}"
