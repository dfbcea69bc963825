"""Simulations that somebody keeps for the others; each is the query of the page that shows it, so that it follows the record."""

from __future__ import annotations

from datetime import datetime

from django.db.models import QuerySet

from initiatives.domain.kernel.errors import Refused
from initiatives.domain.kernel.texts import clean
from initiatives.domain.log import events
from initiatives.domain.state.versions import state_change
from initiatives.models import Field, Mandate, Simulation

LONGEST = 6_000  # characters of a query: more than the addresses that browsers and servers take


@state_change()
def keep(*, field: Field, title: str, query: str, by: Mandate, at: datetime) -> Simulation:
    """Keep what is tried out under a title. Raises Refused without a title, and for a query that tries nothing out."""
    title = clean(title)
    if not title:
        raise Refused("Bitte geben Sie der Simulation eine Bezeichnung.", "title")
    if not query:
        raise Refused("Es ist noch nichts verändert: Zu behalten gibt es nichts.")
    if len(query) > LONGEST:
        raise Refused("Diese Simulation ist zu umfangreich, um sie zu behalten.")
    row = Simulation.objects.create(field=field, title=title, query=query, mandate=by, recorded_at=at)
    _tell(row, "Simulation behalten", title, by, at)
    return row


@state_change()
def remove(*, simulation: Simulation, by: Mandate, at: datetime) -> None:
    """Take a kept one off the list. Raises Refused for that of another organisation, and where it is removed already."""
    row = Simulation.objects.select_for_update(of=("self",), no_key=True).get(pk=simulation.pk)
    if row.mandate.organisation_id != by.organisation_id:
        raise Refused("Entfernen kann eine Simulation nur, wer sie behalten hat.")
    if row.removed_at is not None:
        raise Refused("Diese Simulation ist schon entfernt.")
    row.removed_at = at
    row.save(update_fields=["removed_at"])
    _tell(row, "Simulation entfernt", row.title, by, at)


def kept(field: Field) -> QuerySet[Simulation]:
    """Those that stand, newest first."""
    return Simulation.objects.filter(field=field, removed_at=None).select_related("mandate__organisation")


def _tell(row: Simulation, subject: str, title: str, by: Mandate, at: datetime) -> None:
    events.record(
        kind="simulation",
        subject=subject,
        change=events.Change(after=title),
        where=events.in_field(row.field).on("simulation", row.field_id, "behalten"),
        by=by,
        at=at,
    )
