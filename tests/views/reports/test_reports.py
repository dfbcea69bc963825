"""Reports by pages: planning and its refusals, progress, issue, and who sees what."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from initiatives.domain.kernel import moments
from initiatives.domain.reports import life as report_life
from initiatives.domain.reports import reports
from initiatives.enums import Edition, JobStage, ReportState
from initiatives.models import Report
from tests.domain.reports.test_reports import issue, plan, second
from tests.support.lifting import overwrite
from tests.views.parts import is_part

HTMX = {"HX-Request": "true"}


def values(circle, **changes) -> dict:
    today = f"{moments.today():%d.%m.%Y}"
    return {
        "bodies": [circle.kreistag.pk],
        "as_of": today,
        "edition": Edition.PUBLIC,
        "initiatives": [circle.initiative.pk],
    } | changes


@pytest.fixture
def finished(circle) -> Report:
    report = plan(circle)
    reports.start(report=report, at=moments.now())
    reports.finish(
        report=report, html="<!doctype html><p>Bericht</p>", pdf=b"%PDF-1.7 Bericht", at=moments.now()
    )
    return Report.objects.get(pk=report.pk)


@pytest.fixture
def issued(circle, finished) -> Report:
    return issue(circle, finished)


@pytest.mark.needs("pango")
def test_the_county_plans_a_report_and_reads_it_as_pdf_and_html(circle, sign_in):
    county = sign_in("county")
    answer = county.post(reverse("report_new"), values(circle))
    report = Report.objects.get()
    assert (answer.status_code, answer["Location"]) == (
        303,
        f"{reverse('report_edit', args=[report.pk])}?schritt=kopf",
    )
    assert report.job.stage == JobStage.DONE, report.job.message
    pdf = county.get(reverse("report_pdf", args=[report.pk]))
    assert pdf["Content-Type"] == "application/pdf"
    assert pdf.content.startswith(b"%PDF-1.7")
    html = county.get(reverse("report_html_file", args=[report.pk]))
    assert "Personalabrechnung bündeln" in html.content.decode()
    assert html["Content-Disposition"].startswith("attachment")


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"as_of": "31.12.2100"}, "Der Stichtag liegt in der Zukunft."),
        ({"as_of": "04.01.2026"}, "erst ab dem 05.01.2026 dokumentiert"),
        ({"as_of": "31.11.2025"}, "Der November hat 30 Tage."),
        ({"initiatives": []}, "Bitte wählen Sie aus."),
        ({"bodies": []}, "Bitte wählen Sie aus."),
        ({"initiatives": ["9" * 25]}, "Diese Auswahl gibt es hier nicht."),
    ],
)
@pytest.mark.parametrize("headers", [{}, HTMX | {"HX-Target": "bericht-neu"}])
def test_what_cannot_be_reported_is_refused_and_the_typed_text_kept(circle, sign_in, changes, words, headers):
    answer = sign_in("county").post(reverse("report_new"), values(circle, **changes), headers=headers)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert words in page
    assert f'value="{changes.get("as_of", f"{moments.today():%d.%m.%Y}")}"' in page
    assert ("<html" in page) == (not headers)
    assert not Report.objects.exists()


def test_a_body_that_one_does_not_report_to_cannot_be_chosen(circle, sign_in):
    answer = sign_in("nottuln").post(reverse("report_new"), values(circle))
    assert answer.status_code == 422
    assert not Report.objects.exists()


@pytest.mark.parametrize("persona", ["reader", "duelmen", "kreistag", "administrator", "stranger"])
def test_only_who_reports_to_a_body_makes_reports(circle, sign_in, persona):
    assert sign_in(persona).post(reverse("report_new"), values(circle)).status_code in (403, 422)
    assert not Report.objects.exists()


def test_a_member_sees_what_was_issued_to_the_own_body_and_no_draft(circle, sign_in, finished):
    addresses = [reverse(name, args=[finished.pk]) for name in ("report", "report_pdf", "report_html")]
    member = sign_in("kreistag")
    assert [member.get(address).status_code for address in addresses] == [404] * 3
    assert finished.subject not in member.get(reverse("reports")).content.decode()
    issue(circle, finished)
    assert [member.get(address).status_code for address in addresses] == [200] * 3
    assert finished.subject in member.get(reverse("reports")).content.decode()
    other = sign_in("rat")
    assert [other.get(address).status_code for address in addresses] == [404] * 3


def test_the_county_issues_a_finished_report_once(circle, sign_in, finished):
    county, address = sign_in("county"), reverse("report_issue", args=[finished.pk])
    unchecked = county.post(address)
    assert unchecked.status_code == 422
    assert "noch nicht von einer zweiten Person geprüft" in unchecked.content.decode()
    report_life.check(report=finished, by=second(circle), at=moments.now())
    assert county.post(address).status_code == 303
    finished.refresh_from_db()
    assert finished.state == ReportState.ISSUED
    again = county.post(address)
    assert again.status_code == 422
    assert "schon erteilt" in again.content.decode()


def test_nobody_else_issues_a_report(circle, sign_in, finished):
    for persona in ("nottuln", "duelmen", "kreistag", "administrator", "reader", "stranger"):
        assert sign_in(persona).post(reverse("report_issue", args=[finished.pk])).status_code in (403, 404)
    finished.refresh_from_db()
    assert finished.state == ReportState.DRAFT


def test_the_head_of_the_chain_stands_at_an_issued_report_and_at_no_draft(circle, sign_in, issued):
    head = issued.chain_link.head
    for address in (reverse("report", args=[issued.pk]), reverse("reports")):
        assert f"<code>{head}</code>" in sign_in("kreistag").get(address).content.decode()
    draft = reverse("report", args=[plan(circle).pk])
    assert "Prüfsumme der Kette" not in sign_in("county").get(draft).content.decode()


def test_a_document_that_was_tampered_with_is_not_handed_out(circle, sign_in, issued):
    overwrite(Report.objects.filter(pk=issued.pk), pdf=b"%PDF-1.7 etwas anderes")
    answer = sign_in("kreistag").get(reverse("report_pdf", args=[issued.pk]))
    assert answer.status_code == 403
    assert "Prüfsumme" in answer.content.decode()


def test_progress_asks_again_while_it_runs_and_no_longer_when_it_is_done(circle, sign_in):
    report = plan(circle)
    address = reverse("report", args=[report.pk])
    county = sign_in("county")
    assert 'data-hx-trigger="every 1s"' in county.get(address).content.decode()
    reports.start(report=report, at=moments.now())
    reports.finish(report=report, html="<p>", pdf=b"%PDF", at=moments.now())
    part = county.get(address, headers=HTMX | {"HX-Target": "bericht"}).content.decode()
    assert "data-hx-trigger" not in part
    assert is_part(part, "bericht")


def test_a_failed_making_says_why_and_can_be_tried_again(circle, sign_in):
    report = plan(circle)
    reports.fail(report=report, message="Es fehlt das Paket libpango.", at=moments.now())
    page = sign_in("county").get(reverse("report", args=[report.pk])).content.decode()
    assert "Es fehlt das Paket libpango." in page
    assert "Noch einmal erstellen" in page


def test_cancelling_is_told_and_stops_the_making(circle, sign_in):
    report = plan(circle)
    assert sign_in("county").post(reverse("report_cancel", args=[report.pk])).status_code == 303
    report.refresh_from_db()
    assert report.job.stage == JobStage.CANCELLED
    assert "Abgebrochen" in sign_in("county").get(reverse("report", args=[report.pk])).content.decode()


def test_the_shelf_costs_the_same_for_one_and_for_many(
    circle, sign_in, django_assert_num_queries, django_assert_max_num_queries
):
    def issue_one(days: int) -> None:
        report = plan(circle, as_of=moments.today() - timedelta(days=days))
        reports.start(report=report, at=moments.now())
        reports.finish(report=report, html="<p>", pdf=b"%PDF", at=moments.now())
        issue(circle, report)

    issue_one(0)
    member = sign_in("kreistag")
    member.get(reverse("reports"))
    with django_assert_max_num_queries(10) as few:
        member.get(reverse("reports"))
    for days in range(1, 9):
        issue_one(days)
    with django_assert_num_queries(len(few.captured_queries)):
        member.get(reverse("reports"))


def test_an_empty_shelf_says_what_will_stand_there(circle, sign_in):
    page = sign_in("kreistag").get(reverse("reports")).content.decode()
    assert "Noch ist kein Bericht erteilt." in page
    assert "Bericht erstellen" not in page


def test_the_shelf_shows_one_edition(circle, sign_in, issued):
    page = sign_in("kreistag").get(reverse("reports"), {"ausgabe": Edition.NON_PUBLIC}).content.decode()
    assert issued.subject not in page


def test_a_date_is_typed_as_it_is_written_here(circle, sign_in):
    form = sign_in("county").get(reverse("report_new")).content.decode()
    assert f'value="{date.today():%d.%m.%Y}"' in form


def test_what_is_kept_beside_a_public_report_to_compare_the_next_with_is_served_nowhere(
    circle, issued, sign_in
):
    """Not to its makers, nor to who reads it, on no page, in no file, search or export."""
    secret = "GANZGEHEIM UND MEHR"
    assert issued.whole and issued.whole_sha256 != issued.snapshot_sha256
    overwrite(Report.objects.filter(pk=issued.pk), whole={"text": secret})
    circle.kreistag.shows_public = True
    circle.kreistag.save()
    own = (
        "report",
        "report_contents",
        "report_html",
        "report_html_file",
        "report_pdf",
        "public_report_html",
        "public_report_html_file",
        "public_report_pdf",
    )
    addresses = [reverse(name, args=[issued.pk]) for name in own]
    addresses += [reverse("reports"), reverse("public_reports"), f"{reverse('search')}?q=GANZGEHEIM"]
    for persona in ("county", "kreistag", "nottuln", "reader"):
        client = sign_in(persona)
        for address in addresses:
            answer = client.get(address)
            told = b"".join(answer.streaming_content) if answer.streaming else answer.content
            assert secret not in told.decode("latin-1"), address
    maker = circle.people["county"].user_id
    export = sign_in("administrator").post(reverse("administration_person_export", args=[maker]))
    assert export.status_code == 200 and secret not in str(export.content)
