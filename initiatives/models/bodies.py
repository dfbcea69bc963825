"""Bodies (Gremien) that decide and that are reported to, and the days on which they sit. The mayor in current business is
a body too.
"""

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
    number_scheme = models.CharField(
        "Nummern der Berichte",
        max_length=40,
        default="{nr}/{jahr}",
        help_text="{nr} ist die laufende Nummer, {jahr} das Jahr: {nr}/{jahr} ergibt 2/2026, SV-{nr:03} ergibt SV-002",
    )
    shows_public = models.BooleanField(
        "Öffentliche Berichte ohne Anmeldung zeigen",
        default=False,
        help_text="Erteilte Berichte der öffentlichen Ausgabe stehen dann auf der Seite „Öffentliche Berichte“",
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


class Sitting(models.Model):
    """A day on which a body sits, as its calendar says. It is cancelled, never deleted."""

    body = models.ForeignKey(Body, verbose_name="Gremium", on_delete=models.PROTECT, related_name="sittings")
    held_on = models.DateField("Datum")
    note = models.CharField("Anmerkung", max_length=100, blank=True)
    is_cancelled = models.BooleanField("fällt aus", default=False)
    reminded_at = models.DateTimeField(null=True, blank=True)  # that its report is to be made

    class Meta:
        ordering = ["held_on"]
        verbose_name = "Sitzung"
        constraints = [
            models.UniqueConstraint(
                fields=["body", "held_on"],
                name="sitting_once_a_day",
                violation_error_message="An diesem Tag steht schon eine Sitzung im Kalender.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.body.name} am {self.held_on:%d.%m.%Y}"
