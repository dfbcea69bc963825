"""The cache in the database. A write that the database refuses is an outage, not "somebody else was quicker": who counts
attempts by it would otherwise turn everybody away.
"""

from typing import Any

from django.core.cache.backends.db import DatabaseCache
from django.db import DatabaseError, IntegrityError, OperationalError, connection


class Cache(DatabaseCache):
    """As Django's, which swallows each error of a write. Raises OperationalError for all but a key that is taken."""

    def _base_set(self, mode: str, key: str, value: Any, timeout: Any = None) -> bool:
        faults: list[DatabaseError] = []

        def watch(execute: Any, *told: Any) -> Any:
            try:
                return execute(*told)
            except DatabaseError as error:
                faults.append(error)
                raise

        with connection.execute_wrapper(watch):
            done = super()._base_set(mode, key, value, timeout)  # type: ignore[misc]
        is_taken = any(isinstance(fault, IntegrityError) for fault in faults)
        if not done and mode != "touch" and not is_taken:
            cause = faults[0].__cause__ if faults else None
            raise OperationalError("der Zwischenspeicher lässt sich nicht schreiben") from cause
        return done
