"""Forms that did their act, each once."""

from django.db import models


class Submission(models.Model):
    """The token that a form carried, the digest of what was sent, and how it was answered; kept for a day."""

    user = models.ForeignKey("initiatives.User", models.CASCADE, related_name="submissions")
    token = models.CharField(max_length=22)
    digest = models.CharField(max_length=64)  # SHA-256
    url = models.TextField(blank=True)
    message = models.TextField(blank=True)
    recorded_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "token"], name="submission_once")]

    def __str__(self) -> str:
        return self.token
