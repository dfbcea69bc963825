"""The Nutzwertanalyse of a field. Append-only; the latest entry counts.

Invariants: weights are above zero and sum to 100 percent, points lie between 0 and 10, no criterion stands there twice.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from initiatives.domain.kernel import corrections, days, seen
from initiatives.domain.kernel.errors import Refused
from initiatives.domain.kernel.seen import ANYTHING, Seen
from initiatives.domain.kernel.texts import clean, clean_line, number_in_words
from initiatives.domain.log import events
from initiatives.domain.rules.money.utility import MOST, WHOLE, total_weight
from initiatives.domain.state.facts import CriterionFacts
from initiatives.domain.state.versions import state_change
from initiatives.enums.money import Variant
from initiatives.models import Field, Mandate, UtilityAnalysis

PAGE, ANCHOR = "economics", "nutzwert"
LARGEST = 30  # criteria


@state_change()
def record(
    *,
    field: Field,
    criteria: Sequence[CriterionFacts],
    by: Mandate,
    at: datetime,
    effective_on: date | None = None,
    seen_id: Seen = ANYTHING,
) -> UtilityAnalysis:
    """Record all criteria with their weights (percent), points by variant and reasons; none of them ends the analysis.

    `seen_id` is the analysis that its editor saw, None where there was none: raises Overtaken where another one stands by
    now. Raises Refused for weights and points that there are not.
    """
    row = Field.objects.select_for_update(no_key=True).get(pk=field.pk)
    day = days.effective(effective_on, at=at, since=row.proposed_on)
    latest = UtilityAnalysis.objects.standing().filter(field=row).last()
    seen.check(seen_id, latest.pk if latest else None, _overtaken)
    _check(criteria)
    stored = [_stored(one) for one in criteria]
    if stored == (latest.criteria if latest else []):
        raise Refused("Sie haben nichts geändert.")
    entry = UtilityAnalysis.objects.create(
        field=row, criteria=stored, effective_on=day, recorded_at=at, mandate=by
    )
    _tell(entry, "cost-utility", events.Change(words(latest) if latest else "", words(entry)), by, at)
    return entry


@state_change()
def correct(
    *,
    analysis: UtilityAnalysis,
    values: Mapping[str, Any],
    correction_reason: str,
    by: Mandate,
    at: datetime,
    withdrawn: bool = False,
) -> UtilityAnalysis:
    """Put right the day of an analysis (`effective_on`, `day_order`), or (`withdrawn`) say that there was none; what it says
    changes with another one. Raises Refused as `corrections.replace` and for a day on which it cannot have been.
    """
    row = Field.objects.select_for_update(no_key=True).get(pk=analysis.field_id)
    days.effective(values.get("effective_on", analysis.effective_on), at=at, since=row.proposed_on)
    new = corrections.replace(analysis, values, reason=correction_reason, by=by, at=at, withdrawn=withdrawn)
    change = events.Change(*corrections.told(analysis, new, words))
    _tell(new, "cost-utility-corrected", change, by, at)
    return new


def _tell(entry: UtilityAnalysis, kind: str, change: events.Change, by: Mandate, at: datetime) -> None:
    events.record(
        kind=kind,
        subject="Nutzwertanalyse",
        change=change,
        where=events.in_field(entry.field).on(PAGE, entry.field_id, ANCHOR),
        by=by,
        at=at,
        effective_on=entry.effective_on,
    )


def words(entry: UtilityAnalysis) -> str:
    """Barrierefreiheit 40 %: heute 3, gemeinsam 8 (Begründung); Service 60 %: …"""
    return "; ".join(map(_criterion_words, entry.criteria)) or "keine Kriterien"


def _criterion_words(one: dict) -> str:
    points = ", ".join(f"{Variant(key).label} {_plain(value)}" for key, value in one["points"].items())
    reason = f" ({one['reason']})" if one["reason"] else ""
    return f"{one['title']} {_plain(one['weight'])} %: {points or 'ohne Punkte'}{reason}"


def _plain(stored: str) -> str:
    return stored.replace(".", ",")


def _overtaken() -> Refused:
    return corrections.Overtaken(
        "Jemand hat die Nutzwertanalyse geändert, während Sie schrieben. Gespeichert ist nichts; bitte vergleichen Sie."
    )


def _check(criteria: Sequence[CriterionFacts]) -> None:
    if len(criteria) > LARGEST:
        raise Refused(f"Mehr als {LARGEST} Kriterien hat keine Nutzwertanalyse.")
    titles = [clean_line(one.title).casefold() for one in criteria]
    if not all(titles):
        raise Refused("Bitte benennen Sie jedes Kriterium.")
    if len(set(titles)) < len(titles):
        raise Refused("Ein Kriterium steht zweimal da.")
    for one in criteria:
        if not 0 < one.weight <= WHOLE:
            raise Refused(f"Das Gewicht von „{one.title}“ liegt nicht zwischen 0 und 100 %.")
        if any(not 0 <= points <= MOST for points in one.points.values()):
            raise Refused(f"Die Punkte von „{one.title}“ liegen nicht zwischen 0 und 10.")
    found = total_weight(one.weight for one in criteria)
    if criteria and found != WHOLE:
        raise Refused(f"Die Gewichte ergeben zusammen {number_in_words(found)} %; es müssen 100 % sein.")


def _stored(one: CriterionFacts) -> dict:
    points = {key: _stored_number(one.points[key]) for key in Variant.values if key in one.points}
    return {
        "title": clean_line(one.title),
        "weight": _stored_number(one.weight),
        "points": points,
        "reason": clean(one.reason),
    }


def _stored_number(number: Decimal) -> str:
    return f"{number.normalize():f}"
