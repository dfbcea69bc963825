"""The present facts, kept in a test for as long as it writes nothing.

The application keeps them from one event to the next, but never inside a transaction, and a test is one: each of its
requests would load them anew, half of its time.
"""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import connection

from initiatives.domain.state import memory
from initiatives.domain.state.facts import InitiativeFacts

READS = ("SELECT", "(SELECT", "WITH", "PRAGMA", "EXPLAIN")


@contextmanager
def facts_kept() -> Iterator[None]:
    """Load the facts of an initiative again only after a statement that may have written, and while queries are counted.
    What is undone back to a savepoint is again as it was there.
    """
    states: dict[tuple, InitiativeFacts] = {}
    saved: dict[str, dict[tuple, InitiativeFacts]] = {}
    original = memory.present

    def watch(execute, sql, params, many, context):
        nonlocal states
        answer = execute(sql, params, many, context)
        words, name = sql.split(), sql.split()[-1]
        if words[0] == "SAVEPOINT":
            saved[name] = states
        elif words[0] == "ROLLBACK":
            states = saved.get(name, {})
        elif words[0] != "RELEASE" and not words[0].startswith(READS):
            states = {}
        return answer

    def present(initiative_id, field_id, today, load):
        if connection.force_debug_cursor or not connection.in_atomic_block:
            return original(initiative_id, field_id, today, load)
        key = initiative_id, field_id, today
        if key not in states:
            states[key] = load()
        return states[key]

    with pytest.MonkeyPatch.context() as patch, connection.execute_wrapper(watch):
        patch.setattr(memory, "present", present)
        yield
