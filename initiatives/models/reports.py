"""Reports to a body: a frozen snapshot, the HTML and the PDF made from it, and the job that makes them."""

from django.db import models
from django.db.models import CheckConstraint, Q

from initiatives.enums import Edition, JobStage, ReportState, Role
from initiatives.models.checks import choice_check


class ReportQuerySet(models.QuerySet):
    def visible_to(self, mandate) -> "ReportQuerySet":
        """Issued reports to the own body; those who may make reports see the drafts of their bodies too."""
        if mandate is None or mandate.role == Role.ADMINISTRATOR:
            return self.none()
        if mandate.role == Role.COUNCIL_MEMBER:
            return self.filter(body_id=mandate.body_id, state=ReportState.ISSUED)
        about_own = Q(initiatives__participants__organisation_id=mandate.organisation_id) | Q(
            body__organisation_id=mandate.organisation_id
        )
        if mandate.role == Role.READER:
            about_own &= Q(state=ReportState.ISSUED)
        return self.filter(about_own & self._drafts_only_of_makers(mandate)).distinct()

    def _drafts_only_of_makers(self, mandate) -> Q:
        makes = Q(
            body__organisation_id=mandate.organisation_id, body__reported_by__in=["organisation", "both"]
        )
        makes |= Q(
            initiatives__convening_id=mandate.organisation_id, body__reported_by__in=["convening", "both"]
        )
        return Q(state=ReportState.ISSUED) | makes

    def light(self) -> "ReportQuerySet":
        """Without the stored documents."""
        return self.defer("snapshot", "html", "pdf", "xlsx")


class Report(models.Model):
    """What was issued never changes: `pdf`, `html`, `xlsx` and `snapshot` stay with their SHA-256 sums."""

    body = models.ForeignKey(
        "initiatives.Body", verbose_name="Gremium", on_delete=models.PROTECT, related_name="reports"
    )
    initiatives = models.ManyToManyField("initiatives.Initiative", through="initiatives.ReportInitiative")
    as_of = models.DateField("Stichtag")
    recorded_until = models.DateTimeField("erfasst bis", null=True)
    edition = models.CharField("Ausgabe", max_length=20, choices=Edition, default=Edition.PUBLIC)
    state = models.CharField(max_length=10, choices=ReportState, default=ReportState.DRAFT)
    number = models.PositiveSmallIntegerField("Nummer", null=True, blank=True)

    subject = models.CharField("Betreff", max_length=200)
    proposal = models.TextField("Beschlussvorschlag")
    paper_number = models.CharField("Vorlage", max_length=50, blank=True, help_text="Zum Beispiel SV-10-1175")
    file_number = models.CharField("Aktenzeichen", max_length=50, blank=True)
    department = models.CharField("Dezernat, Abteilung", max_length=100, blank=True)
    paper_date = models.DateField("Datum der Vorlage")
    meeting_on = models.DateField("Sitzung am", null=True, blank=True)
    agenda_item = models.CharField("TOP", max_length=10, blank=True)

    created_at = models.DateTimeField()
    created_by = models.ForeignKey("initiatives.Mandate", on_delete=models.PROTECT, related_name="reports")
    issued_at = models.DateTimeField(null=True, blank=True)
    issued_by = models.ForeignKey(
        "initiatives.Mandate", null=True, blank=True, on_delete=models.PROTECT, related_name="issued_reports"
    )
    summary = models.CharField(max_length=200, blank=True)
    snapshot = models.JSONField(null=True)
    html = models.TextField(blank=True)
    pdf = models.BinaryField(null=True)
    pdf_size = models.PositiveIntegerField(null=True)  # bytes
    snapshot_sha256 = models.CharField(max_length=64, blank=True)
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
                condition=Q(state=ReportState.DRAFT, issued_at=None, issued_by=None)
                | (
                    Q(state=ReportState.ISSUED, issued_at__isnull=False, issued_by__isnull=False)
                    & Q(number__isnull=False, pdf__isnull=False)
                    & ~Q(pdf_sha256="")
                ),
                name="report_issued_is_complete",
            ),
            models.UniqueConstraint(
                fields=["body", "number"],
                condition=Q(state=ReportState.ISSUED),
                name="report_number_once_a_body",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.subject}, Stichtag {self.as_of:%d.%m.%Y}"


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
    message = models.CharField(max_length=500, blank=True)
    created_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [choice_check("stage", JobStage, "report_job_stage")]

    def __str__(self) -> str:
        return f"{self.report}: {self.get_stage_display()}"

    @property
    def is_running(self) -> bool:
        return self.stage not in (JobStage.DONE, JobStage.FAILED, JobStage.CANCELLED)
