"""Hands the mails that wait over to the mail server. `serve` runs it beside the timer, which so waits for no mail server."""

import logging
import signal
from threading import Event

from django.core.management.base import BaseCommand, CommandParser
from django.db import close_old_connections, connection

from ikz.failures import explain, outage
from initiatives.mailing import send_due

log = logging.getLogger(__name__)

LATER = 60  # seconds until a mail server that is away is tried again


class Command(BaseCommand):
    help = "Übergibt die wartenden E-Mails dem Mailserver."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--every", type=int, metavar="SEKUNDEN", help="immer wieder, in diesem Abstand")

    def handle(self, *args, every: int | None, **options) -> None:
        ended = Event()
        if not every:
            send_due()
            return
        # A mail that is being handed over is brought to its end first, else nobody would know whether it arrived.
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda number, frame: ended.set())
        while not ended.is_set():
            close_old_connections()
            ended.wait(every if run(ended) else LATER)


def run(ended: Event) -> bool:
    """Send what waits; False where something better is tried later: the mail server is away, or a fault of ours was logged."""
    try:
        return send_due(ended.is_set)
    except Exception as error:
        connection.close()
        away = outage(error)
        if away is None:
            log.exception("E-Mails ließen sich nicht senden")
            return False
        log.warning("E-Mails warten: %s", explain(away))
        return True
