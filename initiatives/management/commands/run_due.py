"""Does what falls due by itself: ends rounds whose date is over, reminds of reports to the sittings of the coming week and
of what is due at agreements and of baselines, tells of mandates that end, gives the worker the papers that wait for their
PDF, the reports that another worker left and the files whose text was not read yet, forgets which forms were sent and what
nobody needs any more, makes the mails that are due. `serve` runs it beside the web server; it talks to no mail server.

Each row is a matter of its own: what goes wrong with one is told in one line, and the others go on.
"""

import logging
import signal
from collections.abc import Callable, Iterable
from functools import partial
from threading import Event
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import close_old_connections, connection, transaction

from ikz.failures import explain, outage
from initiatives import health, reading
from initiatives.domain.agreements import reminding
from initiatives.domain.fields import document_texts
from initiatives.domain.kernel import moments, submissions
from initiatives.domain.kernel.errors import Refused
from initiatives.domain.mail import mails
from initiatives.domain.meetings import issued_papers
from initiatives.domain.money import reminding as baseline
from initiatives.domain.people import ending
from initiatives.domain.reports import reports, sittings
from initiatives.domain.votes import council_papers, rounds
from initiatives.management import pruning
from initiatives.models import Mandate, ReportJob, Round, Sitting
from initiatives.tasks import enqueue_once, make_council_paper, make_paper, make_report, read_document

log = logging.getLogger(__name__)

SOON = 5  # seconds until the next run while the database is away, and after that


class Command(BaseCommand):
    help = "Erledigt, was von selbst fällig wird: schließt Runden nach ihrer Frist und erstellt E-Mails."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--every", type=int, metavar="SEKUNDEN", help="immer wieder, in diesem Abstand")

    def handle(self, *args, every: int | None, **options) -> None:
        ended = Event()
        if not every:
            run(ended)
            return
        signal.signal(signal.SIGTERM, lambda number, frame: ended.set())
        is_calm = True
        while not ended.is_set():
            close_old_connections()
            was_calm, is_calm = is_calm, run(ended, is_calm)
            ended.wait(every if was_calm and is_calm else min(SOON, every))


def run(ended: Event, is_calm: bool = True) -> bool:
    """Everything once; False where the database was away, which ends the run. Right after that, not `is_calm`, no report is
    taken for left: its worker could not give a sign of life."""
    at = moments.now()
    try:
        each("Runde", rounds.due(at=at), _close, ended)
        each("Erinnerung an die Sitzung", sittings.unreminded(today=moments.day_of(at)), _remind, ended)
        today = moments.day_of(at)
        each("Frist einer Vereinbarung", reminding.unreminded(today=today), _remind_of_agreement, ended)
        each("Frist einer Bestandsaufnahme", baseline.unreminded(today=today), _remind_of_baseline, ended)
        each("Ende eines Mandats", ending.untold(today=today), _tell_of_end, ended)
        if is_calm:
            each("Bericht", reports.left(at=at), _revive, ended)
        each("Papier", issued_papers.waiting(), lambda paper: enqueue_once(make_paper, paper.pk), ended)
        each(
            "Vorlage",
            council_papers.waiting(),
            lambda paper: enqueue_once(make_council_paper, paper.pk),
            ended,
        )
        each(
            "Unterlage",
            document_texts.unread(reading.ENDINGS),
            lambda version: enqueue_once(read_document, version.pk),
            ended,
        )
        attempt("Gesendete Formulare", lambda: submissions.prune(at=at))
        attempt("Aufräumen", lambda: pruning.prune(at=at))
        attempt("Lebenszeichen", lambda: health.give_sign(health.TIMER))
        attempt("E-Mails", lambda: mails.make(at=moments.now()))
    except Exception as error:
        away = outage(error)
        if away is None:
            raise
        if not connection.in_atomic_block:
            connection.close()
        log.warning("Fälliges wird später erledigt: %s", explain(away))
        return False
    return True


def each(what: str, rows: Iterable[Any], act: Callable[[Any], Any], ended: Event) -> None:
    """Do it with each row that is found, until the end."""
    for row in attempt(what, lambda: list(rows)) or []:
        if not ended.is_set():
            attempt(f"{what} {row.pk}", partial(act, row))


def attempt(what: str, act: Callable[[], Any]) -> Any:
    """Do one thing. What goes wrong with it is logged with its name and None returned; an outage is raised."""
    try:
        return act()
    except Refused as refusal:
        log.warning("%s: %s", what, refusal.message)
    except Exception as error:
        if outage(error):
            raise
        log.exception("%s: nicht erledigt", what)
    return None


def _close(row: Round) -> None:
    rounds.close_due(round_=row, at=moments.now())


def _remind(row: Sitting) -> None:
    sittings.remind(sitting=row, at=moments.now())


def _tell_of_end(mandate: Mandate) -> None:
    ending.tell(mandate=mandate, at=moments.now())


def _remind_of_agreement(due: reminding.Due) -> None:
    reminding.remind(due=due, at=moments.now())


def _remind_of_baseline(due: baseline.Due) -> None:
    baseline.remind(due=due, at=moments.now())


@transaction.atomic
def _revive(job: ReportJob) -> None:
    if reports.revive(job=job, at=moments.now()):
        make_report.enqueue(job.report_id)
