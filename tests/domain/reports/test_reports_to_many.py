"""One report to several bodies: one text and day, numbers and changes of each, checked, issued, corrected for all or none."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from initiatives.domain.fields import fields
from initiatives.domain.kernel import moments
from initiatives.domain.kernel.errors import Refused
from initiatives.domain.log import events
from initiatives.domain.reports import bodies as report_bodies
from initiatives.domain.reports import contents as report_contents
from initiatives.domain.reports import county_paper, reports
from initiatives.domain.reports import drafts as report_drafts
from initiatives.domain.reports import life as report_life
from initiatives.domain.reports.county_paper import Row
from initiatives.enums import Edition, JobStage, ReportedBy, ReportState, Role
from initiatives.models import Body, Event, Mandate, Notice, Report, ReportJob, User
from initiatives.snapshot.form import read
from initiatives.snapshot.status_report import StatusReport
from tests.support.personas import BEGIN, Circle

DAY = moments.today()


@pytest.fixture
def bodies(circle: Circle) -> list[Body]:
    """The councils of Nottuln and Dülmen, and the Kreistag, to which Nottuln reports as it convenes."""
    Body.objects.update(reported_by=ReportedBy.BOTH)
    own = {"kind": "rat", "reported_by": ReportedBy.BOTH}
    duelmen = Body.objects.create(organisation=circle.duelmen, name="Rat", slug="rat-duelmen", **own)
    return [Body.objects.get(pk=circle.kreistag.pk), Body.objects.get(pk=circle.rat_nottuln.pk), duelmen]


def plan(circle: Circle, bodies: list[Body], **changes) -> list[Report]:
    values = {
        "bodies": bodies,
        "initiatives": [circle.initiative],
        "as_of": DAY,
        "edition": Edition.PUBLIC,
        "paper": county_paper.default_paper(circle.kreistag, DAY, DAY),
        "by": circle.people["nottuln"],
        "at": moments.now(),
    }
    return report_drafts.plan_for_all(**values | changes)


def make(rows: list[Report]) -> list[Report]:
    for row in rows:
        if reports.start(report=row, at=moments.now()):
            html, pdf = f"<p>{row.body}", f"%PDF-1.7 {row.body}".encode()
            reports.finish(report=row, html=html, pdf=pdf, at=moments.now())
    return again(rows)


def again(rows: list[Report]) -> list[Report]:
    found = Report.objects.in_bulk([row.pk for row in rows])
    return [found[row.pk] for row in rows]


def second(circle: Circle) -> Mandate:
    """The deputy of Nottuln."""
    user, _ = User.objects.get_or_create(email="stellvertretung-nottuln@ikz.example")
    values = {"role": Role.DEPUTY, "organisation": circle.nottuln, "defaults": {"valid_from": BEGIN}}
    return Mandate.objects.get_or_create(user=user, **values)[0]


def issue(circle: Circle, rows: list[Report], **more) -> list[Report]:
    report_life.check(report=rows[-1], by=second(circle), at=moments.now())
    report_life.issue(report=rows[0], by=circle.people["nottuln"], at=moments.now(), **more)
    return again(rows)


def states(rows: list[Report]) -> set[str]:
    return {row.state for row in again(rows)}


def test_all_get_the_same_text_of_the_same_moment_with_numbers_and_changes_of_their_own(circle, bodies):
    (first,) = issue(circle, make(plan(circle, bodies[:1], as_of=DAY - timedelta(days=1))))
    texts = {"title": "Lohnabrechnung bündeln"}
    fields.edit(field=circle.payroll, values=texts, version=1, by=circle.people["nottuln"], at=moments.now())
    paper = replace(county_paper.default_paper(bodies[0], DAY, DAY), preface="Wie jedes Jahr.")
    drafts = plan(circle, bodies, paper=paper)
    reports.start(report=drafts[0], at=moments.now())
    reports.finish(report=drafts[0], html="<p>", pdf=b"%PDF", at=moments.now())
    late = {"title": "Nach der ersten Aufnahme"}
    fields.edit(field=circle.payroll, values=late, version=2, by=circle.people["nottuln"], at=moments.now())
    rows = issue(circle, make(drafts))
    assert states(rows) == {ReportState.ISSUED}
    assert [row.label for row in rows] == [f"2/{DAY.year}", f"1/{DAY.year}", f"1/{DAY.year}"]
    taken = [read(StatusReport, row.taken) for row in rows]
    assert all(one.initiatives == taken[0].initiatives for one in taken)
    assert taken[0].initiatives[0].fields[0].title == "Lohnabrechnung bündeln"
    assert len({one.recorded_until for one in taken}) == 1
    assert {one.paper.preface for one in taken} == {"Wie jedes Jahr."}
    assert [one.paper.sender for one in taken] == ["Kreis Coesfeld", "Gemeinde Nottuln", "Stadt Dülmen"]
    assert [one.previous and one.previous.label for one in taken] == [f"Nr. {first.label}", None, None]
    assert [bool(one.changes) for one in taken] == [True, False, False]


def test_one_check_counts_for_all_and_is_of_the_organisation_that_made_them(circle, bodies):
    rows = make(plan(circle, bodies))
    with pytest.raises(Refused, match="zweite Person"):
        report_life.check(report=rows[1], by=circle.people["nottuln"], at=moments.now())
    with pytest.raises(Refused, match="eine zweite Person der Gemeinde Nottuln"):
        report_life.check(report=rows[0], by=circle.people["county"], at=moments.now())
    assert states(rows) == {ReportState.DRAFT}
    on = {"on": DAY}
    assert [one.user for one in report_life.checkers(rows[0], **on)] == []
    deputy = second(circle)
    assert [one.user for one in report_life.checkers(rows[0], **on)] == [deputy.user]
    report_life.check(report=rows[1], by=deputy, at=moments.now())
    assert states(rows) == {ReportState.CHECKED}
    assert Notice.objects.filter(title__startswith="Geprüft, zu erteilen").count() == 1


@pytest.mark.parametrize("stage", [JobStage.FAILED, JobStage.CANCELLED, JobStage.TYPESETTING])
def test_what_one_body_lacks_holds_the_check_and_the_issue_of_all(circle, bodies, stage):
    rows = make(plan(circle, bodies))
    ReportJob.objects.filter(report=rows[2]).update(stage=stage)
    with pytest.raises(Refused, match="Rat, Stadt Dülmen: Der Bericht ist noch nicht fertig"):
        report_life.check(report=rows[0], by=second(circle), at=moments.now())
    assert states(rows) == {ReportState.DRAFT}


def test_a_number_given_meanwhile_to_one_body_refuses_all_and_writes_nothing(circle, bodies):
    rows = make(plan(circle, bodies))
    report_life.check(report=rows[0], by=second(circle), at=moments.now())
    other = make(plan(circle, bodies[2:], as_of=DAY - timedelta(days=1)))
    report_life.check(report=other[0], by=second(circle), at=moments.now())
    report_life.issue(report=other[0], by=circle.people["nottuln"], at=moments.now())
    before = Notice.objects.count(), Event.objects.count()
    with pytest.raises(Refused, match="Rat, Stadt Dülmen: Die Nummer 1/"):
        report_life.issue(report=rows[0], by=circle.people["nottuln"], at=moments.now())
    assert states(rows) == {ReportState.CHECKED}
    assert (Notice.objects.count(), Event.objects.count()) == before


def test_who_could_read_several_is_told_of_the_one_to_their_own_and_each_body_keeps_its_record(
    circle, bodies
):
    rows = issue(circle, make(plan(circle, bodies)))
    told = Notice.objects.filter(kind="report").values_list("user_id", "page_id")
    names = {one.user_id: name for name, one in circle.people.items()}
    place = {row.pk: row.body for row in rows}
    assert {names.get(user, "deputy"): place[page] for user, page in told} == {
        "kreistag": bodies[0],
        "county": bodies[0],
        "rosendahl": bodies[0],  # none goes to its own
        "rat": bodies[1],
        "reader": bodies[1],
        "deputy": bodies[1],
        "duelmen": bodies[2],
    }
    assert len(told) == 7
    roles = [{(one["role"], one["place"]) for one in row.told} for row in rows]
    assert ("Mitglied", "Kreistag, Kreis Coesfeld") in roles[0]
    assert [sum(one["count"] for one in row.told) for row in rows] == [3, 3, 1]
    event = Event.objects.get(kind="report")
    assert all(f"{row.name}: {row.body}" in event.after for row in rows)


def test_texts_change_for_all_and_what_is_a_bodys_own_for_one(circle, bodies):
    rows = make(plan(circle, bodies))
    report_life.check(report=rows[0], by=second(circle), at=moments.now())
    by, at = circle.people["nottuln"], moments.now()
    assert report_drafts.edit(report=rows[1], values={"paper_number": "SV-7"}, by=by, at=at)
    assert [row.paper_number for row in again(rows)] == ["", "SV-7", ""]
    assert [row.pdf is None for row in again(rows)] == [False, True, False]
    assert states(rows) == {ReportState.DRAFT}, "the check of all is lost"
    until = {row.recorded_until for row in make(rows)}
    assert len(until) == 1, "made anew with what was recorded for the others"
    day = DAY - timedelta(days=1)
    assert report_drafts.edit(report=rows[1], values={"preface": "Neu", "as_of": day}, by=by, at=at)
    assert {(row.preface, row.as_of, row.pdf) for row in again(rows)} == {("Neu", day, None)}
    assert {row.subject for row in again(rows)} == {county_paper.usual_subject(day)}
    assert sorted(reports.waiting(rows[0])) == sorted(row.pk for row in rows)


def test_what_one_body_leaves_out_all_leave_out(circle, bodies):
    rows = make(plan(circle, bodies))
    names = report_contents.of_report(rows[0], moments.now()).marked
    spot = next(one for one in names if one.startswith(f"{circle.initiative.pk}"))
    by = circle.people["nottuln"]
    assert report_contents.leave_out(report=rows[2], texts=[spot], by=by, at=moments.now())
    assert [row.left_out for row in again(rows)] == [[spot]] * 3
    assert {row.pdf for row in again(rows)} == {None}


def test_those_that_failed_are_made_once_more_and_else_all_are(circle, bodies):
    rows = make(plan(circle, bodies))
    ReportJob.objects.filter(report=rows[2]).update(stage=JobStage.FAILED)
    reports.retry(report=rows[0], at=moments.now())
    assert reports.waiting(rows[0]) == [rows[2].pk]
    with pytest.raises(Refused, match="wird gerade erstellt"):
        reports.retry(report=rows[0], at=moments.now())
    make(rows)
    reports.retry(report=rows[0], at=moments.now())
    assert len(reports.waiting(rows[0])) == 3
    reports.cancel(report=rows[1], at=moments.now())
    assert not reports.waiting(rows[0])


def test_one_body_is_taken_out_and_a_draft_discarded_for_all(circle, bodies):
    rows, by = make(plan(circle, bodies)), circle.people["nottuln"]
    report_life.check(report=rows[0], by=second(circle), at=moments.now())
    report_drafts.take_out(report=rows[0], by=by, at=moments.now())
    assert [row.state for row in again(rows)] == [ReportState.DISCARDED, ReportState.DRAFT, ReportState.DRAFT]
    assert {row.pdf is None for row in again(rows)} == {False}, "the others are made already"
    report_drafts.discard(report=rows[1], by=by, at=moments.now())
    assert states(rows) == {ReportState.DISCARDED}
    (alone,) = plan(circle, bodies[:1])
    with pytest.raises(Refused, match="an kein anderes Gremium"):
        report_drafts.take_out(report=alone, by=by, at=moments.now())


def test_a_correction_of_one_corrects_all(circle, bodies):
    rows = issue(circle, make(plan(circle, bodies)))
    by = circle.people["nottuln"]
    draft = report_life.correct(report=rows[1], reason="Falsche Zahl", by=by, at=moments.now())
    assert draft.replaces == rows[1]
    with pytest.raises(Refused, match="wird gerade berichtigt"):
        report_life.correct(report=rows[2], reason="Noch einmal", by=by, at=moments.now())
    drafts = list(Report.objects.going_with(draft).order_by("pk"))
    assert [one.replaces for one in drafts] == rows
    with pytest.raises(Refused, match="an alle Gremien"):
        report_drafts.take_out(report=draft, by=by, at=moments.now())
    issue(circle, make(drafts))
    assert {row.replaced_by.label for row in again(rows)} == {f"1/{DAY.year}, 1. Berichtigung"}


OWN = {
    "paper_number": "SV-10",
    "agenda_item": "3",
    "meeting_on": DAY,
    "consultations": (Row("Ausschuss"),),
}


@pytest.mark.parametrize("name", OWN)
def test_what_is_each_bodys_own_is_not_said_for_several(circle, bodies, name):
    paper = replace(county_paper.default_paper(bodies[0], DAY, DAY), **{name: OWN[name]})
    with pytest.raises(Refused, match="hat jedes Gremium für sich") as refusal:
        plan(circle, bodies, paper=paper)
    assert refusal.value.field == name
    assert not Report.objects.exists()
    assert plan(circle, bodies[:1], paper=paper)


def test_a_sitting_is_that_of_its_own_body(circle, bodies):
    sitting = bodies[1].sittings.create(held_on=DAY)
    paper = replace(county_paper.default_paper(bodies[0], DAY, DAY), meeting_on=DAY)
    rows = plan(circle, bodies, paper=paper, sitting=sitting)
    assert [(row.sitting, row.meeting_on) for row in rows] == [(None, None), (sitting, DAY), (None, None)]
    with pytest.raises(Refused, match="anderen Gremiums"):
        plan(circle, bodies[:1], paper=paper, sitting=sitting)


def test_a_body_that_reports_only_for_itself_is_not_offered_to_others(circle, bodies):
    assert set(report_bodies.makeable(circle.people["nottuln"])) == set(bodies)
    Body.objects.filter(pk=bodies[2].pk).update(reported_by=ReportedBy.ORGANISATION)
    assert list(report_bodies.makeable(circle.people["nottuln"])) == bodies[:2]
    assert list(report_bodies.makeable(circle.people["duelmen"])) == bodies[2:]


def test_a_body_stands_in_a_group_once(circle, bodies):
    rows = plan(circle, bodies)
    with pytest.raises(IntegrityError), transaction.atomic():
        Report.objects.filter(pk=rows[1].pk).update(body=bodies[0])
    with pytest.raises(Refused, match="mindestens ein Gremium"):
        plan(circle, [])


def readers(circle: Circle, row: Report) -> set[str]:
    return {
        name
        for name, one in circle.people.items()
        if Report.objects.visible_to(one).filter(pk=row.pk).exists()
    }


AMONG = {"nottuln", "reader", "duelmen", "rosendahl"}


@pytest.mark.parametrize(
    ("edition", "wanted", "expected"),
    [
        (Edition.NON_PUBLIC, True, AMONG),
        (Edition.NON_PUBLIC, False, {"nottuln"}),  # who convenes has made it
        (Edition.PUBLIC, False, AMONG),
    ],
)
def test_whether_participants_read_a_non_public_one_is_said_at_the_issue(
    circle, bodies, edition, wanted, expected
):
    rows = issue(circle, make(plan(circle, bodies[:1], edition=edition)), for_participants=wanted)
    expected = expected | {"county", "kreistag"}
    assert readers(circle, rows[0]) == expected
    told = set(Notice.objects.filter(kind="report").values_list("user_id", flat=True))
    names = {name for name, one in circle.people.items() if one.user_id in told}
    assert names == expected - {"nottuln"}, "who issued it knows"
    heard = {
        name
        for name in expected | AMONG
        if Event.objects.filter(kind="report").visible_to(circle.people[name]).exists()
    }
    assert heard == expected


def test_of_one_to_several_bodies_each_organisation_reads_its_own(circle, bodies):
    rows = issue(circle, make(plan(circle, bodies, edition=Edition.NON_PUBLIC)), for_participants=False)
    assert [readers(circle, row) for row in rows] == [
        {"nottuln", "county", "kreistag"},
        {"nottuln", "reader", "rat"},
        {"nottuln", "duelmen"},
    ]
    assert len(events.of_page("report", rows[2].pk, by=circle.people["duelmen"])) > 0
    shelf = Report.objects.visible_to(circle.people["nottuln"]).one_of_each(circle.people["nottuln"])
    assert [(row.pk, row.more) for row in shelf] == [(rows[1].pk, 2)], "that to the own council, once"
    shelf = Report.objects.visible_to(circle.people["duelmen"]).one_of_each(circle.people["duelmen"])
    assert [row.pk for row in shelf] == [rows[2].pk]
