"""One report to several bodies in the browser: ticked, made, checked by a second person, issued by one button, corrected."""

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect
from zeal import zeal_ignore

from initiatives.domain.kernel import moments
from initiatives.enums import ReportedBy, ReportState, Role
from initiatives.models import Body, Report
from initiatives.tasks import make_report
from tests.browser.conftest import faults, fits
from tests.support.personas import person


@pytest.fixture(autouse=True)
def _no_worker(settings):
    """The test makes what waits, as the worker would."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}


def made() -> None:
    with zeal_ignore():
        for pk in Report.objects.filter(job__stage="waiting").values_list("pk", flat=True):
            make_report.call(pk)


@pytest.mark.needs("pango")
def test_one_report_goes_to_three_councils(page: Page, phone: Page, enter, circle, live_server):
    Body.objects.update(reported_by=ReportedBy.BOTH)
    for place in (circle.duelmen, circle.rosendahl):
        Body.objects.create(
            organisation=place, name="Rat", kind="rat", slug=f"rat-{place.pk}", reported_by=ReportedBy.BOTH
        )
    alone = Body.objects.create(
        organisation=circle.duelmen, name="Hauptausschuss", kind="ausschuss", slug="hauptausschuss"
    )
    circle.people["second"] = person("stellvertretung-nottuln", Role.DEPUTY, circle.nottuln)
    address = live_server.url + reverse("report_new")
    enter(phone, "nottuln")
    phone.goto(address)
    assert fits(phone) and faults(phone) == []
    enter(page, "nottuln")
    page.goto(address)
    expect(page.get_by_label(alone.name)).to_have_count(0)
    for group in ("Kreis Coesfeld", "Gemeinde Nottuln", "Stadt Dülmen"):
        page.get_by_role("group", name=group).get_by_role("checkbox").check()
    page.get_by_label("nichtöffentlich").check()
    page.get_by_label("Sitzung am").fill("01.12.2099")
    page.get_by_role("button", name="Entwurf erstellen").click()
    expect(page.get_by_text("hat jedes Gremium für sich").first).to_be_visible()
    expect(page.get_by_label("Sitzung am")).to_have_value("01.12.2099")
    assert faults(page) == []
    page.get_by_label("Sitzung am").fill("")
    page.get_by_role("button", name="Entwurf erstellen").click()
    page.get_by_label("Dezernat, Abteilung").fill("Dezernat I")
    assert faults(page) == []
    page.get_by_role("button", name="Weiter: Eigene Texte").click()
    page.get_by_label("Vorbemerkung").fill("Wie jedes Jahr.")
    assert faults(page) == []
    page.get_by_role("button", name="Speichern und zum Entwurf").click()
    expect(page.get_by_role("heading", name="Geht auch an")).to_be_visible()
    made()
    expect(page.get_by_role("heading", name="Prüfung steht aus")).to_be_visible()
    assert faults(page) == []
    mine = page.url
    enter(page, "second")
    page.goto(mine)
    page.get_by_role("button", name="Ich habe den Bericht für alle Gremien geprüft").click()
    expect(page.get_by_role("heading", name="Bericht erteilen")).to_be_visible()
    phone.goto(mine)
    assert fits(phone) and faults(phone) == []
    page.get_by_label("nur das Gremium, seine Organisation").check()
    page.get_by_role("button", name="Allen 3 Gremien erteilen").click()
    expect(page.get_by_text("und die anderen Gremien").first).to_be_visible()
    assert set(Report.objects.values_list("state", flat=True)) == {ReportState.ISSUED}
    page.goto(live_server.url + reverse("reports"))
    expect(page.get_by_text("und 2 weitere Gremien").first).to_be_visible()
    assert faults(page) == []
    page.goto(mine)
    page.get_by_role("link", name="Bericht für alle Gremien berichtigen").click()
    page.get_by_label("Was wird berichtigt?").fill(f"Der Stichtag {moments.today():%d.%m.%Y}.")
    page.get_by_role("button", name="Berichtigung beginnen").click()
    expect(page.get_by_role("heading", name="Geht auch an")).to_be_visible()
    assert Report.objects.exclude(replaces=None).count() == 3
