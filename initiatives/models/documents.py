"""Documents as evidence: a title with versions, stored outside the web root."""

from django.db import models
from django.db.models import CheckConstraint, Q


class Document(models.Model):
    """Seen by those who see the field."""

    field = models.ForeignKey("initiatives.Field", on_delete=models.PROTECT, related_name="documents")
    title = models.CharField("Titel", max_length=200)

    class Meta:
        ordering = ["title", "pk"]

    def __str__(self) -> str:
        return self.title


class DocumentVersion(models.Model):
    """One file. `media_type` is judged by content, `size` is in bytes; a version is never replaced."""

    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    file = models.FileField(upload_to="documents/%Y/", max_length=200)
    name = models.CharField("Dateiname", max_length=150)
    media_type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    recorded_at = models.DateTimeField()
    mandate = models.ForeignKey("initiatives.Mandate", on_delete=models.PROTECT)

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["document", "number"], name="document_version_once"),
            CheckConstraint(condition=Q(size__gt=0), name="document_version_not_empty"),
        ]

    def __str__(self) -> str:
        return f"{self.name}, Fassung {self.number}"
