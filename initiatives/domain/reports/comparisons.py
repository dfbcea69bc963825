"""A report and the one before it: the changes since the last one that the same body was given, and what it was told of.

Invariants: compared with is the report issued to the same body for the latest earlier day, of several for that day one of
the same edition, else the last issued. Like is compared with like: what one of the two editions withholds is in neither.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import date

from django.db.models import Case, QuerySet, Value, When

from initiatives.domain.kernel.errors import Refused
from initiatives.domain.kernel.moments import day_of
from initiatives.domain.snapshots import changes, editions, public_money
from initiatives.domain.snapshots.editions import Spot
from initiatives.enums import Edition, ReportState, SideState
from initiatives.models import Body, Report
from initiatives.models.reports import WITHHOLDING
from initiatives.snapshot.form import is_readable, read
from initiatives.snapshot.status_report import FieldState, InitiativeState, Previous, StatusReport

End = tuple[str, str | None, date | None]  # of a field: its key, how it ended, when
FINISHED = (SideState.REJECTED, SideState.ENDED)
MASKED = " (öffentliche Ausgabe; was sie verdeckt, ist nicht verglichen)"


def issued_before(body: Body, as_of: date, replaces: int | None = None) -> QuerySet[Report]:
    """The reports that a body was given for earlier days and that no correction has replaced, the latest day first.

    `replaces` is the report that the one to compare corrects, with which it is never compared.
    """
    found = (
        Report.objects.filter(body=body, state=ReportState.ISSUED, as_of__lt=as_of, snapshot__isnull=False)
        .exclude(replacements__state=ReportState.ISSUED)
        .exclude(pk=replaces or 0)
    )
    columns = ("as_of", "edition", "issued_at", "snapshot", "whole", "left_out")
    return found.only(*columns).order_by("-as_of", "-issued_at", "-pk")


def compared(
    taken: StatusReport,
    *,
    body: Body,
    raised: Collection[Spot],
    replaces: int | None = None,
    left_out: Collection[str] = (),
) -> StatusReport:
    """The snapshot of a report in its edition, with what has changed since the one before; `taken` holds everything.

    `raised` are in no public report, `left_out` (`Spot` as text) not in this one.
    """
    earlier = issued_before(body, taken.as_of, replaces)
    previous = _previous(earlier, taken.edition)
    taken = _reported(taken, previous, earlier)
    out = editions.spots(left_out)
    shown = editions.without(taken, out)
    if taken.edition == Edition.PUBLIC:
        shown = editions.public(shown, raised)
    if previous is None:
        return shown
    told = _told_of(previous, taken.edition)
    if not told.comparable:
        return replace(shown, previous=told)
    pair = _alike(previous, taken, raised, out)
    return replace(shown, previous=told, changes=changes.changes(*pair), quiet=changes.quiet(*pair))


def refuse_outdated(draft: Report) -> None:
    """Raises Refused where the body was given another report since, with which the draft is to be compared."""
    if draft.snapshot is None:
        return
    previous = _previous(issued_before(draft.body, draft.as_of, draft.replaces_id), draft.edition)
    told = read(StatusReport, draft.snapshot).previous
    if told != (previous and _told_of(previous, draft.edition)):
        raise Refused(
            "Seit der Entwurf erstellt wurde, ist dem Gremium ein Bericht erteilt worden, mit dem er zu vergleichen ist. "
            "Bitte erstellen Sie ihn neu und lassen Sie ihn prüfen."
        )


def _told_of(previous: Report, edition: str) -> Previous:
    return Previous(
        label=label(previous) + (MASKED if _lacks_the_whole(previous, edition) else ""),
        as_of=previous.as_of,
        issued_on=day_of(previous.issued_at or previous.created_at),
        comparable=_is_comparable(previous, edition),
    )


def _is_comparable(previous: Report, edition: str) -> bool:
    """A non-public one of the form before does not say which consents a public one has to withhold."""
    if (previous.edition, edition) == (Edition.NON_PUBLIC, Edition.PUBLIC):
        return previous.taken.get("schema", 0) >= WITHHOLDING
    return is_readable(StatusReport, previous.taken)


def _previous(earlier: QuerySet[Report], edition: str) -> Report | None:
    same = Case(When(edition=edition, then=Value(0)), default=Value(1))
    return earlier.order_by("-as_of", same, "-issued_at", "-pk").first()


def label(report: Report) -> str:
    """What a report is called: "Nr. 2/2026", without a number by its day."""
    number = report.taken.get("paper", {}).get("report_number", "")
    return f"Nr. {number}" if number else f"vom {report.as_of:%d.%m.%Y}"


def _lacks_the_whole(previous: Report, edition: str) -> bool:
    """Whether a non-public report is compared with a public one of which no more was kept."""
    return (previous.edition, edition) == (Edition.PUBLIC, Edition.NON_PUBLIC) and previous.whole is None


def _alike(
    previous: Report, taken: StatusReport, raised: Collection[Spot], left_out: frozenset[Spot]
) -> tuple[StatusReport, StatusReport]:
    """Both snapshots with what both may tell: what either report leaves out is in neither, for a public report what is
    public alone, and beside a public one of which no more was kept nothing that it masks.
    """
    out = left_out | editions.spots(previous.left_out)
    kept = (taken.edition == Edition.NON_PUBLIC and previous.whole) or previous.taken
    before, now = (editions.without(one, out) for one in (read(StatusReport, kept), taken))
    if taken.edition == Edition.PUBLIC:
        return public_money.alike(editions.public(before, raised), _public(now, raised))
    if _lacks_the_whole(previous, taken.edition):
        before, now = editions.unmasked(editions.public(before, raised), now)
        before, now = public_money.alike(before, replace(_public(now, raised), edition=taken.edition))
    return before, now


def _public(now: StatusReport, raised: Collection[Spot]) -> StatusReport:
    return editions.with_days(editions.public(now, raised), now, raised)


def _reported(taken: StatusReport, previous: Report | None, earlier: QuerySet[Report]) -> StatusReport:
    """Each finished field says in which earlier report it was told as finished.

    The last report that tells of an initiative answers that for all before it, since it says so itself.
    """
    initiatives = []
    for initiative in taken.initiatives:
        if any(field.finished_on for field in initiative.fields):
            told = _told(initiative.key, previous, earlier)
            fields = (_reported_in(one, told.get(_end(one), "")) for one in initiative.fields)
            initiative = replace(initiative, fields=tuple(fields))
        initiatives.append(initiative)
    return replace(taken, initiatives=tuple(initiatives))


def _reported_in(field: FieldState, label: str) -> FieldState:
    """Of what was told to its end nothing is asked any more."""
    return replace(field, reported_in=label, unknown=() if label else field.unknown)


def _end(field: FieldState) -> End:
    return field.key, field.side_state, field.finished_on


def _told(key: str, previous: Report | None, earlier: QuerySet[Report]) -> dict[End, str]:
    """The ends that the last report on an initiative told of, and the report that told of each first."""
    last = previous
    if previous is not None and _initiative(previous, key) is None:
        last = earlier.filter(initiatives=int(key), snapshot__schema__in=StatusReport.readable).first()
    found = _initiative(last, key) if last is not None else None
    if last is None or found is None:
        return {}
    ended = [field for field in found.fields if field.side_state in FINISHED]
    return {_end(field): field.reported_in or label(last) for field in ended}


def _initiative(report: Report, key: str) -> InitiativeState | None:
    if not is_readable(StatusReport, report.taken):
        return None
    initiatives = read(StatusReport, report.taken).initiatives
    return next((one for one in initiatives if one.key == key), None)
