"""Brings a safe copy back into an empty installation."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandParser

from initiatives.management import backups


class Command(BaseCommand):
    help = "Stellt eine Sicherung in einer leeren Installation wieder her, nachdem ihre Prüfsummen stimmen."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("archive", type=Path, metavar="ARCHIV")

    def handle(self, *args, archive: Path, **options) -> None:
        told = backups.counted(backups.restore(archive))
        self.stdout.write(
            f"Wiederhergestellt: die Datenbank und {told}. „make setup“ bringt sie auf den Stand dieser Version."
        )
