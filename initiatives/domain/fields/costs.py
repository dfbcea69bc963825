"""Entering the plain costs of a participant of a field. Append-only; the latest entry counts. All in cents."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from types import SimpleNamespace
from typing import Any

from initiatives.domain.fields import participations
from initiatives.domain.kernel import corrections, days, edits
from initiatives.domain.kernel.errors import Refused
from initiatives.domain.kernel.moments import day_of
from initiatives.domain.kernel.texts import clean
from initiatives.domain.log import events
from initiatives.domain.people.organisations import check_existed
from initiatives.domain.state.versions import state_change
from initiatives.enums import Participation
from initiatives.models import CostEntry, Field, Mandate, Organisation

CORRECTABLE = (
    *("today_cents", "joint_cents", "one_off_cents", "source", "confidence"),
    "effective_on",
)


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
) -> CostEntry:
    """Record what an organisation pays a year today and would pay jointly, and once for the change, in cents.

    The own figures are entered by the organisation, those of all by the lead; what is
    `past` by who records the course. Raises Refused for anybody else, for one who
    does not take part, without a source, for negative sums and for a day in the future. `seen` holds what the editor had in
    front of them (today, joint, one_off, source, confidence): see `edits.apply`, also for the Conflict.
    """
    row = Field.objects.select_for_update(no_key=True).get(pk=field.pk)
    day = days.effective(effective_on, at=at, since=row.proposed_on)
    check_existed(organisation, day)
    _check_who(row, organisation, day, by, at, past=past)
    _check(today_cents, joint_cents, one_off_cents, source)
    values: dict[str, Any] = {"today": today_cents, "joint": joint_cents, "one_off": one_off_cents}
    values |= {"source": source, "confidence": confidence}
    latest = CostEntry.objects.standing().filter(field=row, organisation=organisation).last()
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
    entry = CostEntry.objects.create(
        field=row,
        organisation=organisation,
        today_cents=stands.today,
        joint_cents=stands.joint,
        one_off_cents=stands.one_off,
        source=stands.source,
        confidence=stands.confidence,
        effective_on=day,
        recorded_at=at,
        mandate=by,
    )
    events.record(
        kind="cost",
        subject=f"Kosten {organisation.of}",
        change=events.Change(words(latest) if latest else "", words(entry)),
        where=events.in_field(row, organisation),
        by=by,
        at=at,
        effective_on=day,
    )
    return entry


@state_change()
def correct(
    *,
    entry: CostEntry,
    values: Mapping[str, Any],
    correction_reason: str,
    by: Mandate,
    at: datetime,
    withdrawn: bool = False,
) -> CostEntry:
    """Put right sums (`today_cents`, `joint_cents`, `one_off_cents`), `source`, `confidence`, `effective_on` or `day_order`,
    or (`withdrawn`) say that there were none.

    Raises Refused as `enter` and `corrections.replace`.
    """
    row = Field.objects.select_for_update(no_key=True).get(pk=entry.field_id)
    stands = {name: getattr(entry, name) for name in CORRECTABLE} | dict(values)
    day = days.effective(stands["effective_on"], at=at, since=row.proposed_on)
    _check_who(row, entry.organisation, entry.effective_on if withdrawn else day, by, at)
    _check(stands["today_cents"], stands["joint_cents"], stands["one_off_cents"], stands["source"])
    new = corrections.replace(entry, values, reason=correction_reason, by=by, at=at, withdrawn=withdrawn)
    events.record(
        kind="cost-corrected",
        subject=f"Kosten {entry.organisation.of} berichtigt",
        change=events.Change(*corrections.told(entry, new, _with_source)),
        where=events.in_field(row, entry.organisation),
        by=by,
        at=at,
        effective_on=new.effective_on,
    )
    return new


def _with_source(entry: CostEntry) -> str:
    return f"{words(entry)}, {entry.source}, {entry.get_confidence_display()}"


def _check_who(
    row: Field, organisation: Organisation, day: date, by: Mandate, at: datetime, *, past: bool = False
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


def _check(today_cents: int, joint_cents: int, one_off_cents: int, source: str) -> None:
    for name, cents in (("today", today_cents), ("joint", joint_cents), ("one_off", one_off_cents)):
        if cents < 0:
            raise Refused("Kosten können nicht kleiner als null sein.", name)
    if not clean(source):
        raise Refused("Bitte nennen Sie die Quelle der Zahlen.", "source")


def _stands(latest: CostEntry | None) -> SimpleNamespace:
    """The entry that counts, by the names of `seen`; nothing where there is none."""
    if latest is None:
        return SimpleNamespace(today=None, joint=None, one_off=None, source="", confidence="")
    sums = {"today": latest.today_cents, "joint": latest.joint_cents, "one_off": latest.one_off_cents}
    return SimpleNamespace(**sums, source=latest.source, confidence=latest.confidence)


def words(entry: CostEntry) -> str:
    """The sums: heute 24.800,00 €, gemeinsam 20.000,00 € je Jahr, einmalig 3.000,00 €."""
    once = f", einmalig {_euro(entry.one_off_cents)}" if entry.one_off_cents else ""
    return f"heute {_euro(entry.today_cents)}, gemeinsam {_euro(entry.joint_cents)} je Jahr{once}"


def _euro(cents: int) -> str:
    return f"{cents / 100:,.2f}".replace(",", " ").replace(".", ",").replace(" ", ".") + "\u00a0€"
