"""After signing out a shared computer shows and keeps nothing of what was read."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import BrowserType, Page, expect

KEPT = "() => [...Object.values(localStorage), ...Object.values(sessionStorage)].join(' ')"


@pytest.fixture
def page(
    browser_type: BrowserType, browser_type_launch_args: dict[str, Any], browser_context_args
) -> Iterator[Page]:
    """Of a browser that keeps whole pages for "back", as those of people do."""
    chosen = browser_type_launch_args | {"ignore_default_args": ["--disable-back-forward-cache"]}
    browser = browser_type.launch(**chosen)
    yield browser.new_context(**browser_context_args).new_page()
    browser.close()


@pytest.mark.parametrize("is_whole", [True, False], ids=["pages", "parts"])
def test_back_shows_nothing_and_nothing_is_kept(circle, enter, live_server, page: Page, is_whole):
    enter(page, "duelmen")
    page.goto(f"{live_server.url}/felder/{circle.payroll.pk}/")
    heading = page.get_by_role("heading", name=circle.payroll.title, level=1)
    expect(heading).to_be_visible()
    if is_whole:
        page.goto(f"{live_server.url}/konto/angaben/")
    else:
        page.goto(f"{live_server.url}/mitteilungen/")
        page.get_by_label("Stand").select_option(index=1)
        page.get_by_role("button", name="Filtern").click()
        page.wait_for_url("**stand=**")
    page.locator("details.ikz-account summary").click()
    page.get_by_role("button", name="Abmelden").click()
    expect(page.get_by_role("button", name="Anmelden")).to_be_visible()
    for _ in range(3):
        page.go_back()
        expect(page.get_by_role("button", name="Anmelden")).to_be_visible()
        assert circle.payroll.title not in page.content()
        assert "Beauftragte/r" not in page.content()
    assert circle.payroll.title not in page.evaluate(KEPT)
