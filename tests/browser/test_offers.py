"""Offered mandates in a real browser: offered by the administrator of another county, accepted without JavaScript, withdrawn
in place; on a wide screen, on a phone and in the dark."""

from playwright.sync_api import expect

from tests.browser.conftest import faults, fits

ADDRESS = "beauftragte-ahaus@ikz.example"  # of another county


def sound(page, name):
    """No fault of axe, and nothing beside the screen."""
    assert faults(page) == [], name
    assert fits(page), name


def test_a_mandate_is_offered_accepted_and_withdrawn(circle, enter, page, plain, phone, live_server):
    enter(page, "county_administrator")
    page.goto(f"{live_server.url}/verwaltung/personen/neu/")
    page.get_by_label("E-Mail-Adresse").fill(ADDRESS)
    page.get_by_label("Lesende/r").check()
    page.locator("#id_organisation").select_option(label="Stadt Dülmen")
    page.get_by_role("button", name="Anlegen und Link senden").click()
    expect(page.get_by_text("Das Mandat ist der Person angeboten")).to_be_visible()
    sound(page, "offered")
    person = page.url

    enter(phone, "stranger")
    sound(phone, "start-phone")
    enter(plain, "stranger")
    plain.get_by_role("link", name="Angebotene Mandate ansehen").click()
    phone.goto(plain.url)
    phone.emulate_media(color_scheme="dark")
    sound(phone, "offers-phone-dark")
    plain.get_by_role("button", name="Annehmen: Lesende/r der Stadt Dülmen").click()
    expect(plain.get_by_text("Sie haben das Mandat angenommen: Lesende/r der Stadt Dülmen.")).to_be_visible()
    phone.goto(f"{live_server.url}/mandat/")
    sound(phone, "choose-phone-dark")
    page.emulate_media(color_scheme="light")

    page.goto(person)
    withdraw = page.locator("#mandate").get_by_role("link", name="Zurückziehen")
    withdraw.press("Enter")
    expect(page.get_by_role("heading", name="Mandat zurückziehen: Lesende/r")).to_be_focused()
    sound(page, "withdraw")
    page.get_by_role("button", name="Zurückziehen").click()
    expect(page.get_by_role("alert")).to_contain_text("Bitte bestätigen Sie das.")
    page.get_by_label("Ja, dieses Mandat sofort zurückziehen").check()
    page.get_by_role("button", name="Zurückziehen").click()
    expect(page.get_by_text("Kein Mandat von Ihnen, das gilt oder angeboten ist.")).to_be_visible()
    phone.reload()
    expect(phone.get_by_text("Lesende/r der Stadt Dülmen")).to_have_count(0)

    own = f"{live_server.url}/verwaltung/personen/{circle.people['duelmen'].user_id}/"
    page.goto(own)
    page.get_by_role("link", name="Heimat verlegen").press("Enter")
    expect(page.get_by_role("heading", name="Heimat verlegen")).to_be_focused()
    sound(page, "home")
    page.get_by_label("Heimatorganisation").select_option(label="Gemeinde Rosendahl")
    page.get_by_role("button", name="Heimat verlegen").click()
    expect(page.get_by_text("Die Heimat ist jetzt Gemeinde Rosendahl.")).to_be_visible()
    enter(phone, "county_administrator")
    for address in (own, f"{live_server.url}/verwaltung/personen/"):
        phone.goto(address)
        sound(phone, address)
