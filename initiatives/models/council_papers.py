"""Draft papers for the councils of those asked in a round: a core text that is the same for all, and what each made of it."""

from django.db import models

from initiatives.enums import Role
from initiatives.models.initiatives import Initiative


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
        """Those of the own organisation, to who reads what is internal to it."""
        if mandate is None or mandate.role not in (Role.DELEGATE, Role.DEPUTY, Role.READER):
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
    message = models.CharField(max_length=500, blank=True)
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
