"""Reports to a body: planned, made in the background stage by stage, issued, and from then on frozen.

Invariants: the as-of date is not in the future and not before anything was documented; an issued report never changes
(snapshot, HTML and PDF stay with their SHA-256); numbers count up for each body.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Max, Q

from initiatives.domain import events, notice_rules, papers, snapshots
from initiatives.domain.errors import Refused
from initiatives.domain.moments import Moment, day_of
from initiatives.domain.papers import Paper
from initiatives.domain.texts import clean
from initiatives.enums import LIGHT_WORDS, Edition, JobStage, ReportState
from initiatives.models import Body, Initiative, Mandate, Report, ReportInitiative, ReportJob


def initiatives_for(body: Body) -> list[Initiative]:
    """What a body is told of: the initiatives of its own county first, then those in which its organisation takes part."""
    own = Q(county_id=body.organisation_id)
    takes_part = Q(participants__organisation_id=body.organisation_id, participants__left_on=None)
    found = Initiative.objects.filter(own | takes_part).distinct()
    return sorted(found, key=lambda i: (i.county_id != body.organisation_id, i.documented_from, i.pk))


def snapshot(
    *,
    body: Body,
    initiatives: Sequence[Initiative],
    as_of: date,
    edition: str,
    paper: Paper,
    at: datetime,
    number: int | None = None,
) -> dict[str, Any]:
    """Freeze the state as of `as_of`, as known at `at`. Raises Refused for a date in the future or before the beginning."""
    check_as_of(initiatives=initiatives, as_of=as_of, at=at)
    return snapshots.take(
        initiative_ids=[i.pk for i in initiatives],
        moment=Moment(as_of, at),
        edition=edition,
        paper=papers.head(body, paper, number),
    )


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


@transaction.atomic
def plan(
    *,
    body: Body,
    initiatives: Sequence[Initiative],
    as_of: date,
    edition: str,
    paper: Paper,
    by: Mandate,
    at: datetime,
) -> Report:
    """Set up a draft and the job that will make it. Raises Refused as `check_as_of`, and for empty subject or proposal."""
    check_as_of(initiatives=initiatives, as_of=as_of, at=at)
    if not clean(paper.subject):
        raise Refused("Der Betreff fehlt.", "subject")
    if not clean(paper.proposal):
        raise Refused("Der Beschlussvorschlag fehlt.", "proposal")
    report = Report.objects.create(
        body=body,
        as_of=as_of,
        edition=Edition(edition),
        subject=clean(paper.subject),
        proposal=clean(paper.proposal),
        paper_number=clean(paper.paper_number),
        file_number=clean(paper.file_number),
        department=clean(paper.department),
        paper_date=paper.paper_date,
        meeting_on=paper.meeting_on,
        agenda_item=clean(paper.agenda_item),
        number=_next_number(body),
        created_at=at,
        created_by=by,
    )
    ReportInitiative.objects.bulk_create(
        ReportInitiative(report=report, initiative=i, order=n) for n, i in enumerate(initiatives, start=1)
    )
    ReportJob.objects.create(report=report, created_at=at)
    return report


def _next_number(body: Body) -> int:
    issued = Report.objects.filter(body=body, state=ReportState.ISSUED)
    return (issued.aggregate(n=Max("number"))["n"] or 0) + 1


@transaction.atomic
def start(*, report: Report, at: datetime) -> dict[str, Any] | None:
    """Take the snapshot of a draft that waits; None where it was cancelled or is being made already."""
    job = ReportJob.objects.select_for_update().get(report=report)
    if job.stage != JobStage.WAITING:
        return None
    job.stage, job.started_at, job.message = JobStage.DATA, at, ""
    job.save()
    row = Report.objects.select_related("body__organisation").get(pk=report.pk)
    paper = Paper(
        row.subject,
        row.proposal,
        row.paper_date,
        row.paper_number,
        row.file_number,
        row.department,
        row.meeting_on,
        row.agenda_item,
    )
    row.snapshot = snapshot(
        body=row.body,
        initiatives=list(row.initiatives.order_by("reportinitiative__order")),
        as_of=row.as_of,
        edition=row.edition,
        paper=paper,
        at=at,
        number=row.number,
    )
    row.recorded_until = at
    row.snapshot_sha256 = sha256(canonical(row.snapshot))
    row.summary = summary(row.snapshot)
    row.save()
    return row.snapshot


def sha256(document: bytes) -> str:
    """The checksum that is stored beside a document, in hexadecimal digits."""
    return hashlib.sha256(document).hexdigest()


def canonical(value: dict[str, Any]) -> bytes:
    """The JSON of a snapshot in the one form over which its checksum goes."""
    return json.dumps(value, sort_keys=True, separators=(",", ":")).encode()


def summary(value: dict[str, Any]) -> str:
    """One line over a snapshot for the shelf: "14 Felder: 4 grün, 1 gelb, 9 noch nicht bewertet"."""
    lights = [field["light"] for initiative in value["initiatives"] for field in initiative["fields"]]
    words = {light: word[0].lower() + word[1:] for light, word in LIGHT_WORDS.items()}
    counts = [f"{lights.count(light)} {word}" for light, word in words.items() if light in lights]
    noun = "Feld" if len(lights) == 1 else "Felder"
    return f"{len(lights)} {noun}" + (f": {', '.join(counts)}" if counts else "")


def advance(*, report: Report, stage: str) -> bool:
    """Note that a stage of the making begins. False where it was cancelled meanwhile."""
    running = ReportJob.objects.filter(report=report).exclude(
        stage__in=[JobStage.DONE, JobStage.FAILED, JobStage.CANCELLED]
    )
    return bool(running.update(stage=stage))


@transaction.atomic
def finish(*, report: Report, html: str, pdf: bytes, at: datetime, xlsx: bytes = b"") -> None:
    """Store what was made. Does nothing where the making was cancelled."""
    job = ReportJob.objects.select_for_update().get(report=report)
    if not job.is_running:
        return
    job.stage, job.finished_at = JobStage.DONE, at
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


def fail(*, report: Report, message: str, at: datetime) -> None:
    """Note that the making failed, with a message for the maker."""
    ReportJob.objects.filter(report=report).exclude(stage__in=[JobStage.DONE, JobStage.CANCELLED]).update(
        stage=JobStage.FAILED, message=message[:500], finished_at=at
    )


@transaction.atomic
def retry(*, report: Report, at: datetime) -> None:
    """Let a failed or cancelled making begin anew. Raises Refused where it is running or done."""
    job = ReportJob.objects.select_for_update().get(report=report)
    if job.stage not in (JobStage.FAILED, JobStage.CANCELLED):
        raise Refused("Der Bericht wird gerade erstellt oder ist fertig.")
    job.stage, job.message, job.created_at, job.started_at, job.finished_at = (
        JobStage.WAITING,
        "",
        at,
        None,
        None,
    )
    job.save()


@transaction.atomic
def cancel(*, report: Report, at: datetime) -> None:
    """Stop the making. Raises Refused where it has ended."""
    job = ReportJob.objects.select_for_update().get(report=report)
    if not job.is_running:
        raise Refused("Die Erstellung ist schon beendet.")
    job.stage, job.finished_at = JobStage.CANCELLED, at
    job.save()


@transaction.atomic
def issue(*, report: Report, by: Mandate, at: datetime) -> Report:
    """Issue a finished draft to its body; from now on it is frozen. Raises Refused where it is not finished or issued already."""
    row = Report.objects.select_for_update().select_related("body").get(pk=report.pk)
    if row.state == ReportState.ISSUED:
        raise Refused("Dieser Bericht ist schon erteilt.")
    if row.pdf is None or row.job.stage != JobStage.DONE:
        raise Refused("Der Bericht ist noch nicht fertig erstellt.")
    if row.number != _next_number(row.body):
        raise Refused(
            f"Die Nummer {row.number} ist inzwischen vergeben. Bitte erstellen Sie den Bericht neu, er erhält dann die nächste."
        )
    row.state, row.issued_at, row.issued_by = ReportState.ISSUED, at, by
    row.save(update_fields=["state", "issued_at", "issued_by"])
    for initiative in row.initiatives.all():
        events.record(
            kind="report",
            subject="Statusbericht erteilt",
            after=f"{row.body}, Stichtag {row.as_of:%d.%m.%Y}",
            initiative=initiative,
            by=by,
            at=at,
        )
    notice_rules.report_issued(row, by=by, at=at)
    return row
