"""The seven possible fields of the notice of 2010 as a starting set."""

from datetime import date, datetime

from initiatives.domain.fields import fields
from initiatives.domain.state.versions import state_change
from initiatives.enums import Nature
from initiatives.models import Field, Initiative, Mandate

# title, short title, nature, focal points
STANDARD_FIELDS = (
    (
        "IT",
        "IT",
        Nature.BACK_OFFICE,
        ("e-Government", "IT-Sicherheit", "einheitliche Verfahren", "digitale Verwaltung 2020"),
    ),
    ("Gemeinsamer Einkauf, gemeinsame Vergabe", "Einkauf und Vergabe", Nature.BACK_OFFICE, ()),
    ("Personalabrechnung bündeln", "Personalabrechnung", Nature.BACK_OFFICE, ()),
    ("Einführung von D 115", "D 115", Nature.CITIZEN_FACING, ()),
    ("Austausch von Spezialisten (Expertenpool)", "Expertenpool", Nature.BACK_OFFICE, ()),
    ("Sonstige fachliche Kooperation", "Sonstige Kooperation", Nature.BACK_OFFICE, ()),
    ("Geschäftsprozessoptimierung (GPO) für einheitliche Prozesse", "GPO", Nature.BACK_OFFICE, ()),
)


@state_change()
def take_over_fields(
    *,
    initiative: Initiative,
    by: Mandate | None,
    at: datetime,
    origin: str = "",
    proposed_on: date | None = None,
) -> list[Field]:
    """Propose those of `STANDARD_FIELDS` whose title the initiative does not have; returns the added ones.

    Raises Refused for a day as `fields.propose`.
    """
    titles = {
        title.lower() for title in Field.objects.filter(initiative=initiative).values_list("title", flat=True)
    }
    return [
        fields.propose(
            initiative=initiative,
            title=title,
            short_title=short_title,
            nature=nature,
            focal_points=focal_points,
            origin=origin,
            proposed_on=proposed_on,
            by=by,
            at=at,
        )
        for title, short_title, nature, focal_points in STANDARD_FIELDS
        if title.lower() not in titles
    ]
