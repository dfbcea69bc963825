"""How organisations take part in a field over time: entries with their day, and the present row that follows from them.

Invariants: on each day at most one leads and at most one provides, and it takes part.
"""

from datetime import date, datetime
from itertools import groupby
from typing import Any

from initiatives.domain.kernel.errors import Refused
from initiatives.enums import Participation
from initiatives.models import Field, FieldParticipation, Mandate, Organisation, ParticipationEntry

FLAGS = {  # what one organisation of a field at most is on a day, in words
    "is_responsible": ("federführend", "eine Federführung"),
    "is_provider": ("Leistungserbringer", "einen Leistungserbringer"),
}
TOLD = ("status", *FLAGS, "contact", "effective_on")


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
    is_provider: bool = False,
    contact: str = "",
) -> ParticipationEntry:
    """Write an entry; `settle` follows once all that belong together are written."""
    return ParticipationEntry.objects.create(
        field=field,
        organisation=organisation,
        status=status,
        is_responsible=is_responsible,
        is_provider=is_provider,
        contact=contact,
        effective_on=day,
        recorded_at=at,
        mandate=by,
    )


def hand_over(
    *, field: Field, to: Organisation | None, contact: str, day: date, by: Mandate | None, at: datetime
) -> None:
    """Let an organisation that takes part lead from `day` on, until another one is known to, and end the lead of others."""
    _pass_on(field, "is_responsible", to, {"contact": contact}, day, by, at)


def let_provide(
    *, field: Field, to: Organisation | None, day: date, by: Mandate | None, at: datetime
) -> None:
    """Let an organisation that takes part provide from `day` on, as `hand_over` lets one lead."""
    _pass_on(field, "is_provider", to, {}, day, by, at)


def _pass_on(
    field: Field,
    flag: str,
    to: Organisation | None,
    more: dict[str, Any],
    day: date,
    by: Mandate | None,
    at: datetime,
) -> None:
    """Give one of `FLAGS` to an organisation, and take it from who has it; whatever else they are, they stay."""
    then = on(field, day)
    for other in then.values():
        if getattr(other, flag) and (to is None or other.organisation_id != to.pk):
            _again(other, {flag: False, **dict.fromkeys(more, "")}, day, by, at)
    if to is None:
        return
    given = {flag: True, **more}
    _again(then[to.pk], given, day, by, at)
    later = field.participation_entries.standing().filter(effective_on__gt=day)
    following = later.filter(**{flag: True}).exclude(organisation=to).first()
    if not getattr(then[to.pk], flag):
        until = following.effective_on if following else date.max
        own_days = later.filter(organisation=to, effective_on__lt=until).values_list(
            "effective_on", flat=True
        )
        for known in sorted(set(own_days)):  # said nothing of it, since it was not known then
            own = on(field, known)[to.pk]
            if getattr(own, flag) or own.status != Participation.PARTICIPATING:
                break
            _again(own, given, known, by, at)
    if following:
        own = on(field, following.effective_on)[to.pk]
        if getattr(own, flag):
            _again(own, {flag: False, **dict.fromkeys(more, "")}, following.effective_on, by, at)


def _again(
    entry: ParticipationEntry, changes: dict[str, Any], day: date, by: Mandate | None, at: datetime
) -> None:
    """The same from `day` on, but for the changes."""
    values = {name: getattr(entry, name) for name in ("status", *FLAGS, "contact")} | changes
    enter(field=entry.field, organisation=entry.organisation, day=day, by=by, at=at, **values)


def settle(field: Field) -> dict[int, FieldParticipation]:
    """Make the present rows of a locked field what its entries say; returns them by organisation.

    Raises Refused where two would lead or provide, on whichever day.
    """
    latest: dict[int, ParticipationEntry] = {}
    entries = field.participation_entries.standing().select_related("organisation")
    for day, of_day in groupby(entries, key=lambda one: one.effective_on):
        latest |= {entry.organisation_id: entry for entry in of_day}
        for flag, (word, one_only) in FLAGS.items():
            holders = [str(one.organisation) for one in latest.values() if getattr(one, flag)]
            if len(holders) > 1:
                raise Refused(
                    f"Am {day:%d.%m.%Y} wären {' und '.join(holders)} {word}. Ein Feld hat nur {one_only}.",
                    "effective_on",
                )
    rows = {row.organisation_id: row for row in field.participations.all()}
    for organisation_id in rows.keys() - latest.keys():
        rows.pop(organisation_id).delete()
    for flag in FLAGS:  # free before it is given to another
        ended = [row.pk for pk, row in rows.items() if getattr(row, flag) and not getattr(latest[pk], flag)]
        if ended:
            field.participations.filter(pk__in=ended).update(**{flag: False})
    for organisation_id, entry in latest.items():
        row = rows.get(organisation_id) or FieldParticipation(field=field, organisation=entry.organisation)
        told = {name: getattr(entry, name) for name in TOLD}
        if row.pk is None or told != {name: getattr(row, name) for name in TOLD}:
            for name, value in told.items():
                setattr(row, name, value)
            row.save()
        rows[organisation_id] = row
    return rows
