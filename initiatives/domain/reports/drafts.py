"""Drafts of reports: planned with their texts, changed as long as they are not issued, discarded, never deleted.

Invariants: who changes a draft lets it be made anew, and a check is lost by that; texts have a length that a paper can bear;
what is issued or discarded is no draft any more.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any, cast

from django.db.models import Field

from initiatives.domain.kernel import edits
from initiatives.domain.kernel.errors import Refused
from initiatives.domain.kernel.texts import clean
from initiatives.domain.log import events
from initiatives.domain.reports import county_paper, numbers, reports
from initiatives.domain.reports.county_paper import Paper, Row
from initiatives.domain.state.versions import state_change
from initiatives.enums import Edition, JobStage, ReportState
from initiatives.models import Body, Initiative, Mandate, Report, ReportInitiative, ReportJob, Sitting

MOST_ROWS = 12
EDITED = ("as_of", "sitting", *county_paper.NAMES)


def last_issued(body: Body, *, by: Mandate) -> Report | None:
    """The report whose texts and edition the next one to a body begins with: the last that its maker reads."""
    issued = Report.objects.light().visible_to(by).filter(body=body, state=ReportState.ISSUED)
    return issued.order_by("-issued_at", "-pk").first()


def offered(body: Body, as_of: date, paper_date: date, *, by: Mandate) -> Paper:
    """The paper that a report to a body begins with: the usual words, and the texts of the last one issued to it."""
    usual, last = county_paper.default_paper(body, as_of, paper_date), last_issued(body, by=by)
    if last is None or not last.label:
        return usual
    return replace(usual, **{name: getattr(last, name) for name in county_paper.OFFERED_AGAIN})


@state_change()
def plan(
    *,
    body: Body,
    initiatives: Sequence[Initiative],
    as_of: date,
    edition: str,
    paper: Paper,
    by: Mandate,
    at: datetime,
    sitting: Sitting | None = None,
    replaces: Report | None = None,
    replace_reason: str = "",
    left_out: Sequence[str] = (),
) -> Report:
    """Set up a draft and the job that will make it; `left_out` as in `Report`.

    Raises Refused as `reports.check_as_of`, for empty subject or proposal, for a text that is too long, and for a sitting
    of another body. For a correction see `life.correct`.
    """
    reports.check_as_of(initiatives=initiatives, as_of=as_of, at=at)
    report = Report(
        body=body,
        as_of=as_of,
        edition=Edition(edition),
        sitting=sitting,
        replaces=replaces,
        replace_reason=replace_reason,
        left_out=list(left_out),
        created_at=at,
        created_by=by,
        made_by=by,
        **_cleaned(county_paper.stored(paper)),
    )
    _guard(report)
    numbers.assign(report)
    report.save()
    ReportInitiative.objects.bulk_create(
        ReportInitiative(report=report, initiative=i, order=n) for n, i in enumerate(initiatives, start=1)
    )
    ReportJob.objects.create(report=report, created_at=at)
    return report


@state_change()
def edit(
    *,
    report: Report,
    values: Mapping[str, Any],
    by: Mandate,
    at: datetime,
    seen: Mapping[str, Any] | None = None,
) -> bool:
    """Change `EDITED` of a draft and let it be made anew; returns whether anything changed. `seen`: see `edits.apply`.

    The usual subject names the as-of date and goes with it.
    Raises Conflict where somebody else changed the same value meanwhile; Refused as `plan`, and where it is no draft.
    """
    row = open_row(report)
    changed = edits.apply(row, _cleaned(values), seen, kind="report-draft", page_id=row.pk)
    if not changed:
        return False
    if "as_of" in changed and row.subject == county_paper.usual_subject(changed["as_of"][0]):
        row.subject = county_paper.usual_subject(row.as_of)
    initiatives = list(row.initiatives.order_by("reportinitiative__order"))
    reports.check_as_of(initiatives=initiatives, as_of=row.as_of, at=at)
    _guard(row)
    changed_by(row, by=by, at=at)
    record(row, "report-draft", "Entwurf des Statusberichts geändert", by=by, at=at)
    return True


def changed_by(row: Report, *, by: Mandate, at: datetime) -> None:
    """Store a locked draft as changed by somebody, and let it be made anew; a check is lost by that."""
    row.made_by, row.version = by, row.version + 1
    numbers.assign(row)
    reports.begin_anew(row, ReportJob.objects.select_for_update().get(report=row), at)
    row.save()


@state_change()
def discard(*, report: Report, by: Mandate, at: datetime) -> None:
    """Put a draft aside for good; it stays readable for its makers. Raises Refused where it is no draft any more."""
    row = open_row(report)
    job = ReportJob.objects.select_for_update().get(report=row)
    if job.is_running:
        job.stage, job.finished_at = JobStage.CANCELLED, at
        job.save()
    row.state, row.discarded_at, row.discarded_by = ReportState.DISCARDED, at, by
    row.save(update_fields=["state", "discarded_at", "discarded_by"])
    record(row, "report-draft", "Entwurf des Statusberichts verworfen", by=by, at=at)


def open_row(report: Report) -> Report:
    """The draft, locked. Raises Refused where it was issued or discarded."""
    found = Report.objects.select_for_update(of=("self",)).select_related("body__organisation", "replaces")
    row = found.get(pk=report.pk)
    if not row.is_open:
        raise Refused(f"Dieser Bericht ist schon {row.get_state_display()} und wird nicht mehr geändert.")
    return row


def record(report: Report, kind: str, subject: str, *, by: Mandate, at: datetime) -> None:
    """Note a change of a draft; who may not open it does not read that, and no initiative is told."""
    events.record(
        kind=kind,
        subject=subject,
        change=events.Change(after=f"{report.body}, Stichtag {report.as_of:%d.%m.%Y}"),
        where=events.of_organisation(report.body.organisation).on("report", report.pk),
        by=by,
        at=at,
    )


def _cleaned(values: Mapping[str, Any]) -> dict[str, Any]:
    cleaned = edits.cleaned(values)
    rows = cleaned.get("consultations")
    if rows is not None:
        cleaned["consultations"] = [{name: clean(text) for name, text in row.items()} for row in rows]
    return cleaned


def _guard(row: Report) -> None:
    """Raises Refused for what is wrong with the texts and the sitting of an unsaved row."""
    if not row.subject:
        raise Refused("Der Betreff fehlt.", "subject")
    if not row.proposal:
        raise Refused("Der Beschlussvorschlag fehlt.", "proposal")
    for name in ("subject", "proposal", *county_paper.TEXTS):
        column = cast(Field, Report._meta.get_field(name))
        longest, length = column.max_length or 0, len(getattr(row, name))
        if length > longest:
            raise Refused(
                f"„{column.verbose_name}“ hat {length} Zeichen, höchstens {longest} sind möglich.", name
            )
    if len(row.consultations) > MOST_ROWS:
        raise Refused(f"Die Beratungsfolge hat höchstens {MOST_ROWS} weitere Gremien.", "consultations")
    if any(not Row(**one).body for one in row.consultations):
        raise Refused("Eine Zeile der Beratungsfolge nennt kein Gremium.", "consultations")
    if row.sitting is not None and row.sitting.body_id != row.body_id:
        raise Refused("Diese Sitzung steht im Kalender eines anderen Gremiums.", "sitting")
