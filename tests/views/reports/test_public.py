"""The page of public reports: for everybody, only what was issued in the public edition, only where the body shows it."""

import pytest
from django.test import Client
from django.urls import reverse

from initiatives.domain.kernel import checksums, moments
from initiatives.domain.reports import life as report_life
from initiatives.domain.reports import reports
from initiatives.enums import Edition
from initiatives.models import Report
from tests.domain.reports.test_reports import finished, issue, plan, second
from tests.support.lifting import overwrite

LIST = reverse("public_reports")


@pytest.fixture
def shown(circle):
    circle.kreistag.shows_public = True
    circle.kreistag.save()
    return circle


def documents(report: Report) -> list[int]:
    names = ("public_report_pdf", "public_report_html", "public_report_html_file", "public_report_xlsx")
    return [Client().get(reverse(name, args=[report.pk])).status_code for name in names]


def test_everybody_reads_what_the_body_shows(shown):
    report = issue(shown, finished(shown))
    answer = Client().get(LIST)
    page = answer.content.decode()
    assert report.subject in page and report.pdf_sha256 in page and f"Nr. {report.label}" in page
    assert documents(report) == [200] * 4
    pdf = Client().get(reverse("public_report_pdf", args=[report.pk]))
    assert checksums.sha256(pdf.content) == report.pdf_sha256
    assert pdf["Cache-Control"] == "public, max-age=600"
    assert not pdf.cookies
    for person in ("Vertreter", "Stellvertretung", "@ikz.example"):
        assert person not in page


@pytest.mark.parametrize("state", ["draft", "checked", "discarded", "non_public", "not_shown"])
def test_nothing_else_is_reached(shown, state):
    edition = Edition.NON_PUBLIC if state == "non_public" else Edition.PUBLIC
    report = finished(shown, edition=edition)
    if state == "checked":
        report_life.check(report=report, by=second(shown), at=moments.now())
    elif state == "discarded":
        values = {"state": state, "discarded_at": moments.now(), "discarded_by": shown.people["county"]}
        Report.objects.filter(pk=report.pk).update(**values)
    elif state != "draft":
        issue(shown, report)
    if state == "not_shown":
        shown.kreistag.shows_public = False
        shown.kreistag.save()
    assert report.subject not in Client().get(LIST).content.decode()
    assert documents(report) == [404] * 4


def test_a_body_shows_nothing_unless_it_says_so(circle):
    report = issue(circle, finished(circle))
    assert "Noch ist kein öffentlicher Bericht" in Client().get(LIST).content.decode()
    assert documents(report) == [404] * 4


def test_a_replaced_report_is_marked_and_stays(shown):
    old = issue(shown, finished(shown))
    by = shown.people["county"]
    draft = report_life.correct(report=old, reason="Falsche Zahl", by=by, at=moments.now())
    assert "Ersetzt" not in Client().get(LIST).content.decode()
    reports.start(report=draft, at=moments.now())
    reports.finish(report=draft, html="<p>", pdf=b"%PDF", at=moments.now())
    issue(shown, draft)
    page = Client().get(LIST).content.decode()
    assert "Ersetzt" in page and "Falsche Zahl" in page
    assert documents(old) == [200] * 4


@pytest.mark.both
@pytest.mark.parametrize(("schema", "stays"), [(2, False), (3, False), (4, True), (None, False)])
def test_of_an_older_form_only_the_correction_stays_public_and_who_may_read_it_still_does(
    shown, sign_in, schema, stays
):
    """Old and new side by side would tell what the older form gave away."""
    old = issue(shown, finished(shown))
    snapshot = {key: value for key, value in old.snapshot.items() if key != "schema"}
    snapshot = snapshot if schema is None else snapshot | {"schema": schema}
    overwrite(Report.objects.filter(pk=old.pk), snapshot=snapshot)
    by = shown.people["county"]
    draft = report_life.correct(report=old, reason="Datum", by=by, at=moments.now())
    assert documents(old) == [200] * 4, "until its correction is issued"
    reports.start(report=draft, at=moments.now())
    reports.finish(report=draft, html="<p>", pdf=b"%PDF", xlsx=b"PK", at=moments.now())
    new = issue(shown, Report.objects.get(pk=draft.pk))
    assert documents(old) == [200 if stays else 404] * 4
    assert documents(new) == [200] * 4
    page = Client().get(LIST).content.decode()
    assert (f'id="bericht-{old.pk}"' in page) is stays and f'id="bericht-{new.pk}"' in page
    link = f'href="{reverse("public_report_html", args=[old.pk])}"'
    assert (link in page) is stays and f"{old.name}" in page, "no link that leads nowhere"
    for persona in ("county", "kreistag"):
        assert sign_in(persona).get(reverse("report_pdf", args=[old.pk])).status_code == 200


def test_the_way_there_is_on_the_sign_in_and_at_the_foot_of_each_page(circle, sign_in):
    assert Client().get(reverse("account_login")).content.decode().count(f'href="{LIST}"') == 2
    assert f'href="{LIST}"' in sign_in("kreistag").get(reverse("help")).content.decode()


def test_the_page_costs_the_same_for_one_and_for_many(shown, django_assert_max_num_queries):
    for _ in range(3):
        issue(shown, finished(shown))
    plan(shown)
    with django_assert_max_num_queries(4):
        Client().get(LIST)
