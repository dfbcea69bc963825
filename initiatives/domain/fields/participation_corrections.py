"""Putting right how organisations took part in a field, and who led it.

Who hands the lead over writes two entries at once, the end of one lead and the beginning of the other: they are moved and
taken back together.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from initiatives.domain.fields import fields, participations
from initiatives.domain.kernel import corrections, days
from initiatives.domain.kernel.errors import Refused
from initiatives.domain.log import events
from initiatives.domain.state.versions import state_change
from initiatives.enums import Participation
from initiatives.models import Field, Mandate, ParticipationEntry


@state_change()
def correct(
    *,
    entry: ParticipationEntry,
    values: Mapping[str, Any],
    correction_reason: str,
    by: Mandate,
    at: datetime,
    withdrawn: bool = False,
) -> ParticipationEntry:
    """Put right `status`, `contact`, `effective_on` or `day_order` of an entry, or (`withdrawn`) say that it never was.

    Raises Refused for a lead that would take no part, for a day before the field or in the future, where two would lead on
    a day, and as `corrections.replace`.
    """
    field = Field.objects.select_for_update(of=("self",)).select_related("initiative").get(pk=entry.field_id)
    if not withdrawn:
        days.effective(values.get("effective_on", entry.effective_on), at=at, since=field.proposed_on)
        if entry.is_responsible and values.get("status", entry.status) != Participation.PARTICIPATING:
            raise Refused(
                f"{entry.organisation} war federführend und darum beteiligt. Berichtigen Sie zuerst die Federführung.",
                "status",
            )
    together, of_lead = _handed_over_with(entry), leads(entry)
    told: dict[str, Any] = {"reason": correction_reason, "by": by, "at": at, "withdrawn": withdrawn}
    new = corrections.replace(entry, values, **told)
    if withdrawn or new.effective_on != entry.effective_on:
        for other in together:
            corrections.replace(other, {"effective_on": new.effective_on}, **told)
    before = field.participations.filter(organisation=entry.organisation).first()
    after = participations.settle(field).get(entry.organisation_id)
    events.record(
        kind="lead-corrected" if of_lead else "participation-corrected",
        subject=f"{'Federführung' if of_lead else 'Beteiligung'} {entry.organisation.of} berichtigt",
        change=events.Change(*corrections.told(entry, new, words)),
        where=events.in_field(field, entry.organisation),
        by=by,
        at=at,
        effective_on=new.effective_on,
    )
    took_part = before is not None and before.status == Participation.PARTICIPATING
    if took_part and (after is None or after.status != Participation.PARTICIPATING):
        fields.give_back(field=field, organisation=entry.organisation, by=by, at=at)
    return new


def leads(entry: ParticipationEntry) -> bool:
    """Whether an entry begins or ends a lead, or tells of one."""
    return entry.is_responsible or _ends_lead(entry)


def words(entry: ParticipationEntry) -> str:
    """How one takes part: beteiligt, federführend (Fachbereich Personal)."""
    contact = f" ({entry.contact})" if entry.contact else ""
    return entry.get_status_display() + (f", federführend{contact}" if entry.is_responsible else "")


def _handed_over_with(entry: ParticipationEntry) -> list[ParticipationEntry]:
    """The other side of a lead that was handed over with this entry."""
    others = ParticipationEntry.objects.standing().filter(
        field=entry.field_id,
        recorded_at=entry.recorded_at,
        effective_on=entry.effective_on,
        is_responsible=not entry.is_responsible,
    )
    found = others.exclude(organisation=entry.organisation_id)
    if entry.is_responsible:
        return [one for one in found if _ends_lead(one)]
    return list(found) if _ends_lead(entry) else []


def _ends_lead(entry: ParticipationEntry) -> bool:
    if entry.is_responsible:
        return False
    of_one = ParticipationEntry.objects.standing().filter(
        field=entry.field_id, organisation=entry.organisation_id, effective_on__lte=entry.effective_on
    )
    before = None
    for one in of_one:
        if one.pk == entry.pk:
            break
        before = one
    return before is not None and before.is_responsible
