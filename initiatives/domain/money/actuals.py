"""What each has really borne in a year (Ist), entered, corrected, or taken over from a list. Append-only; cents.

Invariants: of an organisation and a year one figure stands, another one is its correction; the year has begun, and the
organisation takes part in it. Each enters its own, the lead those of all.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from initiatives.domain.kernel import corrections, days
from initiatives.domain.kernel.errors import Refused
from initiatives.domain.kernel.moments import day_of
from initiatives.domain.kernel.parsing import FAR, YEARS
from initiatives.domain.kernel.texts import clean_line, euro_in_words
from initiatives.domain.log import events
from initiatives.domain.rules import access
from initiatives.domain.rules.money import actuals
from initiatives.domain.state import loading
from initiatives.domain.state.facts import FieldFacts, InitiativeFacts
from initiatives.domain.state.versions import state_change
from initiatives.models import Actual, Field, Mandate, Organisation

NEW, CHANGED, KNOWN = "new", "changed", "known"
OVERTAKEN = (
    "Inzwischen hat sich etwas geändert, das diese Liste betrifft. Es wurde nichts übernommen; "
    "was jetzt geschähe, steht hier."
)


@dataclass(frozen=True)
class Figure:
    """A row of a list: `line` of the file, whose figure it is, the year, cents and where they come from."""

    line: int
    organisation_id: int
    year: int
    cents: int
    source: str


@state_change()
def enter(
    *,
    field: Field,
    organisation: Organisation,
    year: int,
    cents: int,
    source: str,
    by: Mandate,
    at: datetime,
    effective_on: date | None = None,
) -> Actual:
    """Record what an organisation has borne in a year. `effective_on` is the day of the figure.

    Raises Refused for a figure of another unless `by` leads, for a year that has not begun or in which the organisation takes no
    part, for a sum below zero, without a source, where one stands already, and for a day in the future or before the field.
    """
    row, facts = _locked(field)
    day = days.effective(effective_on, at=at, since=row.proposed_on)
    refusal = _refusal(facts, row.pk, organisation.pk, year, by, at)
    if refusal is not None:
        raise refusal
    _check(cents, source)
    if _standing(row, organisation.pk, year) is not None:
        raise Refused(
            f"Für {year} steht hier schon eine Zahl. Bitte berichtigen Sie sie in der Tabelle.", "year"
        )
    return _record(row, organisation, {"year": year, "cents": cents, "source": source}, day, by, at)


def _record(
    field: Field, organisation: Organisation, values: dict[str, Any], day: date, by: Mandate, at: datetime
) -> Actual:
    entry = Actual.objects.create(
        field=field,
        organisation=organisation,
        **values | {"source": clean_line(values["source"])},
        effective_on=day,
        recorded_at=at,
        mandate=by,
    )
    _tell("actual", title(entry), events.Change("", words(entry)), entry, by, at)
    return entry


@state_change()
def correct(
    *,
    entry: Actual,
    values: Mapping[str, Any],
    correction_reason: str,
    by: Mandate,
    at: datetime,
    withdrawn: bool = False,
) -> Actual:
    """Put right `cents`, `source`, `effective_on` or `day_order` of a figure, or (`withdrawn`) say that it never was.

    Raises Refused as `enter` and `corrections.replace`.
    """
    row, facts = _locked(entry.field)
    if not access.may_enter_actual(by, facts, facts.field(row.pk), entry.organisation_id):
        raise Refused(NOT_YOURS)
    if not withdrawn:
        stands = {name: getattr(entry, name) for name in ("cents", "source", "effective_on")} | dict(values)
        days.effective(stands["effective_on"], at=at, since=row.proposed_on)
        _check(stands["cents"], stands["source"])
    return _replace(entry, values, correction_reason, by, at, withdrawn=withdrawn)


def _replace(
    entry: Actual,
    values: Mapping[str, Any],
    reason: str,
    by: Mandate,
    at: datetime,
    *,
    withdrawn: bool = False,
) -> Actual:
    new = corrections.replace(entry, values, reason=reason, by=by, at=at, withdrawn=withdrawn)
    told = events.Change(*corrections.told(entry, new, words))
    _tell("actual-corrected", f"{title(entry)} berichtigt", told, new, by, at)
    return new


def look(figures: Iterable[Figure], *, field: Field, by: Mandate, at: datetime) -> list[tuple[str, str]]:
    """What would come of each row: `NEW`, `CHANGED` or `KNOWN`; or "" and what is wrong with it."""
    facts = loading.facts(field.initiative_id)
    standing = facts.field(field.pk).money.actuals
    found = []
    for one in figures:
        refusal = _refusal(facts, field.pk, one.organisation_id, one.year, by, at)
        stands = standing.get((one.organisation_id, one.year))
        if refusal is not None:
            found.append(("", refusal.message))
        elif stands is None:
            found.append((NEW, ""))
        else:
            same = (stands.cents, stands.source) == (one.cents, clean_line(one.source))
            found.append((KNOWN if same else CHANGED, ""))
    return found


def standing(figures: Iterable[Figure], field: FieldFacts) -> list[int | None]:
    """Of each row the entry that stands for its organisation and year, None where none does."""
    found = (field.money.actuals.get((one.organisation_id, one.year)) for one in figures)
    return [one.id if one else None for one in found]


@state_change()
def take_over(
    *,
    field: Field,
    figures: Iterable[Figure],
    seen: list[str],
    correction_reason: str,
    by: Mandate,
    at: datetime,
    stood: list[int | None] | None = None,
) -> list[str]:
    """Enter and correct what a list says: all of it or nothing. `seen` are the outcomes that were shown, and it returns them;
    `stood` are the entries (`standing`) beside which they were.

    Raises Refused where another thing would come of a row by now, or another figure stands there, without a reason where
    figures are corrected, and as `enter`.
    """
    rows = list(figures)
    locked, facts = _locked(field)
    outcomes = [outcome for outcome, _ in look(rows, field=locked, by=by, at=at)]
    if outcomes != seen or "" in outcomes:
        raise Refused(OVERTAKEN)
    if stood is not None and stood != standing(rows, facts.field(locked.pk)):
        raise Refused(OVERTAKEN)
    organisations = Organisation.objects.in_bulk({one.organisation_id for one in rows})
    for one, outcome in zip(rows, outcomes, strict=True):
        values = {"cents": one.cents, "source": one.source}
        _check(one.cents, one.source)
        if outcome == NEW:
            organisation = organisations[one.organisation_id]
            _record(locked, organisation, values | {"year": one.year}, day_of(at), by, at)
        elif outcome == CHANGED:
            entry = _standing(locked, one.organisation_id, one.year)
            assert entry is not None, "It stood when the outcome was found, and the field is locked."
            _replace(entry, values, correction_reason, by, at)
    return outcomes


NOT_YOURS = "Ist-Kosten erfasst jede Kommune für sich; die federführende für alle."


def _locked(field: Field) -> tuple[Field, InitiativeFacts]:
    row = Field.objects.select_for_update(no_key=True).get(pk=field.pk)
    return row, loading.facts(row.initiative_id)


def _standing(field: Field, organisation_id: int, year: int) -> Actual | None:
    rows = Actual.objects.standing().filter(field=field, organisation_id=organisation_id, year=year)
    found: Actual | None = rows.last()
    return found


def _refusal(
    facts: InitiativeFacts, field_id: int, organisation_id: int, year: int, by: Mandate, at: datetime
) -> Refused | None:
    if not access.may_enter_actual(by, facts, facts.field(field_id), organisation_id):
        return Refused(NOT_YOURS, "organisation")
    if year not in YEARS:
        return Refused(FAR, "year")
    if year > day_of(at).year:
        return Refused(f"Das Jahr {year} hat noch nicht begonnen.", "year")
    if not actuals.takes_part_in(facts.field(field_id), organisation_id, year):
        return Refused(f"{year} war diese Organisation an dem Feld nicht beteiligt.", "year")
    return None


def _check(cents: int, source: str) -> None:
    if cents < 0:
        raise Refused("Kosten können nicht kleiner als null sein.", "cents")
    if not clean_line(source):
        raise Refused("Bitte nennen Sie die Quelle der Zahl.", "source")


def title(entry: Actual) -> str:
    """Ist-Kosten der Stadt Dülmen 2026"""
    return f"Ist-Kosten {entry.organisation.of} {entry.year}"


def words(entry: Actual) -> str:
    """24.800,00 € (Jahresabschluss 2026)"""
    return f"{euro_in_words(entry.cents)} ({entry.source})"


def _tell(kind: str, subject: str, change: events.Change, entry: Actual, by: Mandate, at: datetime) -> None:
    where = events.in_field(entry.field, entry.organisation).on("actuals", entry.field_id)
    events.record(
        kind=kind,
        subject=subject,
        change=change,
        where=where,
        by=by,
        at=at,
        effective_on=entry.effective_on,
    )
