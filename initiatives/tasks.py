"""Background work, run by the worker: thin, it calls the domain and the reports."""

from datetime import datetime

from django.db import transaction
from django_tasks import task

from initiatives.domain import meeting_papers, moments, reports
from initiatives.domain.errors import Refused
from initiatives.models import CouncilPaper, MeetingPaper, Report
from initiatives.reports.rendering import RenderingCancelled, RenderingFailed, render


@task()
def make_report(report_id: int) -> None:
    """Make HTML and PDF of a draft, stage by stage. A failure is noted on the job, where its maker reads it."""
    report, begun, snapshot = Report.objects.light().get(pk=report_id), moments.now(), None
    try:
        snapshot = reports.start(report=report, at=begun)
        if snapshot is None:
            return
        documents = render(snapshot, lambda stage: _goes_on(report, stage, begun))
    except RenderingCancelled:
        return
    except RenderingFailed as error:
        reports.fail(report=report, message=str(error), at=moments.now(), begun=begun)
        return
    except (Refused, LookupError, ValueError) as error:
        reports.fail(
            report=report,
            message=f"Der Datenstand ist nicht möglich: {error}",
            at=moments.now(),
            begun=begun if snapshot else None,
        )
        raise
    reports.finish(
        report=report,
        html=documents.html,
        pdf=documents.pdf,
        xlsx=documents.xlsx,
        at=moments.now(),
        begun=begun,
    )


def _goes_on(report: Report, stage: str, begun: datetime) -> bool:
    return reports.advance(report=report, stage=stage, begun=begun, at=moments.now())


def begin_papers() -> None:
    """Give the worker all papers of meetings that wait for their PDF, once the change that made them is committed."""
    transaction.on_commit(_enqueue_papers)


def _enqueue_papers() -> None:
    for paper in meeting_papers.waiting():
        make_paper.enqueue(paper.pk)


@task()
def make_paper(paper_id: int) -> None:
    """Make the PDF of an invitation or of minutes, once. A failure is noted on the paper, where it can be tried again."""
    _make(MeetingPaper.objects.light().get(pk=paper_id))


@task()
def make_council_paper(paper_id: int) -> None:
    """As `make_paper`, of a draft paper for a council."""
    _make(CouncilPaper.objects.light().get(pk=paper_id))


def _make(paper: MeetingPaper | CouncilPaper) -> None:
    if paper.pdf_size is not None or paper.message:
        return
    try:
        documents = render(paper.snapshot)
    except RenderingFailed as error:
        meeting_papers.fail(paper=paper, message=str(error))
        return
    meeting_papers.finish(paper=paper, pdf=documents.pdf)
