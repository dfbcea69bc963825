"""Past the triggers that keep what is recorded (`models/append_only`): for a test that needs a row as it could not become."""

from contextlib import nullcontext
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from initiatives.models import append_only


def overwrite(rows: QuerySet, **values: Any) -> None:
    """Update rows all the same, if they are of an append-only table."""
    with append_only.lifted(connection) if rows.model in append_only.tables() else nullcontext():
        rows.update(**values)


def remove(rows: QuerySet) -> None:
    """Delete rows of an append-only table all the same."""
    with append_only.lifted(connection):
        rows.delete()


def lift_at_flush() -> None:
    """From now on emptying the tables after a test that commits goes past the triggers."""
    operations = type(connection.ops)
    flush = operations.execute_sql_flush

    def lifted(self: Any, statements: list[str]) -> None:
        with append_only.lifted(self.connection):
            flush(self, statements)

    operations.execute_sql_flush = lifted  # type: ignore[method-assign]
