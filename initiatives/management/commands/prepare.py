"""Brings the database up to date before serving: tables, cache, and the demo if nothing is there yet."""

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser

from initiatives.models import Organisation

DEMOS = ("example", "source", "none")


class Command(BaseCommand):
    help = "Legt Tabellen und Zwischenspeicher an; lädt in eine leere Datenbank den gewünschten Fall."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--demo", default="none", metavar="|".join(DEMOS))

    def handle(self, *args, demo: str, **options) -> None:
        if demo not in DEMOS:
            raise CommandError(f"DEMO muss eines von {', '.join(DEMOS)} sein, nicht „{demo}“.")
        call_command("migrate", interactive=False, verbosity=0)
        call_command("createcachetable", verbosity=0)
        if demo != "none" and not Organisation.objects.exists():
            call_command("load_demo", example=demo == "example", stdout=self.stdout)
