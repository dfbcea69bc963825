"""A report read in the browser: its page, what it says of its standing, the marks of a correction, the names of its files."""

import re

import pytest
from django.urls import reverse

from initiatives.domain.kernel import moments
from initiatives.domain.reports import life as report_life
from initiatives.domain.reports import reports
from initiatives.management.commands.status_report import UNCHECKED, paper_of
from initiatives.models import Report
from tests.domain.reports.test_reports import issue, plan, second

TEXT = (
    "<html><head><style>p{color:#1b2033}</style></head><body><main><header></header>%s</main></body></html>"
)


def made(report: Report, text: str) -> Report:
    reports.start(report=report, at=moments.now())
    reports.finish(report=report, html=TEXT % text, pdf=b"%PDF-1.7", xlsx=b"PK", at=moments.now())
    return Report.objects.get(pk=report.pk)


@pytest.fixture
def draft(circle) -> Report:
    return made(plan(circle), "<p>Gleich</p><p>Alt</p>")


@pytest.fixture
def corrected(circle, draft) -> tuple[Report, Report]:
    """An issued report and the issued correction of it."""
    old = issue(circle, draft)
    by = circle.people["county"]
    new = report_life.correct(report=old, reason="Ein Wort war falsch.", by=by, at=moments.now())
    return old, issue(circle, made(new, "<p>Gleich</p><p>Neu</p>"))


def page(client, report: Report, route: str = "report_html") -> str:
    return client.get(reverse(route, args=[report.pk])).content.decode()


def test_it_stands_in_the_frame_with_the_ways_back_and_to_the_files(circle, sign_in, draft):
    issue(circle, draft)
    read = page(sign_in("kreistag"), draft)
    assert '<nav class="ikz-nav"' in read and read.count("<main") == 1 and "<p>Gleich</p>" in read
    for route in ("report", "report_pdf", "report_xlsx", "report_html_file"):
        assert f'href="{reverse(route, args=[draft.pk])}"' in read


def test_its_styles_carry_the_nonce_of_the_answer_and_nothing_else_is_let_in(circle, sign_in, draft):
    answer = sign_in("county").get(reverse("report_html", args=[draft.pk]))
    (nonce,) = re.findall(r'<style nonce="([^"]+)">', answer.content.decode())
    policy = answer["Content-Security-Policy"]
    assert f"'nonce-{nonce}'" in policy and "unsafe-inline" not in policy


def test_a_draft_says_that_nobody_has_checked_it_and_then_that_it_is_not_issued(circle, sign_in, draft):
    county = sign_in("county")
    assert "Noch niemand hat ihn geprüft" in page(county, draft)
    report_life.check(report=draft, by=second(circle), at=moments.now())
    checked = page(county, draft)
    assert "Noch niemand" not in checked and "noch nicht erteilt" in checked
    issue_of = report_life.issue(report=draft, by=circle.people["county"], at=moments.now())
    assert "Entwurf." not in page(county, issue_of)


@pytest.mark.parametrize("shown", [False, True])
def test_a_replaced_report_says_what_holds_and_its_correction_marks_what_it_says_otherwise(
    circle, sign_in, client, corrected, shown
):
    old, new = corrected
    circle.kreistag.shows_public = shown
    circle.kreistag.save()
    reader, route = (client, "public_report_html") if shown else (sign_in("kreistag"), "report_html")
    first, then = page(reader, old, route), page(reader, new, route)
    assert "Dieser Bericht ist ersetzt." in first and f'href="{reverse(route, args=[new.pk])}"' in first
    assert "data-differs" not in first.partition("<article")[2]
    assert "1 Stelle ist" in then and "<p data-differs>Neu</p>" in then and "<p>Gleich</p>" in then
    assert f'href="{reverse(route, args=[old.pk])}"' in then


def test_file_names_carry_number_edition_and_standing(circle, sign_in, draft):
    county = sign_in("county")

    def name(report: Report) -> str:
        answer = county.get(reverse("report_pdf", args=[report.pk]))
        return answer["Content-Disposition"].partition('"')[2].rstrip('"')

    begin = f"statusbericht-{circle.kreistag.slug}-{draft.as_of}"
    assert name(draft) == f"{begin}-oeffentlich-entwurf.pdf"
    old = issue(circle, draft)
    label = old.label.replace("/", "-")
    assert name(old) == f"{begin}-{label}-oeffentlich.pdf"
    by = circle.people["county"]
    new = made(report_life.correct(report=old, reason="Zahl", by=by, at=moments.now()), "<p>x</p>")
    assert name(new) == f"{begin}-oeffentlich-entwurf.pdf"
    issue(circle, new)
    assert name(old) == f"{begin}-{label}-oeffentlich-ersetzt.pdf"


def test_a_report_by_command_says_on_page_one_that_nobody_has_checked_it(circle):
    paper = paper_of(circle.kreistag, moments.today(), moments.today())
    assert paper.subject.endswith("(nicht geprüft)") and paper.proposal == paper.preface == UNCHECKED
