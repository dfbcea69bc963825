"""Entering the plain costs of a participant of a field: three sums, each a line that nobody has broken down. All in cents."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from types import SimpleNamespace
from typing import Any

from initiatives.domain.fields import participations
from initiatives.domain.kernel import days, edits
from initiatives.domain.kernel.errors import Refused
from initiatives.domain.kernel.moments import day_of
from initiatives.domain.kernel.texts import clean, euro_in_words
from initiatives.domain.log import events
from initiatives.domain.people.organisations import check_existed
from initiatives.domain.state.facts import FieldFacts
from initiatives.domain.state.versions import state_change
from initiatives.enums import Participation
from initiatives.enums.money import CostKind, Variant
from initiatives.models import CostLine, CostLineEntry, Field, Mandate, Organisation

# The sums by their names, each with the variant and kind of its line.
SUMS: dict[str, tuple[Variant, CostKind]] = {
    "today": (Variant.TODAY, CostKind.TOTAL),
    "joint": (Variant.JOINT, CostKind.TOTAL),
    "one_off": (Variant.JOINT, CostKind.ONE_OFF),
}
VARIANTS = (Variant.TODAY, Variant.JOINT)
KEPT = ("from_year", "until_year", "increase")  # of a line, whatever its sum becomes
Entries = dict[str, CostLineEntry]


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
    seen: Mapping[str, Any] | None = None,
    past: bool = False,
) -> Entries:
    """Record what an organisation pays a year today and would pay jointly, and once for the change, in cents.

    Returns the entries of its three lines by the names of `SUMS`. The own figures are entered by the organisation, those of
    all by the lead; what is `past` by who records the course. Raises Refused for anybody else, for one who does not take part
    or whose costs are broken down, without a source, for negative sums and for a day in the future. `seen` holds what the
    editor had in front of them (today, joint, one_off, source, confidence): see `edits.apply`, also for the Conflict.
    """
    row = Field.objects.select_for_update(no_key=True).get(pk=field.pk)
    day = days.effective(effective_on, at=at, since=row.proposed_on)
    check_existed(organisation, day)
    _check_who(row, organisation, day, by=by, at=at, past=past)
    values: dict[str, Any] = {"today": today_cents, "joint": joint_cents, "one_off": one_off_cents}
    _check(values, source)
    values |= {"source": source, "confidence": confidence}
    latest = _latest(row, organisation)
    stands = _stands(latest)
    edits.apply(
        stands,
        values,
        seen,
        unsaid=() if latest else values,
        kind="cost",
        field_id=row.pk,
        organisation_id=organisation.pk,
    )
    said = {"source": stands.source, "confidence": stands.confidence, "effective_on": day}
    entries = {
        name: CostLineEntry.objects.create(
            line=_line(row, organisation, name, latest),
            amount_cents=getattr(stands, name),
            **{kept: getattr(latest[name], kept) for kept in KEPT if name in latest},
            **said,
            recorded_at=at,
            mandate=by,
        )
        for name in SUMS
    }
    events.record(
        kind="cost",
        subject=f"Kosten {organisation.of}",
        change=events.Change(words(latest), words(entries)),
        where=events.in_field(row, organisation),
        by=by,
        at=at,
        effective_on=day,
    )
    return entries


def is_offered(field: FieldFacts, organisation_id: int) -> bool:
    """Whether the three sums are all that is told of an organisation: nothing is broken down, and nothing is borne jointly."""
    lines = [line for line in field.money.lines if line.variant in VARIANTS]
    own = [line for line in lines if line.organisation_id == organisation_id]
    return all(line.is_plain and (line.variant, line.kind) in SUMS.values() for line in own) and not any(
        line.is_shared for line in lines
    )


def told(field: FieldFacts, organisation_id: int) -> dict[str, Any]:
    """What an organisation has told, by the names of `seen` of `enter`; empty where nothing is."""
    lines = {
        (line.variant, line.kind): line
        for line in field.money.lines
        if line.organisation_id == organisation_id and line.is_plain
    }
    own = {name: lines[place] for name, place in SUMS.items() if place in lines}
    if not own:
        return {}
    last = max(own.values(), key=lambda line: (line.effective_on, line.entry_id))
    sums = {name: own[name].amount if name in own else None for name in SUMS}
    return sums | {"source": last.source, "confidence": last.confidence}


def _latest(row: Field, organisation: Organisation) -> Entries:
    """The sums that stand, by their names. Raises Refused where they are broken down or borne jointly."""
    entries = CostLineEntry.objects.standing().filter(line__field=row, line__variant__in=VARIANTS)
    last = {entry.line_id: entry for entry in entries.select_related("line")}
    names = {place: name for name, place in SUMS.items()}
    found: Entries = {}
    for entry in (one for one in last.values() if not one.is_dropped):
        line = entry.line
        name = names.get((Variant(line.variant), CostKind(line.kind)))
        is_own = line.organisation_id == organisation.pk
        if line.is_shared or (is_own and (name is None or entry.title)):
            raise Refused("Diese Kosten sind aufgeschlüsselt. Bitte ändern Sie sie unter „Vergleich“.")
        if is_own and name:
            found[name] = entry
    return found


def _line(row: Field, organisation: Organisation, name: str, latest: Entries) -> CostLine:
    if name in latest:
        return latest[name].line
    variant, kind = SUMS[name]
    return CostLine.objects.create(field=row, variant=variant, kind=kind, organisation=organisation)


def _check_who(
    row: Field, organisation: Organisation, day: date, *, by: Mandate, at: datetime, past: bool
) -> None:
    members = {
        pk: one
        for when in sorted({day, day_of(at)})
        for pk, one in participations.on(row, when).items()
        if one.status == Participation.PARTICIPATING
    }
    own = members.get(by.own_id)
    if not past and by.organisation_id != organisation.pk and not (own and own.is_responsible):
        raise Refused("Kosten erfasst jede Kommune für sich; die federführende für alle.", "organisation")
    if organisation.pk not in members:
        raise Refused(f"{organisation} ist an diesem Feld nicht beteiligt.", "organisation")


def _check(sums: Mapping[str, int], source: str) -> None:
    for name, cents in sums.items():
        if cents < 0:
            raise Refused("Kosten können nicht kleiner als null sein.", name)
    if not clean(source):
        raise Refused("Bitte nennen Sie die Quelle der Zahlen.", "source")


def _stands(latest: Entries) -> SimpleNamespace:
    """What counts, by the names of `seen`; nothing where there is none."""
    sums = {name: latest[name].amount_cents if name in latest else None for name in SUMS}
    last = max(latest.values(), key=lambda entry: (entry.effective_on, entry.pk), default=None)
    if last is None:
        return SimpleNamespace(**sums, source="", confidence="")
    return SimpleNamespace(**sums, source=last.source, confidence=last.confidence)


def words(entries: Mapping[str, CostLineEntry]) -> str:
    """The sums: heute 24.800,00 €, gemeinsam 20.000,00 € je Jahr, einmalig 3.000,00 €."""
    sums = {name: entry.amount_cents or 0 for name, entry in entries.items()}
    labels = {"today": "heute", "joint": "gemeinsam"}
    yearly = ", ".join(f"{word} {euro_in_words(sums[name])}" for name, word in labels.items() if name in sums)
    once = f"einmalig {euro_in_words(sums['one_off'])}" if sums.get("one_off") else ""
    return ", ".join(part for part in (yearly and f"{yearly} je Jahr", once) if part)
