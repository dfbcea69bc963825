"""How organisations take part in a field over time: entries with their day, and the present row that follows from them.

Invariants: on each day at most one leads, and it takes part.
"""

from datetime import date, datetime
from itertools import groupby

from initiatives.domain.kernel.errors import Refused
from initiatives.enums import Participation
from initiatives.models import Field, FieldParticipation, Mandate, Organisation, ParticipationEntry

TOLD = ("status", "is_responsible", "contact", "effective_on")


def on(field: Field, day: date) -> dict[int, ParticipationEntry]:
    """By organisation the entry that holds on a day, as it is known now."""
    rows = ParticipationEntry.objects.standing().filter(field=field, effective_on__lte=day)
    rows = rows.select_related("organisation")
    return {row.organisation_id: row for row in rows}


def enter(
    *,
    field: Field,
    organisation: Organisation,
    status: str,
    day: date,
    by: Mandate | None,
    at: datetime,
    is_responsible: bool = False,
    contact: str = "",
) -> ParticipationEntry:
    """Write an entry; `settle` follows once all that belong together are written."""
    return ParticipationEntry.objects.create(
        field=field,
        organisation=organisation,
        status=status,
        is_responsible=is_responsible,
        contact=contact,
        effective_on=day,
        recorded_at=at,
        mandate=by,
    )


def hand_over(
    *, field: Field, to: Organisation | None, contact: str, day: date, by: Mandate | None, at: datetime
) -> None:
    """Let an organisation that takes part lead from `day` on, until another one is known to, and end the lead of others."""
    status = Participation.PARTICIPATING
    for other in on(field, day).values():
        if other.is_responsible and (to is None or other.organisation_id != to.pk):
            enter(field=field, organisation=other.organisation, status=status, day=day, by=by, at=at)
    if to is None:
        return
    enter(
        field=field,
        organisation=to,
        status=status,
        day=day,
        by=by,
        at=at,
        is_responsible=True,
        contact=contact,
    )
    others = field.participation_entries.standing().filter(effective_on__gt=day, is_responsible=True)
    following = others.exclude(organisation=to).first()
    if following and on(field, following.effective_on)[to.pk].is_responsible:
        enter(field=field, organisation=to, status=status, day=following.effective_on, by=by, at=at)


def settle(field: Field) -> dict[int, FieldParticipation]:
    """Make the present rows of a locked field what its entries say; returns them by organisation.

    Raises Refused where two would lead, on whichever day.
    """
    latest: dict[int, ParticipationEntry] = {}
    entries = field.participation_entries.standing().select_related("organisation")
    for day, of_day in groupby(entries, key=lambda one: one.effective_on):
        latest |= {entry.organisation_id: entry for entry in of_day}
        leads = [str(one.organisation) for one in latest.values() if one.is_responsible]
        if len(leads) > 1:
            raise Refused(
                f"Am {day:%d.%m.%Y} wären {' und '.join(leads)} federführend. Ein Feld hat nur eine Federführung.",
                "effective_on",
            )
    rows = {row.organisation_id: row for row in field.participations.all()}
    for organisation_id in rows.keys() - latest.keys():
        rows.pop(organisation_id).delete()
    for organisation_id, entry in sorted(latest.items(), key=lambda one: one[1].is_responsible):
        row = rows.get(organisation_id) or FieldParticipation(field=field, organisation=entry.organisation)
        told = {name: getattr(entry, name) for name in TOLD}
        if row.pk is None or told != {name: getattr(row, name) for name in TOLD}:
            for name, value in told.items():
                setattr(row, name, value)
            row.save()
        rows[organisation_id] = row
    return rows
