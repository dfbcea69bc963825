"""Does what falls due by itself: ends rounds whose date is over, reminds of reports to the sittings of the coming week, gives
the worker the papers that wait for their PDF and the reports that another worker left, sends mails. `serve` runs it beside
the web server.
"""

import logging
import signal
from threading import Event

from django.core.management.base import BaseCommand, CommandParser
from django.db import OperationalError, close_old_connections

from initiatives import mailing
from initiatives.domain import council_papers, meeting_papers, moments, reports, rounds, sittings
from initiatives.tasks import make_council_paper, make_paper, make_report

log = logging.getLogger(__name__)


class Command(BaseCommand):
    help = "Erledigt, was von selbst fällig wird: schließt Runden nach ihrer Frist und versendet E-Mails."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--every", type=int, metavar="SEKUNDEN", help="immer wieder, in diesem Abstand")

    def handle(self, *args, every: int | None, **options) -> None:
        ended = Event()
        if not every:
            run(ended)
            return
        # A mail that is being handed over is brought to its end first, else nobody would know whether it arrived.
        signal.signal(signal.SIGTERM, lambda number, frame: ended.set())
        while not ended.is_set():
            close_old_connections()
            run(ended)
            ended.wait(every)


def run(ended: Event) -> None:
    """Once. A database that is away for a moment is met again the next time."""
    try:
        rounds.close_due(at=moments.now())
        sittings.remind_due(at=moments.now())
        for report in reports.revive(at=moments.now()):
            make_report.enqueue(report.pk)
        for paper in meeting_papers.waiting():
            make_paper.enqueue(paper.pk)
        for paper in council_papers.waiting():
            make_council_paper.enqueue(paper.pk)
        mailing.send_due(ended.is_set)
    except OperationalError as error:
        log.warning("Fälliges wird später erledigt: %s", error)
