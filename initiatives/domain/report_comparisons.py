"""A report and the one before it: the changes since the last one that the same body was given, and what it was told of.

Invariants: compared with is the report issued to the same body for the latest earlier day, of several for that day one of
the same edition, else the last issued. Like is compared with like: what one of the two editions withholds is in neither.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Case, QuerySet, Value, When

from initiatives.domain import editions, snapshot_changes
from initiatives.domain.editions import Spot
from initiatives.domain.moments import day_of
from initiatives.domain.snapshots import SCHEMA
from initiatives.enums import Edition, ReportState, SideState
from initiatives.models import Body, Report

FINISHED = (SideState.REJECTED, SideState.ENDED)


def issued_before(body: Body, as_of: date) -> QuerySet[Report]:
    """The reports that a body was given for earlier days, the latest day first."""
    found = Report.objects.filter(
        body=body, state=ReportState.ISSUED, as_of__lt=as_of, snapshot__isnull=False
    )
    return found.only("as_of", "edition", "issued_at", "snapshot").order_by("-as_of", "-issued_at", "-pk")


def compared(taken: dict[str, Any], *, body: Body, raised: Iterable[Spot]) -> dict[str, Any]:
    """The snapshot of a report in its edition, with what has changed since the one before; `taken` holds everything."""
    as_of, edition = date.fromisoformat(taken["as_of"]), taken["edition"]
    previous = _previous(body, as_of, edition)
    taken = _reported(taken, previous, issued_before(body, as_of))
    shown = editions.public(taken, raised) if edition == Edition.PUBLIC else taken
    if previous is None:
        return shown
    old = previous.snapshot
    comparable = old.get("schema") == SCHEMA
    told = {
        "label": label(old) + _difference(old, taken),
        "as_of": old["as_of"],
        "issued_on": day_of(previous.issued_at).isoformat(),
        "comparable": comparable,
    }
    return shown | {"previous": told, "changes": _changes(old, taken, raised) if comparable else []}


def _previous(body: Body, as_of: date, edition: str) -> Report | None:
    same = Case(When(edition=edition, then=Value(0)), default=Value(1))
    return issued_before(body, as_of).order_by("-as_of", same, "-issued_at", "-pk").first()


def label(snapshot: dict[str, Any]) -> str:
    """What a report is called: "Nr. 2/2026", without a number by its day."""
    number = snapshot["paper"].get("report_number", "")
    return f"Nr. {number}" if number else f"vom {date.fromisoformat(snapshot['as_of']):%d.%m.%Y}"


def _difference(old: dict[str, Any], new: dict[str, Any]) -> str:
    """Said where the earlier report held less, so that changes of what it withheld are not told."""
    if (old["edition"], new["edition"]) == (Edition.PUBLIC, Edition.NON_PUBLIC):
        return " (öffentliche Ausgabe, verglichen ist nur, was sie enthielt)"
    return ""


def _changes(old: dict[str, Any], taken: dict[str, Any], raised: Iterable[Spot]) -> list[dict[str, Any]]:
    """A field is silent in public only if it has no other news either: nobody is told that nothing happened."""
    if Edition.PUBLIC not in (old["edition"], taken["edition"]):
        return snapshot_changes.changes(old, taken)
    spots = frozenset(raised)
    before, after = editions.public(old, spots), editions.public(taken, spots)
    quiet = snapshot_changes.silent(before, after)
    if old["edition"] != Edition.PUBLIC:
        quiet &= snapshot_changes.silent(old, taken)
    return snapshot_changes.changes(before, after, quiet)


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
    found = _initiative(previous.snapshot, key) if previous else None
    snapshot = previous.snapshot if previous else {}
    if previous is not None and found is None:
        last = earlier.filter(initiatives=key, snapshot__schema=SCHEMA).first()
        snapshot = last.snapshot if last else {}
        found = _initiative(snapshot, key) if last else None
    if found is None:
        return {}
    ended = [field for field in found["fields"] if field["side_state"] in FINISHED]
    return {_end(field): field["reported_in"] or label(snapshot) for field in ended}


def _initiative(snapshot: dict[str, Any], key: str) -> dict[str, Any] | None:
    if snapshot.get("schema") != SCHEMA:
        return None
    return next((one for one in snapshot["initiatives"] if one["key"] == key), None)
