"""What becomes of a draft: checked by a second person, issued to its body, replaced by a correction.

Invariants: nobody checks what they made themselves; only what was checked is issued, with the number that follows in its
body; from then on it is frozen (snapshot, HTML and PDF stay with their SHA-256), and only a correction replaces it, once.
What goes to several bodies is checked, issued and corrected for all of them or for none.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import date, datetime

from django.db.models import Count, Max, Min, Q, QuerySet

from initiatives.domain.kernel.errors import Refused
from initiatives.domain.kernel.texts import clean
from initiatives.domain.log import events, notice_rules, notices
from initiatives.domain.reports import (
    classifications,
    comparisons,
    county_paper,
    drafts,
    numbers,
    reports,
    unknowns,
)
from initiatives.domain.rules.access import may_report, reportable
from initiatives.domain.snapshots import chain
from initiatives.domain.state.versions import state_change
from initiatives.enums import Channel, Edition, JobStage, NoticeKind, ReportState
from initiatives.models import Body, Initiative, Mandate, Notice, Report
from initiatives.snapshot.form import SCHEMA, read
from initiatives.snapshot.status_report import LAYOUT, StatusReport

LONGEST_REASON = 500


def makers(body: Body, told: Iterable[Initiative], *, on: date) -> list[Mandate]:
    """Who may make reports to a body on these initiatives on a day: mandates with person and organisation."""
    initiatives = list(told)
    return [one for one in _near(body, initiatives, on) if may_report(one, body, initiatives)]


def checkers(report: Report, *, on: date) -> list[Mandate]:
    """Who may check a draft on a day: another person than its maker, of the same organisation if it goes to several bodies."""
    told = list(report.initiatives.prefetch_related("participants"))
    bodies = [one.body for one in Report.objects.going_with(report).light().select_related("body")]
    found = [one for one in makers(report.body, told, on=on) if one.user_id != report.made_by.user_id]
    if len(bodies) == 1:
        return found
    own = [one for one in found if one.organisation_id == report.made_by.organisation_id]
    return [one for one in own if all(may_report(one, body, told) for body in bodies)]


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
    """Note that a second person has read a finished draft and found it right; this counts for all that go together.

    Raises Refused where `by` made it themselves, for several bodies where `by` is not of the same organisation; where one
    is not finished; where it is checked, issued or discarded.
    """
    row, group = drafts.open_group(report)
    if row.state == ReportState.CHECKED:
        raise Refused("Dieser Entwurf ist schon geprüft.")
    if row.made_by.user_id == by.user_id:
        raise Refused("Sie haben diesen Entwurf selbst erstellt. Prüfen muss ihn eine zweite Person.")
    if len(group) > 1 and row.made_by.organisation_id != by.organisation_id:
        maker = row.made_by.acts_for.of
        raise Refused(f"Was an mehrere Gremien geht, prüft eine zweite Person {maker}.")
    for one in group:
        with _naming(one, group):
            _refuse_unready(one)
        one.state, one.checked_at, one.checked_by = ReportState.CHECKED, at, by
        one.save(update_fields=["state", "checked_at", "checked_by"])
        drafts.record(one, "report-draft", "Entwurf des Statusberichts geprüft", by=by, at=at)
    more = f" und {len(group) - 1} weitere" if len(group) > 1 else ""
    notices.tell(
        kind=NoticeKind.TASK,
        to=[row.made_by.user],
        title=f"Geprüft, zu erteilen: Statusbericht {row.body}{more}, Stichtag {row.as_of:%d.%m.%Y}",
        reason="weil Sie den Entwurf erstellt haben",
        page=("report", row.pk),
        by=by,
        at=at,
    )


@contextmanager
def _naming(row: Report, group: Sequence[Report]) -> Iterator[None]:
    """A refusal says of several bodies which one it is about."""
    try:
        yield
    except Refused as refusal:
        if len(group) == 1:
            raise
        raise Refused(f"{row.body}: {refusal.message}", refusal.field) from refusal


def _refuse_unready(row: Report) -> None:
    if row.pdf_size is None or row.snapshot is None or row.job.stage != JobStage.DONE:
        raise Refused("Der Bericht ist noch nicht fertig erstellt.")
    if (row.snapshot.get("schema"), row.snapshot.get("layout")) != (SCHEMA, LAYOUT):
        raise Refused("Der Entwurf hat eine ältere Form. Bitte erstellen Sie ihn neu.")
    unknowns.refuse_unsaid(read(StatusReport, row.snapshot))


@state_change()
def issue(*, report: Report, by: Mandate, at: datetime, for_participants: bool = True) -> Report:
    """Issue a checked draft to its body, and with it those to other bodies; from now on they are frozen. Records who is told.

    A non-public one is read by those who take part in all that it tells of, unless it is not `for_participants`.
    Raises Refused, and issues none, where one is not finished or checked, is issued or discarded, or where its number was
    given to another or the body another report since.
    """
    bodies = Report.objects.going_with(report).values("body")
    list(
        Body.objects.select_for_update(no_key=True).filter(pk__in=bodies).order_by("pk")
    )  # one number after the other
    row, group = drafts.open_group(report)
    for one in group:
        with _naming(one, group):
            _refuse_unissuable(one)
    for one in group:
        one.state, one.issued_at, one.issued_by = ReportState.ISSUED, at, by
        one.for_participants = for_participants or one.edition == Edition.PUBLIC
        one.save(update_fields=["state", "issued_at", "issued_by", "for_participants"])
        chain.seal(one)
    for one, told in zip(group, notice_rules.reports_issued(group, by=by, at=at), strict=True):
        one.told = [asdict(line) for line in told]
        one.save(update_fields=["told"])
    _record_issue(group, by, at)
    return row


def _refuse_unissuable(row: Report) -> None:
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


def _record_issue(group: Sequence[Report], by: Mandate, at: datetime) -> None:
    """One event for each initiative; what participants do not read is told at each report, to those who do."""
    first = group[0]
    subject = "Berichtigung eines Statusberichts erteilt" if first.replaces_id else "Statusbericht erteilt"
    day = f"Stichtag {first.as_of:%d.%m.%Y}"
    for initiative in first.initiatives.all():
        here = events.in_initiative(initiative)
        told = [(here.on("report", one.pk), f"{one.name}: {one.body}") for one in group]
        if first.for_participants:
            told = [(here, "; ".join(words for _, words in told))]
        for where, words in told:
            change = events.Change(after=f"{words}, {day}")
            events.record(kind="report", subject=subject, change=change, where=where, by=by, at=at)


@state_change()
def correct(*, report: Report, reason: str, by: Mandate, at: datetime) -> Report:
    """Begin the correction of an issued report: a draft with the same body, day, edition and texts, with what is left out and why
    something is not known; and of those that went to other bodies with it. Returns that to the same body.

    Raises Refused without a reason, and where the report is not issued or has a correction already.
    """
    group = list(reports.locked(report))
    old = next((one for one in group if one.pk == report.pk), report)
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
    told = list(old.initiatives.order_by("reportinitiative__order"))
    corrections = [_correction(one, told, said, by, at) for one in group]
    drafts.bind(corrections)
    return next(one for one in corrections if one.replaces_id == old.pk)


def _correction(old: Report, told: list[Initiative], reason: str, by: Mandate, at: datetime) -> Report:
    return drafts.plan(
        body=old.body,
        initiatives=told,
        as_of=old.as_of,
        edition=old.edition,
        paper=county_paper.of(old),
        sitting=old.sitting,
        replaces=old,
        replace_reason=reason,
        left_out=old.left_out,
        not_known=old.not_known,
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
