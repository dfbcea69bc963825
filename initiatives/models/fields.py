"""Fields of activity (Betätigungsfelder), who takes part in them, their phases and their status."""

from datetime import datetime

from django.db import models
from django.db.models import CheckConstraint, Q
from simple_history.models import HistoricalRecords

from initiatives.enums import Light, Nature, Participation, Phase, SideState
from initiatives.models.checks import choice_check


class Field(models.Model):
    """Phase and side state are two columns, so that resuming knows where. `focal_points` is a list of texts."""

    initiative = models.ForeignKey("initiatives.Initiative", on_delete=models.PROTECT, related_name="fields")
    order = models.PositiveSmallIntegerField("Nummer")
    title = models.CharField("Titel", max_length=200)
    short_title = models.CharField("Kurztitel", max_length=40)
    nature = models.CharField("Art", max_length=20, choices=Nature, default=Nature.BACK_OFFICE)
    focal_points = models.JSONField("Schwerpunkte", default=list, blank=True)
    aim = models.TextField("Ziel", blank=True)
    description = models.TextField("Beschreibung", blank=True)
    origin = models.CharField("Herkunft", max_length=300, blank=True)
    proposed_on = models.DateField("vorgeschlagen am")
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
    """An organisation in a field. Third parties exist only here. History rows carry both clocks."""

    field = models.ForeignKey(Field, on_delete=models.PROTECT, related_name="participations")
    organisation = models.ForeignKey(
        "initiatives.Organisation", on_delete=models.PROTECT, related_name="field_participations"
    )
    status = models.CharField("Beteiligung", max_length=20, choices=Participation)
    is_responsible = models.BooleanField("federführend", default=False)
    contact = models.CharField("Ansprechstelle", max_length=200, blank=True)
    effective_on = models.DateField("gilt ab")

    _history_date: datetime
    history = HistoricalRecords()

    class Meta:
        ordering = ["organisation__name"]
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
        ]

    def __str__(self) -> str:
        return f"{self.organisation}: {self.get_status_display()}"


class PhaseTransition(models.Model):
    """One release, side state or resumption of a field; append-only."""

    field = models.ForeignKey(Field, on_delete=models.PROTECT, related_name="transitions")
    from_phase = models.PositiveSmallIntegerField(choices=Phase)
    to_phase = models.PositiveSmallIntegerField(choices=Phase)
    from_side_state = models.CharField(max_length=20, choices=SideState, null=True, blank=True)
    to_side_state = models.CharField(max_length=20, choices=SideState, null=True, blank=True)
    effective_on = models.DateField()
    recorded_at = models.DateTimeField()
    mandate = models.ForeignKey("initiatives.Mandate", null=True, on_delete=models.PROTECT)
    reason = models.TextField(blank=True)
    missing = models.JSONField(default=list)

    class Meta:
        ordering = ["effective_on", "recorded_at", "pk"]
        constraints = [
            choice_check("from_phase", Phase, "phase_transition_from"),
            choice_check("to_phase", Phase, "phase_transition_to"),
            CheckConstraint(
                condition=Q(to_side_state=None) | (Q(to_side_state__in=SideState.values) & ~Q(reason="")),
                name="phase_transition_side_state_has_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.field}: {self.get_from_phase_display()} → {self.get_to_phase_display()}"


class StatusAssessment(models.Model):
    """What the lead says of a field: light with cause and measure, next milestone; append-only.

    An empty `light` is no assessment of the course ("noch nicht bewertet") but may carry a milestone.
    """

    field = models.ForeignKey(Field, on_delete=models.PROTECT, related_name="assessments")
    light = models.CharField("Ampel", max_length=10, choices=Light, blank=True)
    cause = models.TextField("Ursache", blank=True)
    measure = models.TextField("Maßnahme", blank=True)
    milestone = models.CharField("Nächster Meilenstein", max_length=200, blank=True)
    milestone_on = models.DateField("Termin des Meilensteins", null=True, blank=True)
    effective_on = models.DateField()
    recorded_at = models.DateTimeField()
    mandate = models.ForeignKey("initiatives.Mandate", null=True, on_delete=models.PROTECT)

    class Meta:
        ordering = ["effective_on", "recorded_at", "pk"]
        constraints = [
            choice_check("light", Light, "status_assessment_light", blank=True),
            CheckConstraint(
                condition=~Q(light__in=[Light.YELLOW, Light.RED]) | (~Q(cause="") & ~Q(measure="")),
                name="status_assessment_cause_and_measure",
                violation_error_message="Gelb und Rot brauchen Ursache und Maßnahme.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.field}: {self.get_light_display()}"
