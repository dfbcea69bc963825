"""Does what falls due by itself: rounds whose date is over. `serve` runs it beside the web server."""

import logging
import time

from django.core.management.base import BaseCommand, CommandParser
from django.db import OperationalError, close_old_connections

from initiatives.domain import moments, rounds

log = logging.getLogger(__name__)


class Command(BaseCommand):
    help = "Erledigt, was von selbst fällig wird, zum Beispiel das Schließen von Runden nach ihrer Frist."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--every", type=int, metavar="SEKUNDEN", help="immer wieder, in diesem Abstand")

    def handle(self, *args, every: int | None, **options) -> None:
        run()
        while every:
            time.sleep(every)
            close_old_connections()
            run()


def run() -> None:
    """Once. A database that is away for a moment is met again the next time."""
    try:
        rounds.close_due(at=moments.now())
    except OperationalError as error:
        log.warning("Fälliges wird später erledigt: %s", error)
