"""Background work, run by the worker: thin, it calls the domain and the reports.

The making itself needs no database. One that is away meanwhile is waited for when the result is stored.
"""

import logging
from collections.abc import Callable
from datetime import datetime

from django.db import Error, connection, transaction
from django_tasks import task
from django_tasks.base import Task
from django_tasks_db.models import DBTaskResult

from ikz.failures import explain, outage
from initiatives import reading
from initiatives.domain.fields import document_texts
from initiatives.domain.kernel import moments
from initiatives.domain.kernel.errors import Refused
from initiatives.domain.meetings import issued_papers
from initiatives.domain.reports import reports
from initiatives.domain.snapshots import pdfs
from initiatives.domain.votes import council_papers
from initiatives.models import CouncilPaper, DocumentVersion, MeetingPaper, Report
from initiatives.patience import patiently
from initiatives.reports.rendering import Documents, RenderingCancelled, RenderingFailed, render

log = logging.getLogger(__name__)


def give(work: Task, pk: int) -> None:
    """Put work into the queue of the workers. What can't be put there now is given to them by the timer later: that it is to
    be done stands in its row."""
    try:
        work.enqueue(pk)
    except (Error, OSError) as error:
        away = outage(error)
        if away is None:
            raise
        log.warning("%s %s wird später eingereiht: %s", work.name, pk, explain(away))


def enqueue_once(work: Task, pk: int) -> None:
    """Put work into the queue of the workers, unless it waits there already."""
    args = {"args": [pk], "kwargs": {}}
    same = DBTaskResult.objects.ready().filter(task_path=work.module_path, args_kwargs=args)
    if not same.exists():
        work.enqueue(pk)


@task()
def make_report(report_id: int) -> None:
    """Make HTML and PDF of a draft, stage by stage. A failure is noted on the job, where its maker reads it."""
    report, begun, snapshot = patiently(lambda: Report.objects.light().get(pk=report_id)), moments.now(), None
    try:
        snapshot = patiently(lambda: reports.start(report=report, at=begun))
        if snapshot is None:
            return
        documents = render(snapshot, lambda stage: _goes_on(report, stage, begun))
    except RenderingCancelled:
        return
    except RenderingFailed as error:
        _fail(report, str(error), begun)
        return
    except (Refused, LookupError, ValueError) as error:
        _fail(report, f"Der Datenstand ist nicht möglich: {error}", begun if snapshot else None)
        raise
    patiently(
        lambda: reports.finish(
            report=report,
            html=documents.html,
            pdf=documents.pdf,
            xlsx=documents.xlsx,
            at=moments.now(),
            begun=begun,
        )
    )


def _goes_on(report: Report, stage: str, begun: datetime) -> bool:
    """Note the stage; whether the making is still wanted. While nobody can say, it is."""
    try:
        return reports.advance(report=report, stage=stage, begun=begun, at=moments.now())
    except Error as error:
        if outage(error) is None:
            raise
        connection.close()
        return True


def _fail(report: Report, message: str, begun: datetime | None) -> None:
    patiently(lambda: reports.fail(report=report, message=message, at=moments.now(), begun=begun))


def begin_papers() -> None:
    """Give the worker all papers of meetings that wait for their PDF, once the change that made them is committed."""
    transaction.on_commit(_enqueue_papers)


def _enqueue_papers() -> None:
    for paper in issued_papers.waiting():
        give(make_paper, paper.pk)


@task()
def make_paper(paper_id: int) -> None:
    """Make the PDF of an invitation or of minutes, once. A failure is noted on the paper, where it can be tried again."""
    paper = patiently(lambda: MeetingPaper.objects.light().get(pk=paper_id))
    _make(paper, lambda: render(paper.snapshot))


@task()
def make_council_paper(paper_id: int) -> None:
    """As `make_paper`, of a draft paper for a council, with the files that go with it inside."""
    paper = patiently(lambda: CouncilPaper.objects.light().get(pk=paper_id))
    _make(paper, lambda: render(paper.snapshot, files=patiently(lambda: council_papers.attachments(paper))))


@task()
def read_document(version_id: int) -> None:
    """Read what an uploaded file says, for the search. One that cannot be read is noted, and not tried again."""
    version = patiently(lambda: DocumentVersion.objects.get(pk=version_id))
    text, message = "", ""
    try:
        with version.file.open("rb") as file:
            text = reading.read(file.read(), document_texts.ending_of(version))
    except reading.Unread as error:
        message = str(error)
    except FileNotFoundError:
        message = "Die Datei liegt nicht im Speicher."
    patiently(
        lambda: document_texts.keep(
            version=version, text=text, longest=reading.LONGEST, message=message, at=moments.now()
        )
    )


def _make(paper: MeetingPaper | CouncilPaper, made: Callable[[], Documents]) -> None:
    if paper.pdf_size is not None or paper.message:
        return
    try:
        documents = made()
    except (RenderingFailed, Refused) as error:
        message = error.message if isinstance(error, Refused) else str(error)
        patiently(lambda: pdfs.fail(paper=paper, message=message))
        return
    patiently(lambda: pdfs.finish(paper=paper, pdf=documents.pdf))
