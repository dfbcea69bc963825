"""By which programme of its Land a field is to be funded: chosen, changed, proved, dropped. Append-only; cents.

Invariants: the programme is one of the Land of those who take part and is open on the day on which it is chosen; what was
chosen then may be changed and proved afterwards; the latest entry counts and keeps what was proved before it.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from types import SimpleNamespace
from typing import Any

from initiatives.domain.kernel import corrections, days, edits
from initiatives.domain.kernel.errors import Refused
from initiatives.domain.kernel.texts import clean, euro_in_words
from initiatives.domain.log import events
from initiatives.domain.money import lines
from initiatives.domain.rules.money import funding
from initiatives.domain.state import loading, money
from initiatives.domain.state.facts import ProgrammeFacts
from initiatives.domain.state.versions import state_change
from initiatives.enums import Confidence
from initiatives.enums.money import CostKind, Variant
from initiatives.models import CostKey, CostLineEntry, Field, FieldFunding, FundingProgramme, Mandate

CHOSEN = ("programme_id", "expenses_cents", "key_id", "note")
LONGEST = 500  # characters of what is said of a proof


def programmes(land: str) -> list[ProgrammeFacts]:
    """All guidelines of a Land (two digits of the AGS), by name and first day."""
    return [money.programme(row) for row in FundingProgramme.objects.filter(land=land)]


@state_change()
def choose(
    *,
    field: Field,
    programme_id: int,
    expenses_cents: int,
    key_id: int | None,
    note: str,
    by: Mandate,
    at: datetime,
    effective_on: date | None = None,
    seen: Mapping[str, Any] | None = None,
) -> FieldFunding:
    """Say by which programme a field is to be funded, for which expenses, and by which key the own share is borne.

    `key_id` None is the first key of the field. `seen` holds what the editor had in front of them (`CHOSEN`): see `edits.apply`,
    also for the Conflict. Raises Refused for a programme of another Land or one that is not open on the day, unless it stands,
    for no expenses, a key of another field, where nothing changes, and for a day in the future or before the field.
    """
    row = _locked(field)
    day = days.effective(effective_on, at=at, since=row.proposed_on)
    latest = _standing(row)
    _check(row, programme_id, latest, day)
    if expenses_cents <= 0:
        raise Refused("Bitte nennen Sie die zuwendungsfähigen Ausgaben.", "expenses_cents")
    if key_id is not None and not CostKey.objects.filter(pk=key_id, field=row).exists():
        raise Refused("Diesen Schlüssel gibt es in diesem Feld nicht.", "key_id")
    values = {"programme_id": programme_id, "expenses_cents": expenses_cents, "key_id": key_id, "note": note}
    stands = SimpleNamespace(**{name: getattr(latest, name, None) for name in CHOSEN})
    told: dict[str, Any] = {"kind": "funding", "field_id": row.pk}
    changed = edits.apply(stands, values, seen, unsaid=() if latest else CHOSEN, **told)
    if latest is not None and not changed:
        raise Refused("Sie haben nichts geändert.")
    made = {name: getattr(stands, name) for name in CHOSEN}
    return _record(row, latest, made, _proofs(latest), day, by, at)


@state_change()
def prove(
    *,
    field: Field,
    title: str,
    is_there: bool,
    note: str,
    by: Mandate,
    at: datetime,
    effective_on: date | None = None,
) -> FieldFunding:
    """Say of a proof that the chosen programme asks for whether it is there, and where.

    Raises Refused while none is chosen, for a proof that it does not ask for, for one that is there without where, and for a
    day in the future or before the programme was chosen.
    """
    row = _locked(field)
    latest = _standing(row)
    if latest is None:
        raise Refused("Für dieses Feld ist kein Förderprogramm gewählt.")
    if title not in latest.programme.proofs:
        raise Refused("Diesen Nachweis verlangt das Programm nicht.")
    if is_there and not clean(note):
        raise Refused("Bitte nennen Sie, wo der Nachweis liegt.", "note")
    day = days.effective(effective_on, at=at, since=latest.effective_on, whose="Die Wahl des Programms")
    proofs = [one for one in _proofs(latest) if one["title"] != title]
    proofs.append({"title": title, "is_there": is_there, "note": clean(note)[:LONGEST]})
    made = {name: getattr(latest, name) for name in CHOSEN}
    return _record(row, latest, made, proofs, day, by, at)


@state_change()
def drop(
    *, field: Field, note: str, by: Mandate, at: datetime, effective_on: date | None = None
) -> FieldFunding:
    """Say that the funding is not pursued any more, and why.

    Raises Refused while no programme is chosen, without a reason, and for a day in the future or before it was chosen.
    """
    row = _locked(field)
    latest = _standing(row)
    if latest is None:
        raise Refused("Für dieses Feld ist kein Förderprogramm gewählt.")
    if not clean(note):
        raise Refused("Bitte begründen Sie, warum die Förderung nicht verfolgt wird.", "note")
    day = days.effective(effective_on, at=at, since=latest.effective_on, whose="Die Wahl des Programms")
    made = {name: getattr(latest, name) for name in CHOSEN} | {"note": note, "is_dropped": True}
    return _record(row, latest, made, _proofs(latest), day, by, at)


@state_change()
def to_comparison(*, field: Field, by: Mandate, at: datetime) -> CostLineEntry:
    """Add the grant to the joint variant of the comparison, shared by the key of the own share: once.

    Raises Refused while no programme is chosen, where it gives nothing, and where its grant stands in the comparison already.
    """
    row = _locked(field)
    facts = loading.facts(row.initiative_id).field(row.pk)
    chosen = facts.money.funding
    if chosen is None:
        raise Refused("Für dieses Feld ist kein Förderprogramm gewählt.")
    given = funding.of_field(facts, chosen)
    if not given.cents:
        raise Refused("Das Programm gibt für so wenige Partner nichts.")
    if funding.in_comparison(facts, chosen):
        raise Refused("Diese Zuwendung steht schon im Vergleich.")
    key = CostKey.objects.get(pk=chosen.key_id) if chosen.key_id else None
    values = {
        "title": funding.line_title(chosen.programme),
        "amount_cents": given.cents,
        "from_year": facts.money.basis.first_year,
        "source": chosen.programme.paragraph,
        "confidence": Confidence.ESTIMATED,
    }
    who = lines.Who(Variant.JOINT, CostKind.GRANT, is_shared=True, key=key)
    return lines.add(field=row, who=who, values=values, by=by, at=at)


@state_change()
def correct(
    *,
    entry: FieldFunding,
    values: Mapping[str, Any],
    correction_reason: str,
    by: Mandate,
    at: datetime,
    withdrawn: bool = False,
) -> FieldFunding:
    """Put right `expenses_cents`, `note`, `effective_on` or `day_order` of an entry, or (`withdrawn`) say that it never was.

    Raises Refused for no expenses, a day in the future or before the field, and as `corrections.replace`.
    """
    row = _locked(entry.field)
    if not withdrawn:
        days.effective(values.get("effective_on", entry.effective_on), at=at, since=row.proposed_on)
        if values.get("expenses_cents", entry.expenses_cents) <= 0:
            raise Refused("Bitte nennen Sie die zuwendungsfähigen Ausgaben.", "expenses_cents")
    new = corrections.replace(entry, values, reason=correction_reason, by=by, at=at, withdrawn=withdrawn)
    told = events.Change(*corrections.told(entry, new, words))
    _tell("funding-corrected", "Förderung berichtigt", told, new, by, at)
    return new


def _locked(field: Field) -> Field:
    return Field.objects.select_for_update(no_key=True).get(pk=field.pk)


def _standing(field: Field) -> FieldFunding | None:
    """The entry that counts; None where none does, or funding is not pursued."""
    rows = FieldFunding.objects.standing().filter(field=field).select_related("programme")
    found: FieldFunding | None = rows.last()
    return None if found is None or found.is_dropped else found


def _check(row: Field, programme_id: int, latest: FieldFunding | None, day: date) -> None:
    facts = loading.facts(row.initiative_id).field(row.pk)
    offered = {one.id: one for one in programmes(funding.land_of(facts))}
    found = offered.get(programme_id)
    if found is None:
        raise Refused("Dieses Programm gibt es für die Beteiligten nicht.", "programme_id")
    stands = latest is not None and latest.programme_id == programme_id
    if not stands and not funding.is_open(found, day):
        raise Refused(f"Dieses Programm nimmt am {day:%d.%m.%Y} keine Anträge an.", "programme_id")


def _proofs(latest: FieldFunding | None) -> list[dict[str, Any]]:
    return list(latest.proofs) if latest else []


def _record(
    row: Field,
    before: FieldFunding | None,
    values: Mapping[str, Any],
    proofs: list[dict[str, Any]],
    day: date,
    by: Mandate,
    at: datetime,
) -> FieldFunding:
    entry = FieldFunding.objects.create(
        field=row, **values, proofs=proofs, effective_on=day, recorded_at=at, mandate=by
    )
    change = events.Change(words(before) if before else "", words(entry))
    _tell("funding", "Förderung", change, entry, by, at)
    return entry


def words(entry: FieldFunding) -> str:
    """IKZ NRW (Richtlinie …), Ausgaben 400.000,00 €; 1 Nachweis von Hand: Neue Zusammenarbeit"""
    if entry.is_dropped:
        return f"wird nicht verfolgt: {entry.note}"
    told = f"{entry.programme}, zuwendungsfähige Ausgaben {euro_in_words(entry.expenses_cents)}"
    there = [one["title"] for one in entry.proofs if one["is_there"]]
    note = f"; {entry.note}" if entry.note else ""
    return told + (f"; belegt: {', '.join(there)}" if there else "") + note


def _tell(
    kind: str, subject: str, change: events.Change, entry: FieldFunding, by: Mandate, at: datetime
) -> None:
    where = events.in_field(entry.field).on("funding", entry.field_id)
    effective_on = entry.effective_on
    events.record(
        kind=kind, subject=subject, change=change, where=where, by=by, at=at, effective_on=effective_on
    )
