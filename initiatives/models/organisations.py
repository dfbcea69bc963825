"""Organisations with their inhabitants and arms, their bodies, and when these sit.

Municipalities (a county is one) and third parties are one table, since all own steps and take part. The mayor in current business
is a body too.
"""

from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models import CheckConstraint, Q

from initiatives.enums import BodyKind, OrganisationKind, OwnWords, ReportedBy, ReportLead
from initiatives.enums.designations import body_label, declined
from initiatives.models.checks import choice_check
from initiatives.models.german import InGerman
from initiatives.models.lines import Line

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
    name = Line("Name", max_length=100, help_text="Kurz, zum Beispiel Nottuln")
    designation = Line(
        "Amtliche Bezeichnung", max_length=150, unique=True, help_text="Zum Beispiel Gemeinde Nottuln"
    )
    ags = Line(
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

    exists_since = models.DateField(
        "Besteht seit",
        null=True,
        blank=True,
        help_text="Nur wo sie neu entstanden ist: vorher kann sie nirgends dabei sein. Zum Beispiel 01.01.2024",
    )

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        ordering = [InGerman("name"), "kind"]
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
    def council(self) -> str:
        """What its council is called."""
        return "Kreistag" if self.kind == OrganisationKind.KREIS else "Rat"

    @property
    def of(self) -> str:
        """The designation in the genitive: "der Gemeinde Nottuln", "des Kreises Coesfeld"."""
        return declined(self.designation, self.kind, "genitive")

    @property
    def label(self) -> str:
        """The short name where several stand side by side: of a county its designation, "Coesfeld" is the town."""
        return self.designation if self.kind == OrganisationKind.KREIS else self.name

    @property
    def own(self) -> OwnWords:
        """What those who act for it are told of it."""
        return OwnWords.of(self.kind)

    @property
    def key(self) -> str:
        """A stable key for snapshots: the AGS, of a third party the row's number."""
        return self.ags or f"d{self.pk}"


class PopulationFigure(models.Model):
    """Inhabitants of a municipality on a date."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="populations")
    date = models.DateField("Stichtag")
    value = models.PositiveIntegerField("Einwohner")
    source = Line("Quelle", max_length=100)

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


class Body(models.Model):
    organisation = models.ForeignKey(
        "initiatives.Organisation",
        verbose_name="Organisation",
        on_delete=models.PROTECT,
        related_name="bodies",
    )
    name = Line("Name", max_length=100, help_text="Zum Beispiel Rat oder Kreistag")
    kind = models.CharField("Art", max_length=20, choices=BodyKind)
    slug = models.SlugField(
        "Kurzname",
        max_length=80,
        unique=True,
        help_text="Für Befehle und Dateinamen, zum Beispiel kreistag-coesfeld",
    )
    members = models.PositiveSmallIntegerField(
        "Mitglieder",
        null=True,
        blank=True,
        help_text="Gesetzliche Zahl. Mehr Stimmen und Abwesende kann ein Beschluss dann nicht haben",
    )
    reported_by = models.CharField(
        "Berichte erstellt", max_length=20, choices=ReportedBy, default=ReportedBy.ORGANISATION
    )
    report_lead = models.PositiveSmallIntegerField(
        "Vorlauf der Berichte",
        choices=ReportLead,
        default=ReportLead.THREE_WEEKS,
        help_text="So lange vor einer Sitzung ist ihr Bericht fällig, und es wird an ihn erinnert",
    )
    sender_line = Line(
        "Absenderzeile der Vorlagen", max_length=100, blank=True, help_text="Zum Beispiel Der Landrat"
    )
    number_scheme = Line(
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
        ordering = [InGerman("organisation__name"), InGerman("name")]
        verbose_name = "Gremium"
        constraints = [
            choice_check("kind", BodyKind, "body_kind"),
            choice_check("reported_by", ReportedBy, "body_reported_by"),
            choice_check("report_lead", ReportLead, "body_report_lead"),
            models.UniqueConstraint(
                fields=["organisation", "name"],
                name="body_once_an_organisation",
                violation_error_message="Dieses Gremium gibt es bei der Organisation schon.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}, {self.organisation}"

    @property
    def label(self) -> str:
        """ "Rat Nottuln", "Kreistag des Kreises Coesfeld" """
        whose = self.organisation
        return body_label(self.name, whose.label, whose.designation, whose.kind)


class Sitting(models.Model):
    """A day on which a body sits, as its calendar says. It is cancelled, never deleted."""

    body = models.ForeignKey(Body, verbose_name="Gremium", on_delete=models.PROTECT, related_name="sittings")
    held_on = models.DateField("Datum")
    note = Line("Anmerkung", max_length=100, blank=True)
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
