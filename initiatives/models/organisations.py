"""Organisations: municipalities (a county is one), and third parties. One table, since all own steps and take part."""

from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models import CheckConstraint, Q

from initiatives.enums import OrganisationKind
from initiatives.models.checks import choice_check

AGS_DIGITS = RegexValidator(r"^\d{5}(\d{3})?$", "Der AGS hat acht Ziffern, bei einem Kreis fünf.")


class OrganisationQuerySet(models.QuerySet):
    def under(self, mandate) -> "OrganisationQuerySet":
        """Those that an administrator's mandate covers: all, or one county with its municipalities."""
        if mandate.organisation_id is None:
            return self
        return self.filter(Q(pk=mandate.organisation_id) | Q(county_id=mandate.organisation_id))


class Organisation(models.Model):
    """A municipality or a third party. `ags` is the official key (8 digits, of a county 5); third parties have none."""

    kind = models.CharField("Art", max_length=20, choices=OrganisationKind)
    name = models.CharField("Name", max_length=100, help_text="Kurz, zum Beispiel Nottuln")
    designation = models.CharField(
        "Amtliche Bezeichnung", max_length=150, unique=True, help_text="Zum Beispiel Gemeinde Nottuln"
    )
    ags = models.CharField(
        "AGS",
        max_length=8,
        null=True,
        blank=True,
        unique=True,
        validators=[AGS_DIGITS],
        help_text="Amtlicher Gemeindeschlüssel: acht Ziffern, bei einem Kreis fünf. Dritte haben keinen.",
    )
    county = models.ForeignKey(
        "self",
        verbose_name="Kreis",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="municipalities",
    )
    latitude = models.DecimalField(
        "Breite",
        max_digits=8,
        decimal_places=6,
        null=True,
        blank=True,
        validators=[MinValueValidator(-90), MaxValueValidator(90)],
        help_text="Grad, zum Beispiel 51,928018",
    )
    longitude = models.DecimalField(
        "Länge",
        max_digits=9,
        decimal_places=6,
        null=True,
        blank=True,
        validators=[MinValueValidator(-180), MaxValueValidator(180)],
        help_text="Grad, zum Beispiel 7,352893",
    )

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        ordering = ["name", "kind"]
        constraints = [
            choice_check("kind", OrganisationKind, "organisation_kind"),
            CheckConstraint(
                condition=Q(kind=OrganisationKind.DRITTE, ags=None)
                | (~Q(kind=OrganisationKind.DRITTE) & Q(ags__isnull=False)),
                name="organisation_no_ags_iff_third_party",
                violation_error_message="Kommunen haben einen AGS, Dritte haben keinen.",
            ),
            CheckConstraint(
                condition=Q(ags=None)
                | Q(kind=OrganisationKind.KREIS, ags__regex=r"^[0-9]{5}$")
                | (~Q(kind=OrganisationKind.KREIS) & Q(ags__regex=r"^[0-9]{8}$")),
                name="organisation_ags_digits",
                violation_error_message="Der AGS hat acht Ziffern, bei einem Kreis fünf.",
            ),
        ]

    def __str__(self) -> str:
        return self.designation

    @property
    def of(self) -> str:
        """The designation in the genitive: "der Gemeinde Nottuln", "des Kreises Coesfeld"."""
        if self.kind == OrganisationKind.DRITTE:
            return f"von {self.designation}"
        if self.designation.startswith("Kreis "):
            return f"des Kreises {self.designation[6:]}"
        return f"der {self.designation}"

    @property
    def key(self) -> str:
        """A stable key for snapshots: the AGS, of a third party the row's number."""
        return self.ags or f"d{self.pk}"


class PopulationFigure(models.Model):
    """Inhabitants of a municipality on a date."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="populations")
    date = models.DateField("Stichtag")
    value = models.PositiveIntegerField("Einwohner")
    source = models.CharField("Quelle", max_length=100)

    class Meta:
        ordering = ["-date"]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "date"], name="population_once_a_date")
        ]

    def __str__(self) -> str:
        return f"{self.organisation}: {self.value} ({self.date})"


class Arms(models.Model):
    """The arms (Wappen) of an organisation as a clean picture. A new one and the end of one leave the row before in place."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="arms")
    picture = models.BinaryField()
    media_type = models.CharField(max_length=20)
    width = models.PositiveSmallIntegerField()
    height = models.PositiveSmallIntegerField()
    recorded_at = models.DateTimeField()
    mandate = models.ForeignKey("initiatives.Mandate", on_delete=models.PROTECT, related_name="+")
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-recorded_at", "-pk"]
        constraints = [
            CheckConstraint(condition=Q(media_type__in=["image/png", "image/jpeg"]), name="arms_media_type"),
            models.UniqueConstraint(
                fields=["organisation"], condition=Q(removed_at=None), name="arms_once_an_organisation"
            ),
        ]

    def __str__(self) -> str:
        return f"Wappen {self.organisation.of}"
