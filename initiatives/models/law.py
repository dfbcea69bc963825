"""The law of a Land as dated reference data: legal forms with their duties, periods, competent authorities and councils.

A row holds from `valid_from` to `valid_until`; law that changes is another row of the same key.
"""

from django.db import models
from django.db.models import CheckConstraint, F, Q

from initiatives.enums.agreements import LAENDER, TermKey, TermUnit
from initiatives.models.checks import choice_check
from initiatives.models.german import InGerman
from initiatives.models.lines import Line


def ends_after_it_begins(name: str) -> CheckConstraint:
    return CheckConstraint(condition=Q(valid_until=None) | Q(valid_until__gte=F("valid_from")), name=name)


class Dates(models.Model):
    """`land` is the first two digits of the AGS; `source` names the law or the notice."""

    land = models.CharField("Land", max_length=2, choices=list(LAENDER.items()))
    paragraph = Line("Vorschrift", max_length=150)
    source = Line("Quelle", max_length=300)
    valid_from = models.DateField("gilt ab")
    valid_until = models.DateField("gilt bis", null=True, blank=True)

    class Meta:
        abstract = True


class LegalForm(Dates):
    """A legal form with its duties. Agreements name one row, so they keep the law that they were made under."""

    key = models.SlugField("Schlüssel", max_length=40)
    name = Line("Rechtsform", max_length=150)
    needs_approval = models.BooleanField("bedarf der Genehmigung", default=False)
    needs_notice = models.BooleanField("ist anzuzeigen", default=False)
    needs_publication = models.BooleanField("ist öffentlich bekannt zu machen", default=False)
    fixes_cost_key = models.BooleanField("muss den Kostenschlüssel festlegen", default=False)
    needs_matching_resolutions = models.BooleanField(
        "braucht übereinstimmende Beschlüsse aller", default=False
    )
    has_members = models.BooleanField("die Parteien sind Mitglieder", default=False)

    class Meta:
        ordering = ["land", InGerman("name"), "valid_from"]
        constraints = [
            models.UniqueConstraint(
                fields=["land", "key", "valid_from"],
                name="legal_form_once_a_day",
                violation_error_message="Diese Rechtsform hat an diesem Tag schon eine Fassung.",
            ),
            CheckConstraint(condition=Q(land__in=sorted(LAENDER)), name="legal_form_land"),
            ends_after_it_begins("legal_form_ends_after_it_begins"),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.paragraph})"


class LegalTerm(Dates):
    """A period that the law of a Land sets."""

    key = models.CharField("Frist", max_length=40, choices=TermKey)
    value = models.PositiveSmallIntegerField("Dauer")
    unit = models.CharField("Einheit", max_length=10, choices=TermUnit)

    class Meta:
        ordering = ["land", "key", "valid_from"]
        constraints = [
            models.UniqueConstraint(
                fields=["land", "key", "valid_from"],
                name="legal_term_once_a_day",
                violation_error_message="Diese Frist hat an diesem Tag schon eine Fassung.",
            ),
            choice_check("key", TermKey, "legal_term_key"),
            choice_check("unit", TermUnit, "legal_term_unit"),
            CheckConstraint(condition=Q(land__in=sorted(LAENDER)), name="legal_term_land"),
            CheckConstraint(condition=Q(value__gt=0), name="legal_term_positive"),
            ends_after_it_begins("legal_term_ends_after_it_begins"),
        ]

    def __str__(self) -> str:
        return f"{self.get_key_display()}: {self.value} {self.get_unit_display()}"


class Authority(Dates):
    """Who is competent for agreements in which a county or an independent town takes part, or none does."""

    has_county_or_free_city = models.BooleanField("mit einem Kreis oder einer kreisfreien Stadt")
    name = Line("Aufsichtsbehörde", max_length=150)

    class Meta:
        ordering = ["land", "-has_county_or_free_city", "valid_from"]
        constraints = [
            models.UniqueConstraint(
                fields=["land", "has_county_or_free_city", "valid_from"],
                name="authority_once_a_day",
                violation_error_message="Diese Zuständigkeit hat an diesem Tag schon eine Fassung.",
            ),
            CheckConstraint(condition=Q(land__in=sorted(LAENDER)), name="authority_land"),
            ends_after_it_begins("authority_ends_after_it_begins"),
        ]

    def __str__(self) -> str:
        return self.name


class Competence(Dates):
    """By which rule the council of a municipality, or the Kreistag of a county, is the competent body."""

    is_county = models.BooleanField("der Kreistag eines Kreises")

    class Meta:
        ordering = ["land", "is_county", "valid_from"]
        constraints = [
            models.UniqueConstraint(
                fields=["land", "is_county", "valid_from"],
                name="competence_once_a_day",
                violation_error_message="Diese Zuständigkeit hat an diesem Tag schon eine Fassung.",
            ),
            CheckConstraint(condition=Q(land__in=sorted(LAENDER)), name="competence_land"),
            ends_after_it_begins("competence_ends_after_it_begins"),
        ]

    def __str__(self) -> str:
        return "Kreistag" if self.is_county else "Rat"


class FundingProgramme(Dates):
    """A programme by which a Land funds cooperation; another guideline of the same programme is another row of its `key`.

    The grant is `base_cents` for `least_partners` and `further_cents` for each further one, at most `most_percent` of the
    expenses and `most_cents`. `applications_until` is the last day for applications. `proofs` are what else it asks for.
    """

    key = models.SlugField("Schlüssel", max_length=40)
    name = Line("Programm", max_length=150)
    least_partners = models.PositiveSmallIntegerField("Partner mindestens", default=2)
    base_cents = models.BigIntegerField("Zuwendung bei so vielen Partnern")
    further_cents = models.BigIntegerField("für jeden weiteren")
    most_cents = models.BigIntegerField("höchstens", null=True, blank=True)
    most_percent = models.PositiveSmallIntegerField("höchstens in % der Ausgaben", default=100)
    least_years = models.PositiveSmallIntegerField("Laufzeit in Jahren mindestens", default=0)
    least_saving = models.PositiveSmallIntegerField("Ersparnis in % mindestens", default=0)
    applications_until = models.DateField("Anträge bis", null=True, blank=True)
    proofs = models.JSONField("weitere Nachweise", default=list, blank=True)

    class Meta:
        ordering = ["land", InGerman("name"), "valid_from"]
        constraints = [
            models.UniqueConstraint(
                fields=["land", "key", "valid_from"],
                name="funding_programme_once_a_day",
                violation_error_message="Dieses Programm hat an diesem Tag schon eine Fassung.",
            ),
            CheckConstraint(condition=Q(land__in=sorted(LAENDER)), name="funding_programme_land"),
            ends_after_it_begins("funding_programme_ends_after_it_begins"),
            CheckConstraint(
                condition=Q(base_cents__gte=0, further_cents__gte=0, least_partners__gte=2)
                & (Q(most_cents=None) | Q(most_cents__gte=0)),
                name="funding_programme_amounts",
            ),
            CheckConstraint(
                condition=Q(most_percent__gte=1, most_percent__lte=100, least_saving__lte=100),
                name="funding_programme_percents",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.paragraph})"
