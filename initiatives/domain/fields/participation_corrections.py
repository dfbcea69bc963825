"""Putting right how organisations took part in a field, who led it and who provided.

Who hands the lead over writes two entries at once, the end of one lead and the beginning of the other: they are moved and
taken back together. So it is with who provides.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from initiatives.domain.fields import fields, participations
from initiatives.domain.fields.participations import FLAGS
from initiatives.domain.kernel import corrections, days
from initiatives.domain.kernel.errors import Refused
from initiatives.domain.log import events
from initiatives.domain.state.versions import state_change
from initiatives.enums import Participation
from initiatives.models import Field, Mandate, ParticipationEntry

TOLD = {
    "is_responsible": ("lead-corrected", "Federführung"),
    "is_provider": ("provider-corrected", "Leistungserbringung"),
}


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

    Raises Refused for a lead or provider that would take no part, for a day before the field or in the future, where two
    would lead or provide on a day, and as `corrections.replace`.
    """
    field = (
        Field.objects.select_for_update(of=("self",), no_key=True)
        .select_related("initiative")
        .get(pk=entry.field_id)
    )
    if not withdrawn:
        days.effective(values.get("effective_on", entry.effective_on), at=at, since=field.proposed_on)
        if values.get("status", entry.status) != Participation.PARTICIPATING:
            _check_takes_part(entry)
    together = _handed_over_with(entry)
    kind, what = next(
        (TOLD[flag] for flag in FLAGS if concerns(entry, flag)), ("participation-corrected", "Beteiligung")
    )
    told: dict[str, Any] = {"reason": correction_reason, "by": by, "at": at, "withdrawn": withdrawn}
    new = corrections.replace(entry, values, **told)
    if withdrawn or new.effective_on != entry.effective_on:
        for other in together:
            corrections.replace(other, {"effective_on": new.effective_on}, **told)
    before = field.participations.filter(organisation=entry.organisation).first()
    after = participations.settle(field).get(entry.organisation_id)
    events.record(
        kind=kind,
        subject=f"{what} {entry.organisation.of} berichtigt",
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


def _check_takes_part(entry: ParticipationEntry) -> None:
    if entry.is_responsible:
        raise Refused(
            f"{entry.organisation} war federführend und darum beteiligt. Berichtigen Sie zuerst die Federführung.",
            "status",
        )
    if entry.is_provider:
        raise Refused(
            f"{entry.organisation} war Leistungserbringer und darum beteiligt. Berichtigen Sie zuerst, wer Leistungserbringer "
            "war.",
            "status",
        )


def concerns(entry: ParticipationEntry, flag: str) -> bool:
    """Whether an entry begins or ends one of `FLAGS`, or tells of it."""
    return getattr(entry, flag) or _ends(entry, flag)


def words(entry: ParticipationEntry) -> str:
    """How one takes part: beteiligt, federführend (Fachbereich Personal), Leistungserbringer."""
    contact = f" ({entry.contact})" if entry.contact else ""
    lead = f", federführend{contact}" if entry.is_responsible else ""
    return entry.get_status_display() + lead + (", Leistungserbringer" if entry.is_provider else "")


def _handed_over_with(entry: ParticipationEntry) -> list[ParticipationEntry]:
    """The other side of what was handed over with this entry, a lead or who provides."""
    others = ParticipationEntry.objects.standing().filter(
        field=entry.field_id, recorded_at=entry.recorded_at, effective_on=entry.effective_on
    )
    others = others.exclude(organisation=entry.organisation_id)
    for flag in FLAGS:
        begins, ends = _begins(entry, flag), _ends(entry, flag)
        if begins or ends:
            found = [one for one in others if (_ends if begins else _begins)(one, flag)]
            if found:
                return found
    return []


def _begins(entry: ParticipationEntry, flag: str) -> bool:
    before = _before(entry)
    return getattr(entry, flag) and not (before is not None and getattr(before, flag))


def _ends(entry: ParticipationEntry, flag: str) -> bool:
    before = _before(entry)
    return not getattr(entry, flag) and before is not None and getattr(before, flag)


def _before(entry: ParticipationEntry) -> ParticipationEntry | None:
    of_one = ParticipationEntry.objects.standing().filter(
        field=entry.field_id, organisation=entry.organisation_id, effective_on__lte=entry.effective_on
    )
    before = None
    for one in of_one:
        if one.pk == entry.pk:
            break
        before = one
    return before
