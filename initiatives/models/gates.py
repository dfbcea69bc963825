"""What is recorded by hand on a field: what a phase release needs and no other table holds; append-only."""

from django.db import models
from django.db.models import CheckConstraint, Q

from initiatives.enums import GATE_KINDS_OF_EACH, GateKind, GateResult
from initiatives.models.checks import choice_check


class GateItem(models.Model):
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
    effective_on = models.DateField("vom")
    recorded_at = models.DateTimeField()
    mandate = models.ForeignKey("initiatives.Mandate", null=True, on_delete=models.PROTECT)

    class Meta:
        ordering = ["effective_on", "recorded_at", "pk"]
        constraints = [
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
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.get_result_display()}"
