"""Entering the plain costs of a participant of a field. Append-only; the latest entry counts. All in cents."""

from __future__ import annotations

from datetime import date, datetime

from initiatives.domain.kernel.errors import Refused
from initiatives.domain.kernel.moments import day_of
from initiatives.domain.kernel.texts import clean
from initiatives.domain.log import events
from initiatives.domain.state.versions import state_change
from initiatives.enums import Participation
from initiatives.models import CostEntry, Field, Mandate, Organisation


@state_change()
def enter(
    *,
    field: Field,
    organisation: Organisation,
    today_cents: int,
    joint_cents: int,
    source: str,
    confidence: str,
    by: Mandate,
    at: datetime,
    one_off_cents: int = 0,
    effective_on: date | None = None,
) -> CostEntry:
    """Record what an organisation pays a year today and would pay jointly, and once for the change, in cents.

    The own figures are entered by the organisation, those of all by the lead. Raises Refused for anybody else, for one who
    does not take part, without a source, for negative sums and for a day in the future.
    """
    effective_on = effective_on or day_of(at)
    row = Field.objects.select_for_update().get(pk=field.pk)
    members = {p.organisation_id: p for p in row.participations.filter(status=Participation.PARTICIPATING)}
    own = members.get(by.organisation_id)
    if by.organisation_id != organisation.pk and not (own and own.is_responsible):
        raise Refused("Kosten erfasst jede Kommune für sich; die federführende für alle.", "organisation")
    if organisation.pk not in members:
        raise Refused(f"{organisation} ist an diesem Feld nicht beteiligt.", "organisation")
    for name, cents in (("today", today_cents), ("joint", joint_cents), ("one_off", one_off_cents)):
        if cents < 0:
            raise Refused("Kosten können nicht kleiner als null sein.", name)
    if not clean(source):
        raise Refused("Bitte nennen Sie die Quelle der Zahlen.", "source")
    if effective_on > day_of(at):
        raise Refused("Dieses Datum liegt in der Zukunft.", "effective_on")
    entry = CostEntry.objects.create(
        field=row,
        organisation=organisation,
        today_cents=today_cents,
        joint_cents=joint_cents,
        one_off_cents=one_off_cents,
        source=clean(source),
        confidence=confidence,
        effective_on=effective_on,
        recorded_at=at,
        mandate=by,
    )
    events.record(
        kind="cost",
        subject=f"Kosten {organisation.of}",
        after=f"heute {_euro(today_cents)}, gemeinsam {_euro(joint_cents)} je Jahr",
        field=row,
        organisation=organisation,
        by=by,
        at=at,
        effective_on=effective_on,
    )
    return entry


def _euro(cents: int) -> str:
    return f"{cents / 100:,.2f}".replace(",", " ").replace(".", ",").replace(" ", ".") + "\u00a0€"
