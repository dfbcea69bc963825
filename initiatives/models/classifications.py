"""Texts that people have taken out of the public edition of reports."""

from django.db import models
from django.db.models import CheckConstraint, Q
from django.db.models.functions import Coalesce

from initiatives.enums import OF_INITIATIVE, OF_ITEMS, ReportText
from initiatives.models.checks import choice_check


class Classification(models.Model):
    """One text that only the non-public edition shows from now on; append-only, never taken back.

    The text is of the initiative, of one of its fields, or of the meeting, decision or project with the number `item`.
    """

    initiative = models.ForeignKey(
        "initiatives.Initiative", on_delete=models.PROTECT, related_name="classifications"
    )
    field = models.ForeignKey(
        "initiatives.Field", null=True, on_delete=models.PROTECT, related_name="classifications"
    )
    item = models.PositiveBigIntegerField(null=True)
    text = models.CharField(max_length=20, choices=ReportText)
    recorded_at = models.DateTimeField()
    mandate = models.ForeignKey("initiatives.Mandate", on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["recorded_at", "pk"]
        constraints = [
            choice_check("text", ReportText, "classification_text"),
            CheckConstraint(
                condition=Q(text__in=[*OF_INITIATIVE], field=None, item=None)
                | Q(text__in=[*OF_ITEMS], field=None, item__isnull=False)
                | (~Q(text__in=[*OF_INITIATIVE, *OF_ITEMS]) & Q(field__isnull=False, item=None)),
                name="classification_of_what_has_the_text",
            ),
            models.UniqueConstraint(
                "initiative",
                "text",
                Coalesce("field", 0),
                Coalesce("item", 0),
                name="classification_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_text_display()}: nur nichtöffentlich"
