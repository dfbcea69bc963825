"""Initiatives: founding one, changing it, its participants and its convening municipality.

Invariants: at most one convening municipality, and it takes part; it is a role, transferable, and may be empty.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from initiatives.domain.circle import leaving
from initiatives.domain.kernel import edits
from initiatives.domain.kernel.errors import Refused
from initiatives.domain.kernel.moments import day_of
from initiatives.domain.kernel.texts import clean
from initiatives.domain.log import events
from initiatives.domain.people.organisations import covers
from initiatives.domain.state.versions import state_change
from initiatives.domain.work import tasks
from initiatives.enums import OrganisationKind, Role
from initiatives.models import FieldParticipation, Initiative, InitiativeParticipant, Mandate, Organisation

LABELS = {
    "title": "Titel",
    "short_title": "Kurztitel",
    "background": "Anlass und Vorgeschichte",
    "conditions_note": "Hinweis zu den Rahmenbedingungen",
    "convening": "Einladende Kommune",
    "county": "Kreis",
    "documented_from": "Dokumentiert ab",
    "releases_need_steering": "Freigaben brauchen die Lenkungsgruppe",
}


@state_change()
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
    """Found an initiative with its participants.

    Raises Refused if the convening municipality is not among them, for a third party or one from outside the
    administrator's county among them, for what is no county, and for a first day in the future.
    """
    if convening and convening not in participants:
        raise Refused("Die einladende Kommune gehört zu den teilnehmenden.", "convening")
    _check_county(county, by)
    _check_first_day(documented_from, at)
    _check_joining(participants, by)
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


@state_change()
def edit(
    *, initiative: Initiative, values: Mapping[str, Any], version: int, by: Mandate, at: datetime
) -> Initiative:
    """Change attributes of `LABELS`; `version` is the one that the editor had in front of them.

    Where others changed other values since, both are kept. Raises Conflict where they changed the same, Refused where
    the convening municipality does not take part or the administrator of a county would give the initiative away.
    """
    row = Initiative.objects.select_for_update().get(pk=initiative.pk)
    changed = edits.apply(
        row,
        values,
        edits.at_version(row, values, version),
        version=row.version,
        kind="initiative",
        initiative_id=row.pk,
    )
    if not changed:
        return row
    _check_convening(row.convening, row)
    _check_county(row.county, by)
    _check_first_day(row.documented_from, at)
    row.version += 1
    row._history_date = at
    row.save()
    for name, (before, after) in changed.items():
        events.record(
            kind="initiative",
            subject=LABELS[name],
            before=edits.word(before),
            after=edits.word(after),
            initiative=row,
            by=by,
            at=at,
        )
    return row


def _check_convening(convening: Organisation | None, initiative: Initiative) -> None:
    if convening and not _takes_part(initiative, convening.pk):
        raise Refused("Die einladende Kommune gehört zu den teilnehmenden.", "convening")


def _check_first_day(documented_from: date, at: datetime) -> None:
    if documented_from > day_of(at):
        raise Refused("Dieses Datum liegt in der Zukunft.", "documented_from")


def _check_joining(joining: Iterable[Organisation], by: Mandate | None) -> None:
    """Third parties join a field; the administrator of a county takes in those of that county."""
    for organisation in joining:
        if organisation.kind == OrganisationKind.DRITTE:
            raise Refused(
                f"{organisation} ist keine Kommune. Dritte treten einem Feld bei, nicht der Initiative.",
                "participants",
            )
        if by and by.role == Role.ADMINISTRATOR and not covers(by, organisation):
            raise Refused(f"Ihr Mandat umfasst nur Organisationen {by.acts_for.of}.", "participants")


def _check_county(county: Organisation | None, by: Mandate | None) -> None:
    """The administrator of a county founds and keeps initiatives of that county only."""
    if county and county.kind != OrganisationKind.KREIS:
        raise Refused(f"{county} ist kein Kreis.", "county")
    if by and by.role == Role.ADMINISTRATOR and by.organisation_id not in (None, county and county.pk):
        raise Refused(f"Ihr Mandat umfasst nur Initiativen {by.acts_for.of}.", "county")


def _takes_part(initiative: Initiative, organisation_id: int) -> bool:
    return initiative.participants.filter(organisation_id=organisation_id, left_on=None).exists()


@state_change()
def set_participants(
    *, initiative: Initiative, organisations: list[Organisation], by: Mandate, at: datetime
) -> None:
    """Make exactly `organisations` the participants from today on; those that go keep their past, leave the fields, and
    leave their open tasks to the convening municipality.

    Raises Refused if the convening municipality would go, or one that leads a field, and for whoever may not join.
    """
    row = Initiative.objects.select_for_update().get(pk=initiative.pk)
    wanted = {o.pk: o for o in organisations}
    present = {
        p.organisation_id: p for p in row.participants.filter(left_on=None).select_related("organisation")
    }
    _check_joining([o for o in organisations if o.pk not in present], by)
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
                f"{participant.organisation} ist im Feld „{led.field.title}“ federführend. "
                "Die Federführung ist zuerst zu übergeben.",
                "participants",
            )
        participant.left_on = day_of(at)
        participant.save(update_fields=["left_on"])
        _tell(row, "Ausgeschieden", participant.organisation, by, at)
        leaving.leave(initiative=row, organisation=participant.organisation, by=by, at=at)
        tasks.give_back(initiative=row, organisation=participant.organisation, by=by, at=at)
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
