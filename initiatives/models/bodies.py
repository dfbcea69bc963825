"""Bodies (Gremien) that decide and that are reported to. The mayor in current business is a body too."""

from django.db import models

from initiatives.enums import BodyKind, ReportedBy
from initiatives.models.checks import choice_check


class Body(models.Model):
    organisation = models.ForeignKey(
        "initiatives.Organisation",
        verbose_name="Organisation",
        on_delete=models.PROTECT,
        related_name="bodies",
    )
    name = models.CharField("Name", max_length=100, help_text="Zum Beispiel Rat oder Kreistag")
    kind = models.CharField("Art", max_length=20, choices=BodyKind)
    slug = models.SlugField(
        "Kurzname",
        max_length=80,
        unique=True,
        help_text="Für Befehle und Dateinamen, zum Beispiel kreistag-coesfeld",
    )
    reported_by = models.CharField(
        "Berichte erstellt", max_length=20, choices=ReportedBy, default=ReportedBy.ORGANISATION
    )
    sender_line = models.CharField(
        "Absenderzeile der Vorlagen", max_length=100, blank=True, help_text="Zum Beispiel Der Landrat"
    )

    class Meta:
        ordering = ["organisation__name", "name"]
        verbose_name = "Gremium"
        constraints = [
            choice_check("kind", BodyKind, "body_kind"),
            choice_check("reported_by", ReportedBy, "body_reported_by"),
            models.UniqueConstraint(
                fields=["organisation", "name"],
                name="body_once_an_organisation",
                violation_error_message="Dieses Gremium gibt es bei der Organisation schon.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}, {self.organisation}"
