"""A report and the one before it: the changes since the last one that the same body was given, and what it was told of.

Invariants: compared with is the report issued to the same body for the latest earlier day, of several for that day one of
the same edition, else the last issued. Like is compared with like: what one of the two editions withholds is in neither.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any

from django.db.models import Case, QuerySet, Value, When

from initiatives.domain.kernel.errors import Refused
from initiatives.domain.kernel.moments import day_of
from initiatives.domain.reports import editions, snapshot_changes
from initiatives.domain.reports.editions import Spot
from initiatives.domain.reports.snapshots import READABLE, SCHEMA
from initiatives.enums import Edition, ReportState, SideState
from initiatives.models import Body, Report

FINISHED = (SideState.REJECTED, SideState.ENDED)


def issued_before(body: Body, as_of: date, replaces: int | None = None) -> QuerySet[Report]:
    """The reports that a body was given for earlier days and that no correction has replaced, the latest day first.

    `replaces` is the report that the one to compare corrects, with which it is never compared.
    """
    found = (
        Report.objects.filter(body=body, state=ReportState.ISSUED, as_of__lt=as_of, snapshot__isnull=False)
        .exclude(replacements__state=ReportState.ISSUED)
        .exclude(pk=replaces)
    )
    return found.only("as_of", "edition", "issued_at", "snapshot", "left_out").order_by(
        "-as_of", "-issued_at", "-pk"
    )


def compared(
    taken: dict[str, Any],
    *,
    body: Body,
    raised: Collection[Spot],
    replaces: int | None = None,
    left_out: Collection[str] = (),
) -> dict[str, Any]:
    """The snapshot of a report in its edition, with what has changed since the one before; `taken` holds everything.

    `raised` are in no public report, `left_out` (`Spot` as text) not in this one.
    """
    as_of, edition = date.fromisoformat(taken["as_of"]), taken["edition"]
    earlier = issued_before(body, as_of, replaces)
    previous = _previous(earlier, edition)
    taken = _reported(taken, previous, earlier)
    out, is_public = editions.spots(left_out), edition == Edition.PUBLIC
    shown = editions.without(taken, out)
    if is_public:
        shown = editions.public(shown, raised)
    if previous is None:
        return shown
    told = _told_of(previous, edition)
    changes = _changes(previous, taken, raised, out) if told["comparable"] else []
    return shown | {"previous": told, "changes": changes}


def refuse_outdated(draft: Report) -> None:
    """Raises Refused where the body was given another report since, with which the draft is to be compared."""
    if draft.snapshot is None:
        return
    previous = _previous(issued_before(draft.body, draft.as_of, draft.replaces_id), draft.edition)
    if draft.snapshot.get("previous") != (previous and _told_of(previous, draft.edition)):
        raise Refused(
            "Seit der Entwurf erstellt wurde, ist dem Gremium ein Bericht erteilt worden, mit dem er zu vergleichen ist. "
            "Bitte erstellen Sie ihn neu und lassen Sie ihn prüfen."
        )


def _told_of(previous: Report, edition: str) -> dict[str, Any]:
    return {
        "label": label(previous) + _difference(previous.edition, edition),
        "as_of": previous.as_of.isoformat(),
        "issued_on": day_of(previous.issued_at).isoformat(),
        "comparable": _is_comparable(previous, edition),
    }


def _is_comparable(previous: Report, edition: str) -> bool:
    """A non-public one of the form before does not say which consents a public one has to withhold."""
    schema = previous.snapshot.get("schema")
    if (previous.edition, edition) == (Edition.NON_PUBLIC, Edition.PUBLIC):
        return schema == SCHEMA
    return schema in READABLE


def _previous(earlier: QuerySet[Report], edition: str) -> Report | None:
    same = Case(When(edition=edition, then=Value(0)), default=Value(1))
    return earlier.order_by("-as_of", same, "-issued_at", "-pk").first()


def label(report: Report) -> str:
    """What a report is called: "Nr. 2/2026", without a number by its day."""
    number = report.snapshot.get("paper", {}).get("report_number", "")
    return f"Nr. {number}" if number else f"vom {report.as_of:%d.%m.%Y}"


def _difference(before: str, now: str) -> str:
    """Said where the earlier edition held less, so that changes of what it withheld are not told."""
    if (before, now) == (Edition.PUBLIC, Edition.NON_PUBLIC):
        return " (öffentliche Ausgabe, verglichen ist nur, was sie enthielt)"
    return ""


def _changes(
    previous: Report, taken: dict[str, Any], raised: Collection[Spot], left_out: frozenset[Spot]
) -> list[dict[str, Any]]:
    """What either report leaves out is compared in neither."""
    out = left_out | editions.spots(previous.left_out)
    before, now = editions.without(previous.snapshot, out), editions.without(taken, out)
    if Edition.PUBLIC in (previous.edition, taken["edition"]):
        before = editions.public(before, raised)
        now = editions.public(now, raised) | {"edition": taken["edition"]}
    return snapshot_changes.changes(before, now)


def _reported(taken: dict[str, Any], previous: Report | None, earlier: QuerySet[Report]) -> dict[str, Any]:
    """Each finished field says in which earlier report it was told as finished.

    The last report that tells of an initiative answers that for all before it, since it says so itself.
    """
    initiatives = []
    for initiative in taken["initiatives"]:
        if any(field["finished_on"] for field in initiative["fields"]):
            told = _told(initiative["key"], previous, earlier)
            fields = [field | {"reported_in": told.get(_end(field), "")} for field in initiative["fields"]]
            initiative = initiative | {"fields": fields}
        initiatives.append(initiative)
    return taken | {"initiatives": initiatives}


def _end(field: dict[str, Any]) -> tuple[str, str | None, str | None]:
    return field["key"], field["side_state"], field["finished_on"]


def _told(
    key: str, previous: Report | None, earlier: QuerySet[Report]
) -> dict[tuple[str, str | None, str | None], str]:
    """The ends that the last report on an initiative told of, and the report that told of each first."""
    last = previous
    if previous is not None and _initiative(previous, key) is None:
        last = earlier.filter(initiatives=int(key), snapshot__schema__in=READABLE).first()
    found = _initiative(last, key) if last is not None else None
    if last is None or found is None:
        return {}
    ended = [field for field in found["fields"] if field["side_state"] in FINISHED]
    return {_end(field): field["reported_in"] or label(last) for field in ended}


def _initiative(report: Report, key: str) -> dict[str, Any] | None:
    if report.snapshot.get("schema") not in READABLE:
        return None
    return next((one for one in report.snapshot["initiatives"] if one["key"] == key), None)
