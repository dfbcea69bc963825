"""Brings the database up to date before serving: tables, cache, and the demo if nothing is there yet.

An SQLite database that is to be migrated is copied aside first. A migration that fails is named, with where the copy lies.
"""

import sqlite3
import sys
from contextlib import closing
from pathlib import Path

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

from ikz.failures import first_line
from initiatives.models import Organisation

DEMOS = ("example", "source", "none")
TOO_OLD = (
    "Diese Datenbank ist älter als Version 0.2.0 und muss erst auf den letzten Stand davor gebracht werden; "
    "docs/operations.md beschreibt das unter „Updating“."
)


class Command(BaseCommand):
    help = "Legt Tabellen und Zwischenspeicher an; lädt in eine leere Datenbank den gewünschten Fall."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--demo", default="none", metavar="|".join(DEMOS))

    def handle(self, *args, demo: str, **options) -> None:
        if demo not in DEMOS:
            raise CommandError(f"DEMO muss eines von {', '.join(DEMOS)} sein, nicht „{demo}“.")
        self._migrate()
        call_command("createcachetable", verbosity=0)
        if demo != "none" and not Organisation.objects.exists():
            call_command("load_demo", example=demo == "example", stdout=self.stdout)

    def _migrate(self) -> None:
        """Apply what is missing; exit with one line that names the migration that failed and where the copy lies."""
        waiting = pending()
        copy = copy_aside() if waiting else None
        if copy:
            self.stdout.write(f"Die Datenbank wird aktualisiert; so, wie sie war, liegt sie in {copy}.")
        try:
            call_command("migrate", interactive=False, verbosity=0)
        except Exception as error:
            if not waiting:
                raise
            where = f" Die Datenbank, wie sie vorher war, liegt in {copy}." if copy else ""
            sys.exit(f"Fehler: {failed_step()} ist gescheitert ({first_line(error)}).{where}")


def failed_step() -> str:
    """The migration at which it stopped, as far as the database can still say."""
    try:
        left = pending()
    except DatabaseError:
        left = []
    return f"Die Migration {left[0]}" if left else "Die Aktualisierung"


def pending() -> list[str]:
    """The migrations that are still to be applied, in their order, as "app.name".

    Exits with one line for a database from before 0.2.0 that lacks some of the migrations of its time.
    """
    refuse_half_replaced()
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _ in plan]


def refuse_half_replaced() -> None:
    """Exit with one line if some, but not all, of the migrations were applied for which a later one stands."""
    applied = MigrationRecorder(connection).applied_migrations()
    known = MigrationLoader(None, load=False)
    known.load_disk()
    for migration in known.disk_migrations.values():
        if 0 < sum(one in applied for one in migration.replaces) < len(migration.replaces):
            sys.exit(f"Fehler: {TOO_OLD}")


def copy_aside() -> Path | None:
    """Copy a database file that holds tables; returns where, or None if it is no file or holds nothing yet.

    Exits with one line where it can't be copied.
    """
    name = Path(str(connection.settings_dict["NAME"]))
    if connection.vendor != "sqlite" or not name.is_file() or not connection.introspection.table_names():
        return None
    copy = name.with_name(f"{name.stem}-vor-{timezone.localtime():%Y%m%d-%H%M%S}{name.suffix}")
    try:
        with closing(sqlite3.connect(name)) as source, closing(sqlite3.connect(copy)) as target:
            source.backup(target)
    except (sqlite3.Error, OSError) as error:
        copy.unlink(missing_ok=True)
        sys.exit(
            f"Fehler: Die Datenbank ließ sich nicht nach {copy} sichern ({first_line(error)}). Es wurde nichts geändert."
        )
    return copy
