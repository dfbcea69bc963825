"""A past course in a report, in the browser: what is not known is asked before the issue, and printed with its reason."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect
from zeal import zeal_ignore

from initiatives.domain.kernel import moments
from initiatives.domain.past import courses
from initiatives.domain.past.entries import Moved
from initiatives.enums import Phase, ReportedBy, Role
from initiatives.models import Body, Report
from initiatives.tasks import make_report
from tests.browser.conftest import faults, fits
from tests.domain.reports.test_reports import plan
from tests.support.personas import person

WHY = "Die Akten der Jahre bis 2026 fehlen."


@pytest.fixture(autouse=True)
def _no_worker(settings):
    """The test makes what waits, as the worker would."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}


def made() -> None:
    with zeal_ignore():
        for pk in Report.objects.filter(job__stage="waiting").values_list("pk", flat=True):
            make_report.call(pk)


@pytest.mark.needs("pango")
def test_what_is_not_known_is_said_before_the_issue(page: Page, phone: Page, enter, circle, live_server):
    Body.objects.update(reported_by=ReportedBy.BOTH)
    circle.people["second"] = person("stellvertretung-nottuln", Role.DEPUTY, circle.nottuln)
    courses.record(
        field=circle.hotline,
        entries=[Moved(date(2026, 2, 2), Phase.OPERATION)],
        reason="Jahresbericht",
        by=circle.people["nottuln"],
        at=moments.now() - timedelta(hours=1),
    )
    report = plan(circle, by=circle.people["nottuln"])
    made()
    enter(page, "nottuln")
    page.goto(live_server.url + reverse("report", args=[report.pk]))
    page.get_by_role("link", name="Nachtragen oder den Grund nennen").click()
    expect(page.get_by_role("heading", name="Nicht bekannt")).to_be_visible()
    assert faults(page) == []
    enter(phone, "nottuln")
    phone.goto(page.url)
    assert fits(phone) and faults(phone) == []
    page.get_by_label("Ein Grund für alles").fill(WHY)
    page.get_by_label("Kosten").fill("Nur die Ersparnis ist bekannt.")
    page.get_by_role("button", name="Gründe speichern").click()
    expect(page.get_by_text("Der Bericht wird erstellt.")).to_be_visible()
    made()
    enter(page, "second")
    page.goto(live_server.url + reverse("report", args=[report.pk]))
    page.get_by_role("button", name="Ich habe den Bericht").click()
    page.get_by_role("button", name="Bericht erteilen").click()
    expect(page.get_by_text("ist erteilt und steht im Regal")).to_be_visible()
    page.get_by_role("link", name="Im Browser lesen").click()
    expect(page.get_by_text(WHY.rstrip(".")).first).to_be_visible()
