"""On what the comparison of a field rests: first year, horizon, rate, price year. Append-only; the latest entry counts."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

from initiatives.domain.kernel import corrections, days, edits
from initiatives.domain.kernel.errors import Refused
from initiatives.domain.kernel.parsing import FAR, YEARS
from initiatives.domain.kernel.texts import number_in_words
from initiatives.domain.log import events
from initiatives.domain.state.versions import state_change
from initiatives.models import ComparisonBasis, Field, Mandate

PAGE, ANCHOR = "economics", "grundlage"
VALUES = ("first_year", "years", "rate", "price_year", "note")
HORIZON = range(1, 31)  # years
HIGHEST = Decimal(20)  # percent
FARTHEST = 30  # years: prices of long before rise beyond all measure until then


@state_change()
def say(
    *,
    field: Field,
    values: Mapping[str, Any],
    by: Mandate,
    at: datetime,
    effective_on: date | None = None,
    seen: Mapping[str, Any] | None = None,
) -> ComparisonBasis:
    """Record the basis (`VALUES`) that holds from a day on. `seen`: see `edits.apply`, also for the Conflict.

    Raises Refused for a year, a horizon or a rate that a comparison cannot have, and where nothing changes.
    """
    row = Field.objects.select_for_update(no_key=True).get(pk=field.pk)
    day = days.effective(effective_on, at=at, since=row.proposed_on)
    latest = ComparisonBasis.objects.standing().filter(field=row).last()
    stands = SimpleNamespace(**{name: getattr(latest, name, None) for name in VALUES})
    unsaid = () if latest else VALUES
    if not edits.apply(stands, values, seen, unsaid=unsaid, kind="cost-basis", field_id=row.pk):
        raise Refused("Sie haben nichts geändert.")
    _check(stands)
    entry = ComparisonBasis.objects.create(
        field=row, **vars(stands), effective_on=day, recorded_at=at, mandate=by
    )
    change = events.Change(words(latest) if latest else "", words(entry))
    _tell(entry, "cost-basis", change, by, at)
    return entry


@state_change()
def correct(
    *,
    basis: ComparisonBasis,
    values: Mapping[str, Any],
    correction_reason: str,
    by: Mandate,
    at: datetime,
    withdrawn: bool = False,
) -> ComparisonBasis:
    """Put right what was said (`VALUES`, `effective_on`, `day_order`), or (`withdrawn`) that nobody said so.

    Raises Refused as `say` and `corrections.replace`.
    """
    row = Field.objects.select_for_update(no_key=True).get(pk=basis.field_id)
    names = (*VALUES, "effective_on")
    stands = SimpleNamespace(**{name: getattr(basis, name) for name in names} | edits.cleaned(values))
    days.effective(stands.effective_on, at=at, since=row.proposed_on)
    if not withdrawn:
        _check(stands)
    new = corrections.replace(basis, values, reason=correction_reason, by=by, at=at, withdrawn=withdrawn)
    _tell(new, "cost-basis-corrected", events.Change(*corrections.told(basis, new, words)), by, at)
    return new


def words(entry: ComparisonBasis) -> str:
    """5 Jahre ab 2027 mit 2 % Zins, Preisstand 2026."""
    rate = number_in_words(entry.rate)
    years = "1 Jahr" if entry.years == 1 else f"{entry.years} Jahre"
    plain = f"{years} ab {entry.first_year} mit {rate} % Zins, Preisstand {entry.price_year}"
    return f"{plain}: {entry.note}" if entry.note else plain


def _check(values: Any) -> None:
    for name in ("first_year", "price_year"):
        if getattr(values, name) not in YEARS:
            raise Refused(FAR, name)
    if values.years not in HORIZON:
        raise Refused("Der Zeitraum hat mindestens 1 und höchstens 30 Jahre.", "years")
    if values.first_year + values.years - 1 not in YEARS:
        raise Refused(FAR, "years")
    if abs(values.price_year - values.first_year) > FARTHEST:
        raise Refused(
            f"Der Preisstand liegt höchstens {FARTHEST} Jahre vor oder nach dem ersten Jahr.", "price_year"
        )
    if not 0 <= values.rate <= HIGHEST:
        raise Refused("Der Zinssatz liegt zwischen 0 und 20 %.", "rate")


def _tell(entry: ComparisonBasis, kind: str, change: events.Change, by: Mandate, at: datetime) -> None:
    events.record(
        kind=kind,
        subject="Grundlage des Vergleichs",
        change=change,
        where=events.in_field(entry.field).on(PAGE, entry.field_id, ANCHOR),
        by=by,
        at=at,
        effective_on=entry.effective_on,
    )
