"""The words of what goes into which edition of a report."""

from django.db.models import TextChoices


class ReportText(TextChoices):
    """Texts that the public edition shows unless somebody classifies them higher."""

    BACKGROUND = "background", "Ausgangslage"
    CONDITIONS_NOTE = "conditions_note", "Hinweis zu den Rahmenbedingungen"
    ORDER_REASON = "order_reason", "Begründung der Reihenfolge"
    MEETING_PLACE = "meeting_place", "Ort des Treffens"
    MEETING_RESULT = "meeting_result", "Ergebnis des Treffens"
    MEETING_DECISION = "meeting_decision", "Festlegung der Beauftragten"
    PROJECT = "project", "Gemeinsames Projekt"
    FOCAL_POINTS = "focal_points", "Schwerpunkte"
    AIM = "aim", "Ziel"
    DESCRIPTION = "description", "Beschreibung"
    ORIGIN = "origin", "Herkunft"
    SIDE_REASON = "side_reason", "Grund des Ruhens"
    CAUSE = "cause", "Ursache"
    MEASURE = "measure", "Maßnahme"
    MILESTONE = "milestone", "Nächster Meilenstein"
    CONTACT = "contact", "Ansprechstelle"
    OVERRULED = "overruled", "Begründung von Hand beurteilter Rahmenbedingungen"


OF_INITIATIVE = (ReportText.BACKGROUND, ReportText.CONDITIONS_NOTE, ReportText.ORDER_REASON)
# of one of several meetings, decisions or projects
OF_ITEMS = (
    ReportText.MEETING_PLACE,
    ReportText.MEETING_RESULT,
    ReportText.MEETING_DECISION,
    ReportText.PROJECT,
)
