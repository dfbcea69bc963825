"""The chain of checksums over all that was issued, one for the installation: docs/decisions/0023."""

from django.db import models
from django.db.models import CheckConstraint, Q


class ChainLink(models.Model):
    """That a report was issued, a paper of a meeting frozen, or (`of_pdf`) its PDF made.

    `checksum` is of the document with what names it, `head` of the head before it and this checksum: SHA-256 in hexadecimal
    digits.
    """

    number = models.PositiveIntegerField(unique=True)  # from 1 on, without a gap
    report = models.OneToOneField(
        "initiatives.Report", null=True, on_delete=models.PROTECT, related_name="chain_link"
    )
    paper = models.ForeignKey(
        "initiatives.MeetingPaper", null=True, on_delete=models.PROTECT, related_name="chain_links"
    )
    of_pdf = models.BooleanField(default=False)
    checksum = models.CharField(max_length=64)
    head = models.CharField(max_length=64, unique=True)

    class Meta:
        ordering = ["number"]
        constraints = [
            CheckConstraint(
                condition=Q(report__isnull=False, paper=None, of_pdf=False)
                | Q(report=None, paper__isnull=False),
                name="chain_link_exactly_one_document",
            ),
            models.UniqueConstraint(fields=["paper", "of_pdf"], name="chain_link_once_a_paper"),
        ]

    def __str__(self) -> str:
        return f"{self.number}: {self.head}"
