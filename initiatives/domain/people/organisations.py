"""Organisations: municipalities, counties, third parties, and their figures of inhabitants.

Invariants: every municipality has its own AGS (8 digits, a county 5) that fits its county, a third party has none; a
county belongs to no county. The administrator of a county moves only within it.
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError

from initiatives.domain.kernel import edits
from initiatives.domain.kernel.errors import Refused
from initiatives.domain.kernel.moments import day_of, today
from initiatives.domain.log import events
from initiatives.domain.state import versions
from initiatives.domain.state.versions import state_change
from initiatives.enums import OrganisationKind
from initiatives.models import (
    InitiativeParticipant,
    Mandate,
    Organisation,
    ParticipationEntry,
    PopulationFigure,
)

LABELS = {
    "kind": "Art",
    "name": "Name",
    "designation": "Amtliche Bezeichnung",
    "ags": "AGS",
    "county": "Kreis",
    "latitude": "Breite",
    "longitude": "Länge",
    "exists_since": "Besteht seit",
}
TAKEN = (
    "Eine Organisation mit dieser Bezeichnung gibt es schon. Sind es zwei, setzen Sie den Kreis dazu, zum Beispiel "
    "„Gemeinde Altdorf (Landkreis Landshut)“."
)
WITHOUT_COUNTY = (OrganisationKind.KREIS, OrganisationKind.KREISFREIE_STADT)
LANDS = {f"{number:02}" for number in range(1, 17)}


def covers(by: Mandate, organisation: Organisation | None) -> bool:
    """Whether an administrator's mandate covers an organisation; None stands for the whole installation."""
    if by.organisation_id is None:
        return True
    return organisation is not None and by.organisation_id in (organisation.pk, organisation.county_id)


def faults(row: Organisation, by: Mandate) -> dict[str, str]:
    """What is wrong with an unsaved row, by itself and beside the others: attribute -> German sentence."""
    beside_others = {
        "kind": kind_fault(row),
        "ags": _ags_taken(row),
        "designation": _designation_taken(row),
        "exists_since": _exists_fault(row),
    }
    return {name: text for name, text in beside_others.items() if text} | own_faults(row, by)


def own_faults(row: Organisation, by: Mandate) -> dict[str, str]:
    """What is wrong with AGS and county of an unsaved row, without a look at the other rows."""
    found = {"ags": _ags_fault(row), "county": _county_fault(row, by)}
    return {name: text for name, text in found.items() if text}


def _ags_fault(row: Organisation) -> str:
    digits = 5 if row.kind == OrganisationKind.KREIS else 8
    whose = {5: "eines Kreises hat fünf", 8: "einer Stadt oder Gemeinde hat acht"}[digits]
    if row.kind == OrganisationKind.DRITTE:
        return "Dritte haben keinen AGS. Bitte lassen Sie dieses Feld leer." if row.ags else ""
    if not row.ags:
        return f"Bitte geben Sie den AGS an. Der AGS {whose} Ziffern."
    if not (row.ags.isascii() and row.ags.isdigit()):
        return "Der AGS besteht nur aus Ziffern."
    if len(row.ags) != digits:
        return f"Der AGS {whose} Ziffern, dieser hat {len(row.ags)}."
    if row.ags[:2] not in LANDS:
        return f"Die ersten beiden Ziffern des AGS nennen das Land, 01 bis 16; {row.ags[:2]} gibt es nicht."
    if row.county and row.kind not in WITHOUT_COUNTY and not row.ags.startswith(row.county.ags or "-"):
        return f"Der AGS beginnt mit {row.ags[:5]}, der des Kreises ({row.county}) ist {row.county.ags}."
    return ""


def _ags_taken(row: Organisation) -> str:
    if not row.ags:
        return ""
    other = Organisation.objects.exclude(pk=row.pk).filter(ags=row.ags).first()
    if other:
        return f"Diesen AGS hat schon: {other}."
    members = row.municipalities.exclude(ags=None) if row.pk else Organisation.objects.none()
    if members.exclude(ags__startswith=row.ags).exists():
        return "Diesem Kreis sind Kommunen zugeordnet, deren AGS anders beginnt."
    return ""


def _designation_taken(row: Organisation) -> str:
    others = Organisation.objects.exclude(pk=row.pk).filter(designation__iexact=row.designation)
    return TAKEN if others.exists() else ""


def kind_fault(row: Organisation) -> str:
    """Why an organisation cannot have this kind: a county that has municipalities stays one."""
    if row.pk and row.kind != OrganisationKind.KREIS and row.municipalities.exists():
        return "Diesem Kreis sind Kommunen zugeordnet; er kann nur ein Kreis sein."
    return ""


def _exists_fault(row: Organisation) -> str:
    if row.exists_since is None:
        return ""
    if row.exists_since > today():
        return "Dieses Datum liegt in der Zukunft."
    joined = InitiativeParticipant.objects.filter(organisation_id=row.pk, joined_on__lt=row.exists_since)
    entered = ParticipationEntry.objects.standing().filter(
        organisation_id=row.pk, effective_on__lt=row.exists_since
    )
    days = [*joined.values_list("joined_on", flat=True), *entered.values_list("effective_on", flat=True)]
    return f"{row} war schon am {min(days):%d.%m.%Y} beteiligt." if row.pk and days else ""


def check_existed(organisation: Organisation, day: date, name: str = "effective_on") -> None:
    """Raises Refused, at the form's field `name`, for a day on which there was no such organisation yet."""
    since = organisation.exists_since
    if since and day < since:
        raise Refused(f"{organisation} besteht erst seit dem {since:%d.%m.%Y}.", name)


def _county_fault(row: Organisation, by: Mandate) -> str:
    if row.county and row.kind in WITHOUT_COUNTY:
        return f"Eine Organisation der Art „{row.get_kind_display()}“ gehört zu keinem Kreis."
    if row.county and row.county.kind != OrganisationKind.KREIS:
        return f"{row.county} ist kein Kreis."
    if not covers(by, row):
        return f"Ihr Mandat umfasst nur Organisationen {by.acts_for.of}."
    return ""


@state_change()
def create(
    *, values: Mapping[str, Any], by: Mandate, at: datetime, figure: Mapping[str, Any] | None = None
) -> Organisation:
    """Add an organisation; `values` are attributes of `LABELS`, `figure` arguments of `record_population`.

    Raises Refused for whatever `faults` finds.
    """
    row = Organisation(**edits.cleaned(values))
    _refuse(faults(row, by))
    add(row=row, by=by, at=at)
    if figure:
        record_population(organisation=row, by=by, at=at, **figure)
    return row


@state_change()
def edit(
    *,
    organisation: Organisation,
    values: Mapping[str, Any],
    by: Mandate,
    at: datetime,
    seen: Mapping[str, Any] | None = None,
    figure: Mapping[str, Any] | None = None,
) -> bool:
    """Change attributes of `LABELS`; returns whether anything changed. `seen`: see `edits.apply`; `figure`: as above.

    Raises Conflict where somebody else changed the same value meanwhile, Refused for whatever `faults` finds.
    """
    row = Organisation.objects.select_for_update(no_key=True).get(pk=organisation.pk)
    if not covers(by, row):
        raise Refused(f"Ihr Mandat umfasst nur Organisationen {by.acts_for.of}.")
    changed = edits.apply(row, values, seen, kind="organisation", organisation_id=row.pk)
    if changed:
        _refuse(faults(row, by))
        change(row=row, changed=changed, by=by, at=at)
    counted = figure is not None and record_population(organisation=row, by=by, at=at, **figure)
    return bool(changed) or counted


def _refuse(found: dict[str, str]) -> None:
    for name, sentence in found.items():
        raise Refused(sentence, name)


def add(*, row: Organisation, by: Mandate, at: datetime) -> None:
    """Insert a checked row and record it."""
    _store(row)
    events.record(
        kind="organisation",
        subject="Organisation angelegt",
        change=events.Change(after=str(row)),
        where=events.of_organisation(row),
        by=by,
        at=at,
    )


def change(*, row: Organisation, changed: Mapping[str, tuple[Any, Any]], by: Mandate, at: datetime) -> None:
    """Update a checked row and record what changed: attribute -> (before, after)."""
    _store(row)
    versions.move_all()
    events.record(
        kind="organisation",
        subject=f"Angaben {row.of} geändert",
        change=events.Change(*edits.in_words(LABELS, changed)),
        where=events.of_organisation(row),
        by=by,
        at=at,
    )


def _store(row: Organisation) -> None:
    try:
        with state_change():
            row.save()
    except IntegrityError as error:
        raise Refused(f"{row} wurde gerade von jemand anderem angelegt.", "designation") from error


@state_change()
def record_population(
    *, organisation: Organisation, day: date, value: int, source: str, by: Mandate, at: datetime
) -> bool:
    """Record the inhabitants on a day, replacing a figure of the same day; returns whether anything changed.

    Raises Refused for a third party and for a day in the future.
    """
    if organisation.kind == OrganisationKind.DRITTE:
        raise Refused("Dritte haben keine Einwohnerzahl.", "population")
    if day > day_of(at):
        raise Refused("Dieser Stichtag liegt in der Zukunft.", "population_date")
    old = (
        PopulationFigure.objects.select_for_update(no_key=True)
        .filter(organisation=organisation, date=day)
        .first()
    )
    if old and (old.value, old.source) == (value, source):
        return False
    PopulationFigure.objects.update_or_create(
        organisation=organisation, date=day, defaults={"value": value, "source": source}
    )
    versions.move_all()
    events.record(
        kind="population",
        subject=f"Einwohnerzahl {organisation.of}",
        change=events.Change(
            f"{old.value} ({old.source})" if old else "", f"{value} am {day:%d.%m.%Y} ({source})"
        ),
        where=events.of_organisation(organisation),
        by=by,
        at=at,
    )
    return True
