"""What becomes of a draft: checked by a second person, issued to its body, replaced by a correction.

Invariants: nobody checks what they made themselves; only what was checked is issued, with the number that follows in its
body; from then on it is frozen (snapshot, HTML and PDF stay with their SHA-256), and only a correction replaces it, once.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date, datetime

from django.db.models import Count, Max, Min, Q, QuerySet

from initiatives.domain.kernel.errors import Refused
from initiatives.domain.kernel.texts import clean
from initiatives.domain.log import events, notice_rules, notices
from initiatives.domain.reports import classifications, comparisons, county_paper, drafts, numbers
from initiatives.domain.rules.access import may_report, reportable
from initiatives.domain.state.versions import state_change
from initiatives.enums import Channel, JobStage, NoticeKind, ReportState
from initiatives.models import Body, Initiative, Mandate, Notice, Report
from initiatives.snapshot.form import SCHEMA

LONGEST_REASON = 500


def makers(body: Body, told: Iterable[Initiative], *, on: date) -> list[Mandate]:
    """Who may make reports to a body on these initiatives on a day: mandates with person and organisation."""
    initiatives = list(told)
    return [one for one in _near(body, initiatives, on) if may_report(one, body, initiatives)]


def reporters(body: Body, told: Iterable[Initiative], *, on: date) -> list[Mandate]:
    """As `makers`, but who may report on one of these initiatives at least."""
    initiatives = list(told)
    return [one for one in _near(body, initiatives, on) if reportable(one, body, initiatives)]


def _near(body: Body, told: list[Initiative], on: date) -> QuerySet[Mandate]:
    circle = {body.organisation_id, *(one.convening_id for one in told if one.convening_id)}
    held = Mandate.objects.valid_on(on).filter(organisation_id__in=circle, user__is_active=True)
    return held.select_related("user", "organisation", "initiative")


@state_change()
def check(*, report: Report, by: Mandate, at: datetime) -> None:
    """Note that a second person has read a finished draft and found it right.

    Raises Refused where `by` made it themselves, where it is not finished, or is checked, issued or discarded.
    """
    row = drafts.open_row(report)
    if row.state == ReportState.CHECKED:
        raise Refused("Dieser Entwurf ist schon geprüft.")
    _refuse_unready(row)
    if row.made_by.user_id == by.user_id:
        raise Refused("Sie haben diesen Entwurf selbst erstellt. Prüfen muss ihn eine zweite Person.")
    row.state, row.checked_at, row.checked_by = ReportState.CHECKED, at, by
    row.save(update_fields=["state", "checked_at", "checked_by"])
    drafts.record(row, "report-draft", "Entwurf des Statusberichts geprüft", by=by, at=at)
    notices.tell(
        kind=NoticeKind.TASK,
        to=[row.made_by.user],
        title=f"Geprüft, zu erteilen: Statusbericht {row.body}, Stichtag {row.as_of:%d.%m.%Y}",
        reason="weil Sie den Entwurf erstellt haben",
        page=("report", row.pk),
        by=by,
        at=at,
    )


def _refuse_unready(row: Report) -> None:
    if row.pdf is None or row.snapshot is None or row.job.stage != JobStage.DONE:
        raise Refused("Der Bericht ist noch nicht fertig erstellt.")
    if row.snapshot.get("schema") != SCHEMA:
        raise Refused("Der Entwurf hat eine ältere Form. Bitte erstellen Sie ihn neu.")


@state_change()
def issue(*, report: Report, by: Mandate, at: datetime) -> Report:
    """Issue a checked draft to its body; from now on it is frozen. Records who is told.

    Raises Refused where it is not finished or checked, is issued or discarded, or where its number was given to another or
    the body another report since.
    """
    Body.objects.select_for_update().get(pk=report.body_id)  # one number after the other
    row = drafts.open_row(report)
    _refuse_unready(row)
    if row.state != ReportState.CHECKED:
        raise Refused("Der Bericht ist noch nicht von einer zweiten Person geprüft.")
    classifications.refuse_outdated(row)
    if numbers.is_taken(row):
        raise Refused(
            f"Die Nummer {row.label} ist inzwischen vergeben oder wird anders geschrieben. "
            "Bitte erstellen Sie den Bericht neu und lassen Sie ihn prüfen; er erhält dann die nächste."
        )
    comparisons.refuse_outdated(row)
    row.state, row.issued_at, row.issued_by = ReportState.ISSUED, at, by
    row.save(update_fields=["state", "issued_at", "issued_by"])
    row.told = [asdict(one) for one in notice_rules.report_issued(row, by=by, at=at)]
    row.save(update_fields=["told"])
    subject = "Berichtigung eines Statusberichts erteilt" if row.replaces else "Statusbericht erteilt"
    for initiative in row.initiatives.all():
        events.record(
            kind="report",
            subject=subject,
            change=events.Change(after=f"{row.name}: {row.body}, Stichtag {row.as_of:%d.%m.%Y}"),
            where=events.in_initiative(initiative),
            by=by,
            at=at,
        )
    return row


@state_change()
def correct(*, report: Report, reason: str, by: Mandate, at: datetime) -> Report:
    """Begin the correction of an issued report: a draft with the same body, day, edition and texts, those left out too.

    Raises Refused without a reason, and where the report is not issued or has a correction already.
    """
    old = Report.objects.light().select_for_update(of=("self",)).select_related("body").get(pk=report.pk)
    said = clean(reason)
    if not said:
        raise Refused("Bitte sagen Sie, was berichtigt wird.", "reason")
    if len(said) > LONGEST_REASON:
        raise Refused(f"Höchstens {LONGEST_REASON} Zeichen sind möglich.", "reason")
    if old.state != ReportState.ISSUED:
        raise Refused("Berichtigt wird nur, was erteilt ist; einen Entwurf können Sie ändern.")
    known = old.replacements.light().exclude(state=ReportState.DISCARDED).first()
    if known is not None:
        word = "ist berichtigt" if known.state == ReportState.ISSUED else "wird gerade berichtigt"
        raise Refused(f"Dieser Bericht {word}.")
    return drafts.plan(
        body=old.body,
        initiatives=list(old.initiatives.order_by("reportinitiative__order")),
        as_of=old.as_of,
        edition=old.edition,
        paper=county_paper.of(old),
        sitting=old.sitting,
        replaces=old,
        replace_reason=said,
        left_out=old.left_out,
        by=by,
        at=at,
    )


@dataclass(frozen=True)
class Mails:
    """How the mails about an issued report have gone; `waiting` go later, as their readers want it."""

    sent: int
    waiting: int
    first: datetime | None
    last: datetime | None


def mails(report: Report) -> Mails:
    """What is known today of the mails that told of a report."""
    told = Notice.objects.filter(kind=NoticeKind.REPORT, page="report", page_id=report.pk)
    found = told.aggregate(
        sent=Count("pk", filter=Q(mail__sent_at__isnull=False)),
        waiting=Count("pk", filter=Q(mail=None, read_at=None) & ~Q(channel=Channel.NEVER)),
        first=Min("mail__sent_at"),
        last=Max("mail__sent_at"),
    )
    return Mails(**found)
