"""Keeps the present facts of an initiative for as long as nothing has happened to it.

Facts are frozen, so all readers of a process can share them. A state is kept under the version that stood before and after
it was read: then nothing has come in between. Within a change nothing is kept or taken: what it sees may never come to be.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from threading import Lock
from uuid import UUID

from initiatives.domain.state import versions
from initiatives.domain.state.facts import InitiativeFacts

KEPT = 128  # states in each process
Version = tuple[date, UUID | None]

_states: OrderedDict[tuple[int, int | None], tuple[Version, InitiativeFacts]] = OrderedDict()
_lock = Lock()


def present(
    initiative_id: int, field_id: int | None, today: date, load: Callable[[], InitiativeFacts]
) -> InitiativeFacts:
    """The facts that `load` would give now, or the kept ones if these are still the same."""
    if versions.changing():
        return load()
    kept = _take(initiative_id, field_id, (today, versions.of(initiative_id)))
    if kept is not None:
        return kept
    facts, version = versions.steadily(initiative_id, load)
    _keep(initiative_id, field_id, (today, version), facts)
    return facts


def forget() -> None:
    """Keep nothing any more."""
    with _lock:
        _states.clear()


def _keep(initiative_id: int, field_id: int | None, version: Version, facts: InitiativeFacts) -> None:
    with _lock:
        _states[initiative_id, field_id] = version, facts
        while len(_states) > KEPT:
            _states.popitem(last=False)


def _take(initiative_id: int, field_id: int | None, version: Version) -> InitiativeFacts | None:
    """The kept state of the field or, cut down to it, of the whole initiative."""
    with _lock:
        for key in ((initiative_id, field_id), (initiative_id, None)):
            kept = _states.get(key)
            if kept and kept[0] == version:
                _states.move_to_end(key)
                return kept[1] if key[1] == field_id else _only(kept[1], field_id)
    return None


def _only(facts: InitiativeFacts, field_id: int | None) -> InitiativeFacts:
    return replace(facts, fields=tuple(f for f in facts.fields if f.id == field_id))
