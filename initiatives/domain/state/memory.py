"""Keeps the present facts of an initiative for as long as nothing has happened to it.

Facts are frozen, so all readers of a process can share them. Every change of the domain records an event in its own
transaction; the events of an initiative (and those of none: organisations, people) are therefore its state's version:
their number and their highest id. Both, since on PostgreSQL a lower id may be committed after a higher one. Inside a
transaction nothing is kept or taken: what it sees may never come to be.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from threading import Lock

from django.db import connection
from django.db.models import Count, Max, Q

from initiatives.domain.state.facts import InitiativeFacts
from initiatives.models import Event

KEPT = 128  # states in each process
Version = tuple[date, int, int | None]

_states: OrderedDict[tuple[int, int | None], tuple[Version, InitiativeFacts]] = OrderedDict()
_lock = Lock()


def present(
    initiative_id: int, field_id: int | None, today: date, load: Callable[[], InitiativeFacts]
) -> InitiativeFacts:
    """The facts that `load` would give now, or the kept ones if these are still the same."""
    if connection.in_atomic_block:
        return load()
    version = _version(initiative_id, today)
    kept = _take(initiative_id, field_id, version)
    if kept is not None:
        return kept
    facts = load()
    with _lock:
        _states[initiative_id, field_id] = version, facts
        while len(_states) > KEPT:
            _states.popitem(last=False)
    return facts


def _version(initiative_id: int, today: date) -> Version:
    events = Event.objects.filter(Q(initiative_id=initiative_id) | Q(initiative_id=None)).order_by()
    counted = events.aggregate(number=Count("pk"), latest=Max("pk"))
    return today, counted["number"], counted["latest"]


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
