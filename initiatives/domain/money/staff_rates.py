"""What a post of a pay grade costs a year: reference data of the installation, kept by its administrator. Cents.

A line keeps the rate that it was reckoned with, so that a corrected rate changes no comparison.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from initiatives.domain.kernel import edits
from initiatives.domain.kernel.errors import Refused
from initiatives.domain.kernel.parsing import FAR, YEARS
from initiatives.domain.kernel.texts import clean_line, euro_in_words
from initiatives.domain.log import events
from initiatives.domain.state.versions import state_change
from initiatives.models import Mandate, StaffRate

LABELS = {
    "pay_grade": "Entgeltgruppe",
    "year": "Jahr",
    "cents": "Personalkosten im Jahr (Cent)",
    "source": "Quelle",
}


@state_change()
def add(*, row: StaffRate, by: Mandate, at: datetime) -> StaffRate:
    """Record the rate of a pay grade in a year.

    Raises Refused where there is one already, for a year that cannot be, and without a pay grade, an amount or a source.
    """
    row.pay_grade = clean_line(row.pay_grade)
    _check(row)
    row.save(force_insert=True)
    _tell(f"Personalkosten erfasst: {row}", events.Change(after=words(row)), by, at)
    return row


@state_change()
def edit(
    *,
    row: StaffRate,
    values: Mapping[str, Any],
    by: Mandate,
    at: datetime,
    seen: Mapping[str, Any] | None = None,
) -> bool:
    """Put right a rate; returns whether anything changed. `seen`: see `edits.apply`, also for the Conflict.

    Raises Refused as `add`.
    """
    found = StaffRate.objects.select_for_update(no_key=True).get(pk=row.pk)
    told = f"Personalkosten geändert: {row}"
    changed = edits.apply(found, values, seen, kind="staff-rate", subject=told)
    if not changed:
        return False
    _check(found)
    found.save()
    _tell(told, events.Change(*edits.in_words(LABELS, changed)), by, at)
    return True


def words(row: StaffRate) -> str:
    """EG 9a (2026): 71.200,00 €; KGSt-Bericht."""
    return f"{row}: {euro_in_words(row.cents)}; {row.source}"


def _check(row: StaffRate) -> None:
    if not row.pay_grade:
        raise Refused("Bitte nennen Sie die Entgeltgruppe.", "pay_grade")
    if row.year not in YEARS:
        raise Refused(FAR, "year")
    if row.cents <= 0:
        raise Refused("Der Satz liegt über null.", "cents")
    if not clean_line(row.source):
        raise Refused("Bitte nennen Sie die Quelle.", "source")
    others = StaffRate.objects.filter(pay_grade__iexact=row.pay_grade, year=row.year).exclude(pk=row.pk)
    if others.exists():
        raise Refused("Für diese Entgeltgruppe gibt es in diesem Jahr schon einen Satz.", "year")


def _tell(subject: str, change: events.Change, by: Mandate, at: datetime) -> None:
    events.record(kind="staff-rate", subject=subject, change=change, where=events.NOWHERE, by=by, at=at)
