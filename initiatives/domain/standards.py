"""The seven possible fields of the notice of 2010 as a starting set, and the order of an initiative's fields."""

from datetime import datetime

from django.db import transaction

from initiatives.domain import events, fields
from initiatives.domain.errors import Refused
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


@transaction.atomic
def take_over_fields(
    *, initiative: Initiative, by: Mandate | None, at: datetime, origin: str = ""
) -> list[Field]:
    """Propose those of `STANDARD_FIELDS` whose title the initiative does not have; returns the added ones."""
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
            by=by,
            at=at,
        )
        for title, short_title, nature, focal_points in STANDARD_FIELDS
        if title.lower() not in titles
    ]


@transaction.atomic
def move(*, field: Field, up: bool, by: Mandate, at: datetime) -> None:
    """Let a field change places with the one before (`up`) or after it. Raises Refused at the end of the list."""
    Initiative.objects.select_for_update().get(pk=field.initiative_id)
    rows = list(Field.objects.filter(initiative_id=field.initiative_id))
    place = next(place for place, row in enumerate(rows) if row.pk == field.pk)
    other = place - 1 if up else place + 1
    if not 0 <= other < len(rows):
        raise Refused("Das Feld steht schon ganz oben." if up else "Das Feld steht schon ganz unten.")
    rows[place], rows[other] = rows[other], rows[place]
    for order, row in enumerate(rows, start=1):
        if row.order != order:
            row.order, row._history_date = order, at
            row.save(update_fields=["order"])
    events.record(
        kind="field-order",
        subject="Reihenfolge der Felder",
        before=f"Platz {place + 1}",
        after=f"Platz {other + 1}: {field.title}",
        field=field,
        by=by,
        at=at,
    )
