"""Reports in the browser: the calendar and the arms, a report to a sitting without JavaScript, and what everybody reads."""

from datetime import timedelta

from django.urls import reverse
from playwright.sync_api import Page, expect

from initiatives.domain.kernel import checksums, moments
from initiatives.models import Report
from initiatives.reports.status import document
from tests.browser.conftest import faults, fits
from tests.domain.people.test_arms import picture
from tests.domain.reports.test_reports import finished, issue
from tests.reports.full import full

TODAY = moments.today()


def test_the_administration_keeps_calendar_and_arms(page: Page, enter, circle, live_server):
    enter(page, "administrator")
    page.goto(live_server.url + reverse("administration_sittings", args=[circle.kreistag.pk]))
    box = page.get_by_role("textbox", name="Sitzungen")
    box.fill("im Mai")
    page.get_by_role("button", name="Eintragen").click()
    expect(page.get_by_text("steht kein Datum").first).to_be_visible()
    expect(box).to_have_value("im Mai")
    assert faults(page) == []
    box.fill(f"{TODAY + timedelta(days=20):%d.%m.%Y} Haushalt\n{TODAY + timedelta(days=50):%d.%m.%Y}")
    page.get_by_role("button", name="Eintragen").click()
    expect(page.get_by_text("2 Sitzungen sind eingetragen.")).to_be_visible()
    page.get_by_role("button", name="Fällt aus").first.click()
    expect(page.get_by_role("button", name="Findet doch statt")).to_be_visible()
    assert faults(page) == []
    page.goto(live_server.url + reverse("administration_organisation_arms", args=[circle.county.pk]))
    page.get_by_label("Bild").set_input_files({"name": "w.png", "mimeType": "image/png", "buffer": picture()})
    page.get_by_role("button", name="Hochladen").click()
    expect(page.get_by_role("img", name="Wappen des Kreises Coesfeld")).to_be_visible()
    assert faults(page) == []


def test_a_report_to_a_sitting_is_planned_without_javascript(plain: Page, enter, circle, live_server):
    circle.kreistag.sittings.create(held_on=TODAY + timedelta(days=6), note="Haushalt")
    enter(plain, "county")
    plain.get_by_role("link", name="Statusbericht vorbereiten: Kreistag, Kreis Coesfeld").click()
    plain.get_by_role("button", name="Entwurf erstellen").click()
    plain.get_by_text("Beratungsfolge: weitere Gremien").click()
    row = plain.get_by_role("group", name="Weiteres Gremium 2")
    row.get_by_label("Gremium").fill("Kreisausschuss")
    row.get_by_label("Sitzung am").fill(f"{TODAY:%d.%m.%Y}")
    plain.get_by_role("button", name="Weiter: Eigene Texte").click()
    plain.get_by_label("Vorbemerkung").fill("Auf Antrag des Kreistags.")
    plain.get_by_role("button", name="Speichern und zum Entwurf").click()
    expect(plain.get_by_role("heading", name="Erstellung")).to_be_visible(timeout=60_000)
    report = Report.objects.get()
    assert report.meeting_on == TODAY + timedelta(days=6)
    assert [one["body"] for one in report.consultations] == ["Kreisausschuss"]
    assert report.preface == "Auf Antrag des Kreistags."
    plain.get_by_role("link", name="Entwurf ändern").click()
    plain.get_by_label("Ausblick").fill("Im Frühjahr mehr.")
    plain.get_by_role("button", name="Speichern und zum Entwurf").click()
    expect(plain.get_by_text("Der Entwurf wird neu erstellt.")).to_be_visible(timeout=60_000)


def test_the_long_form_and_the_public_page_fit_and_pass_axe(
    phone: Page, page: Page, enter, circle, live_server
):
    circle.kreistag.shows_public = True
    circle.kreistag.save()
    report = issue(circle, finished(circle))
    phone.goto(live_server.url + reverse("account_login"))
    phone.get_by_role("link", name="Öffentliche Berichte").first.click()
    expect(phone.get_by_role("heading", name=report.subject)).to_be_visible()
    assert fits(phone)
    assert faults(phone) == []
    enter(phone, "county").goto(live_server.url + reverse("report_new"))
    assert fits(phone)
    enter(page, "county").goto(live_server.url + reverse("report_new"))
    assert faults(page) == []
    page.goto(live_server.url + reverse("report_correct", args=[report.pk]))
    assert faults(page) == []


def test_the_report_as_a_page_and_what_goes_out_with_it_fit_and_pass_axe(
    phone: Page, page: Page, enter, circle, live_server
):
    report = finished(circle)
    html = document.html(full())
    Report.objects.filter(pk=report.pk).update(html=html, html_sha256=checksums.sha256(html.encode()))
    routes = [("report_html", report.pk), ("report_contents", report.pk), ("figures", circle.initiative.pk)]
    for screen in (phone, page):
        enter(screen, "county")
        for theme in ("light", "dark"):
            screen.emulate_media(color_scheme=theme)
            for route, number in routes:
                screen.goto(live_server.url + reverse(route, args=[number]))
                assert fits(screen), route
                assert faults(screen) == [], route
