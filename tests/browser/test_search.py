"""The search by keyboard in a real browser, on the screen of a town hall and on a phone; and without JavaScript."""

import re

import pytest
from playwright.sync_api import Page, expect

from initiatives.domain.kernel import moments
from initiatives.domain.work import tasks
from tests.browser.conftest import faults, fits


@pytest.fixture
def task(circle):
    return tasks.add(
        initiative=circle.initiative,
        title="Zuständigkeitsübertragungsvereinbarungen für die Vergabe",
        owner=circle.duelmen,
        by=circle.people["nottuln"],
        at=moments.now(),
    )


def test_the_key_leads_to_the_field_and_enter_to_the_hits(page: Page, enter, task, live_server):
    enter(page, "duelmen")
    page.keyboard.press("/")
    field = page.get_by_role("searchbox")
    expect(field).to_be_focused()
    expect(field).to_have_value("")
    page.keyboard.type("IT/Vergaben")  # while typing it is a sign like others
    expect(field).to_have_value("IT/Vergaben")
    field.fill("Vergaben")
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{live_server.url}/suche/?q=Vergaben")
    expect(page.locator("mark")).to_have_text(["Vergabe"])
    assert faults(page) == []
    page.keyboard.press("/")
    expect(page.get_by_role("searchbox")).to_be_focused()
    page.keyboard.type("Nashorn")  # what stood there was selected
    page.keyboard.press("Enter")
    expect(page.get_by_text("Dazu gibt es nichts, was Sie sehen können.")).to_be_visible()
    expect(page).to_have_url(re.compile(r"/suche/\?q=Nashorn(&|$)"))
    expect(page.get_by_role("searchbox")).to_be_focused()  # to try another word
    page.keyboard.press("Control+A")
    page.keyboard.type("Vergabe")
    page.keyboard.press("Enter")
    expect(page.get_by_text("1 Treffer zu „Vergabe“")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(task.title)


def test_the_key_can_be_switched_off_on_a_device(page: Page, enter, circle, live_server):
    enter(page, "duelmen").goto(f"{live_server.url}/suche/")
    page.get_by_role("button", name="Taste abschalten").click()
    page.goto(f"{live_server.url}/hilfe/")
    page.keyboard.press("/")
    expect(page.get_by_role("searchbox")).not_to_be_focused()
    page.goto(f"{live_server.url}/suche/")
    page.get_by_role("button", name="Taste / für die Suche einschalten").click()
    page.keyboard.press("/")
    expect(page.get_by_role("searchbox")).to_be_focused()


def test_on_a_phone_a_symbol_and_the_key_lead_to_its_page(phone: Page, enter, circle, task, live_server):
    enter(phone, "duelmen")
    assert fits(phone)
    expect(phone.locator("#suchfeld")).to_be_hidden()
    phone.keyboard.press("/")
    expect(phone).to_have_url(f"{live_server.url}/suche/")
    phone.go_back()
    phone.get_by_role("link", name="Suchen").click()
    phone.get_by_label("Suchwörter").fill("vergabe")
    phone.keyboard.press("Enter")
    expect(phone.locator("mark")).to_have_text(["Vergabe"])
    assert fits(phone) and faults(phone) == []
    for path in (f"initiativen/{circle.initiative.pk}/aufgaben/", f"aufgaben/{task.pk}/", "konto/angaben/"):
        phone.goto(f"{live_server.url}/{path}")
        assert fits(phone) and faults(phone) == [], path
    phone.goto(f"{live_server.url}/initiativen/{circle.initiative.pk}/verzeichnis/")
    assert fits(phone) and faults(phone) == []


def test_without_javascript_it_is_a_form_like_any_other(plain: Page, enter, task, live_server):
    enter(plain, "duelmen").goto(f"{live_server.url}/hilfe/")
    plain.get_by_role("searchbox").fill("vergabe")
    plain.get_by_role("button", name="Suchen").click()
    expect(plain.locator("mark")).to_have_text(["Vergabe"])
    expect(plain.get_by_text("Mit der Taste")).to_be_hidden()


def test_a_task_is_done_from_the_list_by_a_button(page: Page, plain: Page, enter, circle, task, live_server):
    address = f"{live_server.url}/initiativen/{circle.initiative.pk}/aufgaben/"
    enter(page, "duelmen").goto(address)
    assert faults(page) == []
    page.get_by_role("button", name="Beginnen").click()
    expect(page.get_by_role("cell", name="In Arbeit")).to_be_visible()
    enter(plain, "duelmen").goto(address)
    plain.get_by_role("button", name="Erledigt").click()
    expect(plain.get_by_text("Zurzeit ist keine Aufgabe offen.")).to_be_visible()
