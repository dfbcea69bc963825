"""Two people change one row: what the editor saw is compared with what stands now, value by value. Acts: see `seen`."""

from collections.abc import Container, Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from initiatives.domain.kernel.seen import conflict
from initiatives.domain.kernel.texts import clean


def cleaned(values: Mapping[str, Any]) -> dict[str, Any]:
    """The values with their texts cleaned, also those of a list."""
    return {name: _cleaned(value) for name, value in values.items()}


def _cleaned(value: Any) -> Any:
    if isinstance(value, list | tuple):
        return [_cleaned(one) for one in value]
    return clean(value) if isinstance(value, str) else value


def apply(
    row: Any,
    values: Mapping[str, Any],
    seen: Mapping[str, Any] | None,
    *,
    version: int = 0,
    unsaid: Container[str] = (),
    told_as: Mapping[str, str] | None = None,
    **told_by: Any,
) -> dict[str, tuple[Any, Any]]:
    """Set on `row` (locked and unsaved, or what stands now by its names) what the editor changed.

    Returns it as name -> (before, after).

    `seen` holds the values that the editor had in front of them; what they left alone stays as it stands now. Without
    it all values are set, and so are those of the names `unsaid`, of which nobody has said anything yet: who comes first
    overwrites nobody. Raises Conflict where both changed the same value in another way; `version` is the one that stands
    now, and the latest event that fits `told_by` says who changed it (`told_as`: each value has events of this subject).
    """
    mine = cleaned(values)
    theirs = {name: getattr(row, name) for name in mine}
    known = theirs if seen is None else {n: theirs[n] if n in unsaid else seen[n] for n in mine}
    merged = {name: theirs[name] if value == known[name] else value for name, value in mine.items()}
    changed = {name: (theirs[name], value) for name, value in merged.items() if value != theirs[name]}
    disputed = {name: theirs[name] for name in changed if theirs[name] != known[name]}
    if disputed:
        if told_as:
            told_by["subject__in"] = [told_as[name] for name in disputed]
        raise conflict(disputed, version, merged=merged, **told_by)
    for name, (_, after) in changed.items():
        setattr(row, name, after)
    return changed


def at_version(row: Any, names: Iterable[str], version: int) -> dict[str, Any] | None:
    """The values of an earlier version of a row, as `seen` of `apply`; None for the present one.

    Those of a version that is not known (the row has no history, or never had such a version) equal nothing, so that nobody
    is overwritten.
    """
    if version == row.version:
        return None
    history = getattr(type(row), "history", None)
    base = (
        history and history.filter(id=row.pk, version=version).order_by("history_date", "history_id").last()
    )
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
