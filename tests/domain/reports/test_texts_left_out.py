"""Keeping a text out of one report: out of its data and its changes, undone while it is a draft, kept by its correction."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from initiatives.domain.fields import assessments, fields
from initiatives.domain.kernel import moments
from initiatives.domain.kernel.errors import Refused
from initiatives.domain.log import activity
from initiatives.domain.reports import classifications, reports
from initiatives.domain.reports import contents as report_contents
from initiatives.domain.reports import life as report_life
from initiatives.domain.reports import texts as report_texts
from initiatives.domain.reports.texts import LEFT_OUT, PUBLIC
from initiatives.domain.snapshots import editions
from initiatives.enums import Edition, ReportState
from initiatives.models import Classification, Event, Meeting, MeetingResult, Report
from tests.domain.reports.test_life import make
from tests.domain.reports.test_reports import finished, issue, plan, second


@pytest.fixture
def aimed(circle):
    """The field has an aim and, since some days, a cause."""
    by, at = circle.people["duelmen"], moments.now() - timedelta(days=5)
    fields.edit(field=circle.payroll, values={"aim": "Stellen einsparen"}, version=1, by=by, at=at)
    said = {"light": "yellow", "cause": "Streit um Kosten", "measure": "Ausschreiben"}
    assessments.assess(field=circle.payroll, by=by, at=at, **said)
    return circle


def spot(circle, text: str = "aim") -> str:
    return f"{circle.initiative.pk}.{circle.payroll.pk}.{text}."


def leave_out(circle, report: Report, *texts: str, again: tuple[str, ...] = (), by: str = "county") -> bool:
    acting = second(circle) if by == "second" else circle.people[by]
    return report_contents.leave_out(report=report, texts=texts, again=again, by=acting, at=moments.now())


def rows(report: Report) -> dict:
    found = report_contents.of_report(report, moments.now())
    groups = [group for chapter in found.chapters for group in chapter.groups]
    groups += [group for group in (found.changes, found.rest) if group]
    return {str(row.spot): row for group in groups for row in group.rows if row.spot}


@pytest.mark.parametrize("edition", Edition)
def test_a_text_is_left_out_of_this_report_and_of_no_other(aimed, edition):
    report, other = finished(aimed, edition=edition), plan(aimed, edition=edition)
    assert "Stellen einsparen" in str(report.snapshot)
    assert leave_out(aimed, report, spot(aimed))
    report = make(report)
    assert "Stellen einsparen" not in str(report.snapshot)
    assert report.snapshot["initiatives"][0]["fields"][0]["aim"] == editions.LEFT_OUT
    assert "Stellen einsparen" in str(make(other).snapshot)
    assert not Classification.objects.exists()


@pytest.mark.parametrize("edition", Edition)
def test_it_is_undone_while_the_report_is_a_draft(aimed, edition):
    report = finished(aimed, edition=edition)
    leave_out(aimed, report, spot(aimed))
    report = make(report)
    row = rows(report)[spot(aimed)]
    assert (row.value, row.level) == ("Stellen einsparen", LEFT_OUT), "who decides reads what it was"
    assert report_contents.of_report(report, moments.now()).left_out == 1
    assert leave_out(aimed, report, again=(spot(aimed),))
    report = make(report)
    assert report.left_out == [] and "Stellen einsparen" in str(report.snapshot)
    assert rows(report)[spot(aimed)].level == PUBLIC


def test_the_draft_is_made_anew_and_checked_again_by_another(aimed):
    report = finished(aimed)
    report_life.check(report=report, by=second(aimed), at=moments.now())
    leave_out(aimed, report, spot(aimed), by="second")
    report.refresh_from_db()
    assert (report.state, report.pdf, report.version) == (ReportState.DRAFT, None, 2)
    with pytest.raises(Refused, match="selbst erstellt"):
        report_life.check(report=make(report), by=second(aimed), at=moments.now())
    told = Event.objects.filter(page="report", page_id=report.pk).first()
    assert told.subject == "Im Entwurf weggelassen: Ziel (Feld 1: Personalabrechnung bündeln)"
    assert activity.word(told.kind)
    leave_out(aimed, make(report), again=(spot(aimed),))
    told = Event.objects.filter(page="report", page_id=report.pk).first()
    assert told.subject == "Im Entwurf wieder aufgenommen: Ziel (Feld 1: Personalabrechnung bündeln)"


@pytest.mark.parametrize("text", ["", "1.2.aim.", "{i}.{f}.title.", "{i}..aim.", "{i}.{f}.contact.", "aim"])
def test_what_is_no_text_of_the_report_is_refused_and_nothing_is_written(aimed, text):
    report, before = finished(aimed), Event.objects.count()
    with pytest.raises(Refused, match="gibt es in dem Bericht nicht"):
        leave_out(aimed, report, text.format(i=aimed.initiative.pk, f=aimed.payroll.pk))
    report.refresh_from_db()
    assert (report.left_out, report.version, Event.objects.count()) == ([], 1, before) and report.pdf


def test_what_changes_nothing_leaves_the_draft_as_it_is(aimed):
    report = finished(aimed)
    assert not leave_out(aimed, report)
    leave_out(aimed, report, spot(aimed))
    report = make(report)
    assert not leave_out(aimed, report, spot(aimed))
    report.refresh_from_db()
    assert report.pdf and report.version == 2


def test_while_it_is_made_and_once_it_is_issued_nothing_is_left_out(aimed):
    with pytest.raises(Refused, match="noch erstellt"):
        leave_out(aimed, plan(aimed), spot(aimed))
    issued = issue(aimed, finished(aimed))
    with pytest.raises(Refused, match="schon erteilt"):
        leave_out(aimed, issued, spot(aimed))
    assert not Report.objects.exclude(left_out=[]).exists()


def test_a_correction_leaves_out_what_its_report_did(aimed):
    draft = finished(aimed)
    leave_out(aimed, draft, spot(aimed))
    old = issue(aimed, make(draft))
    assert "Stellen einsparen" not in str(old.snapshot)
    by, at = aimed.people["county"], moments.now()
    new = make(report_life.correct(report=old, reason="Die Kosten waren vertauscht.", by=by, at=at))
    assert new.left_out == [spot(aimed)] and "Stellen einsparen" not in str(new.snapshot)
    leave_out(aimed, new, again=(spot(aimed),))
    assert "Stellen einsparen" in str(make(new).snapshot)


@pytest.mark.once
@pytest.mark.parametrize("before", Edition)
@pytest.mark.parametrize("now", Edition)
def test_the_changes_do_not_quote_what_either_report_leaves_out(aimed, before, now):
    first = finished(aimed, edition=before, as_of=moments.today() - timedelta(days=2))
    leave_out(aimed, first, spot(aimed, "measure"))
    issue(aimed, make(first))
    by, at = aimed.people["duelmen"], moments.now()
    assessments.assess(field=aimed.payroll, light="yellow", cause="Geldnot", measure="Neu", by=by, at=at)
    draft = finished(aimed, edition=now)
    assert "Streit um Kosten" in str(draft.snapshot["changes"])
    assert "Ausschreiben" not in str(draft.snapshot), "the report before had it left out"
    assert {one["subject"] for one in draft.snapshot["changes"] if one["kind"] == "text"} == {"Ursache"}
    leave_out(aimed, draft, spot(aimed, "cause"))
    draft = make(draft)
    assert "Streit um Kosten" not in str(draft.snapshot) and "Geldnot" not in str(draft.snapshot)
    assert not [one for one in draft.snapshot["changes"] if one["kind"] == "text"]


@pytest.mark.parametrize("edition", Edition)
def test_a_text_of_the_past_that_the_changes_quote_is_left_out_and_taken_in_again(aimed, edition):
    issue(aimed, finished(aimed, edition=Edition.NON_PUBLIC, as_of=moments.today() - timedelta(days=2)))
    assessments.assess(field=aimed.payroll, light="green", by=aimed.people["duelmen"], at=moments.now())
    draft = finished(aimed, edition=edition)
    assert "bisher: Streit um Kosten" in rows(draft)[spot(aimed, "cause")].value
    before = report_contents.of_report(draft, moments.now())
    leave_out(aimed, draft, spot(aimed, "cause"))
    draft = make(draft)
    found = report_contents.of_report(draft, moments.now())
    assert [row.label for row in found.rest.rows] == ["a1 Ursache"]
    assert (found.shown, found.left_out) == (before.shown, 1), "the text is none of those that are shown"
    assert "Streit um Kosten" not in str(draft.snapshot)
    assert rows(draft)[spot(aimed, "cause")].level == LEFT_OUT
    assert leave_out(aimed, draft, again=(spot(aimed, "cause"),))
    assert "Streit um Kosten" in str(make(draft).snapshot)


def test_where_nothing_is_shown_and_something_left_out_nothing_is_counted_as_shown():
    row = report_texts.Row("a1 Ursache", "Diesen Text gibt es zurzeit nicht.", LEFT_OUT)
    rest = report_texts.Group("Weitere weggelassene Texte", (row,))
    found = report_contents.Contents(report_texts.Group("Kopf", ()), (), rest=rest)
    assert (found.shown, found.left_out) == (0, 1)


@pytest.fixture
def decided(aimed):
    """A meeting whose result repeats the words of what was decided in it."""
    meeting = Meeting.objects.get(initiative=aimed.initiative)
    values = {"text": "Ein Verfahren für alle", "recorded_at": moments.now() - timedelta(days=4)}
    aimed.decision = MeetingResult.objects.create(
        meeting=meeting, kind="decision", is_adopted=True, mandate=aimed.people["nottuln"], **values
    )
    meeting.result, meeting.closed_at = "Begrüßung.\nEin Verfahren für alle", values["recorded_at"]
    meeting.save()
    return aimed


@pytest.mark.once
@pytest.mark.parametrize("before", Edition)
@pytest.mark.parametrize("now", Edition)
def test_a_result_that_went_with_a_decision_which_is_left_out_has_not_changed(decided, before, now):
    first = finished(decided, edition=before, as_of=moments.today() - timedelta(days=2))
    assert "Ein Verfahren für alle" in str(first.snapshot)
    leave_out(decided, first, f"{decided.initiative.pk}..meeting_decision.{decided.decision.pk}")
    first = make(first)
    [meeting] = first.snapshot["initiatives"][0]["meetings"]
    assert (meeting["result"], meeting["decisions"]) == (editions.LEFT_OUT, [])
    issue(decided, first)
    draft = finished(decided, edition=now)
    assert "Ein Verfahren für alle" in str(draft.snapshot["initiatives"])
    assert not [one for one in draft.snapshot["changes"] if one["kind"] in ("text", "decided")]
    Meeting.objects.update(result="Verabschiedung.")
    draft = finished(decided, edition=now)
    assert not [one for one in draft.snapshot["changes"] if one["kind"] == "text"], "nobody can tell"


def box(token: str, page: str) -> str | None:
    """The tick box of a text, None where it has none."""
    found = re.search(rf'<input[^>]*name="weglassen" value="{re.escape(token)}"[^>]*>', page)
    return found and found[0]


@pytest.mark.once
@pytest.mark.parametrize("edition", Edition)
def test_a_result_that_goes_with_its_decision_is_ticked_only_where_it_is_left_out_itself(
    decided, sign_in, edition
):
    report, county = finished(decided, edition=edition), sign_in("county")
    address = reverse("report_contents", args=[report.pk])
    meeting = Meeting.objects.get()
    decision, result = (
        f"{decided.initiative.pk}..{text}.{key}"
        for text, key in (("meeting_decision", decided.decision.pk), ("meeting_result", meeting.pk))
    )
    leave_out(decided, report, decision)
    report = make(report)
    page = county.get(address).content.decode()
    assert "checked" in box(decision, page) and "checked" not in box(result, page)
    leave_out(decided, report, result)
    make(report)
    page = county.get(address).content.decode()
    assert "checked" in box(decision, page) and "checked" in box(result, page)
    assert "gibt es zurzeit nicht" not in page


@pytest.mark.parametrize("edition", Edition)
def test_where_a_raised_decision_is_told_its_result_can_be_left_out(decided, sign_in, edition):
    values = {"text": "meeting_decision", "item": decided.decision.pk, "by": decided.people["nottuln"]}
    classifications.classify(initiative=decided.initiative, at=moments.now(), **values)
    report = finished(decided, edition=edition)
    page = sign_in("county").get(reverse("report_contents", args=[report.pk])).content.decode()
    result = box(f"{decided.initiative.pk}..meeting_result.{Meeting.objects.get().pk}", page)
    assert (result is not None) is (edition == Edition.NON_PUBLIC)


def test_a_text_left_out_that_is_raised_afterwards_is_told_with_the_way_out(aimed, sign_in):
    report = finished(aimed)
    leave_out(aimed, report, spot(aimed))
    report = make(report)
    values = {"initiative": aimed.initiative, "field_id": aimed.payroll.pk, "text": "aim"}
    classifications.classify(**values, by=aimed.people["county"], at=moments.now())
    with pytest.raises(Refused, match="erstellen Sie ihn neu"):
        issue(aimed, report)
    found, row = report_contents.of_report(report, moments.now()), rows(report)[spot(aimed)]
    assert (row.level, row.is_late, found.late) == (LEFT_OUT, True, 1)
    page = sign_in("county").get(reverse("report_contents", args=[report.pk])).content.decode()
    assert "Entwurf neu erstellen" in page and "steht noch im Entwurf" not in page
    assert "inzwischen hochgestuft" in page
    reports.retry(report=report, at=moments.now())
    report = make(report)
    assert report_contents.of_report(report, moments.now()).late == 0
    assert issue(aimed, report).state == ReportState.ISSUED
