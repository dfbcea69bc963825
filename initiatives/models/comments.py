"""Comments. A target is one nullable foreign key, and exactly one of them is set."""

from django.db import models
from django.db.models import CheckConstraint, Q


class Comment(models.Model):
    field = models.ForeignKey(
        "initiatives.Field", null=True, blank=True, on_delete=models.PROTECT, related_name="comments"
    )
    initiative = models.ForeignKey(
        "initiatives.Initiative", null=True, blank=True, on_delete=models.PROTECT, related_name="comments"
    )
    text = models.TextField("Kommentar", max_length=10_000)
    mandate = models.ForeignKey("initiatives.Mandate", on_delete=models.PROTECT, related_name="comments")
    recorded_at = models.DateTimeField()
    corrected_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-recorded_at", "-pk"]
        constraints = [
            CheckConstraint(
                condition=Q(field__isnull=False, initiative=None) | Q(field=None, initiative__isnull=False),
                name="comment_exactly_one_target",
            ),
            CheckConstraint(condition=~Q(text=""), name="comment_not_empty"),
        ]

    def __str__(self) -> str:
        return self.text[:60]
