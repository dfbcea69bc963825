"""Agreements (Vereinbarungen) of a field: what carries a cooperation, with its parties and its stages.

An amendment or an accession is an agreement of its own that `amends` another one. The parties of a day are derived from the
changes of all whose day in force has come; the days in force and of the end are columns of a stage, not its clock.
"""

from datetime import datetime

from django.db import models
from django.db.models import CheckConstraint, F, Q
from django.utils import timezone
from simple_history.models import HistoricalRecords

from initiatives.enums.agreements import AgreementKind, PartyChange, PartyRole, StageKind
from initiatives.models.checks import choice_check
from initiatives.models.dated import Dated
from initiatives.models.lines import Line

OF_ONE_PARTY = (StageKind.SIGNED, StageKind.TERMINATED)


class Agreement(models.Model):
    """The texts as they are hold from `effective_on` on; the row history carries both clocks.

    `legal_form` is a row of the law of the Land; where that knows none, `legal_form_name` says it in words.
    """

    field = models.ForeignKey("initiatives.Field", on_delete=models.PROTECT, related_name="agreements")
    amends = models.ForeignKey(
        "self",
        verbose_name="zur Vereinbarung",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="instruments",
    )
    kind = models.CharField("Art", max_length=12, choices=AgreementKind, default=AgreementKind.AGREEMENT)
    title = Line("Titel", max_length=200)
    subject = models.TextField("Gegenstand", blank=True)
    legal_form = models.ForeignKey(
        "initiatives.LegalForm",
        verbose_name="Rechtsform",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="agreements",
    )
    legal_form_name = Line("Rechtsform in Worten", max_length=200, blank=True)
    provider = models.ForeignKey(
        "initiatives.Organisation",
        verbose_name="Leistungserbringer",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="provided_agreements",
    )
    begins_on = models.DateField("Beginn laut Vereinbarung", null=True, blank=True)
    term_until = models.DateField("Laufzeit bis", null=True, blank=True)
    is_unlimited = models.BooleanField("unbefristet", default=False)
    termination_rule = models.TextField("Kündigung", blank=True)
    notice_months = models.PositiveSmallIntegerField("Kündigungsfrist in Monaten", null=True, blank=True)
    review_on = models.DateField("Überprüfung am", null=True, blank=True)
    cost_clause = models.TextField("Kostenregelung", blank=True)
    standard = models.TextField("Gemeinsamer Standard", blank=True)
    note = models.TextField("Anmerkung", blank=True)
    effective_on = models.DateField("gilt ab", default=timezone.localdate, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    _history_date: datetime
    # All its texts together have longer names than the usual column takes.
    history = HistoricalRecords(history_change_reason_field=models.TextField(null=True))

    class Meta:
        ordering = ["pk"]
        verbose_name = "Vereinbarung"
        constraints = [
            choice_check("kind", AgreementKind, "agreement_kind"),
            CheckConstraint(
                condition=Q(kind=AgreementKind.AGREEMENT, amends=None)
                | (~Q(kind=AgreementKind.AGREEMENT) & Q(amends__isnull=False)),
                name="agreement_amends_another_or_stands_alone",
            ),
            CheckConstraint(
                condition=Q(is_unlimited=False) | Q(term_until=None), name="agreement_unlimited_has_no_end"
            ),
            CheckConstraint(
                condition=Q(legal_form=None) | Q(legal_form_name=""), name="agreement_one_legal_form"
            ),
            CheckConstraint(
                condition=Q(begins_on=None) | Q(term_until=None) | Q(term_until__gte=F("begins_on")),
                name="agreement_ends_after_it_begins",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class AgreementChange(Dated):
    """Who enters, leaves, changes its role by an agreement, an amendment or an accession."""

    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="changes")
    organisation = models.ForeignKey(
        "initiatives.Organisation", on_delete=models.PROTECT, related_name="agreement_changes"
    )
    change = models.CharField("Was", max_length=10, choices=PartyChange)
    role = models.CharField("Rolle", max_length=10, choices=PartyRole, blank=True)
    mandate = models.ForeignKey("initiatives.Mandate", null=True, on_delete=models.PROTECT)

    class Meta(Dated.Meta):
        constraints = [
            *Dated.Meta.constraints,
            choice_check("change", PartyChange, "agreement_change_kind"),
            choice_check("role", PartyRole, "agreement_change_role", blank=True),
            CheckConstraint(
                condition=Q(change=PartyChange.LEAVES, role="")
                | (~Q(change=PartyChange.LEAVES) & ~Q(role="")),
                name="agreement_change_role_unless_it_leaves",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation} {self.get_change_display()}"


class AgreementStage(Dated):
    """What happened to an agreement on a day.

    `in_force_on` is the first day on which it is in force, `ends_on` the last one.
    """

    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="stages")
    kind = models.CharField("Was", max_length=16, choices=StageKind)
    organisation = models.ForeignKey(
        "initiatives.Organisation",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="agreement_stages",
    )
    in_force_on = models.DateField("in Kraft am", null=True, blank=True)
    ends_on = models.DateField("endet am", null=True, blank=True)
    hearing_on = models.DateField("Erörterung am", null=True, blank=True)
    gazette = Line("Amtsblatt", max_length=200, blank=True)
    issue_number = Line("Nummer der Ausgabe", max_length=40, blank=True)
    entry_number = Line("Nummer des Eintrags", max_length=40, blank=True)
    note = models.TextField("Anmerkung", blank=True)
    link = models.URLField("Verweis", blank=True)
    document = models.ForeignKey(
        "initiatives.Document",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="agreement_stages",
    )
    mandate = models.ForeignKey("initiatives.Mandate", null=True, on_delete=models.PROTECT)

    class Meta(Dated.Meta):
        constraints = [
            *Dated.Meta.constraints,
            choice_check("kind", StageKind, "agreement_stage_kind"),
            CheckConstraint(
                condition=Q(kind=StageKind.SIGNED, organisation__isnull=False)
                | Q(kind=StageKind.TERMINATED)
                | (~Q(kind__in=OF_ONE_PARTY) & Q(organisation=None)),
                name="agreement_stage_party_of_signature",
            ),
            CheckConstraint(
                condition=Q(in_force_on=None) | Q(kind__in=[StageKind.PUBLISHED, StageKind.IN_FORCE]),
                name="agreement_stage_day_in_force",
            ),
            CheckConstraint(
                condition=Q(kind=StageKind.TERMINATED, ends_on__isnull=False)
                | Q(kind=StageKind.ENDED)
                | (~Q(kind__in=[StageKind.TERMINATED, StageKind.ENDED]) & Q(ends_on=None)),
                name="agreement_stage_day_of_the_end",
            ),
            CheckConstraint(
                condition=Q(hearing_on=None) | Q(kind=StageKind.OBJECTED), name="agreement_stage_hearing"
            ),
            CheckConstraint(
                condition=Q(gazette="", issue_number="", entry_number="") | Q(kind=StageKind.PUBLISHED),
                name="agreement_stage_gazette",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agreement}: {self.get_kind_display()}"


class AgreementReminder(models.Model):
    """That who has an agreement in hand was reminded of what is due on a day; once each."""

    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="reminders")
    kind = models.CharField(max_length=20)
    due_on = models.DateField()
    reminded_at = models.DateTimeField()

    class Meta:
        ordering = ["due_on", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["agreement", "kind", "due_on"], name="agreement_reminder_once")
        ]

    def __str__(self) -> str:
        return f"{self.agreement}: {self.kind}, {self.due_on}"
