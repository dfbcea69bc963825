"""The check before a report is issued: all its texts with the edition in which they stand, and what is missing.

Who makes a report may leave texts out of it, and of no other; whether they hold for good, `classifications` says. Of what
it does not know they say why.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from types import SimpleNamespace

from initiatives.domain.kernel import edits
from initiatives.domain.kernel.errors import Refused
from initiatives.domain.kernel.moments import Moment
from initiatives.domain.reports import classifications, drafts, unknowns
from initiatives.domain.reports import texts as report_texts
from initiatives.domain.reports.texts import (
    LEFT_OUT,
    PUBLIC,
    RAISED,
    WITHHELD,
    Chapter,
    Group,
    Marks,
    Row,
)
from initiatives.domain.reports.unknowns import Gap
from initiatives.domain.snapshots import editions, status_report
from initiatives.domain.state.versions import state_change
from initiatives.enums import Edition
from initiatives.models import Mandate, Report
from initiatives.snapshot.form import is_readable, read
from initiatives.snapshot.status_report import Paper, StatusReport

NOT_MADE_YET = "Der Bericht wird noch erstellt. Bitte warten Sie, bis seine Texte feststehen."


@dataclass(frozen=True)
class Contents:
    paper: Group
    chapters: tuple[Chapter, ...]
    changes: Group | None = None
    rest: Group | None = None  # left out, but of no text that stands in the chapters
    gaps: tuple[Gap, ...] = ()  # what it does not know
    late: int = 0  # texts that were raised after a public draft was made, whatever stands there
    is_readable: bool = True  # False: it was made in an older form

    def _rows(self) -> list[Row]:
        return [row for chapter in self.chapters for group in chapter.groups for row in group.rows]

    @property
    def marked(self) -> dict[str, str]:
        """What can be left out: its spot as text -> how it is called, with its place."""
        groups = [group for chapter in self.chapters for group in chapter.groups]
        groups += [group for group in (self.changes, self.rest) if group]
        return {
            str(row.spot): f"{row.label} ({group.title})"
            for group in groups
            for row in group.rows
            if row.spot
        }

    @property
    def raised(self) -> int:
        return sum(row.level == RAISED for row in self._rows())

    @property
    def withheld(self) -> int:
        """Texts that only the non-public edition shows, those that people have raised among them."""
        return sum(row.level in (RAISED, WITHHELD) for row in self._rows())

    @property
    def shown(self) -> int:
        return sum(row.level == PUBLIC for row in self._rows())

    @property
    def left_out(self) -> int:
        """Texts that are kept out of this report alone."""
        return sum(row.level == LEFT_OUT for row in self._rows()) + (len(self.rest.rows) if self.rest else 0)

    @property
    def unsaid(self) -> int:
        """How much is not known of which nobody has said why."""
        return sum(not gap.reason for gap in self.gaps)

    @property
    def missing(self) -> int:
        return sum(len(group.missing) for chapter in self.chapters for group in chapter.groups)


def of_report(report: Report, at: datetime) -> Contents | None:
    """What the report tells, None while it has no snapshot. At `at` its texts are classified as they stand then.

    The frozen snapshot does not hold what the public edition withholds and what was left out: that is read again for the
    same moment.
    """
    if report.snapshot is None or report.recorded_until is None:
        return None
    paper = report_texts.of_paper(read(Paper, report.snapshot["paper"]))
    if not is_readable(StatusReport, report.snapshot):
        return Contents(paper, (), is_readable=False)
    taken = read(StatusReport, report.snapshot)
    left_out = editions.spots(report.left_out)
    ids = list(report.initiatives.order_by("reportinitiative__order").values_list("pk", flat=True))
    raised = classifications.raised(ids, at)
    before = classifications.raised(ids, report.recorded_until)
    late = raised - before if report.edition == Edition.PUBLIC else frozenset()
    marks = Marks(raised, late, left_out)
    whole = _whole(report, taken, ids)
    chapters = tuple(report_texts.of_snapshot(whole, marks))
    rest = report_texts.of_the_rest(whole, marks, chapters)
    changes, gaps = report_texts.of_changes(taken, marks), tuple(unknowns.gaps(taken))
    return Contents(paper, chapters, changes, rest, gaps, len(late))


def _whole(report: Report, taken: StatusReport, ids: list[int]) -> StatusReport:
    if report.edition == Edition.NON_PUBLIC and not report.left_out:
        return taken
    moment = Moment(taken.as_of, taken.recorded_until)
    return status_report.take(initiative_ids=ids, moment=moment, edition=report.edition, paper=taken.paper)


@state_change()
def leave_out(
    *, report: Report, texts: Collection[str], again: Collection[str] = (), by: Mandate, at: datetime
) -> bool:
    """Keep texts (`Spot` as text) out of a draft and of those that go with it, and take those in `again` back in; they are
    made anew at once.

    Returns whether that changed anything. Raises Refused for what is no text of the report, while it is being made, and
    where it is no draft.
    """
    row, group = drafts.open_group(report)
    contents = of_report(row, at)
    if contents is None:
        raise Refused(NOT_MADE_YET)
    names, known = contents.marked, set(row.left_out)
    if not names.keys() >= {*texts, *again}:
        raise Refused("Diesen Text gibt es in dem Bericht nicht.")
    out, back = set(texts) - known, known & set(again)
    if not out and not back:
        return False
    for one in group:
        one.left_out = sorted(known - back | out)
    drafts.changed_by(group, group, by=by, at=at)
    for word, changed in (("weggelassen", out), ("wieder aufgenommen", back)):
        if changed:
            told = ", ".join(names[one] for one in sorted(changed))
            drafts.record(row, "report-draft", f"Im Entwurf {word}: {told}", by=by, at=at)
    return True


@state_change()
def say_why(
    *,
    report: Report,
    reasons: Mapping[str, str],
    by: Mandate,
    at: datetime,
    seen: Mapping[str, str] | None = None,
) -> bool:
    """Say of what a draft does not know (by `Gap.place`) why, for it and those that go with it; they are made anew at once.

    An empty reason takes one back. Returns whether that changed anything. Raises Refused for what the report knows, for a
    reason that is too long, while it is being made, and where it is no draft; Conflict as `edits.apply`.
    """
    row, group = drafts.open_group(report)
    if row.snapshot is None:
        raise Refused(NOT_MADE_YET)
    names = {
        gap.place: f"{gap.what} ({gap.title})" for gap in unknowns.gaps(read(StatusReport, row.snapshot))
    }
    for place, reason in reasons.items():
        if place not in names:
            raise Refused("Das ist in dem Bericht bekannt, oder er erzählt nicht mehr davon.")
        if len(reason) > unknowns.LONGEST:
            raise Refused(f"Höchstens {unknowns.LONGEST} Zeichen sind möglich.", place)
    stands = SimpleNamespace(**{place: row.not_known.get(place, "") for place in reasons})
    changed = edits.apply(stands, reasons, seen, kind="report-draft", page_id=row.pk)
    if not changed:
        return False
    for one in group:
        said = one.not_known | {place: after for place, (_, after) in changed.items()}
        one.not_known = {place: reason for place, reason in said.items() if reason}
    drafts.changed_by(group, group, by=by, at=at)
    told = "; ".join(f"{names[place]}: {after or 'offen'}" for place, (_, after) in changed.items())
    drafts.record(row, "report-draft", f"Im Entwurf nicht bekannt: {told}", by=by, at=at)
    return True
