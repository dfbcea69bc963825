"""Proves that what was issued is as it was: walks over the chain of checksums."""

import sys

from django.core.management.base import BaseCommand, CommandParser
from django.db import connection

from initiatives.domain.snapshots import chain
from initiatives.models import append_only


class Command(BaseCommand):
    help = "Prüft, ob alles Erteilte (Berichte, Einladungen, Niederschriften) noch ist, wie es war."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--head", default="", metavar="PRÜFSUMME", help="Prüfsumme der Kette, etwa aus einer E-Mail"
        )

    def handle(self, *args, head: str, **options) -> None:
        found = chain.verify(head)
        faults = list(found.faults)
        if unguarded := append_only.missing(connection):
            names = ", ".join(unguarded)
            faults.append(
                f"Den Tabellen {names} fehlt der Schutz vor Änderungen; „manage.py prepare“ stellt ihn wieder her."
            )
        for fault in faults:
            self.stdout.write(fault)
        self.stdout.write(f"Unverändert: {found.sound} von {found.links} Gliedern der Kette.")
        if found.given_at:
            self.stdout.write(f"Die angegebene Prüfsumme gehört zu Nr. {found.given_at} von {found.links}.")
        if found.links:
            self.stdout.write(f"Prüfsumme der Kette: {found.head} (Nr. {found.links})")
        if faults:
            sys.exit(1)
