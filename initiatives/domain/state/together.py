"""Rows of several tables in one query, so that a page costs no query more for each table that it shows."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any

from django.db.models import QuerySet, Value, Window
from django.db.models.functions import JSONObject, RowNumber

from initiatives.domain.kernel.moments import Moment

Wanted = tuple[QuerySet, Sequence[str]]  # rows and their columns, those of related tables with "__"
Rows = dict[str, list[dict[str, Any]]]  # of each name


def read(**wanted: Wanted) -> Rows:
    """The rows of each name, in the order of their model, as column -> value.

    For days, instants and lists see below; truth is 0 or 1 on SQLite, so that `bool` is to be asked for.
    """
    first, *others = [_part(name, rows, columns) for name, (rows, columns) in wanted.items()]
    found: Rows = {name: [] for name in wanted}
    for name, _, row in sorted(first.union(*others, all=True), key=lambda one: one[:2]):
        found[name].append(row)
    return found


def _part(name: str, rows: QuerySet, columns: Sequence[str]) -> QuerySet:
    return (
        rows.order_by()
        .annotate(
            of_table=Value(name),
            row_place=Window(RowNumber(), order_by=rows.model._meta.ordering),
            row_values=JSONObject(**{column: column for column in columns}),
        )
        .values_list("of_table", "row_place", "row_values")
    )


def day(value: str | date | None) -> date | None:
    """A day out of `read`; one out of a row as it is."""
    return date.fromisoformat(value) if isinstance(value, str) else value


def items(value: str | list) -> tuple:
    """A list out of `read`; SQLite tells it as text."""
    return tuple(json.loads(value) if isinstance(value, str) else value)


def instant(value: str) -> datetime:
    """An instant out of `read`, aware; SQLite tells it in UTC without saying so."""
    found = datetime.fromisoformat(value)
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def reached(value: str | None, moment: Moment) -> bool:
    """Whether an instant out of `read` had come at the moment."""
    return value is not None and instant(value) <= moment.known
