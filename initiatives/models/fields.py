"""Fields of activity (Betätigungsfelder), who takes part in them, their phases, and what is recorded on them.

Transitions, assessments, entries by hand, costs (all in cents) and overrules of a live check are append-only. Documents are a
title with versions, stored outside the web root.
"""

from datetime import datetime

from django.db import models
from django.db.models import CheckConstraint, Q
from django.utils import timezone
from simple_history.models import HistoricalRecords

from initiatives.enums import (
    GATE_KINDS_OF_EACH,
    CheckResult,
    GateKind,
    GateResult,
    Light,
    Nature,
    Participation,
    Phase,
    SideState,
    StepState,
)
from initiatives.enums.money import ReviewOutcome
from initiatives.models.checks import choice_check
from initiatives.models.dated import Dated
from initiatives.models.german import InGerman
from initiatives.models.lines import Line


class Field(models.Model):
    """Phase and side state are two columns, so that resuming knows where. `focal_points` is a list of texts.

    The texts as they are hold from `effective_on` on; the row history carries both clocks.
    """

    initiative = models.ForeignKey("initiatives.Initiative", on_delete=models.PROTECT, related_name="fields")
    order = models.PositiveSmallIntegerField("Nummer")
    title = Line("Titel", max_length=200)
    short_title = Line("Kurztitel", max_length=40)
    nature = models.CharField("Art", max_length=20, choices=Nature, default=Nature.BACK_OFFICE)
    focal_points = models.JSONField("Schwerpunkte", default=list, blank=True)
    aim = models.TextField("Ziel", blank=True)
    description = models.TextField("Beschreibung", blank=True)
    origin = Line("Herkunft", max_length=300, blank=True)
    proposed_on = models.DateField("vorgeschlagen am")
    effective_on = models.DateField("Wortlaut gilt ab", default=timezone.localdate, editable=False)
    phase = models.PositiveSmallIntegerField("Phase", choices=Phase, default=Phase.PROPOSAL)
    side_state = models.CharField("Nebenzustand", max_length=20, choices=SideState, null=True, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    _history_date: datetime
    history = HistoricalRecords()

    class Meta:
        ordering = ["order", "pk"]
        constraints = [
            choice_check("nature", Nature, "field_nature"),
            choice_check("phase", Phase, "field_phase"),
            CheckConstraint(
                condition=Q(side_state=None) | Q(side_state__in=SideState.values), name="field_side_state"
            ),
        ]

    def __str__(self) -> str:
        return self.title


class FieldParticipation(models.Model):
    """An organisation in a field as it stands now, by its `ParticipationEntry`s. Third parties exist only here."""

    field = models.ForeignKey(Field, on_delete=models.PROTECT, related_name="participations")
    organisation = models.ForeignKey(
        "initiatives.Organisation", on_delete=models.PROTECT, related_name="field_participations"
    )
    status = models.CharField("Beteiligung", max_length=20, choices=Participation)
    is_responsible = models.BooleanField("federführend", default=False)
    is_provider = models.BooleanField("Leistungserbringer", default=False)
    contact = Line("Ansprechstelle", max_length=200, blank=True)
    effective_on = models.DateField("gilt ab")

    class Meta:
        ordering = [InGerman("organisation__name")]
        constraints = [
            choice_check("status", Participation, "field_participation_status"),
            models.UniqueConstraint(fields=["field", "organisation"], name="field_participation_once"),
            models.UniqueConstraint(
                fields=["field"],
                condition=Q(is_responsible=True),
                name="field_one_responsible",
                violation_error_message="Ein Feld hat nur eine Federführung.",
            ),
            CheckConstraint(
                condition=Q(is_responsible=False) | Q(status=Participation.PARTICIPATING),
                name="field_responsible_takes_part",
                violation_error_message="Federführend kann nur sein, wer beteiligt ist.",
            ),
            models.UniqueConstraint(
                fields=["field"],
                condition=Q(is_provider=True),
                name="field_one_provider",
                violation_error_message="Ein Feld hat nur einen Leistungserbringer.",
            ),
            CheckConstraint(
                condition=Q(is_provider=False) | Q(status=Participation.PARTICIPATING),
                name="field_provider_takes_part",
                violation_error_message="Leistungserbringer kann nur sein, wer beteiligt ist.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation}: {self.get_status_display()}"


class ParticipationEntry(Dated):
    """How an organisation takes part in a field from a day on, whether it leads it, and whether it provides for the others."""

    field = models.ForeignKey(Field, on_delete=models.PROTECT, related_name="participation_entries")
    organisation = models.ForeignKey(
        "initiatives.Organisation", on_delete=models.PROTECT, related_name="participation_entries"
    )
    status = models.CharField("Beteiligung", max_length=20, choices=Participation)
    is_responsible = models.BooleanField("federführend", default=False)
    is_provider = models.BooleanField("Leistungserbringer", default=False)
    contact = Line("Ansprechstelle", max_length=200, blank=True)
    mandate = models.ForeignKey("initiatives.Mandate", null=True, on_delete=models.PROTECT)

    class Meta(Dated.Meta):
        constraints = [
            *Dated.Meta.constraints,
            choice_check("status", Participation, "participation_entry_status"),
            CheckConstraint(
                condition=Q(is_responsible=False) | Q(status=Participation.PARTICIPATING),
                name="participation_entry_responsible_takes_part",
            ),
            CheckConstraint(
                condition=Q(is_provider=False) | Q(status=Participation.PARTICIPATING),
                name="participation_entry_provider_takes_part",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation}: {self.get_status_display()}"


class PhaseTransition(Dated):
    """One release, side state or resumption of a field. It came from where the one before it led; `from_…` say what it was
    when it was recorded: a release stays one.
    """

    field = models.ForeignKey(Field, on_delete=models.PROTECT, related_name="transitions")
    from_phase = models.PositiveSmallIntegerField(choices=Phase)
    to_phase = models.PositiveSmallIntegerField(choices=Phase)
    from_side_state = models.CharField(max_length=20, choices=SideState, null=True, blank=True)
    to_side_state = models.CharField(max_length=20, choices=SideState, null=True, blank=True)
    mandate = models.ForeignKey("initiatives.Mandate", null=True, on_delete=models.PROTECT)
    reason = models.TextField(blank=True)
    missing = models.JSONField(default=list)

    class Meta(Dated.Meta):
        constraints = [
            *Dated.Meta.constraints,
            choice_check("from_phase", Phase, "phase_transition_from"),
            choice_check("to_phase", Phase, "phase_transition_to"),
            CheckConstraint(
                condition=Q(to_side_state=None) | (Q(to_side_state__in=SideState.values) & ~Q(reason="")),
                name="phase_transition_side_state_has_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.field}: {self.get_from_phase_display()} → {self.get_to_phase_display()}"


class StatusAssessment(Dated):
    """What the lead says of a field: light with cause and measure, next milestone; append-only.

    An empty `light` is no assessment of the course ("noch nicht bewertet") but may carry a milestone.
    """

    field = models.ForeignKey(Field, on_delete=models.PROTECT, related_name="assessments")
    light = models.CharField("Ampel", max_length=10, choices=Light, blank=True)
    cause = models.TextField("Ursache", blank=True)
    measure = models.TextField("Maßnahme", blank=True)
    milestone = Line("Nächster Meilenstein", max_length=200, blank=True)
    milestone_on = models.DateField("Termin des Meilensteins", null=True, blank=True)
    mandate = models.ForeignKey("initiatives.Mandate", null=True, on_delete=models.PROTECT)

    class Meta(Dated.Meta):
        constraints = [
            *Dated.Meta.constraints,
            choice_check("light", Light, "status_assessment_light", blank=True),
            CheckConstraint(
                condition=~Q(light__in=[Light.YELLOW, Light.RED]) | (~Q(cause="") & ~Q(measure="")),
                name="status_assessment_cause_and_measure",
                violation_error_message="Gelb und Rot brauchen Ursache und Maßnahme.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.field}: {self.get_light_display()}"


class StepTemplate(models.Model):
    """A step that comes into every field of the installation when its phase opens, `days` after that day."""

    phase = models.PositiveSmallIntegerField("Phase", choices=Phase)
    order = models.PositiveSmallIntegerField("Reihenfolge")
    title = Line("Titel", max_length=200)
    days = models.PositiveSmallIntegerField("Frist in Tagen", null=True, blank=True)
    is_active = models.BooleanField("in Gebrauch", default=True)

    class Meta:
        ordering = ["phase", "order", "pk"]
        constraints = [choice_check("phase", Phase, "step_template_phase")]

    def __str__(self) -> str:
        return self.title


class Step(models.Model):
    """One step of a field. `owner` takes part in the field; none where it is not settled yet."""

    field = models.ForeignKey("initiatives.Field", on_delete=models.PROTECT, related_name="steps")
    phase = models.PositiveSmallIntegerField("Phase", choices=Phase)
    order = models.PositiveSmallIntegerField("Reihenfolge")
    title = Line("Titel", max_length=200)
    owner = models.ForeignKey(
        "initiatives.Organisation",
        verbose_name="Zuständig",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="steps",
    )
    due_on = models.DateField("Frist", null=True, blank=True)
    state = models.CharField("Stand", max_length=10, choices=StepState, default=StepState.OPEN)
    evidence = models.TextField("Nachweis", blank=True)
    link = models.URLField("Verweis", blank=True)
    document = models.ForeignKey(
        "initiatives.Document", null=True, blank=True, on_delete=models.PROTECT, related_name="steps"
    )
    done_on = models.DateField("Erledigt am", null=True, blank=True)
    effective_on = models.DateField("gilt ab", default=timezone.localdate, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    history = HistoricalRecords()
    _history_date: datetime

    class Meta:
        ordering = ["phase", "order", "pk"]
        constraints = [
            choice_check("phase", Phase, "step_phase"),
            choice_check("state", StepState, "step_state"),
        ]

    def __str__(self) -> str:
        return self.title


class GateItem(Dated):
    """One entry; the latest of its kind (and organisation) counts. Of the kinds of each, an organisation is named."""

    field = models.ForeignKey("initiatives.Field", on_delete=models.PROTECT, related_name="gate_items")
    kind = models.CharField("Was", max_length=20, choices=GateKind)
    organisation = models.ForeignKey(
        "initiatives.Organisation", null=True, blank=True, on_delete=models.PROTECT, related_name="gate_items"
    )
    result = models.CharField("Ergebnis", max_length=12, choices=GateResult)
    text = models.TextField("Inhalt", blank=True)
    reason = models.TextField("Begründung", blank=True)
    link = models.URLField("Verweis", blank=True)
    document = models.ForeignKey(
        "initiatives.Document", null=True, blank=True, on_delete=models.PROTECT, related_name="gate_items"
    )
    due_on = models.DateField("Termin der Überprüfung", null=True, blank=True)
    outcome = models.CharField("Ergebnis der Überprüfung", max_length=10, choices=ReviewOutcome, blank=True)
    mandate = models.ForeignKey("initiatives.Mandate", null=True, on_delete=models.PROTECT)

    class Meta(Dated.Meta):
        constraints = [
            *Dated.Meta.constraints,
            choice_check("kind", GateKind, "gate_item_kind"),
            choice_check("result", GateResult, "gate_item_result"),
            CheckConstraint(
                condition=Q(kind__in=sorted(GATE_KINDS_OF_EACH), organisation__isnull=False)
                | (~Q(kind__in=sorted(GATE_KINDS_OF_EACH)) & Q(organisation=None)),
                name="gate_item_organisation_iff_of_each",
            ),
            CheckConstraint(
                condition=~Q(result=GateResult.NOT_NEEDED) | ~Q(reason=""),
                name="gate_item_not_needed_has_reason",
            ),
            CheckConstraint(
                condition=Q(due_on=None) | Q(kind=GateKind.REVIEW, result=GateResult.OPEN),
                name="gate_item_due_of_open_review",
            ),
            choice_check("outcome", ReviewOutcome, "gate_item_outcome", blank=True),
            CheckConstraint(
                condition=Q(outcome="") | Q(kind=GateKind.REVIEW, result=GateResult.DONE),
                name="gate_item_outcome_of_review",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.get_result_display()}"


class Document(models.Model):
    """Seen by those who see the field."""

    field = models.ForeignKey("initiatives.Field", on_delete=models.PROTECT, related_name="documents")
    title = Line("Titel", max_length=200)
    agreement = models.ForeignKey(
        "initiatives.Agreement", null=True, blank=True, on_delete=models.PROTECT, related_name="documents"
    )

    class Meta:
        ordering = [InGerman("title"), "pk"]

    def __str__(self) -> str:
        return self.title


class DocumentVersion(models.Model):
    """One file. `media_type` is judged by content, `size` is in bytes; a version is never replaced."""

    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    file = models.FileField(upload_to="documents/%Y/", max_length=200)
    name = Line("Dateiname", max_length=150)
    media_type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    recorded_at = models.DateTimeField()
    mandate = models.ForeignKey("initiatives.Mandate", on_delete=models.PROTECT)

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["document", "number"], name="document_version_once"),
            CheckConstraint(condition=Q(size__gt=0), name="document_version_not_empty"),
        ]

    def __str__(self) -> str:
        return f"{self.name}, Fassung {self.number}"


class ConditionOverride(Dated):
    """`result` is null where an overrule was taken back; it is outdated once the computed result has changed."""

    field = models.ForeignKey("initiatives.Field", on_delete=models.PROTECT, related_name="overrides")
    condition = models.ForeignKey(
        "initiatives.FrameworkCondition", on_delete=models.PROTECT, related_name="overrides"
    )
    rule_version = models.PositiveSmallIntegerField()
    computed = models.CharField(max_length=15, choices=CheckResult)
    result = models.CharField("Ergebnis", max_length=15, choices=CheckResult, null=True, blank=True)
    reason = models.TextField("Begründung")
    mandate = models.ForeignKey("initiatives.Mandate", on_delete=models.PROTECT)

    class Meta(Dated.Meta):
        constraints = [
            *Dated.Meta.constraints,
            choice_check("computed", CheckResult, "condition_override_computed"),
            CheckConstraint(
                condition=Q(result=None) | Q(result__in=CheckResult.values), name="condition_override_result"
            ),
            CheckConstraint(condition=~Q(reason=""), name="condition_override_has_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.condition}: {self.get_result_display()}"
