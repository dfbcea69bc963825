"""What the tables of a report are made with: a table, its rows of values, the columns that say where a row belongs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from initiatives.reports.text import clean
from initiatives.snapshot.status_report import FieldState, InitiativeState, StatusReport
from initiatives.typed import plain

Value = str | int | float | date | None
LONGEST = 32_000  # characters; a cell of a spreadsheet holds no more


@dataclass(frozen=True)
class Table:
    name: str  # of the file
    title: str  # of the sheet, at most 31 characters
    description: str
    heads: tuple[str, ...]
    rows: tuple[tuple[Value, ...], ...]


def each(snapshot: StatusReport) -> Iterator[tuple[InitiativeState, FieldState]]:
    return ((i, f) for i in snapshot.initiatives for f in i.fields)


def table(name: str, title: str, description: str, heads: str, rows: Iterable[tuple[Value, ...]]) -> Table:
    return Table(
        name, title, description, tuple(heads.split("|")), tuple(tuple(map(_plain, row)) for row in rows)
    )


def _plain(value: Value) -> Value:
    return (
        clean(plain(value))[:LONGEST].replace("\u00ad", "").replace("\u200b", "")
        if isinstance(value, str)
        else value
    )


def of_field(initiative: InitiativeState, found: FieldState) -> tuple[Value, ...]:
    return initiative.letter, initiative.title, found.number, found.title
