"""The frame in a real browser: what static/ikz.js adds, and that everything works without it."""

from pathlib import Path

import pytest
from django.db import OperationalError
from playwright.sync_api import Browser, Page, expect

from initiatives.domain.kernel import moments
from initiatives.domain.talk import comments
from tests.browser.conftest import without_htmx
from tests.support.personas import PASSWORD

AXE = Path(__file__).resolve().parents[2] / "node_modules/axe-core/axe.min.js"
ADDRESS = "beauftragte-duelmen@ikz.example"


@pytest.fixture
def site(circle, live_server) -> str:
    return live_server.url


def _sign_in(page: Page, site: str, address: str = ADDRESS) -> None:
    page.goto(f"{site}/anmelden/")
    page.get_by_label("E-Mail-Adresse").fill(address)
    page.get_by_label("Passwort").fill(PASSWORD)
    page.get_by_role("button", name="Anmelden").click()
    expect(page.get_by_role("heading", level=1)).not_to_have_text("Anmelden")


def test_a_refused_sign_in_puts_the_focus_on_what_is_wrong(site, page):
    page.goto(f"{site}/anmelden/")
    page.get_by_role("button", name="Anmelden").click()
    summary = page.get_by_role("alert")
    expect(summary).to_be_focused()
    expect(summary).to_contain_text("2 Angaben sind zu berichtigen")
    page.get_by_role("link", name="E-Mail-Adresse: Bitte füllen").click()
    expect(page.get_by_label("E-Mail-Adresse")).to_be_focused()


def test_the_account_menu_closes_with_escape(site, page):
    _sign_in(page, site)
    page.locator(".ikz-account summary").click()
    expect(page.get_by_role("button", name="Abmelden")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Abmelden")).to_be_hidden()
    expect(page.locator(".ikz-account summary")).to_be_focused()


def test_editing_in_place_moves_the_focus_there_and_back(circle, site, page):
    _sign_in(page, site)
    page.goto(f"{site}/felder/{circle.payroll.pk}/")
    edit = page.locator("#beschreibung .ikz-edit")
    edit.press("Enter")
    expect(page.locator("#beschreibung form h3")).to_be_focused()
    expect(page).to_have_url(f"{site}/felder/{circle.payroll.pk}/?bearbeiten=beschreibung")
    page.keyboard.press("Escape")
    expect(page.locator("#beschreibung form")).to_have_count(0)
    expect(edit).to_be_focused()


def test_without_htmx_the_focus_goes_to_what_is_to_be_done_and_stays_where_nothing_is(circle, site, page):
    comment = comments.write(
        field=circle.payroll, text="Frage", by=circle.people["nottuln"], at=moments.now()
    )
    _sign_in(page, site)
    without_htmx(page)
    field = f"{site}/felder/{circle.payroll.pk}/"
    page.goto(field)
    expect(page.locator("body")).to_be_focused()
    page.get_by_role("link", name="Antworten").press("Enter")
    expect(page.get_by_role("textbox", name="Kommentar").first).to_be_focused()
    page.goto(f"{field}?bearbeiten=beschreibung#beschreibung")
    expect(page.locator("#beschreibung form h3")).to_be_focused()
    page.goto(f"{field}?bearbeiten=beschreibung#kommentar-{comment.pk}")
    expect(page.locator(f"#kommentar-{comment.pk}")).to_be_focused()
    for address in ("/mitteilungen/", f"/initiativen/{circle.initiative.pk}/aufgaben/"):
        page.goto(f"{site}{address}")
        expect(page.locator("body")).to_be_focused()


def test_a_server_out_of_reach_is_told_beside_the_form(circle, site, page):
    _sign_in(page, site)
    page.goto(f"{site}/felder/{circle.payroll.pk}/?bearbeiten=beschreibung")
    page.get_by_role("textbox", name="Ziel").fill("Ein Verfahren für alle.")
    page.route("**/felder/**", lambda route: route.abort())
    page.get_by_role("button", name="Speichern").click()
    expect(page.get_by_role("alert")).to_contain_text("Der Server ist nicht zu erreichen.")
    expect(page.get_by_role("textbox", name="Ziel")).to_have_value("Ein Verfahren für alle.")


def test_an_outage_of_the_database_is_told_beside_the_form_and_passes(circle, site, page, monkeypatch):
    def away():
        raise OperationalError("connection refused")

    _sign_in(page, site)
    page.goto(f"{site}/felder/{circle.payroll.pk}/?bearbeiten=beschreibung")
    page.get_by_role("textbox", name="Ziel").fill("Ein Verfahren für alle.")
    with monkeypatch.context() as outage:
        outage.setattr("initiatives.middleware.moments.today", away)
        page.get_by_role("button", name="Speichern").click()
        expect(page.get_by_role("alert")).to_contain_text("Die Anwendung erreicht gerade ihre Daten nicht.")
        expect(page.get_by_role("textbox", name="Ziel")).to_have_value("Ein Verfahren für alle.")
        other = page.context.new_page()
        other.goto(f"{site}/hilfe/")
        expect(other.get_by_role("heading", level=1)).to_have_text("Die Anwendung ist gleich wieder da")
    other.get_by_role("link", name="Noch einmal versuchen").click()
    expect(other.get_by_role("heading", level=1)).to_have_text("Beauftragte einer Kommune")
    page.get_by_role("button", name="Speichern").click()
    expect(page.get_by_role("alert")).to_have_count(0)
    expect(page.locator("main")).to_contain_text("Ein Verfahren für alle.")
    expect(page.get_by_role("textbox", name="Ziel")).to_have_count(0)


@pytest.mark.parametrize("status", [500, 503, None])
def test_a_link_that_fails_speaks_of_no_form_and_a_form_of_what_was_typed(circle, site, page, status):
    """Without a status: the server is not there."""
    fail = (lambda route: route.fulfill(status=status)) if status else (lambda route: route.abort())
    _sign_in(page, site)
    page.goto(f"{site}/felder/{circle.payroll.pk}/")
    page.route("**/*bearbeiten=beschreibung*", fail)
    page.locator("#beschreibung .ikz-edit").click()
    expect(page.get_by_role("alert")).to_contain_text("versuchen Sie es in einer halben Minute noch einmal")
    expect(page.get_by_role("alert")).not_to_contain_text("Formular")
    page.unroute_all()
    page.locator("#beschreibung .ikz-edit").click()
    page.get_by_role("textbox", name="Ziel").fill("Ein Verfahren für alle.")
    page.route("**/felder/**", fail)
    page.get_by_role("button", name="Speichern").click()
    expect(page.get_by_role("alert")).to_contain_text("Ihre Eingaben stehen noch im Formular; bitte senden")
    expect(page.get_by_role("textbox", name="Ziel")).to_have_value("Ein Verfahren für alle.")


def test_menus_work_on_a_phone_without_javascript(site, browser: Browser):
    context = browser.new_context(viewport={"width": 360, "height": 700}, java_script_enabled=False)
    page = context.new_page()
    _sign_in(page, site)
    help_link = page.get_by_role("navigation", name="Hauptmenü").get_by_role("link", name="Hilfe")
    expect(help_link).to_be_hidden()
    page.get_by_role("button", name="Menü", exact=True).click()
    help_link.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Beauftragte einer Kommune")
    page.locator(".ikz-account summary").click()
    page.get_by_role("button", name="Abmelden").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Anmelden")
    context.close()


@pytest.mark.parametrize(("scheme", "width"), [("light", 1366), ("dark", 320)])
def test_nothing_is_wrong_for_assistive_technology_and_nothing_scrolls_sideways(site, browser, scheme, width):
    size = {"width": width, "height": 800}
    context = browser.new_context(viewport=size, color_scheme=scheme, bypass_csp=True, locale="de-DE")
    page = context.new_page()
    for persona, paths in {
        "": ["/anmelden/", "/passwort/vergessen/", "/barrierefreiheit/", "/gibt-es-nicht/"],
        "beauftragte-duelmen": ["/", "/hilfe/", "/mandat/", "/konto/angaben/", "/passwort/aendern/"],
        "kreis": ["/"],
        "fachadministration": ["/", "/verwaltung/protokoll/", "/verwaltung/texte/impressum/"],
    }.items():
        context.clear_cookies()
        if persona:
            _sign_in(page, site, f"{persona}@ikz.example")
        for path in paths:
            page.goto(f"{site}{path}")
            page.evaluate(AXE.read_text(encoding="utf-8"))
            found = page.evaluate(
                "axe.run(document).then((r) => r.violations.map((v) => v.id + ' ' + v.nodes[0].html))"
            )
            assert found == [], (persona, path)
            assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), (persona, path)
    context.close()
