"""Initiatives: founding one, changing it, its participants and its convening municipality.

Invariants: at most one convening municipality, and it takes part; it is a role, transferable, and may be empty.
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction

from initiatives.domain import events
from initiatives.domain.errors import Conflict, Refused
from initiatives.domain.moments import day_of
from initiatives.domain.texts import clean
from initiatives.models import FieldParticipation, Initiative, InitiativeParticipant, Mandate, Organisation

LABELS = {
    "title": "Titel",
    "short_title": "Kurztitel",
    "background": "Anlass und Vorgeschichte",
    "conditions_note": "Hinweis zu den Rahmenbedingungen",
    "convening": "Einladende Kommune",
    "county": "Kreis",
    "documented_from": "Dokumentiert ab",
}


@transaction.atomic
def found(
    *,
    title: str,
    short_title: str,
    documented_from: date,
    by: Mandate | None,
    at: datetime,
    county: Organisation | None = None,
    convening: Organisation | None = None,
    participants: list[Organisation] | tuple[Organisation, ...] = (),
    background: str = "",
    conditions_note: str = "",
    is_example: bool = False,
) -> Initiative:
    """Found an initiative with its participants. Raises Refused if the convening municipality is not among them."""
    if convening and convening not in participants:
        raise Refused("Die einladende Kommune gehört zu den teilnehmenden.", "convening")
    initiative = Initiative(
        title=clean(title),
        short_title=clean(short_title),
        background=clean(background),
        conditions_note=clean(conditions_note),
        county=county,
        convening=convening,
        documented_from=documented_from,
        is_example=is_example,
    )
    initiative._history_date = at
    initiative.save()
    for organisation in participants:
        InitiativeParticipant.objects.create(
            initiative=initiative, organisation=organisation, joined_on=documented_from
        )
    events.record(
        kind="initiative",
        subject="Initiative angelegt",
        after=initiative.title,
        initiative=initiative,
        by=by,
        at=at,
    )
    return initiative


@transaction.atomic
def edit(
    *, initiative: Initiative, values: Mapping[str, Any], version: int, by: Mandate, at: datetime
) -> Initiative:
    """Change attributes of `LABELS`. Raises Conflict on a stale version, Refused where the convening one is no participant."""
    row = Initiative.objects.select_for_update().get(pk=initiative.pk)
    if row.version != version:
        raise Conflict({name: getattr(row, name) for name in values}, row.version)
    changed = {}
    for name, value in values.items():
        new = clean(value) if isinstance(value, str) else value
        if new != getattr(row, name):
            changed[name] = (getattr(row, name), new)
            setattr(row, name, new)
    if row.convening_id and not _takes_part(row, row.convening_id):
        raise Refused("Die einladende Kommune gehört zu den teilnehmenden.", "convening")
    if not changed:
        return row
    row.version += 1
    row._history_date = at
    row.save()
    for name, (before, after) in changed.items():
        events.record(
            kind="initiative",
            subject=LABELS[name],
            before=str(before or "–"),
            after=str(after or "–"),
            initiative=row,
            by=by,
            at=at,
        )
    return row


def _takes_part(initiative: Initiative, organisation_id: int) -> bool:
    return initiative.participants.filter(organisation_id=organisation_id, left_on=None).exists()


@transaction.atomic
def set_participants(
    *, initiative: Initiative, organisations: list[Organisation], by: Mandate, at: datetime
) -> None:
    """Make exactly `organisations` the participants from today on; those that go keep their past.

    Raises Refused if the convening municipality would go, or one that leads a field.
    """
    row = Initiative.objects.select_for_update().get(pk=initiative.pk)
    wanted = {o.pk: o for o in organisations}
    present = {
        p.organisation_id: p for p in row.participants.filter(left_on=None).select_related("organisation")
    }
    going = [p for pk, p in present.items() if pk not in wanted]
    for participant in going:
        if participant.organisation_id == row.convening_id:
            raise Refused(
                "Die einladende Kommune kann nicht ausscheiden. Benennen Sie zuerst eine andere.",
                "participants",
            )
        led = FieldParticipation.objects.filter(
            field__initiative=row, organisation_id=participant.organisation_id, is_responsible=True
        ).first()
        if led:
            raise Refused(
                f"{participant.organisation} ist im Feld „{led.field.title}“ federführend. Die Federführung ist zuerst zu übergeben.",
                "participants",
            )
        participant.left_on = day_of(at)
        participant.save(update_fields=["left_on"])
        _tell(row, "Ausgeschieden", participant.organisation, by, at)
    for pk, organisation in wanted.items():
        if pk in present:
            continue
        InitiativeParticipant.objects.update_or_create(
            initiative=row, organisation=organisation, defaults={"joined_on": day_of(at), "left_on": None}
        )
        _tell(row, "Aufgenommen", organisation, by, at)


def _tell(
    initiative: Initiative, subject: str, organisation: Organisation, by: Mandate, at: datetime
) -> None:
    events.record(
        kind="participant",
        subject=subject,
        after=str(organisation),
        initiative=initiative,
        organisation=organisation,
        by=by,
        at=at,
    )
