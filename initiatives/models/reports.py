"""Reports to a body: a frozen snapshot, the HTML and the PDF made from it, and the job that makes them.

A classification takes a text of an initiative out of the public edition.
"""

from typing import Any

from django.db import models
from django.db.models import (
    Case,
    CheckConstraint,
    Count,
    Exists,
    F,
    OuterRef,
    Prefetch,
    Q,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce

from initiatives.enums import OF_INITIATIVE, OF_ITEMS, Edition, JobStage, ReportState, ReportText, Role
from initiatives.models.checks import choice_check
from initiatives.models.circle import InitiativeParticipant
from initiatives.models.lines import Line

# The form of snapshots since which public reports give nothing away; see `domain/reports/given_away`.
WITHHOLDING = 4
DOCUMENTS = ("snapshot", "whole", "html", "pdf", "xlsx")
DOCUMENTS_OF = {name: tuple(f"{name}__{one}" for one in DOCUMENTS) for name in ("report", "replaces")}


class ReportQuerySet(models.QuerySet):
    def visible_to(self, mandate) -> "ReportQuerySet":
        """Issued reports to the own body; those who may make reports see their drafts too (`access.may_report`).

        A non-public report is read by the body's organisation and, unless its issue kept it from them, by who takes part in
        every initiative told of, a public one by who takes part in one of them. Who has left an initiative reads what was
        told of the time before; a third party that has joined a field reads none; who acts in one initiative reads of that,
        non-publicly of that alone.
        """
        if mandate is None or mandate.role == Role.ADMINISTRATOR:
            return self.none()
        if mandate.role == Role.COUNCIL_MEMBER:
            return self.filter(body_id=mandate.body_id, state=ReportState.ISSUED)
        told = ReportInitiative.objects.filter(report=OuterRef("pk"))
        reads = _known_to(mandate, Q(left_on=None) | Q(left_on__gte=OuterRef("report__as_of")))
        one, every = Exists(told.filter(reads)), ~Exists(told.filter(~reads))
        among = Q(for_participants=True) | Q(body__organisation_id=mandate.organisation_id)
        found = Q(one, Q(edition=Edition.PUBLIC) | Q(every) & among, state=ReportState.ISSUED)
        if mandate.role != Role.READER:
            found |= self._made_by(mandate, told)
        return self.filter(found)

    def _made_by(self, mandate, told: models.QuerySet) -> Q:
        """What `access.may_report` lets a mandate make."""
        own = mandate.organisation_id
        reports = Q(body__organisation_id=own, body__reported_by__in=["organisation", "both"])
        reports |= Q(
            Exists(told.filter(initiative__convening_id=own)), body__reported_by__in=["convening", "both"]
        )
        return reports & ~Q(Exists(told.filter(~_known_to(mandate, Q(left_on=None)))))

    def open(self) -> "ReportQuerySet":
        """Drafts, checked or not: what may still be changed."""
        return self.filter(state__in=[ReportState.DRAFT, ReportState.CHECKED])

    def going_with(self, report: "Report") -> "ReportQuerySet":
        """The report and those that go to other bodies with it; none that was discarded."""
        one = Q(pk=report.pk) if report.together_id is None else Q(together=report.together_id)
        return self.filter(one).exclude(state=ReportState.DISCARDED)

    def one_of_each(self, mandate) -> "ReportQuerySet":
        """Of those that go to several bodies together the one that is nearest to a mandate, else the first.

        `more` says to how many other bodies it goes.
        """
        near = Case(When(body__organisation_id=mandate.organisation_id, then=Value(0)), default=Value(1))
        group = Report.objects.filter(together=OuterRef("together")).exclude(state=ReportState.DISCARDED)
        seen = group.visible_to(mandate).annotate(near=near)
        nearer = seen.filter(Q(near__lt=OuterRef("near")) | Q(near=OuterRef("near"), pk__lt=OuterRef("pk")))
        counted = group.exclude(pk=OuterRef("pk")).order_by().values("together").annotate(n=Count("pk"))
        more = Coalesce(Subquery(counted.values("n")), 0)
        return self.annotate(near=near, more=more).exclude(Exists(nearer))

    def public(self) -> "ReportQuerySet":
        """What everybody may read without an account: issued, of the public edition, where the body shows it.

        A report of an older form goes once its correction is issued: the two side by side would tell what it gave away.
        """
        issued = self.filter(state=ReportState.ISSUED, edition=Edition.PUBLIC, body__shows_public=True)
        replaced = Exists(Report.objects.filter(replaces=OuterRef("pk"), state=ReportState.ISSUED))
        return issued.filter(~Q(replaced) | Q(snapshot__schema__gte=WITHHOLDING))

    def with_names(self, but: str = "") -> "ReportQuerySet":
        """With the body, and what replaces it or is replaced by it; none of their documents."""
        later = Prefetch("replacements", Report.objects.light())
        found = self.select_related("body__organisation", "job", "replaces", "chain_link").prefetch_related(
            later
        )
        return found.light(but).defer(*DOCUMENTS_OF["replaces"])

    def light(self, but: str = "") -> "ReportQuerySet":
        """Without the stored documents, or with one of them only."""
        return self.defer(*(name for name in DOCUMENTS if name != but))


def _known_to(mandate, stays: Q) -> Q:
    """Of the initiatives that reports tell of those that a mandate knows: as the body's organisation or a participant."""
    part = InitiativeParticipant.objects.filter(
        stays, initiative=OuterRef("initiative"), organisation=mandate.organisation_id
    )
    known = Q(report__body__organisation_id=mandate.organisation_id) | Q(Exists(part))
    return known & Q(initiative=mandate.initiative_id) if mandate.initiative_id else known


LONGEST = 5_000  # characters of a text by people
# Reports that were issued before labels existed have none, and nobody has checked them.
ISSUED = (
    Q(issued_at__isnull=False, issued_by__isnull=False, number__isnull=False, pdf__isnull=False)
    & ~Q(pdf_sha256="")
    & (Q(label="") | Q(checked_at__isnull=False, checked_by__isnull=False))
)
NOT_ISSUED = Q(issued_at=None, issued_by=None)


class Report(models.Model):
    """What was issued never changes: `pdf`, `html`, `xlsx` and `snapshot` stay with their SHA-256 sums."""

    body = models.ForeignKey(
        "initiatives.Body", verbose_name="Gremium", on_delete=models.PROTECT, related_name="reports"
    )
    # One report to several bodies is a row for each; all of them name the first.
    together = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="group"
    )
    initiatives = models.ManyToManyField("initiatives.Initiative", through="initiatives.ReportInitiative")
    as_of = models.DateField("Stichtag")
    recorded_until = models.DateTimeField("erfasst bis", null=True)
    edition = models.CharField("Ausgabe", max_length=20, choices=Edition, default=Edition.PUBLIC)
    state = models.CharField(max_length=10, choices=ReportState, default=ReportState.DRAFT)
    number = models.PositiveSmallIntegerField("Nummer", null=True, blank=True)

    year = models.PositiveSmallIntegerField(default=0)  # of the number; 0: the body counts through all years
    correction = models.PositiveSmallIntegerField(default=0)  # the how manieth correction of its number
    label = Line("Nummer", max_length=80, blank=True)  # as the body's scheme writes it

    subject = Line("Betreff", max_length=200, help_text="Ohne Angabe: Statusbericht zum Stichtag.")
    proposal = models.TextField("Beschlussvorschlag", max_length=2_000)
    paper_number = Line("Nummer der Vorlage", max_length=50, blank=True, help_text="Zum Beispiel SV-10-1175")
    file_number = Line("Aktenzeichen", max_length=50, blank=True)
    department = Line("Dezernat, Abteilung", max_length=100, blank=True)
    paper_date = models.DateField("Datum der Vorlage")
    meeting_on = models.DateField("Sitzung am", null=True, blank=True)
    sitting = models.ForeignKey(
        "initiatives.Sitting",
        verbose_name="Zur Sitzung",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="reports",
    )
    agenda_item = Line("Tagesordnungspunkt", max_length=10, blank=True)
    consultations = models.JSONField(default=list, blank=True)  # other bodies: see `county_paper.Row`
    preface = models.TextField("Vorbemerkung", max_length=LONGEST, blank=True)
    outlook = models.TextField("Ausblick", max_length=LONGEST, blank=True)
    alternatives = models.TextField("Entscheidungsalternativen", max_length=LONGEST, blank=True)
    finances = models.TextField("Finanzen", max_length=LONGEST, blank=True)
    staff = models.TextField("Personal", max_length=LONGEST, blank=True)
    it = models.TextField("IT", max_length=LONGEST, blank=True)
    climate = models.TextField("Klima", max_length=LONGEST, blank=True)
    competence = models.TextField("Zuständigkeit", max_length=LONGEST, blank=True)
    left_out = models.JSONField(default=list, blank=True)  # texts kept out of this report: `Spot` as text
    not_known = models.JSONField(default=dict, blank=True)  # why something is not known, by `unknowns.place`

    replaces = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="replacements"
    )
    replace_reason = models.CharField("Was berichtigt wird", max_length=500, blank=True)

    created_at = models.DateTimeField()
    created_by = models.ForeignKey("initiatives.Mandate", on_delete=models.PROTECT, related_name="reports")
    made_by = models.ForeignKey("initiatives.Mandate", on_delete=models.PROTECT, related_name="+")
    version = models.PositiveIntegerField(default=1)
    checked_at = models.DateTimeField(null=True, blank=True)
    checked_by = models.ForeignKey(
        "initiatives.Mandate", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    discarded_at = models.DateTimeField(null=True, blank=True)
    discarded_by = models.ForeignKey(
        "initiatives.Mandate", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    issued_at = models.DateTimeField(null=True, blank=True)
    issued_by = models.ForeignKey(
        "initiatives.Mandate", null=True, blank=True, on_delete=models.PROTECT, related_name="issued_reports"
    )
    for_participants = models.BooleanField(default=True)  # whether those who take part read a non-public one
    told = models.JSONField(default=list, blank=True)  # who was told of the issue: see `notice_rules.Told`
    summary = Line(max_length=200, blank=True)
    news = Line(max_length=250, blank=True)  # what has changed since the report before, in one line
    snapshot = models.JSONField(null=True)
    html = models.TextField(blank=True)
    pdf = models.BinaryField(null=True)
    pdf_size = models.PositiveIntegerField(null=True)  # bytes
    snapshot_sha256 = models.CharField(max_length=64, blank=True)
    # Of a public report all that was known, kept to compare the next with; it is shown nowhere.
    whole = models.JSONField(null=True)
    whole_sha256 = models.CharField(max_length=64, blank=True)
    html_sha256 = models.CharField(max_length=64, blank=True)
    pdf_sha256 = models.CharField(max_length=64, blank=True)
    xlsx = models.BinaryField(null=True)  # the tables; reports made before there was one have none
    xlsx_size = models.PositiveIntegerField(null=True)  # bytes
    xlsx_sha256 = models.CharField(max_length=64, blank=True)

    objects = ReportQuerySet.as_manager()

    class Meta:
        ordering = ["-as_of", "-created_at", "-pk"]
        constraints = [
            choice_check("edition", Edition, "report_edition"),
            choice_check("state", ReportState, "report_state"),
            CheckConstraint(
                condition=(Q(state=ReportState.ISSUED) & ISSUED)
                | (~Q(state=ReportState.ISSUED) & NOT_ISSUED),
                name="report_issued_is_complete",
            ),
            CheckConstraint(
                condition=Q(state=ReportState.DRAFT, checked_at=None, checked_by=None)
                | Q(state=ReportState.CHECKED, checked_at__isnull=False, checked_by__isnull=False)
                | Q(state__in=[ReportState.ISSUED, ReportState.DISCARDED]),
                name="report_checked_is_told",
            ),
            CheckConstraint(
                condition=Q(
                    state=ReportState.DISCARDED, discarded_at__isnull=False, discarded_by__isnull=False
                )
                | (~Q(state=ReportState.DISCARDED) & Q(discarded_at=None, discarded_by=None)),
                name="report_discarded_is_told",
            ),
            CheckConstraint(
                condition=Q(checked_by=None) | ~Q(checked_by=F("made_by")),
                name="report_checked_by_another",
            ),
            CheckConstraint(
                condition=Q(replaces=None, replace_reason="", correction=0)
                | (Q(replaces__isnull=False, correction__gt=0) & ~Q(replace_reason="")),
                name="report_correction_says_why",
            ),
            models.UniqueConstraint(
                fields=["replaces"],
                condition=~Q(state=ReportState.DISCARDED),
                name="report_replaced_once",
            ),
            models.UniqueConstraint(
                fields=["together", "body"],
                condition=~Q(state=ReportState.DISCARDED),
                name="report_body_once_a_group",
            ),
            models.UniqueConstraint(
                fields=["body", "year", "number", "correction"],
                condition=Q(state=ReportState.ISSUED),
                name="report_number_once_a_body",
            ),
            models.UniqueConstraint(
                fields=["body", "label"],
                condition=Q(state=ReportState.ISSUED) & ~Q(label=""),
                name="report_label_once_a_body",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.subject}, Stichtag {self.as_of:%d.%m.%Y}"

    @property
    def name(self) -> str:
        """Its number as it is told: "Nr. 2/2026", "Nr. 2/2026, 1. Berichtigung"."""
        return f"Nr. {self.label or self.number or 'offen'}"

    @property
    def replaced_by(self) -> "Report | None":
        """The issued correction that holds in its place; fetch `replacements` along."""
        return next((one for one in self.replacements.all() if one.state == ReportState.ISSUED), None)

    @property
    def taken(self) -> dict[str, Any]:
        """The snapshot it was made from. Raises ValueError before one was taken."""
        if self.snapshot is None:
            raise ValueError("No snapshot has been taken for this report.")
        return self.snapshot

    @property
    def is_open(self) -> bool:
        """Whether it may still be changed."""
        return self.state in (ReportState.DRAFT, ReportState.CHECKED)


class ReportInitiative(models.Model):
    """Which initiatives a report tells of, in which order."""

    report = models.ForeignKey(Report, on_delete=models.PROTECT)
    initiative = models.ForeignKey("initiatives.Initiative", on_delete=models.PROTECT)
    order = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["order"]
        constraints = [
            models.UniqueConstraint(fields=["report", "initiative"], name="report_initiative_once")
        ]

    def __str__(self) -> str:
        return f"{self.report}: {self.initiative}"


class ReportJob(models.Model):
    """The making of one report in the background, stage by stage."""

    report = models.OneToOneField(Report, on_delete=models.PROTECT, related_name="job")
    stage = models.CharField(max_length=20, choices=JobStage, default=JobStage.WAITING)
    message = Line(max_length=500, blank=True)
    created_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True, blank=True)
    seen_at = models.DateTimeField(null=True, blank=True)  # last sign of life of the worker
    lost = models.PositiveSmallIntegerField(default=0)  # how often a worker left it in the middle
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [choice_check("stage", JobStage, "report_job_stage")]

    def __str__(self) -> str:
        return f"{self.report}: {self.get_stage_display()}"

    @property
    def is_running(self) -> bool:
        return self.stage not in (JobStage.DONE, JobStage.FAILED, JobStage.CANCELLED)


class Classification(models.Model):
    """One text that only the non-public edition shows from now on; append-only, never taken back.

    The text is of the initiative, of one of its fields, or of the meeting, decision or project with the number `item`.
    """

    initiative = models.ForeignKey(
        "initiatives.Initiative", on_delete=models.PROTECT, related_name="classifications"
    )
    field = models.ForeignKey(
        "initiatives.Field", null=True, on_delete=models.PROTECT, related_name="classifications"
    )
    item = models.PositiveBigIntegerField(null=True)
    text = models.CharField(max_length=20, choices=ReportText)
    recorded_at = models.DateTimeField()
    mandate = models.ForeignKey("initiatives.Mandate", on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["recorded_at", "pk"]
        constraints = [
            choice_check("text", ReportText, "classification_text"),
            CheckConstraint(
                condition=Q(text__in=[*OF_INITIATIVE], field=None, item=None)
                | Q(text__in=[*OF_ITEMS], field=None, item__isnull=False)
                | (~Q(text__in=[*OF_INITIATIVE, *OF_ITEMS]) & Q(field__isnull=False, item=None)),
                name="classification_of_what_has_the_text",
            ),
            models.UniqueConstraint(
                "initiative",
                "text",
                Coalesce("field", 0),
                Coalesce("item", 0),
                name="classification_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_text_display()}: nur nichtöffentlich"
