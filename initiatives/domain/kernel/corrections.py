"""Corrections: an entry with two clocks is never overwritten; another one says what should have stood there, and why.

What stands under `reason` in an entry is its own; why it is corrected is refused, where it is missing, at `correction_reason`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, TypeVar

from initiatives.domain.kernel.edits import cleaned
from initiatives.domain.kernel.errors import Refused
from initiatives.domain.kernel.texts import clean
from initiatives.models import Mandate
from initiatives.models.dated import Dated

D = TypeVar("D", bound=Dated)


class Overtaken(Refused):
    """The entry that was to be corrected does not stand any more."""


def reason_of(typed: str) -> str:
    """Why something is corrected, cleaned. Raises Refused where nobody says it."""
    reason = clean(typed)
    if not reason:
        raise Refused("Bitte begründen Sie die Berichtigung.", "correction_reason")
    return reason


def locked(row: D) -> D:
    """The entry, locked. Raises Overtaken for one that is corrected or taken back already."""
    rows: Any = type(row).objects  # of which table, types cannot say
    found: D = rows.select_for_update(of=("self",), no_key=True).get(pk=row.pk)
    if found.is_withdrawn:
        raise Overtaken("Dieser Eintrag ist schon zurückgenommen. Was doch war, erfassen Sie bitte neu.")
    if rows.filter(corrects=found).exists():
        raise Overtaken(
            "Dieser Eintrag ist schon berichtigt. Bitte berichtigen Sie den Eintrag, der an seiner Stelle steht."
        )
    return found


def replace(
    row: D,
    changes: Mapping[str, Any],
    *,
    reason: str,
    by: Mandate,
    at: datetime,
    withdrawn: bool = False,
    beside: bool = False,
) -> D:
    """Put an entry of the same content but `changes` (attribute to value) in the place of `row`, which stays readable.

    With `withdrawn` it says that what `row` tells of never was, and `changes` are left out; `beside` says that rows which
    hang on it change. Raises Refused without a reason and where nothing would change, and as `locked`.
    """
    reason, old = reason_of(reason), locked(row)
    values = {one.attname: getattr(old, one.attname) for one in old._meta.concrete_fields}
    values |= {"id": None, "recorded_at": at, "mandate_id": by.pk}
    values |= {"corrects_id": old.pk, "correction_reason": reason, "is_withdrawn": withdrawn}
    new = type(old)(**values)
    if not withdrawn:
        differing = {name: value for name, value in cleaned(changes).items() if getattr(old, name) != value}
        if not differing and not beside:
            raise Refused("Sie haben nichts geändert.")
        for name, value in differing.items():
            setattr(new, name, value)
    new.save(force_insert=True)
    return new


def told(old: D, new: D, words: Callable[[D], str]) -> tuple[str, str]:
    """An entry before and after its correction, in `words`, each with its day, and why it was corrected."""
    after = "gab es nicht" if new.is_withdrawn else _on_its_day(new, words)
    return _on_its_day(old, words), f"{after} – {new.correction_reason}"


def _on_its_day(row: D, words: Callable[[D], str]) -> str:
    place = f", Platz {row.day_order}" if row.day_order else ""
    return f"{words(row)} (ab {row.effective_on:%d.%m.%Y}{place})"
