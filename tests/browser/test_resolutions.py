"""A resolution in a real browser: from "Zu tun" to its page, asked back once, ruled; on a wide screen and on a phone."""

import os

from playwright.sync_api import Page, expect

from initiatives.domain.kernel import moments
from initiatives.domain.votes import positions
from tests.browser.conftest import faults, fits


def shot(page: Page, name: str) -> None:
    if folder := os.environ.get("SHOTS"):
        page.screenshot(path=f"{folder}/{name}.png", full_page=True)


def test_from_what_is_to_be_done_to_the_resolution(page: Page, phone: Page, enter, circle, live_server):
    ask, by = circle.ask(circle.nottuln), circle.people["nottuln"]
    positions.give(ask=ask, stance="consent", by=by, at=moments.now())
    enter(page, "nottuln")
    page.get_by_role("link", name="Beschluss herbeiführen").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Beschluss erfassen")
    assert faults(page) == []
    page.get_by_label("Ergebnis").select_option("amended")
    page.get_by_label("Titel").fill("Gemeinsame Personalabrechnung")
    page.locator("#id_votes_for").fill("3")
    page.locator("#id_votes_against").fill("4")
    page.get_by_text("Vorratsbeschluss", exact=True).click()
    page.get_by_label("Was er im Voraus erlaubt").fill("Beitritt weiterer Kommunen")
    shot(page, "new")
    page.get_by_role("button", name="Beschluss speichern").click()
    expect(page.get_by_role("alert")).to_contain_text("4 Nein gegen 3 Ja")
    assert faults(page) == []
    shot(page, "asked")
    expect(page.get_by_label("Titel")).to_have_value("Gemeinsame Personalabrechnung")
    page.get_by_label("Das ist so richtig").check()
    page.get_by_role("button", name="Beschluss speichern").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Beschluss vom")
    page.get_by_role("link", name="Sagen, ob es die anderen betrifft").click()
    page.get_by_label("Nein, es bleibt bei der Fassung").check()
    page.get_by_label("Begründung").fill("Nur die eigene Stellenzahl")
    page.get_by_role("button", name="Speichern").click()
    expect(page.get_by_text("Die Änderung betrifft die anderen nicht.")).to_be_visible()
    assert faults(page) == [] and fits(page)
    shot(page, "shown")
    page.get_by_role("link", name="Beschluss berichtigen").click()
    expect(page.get_by_role("button", name="Berichtigen")).to_be_visible()
    assert faults(page) == []
    shot(page, "correct")
    address = page.url.partition("?")[0]
    enter(phone, "nottuln").goto(address)
    assert fits(phone)
    shot(phone, "phone")
    phone.goto(f"{live_server.url}/beschluesse/neu/?frage={ask.pk}")
    assert fits(phone) and faults(phone) == []
    shot(phone, "phone_new")
