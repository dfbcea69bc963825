"""Acts on what was seen: a release, an answer, a new order. An act merges nothing, it is done on what its doer saw or not
at all; values that two edit at the same time are merged in `edits`.

`seen` is an id, a version, a phase, a state; None where nothing stood.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from enum import Enum
from typing import Any, Final, Protocol

from initiatives.domain.kernel.errors import Conflict, Refused
from initiatives.models import Event, Mandate


class Unasked(Enum):
    ANYTHING = "anything"


ANYTHING: Final = Unasked.ANYTHING  # who has seen nothing acts on whatever stands
Seen = int | str | None | Unasked


class Given(Protocol):
    """A row of a chain of which the last one counts."""

    @property
    def pk(self) -> Any: ...
    @property
    def mandate(self) -> Mandate | None: ...
    @property
    def recorded_at(self) -> datetime: ...


def check(seen: object, stands: object, overtaken: Callable[[], Refused]) -> None:
    """Raise what `overtaken` makes where something else stands by now than was seen."""
    if seen is not ANYTHING and seen != stands:
        raise overtaken()


def check_last(seen: Seen, last: Given | None, theirs: Mapping[str, Any]) -> None:
    """Raise Conflict, with `theirs`, where another row than the one of the id `seen` is the last of its chain by now."""

    def overtaken() -> Conflict:
        actor = last.mandate.title if last and last.mandate else ""
        at = last.recorded_at if last else None
        return Conflict(dict(theirs), last.pk if last else 0, actor=actor, changed_at=at)

    check(seen, last.pk if last else None, overtaken)


def conflict(
    theirs: Mapping[str, Any],
    version: int = 0,
    *,
    merged: dict[str, Any] | None = None,
    **told_by: Any,
) -> Conflict:
    """With the actor and the time of the latest event that fits `told_by`, which tells of the other change."""
    told = Event.objects.filter(**told_by).first() if told_by else None
    actor, at = (told.actor, told.recorded_at) if told else ("", None)
    return Conflict(dict(theirs), version, merged=merged, actor=actor, changed_at=at)
