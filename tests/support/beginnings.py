"""Where many tests begin: made once a process, and from then on written as the rows that it left.

`begin_with(make, *before)` gives what `make(*before)` gives: the first time by calling it, afterwards by writing its rows again
and copying its objects. The rows have the same ids each time, so the states of initiatives that one test read before it wrote
anything are those of the next. After anything else was written, or under another clock, `make` is called as it stands.
"""

from __future__ import annotations

import contextlib
import io
import pickle
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, is_dataclass
from datetime import date
from functools import cache
from typing import Any, NamedTuple, TypeVar

from django.apps import apps
from django.db import connection, models, transaction

from initiatives.domain.kernel import moments
from initiatives.domain.state import memory

T = TypeVar("T")
Rows = dict[str, dict[str, str]]  # table → id → the whole row, as SQL writes them
WRITING = re.compile(r'\s*(?:INSERT INTO|UPDATE|DELETE FROM) "(\w+)"', re.IGNORECASE)
READING = re.compile(
    r"\s*\(?(SELECT|SAVEPOINT|RELEASE|ROLLBACK|BEGIN|COMMIT|PRAGMA|SET|EXPLAIN)\b", re.IGNORECASE
)
# They stand in an empty database, too, or come and go beside what a test is about.
ELSEWHERE = {"django_content_type", "auth_permission", "django_session"}


class Key(NamedTuple):
    """What was made, one upon the other, on which day, and whether it was committed."""

    day: date
    committed: bool
    names: tuple[str, ...]


@dataclass
class Beginning:
    rows: Rows  # all that stand
    statements: list[str]  # that write those that did not stand before
    made: bytes
    before: list[tuple[str, Any]]  # which objects stood before, in the order of `_objects`
    states: dict[Any, Any] = field(default_factory=dict)  # as `memory` keeps them


_beginnings: dict[Key, Beginning | None] = {}  # None where rows were changed, not only added


class Begin:
    """The beginning of one test. `told` are the tables of which a state may tell."""

    def __init__(self, told: Callable[[], set[str]], *, shares_states: bool) -> None:
        self.told = told
        self.shares_states = shares_states
        self.names: tuple[str, ...] = ()
        self.last: Beginning | None = None
        self.is_untouched = self.is_untold = True  # nothing was written; nothing of which a state tells

    def __call__(self, make: Callable[..., T], *before: Any) -> T:
        if self.is_untouched and _clock() == CLOCK:
            names = (*self.names, f"{make.__module__}.{make.__qualname__}")
            key = Key(moments.today(), not connection.in_atomic_block, names)
            stood = list(_objects(before))
            if key not in _beginnings:
                return self._make(key, make, before, stood)
            found = _beginnings[key]
            if found and found.before == _named(stood):
                return self._write(key, found, stood)
        self.is_untouched = False
        return make(*before)

    def _make(self, key: Key, make: Callable[..., T], before: tuple, stood: list[Any]) -> T:
        named, old = _named(stood), self.last.rows if self.last else _rows()
        made = make(*before)
        rows = _rows()
        if all(them.items() <= rows[table].items() for table, them in old.items()):
            statements = [
                f'INSERT INTO "{table}" ({_tables()[table].columns}) VALUES {", ".join(new)}'
                for table, them in rows.items()
                if (new := [row for pk, row in them.items() if pk not in old[table]])
            ]
            self.last = Beginning(rows, statements, _pickled(made, stood), named)
            self.is_untouched = self.is_untold = True
        else:
            self.last = None
        self.names, _beginnings[key] = key.names, self.last
        return made

    def _write(self, key: Key, found: Beginning, stood: list[Any]) -> Any:
        with transaction.atomic():
            _execute(found.statements)
        self.names, self.last = key.names, found
        memory.forget()
        if self.shares_states:
            memory._states.update(found.states)
        return _Copies(found.made, stood).load()

    def follow(self, execute: Any, sql: str, params: Any, many: bool, context: dict) -> Any:
        """Notice, as a wrapper of the connection, that the test writes something of its own."""
        if not READING.match(sql):
            table = found[1] if (found := WRITING.match(sql)) else ""
            if table not in ELSEWHERE:
                self.is_untouched = False
                self.is_untold &= bool(table) and table not in self.told()
        return execute(sql, params, many, context)

    def keep(self, keep: Callable, initiative_id: int, field_id: int | None, *state: Any) -> None:
        """Instead of `memory._keep`: what stands before the test writes anything stands in the next one, too."""
        keep(initiative_id, field_id, *state)
        if self.last and self.is_untold and self._shares_now():
            self.last.states[initiative_id, field_id] = state

    def _shares_now(self) -> bool:
        return self.shares_states and connection.in_atomic_block and _clock() == CLOCK


def _clock() -> tuple[Callable, ...]:
    return moments.now, moments.present, moments.today


CLOCK = _clock()


def _objects(value: Any, seen: set[int] | None = None) -> Iterator[Any]:
    """The rows and dataclasses that hang together with a value, always in the same order."""
    seen = set() if seen is None else seen
    if id(value) in seen:
        return
    seen.add(id(value))
    parts: Iterable[Any] = ()
    if isinstance(value, models.Model):
        yield value
        parts = value._state.fields_cache.values()
    elif is_dataclass(value):
        yield value
        parts = vars(value).values()
    elif isinstance(value, dict):
        parts = value.values()
    elif isinstance(value, list | tuple):
        parts = value
    for part in parts:
        yield from _objects(part, seen)


def _named(objects: Iterable[Any]) -> list[tuple[str, Any]]:
    return [(type(one).__name__, getattr(one, "pk", None)) for one in objects]


def _pickled(made: Any, stood: list[Any]) -> bytes:
    """`made`, in which what stood before is told by its number."""
    numbers = {id(one): number for number, one in enumerate(stood)}
    file = io.BytesIO()
    pickler = pickle.Pickler(file, pickle.HIGHEST_PROTOCOL)
    pickler.persistent_id = lambda one: numbers.get(id(one))
    pickler.dump(made)
    return file.getvalue()


class _Copies(pickle.Unpickler):
    def __init__(self, made: bytes, stood: list[Any]) -> None:
        super().__init__(io.BytesIO(made))
        self.stood = stood

    def persistent_load(self, number: int) -> Any:
        return self.stood[number]


class Table(NamedTuple):
    key: str
    columns: str
    row: str  # the expression that reads a row as SQL writes it


@cache
def _tables() -> dict[str, Table]:
    quote = {"sqlite": 'quote("{}")', "postgresql": 'quote_nullable("{}"::text)'}[connection.vendor]
    found = {}
    for model in apps.get_models(include_auto_created=True):
        if model._meta.managed and not model._meta.proxy and model._meta.db_table not in ELSEWHERE:
            names = [one.column for one in model._meta.local_concrete_fields if not one.generated]
            row = " || ',' || ".join(map(quote.format, names))
            columns = ", ".join(f'"{name}"' for name in names)
            found[model._meta.db_table] = Table(model._meta.pk.column, columns, f"'(' || {row} || ')'")
    return found


def _rows() -> Rows:
    """All that stand, but those of `ELSEWHERE`."""
    with connection.cursor() as cursor:
        found: Rows = {}
        for name, table in _tables().items():
            cursor.execute(f'SELECT "{table.key}", {table.row} FROM "{name}" ORDER BY "{table.key}"')
            found[name] = {str(key): row for key, row in cursor.fetchall()}
        return found


def _execute(statements: list[str]) -> None:
    """Past Django, which would look for parameters and tell the wrappers; PostgreSQL takes all of them at once."""
    with contextlib.closing(connection.connection.cursor()) as cursor:
        for statement in ["; ".join(statements)] if connection.vendor == "postgresql" else statements:
            cursor.execute(statement)
