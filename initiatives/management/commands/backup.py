"""Makes a safe copy of database and files, also while the application runs."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandParser

from initiatives.domain.kernel import moments
from initiatives.domain.kernel.texts import size_in_words
from initiatives.domain.log import backups as log
from initiatives.management import backups


class Command(BaseCommand):
    help = "Sichert Datenbank und Dateien in ein Archiv mit Prüfsummen; auch im laufenden Betrieb."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", nargs="?", type=Path, default=backups.FOLDER, metavar="ORDNER")
        parser.add_argument("--check", type=Path, metavar="ARCHIV", help="nur prüfen, ob ein Archiv heil ist")

    def handle(self, *args, folder: Path, check: Path | None, **options) -> None:
        if check:
            self.stdout.write(
                f"Die Sicherung ist heil: die Datenbank und {backups.counted(backups.check(check))}."
            )
            return
        at = moments.now()
        made = backups.make(folder, at)
        log.record(words=made.words, at=at)
        self.stdout.write(
            f"Gesichert: {made.path} ({size_in_words(made.size)}), die Datenbank und {backups.counted(made.files)}."
        )
