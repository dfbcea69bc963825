"""The baseline on a phone, by keyboard alone: a questionnaire begun, a list answered row by row, and read by the others."""

from playwright.sync_api import Page, expect

from tests.browser.conftest import faults, fits
from tests.domain.money.baselines import PROCEDURES, add, asked, led


def press(page: Page, name: str) -> None:
    """Reach a button or link by the keyboard, and press it."""
    target = page.get_by_role("button", name=name).or_(page.get_by_role("link", name=name)).last
    target.focus()
    page.keyboard.press("Enter")


def test_a_list_is_answered_by_keyboard_on_a_phone(live_server, circle, enter, phone):
    address = led(circle)
    questionnaire = asked(circle, {"text": "Abrechnungen", "kind": "number", "unit": "im Monat"})
    add(circle, questionnaire, text="Verfahren im Einsatz", kind="rows", columns=PROCEDURES)
    page = enter(phone, "duelmen")
    page.goto(f"{live_server.url}{address}")
    expect(page.get_by_text("0 von 2 Beteiligten")).to_be_visible()
    press(page, "Antworten")
    heading = page.get_by_role("heading", name="Ihre Angaben: Stadt Dülmen")
    expect(heading).to_be_focused()
    for typed in ("1.234,5", "Lohn A", "1.234,- €", "31.12.2027"):
        page.keyboard.press("Tab")
        page.keyboard.type(typed)
    page.keyboard.press("Tab")  # Entfernen
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    second = page.get_by_role("group", name="Verfahren im Einsatz, Zeile 2")
    expect(second).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.type("Zeit B")
    page.keyboard.press("Tab")
    page.keyboard.type("1,2,3")
    page.keyboard.press("Enter")  # saves, and adds or removes no row
    alert = page.get_by_role("alert")
    expect(alert).to_contain_text("Zeile 2, Kosten (Euro im Jahr)")
    assert faults(page) == []
    expect(second.get_by_label("Verfahren")).to_have_value("Zeit B")
    second.get_by_label("Kosten").fill("")
    second.get_by_label("Kosten").press("Enter")
    expect(page.locator("#bestandsaufnahme").get_by_text("2 Angaben sind gespeichert.")).to_be_visible()
    expect(page.get_by_text("1 von 2 Beteiligten")).to_be_visible()
    own = page.locator(f"#angaben-{circle.duelmen.pk}")
    expect(own).to_contain_text("1.234,5 im Monat")
    expect(own.get_by_role("row")).to_have_count(3)  # the head and two rows
    assert fits(page)
    assert faults(page) == []
    page = enter(phone, "rosendahl")
    page.goto(f"{live_server.url}{address}")
    page.get_by_text("Stadt Dülmen 2 von 2 Fragen beantwortet").click()
    expect(page.locator(f"#angaben-{circle.duelmen.pk}").get_by_text("31.12.2027")).to_be_visible()
