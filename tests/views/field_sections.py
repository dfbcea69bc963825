"""What tests send to the sections of a field's page, and how they see whether anything was written."""

from django.urls import reverse

from initiatives.domain.fields import fields
from initiatives.domain.kernel import moments
from initiatives.enums import Participation
from initiatives.models import Comment, Event, Field, FieldParticipation, StatusAssessment

STAND = {"light": "yellow", "cause": "Kosten", "measure": "Nachrechnen", "milestone": "", "milestone_on": ""}
TEXTS = {
    "version": "1",
    "title": "Personalabrechnung bündeln",
    "short_title": "Personalabrechnung",
    "nature": "back_office",
    "aim": "Weniger Kosten",
    "description": "Dülmen rechnet ab.",
}
SECTIONS = {
    "stand": STAND,
    "beschreibung": TEXTS,
    "schwerpunkte": {"version": "1", "focal_points": "Entgelt\r\nBesoldung"},
    "federfuehrung": {"lead": "", "contact": "", "effective_on": "05.01.2026"},
    "beteiligung": {"status": "interested", "effective_on": "05.01.2026", "seen": "open"},
}


def comments_url(field) -> str:
    return reverse("comments", args=["feld", field.pk])


def page_url(circle) -> str:
    return reverse("field", args=[circle.payroll.pk])


def edit_url(url, section):
    return f"{url}?bearbeiten={section}"


def written(circle):
    """Everything that a page of a field could write."""
    row = Field.objects.get(pk=circle.payroll.pk)
    return (
        row.version,
        Event.objects.count(),
        Comment.objects.count(),
        StatusAssessment.objects.count(),
        list(FieldParticipation.objects.values_list("organisation", "status", "is_responsible")),
    )


def take_part(circle, name, status=Participation.PARTICIPATING, field=None):
    fields.set_participation(
        field=field or circle.payroll,
        organisation=getattr(circle, name),
        status=status,
        by=None,
        at=moments.now(),
    )
