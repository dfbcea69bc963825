"""The texts of uploaded files, for the search."""

from django.db import models

from initiatives.models.fields import DocumentVersion
from initiatives.models.lines import Line


class DocumentTextQuerySet(models.QuerySet):
    def newest(self) -> "DocumentTextQuerySet":
        """Of each document that of its newest version, so none where that one has not been read yet."""
        later = DocumentVersion.objects.filter(
            document=models.OuterRef("version__document"), number__gt=models.OuterRef("version__number")
        )
        return self.filter(~models.Exists(later))


class DocumentText(models.Model):
    """What a version says, read from its file for the search; empty where it says nothing that can be read.

    `folded` is the same as the search compares it. Both are made from the file, which never changes, and may be made anew.
    """

    version = models.OneToOneField(DocumentVersion, on_delete=models.PROTECT, related_name="content")
    text = models.TextField(blank=True)
    folded = models.TextField(blank=True)
    folding = models.CharField(
        max_length=20
    )  # the name of the function that folds, which changes with its letters
    is_cut = models.BooleanField("gekürzt", default=False)
    message = Line("Warum kein Text", max_length=200, blank=True)
    read_at = models.DateTimeField()

    objects = DocumentTextQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"Text: {self.version}"
