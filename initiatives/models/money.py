"""Costs of a field and who bears them: lines with dated amounts, keys with periods, actuals. All money in cents.

A line says what is borne by whom in which variant; what it comes to stands in its entries, of which the last one counts.
"""

from django.db import models
from django.db.models import CheckConstraint, F, Q

from initiatives.enums import Confidence
from initiatives.enums.money import VARIABLE_KINDS, Bearers, CostKind, KeyKind, Rounding, Variant
from initiatives.models.checks import choice_check
from initiatives.models.dated import Dated
from initiatives.models.lines import Line

YEAR = Q(from_year__gte=1900, from_year__lte=2199)


class CostKey(models.Model):
    """A key (Verteilungsschlüssel) by which joint costs of a field are shared out; its periods say how, and from when on."""

    field = models.ForeignKey("initiatives.Field", on_delete=models.PROTECT, related_name="cost_keys")
    title = Line("Bezeichnung", max_length=120)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["field", "title"],
                name="cost_key_once_a_field",
                violation_error_message="Einen Schlüssel mit dieser Bezeichnung gibt es in diesem Feld schon.",
            )
        ]

    def __str__(self) -> str:
        return self.title


class CostKeyPeriod(Dated):
    """What a key says from `starts_on` to `ends_on`; without an end, until the next period begins.

    `base_cents` a year are shared out equally by a mixed key, the rest by `variable_kind`. `figures_on` is the day of the
    figures, `source` where they come from. `effective_on` is the day from which on the period is agreed.
    """

    key = models.ForeignKey(CostKey, on_delete=models.PROTECT, related_name="periods")
    starts_on = models.DateField("von")
    ends_on = models.DateField("bis", null=True, blank=True)
    kind = models.CharField("Schlüssel", max_length=12, choices=KeyKind)
    bearers = models.CharField("Wer trägt", max_length=12, choices=Bearers, default=Bearers.PARTICIPANTS)
    base_cents = models.BigIntegerField("Grundbetrag im Jahr", null=True, blank=True)
    variable_kind = models.CharField(
        "veränderlicher Teil",
        max_length=12,
        choices=[(one.value, one.label) for one in VARIABLE_KINDS],
        blank=True,
    )
    rounding = models.CharField("Rundung", max_length=4, choices=Rounding, default=Rounding.CENT)
    figures_on = models.DateField("Stand der Zahlen", null=True, blank=True)
    source = Line("Quelle der Zahlen", max_length=200, blank=True)
    review_on = models.DateField("Überprüfung am", null=True, blank=True)
    reason = models.TextField("Begründung", blank=True)
    mandate = models.ForeignKey("initiatives.Mandate", null=True, on_delete=models.PROTECT)

    class Meta(Dated.Meta):
        constraints = [
            *Dated.Meta.constraints,
            choice_check("kind", KeyKind, "cost_key_period_kind"),
            choice_check("bearers", Bearers, "cost_key_period_bearers"),
            choice_check("rounding", Rounding, "cost_key_period_rounding"),
            CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="cost_key_period_ends_after_it_starts",
            ),
            CheckConstraint(
                condition=Q(kind=KeyKind.MIXED, base_cents__gte=0, variable_kind__in=[*VARIABLE_KINDS])
                | (~Q(kind=KeyKind.MIXED) & Q(base_cents=None, variable_kind="")),
                name="cost_key_period_base_iff_mixed",
            ),
            CheckConstraint(
                condition=~Q(kind=KeyKind.DESCRIBED) | ~Q(reason=""),
                name="cost_key_period_described_has_words",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.key}: {self.get_kind_display()}"


class CostKeyShare(models.Model):
    """Who bears in a period, and by which figure: percent, cases, units of use, inhabitants; null where none is needed."""

    period = models.ForeignKey(CostKeyPeriod, on_delete=models.PROTECT, related_name="shares")
    organisation = models.ForeignKey("initiatives.Organisation", on_delete=models.PROTECT, related_name="+")
    figure = models.DecimalField("Zahl", max_digits=16, decimal_places=4, null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["period", "organisation"], name="cost_key_share_once"),
            CheckConstraint(condition=Q(figure=None) | Q(figure__gte=0), name="cost_key_share_not_negative"),
        ]


class CostLine(models.Model):
    """A cost, grant, reimbursement or known saving in one variant.

    `organisation` is who pays the bill, or who saves; of a reimbursement, who pays it to `receiver`. What `is_shared` is
    borne by those whom `key` names (null: the field's first); the organisation that pays the bill gets their shares.
    """

    field = models.ForeignKey("initiatives.Field", on_delete=models.PROTECT, related_name="cost_lines")
    variant = models.CharField("Variante", max_length=10, choices=Variant)
    kind = models.CharField("Art", max_length=15, choices=CostKind)
    organisation = models.ForeignKey(
        "initiatives.Organisation", null=True, blank=True, on_delete=models.PROTECT, related_name="cost_lines"
    )
    receiver = models.ForeignKey(
        "initiatives.Organisation",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="reimbursements",
    )
    is_shared = models.BooleanField("gemeinsam getragen", default=False)
    key = models.ForeignKey(CostKey, null=True, blank=True, on_delete=models.PROTECT, related_name="lines")

    class Meta:
        ordering = ["pk"]
        constraints = [
            choice_check("variant", Variant, "cost_line_variant"),
            choice_check("kind", CostKind, "cost_line_kind"),
            CheckConstraint(
                condition=Q(kind=CostKind.REIMBURSEMENT, receiver__isnull=False, is_shared=False)
                & ~Q(receiver=F("organisation"))
                | (~Q(kind=CostKind.REIMBURSEMENT) & Q(receiver=None)),
                name="cost_line_receiver_iff_reimbursement",
            ),
            CheckConstraint(
                condition=Q(is_shared=True) | Q(organisation__isnull=False, key=None),
                name="cost_line_shared_or_of_one",
            ),
            CheckConstraint(
                condition=~Q(kind=CostKind.SAVING) | (Q(is_shared=False) & ~Q(variant=Variant.TODAY)),
                name="cost_line_saving_of_one",
            ),
            CheckConstraint(
                condition=Q(is_shared=False) | ~Q(variant=Variant.TODAY), name="cost_line_today_is_not_shared"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_variant_display()}: {self.get_kind_display()}"


class CostLineEntry(Dated):
    """What a line comes to: an amount, or posts (`fte`) at a rate of a pay grade; the latest entry counts.

    In prices of the comparison's price year, from `from_year` to `until_year` (null: the whole horizon), and rising by
    `increase` percent a year. `is_dropped` says that the line does not count from this day on.
    """

    line = models.ForeignKey(CostLine, on_delete=models.PROTECT, related_name="entries")
    title = Line("Bezeichnung", max_length=200, blank=True)
    amount_cents = models.BigIntegerField("Betrag", null=True, blank=True)
    fte = models.DecimalField("Stellenanteile", max_digits=7, decimal_places=3, null=True, blank=True)
    pay_grade = Line("Entgeltgruppe", max_length=20, blank=True)
    rate_cents = models.BigIntegerField("Personalkosten je Stelle und Jahr", null=True, blank=True)
    from_year = models.PositiveSmallIntegerField("ab Jahr", null=True, blank=True)
    until_year = models.PositiveSmallIntegerField("bis Jahr", null=True, blank=True)
    increase = models.DecimalField("Steigerung im Jahr in %", max_digits=5, decimal_places=2, default=0)
    source = Line("Quelle", max_length=200)
    confidence = models.CharField("Verlässlichkeit", max_length=12, choices=Confidence)
    is_dropped = models.BooleanField("entfällt", default=False)
    mandate = models.ForeignKey("initiatives.Mandate", null=True, on_delete=models.PROTECT)

    class Meta(Dated.Meta):
        constraints = [
            *Dated.Meta.constraints,
            choice_check("confidence", Confidence, "cost_line_entry_confidence"),
            CheckConstraint(
                condition=Q(amount_cents__gte=0, fte=None, rate_cents=None)
                | Q(amount_cents=None, fte__gte=0, rate_cents__gte=0),
                name="cost_line_entry_amount_or_posts",
            ),
            CheckConstraint(
                condition=(Q(from_year=None) | YEAR)
                & (Q(until_year=None) | Q(until_year__gte=1900, until_year__lte=2199))
                & (Q(from_year=None) | Q(until_year=None) | Q(until_year__gte=F("from_year"))),
                name="cost_line_entry_years",
            ),
            CheckConstraint(
                condition=Q(increase__gt=-100, increase__lte=100), name="cost_line_entry_increase"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.line}, {self.title}"


class ComparisonBasis(Dated):
    """On what the comparison (Wirtschaftlichkeitsbetrachtung) of a field rests; the latest counts.

    `years` is the horizon, `rate` the interest in percent, `price_year` the year in whose prices amounts are stated.
    """

    field = models.ForeignKey("initiatives.Field", on_delete=models.PROTECT, related_name="comparison_bases")
    first_year = models.PositiveSmallIntegerField("erstes Jahr")
    years = models.PositiveSmallIntegerField("Jahre", default=5)
    rate = models.DecimalField("Zinssatz in %", max_digits=5, decimal_places=2)
    price_year = models.PositiveSmallIntegerField("Preisstand")
    note = models.TextField("Anmerkung", blank=True)
    mandate = models.ForeignKey("initiatives.Mandate", null=True, on_delete=models.PROTECT)

    class Meta(Dated.Meta):
        constraints = [
            *Dated.Meta.constraints,
            CheckConstraint(
                condition=Q(
                    first_year__gte=1900, first_year__lte=2199, price_year__gte=1900, price_year__lte=2199
                ),
                name="comparison_basis_year",
            ),
            CheckConstraint(condition=Q(years__gte=1, years__lte=30), name="comparison_basis_years"),
            CheckConstraint(condition=Q(rate__gte=0, rate__lte=20), name="comparison_basis_rate"),
        ]


class StaffRate(models.Model):
    """What a post of a pay grade costs a year, as the source says it."""

    pay_grade = Line("Entgeltgruppe", max_length=20)
    year = models.PositiveSmallIntegerField("Jahr")
    cents = models.BigIntegerField("Personalkosten im Jahr")
    source = Line("Quelle", max_length=200)

    class Meta:
        ordering = ["pay_grade", "-year"]
        constraints = [
            models.UniqueConstraint(
                fields=["pay_grade", "year"],
                name="staff_rate_once_a_year",
                violation_error_message="Für diese Entgeltgruppe gibt es in diesem Jahr schon einen Satz.",
            ),
            CheckConstraint(condition=Q(cents__gt=0), name="staff_rate_positive"),
            CheckConstraint(condition=Q(year__gte=1900, year__lte=2199), name="staff_rate_year"),
        ]

    def __str__(self) -> str:
        return f"{self.pay_grade} ({self.year})"


class Actual(Dated):
    """What an organisation has really borne in a year, in cents, after the start of the operation; the latest counts."""

    field = models.ForeignKey("initiatives.Field", on_delete=models.PROTECT, related_name="actuals")
    organisation = models.ForeignKey(
        "initiatives.Organisation", on_delete=models.PROTECT, related_name="actuals"
    )
    year = models.PositiveSmallIntegerField("Jahr")
    cents = models.BigIntegerField("Kosten im Jahr")
    source = Line("Quelle", max_length=200)
    mandate = models.ForeignKey("initiatives.Mandate", null=True, on_delete=models.PROTECT)

    class Meta(Dated.Meta):
        constraints = [
            *Dated.Meta.constraints,
            CheckConstraint(condition=Q(cents__gte=0), name="actual_not_negative"),
            CheckConstraint(condition=Q(year__gte=1900, year__lte=2199), name="actual_year"),
        ]


class UtilityAnalysis(Dated):
    """What money does not say (Nutzwertanalyse); the latest counts.

    `criteria` is a list of {title, weight, points: {variant: 0 to 10}, reason}; the weights are percent and sum to 100.
    """

    field = models.ForeignKey("initiatives.Field", on_delete=models.PROTECT, related_name="utility_analyses")
    criteria = models.JSONField(default=list)
    mandate = models.ForeignKey("initiatives.Mandate", null=True, on_delete=models.PROTECT)


class Simulation(models.Model):
    """What somebody has tried out on the costs of a field and keeps for the others: the query of the page that shows it."""

    field = models.ForeignKey("initiatives.Field", on_delete=models.PROTECT, related_name="simulations")
    title = Line("Bezeichnung", max_length=120)
    query = models.TextField("Annahmen")
    recorded_at = models.DateTimeField()
    mandate = models.ForeignKey("initiatives.Mandate", on_delete=models.PROTECT, related_name="+")
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-recorded_at", "-pk"]

    def __str__(self) -> str:
        return self.title


class FieldFunding(Dated):
    """Which programme of a Land a field is to be funded by; the latest counts.

    `expenses_cents` are the expenses that the programme funds; the own share is borne by `key` (null: the field's first).
    `proofs` are those of the programme that are said by hand: a list of {title, is_there, note}.
    """

    field = models.ForeignKey("initiatives.Field", on_delete=models.PROTECT, related_name="fundings")
    programme = models.ForeignKey(
        "initiatives.FundingProgramme", on_delete=models.PROTECT, related_name="fundings"
    )
    expenses_cents = models.BigIntegerField("zuwendungsfähige Ausgaben")
    key = models.ForeignKey(CostKey, null=True, blank=True, on_delete=models.PROTECT, related_name="fundings")
    note = models.TextField("Anmerkung", blank=True)
    proofs = models.JSONField("Nachweise von Hand", default=list, blank=True)
    is_dropped = models.BooleanField("wird nicht verfolgt", default=False)
    mandate = models.ForeignKey("initiatives.Mandate", null=True, on_delete=models.PROTECT)

    class Meta(Dated.Meta):
        constraints = [
            *Dated.Meta.constraints,
            CheckConstraint(condition=Q(expenses_cents__gte=0), name="field_funding_not_negative"),
        ]
