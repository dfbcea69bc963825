"""The check before a report is issued: all its texts with the edition in which they stand, and what is missing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from initiatives.domain import classifications, report_texts, snapshots
from initiatives.domain.moments import Moment
from initiatives.domain.report_texts import RAISED, WITHHELD, Chapter, Group, Row
from initiatives.enums import Edition
from initiatives.models import Report


@dataclass(frozen=True)
class Contents:
    paper: Group
    chapters: tuple[Chapter, ...]
    changes: Group | None = None
    is_readable: bool = True  # False: it was made in an older form

    def _rows(self) -> list[Row]:
        return [row for chapter in self.chapters for group in chapter.groups for row in group.rows]

    @property
    def raised(self) -> int:
        return sum(row.level == RAISED for row in self._rows())

    @property
    def withheld(self) -> int:
        """Texts that only the non-public edition shows, those that people have raised among them."""
        return sum(row.level in (RAISED, WITHHELD) for row in self._rows())

    @property
    def shown(self) -> int:
        return len(self._rows()) - self.withheld

    @property
    def late(self) -> int:
        """Texts that were raised after the draft was made, and that a public draft still shows."""
        rows = [*self._rows(), *(self.changes.rows if self.changes else ())]
        return sum(row.is_late for row in rows)

    @property
    def missing(self) -> int:
        return sum(len(group.missing) for chapter in self.chapters for group in chapter.groups)


def of_report(report: Report, at: datetime) -> Contents | None:
    """What the report tells, None while it has no snapshot. At `at` its texts are classified as they stand then.

    The frozen snapshot of a public report does not hold what it withholds: that is read again for the same moment.
    """
    if report.snapshot is None or report.recorded_until is None:
        return None
    paper = report_texts.of_paper(report.snapshot["paper"])
    if report.snapshot.get("schema") not in snapshots.READABLE:
        return Contents(paper, (), is_readable=False)
    ids = list(report.initiatives.order_by("reportinitiative__order").values_list("pk", flat=True))
    raised = classifications.raised(ids, at)
    before = classifications.raised(ids, report.recorded_until)
    late = raised - before if report.edition == Edition.PUBLIC else frozenset()
    chapters = tuple(report_texts.of_snapshot(_whole(report, ids), raised, late))
    return Contents(paper, chapters, report_texts.of_changes(report.snapshot, raised, late))


def _whole(report: Report, ids: list[int]) -> dict[str, Any]:
    taken = report.snapshot
    assert taken is not None and report.recorded_until is not None
    if report.edition == Edition.NON_PUBLIC:
        return taken
    moment = Moment(report.as_of, report.recorded_until)
    return snapshots.take(initiative_ids=ids, moment=moment, edition=report.edition, paper=taken["paper"])
