"""German order and folding in SQL, by functions that each database gets from the letters of initiatives/german.py.

PostgreSQL keeps them in the schema and an index of trigrams for each searched table (models/searched.py), SQLite has them
of each connection. Their names say what they hold, so that another table of letters is another function.
"""

from __future__ import annotations

import hashlib
import json
from typing import Any

from django.db import transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import CharField, F, Func, QuerySet, TextField
from django.db.models.lookups import Contains

from initiatives import german


def _body(spelt: dict[str, str], returned: str) -> str:
    """A function of PostgreSQL over $1 that returns an expression over `plain`, its text with letters spelt like this.

    `translate` looks through all its letters at each place, so it is given single ones, and only those that need it. As a
    function in PL/pgSQL it tells the planner that it costs more than an index.
    """
    source = "".join(german.SINGLE) + german.UNSEEN + german.MARKS
    target = "".join(german.SINGLE.values())
    capitals = dict(zip("ÄÖÜ", "äöü", strict=True))
    usual = {one: spelt[one] for one in german.USUAL_LETTERS}
    others = {one: letters for one, letters in spelt.items() if one not in usual}
    return f"""
DECLARE
    plain text := $1;
    letter text;
BEGIN
    IF plain ~ '[^{german.USUAL}]' THEN
        plain := normalize(plain, NFC);
        FOR letter IN SELECT DISTINCT part[1] FROM regexp_matches(plain, '[^{german.USUAL}]', 'g') AS part LOOP
            plain := replace(plain, letter, translate(letter, '{source}', '{target}'));
        END LOOP;
        plain := {_replaced("plain", others)};
    END IF;
    plain := {_replaced('lower(plain COLLATE "C")', capitals | usual)};
    RETURN {returned};
END"""


def _replaced(text: str, letters: dict[str, str]) -> str:
    """The expression of SQL in which the text has these letters replaced."""
    for one, others in letters.items():
        text = f"replace({text}, '{one}', '{others}')"
    return text


BODIES = {
    "fold": _body(german.SPELT, "plain"),
    "order": _body(german.PLAIN, f"plain || chr({ord(german.BETWEEN)}) || $1"),
}
NAMES = {key: f"ikz_{key}_{hashlib.sha256(body.encode()).hexdigest()[:8]}" for key, body in BODIES.items()}


class Folded(Func):
    """A text as the search compares it (german.folded)."""

    function = NAMES["fold"]
    arity = 1
    output_field = TextField()


class InGerman(Func):
    """What a list is ordered by (german.by)."""

    function = NAMES["order"]
    arity = 1
    output_field = TextField()

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        return self.as_sql(
            compiler, connection, template='%(function)s(%(expressions)s) COLLATE "C"', **context
        )


class ListText(Func):
    """A list of texts (JSON) as one text with its letters as they are."""

    function = "ikz_list_text"
    arity = 1
    output_field = TextField()

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        return self.as_sql(compiler, connection, template="(%(expressions)s)::text", **context)


def has(column: str, text: str) -> Contains:
    """Whether the text stands in the column as the search compares them: a condition of a filter."""
    return Contains(Folded(column), german.folded(text))


def key_of(rows: QuerySet, column: str) -> InGerman | F:
    """What the rows are to be ordered by: in German what people typed, as it is all else."""
    field = rows.query.chain().resolve_ref(column).output_field
    is_typed = isinstance(field, CharField | TextField) and not field.choices
    return InGerman(column) if is_typed else F(column)


def teach(connection: BaseDatabaseWrapper, **told: Any) -> None:
    """As a receiver of `connection_created`: SQLite learns the functions."""
    if connection.vendor != "sqlite":
        return
    functions = {
        NAMES["fold"]: german.folded,
        NAMES["order"]: german.by,
        ListText.function: lambda text: json.dumps(json.loads(text), ensure_ascii=False),
    }
    for name, function in functions.items():
        connection.connection.create_function(name, 1, _of_a_text(function), deterministic=True)


def _of_a_text(function: Any) -> Any:
    return lambda text: None if text is None else function(str(text))


def make_functions(*, using: str, **told: Any) -> None:
    """As a receiver of `pre_migrate`: PostgreSQL gets the functions that it lacks."""
    database = transaction.get_connection(using)
    if database.vendor != "postgresql":
        return
    with database.cursor() as cursor:
        cursor.execute(
            "SELECT proname FROM pg_proc WHERE proname = ANY(%s) AND pg_function_is_visible(oid)",
            [list(NAMES.values())],
        )
        standing = {name for (name,) in cursor.fetchall()}
        for key in NAMES.keys() - {key for key, name in NAMES.items() if name in standing}:
            cursor.execute(
                f"CREATE OR REPLACE FUNCTION {NAMES[key]}(text) RETURNS text LANGUAGE plpgsql IMMUTABLE STRICT"
                f" PARALLEL SAFE COST 200 AS $${BODIES[key]}$$"
            )
