"""Reports to a body: what they tell of, and how a draft is made in the background, stage by stage.

Invariants: the as-of date is not in the future and not before anything was documented; what goes to several bodies tells
each what was recorded until the same instant; a making that is begun is known by its instant, and one that was overtaken
stores nothing; what a dead worker left is begun anew, three times at most. Who locks reports and their jobs locks the
reports first, in their order.
What a body is told of stands in `bodies`, how a draft comes about in `drafts`, what becomes of it in
`life`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Q, QuerySet

from initiatives.domain.kernel.checksums import sha256
from initiatives.domain.kernel.errors import Refused
from initiatives.domain.kernel.moments import Moment, day_of
from initiatives.domain.reports import classifications, comparisons, county_paper, numbers, unknowns
from initiatives.domain.reports.county_paper import Paper
from initiatives.domain.snapshots import status_report
from initiatives.domain.state.versions import state_change
from initiatives.enums import LIGHT_WORDS, Edition, JobStage, ReportState
from initiatives.models import Body, Initiative, Report, ReportJob
from initiatives.models.reports import DOCUMENTS_OF
from initiatives.snapshot.form import digest, write
from initiatives.snapshot.news import NEWS, PUBLIC_SILENT
from initiatives.snapshot.status_report import StatusReport

ENDED = (JobStage.DONE, JobStage.FAILED, JobStage.CANCELLED)
SILENT = timedelta(seconds=45)  # a worker gives a sign of life each second
LATE = timedelta(minutes=2)
PATIENCE = 3
GIVEN_UP = "Die Erstellung wurde dreimal unterbrochen. Sie können sie noch einmal beginnen."
LONGEST_NEWS = 250
NOTHING: Mapping[str, str] = {}


def snapshot(
    *,
    body: Body,
    initiatives: Sequence[Initiative],
    as_of: date,
    edition: str,
    paper: Paper,
    at: datetime,
    number: str = "",
    corrects: str = "",
    replaces: int | None = None,
    left_out: Collection[str] = (),
    not_known: Mapping[str, str] = NOTHING,
) -> tuple[StatusReport, StatusReport]:
    """Freeze the state as of `as_of`, as known at `at`, without the texts in `left_out`; `not_known` as in `Report`.

    Returns what the report tells in its edition, and all that is known of that state. Raises Refused for a date in the future
    or before the beginning.
    """
    check_as_of(initiatives=initiatives, as_of=as_of, at=at)
    ids = [i.pk for i in initiatives]
    taken = status_report.take(
        initiative_ids=ids,
        moment=Moment(as_of, at),
        edition=edition,
        paper=county_paper.head(body, paper, number, corrects),
    )
    raised = classifications.raised(ids, at)
    taken = unknowns.with_reasons(taken, not_known)
    return comparisons.compared(taken, body=body, raised=raised, replaces=replaces, left_out=left_out), taken


def check_as_of(*, initiatives: Sequence[Initiative], as_of: date, at: datetime) -> None:
    """Raises Refused where a report as of this day could not be true."""
    if not initiatives:
        raise Refused("Wählen Sie mindestens eine Initiative.", "initiatives")
    if as_of > day_of(at):
        raise Refused("Der Stichtag liegt in der Zukunft.", "as_of")
    for initiative in initiatives:
        if as_of < initiative.documented_from:
            raise Refused(
                f"Der Stichtag liegt vor dem Beginn: „{initiative.title}“ ist erst ab dem "
                f"{initiative.documented_from:%d.%m.%Y} dokumentiert.",
                "as_of",
            )


@state_change()
def start(*, report: Report, at: datetime) -> dict[str, Any] | None:
    """Take the snapshot of a draft that waits; None where it was cancelled or is being made already."""
    group = list(locked(report))
    row = next((one for one in group if one.pk == report.pk), None)
    if row is None:
        return None
    job = ReportJob.objects.select_for_update(no_key=True).get(report=row)
    if job.stage != JobStage.WAITING:
        return None
    job.stage, job.started_at, job.seen_at, job.message = JobStage.DATA, at, at, ""
    job.save()
    numbers.assign(row)
    until = next((one.recorded_until for one in group if one != row and one.recorded_until), at)
    taken, whole = snapshot(
        body=row.body,
        initiatives=list(row.initiatives.order_by("reportinitiative__order")),
        as_of=row.as_of,
        edition=row.edition,
        paper=county_paper.of(row),
        at=until,
        number=row.label,
        corrects=corrects(row),
        replaces=row.replaces_id,
        left_out=row.left_out,
        not_known=row.not_known,
    )
    row.recorded_until = until
    row.snapshot = write(taken)
    row.snapshot_sha256 = digest(row.snapshot)
    if row.edition == Edition.PUBLIC:
        row.whole = write(whole)
        row.whole_sha256 = digest(row.whole)
    row.summary, row.news = summary(taken), news(taken)
    row.save()
    return row.snapshot


def locked(report: Report) -> QuerySet[Report]:
    """The report and those that go to other bodies with it, locked; of their documents the snapshots only."""
    found = Report.objects.going_with(report).select_for_update(of=("self",), no_key=True).order_by("pk")
    related = ("body__organisation", "job", "made_by", "replaces", "sitting")
    found = found.select_related(*related).light(but="snapshot")
    return found.defer(*DOCUMENTS_OF["replaces"])


def corrects(report: Report) -> str:
    """What a correction says of itself, "" for any other report."""
    if report.replaces is None or report.replaces.issued_at is None:
        return ""
    old = report.replaces
    return (
        f"Diese Berichtigung ersetzt den Bericht {old.name} vom {day_of(report.replaces.issued_at):%d.%m.%Y}. "
        f"Berichtigt wird: {report.replace_reason}"
    )


def summary(taken: StatusReport) -> str:
    """One line over a snapshot for the shelf: "14 Felder: 4 grün, 1 gelb, 9 noch nicht bewertet"."""
    lights = [field.light for initiative in taken.initiatives for field in initiative.fields]
    words = {light: word[0].lower() + word[1:] for light, word in LIGHT_WORDS.items()}
    counts = [f"{lights.count(light)} {word}" for light, word in words.items() if light in lights]
    noun = "Feld" if len(lights) == 1 else "Felder"
    return f"{len(lights)} {noun}" + (f": {', '.join(counts)}" if counts else "")


def news(taken: StatusReport) -> str:
    """What has changed since the report before, in one line: "Seit Nr. 1/2026: 2 Ampeln, 1 Termin verschoben"."""
    before = taken.previous
    if before is None or not before.comparable:
        return "" if before else "Erster Bericht an dieses Gremium"
    counts = Counter(change.kind for change in taken.changes)
    quiet, nothing = NEWS["silent"], "keine Änderung"
    if taken.edition == Edition.PUBLIC:
        quiet, nothing = PUBLIC_SILENT, "keine öffentliche Änderung"
    told = [_counted(counts[kind], words) for kind, words in NEWS.items() if counts[kind]]
    line = f"Seit {before.label}: {', '.join(told) or nothing}"
    line += f"; {_counted(len(taken.quiet), quiet)}" if taken.quiet else ""
    return line if len(line) <= LONGEST_NEWS else line[: LONGEST_NEWS - 1] + "…"


def _counted(number: int, words: tuple[str, str]) -> str:
    return f"{number} {words[number != 1]}"


def _running(report: Report, begun: datetime | None) -> QuerySet[ReportJob]:
    """The job while it is at work, of the making begun at that instant."""
    found = ReportJob.objects.filter(report=report).exclude(stage__in=ENDED)
    return found if begun is None else found.filter(started_at=begun)


def advance(*, report: Report, stage: str, begun: datetime | None = None, at: datetime | None = None) -> bool:
    """Note that a stage begins or goes on. False where the making was cancelled or overtaken meanwhile."""
    seen = {} if at is None else {"seen_at": at}
    return bool(_running(report, begun).update(stage=stage, **seen))


@state_change()
def finish(
    *,
    report: Report,
    html: str,
    pdf: bytes,
    at: datetime,
    xlsx: bytes = b"",
    begun: datetime | None = None,
) -> None:
    """Store what was made. Does nothing where the making was cancelled or overtaken."""
    Report.objects.light().select_for_update(no_key=True).get(pk=report.pk)
    job = _running(report, begun).select_for_update(no_key=True).first()
    if job is None:
        return
    job.stage, job.finished_at, job.lost = JobStage.DONE, at, 0
    job.save()
    Report.objects.filter(pk=report.pk, state=ReportState.DRAFT).update(
        html=html,
        pdf=pdf,
        pdf_size=len(pdf),
        html_sha256=sha256(html.encode()),
        pdf_sha256=sha256(pdf),
        xlsx=xlsx or None,
        xlsx_size=len(xlsx) or None,
        xlsx_sha256=sha256(xlsx) if xlsx else "",
    )


def fail(*, report: Report, message: str, at: datetime, begun: datetime | None = None) -> None:
    """Note that the making failed, with a message for the maker."""
    _running(report, begun).update(stage=JobStage.FAILED, message=message[:500], finished_at=at)


@state_change()
def retry(*, report: Report, at: datetime) -> None:
    """Let a draft be made anew with the state of now; a check is lost by that. Of several that go together those whose making
    has failed or was stopped are made once more, with the state of the others; where none has, all are.

    Raises Refused where it is being made, was issued or discarded.
    """
    rows = list(locked(report))
    row = next((one for one in rows if one.pk == report.pk), report)
    if not row.is_open or not rows:
        raise Refused(f"Dieser Bericht ist {row.get_state_display()} und wird nicht mehr erstellt.")
    jobs = {
        one.report_id: one for one in ReportJob.objects.select_for_update(no_key=True).filter(report__in=rows)
    }
    anew = [one for one in rows if jobs[one.pk].stage in (JobStage.FAILED, JobStage.CANCELLED)]
    if not anew and any(one.is_running for one in jobs.values()):
        raise Refused("Der Bericht wird gerade erstellt.")
    begin_anew(rows, anew or rows, at)


def begin_anew(rows: Iterable[Report], anew: Collection[Report], at: datetime) -> None:
    """Of locked rows that go together clear what was made of those in `anew`, and let their jobs wait; none is checked any
    more."""
    jobs = {
        one.report_id: one for one in ReportJob.objects.select_for_update(no_key=True).filter(report__in=anew)
    }
    for row in rows:
        row.state, row.checked_at, row.checked_by = ReportState.DRAFT, None, None
        if row in anew:
            _clear(row, jobs[row.pk], at)
        row.save()


def waiting(report: Report) -> list[int]:
    """Of the report and those that go with it the ones that are to be made, by their keys."""
    rows = Report.objects.going_with(report).filter(job__stage=JobStage.WAITING).order_by("pk")
    return list(rows.values_list("pk", flat=True))


def _clear(row: Report, job: ReportJob, at: datetime) -> None:
    row.snapshot, row.html, row.pdf, row.xlsx, row.pdf_size, row.xlsx_size = None, "", None, None, None, None
    row.whole, row.whole_sha256 = None, ""
    row.snapshot_sha256 = row.html_sha256 = row.pdf_sha256 = row.xlsx_sha256 = row.summary = row.news = ""
    row.recorded_until = None
    job.stage, job.message, job.created_at, job.lost = JobStage.WAITING, "", at, 0
    job.started_at = job.finished_at = job.seen_at = None
    job.save()


def left(*, at: datetime) -> QuerySet[ReportJob]:
    """The makings whose worker has died, or never came."""
    waits = Q(stage=JobStage.WAITING)
    unheard = Q(seen_at=None, created_at__lt=at - LATE) | Q(seen_at__lt=at - LATE)
    dead = Q(seen_at=None) | Q(seen_at__lt=at - SILENT)
    return ReportJob.objects.exclude(stage__in=ENDED).filter((waits & unheard) | (~waits & dead))


@state_change()
def revive(*, job: ReportJob, at: datetime) -> bool:
    """Let a making that was left wait once more; whether it is to be given to a worker.

    One that was left in the middle for the third time fails, and its maker decides.
    """
    row = left(at=at).select_for_update(skip_locked=True, no_key=True).filter(pk=job.pk).first()
    if row is None:
        return False
    if row.stage != JobStage.WAITING:
        row.lost += 1
    if row.lost >= PATIENCE:
        row.stage, row.finished_at, row.message = JobStage.FAILED, at, GIVEN_UP
    else:
        row.stage, row.started_at, row.seen_at = JobStage.WAITING, None, at
    row.save()
    return row.stage == JobStage.WAITING


@state_change()
def cancel(*, report: Report, at: datetime) -> None:
    """Stop the making, also of those that go with it. Raises Refused where it has ended."""
    rows = ReportJob.objects.select_for_update(no_key=True).filter(
        report__in=Report.objects.going_with(report)
    )
    running = [one for one in rows if one.is_running]
    if not running:
        raise Refused("Die Erstellung ist schon beendet.")
    for job in running:
        job.stage, job.finished_at = JobStage.CANCELLED, at
        job.save()
