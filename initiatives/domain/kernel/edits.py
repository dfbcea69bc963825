"""Two people change one row: what the editor saw is compared with what stands now, value by value."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from initiatives.domain.kernel.errors import Conflict
from initiatives.domain.kernel.texts import clean
from initiatives.models import Event


def cleaned(values: Mapping[str, Any]) -> dict[str, Any]:
    """The values with their texts cleaned."""
    return {name: clean(value) if isinstance(value, str) else value for name, value in values.items()}


def apply(
    row: Any,
    values: Mapping[str, Any],
    seen: Mapping[str, Any] | None,
    *,
    version: int = 0,
    **told_by: Any,
) -> dict[str, tuple[Any, Any]]:
    """Set on `row` (locked and unsaved, or what stands now by its names) what the editor changed.

    Returns it as name -> (before, after).

    `seen` holds the values that the editor had in front of them; what they left alone stays as it stands now. Without
    it all values are set. Raises Conflict where both changed the same value in another way; `version` is the one that
    stands now, and the latest event that fits `told_by` says who changed it.
    """
    mine = cleaned(values)
    theirs = {name: getattr(row, name) for name in mine}
    known = theirs if seen is None else seen
    merged = {name: theirs[name] if value == known[name] else value for name, value in mine.items()}
    changed = {name: (theirs[name], value) for name, value in merged.items() if value != theirs[name]}
    disputed = {name: theirs[name] for name in changed if theirs[name] != known[name]}
    if disputed:
        told = Event.objects.filter(**told_by).first() if told_by else None
        raise Conflict(
            disputed,
            version,
            merged=merged,
            actor=told.actor if told else "",
            changed_at=told.recorded_at if told else None,
        )
    for name, (_, after) in changed.items():
        setattr(row, name, after)
    return changed


def at_version(row: Any, names: Iterable[str], version: int) -> dict[str, Any] | None:
    """The values of an earlier version of a row with history, as `seen` of `apply`; None for the present one.

    Those of a version that there never was equal nothing, so that nobody is overwritten.
    """
    if version == row.version:
        return None
    base = type(row).history.filter(id=row.pk, version=version).order_by("history_date").last()
    return {name: getattr(base, name, object()) for name in names}


def in_words(labels: Mapping[str, str], changed: Mapping[str, tuple[Any, Any]]) -> tuple[str, str]:
    """All values before and after a change, in one line each: "Name: Nottuln; AGS: 05558032"."""
    before, after = (
        "; ".join(f"{labels[name]}: {word(pair[side])}" for name, pair in changed.items()) for side in (0, 1)
    )
    return before, after


def word(value: Any) -> str:
    """A value as it stands in the history: 20.09.2010, ja, – for nothing; a moment with its time of day."""
    if isinstance(value, bool):
        return "ja" if value else "nein"
    if isinstance(value, datetime):
        return f"{timezone.localtime(value):%d.%m.%Y, %H:%M} Uhr"
    if isinstance(value, date):
        return f"{value:%d.%m.%Y}"
    return "–" if value in (None, "") else str(value)
