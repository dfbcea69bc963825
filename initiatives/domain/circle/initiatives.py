"""Initiatives: founding one, changing it, and its convening municipality.

Invariants: at most one convening municipality, and it takes part; it is a role, transferable, and may be empty.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from initiatives.domain.kernel import days, edits
from initiatives.domain.kernel.errors import Refused
from initiatives.domain.kernel.moments import day_of
from initiatives.domain.kernel.texts import clean
from initiatives.domain.log import events
from initiatives.domain.people.organisations import check_existed, covers
from initiatives.domain.state import history
from initiatives.domain.state.versions import state_change
from initiatives.enums import OrganisationKind, Role
from initiatives.models import Initiative, InitiativeParticipant, Mandate, Organisation

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
    check_joining(participants, by)
    for organisation in participants:
        check_existed(organisation, documented_from, "participants")
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
    history.begin(initiative, effective_on=documented_from, at=at)
    for organisation in participants:
        InitiativeParticipant.objects.create(
            initiative=initiative, organisation=organisation, joined_on=documented_from
        )
    events.record(
        kind="initiative",
        subject="Initiative angelegt",
        change=events.Change(after=initiative.title),
        where=events.in_initiative(initiative),
        by=by,
        at=at,
    )
    return initiative


@state_change()
def edit(
    *,
    initiative: Initiative,
    values: Mapping[str, Any],
    version: int,
    by: Mandate,
    at: datetime,
    effective_on: date | None = None,
) -> Initiative:
    """Change attributes of `LABELS` from `effective_on` on; `version` is the one that the editor had in front of them.

    The first day documented holds for all time.

    Where others changed other values since, both are kept. Raises Conflict where they changed the same, Refused where
    the convening municipality does not take part or the administrator of a county would give the initiative away.
    """
    row = Initiative.objects.select_for_update(no_key=True).get(pk=initiative.pk)
    changed = edits.apply(
        row,
        values,
        edits.at_version(row, values, version),
        version=row.version,
        told_as=LABELS,
        kind="initiative",
        initiative_id=row.pk,
    )
    if not changed:
        return row
    _check_convening(row.convening, row)
    _check_county(row.county, by)
    _check_first_day(row.documented_from, at)
    new = {name: after for name, (_, after) in changed.items()}
    if "documented_from" in new:
        first = {"documented_from": new.pop("documented_from")}
        history.throughout(row, first, since=first["documented_from"], at=at)
    day = days.effective(effective_on, at=at, since=row.documented_from, whose="Die Dokumentation")
    if new:
        history.amend(row, new, effective_on=day, at=at)
    for name, (before, after) in changed.items():
        events.record(
            kind="initiative",
            subject=LABELS[name],
            change=events.Change(edits.word(before), edits.word(after)),
            where=events.in_initiative(row),
            by=by,
            at=at,
            effective_on=day,
        )
    row.refresh_from_db()
    return row


def _check_convening(convening: Organisation | None, initiative: Initiative) -> None:
    if convening and not _takes_part(initiative, convening.pk):
        raise Refused("Die einladende Kommune gehört zu den teilnehmenden.", "convening")


def _check_first_day(documented_from: date, at: datetime) -> None:
    if documented_from > day_of(at):
        raise Refused("Dieses Datum liegt in der Zukunft.", "documented_from")


def check_joining(joining: Iterable[Organisation], by: Mandate | None) -> None:
    """Raises Refused for third parties, which join a field, and for who is outside of the administrator's county."""
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
