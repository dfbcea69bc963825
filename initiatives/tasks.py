"""Background work, run by the worker: thin, it calls the domain and the reports."""

from django_tasks import task

from initiatives.domain import meeting_papers, moments, reports
from initiatives.models import MeetingPaper, Report
from initiatives.reports.rendering import RenderingCancelled, RenderingFailed, render


@task()
def make_report(report_id: int) -> None:
    """Make HTML and PDF of a draft, stage by stage. A failure is noted on the job, where its maker reads it."""
    report = Report.objects.light().get(pk=report_id)
    snapshot = reports.start(report=report, at=moments.now())
    if snapshot is None:
        return
    try:
        documents = render(snapshot, lambda stage: reports.advance(report=report, stage=stage))
    except RenderingCancelled:
        return
    except RenderingFailed as error:
        reports.fail(report=report, message=str(error), at=moments.now())
        return
    reports.finish(
        report=report,
        html=documents.html,
        pdf=documents.pdf,
        xlsx=documents.xlsx,
        at=moments.now(),
    )


@task()
def make_paper(paper_id: int) -> None:
    """Make the PDF of an invitation or of minutes, once. A failure is noted on the paper, where it can be tried again."""
    paper = MeetingPaper.objects.light().get(pk=paper_id)
    if paper.pdf_size is not None or paper.message:
        return
    try:
        documents = render(paper.snapshot)
    except RenderingFailed as error:
        meeting_papers.fail(paper=paper, message=str(error))
        return
    meeting_papers.finish(paper=paper, pdf=documents.pdf)
