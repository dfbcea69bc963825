"""Drafts of reports: planned with their texts, changed as long as they are not issued, discarded, never deleted.

Invariants: who changes a draft lets it be made anew, and a check is lost by that; texts have a length that a paper can bear;
what is issued or discarded is no draft any more. What goes to several bodies has one text, day and edition, told of the same
initiatives; `OWN` is each body's.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from itertools import product
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
OWN = ("sitting", "meeting_on", "paper_number", "agenda_item", "consultations")
NOT_TYPED = "Das hat jedes Gremium für sich. Bitte tragen Sie es danach auf der Seite seines Berichts ein."


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
    not_known: Mapping[str, str] = reports.NOTHING,
) -> Report:
    """Set up a draft and the job that will make it; `left_out` and `not_known` as in `Report`.

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
        not_known=dict(not_known),
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
def plan_for_all(
    *,
    bodies: Sequence[Body],
    initiatives: Sequence[Initiative],
    as_of: date,
    edition: str,
    paper: Paper,
    by: Mandate,
    at: datetime,
    sitting: Sitting | None = None,
) -> list[Report]:
    """Set up one report to one or several bodies, as `plan`; a sitting is that of its own body.

    Raises Refused, too, for no body, and to several for what is each body's own.
    """
    if not bodies:
        raise Refused("Wählen Sie mindestens ein Gremium.", "bodies")
    if sitting is not None and sitting.body not in bodies:
        raise Refused("Diese Sitzung steht im Kalender eines anderen Gremiums.", "sitting")
    if len(bodies) > 1:
        own = {name for name in OWN if getattr(paper, name, None)} - ({"meeting_on"} if sitting else set())
        for name in sorted(own):
            raise Refused(NOT_TYPED, name)
    rows = []
    for body in bodies:
        mine = sitting if sitting and sitting.body == body else None
        day = paper.meeting_on if mine or not sitting else None
        row = plan(
            body=body,
            initiatives=initiatives,
            as_of=as_of,
            edition=edition,
            paper=replace(paper, meeting_on=day),
            sitting=mine,
            by=by,
            at=at,
        )
        rows.append(row)
    bind(rows)
    return rows


def bind(rows: Sequence[Report]) -> None:
    """Let drafts to several bodies go together."""
    if len(rows) > 1:
        for row in rows:
            row.together = rows[0]
            row.save(update_fields=["together"])


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

    The usual subject names the as-of date and goes with it. What is not `OWN` changes for all that go together.
    Raises Conflict where somebody else changed the same value meanwhile; Refused as `plan`, and where it is no draft.
    """
    row, group = open_group(report)
    changed = edits.apply(row, _cleaned(values), seen, kind="report-draft", page_id=row.pk)
    if not changed:
        return False
    if "as_of" in changed and row.subject == county_paper.usual_subject(changed["as_of"][0]):
        row.subject = county_paper.usual_subject(row.as_of)
    shared = changed.keys() - set(OWN)
    for other, name in product(group, (*shared, "subject")):
        setattr(other, name, getattr(row, name))
    initiatives = list(row.initiatives.order_by("reportinitiative__order"))
    reports.check_as_of(initiatives=initiatives, as_of=row.as_of, at=at)
    _guard(row)
    anew = group if shared else [row]
    changed_by(group, anew, by=by, at=at)
    for one in anew:
        record(one, "report-draft", "Entwurf des Statusberichts geändert", by=by, at=at)
    return True


def changed_by(group: Sequence[Report], anew: Sequence[Report], *, by: Mandate, at: datetime) -> None:
    """Store locked drafts that go together as changed by somebody, and let those of `anew` be made anew; a check of all is
    lost by that."""
    for row in group:
        row.made_by, row.version = by, row.version + 1
        if row in anew:
            numbers.assign(row)
    reports.begin_anew(group, anew, at)


@state_change()
def discard(*, report: Report, by: Mandate, at: datetime) -> None:
    """Put a draft aside for good, with those that go to other bodies with it; they stay readable for their makers.

    Raises Refused where it is no draft any more.
    """
    for row in open_group(report)[1]:
        _discard(row, by, at)


@state_change()
def take_out(*, report: Report, by: Mandate, at: datetime) -> None:
    """Put the draft to one of several bodies aside; the others are to be checked once more.

    Raises Refused where it goes to this body alone, where it is no draft any more, and of a correction, which is for all.
    """
    row, group = open_group(report)
    if len(group) == 1:
        raise Refused("Dieser Bericht geht an kein anderes Gremium. Sie können den Entwurf verwerfen.")
    if row.replaces_id:
        raise Refused("Eine Berichtigung geht an alle Gremien, denen der Bericht erteilt ist.")
    changed_by([one for one in group if one != row], [], by=by, at=at)
    _discard(row, by, at)


def _discard(row: Report, by: Mandate, at: datetime) -> None:
    job = ReportJob.objects.select_for_update(no_key=True).get(report=row)
    if job.is_running:
        job.stage, job.finished_at = JobStage.CANCELLED, at
        job.save()
    row.state, row.discarded_at, row.discarded_by = ReportState.DISCARDED, at, by
    row.save(update_fields=["state", "discarded_at", "discarded_by"])
    record(row, "report-draft", "Entwurf des Statusberichts verworfen", by=by, at=at)


def open_group(report: Report) -> tuple[Report, list[Report]]:
    """The draft, and all that go together with it (itself too), locked. Raises Refused where it was issued or discarded."""
    group = list(reports.locked(report))
    row = next((one for one in group if one.pk == report.pk), None)
    row = row or Report.objects.light().get(pk=report.pk)
    if not row.is_open:
        raise Refused(f"Dieser Bericht ist schon {row.get_state_display()} und wird nicht mehr geändert.")
    return row, group


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
