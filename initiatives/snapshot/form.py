"""The one form of all snapshots: rows -> JSON -> bytes -> checksum, and back.

A snapshot is plain JSON (strings, numbers, ISO dates; names and words as they were when it was taken) that holds the number
of its form. Invariants: what was stored is never written anew, so its bytes and its checksum stay; `read` understands all
forms that the rows name, and puts the keys of each map into an order that follows from the data, whatever order a database
or a file gives them. `SCHEMA` rises when a key changes its meaning or goes; a new one needs a default only.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any, ClassVar, Self, TypeVar

import msgspec

SCHEMA = 4
V = TypeVar("V")


class Unreadable(ValueError):
    """The JSON of a snapshot does not hold what its rows say."""


class Rows:
    """The outermost row of a snapshot, a dataclass. `readable` are the numbers of the forms that it can hold, None for none."""

    readable: ClassVar[tuple[int | None, ...]]

    def in_order(self) -> Self:
        """With the keys of its maps in their own order."""
        return self


R = TypeVar("R", bound=Rows)


def read(kind: type[R], value: Mapping[str, Any]) -> R:
    """The JSON of a snapshot as rows; keys that they don't know are passed over.

    Raises ValueError for another form, and Unreadable where a key is missing or holds something else than its row says.
    """
    if not is_readable(kind, value):
        raise ValueError(f"unknown schema of the snapshot: {value.get('schema')!r}")
    try:
        return msgspec.convert(value, kind).in_order()
    except msgspec.ValidationError as error:
        raise Unreadable(str(error)) from error


def is_readable(kind: type[R], value: Mapping[str, Any]) -> bool:
    """Whether the JSON of a snapshot is of a form that these rows can hold."""
    return value.get("schema") in kind.readable


def write(rows: Rows) -> dict[str, Any]:
    """Rows as the plain JSON that is stored."""
    return json.loads(canonical(msgspec.to_builtins(rows, builtin_types=(date, datetime))))


def canonical(value: Any) -> bytes:
    """The JSON over which the checksum of a snapshot goes: in ASCII, with sorted keys, without spaces."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), default=_iso).encode("ascii")


def digest(value: Mapping[str, Any]) -> str:
    """SHA-256 of the JSON of a snapshot, hexadecimal."""
    return hashlib.sha256(canonical(value)).hexdigest()


def sorted_by(order: Iterable[str], values: Mapping[str, V]) -> dict[str, V]:
    """A map with its keys in an order; those that it doesn't name come last, by the alphabet."""
    places = {key: place for place, key in enumerate(order)}
    return {key: values[key] for key in sorted(values, key=lambda key: (places.get(key, len(places)), key))}


def _iso(value: date) -> str:
    return value.isoformat()
