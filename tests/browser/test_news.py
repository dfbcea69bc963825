"""An open page and somebody else: it tells of the change, and leaves alone what is being typed."""

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.browser.conftest import begin_comment, faults, fits

TYPED = "Ein Verfahren für alle Kommunen."


@pytest.fixture
def reading(page: Page, enter, circle, live_server) -> Page:
    """Nottuln in the middle of describing the field."""
    page.clock.install()
    enter(page, "nottuln")
    page.goto(f"{live_server.url}/felder/{circle.payroll.pk}/?bearbeiten=beschreibung#beschreibung")
    page.get_by_role("textbox", name="Ziel").fill(TYPED)
    return page


def a_minute_later(page: Page) -> None:
    page.clock.fast_forward("01:01")


def comment(browser: Browser, context_args: dict, enter, url: str) -> None:
    """Dülmen writes one, on another machine."""
    context = browser.new_context(**context_args)
    other = enter(context.new_page(), "duelmen")
    other.goto(url)
    begin_comment(other)
    other.get_by_role("textbox", name="Kommentar").fill("Wann beginnt das?")
    other.get_by_role("button", name="Kommentar senden").click()
    expect(other.locator("#kommentare")).to_contain_text("Wann beginnt das?")
    context.close()


def test_a_change_of_somebody_else_is_told_and_nothing_that_is_typed_is_touched(
    reading, browser, browser_context_args, enter, circle, live_server
):
    field, cookies = f"{live_server.url}/felder/{circle.payroll.pk}/", reading.context.cookies()
    line = reading.locator("#neues")
    expect(line).to_be_empty()
    comment(browser, browser_context_args, enter, field)
    assert reading.context.cookies() == cookies
    a_minute_later(reading)
    expect(line).to_contain_text("1 Änderung, anzeigen")
    expect(reading.get_by_role("textbox", name="Ziel")).to_be_focused()
    expect(reading.get_by_role("textbox", name="Ziel")).to_have_value(TYPED)
    expect(reading.locator("#kommentare")).not_to_contain_text("Wann beginnt das?")
    assert faults(reading) == [] and fits(reading)
    line.get_by_role("link", name="1 Änderung, anzeigen").click()
    expect(reading.locator("#kommentare")).to_contain_text("Wann beginnt das?")
    expect(line).to_be_empty()
    reading.get_by_role("button", name="Entwurf übernehmen").click()
    expect(reading.get_by_role("textbox", name="Ziel")).to_have_value(TYPED)


def test_a_page_that_nobody_looks_at_asks_nothing(reading):
    asked = []
    reading.on("request", lambda one: asked.append(one.url))
    reading.evaluate("Object.defineProperty(document, 'hidden', {value: true, configurable: true})")
    a_minute_later(reading)
    reading.evaluate("Object.defineProperty(document, 'hidden', {value: false})")
    assert not any("/neues/" in one for one in asked)
    with reading.expect_request("**/neues/*"):
        a_minute_later(reading)


@pytest.mark.parametrize(
    "fail",
    [
        lambda route: route.abort(),
        lambda route: route.fulfill(status=503),
        lambda route: route.fulfill(status=401, headers={"HX-Redirect": "/anmelden/"}),
    ],
    ids=["away", "out of order", "signed out"],
)
def test_a_question_that_fails_disturbs_nobody(reading, fail):
    def failing(route: Route) -> None:
        fail(route)

    where = reading.url
    reading.route("**/neues/**", failing)
    with reading.expect_request("**/neues/*"):
        a_minute_later(reading)
    reading.wait_for_timeout(200)
    reading.clock.run_for(500)
    expect(reading.get_by_role("alert")).to_have_count(0)
    expect(reading).to_have_url(where)
    expect(reading.get_by_role("textbox", name="Ziel")).to_have_value(TYPED)
