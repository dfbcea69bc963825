"""The tables of a report as a spreadsheet: stored with the report, handed out with the rights of its PDF."""

import io

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from initiatives.domain.kernel import checksums, moments
from initiatives.domain.reports import reports
from initiatives.models import Report
from initiatives.reports.status.document import spreadsheet
from tests.domain.reports.test_reports import issue, plan
from tests.reports.full import full


@pytest.fixture
def finished(circle) -> Report:
    report = plan(circle)
    reports.start(report=report, at=moments.now())
    tables = spreadsheet(full())
    reports.finish(report=report, html="<p>", pdf=b"%PDF", xlsx=tables, at=moments.now())
    return Report.objects.get(pk=report.pk)


@pytest.fixture
def issued(circle, finished) -> Report:
    return issue(circle, finished)


def test_council_members_load_the_tables_of_an_issued_report(sign_in, issued):
    answer = sign_in("kreistag").get(reverse("report_xlsx", args=[issued.pk]))
    assert answer.status_code == 200
    assert answer["Content-Disposition"].startswith('attachment; filename="statusbericht-')
    assert answer["Cache-Control"] == "private, no-store"
    assert checksums.sha256(answer.content) == issued.xlsx_sha256
    assert "Kosten" in load_workbook(io.BytesIO(answer.content)).sheetnames
    shelf = sign_in("kreistag").get(reverse("reports")).content.decode()
    assert reverse("report_xlsx", args=[issued.pk]) in shelf


def test_a_draft_and_what_was_tampered_with_are_not_handed_out(circle, sign_in, finished):
    address = reverse("report_xlsx", args=[finished.pk])
    assert sign_in("kreistag").get(address).status_code == 404
    assert sign_in("county").get(address).status_code == 200
    Report.objects.filter(pk=finished.pk).update(xlsx=b"PK anderes")
    assert sign_in("county").get(address).status_code == 403


def test_a_report_without_tables_has_no_link_to_them(circle, sign_in, finished):
    Report.objects.filter(pk=finished.pk).update(xlsx=None, xlsx_size=None, xlsx_sha256="")
    address = reverse("report_xlsx", args=[finished.pk])
    assert sign_in("county").get(address).status_code == 404
    assert address not in sign_in("county").get(reverse("report", args=[finished.pk])).content.decode()
