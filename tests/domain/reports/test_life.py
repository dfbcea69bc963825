"""The life of a report: drafted, changed, checked by another, issued with the body's number, replaced by a correction."""

from dataclasses import replace
from datetime import date

import pytest

from initiatives.domain.kernel import moments
from initiatives.domain.kernel.errors import Conflict, Refused
from initiatives.domain.people import number_schemes
from initiatives.domain.reports import county_paper, reports
from initiatives.domain.reports import drafts as report_drafts
from initiatives.domain.reports import life as report_life
from initiatives.domain.reports import numbers as report_numbers
from initiatives.domain.reports.county_paper import Row
from initiatives.enums import JobStage, NoticeKind, ReportState
from initiatives.models import Event, Notice, Report
from tests.domain.reports.test_reports import finished, issue, plan, second
from tests.reports import snapshots


def make(report: Report) -> Report:
    reports.start(report=report, at=moments.now())
    reports.finish(report=report, html="<p>neu", pdf=b"%PDF-1.7 neu", at=moments.now())
    return Report.objects.get(pk=report.pk)


def correction(circle, old: Report, reason: str = "Die Kosten waren vertauscht.") -> Report:
    by = circle.people["county"]
    return report_life.correct(report=old, reason=reason, by=by, at=moments.now())


def test_who_made_it_does_not_check_it(circle):
    report = finished(circle)
    with pytest.raises(Refused, match="zweite Person"):
        report_life.check(report=report, by=circle.people["county"], at=moments.now())
    with pytest.raises(Refused, match="noch nicht von einer zweiten Person"):
        report_life.issue(report=report, by=circle.people["county"], at=moments.now())
    report.refresh_from_db()
    assert (report.state, report.checked_at) == (ReportState.DRAFT, None)


def test_the_check_is_told_to_who_made_it_and_noted(circle):
    report = finished(circle)
    report_life.check(report=report, by=second(circle), at=moments.now())
    told = Notice.objects.get(kind=NoticeKind.TASK)
    assert told.user == circle.people["county"].user
    assert Event.objects.filter(page="report", page_id=report.pk).get().subject.endswith("geprüft")
    with pytest.raises(Refused, match="schon geprüft"):
        report_life.check(report=report, by=second(circle), at=moments.now())


def test_what_is_not_made_yet_is_not_checked(circle):
    with pytest.raises(Refused, match="noch nicht fertig"):
        report_life.check(report=plan(circle), by=second(circle), at=moments.now())


@pytest.mark.parametrize("how", ["anew", "edited"])
def test_a_draft_made_anew_loses_its_check(circle, how):
    report = finished(circle)
    report_life.check(report=report, by=second(circle), at=moments.now())
    if how == "anew":
        reports.retry(report=report, at=moments.now())
    else:
        values = {"preface": "Anders"}
        report_drafts.edit(report=report, values=values, by=circle.people["county"], at=moments.now())
    report.refresh_from_db()
    assert (report.state, report.checked_by, report.pdf, report.snapshot) == ("draft", None, None, None)
    assert report.job.stage == JobStage.WAITING
    with pytest.raises(Refused, match="nicht fertig"):
        report_life.issue(report=report, by=circle.people["county"], at=moments.now())


def test_who_changed_a_draft_last_does_not_check_it_but_who_began_it_does(circle):
    report = finished(circle)
    values = {"outlook": "Im Frühjahr entscheiden die Räte."}
    report_drafts.edit(report=report, values=values, by=second(circle), at=moments.now())
    report = make(report)
    with pytest.raises(Refused, match="zweite Person"):
        report_life.check(report=report, by=second(circle), at=moments.now())
    report_life.check(report=report, by=circle.people["county"], at=moments.now())
    assert snapshots.rows(report.snapshot).paper.outlook == "Im Frühjahr entscheiden die Räte."


def test_two_change_one_text_and_the_second_is_told(circle):
    report = plan(circle)
    seen = {"preface": ""}
    by, at = circle.people["county"], moments.now()
    report_drafts.edit(report=report, values={"preface": "Eins"}, seen=seen, by=by, at=at)
    with pytest.raises(Conflict) as conflict:
        report_drafts.edit(report=report, values={"preface": "Zwei"}, seen=seen, by=second(circle), at=at)
    assert conflict.value.theirs == {"preface": "Eins"}
    assert Report.objects.get().preface == "Eins"


def test_a_making_that_was_overtaken_by_a_change_stores_nothing(circle):
    report, begun = plan(circle), moments.now()
    reports.start(report=report, at=begun)
    by = circle.people["county"]
    report_drafts.edit(report=report, values={"preface": "Neu"}, by=by, at=moments.now())
    assert not reports.advance(report=report, stage=JobStage.FIGURES, begun=begun)
    reports.finish(report=report, html="alt", pdf=b"alt", at=moments.now(), begun=begun)
    report.refresh_from_db()
    assert report.pdf is None


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"preface": "x" * 100_000}, "preface", "100000 Zeichen, höchstens 5000"),
        ({"proposal": " "}, "proposal", "Beschlussvorschlag fehlt"),
        ({"consultations": tuple(Row(f"Gremium {n}") for n in range(13))}, "consultations", "höchstens 12"),
    ],
)
def test_texts_that_no_paper_can_bear_are_refused_and_nothing_is_written(circle, changes, field, words):
    today = moments.today()
    paper = replace(county_paper.default_paper(circle.kreistag, today, today), **changes)
    with pytest.raises(Refused, match=words) as refusal:
        plan(circle, paper=paper)
    assert refusal.value.field == field
    assert not Report.objects.exists()


def test_the_texts_and_the_order_of_consultation_stand_in_the_snapshot(circle):
    today = moments.today()
    rows = (
        Row("Ausschuss für Personal", "2099-01-02", "4", "Vorberatung", "empfohlen"),
        Row("Verwaltungsleitung"),
    )
    paper = replace(
        county_paper.default_paper(circle.kreistag, today, today),
        preface="Anlass\x00 <b>fett</b>",
        meeting_on=date(2099, 1, 20),
        agenda_item="7",
        consultations=rows,
    )
    found = snapshots.rows(make(plan(circle, paper=paper)).snapshot).paper
    assert found.preface == "Anlass <b>fett</b>"
    assert [(c.body, c.date, c.item, c.result) for c in found.consultations] == [
        ("Ausschuss für Personal", date(2099, 1, 2), "4", "empfohlen"),
        ("Kreistag", date(2099, 1, 20), "7", ""),
        ("Verwaltungsleitung", None, "", ""),
    ]


def test_the_texts_of_the_last_issued_report_are_offered_again(circle):
    today, by = moments.today(), circle.people["county"]
    assert report_drafts.offered(circle.kreistag, today, today, by=by).staff == county_paper.NO_EFFECT
    paper = replace(
        county_paper.default_paper(circle.kreistag, today, today), staff="Eine halbe Stelle", subject="Alt"
    )
    report = make(plan(circle, paper=paper))
    assert report_drafts.offered(circle.kreistag, today, today, by=by).staff == county_paper.NO_EFFECT
    issue(circle, report)
    offered = report_drafts.offered(circle.kreistag, today, today, by=by)
    assert (offered.staff, offered.subject != "Alt") == ("Eine halbe Stelle", True)
    assert report_drafts.offered(circle.rat_nottuln, today, today, by=by).staff == county_paper.NO_EFFECT


def test_a_discarded_draft_stays_and_is_neither_changed_nor_issued(circle):
    report = plan(circle)
    by, at = circle.people["county"], moments.now()
    report_drafts.discard(report=report, by=by, at=at)
    report.refresh_from_db()
    assert (report.state, report.job.stage) == (ReportState.DISCARDED, JobStage.CANCELLED)
    assert reports.start(report=report, at=at) is None
    for act in (report_drafts.discard, report_life.issue):
        with pytest.raises(Refused, match="schon verworfen"):
            act(report=report, by=by, at=at)
    with pytest.raises(Refused, match="verworfen"):
        reports.retry(report=report, at=at)


@pytest.mark.parametrize(
    ("scheme", "words"),
    [
        ("", "genau einmal {nr}"),
        ("{nr}{nr}", "genau einmal {nr}"),
        ("SV-{nummer}", "genau einmal {nr}"),
        ("{nr:3}", "genau einmal {nr}"),
        ("{nr}/{jahr}/{jahr}", "nur einmal"),
        ("{nr}/{monat}", "geschweiften Klammern"),
        ("{nr}/{", "geschweiften Klammern"),
    ],
)
def test_a_scheme_that_gives_no_number_is_explained(scheme, words):
    assert words in number_schemes.fault(scheme)
    assert "Zum Beispiel" in number_schemes.fault(scheme)


@pytest.mark.parametrize(
    ("scheme", "label"),
    [("{nr}/{jahr}", "7/2026"), ("SV-{nr:03}", "SV-007"), ("IKZ {jahr}-{nr:02}", "IKZ 2026-07")],
)
def test_a_scheme_writes_the_number(scheme, label):
    assert number_schemes.fault(scheme) == ""
    assert number_schemes.written(scheme, 7, 2026) == label


def test_numbers_begin_anew_each_year_where_the_scheme_names_it(circle):
    assert issue(circle, finished(circle)).label == f"1/{moments.today().year}"
    assert finished(circle).label == f"2/{moments.today().year}"
    assert report_numbers.next_of(circle.kreistag, 2099).label == "1/2099"
    circle.kreistag.number_scheme = "SV-{nr:03}"
    assert report_numbers.next_of(circle.kreistag, 2099).label == "SV-001"
    assert report_numbers.next_of(circle.rat_nottuln, 2026).label == "1/2026"


def test_a_correction_replaces_and_the_old_one_stays_as_it_was(circle):
    old = issue(circle, finished(circle))
    before = Report.objects.filter(pk=old.pk).values().get()
    draft = correction(circle, old)
    assert (draft.body, draft.as_of, draft.edition) == (old.body, old.as_of, old.edition)
    new = issue(circle, make(draft))
    assert new.label == f"{old.label}, 1. Berichtigung"
    assert Report.objects.filter(pk=old.pk).values().get() == before
    assert Report.objects.with_names().get(pk=old.pk).replaced_by == new
    words = snapshots.rows(new.snapshot).paper.corrects
    assert f"Nr. {old.label} vom" in words and words.endswith("Die Kosten waren vertauscht.")
    again = issue(circle, make(correction(circle, new)))
    assert again.label == f"{old.label}, 2. Berichtigung"
    assert finished(circle).label == f"2/{moments.today().year}"


def test_a_report_is_corrected_once_and_only_when_it_is_issued(circle):
    draft = finished(circle)
    with pytest.raises(Refused, match="nur, was erteilt ist"):
        correction(circle, draft)
    old = issue(circle, draft)
    with pytest.raises(Refused, match="was berichtigt wird"):
        correction(circle, old, "  ")
    first = correction(circle, old)
    with pytest.raises(Refused, match="wird gerade berichtigt"):
        correction(circle, old)
    report_drafts.discard(report=first, by=circle.people["county"], at=moments.now())
    issue(circle, make(correction(circle, old)))
    with pytest.raises(Refused, match="ist berichtigt"):
        correction(circle, old)


def test_what_was_issued_is_not_changed_by_any_act(circle):
    report = issue(circle, finished(circle))
    before = Report.objects.filter(pk=report.pk).values().get()
    by, at = circle.people["county"], moments.now()
    for act in (
        lambda: report_drafts.edit(report=report, values={"preface": "Neu"}, by=by, at=at),
        lambda: report_drafts.discard(report=report, by=by, at=at),
        lambda: report_life.check(report=report, by=second(circle), at=at),
        lambda: reports.retry(report=report, at=at),
    ):
        with pytest.raises(Refused):
            act()
    reports.fail(report=report, message="zu spät", at=at)
    assert Report.objects.filter(pk=report.pk).values().get() == before
    assert report.job.stage == JobStage.DONE


def test_a_number_that_an_earlier_scheme_has_written_is_not_given_again(circle):
    circle.kreistag.number_scheme = f"{{nr}}/{moments.today().year}"
    circle.kreistag.save()
    assert issue(circle, finished(circle)).label == f"1/{moments.today().year}"
    circle.kreistag.number_scheme = "{nr}/{jahr}"
    circle.kreistag.save()
    assert issue(circle, finished(circle)).label == f"2/{moments.today().year}"


def test_a_draft_of_an_older_form_is_made_anew_first(circle):
    report = finished(circle)
    Report.objects.update(snapshot=report.snapshot | {"schema": 2, "initiatives": [{"title": "alt"}]})
    with pytest.raises(Refused, match="ältere Form"):
        issue(circle, report)
