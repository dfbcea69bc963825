"""What is recorded stays: triggers of the database refuse to change or remove the rows of append-only tables.

Each column is fixed unless it is named here. The triggers follow from this list alone and are set after each `migrate`, since
SQLite loses them where Django builds a table anew; a name holds the checksum of what its trigger says. `lifted` is the one way
past them.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.apps import apps
from django.db import models, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.utils.connection import ConnectionProxy
from simple_history.models import HistoricalChanges

from initiatives.enums import ReportState
from initiatives.models.dated import Dated

Database = BaseDatabaseWrapper | ConnectionProxy
PREFIX = "stays_"
TOLD = "Was aufgezeichnet ist, bleibt: %s in der Tabelle %s ist nicht erlaubt (docs/security.md)."


@dataclass(frozen=True)
class Moving:
    """Columns of an append-only table that the domain changes: whenever it wants, or once while they are empty (null, "", []).

    With `once` the other columns are fixed from that state on; no row is ever removed.
    """

    always: tuple[str, ...] = ()
    once_empty: tuple[str, ...] = ()
    once: str = ""


CONFIRMED = Moving(once_empty=("confirmed_by_id", "confirmed_at"))
MADE_LATER = Moving(always=("message",), once_empty=("pdf", "pdf_size", "pdf_sha256"))
# Beside all entries with two clocks and all row histories.
TABLES: dict[str, Moving] = {
    "ChainLink": Moving(),
    "Classification": Moving(),
    "CostKeyShare": Moving(),
    "CouncilPaper": MADE_LATER,
    "DocumentVersion": Moving(),
    "Event": Moving(),
    "Implementation": Moving(always=("resolution_id",)),
    "MeetingPaper": MADE_LATER,
    "Minutes": Moving(always=("state",), once_empty=("circulated_at", "approved_at", "approved_in_id")),
    "MinutesAddendum": Moving(),
    "Position": CONFIRMED,
    "Report": Moving(once_empty=("told",), once=ReportState.ISSUED),
    "ReportInitiative": Moving(),
    "Resolution": CONFIRMED,
    "ResolutionAsk": Moving(),
    "RoundCore": Moving(),
    "Simulation": Moving(once_empty=("removed_at",)),
}


def tables() -> dict[type[models.Model], Moving]:
    """The append-only tables with the columns that move."""
    return {
        model: TABLES.get(model.__name__, Moving())
        for model in apps.get_app_config("initiatives").get_models(include_auto_created=True)
        if model.__name__ in TABLES or issubclass(model, Dated | HistoricalChanges)
    }


@cache  # the list is the same as long as a process runs, and a probe asks for it each minute
def triggers(vendor: str) -> dict[str, tuple[str, str]]:
    """All triggers of a kind of database, by name, each with its table and the statement that makes it."""
    found = {}
    for model, moving in tables().items():
        table = model._meta.db_table
        for verb, template in (_sqlite if vendor == "sqlite" else _postgresql)(model, moving).items():
            name = f"{PREFIX}{verb.lower()}_{hashlib.sha256(template.encode()).hexdigest()[:12]}"
            found[name] = table, template.replace("{name}", f'"{name}"')
    return found


def standing(database: Database) -> dict[str, str]:
    """The triggers of ours that the database has, by name, each with its table."""
    catalog = {
        "sqlite": "SELECT name, tbl_name FROM sqlite_master WHERE type = 'trigger'",
        "postgresql": "SELECT tgname, relname FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid"
        " WHERE NOT tgisinternal AND tgenabled IN ('O', 'A') AND pg_table_is_visible(tgrelid)",
    }
    with database.cursor() as cursor:
        cursor.execute(catalog[database.vendor])
        return {name: table for name, table in cursor.fetchall() if name.startswith(PREFIX)}


def missing(database: Database) -> list[str]:
    """The tables that lack a trigger, or have one of another version."""
    return sorted({table for name, (table, _) in _lacking(database).items()})


def _lacking(database: Database) -> dict[str, tuple[str, str]]:
    there = standing(database)
    return {name: one for name, one in triggers(database.vendor).items() if name not in there}


def guard(database: Database) -> None:
    """Make the triggers that are missing, and remove those that are not in the list any more."""
    lacking = _lacking(database)
    too_many = standing(database).keys() - triggers(database.vendor).keys()
    if not lacking and not too_many:
        return
    known = set(database.introspection.table_names())
    with transaction.atomic(database.alias), database.cursor() as cursor:
        if database.vendor == "postgresql":
            cursor.execute(FUNCTION)
        _drop(database, too_many)
        for table, statement in lacking.values():
            if table in known:
                cursor.execute(statement)


def _drop(database: Database, names: Any) -> None:
    there = standing(database)
    with database.cursor() as cursor:
        for name in sorted(names):
            where = f' ON "{there[name]}"' if database.vendor == "postgresql" else ""
            cursor.execute(f'DROP TRIGGER "{name}"{where}')


@contextmanager
def lifted(database: Database) -> Iterator[None]:
    """Within this context, in one transaction, the rows may be changed: for a migration of data that has to.

    On PostgreSQL only the owner of the tables can lift the triggers, and only for its own transaction.
    """
    with transaction.atomic(database.alias), database.cursor() as cursor:
        if database.vendor == "postgresql":
            cursor.execute(LIFT, ["on"])
            yield
            cursor.execute(LIFT, [""])
            return
        there = standing(database)
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        statements = [sql for name, sql in cursor.fetchall() if name in there]
        _drop(database, there)
        yield
        for statement in statements:
            cursor.execute(statement)


def lift_before_migrating(*, plan: Any = None, using: str, **told: Any) -> None:
    """As a receiver of `pre_migrate`: SQLite drops no column that a trigger names. `guard_after_migrating` sets them again."""
    database = transaction.get_connection(using)
    if plan and database.vendor == "sqlite":
        _drop(database, standing(database))


def guard_after_migrating(*, using: str, **told: Any) -> None:
    """As a receiver of `post_migrate`, which comes after each `migrate`, also of the database of the tests."""
    guard(transaction.get_connection(using))


def _refusal(verb: str, table: str) -> str:
    return (TOLD % (verb, table)).replace("'", "''")


def _sqlite(model: type[models.Model], moving: Moving) -> dict[str, str]:
    """By verb; the condition names each column, since a trigger of SQLite can't ask for all."""
    table = model._meta.db_table
    columns = [one.column for one in model._meta.local_concrete_fields]
    changed = []
    for name in columns:
        differs = f'OLD."{name}" IS NOT NEW."{name}"'
        if name in moving.once_empty:
            changed.append(f"""({differs} AND IFNULL(OLD."{name}", '') NOT IN ('', '[]'))""")
        elif name not in moving.always:
            changed.append(f"({differs})")
    when = " OR ".join(changed)
    if moving.once:
        when = f"OLD.\"state\" = '{moving.once}' AND ({when})"
    return {
        verb: f'CREATE TRIGGER {{name}} BEFORE {verb} ON "{table}" {condition}'
        f"BEGIN SELECT RAISE(ABORT, '{_refusal(verb, table)}'); END"
        for verb, condition in {"UPDATE": f"WHEN {when} ", "DELETE": ""}.items()
    }


def _postgresql(model: type[models.Model], moving: Moving) -> dict[str, str]:
    """By verb. One function serves all tables and compares whole rows, so no trigger hangs on a column."""
    table = model._meta.db_table
    lists = [f"{{{','.join(names)}}}" for names in (moving.always, moving.once_empty)]
    given = ", ".join(f"'{one}'" for one in (*lists, moving.once))
    return {
        verb: f'CREATE OR REPLACE TRIGGER {{name}} BEFORE {verb} ON "{table}" FOR EACH {each}'
        f" EXECUTE FUNCTION {FUNCTION_NAME}({given})"
        for verb, each in {"UPDATE": "ROW", "DELETE": "ROW", "TRUNCATE": "STATEMENT"}.items()
    }


LIFT = "SELECT set_config('ikz.lifted', %s, true)"
BODY = """
DECLARE
  moving text[]; one text; old_row jsonb; new_row jsonb;
BEGIN
  IF current_setting('ikz.lifted', true) = 'on'
    AND pg_has_role(current_user, (SELECT relowner FROM pg_class WHERE oid = TG_RELID), 'USAGE')
  THEN
    RETURN coalesce(NEW, OLD);
  END IF;
  IF TG_OP = 'UPDATE' THEN
    moving := TG_ARGV[0]; old_row := to_jsonb(OLD); new_row := to_jsonb(NEW);
    IF TG_ARGV[2] <> '' AND old_row ->> 'state' <> TG_ARGV[2] THEN
      RETURN NEW;
    END IF;
    FOREACH one IN ARRAY TG_ARGV[1]::text[] LOOP
      IF coalesce(old_row ->> one, '') IN ('', '[]') THEN
        moving := moving || one;
      END IF;
    END LOOP;
    IF old_row - moving = new_row - moving THEN
      RETURN NEW;
    END IF;
  END IF;
  RAISE EXCEPTION USING ERRCODE = 'integrity_constraint_violation', MESSAGE = format(%s, TG_OP, TG_TABLE_NAME);
END
"""
BODY = BODY.replace("%s", f"'{TOLD}'")
# Its name says what it holds, so that triggers are made anew where it changes.
FUNCTION_NAME = f"{PREFIX}{hashlib.sha256(BODY.encode()).hexdigest()[:12]}"
FUNCTION = (
    f"CREATE OR REPLACE FUNCTION {FUNCTION_NAME}() RETURNS trigger LANGUAGE plpgsql"
    f" SET search_path = pg_catalog AS $${BODY}$$"
)
