"""The matrix in a real browser: the arrow keys, a filter by htmx, and nothing wrong for assistive technology."""

from playwright.sync_api import Page, expect

from tests.browser.conftest import faults, fits


def test_the_matrix_is_walked_through_by_arrow_keys(page: Page, enter, circle, live_server):
    enter(page, "duelmen").goto(f"{live_server.url}/initiativen/{circle.initiative.pk}/matrix/")
    cell = page.locator("tbody a")
    assert cell.evaluate_all("(links) => links.filter((one) => one.tabIndex === 0).length") == 1
    cell.first.focus()
    for key, place in [
        ("ArrowRight", 1),
        ("ArrowDown", 5),
        ("End", 7),
        ("ArrowRight", 7),
        ("ArrowUp", 3),
        ("Home", 0),
        ("Control+End", 7),
        ("ArrowLeft", 6),
    ]:
        page.keyboard.press(key)
        expect(cell.nth(place)).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.get_by_text("So lesen Sie die Matrix")).to_be_focused()
    page.keyboard.press("Shift+Tab")
    expect(cell.nth(6)).to_be_focused()
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{live_server.url}/felder/{circle.hotline.pk}/#beteiligte")


def test_a_filter_swaps_the_matrix_and_the_keys_still_work(page: Page, enter, circle, live_server):
    address = f"{live_server.url}/initiativen/{circle.initiative.pk}/matrix/"
    enter(page, "duelmen").goto(address)
    assert faults(page) == []
    page.get_by_label("Votum", exact=True).select_option("open")
    page.get_by_role("button", name="Filtern").click()
    expect(page.locator("#summe")).to_be_focused()
    expect(page.locator("tbody tr")).to_have_count(1)
    page.locator("tbody a").first.focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator("tbody a").nth(1)).to_be_focused()
    assert faults(page) == []
    page.get_by_role("link", name="Votum: offen").click()
    expect(page.locator("tbody tr")).to_have_count(2)


def test_on_a_phone_without_javascript_it_is_read_and_filtered(plain: Page, phone: Page, enter, circle):
    enter(phone, "duelmen").goto(f"{phone.url}initiativen/{circle.initiative.pk}/matrix/")
    assert fits(phone) and faults(phone) == []
    enter(plain, "duelmen").goto(f"{plain.url}initiativen/{circle.initiative.pk}/matrix/?ampel=none")
    plain.get_by_label("Art", exact=True).select_option("citizen_facing")
    plain.get_by_role("button", name="Filtern").click()
    expect(plain.locator("tbody tr")).to_have_count(1)
    plain.get_by_role("link", name="Art: bürgernah").click()
    expect(plain.locator("tbody tr")).to_have_count(2)


def test_the_fields_are_put_into_order_by_dragging_and_the_reason_is_asked_for(page: Page, enter, circle):
    enter(page, "nottuln").goto(f"{page.url}initiativen/{circle.initiative.pk}/?bearbeiten=reihenfolge")
    assert faults(page) == []
    items = page.locator("#felder [data-item]")
    items.nth(1).drag_to(items.nth(0))
    expect(page.get_by_role("alert")).to_contain_text("Bitte begründen Sie")
    assert faults(page) == []
    page.get_by_label("Begründung").fill("Die Förderung endet im Mai.")
    page.get_by_role("button", name="Mit dieser Begründung ordnen").click()
    expect(items.first).to_contain_text("Einführung von D 115")
    expect(page.locator("#felder")).to_contain_text("Begründung: Die Förderung endet im Mai.")
    page.get_by_role("button", name="Weiter nach unten: Einführung von D 115").click()
    expect(page.get_by_role("button", name="Weiter nach oben: Einführung von D 115")).to_be_focused()
    expect(page.locator("#felder")).not_to_contain_text("weicht ab")
