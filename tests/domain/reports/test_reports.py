"""Reports: what they refuse, what they freeze, and what becomes of a making that is stopped."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from initiatives.domain.circle import initiatives
from initiatives.domain.fields import fields
from initiatives.domain.kernel import checksums, moments
from initiatives.domain.kernel.errors import Refused
from initiatives.domain.reports import bodies as report_bodies
from initiatives.domain.reports import county_paper, reports
from initiatives.domain.reports import drafts as report_drafts
from initiatives.domain.reports import life as report_life
from initiatives.domain.rules import access
from initiatives.domain.talk import comment_places
from initiatives.enums import Edition, JobStage, ReportState, Role
from initiatives.models import Mandate, Notice, Report, ReportJob, User
from initiatives.snapshot.form import digest, read
from initiatives.snapshot.status_report import StatusReport
from tests.support.personas import BEGIN, PASSWORD


def plan(circle, **changes) -> Report:
    today = moments.today()
    values = {
        "body": circle.kreistag,
        "initiatives": [circle.initiative],
        "as_of": today,
        "edition": Edition.PUBLIC,
        "paper": county_paper.default_paper(circle.kreistag, today, today),
        "by": circle.people["county"],
        "at": moments.now(),
    }
    return report_drafts.plan(**values | changes)


def second(circle) -> Mandate:
    """Another person who may make reports to the Kreistag, and so may check them."""
    email = f"zweite-{circle.people['county'].user.email}"
    user = User.objects.filter(email=email).first() or User.objects.create_user(email, PASSWORD)
    values = {"role": Role.DEPUTY, "organisation": circle.county, "defaults": {"valid_from": BEGIN}}
    return Mandate.objects.get_or_create(user=user, **values)[0]


def issue(circle, report: Report, at=None) -> Report:
    """Have a finished draft checked by the second person and issued by the first."""
    at = at or moments.now()
    report_life.check(report=report, by=second(circle), at=at)
    return report_life.issue(report=report, by=circle.people["county"], at=at)


@pytest.mark.parametrize(
    ("as_of", "words"),
    [
        (date(2100, 1, 1), "liegt in der Zukunft"),
        (BEGIN - timedelta(days=1), "erst ab dem 05.01.2026 dokumentiert"),
    ],
)
def test_a_day_in_the_future_or_before_the_beginning_is_refused_and_nothing_is_written(circle, as_of, words):
    with pytest.raises(Refused, match=words) as refusal:
        plan(circle, as_of=as_of)
    assert refusal.value.field == "as_of"
    assert not Report.objects.exists()
    assert not ReportJob.objects.exists()


def test_the_first_day_itself_can_be_reported(circle):
    assert plan(circle, as_of=BEGIN).as_of == BEGIN


def test_a_report_without_initiative_is_refused(circle):
    with pytest.raises(Refused, match="mindestens eine Initiative"):
        plan(circle, initiatives=[])


def test_a_snapshot_is_what_the_renderer_reads(circle):
    report = plan(circle)
    state = read(StatusReport, reports.start(report=report, at=moments.now()))
    assert [(i.letter, i.title) for i in state.initiatives] == [("a", circle.initiative.title)]
    field = state.initiatives[0].fields[0]
    assert field.title == "Personalabrechnung bündeln"
    assert {answer.stance for answer in field.answers.values()} == {"pending"}
    assert [p.designation for p in state.initiatives[0].places if p.convening] == ["Gemeinde Nottuln"]
    report.refresh_from_db()
    assert report.summary == "2 Felder: 2 noch nicht bewertet"
    assert report.snapshot_sha256 == digest(report.snapshot)


def test_what_was_taken_does_not_follow_later_changes(circle):
    report = plan(circle)
    reports.start(report=report, at=moments.now())
    fields.edit(
        field=circle.payroll,
        values={"title": "Anders"},
        version=1,
        by=circle.people["duelmen"],
        at=moments.now(),
    )
    report.refresh_from_db()
    assert report.snapshot["initiatives"][0]["fields"][0]["title"] == "Personalabrechnung bündeln"


def test_a_making_starts_once(circle):
    report = plan(circle)
    assert reports.start(report=report, at=moments.now()) is not None
    assert reports.start(report=report, at=moments.now()) is None


def test_a_cancelled_making_stores_nothing_and_can_begin_anew(circle):
    report = plan(circle)
    reports.start(report=report, at=moments.now())
    reports.cancel(report=report, at=moments.now())
    assert not reports.advance(report=report, stage=JobStage.FIGURES)
    reports.finish(report=report, html="<p>", pdf=b"%PDF", at=moments.now())
    report.refresh_from_db()
    assert report.pdf is None
    assert report.job.stage == JobStage.CANCELLED
    reports.retry(report=report, at=moments.now())
    assert reports.start(report=report, at=moments.now()) is not None


def finished(circle, **changes) -> Report:
    """A draft whose documents are made."""
    report = plan(circle, **changes)
    reports.start(report=report, at=moments.now())
    reports.finish(report=report, html="<p>Bericht</p>", pdf=b"%PDF-1.7", xlsx=b"PK", at=moments.now())
    return Report.objects.get(pk=report.pk)


def test_only_a_finished_report_is_issued_and_only_once(circle):
    draft = plan(circle)
    with pytest.raises(Refused, match="noch nicht fertig"):
        report_life.issue(report=draft, by=circle.people["county"], at=moments.now())
    report = issue(circle, finished(circle))
    with pytest.raises(Refused, match="schon erteilt"):
        report_life.issue(report=report, by=circle.people["county"], at=moments.now())


def test_what_was_issued_is_not_made_again(circle):
    report = issue(circle, finished(circle))
    with pytest.raises(Refused):
        reports.retry(report=report, at=moments.now())
    reports.finish(report=report, html="anders", pdf=b"anders", at=moments.now())
    report.refresh_from_db()
    assert bytes(report.pdf) == b"%PDF-1.7"
    assert report.pdf_sha256 == checksums.sha256(b"%PDF-1.7")


def test_two_drafts_with_one_number_are_not_both_issued(circle):
    first, second_draft = finished(circle), finished(circle)
    assert (first.number, second_draft.number) == (1, 1)
    issue(circle, first)
    with pytest.raises(Refused, match="ist inzwischen vergeben"):
        issue(circle, second_draft)
    with pytest.raises(IntegrityError), transaction.atomic():
        Report.objects.filter(pk=second_draft.pk).update(
            state=ReportState.ISSUED, issued_at=moments.now(), issued_by=circle.people["county"]
        )
    assert finished(circle).number == 2


def test_who_reports_to_a_body_follows_its_settings(circle):
    people, told = circle.people, [circle.initiative]

    def makers() -> set[str]:
        return {n for n, m in people.items() if access.may_report(m, circle.kreistag, told)}

    assert makers() == {"county"}
    circle.kreistag.reported_by = "convening"
    assert makers() == {"nottuln"}
    circle.kreistag.reported_by = "both"
    assert makers() == {"county", "nottuln"}


def test_a_body_is_told_of_its_own_county_first(source_case):
    told = report_bodies.initiatives_for(source_case.bodies["kreistag-coesfeld"])
    assert told == [source_case.municipalities, source_case.counties]
    assert report_bodies.initiatives_for(source_case.bodies["rat-nottuln"]) == [source_case.municipalities]


def test_a_snapshot_of_two_initiatives_costs_a_constant_number_of_queries(
    source_case, django_assert_max_num_queries
):
    body = source_case.bodies["kreistag-coesfeld"]
    initiatives = report_bodies.initiatives_for(body)
    with django_assert_max_num_queries(92):
        reports.snapshot(
            body=body,
            initiatives=initiatives,
            as_of=date(2010, 10, 31),
            edition=Edition.PUBLIC,
            paper=county_paper.default_paper(body, date(2010, 10, 31), date(2010, 11, 2)),
            at=moments.now(),
        )


def test_the_checksum_that_is_printed_is_the_one_that_is_stored(circle):
    report = plan(circle)
    taken = reports.start(report=report, at=moments.now())
    report.refresh_from_db()
    assert report.snapshot_sha256 == digest(taken)


def test_a_mandate_for_one_initiative_reports_on_that_alone(source_case):
    """Kreis Coesfeld takes part in both; its deputy for one of them."""
    body = source_case.bodies["kreistag-coesfeld"]
    by = Mandate(
        role=Role.DEPUTY, organisation=body.organisation, initiative=source_case.counties, valid_from=BEGIN
    )
    assert report_bodies.reportable(by, body) == [source_case.counties]
    assert access.may_report(by, body, [source_case.counties])
    assert not access.may_report(by, body, [source_case.municipalities, source_case.counties])
    by.initiative = None
    assert report_bodies.reportable(by, body) == [source_case.municipalities, source_case.counties]


@pytest.mark.parametrize(("days", "reads"), [(1, False), (0, True)])
def test_who_has_left_reads_and_is_told_only_of_the_time_before(circle, days, reads):
    left_on = moments.today() - timedelta(days=days)
    circle.initiative.participants.filter(organisation=circle.rosendahl).update(left_on=left_on)
    report, by = issue(circle, finished(circle)), circle.people["rosendahl"]
    assert Report.objects.visible_to(by).filter(pk=report.pk).exists() is reads
    assert Notice.objects.filter(user=by.user, page="report").exists() is reads
    place = comment_places.of(report)
    assert (by in comment_places.readers(place, moments.now())) is reads


def test_a_mandate_for_another_initiative_reads_and_is_told_of_none_on_this(circle):
    by = circle.people["duelmen"]
    by.initiative = initiatives.found(
        title="Klima",
        short_title="Klima",
        documented_from=BEGIN,
        county=circle.county,
        convening=circle.duelmen,
        participants=[circle.duelmen],
        by=None,
        at=moments.now(),
    )
    by.save()
    report = issue(circle, finished(circle))
    assert not Report.objects.visible_to(by).exists()
    assert not Notice.objects.filter(user=by.user, page="report").exists()
    place = comment_places.of(report)
    assert by not in comment_places.readers(place, moments.now())
