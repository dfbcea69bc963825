"""Cost lines of a comparison (Wirtschaftlichkeitsbetrachtung): added, changed from a day on, dropped, put right. Cents.

Invariant: a line is what `CostLine` allows, its organisations take part in the field, and what it comes to stands in entries,
of which the latest counts. Who may enter a line says `access.may_enter_line`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from types import SimpleNamespace
from typing import Any

from initiatives.domain.fields import participations
from initiatives.domain.kernel import corrections, days, edits
from initiatives.domain.kernel.errors import Refused
from initiatives.domain.kernel.moments import day_of
from initiatives.domain.log import events
from initiatives.domain.money import line_values
from initiatives.domain.money.line_values import VALUES, words
from initiatives.domain.rules import access
from initiatives.domain.state import loading
from initiatives.domain.state.versions import state_change
from initiatives.enums import Participation
from initiatives.enums.money import RUNNING, CostKind, Variant
from initiatives.models import CostKey, CostLine, CostLineEntry, Field, Mandate, Organisation

PAGE = "economics"
NOT_YOURS = "Was eine Kommune allein trägt, erfasst sie selbst; alles andere, wer das Feld in der Hand hat."


@dataclass(frozen=True)
class Who:
    """Which line: of whom, in which variant, of which kind; see `CostLine`."""

    variant: str
    kind: str
    organisation: Organisation | None = None
    receiver: Organisation | None = None
    is_shared: bool = False
    key: CostKey | None = None


@state_change()
def add(
    *,
    field: Field,
    who: Who,
    values: Mapping[str, Any],
    by: Mandate,
    at: datetime,
    effective_on: date | None = None,
    drops_plain: bool = False,
) -> CostLineEntry:
    """Record a line with what it comes to: `values` by the names `line_values.VALUES`, the rest as none.

    With `drops_plain` the sum that the organisation gave without breaking it down (`CostLineFacts.is_plain`) is dropped from
    the same day on. Raises Refused for organisations that do not take part, and as `line_values.check`.
    """
    row = _locked(field)
    day = days.effective(effective_on, at=at, since=row.proposed_on)
    plain = _plain(row, who) if drops_plain else None
    if plain is not None:
        _append(plain.line, plain, {"is_dropped": True}, day, by, at)
    return _add(row, who, values, _members(row, day, at), day, by, at)


@state_change()
def add_several(
    *,
    field: Field,
    several: Iterable[tuple[Who, Mapping[str, Any]]],
    by: Mandate,
    at: datetime,
    effective_on: date | None = None,
) -> list[CostLineEntry]:
    """Record lines that hold from a day on, all or none. Raises Refused as `add`."""
    row = _locked(field)
    day = days.effective(effective_on, at=at, since=row.proposed_on)
    members = _members(row, day, at)
    return [_add(row, who, values, members, day, by, at) for who, values in several]


@state_change()
def change(
    *,
    line: CostLine,
    values: Mapping[str, Any],
    by: Mandate,
    at: datetime,
    effective_on: date | None = None,
    seen: Mapping[str, Any] | None = None,
) -> CostLineEntry:
    """Let a line come to something else from a day on. `seen`: see `edits.apply`, also for the Conflict.

    Raises Refused as `add`, for a day before its first one, and for a line that was dropped or withdrawn meanwhile.
    """
    row = _locked(line.field)
    latest = _standing(line)
    day = _later(effective_on, latest, at, row)
    stands = SimpleNamespace(**{name: getattr(latest, name) for name in VALUES})
    changed = edits.apply(stands, values, seen, kind="cost-line", field_id=row.pk, anchor=_anchor(latest))
    if not changed:
        raise Refused("Sie haben nichts geändert.")
    if not stands.title and latest.title:
        raise Refused("Bitte geben Sie der Zeile eine Bezeichnung.", "title")
    line_values.check(line.kind, stands)
    return _append(latest.line, latest, vars(stands), day, by, at)


@state_change()
def drop(
    *, line: CostLine, by: Mandate, at: datetime, effective_on: date | None = None, source: str = ""
) -> CostLineEntry:
    """Let a line count no more from a day on; `source` says why, if anything. Raises Refused as `change`."""
    row = _locked(line.field)
    latest = _standing(line)
    day = _later(effective_on, latest, at, row)
    values = {"is_dropped": True} | ({"source": source} if source else {})
    return _append(latest.line, latest, values, day, by, at)


@state_change()
def correct(
    *,
    entry: CostLineEntry,
    values: Mapping[str, Any],
    correction_reason: str,
    by: Mandate,
    at: datetime,
    withdrawn: bool = False,
) -> CostLineEntry:
    """Put right what was entered (`VALUES`, `effective_on`, `day_order`), or (`withdrawn`) say that it never was.

    Raises Refused for anybody else than `access.may_enter_line` allows, as `line_values.check`, and as `corrections.replace`.
    """
    row = _locked(entry.line.field)
    facts = loading.facts(row.initiative_id, field_id=row.pk)
    if not access.may_enter_line(by, facts, facts.field(row.pk), entry.line):
        raise Refused(NOT_YOURS, "organisation")
    stands = SimpleNamespace(
        **{name: getattr(entry, name) for name in (*VALUES, "effective_on")} | edits.cleaned(values)
    )
    days.effective(stands.effective_on, at=at, since=row.proposed_on)
    if not withdrawn:
        line_values.check(entry.line.kind, stands)
    new = corrections.replace(entry, values, reason=correction_reason, by=by, at=at, withdrawn=withdrawn)
    _tell(new, events.Change(*corrections.told(entry, new, words)), by, at, kind="cost-line-corrected")
    return new


def title(entry: CostLineEntry) -> str:
    """Whose line it is, and what for: Kosten der Gemeinde Nottuln, heute: Personal."""
    line = entry.line
    whose = f"Kosten {line.organisation.of}" if line.organisation else "Gemeinsame Kosten"
    if line.receiver and line.organisation:
        whose = f"Erstattung {line.organisation.of} an {line.receiver}"
    return f"{whose}, {line.get_variant_display()}: {line.get_kind_display()}"


def _locked(field: Field) -> Field:
    return Field.objects.select_for_update(no_key=True).get(pk=field.pk)


def _later(day: date | None, latest: CostLineEntry, at: datetime, row: Field) -> date:
    """The day given, or that of `at`; not one before the entry that it follows, which would go on to count."""
    found = days.effective(day, at=at, since=row.proposed_on)
    if found < latest.effective_on:
        raise Refused(
            f"Die jetzige Angabe gilt ab dem {latest.effective_on:%d.%m.%Y}. Bitte geben Sie diesen oder einen späteren "
            "Tag an, oder berichtigen Sie die Angabe.",
            "effective_on",
        )
    return found


def _members(row: Field, day: date, at: datetime) -> set[int]:
    """Who takes part on a day or today."""
    return {
        pk
        for when in sorted({day, day_of(at)})
        for pk, one in participations.on(row, when).items()
        if one.status == Participation.PARTICIPATING
    }


def _add(
    row: Field,
    who: Who,
    values: Mapping[str, Any],
    members: set[int],
    day: date,
    by: Mandate,
    at: datetime,
) -> CostLineEntry:
    _check_who(row, who, members)
    entry = CostLineEntry(**(line_values.NOTHING | edits.cleaned(values)))
    if not entry.title:
        raise Refused("Bitte geben Sie der Zeile eine Bezeichnung.", "title")
    line_values.check(who.kind, entry)
    entry.line = CostLine.objects.create(field=row, **vars(who))
    _write(entry, day, by, at)
    _tell(entry, events.Change("", words(entry)), by, at)
    return entry


def _check_who(row: Field, who: Who, members: set[int]) -> None:
    for name, place in (("organisation", who.organisation), ("receiver", who.receiver)):
        if place is not None and place.pk not in members:
            raise Refused(f"{place} ist an diesem Feld nicht beteiligt.", name)
    if who.organisation is None and not who.is_shared:
        raise Refused("Bitte wählen Sie, wen die Zeile betrifft.", "organisation")
    if (who.kind == CostKind.REIMBURSEMENT) != (who.receiver is not None):
        raise Refused("Eine Erstattung nennt, wer sie erhält; andere Zeilen nennen niemanden.", "receiver")
    if who.receiver is not None and who.receiver == who.organisation:
        raise Refused("An sich selbst erstattet niemand etwas.", "receiver")
    _check_shared(row, who)


def _check_shared(row: Field, who: Who) -> None:
    if who.is_shared and who.kind in (CostKind.REIMBURSEMENT, CostKind.SAVING):
        raise Refused("Das trägt niemand gemeinsam.", "kind")
    if who.variant == Variant.TODAY and (who.is_shared or who.kind == CostKind.SAVING):
        raise Refused("Heute trägt jede Kommune ihre Kosten selbst und spart noch nichts.", "variant")
    if who.key is not None and (not who.is_shared or who.key.field_id != row.pk):
        raise Refused("Diesen Schlüssel gibt es hier nicht.", "key")


def _standing(line: CostLine) -> CostLineEntry:
    """The entry of a line that counts. Raises Overtaken where there is none any more."""
    rows = CostLineEntry.objects.standing().filter(line=line)
    latest = rows.select_related("line__organisation", "line__receiver").last()
    if latest is None or latest.is_dropped:
        raise corrections.Overtaken("Diese Zeile zählt nicht mehr. Was doch gilt, erfassen Sie bitte neu.")
    return latest


def _plain(row: Field, who: Who) -> CostLineEntry | None:
    """The sum not broken down that would count twice beside a line."""
    kinds = {CostKind.ONE_OFF: CostKind.ONE_OFF} | dict.fromkeys(RUNNING, CostKind.TOTAL)
    kind = kinds.get(CostKind(who.kind))
    if kind is None or who.organisation is None or who.is_shared:
        return None
    of_line = {"line__variant": who.variant, "line__organisation": who.organisation, "line__kind": kind}
    rows = CostLineEntry.objects.standing().filter(line__field=row, line__is_shared=False, **of_line)
    last = {one.line_id: one for one in rows.select_related("line__organisation", "line__receiver")}
    return next((one for one in last.values() if not one.title and not one.is_dropped), None)


def _append(
    line: CostLine, before: CostLineEntry, values: Mapping[str, Any], day: date, by: Mandate, at: datetime
) -> CostLineEntry:
    """Another entry of a line, as the one before but for `values`."""
    entry = CostLineEntry(line=line, **{name: getattr(before, name) for name in VALUES} | dict(values))
    _write(entry, day, by, at)
    _tell(entry, events.Change(words(before), words(entry)), by, at)
    return entry


def _write(entry: CostLineEntry, day: date, by: Mandate, at: datetime) -> None:
    entry.effective_on, entry.recorded_at, entry.mandate = day, at, by
    entry.save(force_insert=True)


def _tell(
    entry: CostLineEntry, change: events.Change, by: Mandate, at: datetime, kind: str = "cost-line"
) -> None:
    row = entry.line.field
    events.record(
        kind=kind,
        subject=title(entry),
        change=change,
        where=events.in_field(row, entry.line.organisation).on(PAGE, row.pk, _anchor(entry)),
        by=by,
        at=at,
        effective_on=entry.effective_on,
    )


def _anchor(entry: CostLineEntry) -> str:
    return f"zeile-{entry.line_id}"
