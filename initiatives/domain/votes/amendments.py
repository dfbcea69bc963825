"""Amendments ("geändert beschlossen"): whether what a body has changed concerns the others.

Invariants: it is said by who runs the round, with a reason, of a change that stands; only one that concerns the others asks for
a new round.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from initiatives.domain.kernel import corrections, days
from initiatives.domain.kernel.edits import cleaned
from initiatives.domain.kernel.errors import Refused
from initiatives.domain.kernel.texts import clean
from initiatives.domain.log import events
from initiatives.domain.state.versions import state_change
from initiatives.enums import ResolutionResult
from initiatives.models import AmendmentRuling, Ask, Mandate, Resolution

WORDS = {True: "betrifft die anderen", False: "betrifft die anderen nicht"}


@state_change()
def rule(
    *,
    ask: Ask,
    concerns_others: bool,
    reason: str,
    by: Mandate,
    at: datetime,
    effective_on: date | None = None,
) -> AmendmentRuling:
    """Say of the change that the body of an ask has made last whether it concerns the others.

    Raises Refused where nothing was changed, without a reason, for a day before the resolution or in the future, and for
    what stands there already.
    """
    row, changed = _locked(ask)
    day = _check(row, changed, reason, effective_on, at)
    last = row.rulings.standing().last()
    if last and (last.concerns_others, last.reason, last.effective_on) == (
        concerns_others,
        clean(reason),
        day,
    ):
        raise Refused("Das steht so schon da; es hat sich nichts geändert.")
    said = AmendmentRuling.objects.create(
        ask=row,
        concerns_others=concerns_others,
        reason=clean(reason),
        effective_on=day,
        recorded_at=at,
        mandate=by,
    )
    _record(said, events.Change(words(last) if last else "", words(said)), by=by, at=at)
    return said


@state_change()
def correct(
    *,
    ruling: AmendmentRuling,
    values: Mapping[str, Any],
    correction_reason: str,
    by: Mandate,
    at: datetime,
    withdrawn: bool = False,
) -> AmendmentRuling:
    """Put right `concerns_others`, `reason`, `effective_on` or `day_order`, or (`withdrawn`) say that nobody has said so.

    Raises Refused as `rule` and as `corrections.replace`.
    """
    row, changed = _locked(ruling.ask)
    if not withdrawn:
        wanted: dict[str, Any] = {"reason": ruling.reason, "effective_on": ruling.effective_on} | cleaned(
            values
        )
        _check(row, changed, wanted["reason"], wanted["effective_on"], at)
    new = corrections.replace(ruling, values, reason=correction_reason, by=by, at=at, withdrawn=withdrawn)
    _record(new, events.Change(*corrections.told(ruling, new, words)), by=by, at=at)
    return new


def _locked(ask: Ask) -> tuple[Ask, Resolution | None]:
    """The ask, locked, and what its body has resolved last with effect."""
    rows = Ask.objects.select_for_update(of=("self",), no_key=True).select_related("field", "organisation")
    row = rows.get(pk=ask.pk)
    known = Resolution.objects.standing().filter(answered__ask=row, answered__decides=True)
    counting = [one for one in known if not one.source_note or one.confirmed_at is not None]
    return row, counting[-1] if counting else None


def _check(row: Ask, changed: Resolution | None, reason: str, day: date | None, at: datetime) -> date:
    if changed is None or changed.result != ResolutionResult.AMENDED:
        raise Refused(f"{row.organisation} hat nicht geändert beschlossen.")
    if not clean(reason):
        raise Refused("Bitte begründen Sie, ob die Änderung die anderen betrifft.", "reason")
    return days.effective(day, at=at, since=changed.effective_on, whose="Den Beschluss")


def _record(row: AmendmentRuling, change: events.Change, *, by: Mandate, at: datetime) -> None:
    events.record(
        kind="resolution-ruled",
        subject=f"Geändert beschlossen: {row.ask.organisation}",
        change=change,
        where=events.in_field(row.ask.field, row.ask.organisation),
        by=by,
        at=at,
        effective_on=row.effective_on,
    )


def words(row: AmendmentRuling) -> str:
    """betrifft die anderen nicht: Nur die eigene Stellenzahl ist geändert."""
    return f"{WORDS[row.concerns_others]}: {row.reason}"
