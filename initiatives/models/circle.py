"""Initiatives: a circle of organisations that wants to do things together, and the framework conditions it has set itself.

Rewording a condition makes a new row that supersedes the old one.
"""

from datetime import datetime
from functools import lru_cache

from django.db import models
from django.db.models import CheckConstraint, F, Q
from django.db.models.expressions import RawSQL
from django.utils import timezone
from simple_history.models import HistoricalRecords

from initiatives.enums import JOINING_SINGLY, ParticipantStatus, Role
from initiatives.models.checks import choice_check
from initiatives.models.fields import FieldParticipation
from initiatives.models.german import InGerman
from initiatives.models.lines import Line
from initiatives.models.subselects import KEPT, subselect


class InitiativeQuerySet(models.QuerySet):
    def visible_to(self, mandate) -> "InitiativeQuerySet":
        """What a mandate may open. Council members read reports only, so nothing here."""
        if mandate is None or mandate.role == Role.COUNCIL_MEMBER:
            return self.none()
        if mandate.role == Role.ADMINISTRATOR:
            return self.under(mandate)
        visible = self.filter(pk=mandate.initiative_id) if mandate.initiative_id else self
        if mandate.role == Role.COUNTY_REPRESENTATIVE:
            own = mandate.organisation_id
            return visible.filter(Q(county_id=own) | Q(pk__in=_joined_by(own)))
        return visible.filter(pk__in=_joined_by(mandate.organisation_id))

    def under(self, mandate) -> "InitiativeQuerySet":
        """Those that an administrator's mandate covers: all, or those of one county."""
        if mandate.organisation_id is None:
            return self
        return self.filter(county_id=mandate.organisation_id)


@lru_cache(maxsize=KEPT)
def _joined_by(organisation_id: int) -> RawSQL:
    """The initiatives in which an organisation takes part, or has joined a field, or is asked to: one look-up each."""
    takes_part = InitiativeParticipant.objects.filter(organisation_id=organisation_id, left_on=None)
    joined_a_field = FieldParticipation.objects.filter(
        organisation_id=organisation_id, organisation__kind__in=JOINING_SINGLY, status="participating"
    )
    asked_to_join = Initiative.objects.filter(
        rounds__joining_id=organisation_id,
        rounds__joining__kind__in=JOINING_SINGLY,
        rounds__closed_on=None,
    )
    either = (
        takes_part.order_by()
        .values_list("initiative_id")
        .union(
            joined_a_field.order_by().values_list("field__initiative_id"),
            asked_to_join.order_by().values_list("pk"),
            all=True,
        )
    )
    return subselect(either)


class Initiative(models.Model):
    """`county` is the county whose representative is invited; a circle of counties has none."""

    title = Line("Titel", max_length=200)
    short_title = Line(
        "Kurztitel", max_length=40, help_text="Für Wege und Tabellen, zum Beispiel Kreis Coesfeld"
    )
    background = models.TextField(
        "Anlass und Vorgeschichte", blank=True, help_text="Steht so im Statusbericht. Leerzeile = Absatz."
    )
    conditions_note = models.TextField(
        "Hinweis zu den Rahmenbedingungen",
        blank=True,
        help_text="Zum Beispiel, ob sie schon festgelegt sind.",
    )
    order_reason = models.TextField("Begründung der Reihenfolge", blank=True, default="")
    county = models.ForeignKey(
        "initiatives.Organisation",
        verbose_name="Kreis",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="county_initiatives",
    )
    convening = models.ForeignKey(
        "initiatives.Organisation",
        verbose_name="Einladende Kommune",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="convened_initiatives",
    )
    documented_from = models.DateField("Dokumentiert ab", help_text="Der erste Tag, für den hier etwas steht")
    effective_on = models.DateField("Angaben gelten ab", default=timezone.localdate, editable=False)
    is_example = models.BooleanField("Beispieldaten", default=False)
    releases_need_steering = models.BooleanField(
        "Freigaben brauchen die Lenkungsgruppe",
        default=False,
        help_text="Die Freigabe einer Phase verlangt dann einen Beschluss der Lenkungsgruppe zu diesem Feld",
    )
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = InitiativeQuerySet.as_manager()
    _history_date: datetime
    history = HistoricalRecords()

    class Meta:
        ordering = ["documented_from", "pk"]

    def __str__(self) -> str:
        return self.title


class InitiativeParticipant(models.Model):
    """An organisation in an initiative, from `joined_on` until the day before `left_on`; who comes back has another row."""

    initiative = models.ForeignKey(Initiative, on_delete=models.PROTECT, related_name="participants")
    organisation = models.ForeignKey(
        "initiatives.Organisation", on_delete=models.PROTECT, related_name="initiative_participations"
    )
    status = models.CharField(
        "Status", max_length=20, choices=ParticipantStatus, default=ParticipantStatus.PARTICIPANT
    )
    joined_on = models.DateField("dabei ab")
    left_on = models.DateField("ausgeschieden am", null=True, blank=True)

    class Meta:
        ordering = [InGerman("organisation__name")]
        constraints = [
            choice_check("status", ParticipantStatus, "initiative_participant_status"),
            models.UniqueConstraint(
                fields=["initiative", "organisation"],
                condition=Q(left_on=None),
                name="initiative_participant_once_at_a_time",
            ),
            CheckConstraint(
                condition=Q(left_on=None) | Q(left_on__gte=F("joined_on")),
                name="initiative_participant_leaves_after_joining",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation} in {self.initiative}"


class StateVersion(models.Model):
    """Says whether an initiative is still in the state in which somebody has read it; each change draws another `value`."""

    initiative = models.OneToOneField(
        Initiative, on_delete=models.CASCADE, primary_key=True, related_name="state_version"
    )
    value = models.UUIDField()

    def __str__(self) -> str:
        return str(self.value)


class FrameworkCondition(models.Model):
    initiative = models.ForeignKey(
        "initiatives.Initiative", on_delete=models.PROTECT, related_name="conditions"
    )
    order = models.PositiveSmallIntegerField("Reihenfolge")
    text = models.CharField("Wortlaut", max_length=300)
    origin = Line("Herkunft", max_length=300, blank=True)
    rule_key = models.SlugField("Regel", max_length=40, null=True, blank=True)
    effective_on = models.DateField("gilt ab")
    recorded_at = models.DateTimeField("erfasst")
    ended_on = models.DateField("gilt nicht mehr ab", null=True, blank=True)
    supersedes = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="superseded_by"
    )

    class Meta:
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return self.text
