"""Brings the database up to date before serving: tables, cache, and the demo if nothing is there yet.

A database that is to be migrated is backed up first. A migration that fails is named, with where the backup lies.
"""

import sys
from datetime import datetime

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from ikz.failures import Failed, first_line
from initiatives.domain.kernel import moments
from initiatives.domain.log import backups as log
from initiatives.management import backups
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
        parser.add_argument(
            "--without-backup", action="store_true", help="vor einer Aktualisierung nicht sichern"
        )

    def handle(self, *args, demo: str, without_backup: bool, **options) -> None:
        if demo not in DEMOS:
            raise CommandError(f"DEMO muss eines von {', '.join(DEMOS)} sein, nicht „{demo}“.")
        settings.DATA_DIR.chmod(0o700)
        self._migrate(without_backup)
        call_command("createcachetable", verbosity=0)
        if demo != "none" and not Organisation.objects.exists():
            call_command("load_demo", example=demo == "example", stdout=self.stdout)

    def _migrate(self, without_backup: bool) -> None:
        """Apply what is missing; exit with one line that names the migration that failed and where the backup lies."""
        waiting, at = pending(), moments.now()
        made = None if without_backup or not waiting else backed_up(at)
        if made:
            self.stdout.write(f"Die Datenbank wird aktualisiert; gesichert ist sie in {made.path}.")
        try:
            call_command("migrate", interactive=False, verbosity=0)
        except Exception as error:
            if not waiting:
                raise
            where = f" Wie sie vorher war, liegt in {made.path}." if made else ""
            sys.exit(f"Fehler: {failed_step()} ist gescheitert ({first_line(error)}).{where}")
        if made:
            log.record(words=made.words, at=at)


def backed_up(at: datetime) -> backups.Made | None:
    """A backup of a database that holds tables, None where it holds nothing yet; exits with one line where there can be none."""
    if not connection.introspection.table_names():
        return None
    try:
        return backups.make(backups.FOLDER, at)
    except Failed as error:
        sys.exit(f"Fehler: {error} Es wurde nichts geändert; ohne Sicherung geht es mit --without-backup.")


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
