"""A making whose worker has died or never came: begun anew three times, then left to its maker."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from initiatives.domain.kernel import moments
from initiatives.domain.reports import reports
from initiatives.enums import JobStage
from initiatives.models import Report, ReportJob
from initiatives.snapshot.status_report import Change, StatusReport
from tests.domain.reports.test_reports import finished, plan
from tests.reports import snapshots

MINUTE = timedelta(minutes=1)


def revive(at) -> list[Report]:
    """The reports that the timer gives to a worker once more."""
    return [job.report for job in reports.left(at=at) if reports.revive(job=job, at=at)]


def test_what_gives_a_sign_of_life_is_left_alone(circle):
    report, at = plan(circle), moments.now()
    assert revive(at + MINUTE) == []
    reports.start(report=report, at=at)
    assert reports.advance(report=report, stage=JobStage.TYPESETTING, begun=at, at=at + 10 * MINUTE)
    assert revive(at + 10 * MINUTE + timedelta(seconds=30)) == []
    assert revive(at + 12 * MINUTE) == [report]


def test_one_that_no_worker_took_is_given_once_more(circle):
    report, at = plan(circle), moments.now()
    assert revive(at + 3 * MINUTE) == [report]
    assert revive(at + 4 * MINUTE) == []
    assert ReportJob.objects.get().lost == 0


def test_what_is_begun_anew_overtakes_a_worker_that_comes_back(circle):
    report, at = plan(circle), moments.now()
    reports.start(report=report, at=at)
    revive(at + MINUTE)
    assert reports.start(report=report, at=at + MINUTE) is not None
    assert not reports.advance(report=report, stage=JobStage.CHECKING, begun=at)
    reports.finish(report=report, html="alt", pdf=b"alt", at=at, begun=at)
    report.refresh_from_db()
    assert report.pdf is None


def test_after_three_times_it_fails_and_can_be_begun_by_hand(circle):
    report, at = plan(circle), moments.now()
    for turn in range(3):
        reports.start(report=report, at=at)
        at += MINUTE
        assert revive(at) == ([report] if turn < 2 else [])
    job = ReportJob.objects.get()
    assert (job.stage, "dreimal unterbrochen" in job.message) == (JobStage.FAILED, True)
    reports.retry(report=report, at=at)
    assert ReportJob.objects.get().lost == 0


def test_what_has_ended_is_not_revived(circle):
    finished(circle)
    assert revive(moments.now() + timedelta(days=1)) == []


@pytest.mark.parametrize(("edition", "said"), [("non_public", "neue"), ("public", "öffentliche")])
def test_silence_has_the_same_word_in_the_line_as_in_the_report(edition, said):
    nothing = "keine öffentliche Änderung" if edition == "public" else "keine Änderung"
    line = f"Seit Nr. 1/2026: {nothing}; {{}} ohne {said} Nachricht"
    taken = after(LAST, edition=edition)
    for number, words in ((1, "1 Feld"), (2, "2 Felder")):
        quiet = (Change("silent", "i-a", "f1", "Nachricht", "", ""),) * number
        assert reports.news(replace(taken, quiet=quiet)) == line.format(words)


LAST = {"label": "Nr. 1/2026", "as_of": "2026-03-31", "issued_on": "2026-04-10", "comparable": True}


def after(previous: dict[str, Any] | None, *kinds: str, edition: str = "non_public") -> StatusReport:
    """A snapshot of which only what has changed counts."""
    nothing = {"initiative": "i-a", "field": None, "subject": "", "old": "", "new": ""}
    changes = [{"kind": kind, **nothing} for kind in kinds]
    return snapshots.rows(snapshots.snapshot(edition=edition, previous=previous, changes=changes))


@pytest.mark.parametrize(
    ("previous", "kinds", "line"),
    [
        (None, [], "Erster Bericht an dieses Gremium"),
        (LAST | {"comparable": False}, [], ""),
        (LAST, [], "Seit Nr. 1/2026: keine Änderung"),
        (
            LAST,
            ["light", "slipped", "light"],
            "Seit Nr. 1/2026: 1 Termin verschoben, 2 Ampeln",
        ),
    ],
)
def test_what_has_changed_stands_in_one_line(previous, kinds, line):
    assert reports.news(after(previous, *kinds)) == line
