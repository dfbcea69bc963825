"""Signing in on the own device and on another's, and ending a session from elsewhere, in real browsers."""

import re
import time
from collections.abc import Iterator

import pytest
from django.core.cache import cache
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import faults, fits
from tests.support.personas import PASSWORD

ADDRESS = "beauftragte-duelmen@ikz.example"
DAY = 24 * 60 * 60


@pytest.fixture
def site(circle, live_server, settings) -> str:
    settings.ZEAL_NPLUSONE_THRESHOLD = 10  # allauth looks at each session of a person when another begins
    cache.clear()
    return live_server.url


@pytest.fixture
def elsewhere(browser: Browser, browser_context_args) -> Iterator[Page]:
    """Another browser of the same person."""
    context = browser.new_context(**browser_context_args)
    yield context.new_page()
    context.close()


def sign_in(page: Page, site: str, password: str = PASSWORD, *, stays: bool = False) -> None:
    page.goto(f"{site}/anmelden/")
    page.get_by_label("E-Mail-Adresse").fill(ADDRESS)
    page.get_by_label("Passwort").fill(password)
    if stays:
        page.get_by_label("Angemeldet bleiben").check()
    page.get_by_role("button", name="Anmelden").click()
    if password == PASSWORD:
        expect(page.get_by_role("heading", level=1)).not_to_have_text("Anmelden")


def cookies(page: Page) -> dict[str, float]:
    """When each cookie ends; -1: with the browser."""
    return {one["name"]: one["expires"] for one in page.context.cookies()}


def test_the_cookie_ends_with_the_browser_unless_asked_otherwise(site, page: Page, elsewhere: Page):
    sign_in(page, site)
    assert cookies(page)["sessionid"] == cookies(page)["csrftoken"] == -1
    sign_in(elsewhere, site, stays=True)
    assert abs(cookies(elsewhere)["sessionid"] - time.time() - 14 * DAY) < 600
    assert page.locator("body[data-keeps]").count() == 0
    assert elsewhere.locator("body[data-keeps]").count() == 1


@pytest.mark.parametrize("way", ["page", "part"])
def test_whose_session_was_ended_is_led_to_the_sign_in_by_the_next_click(
    circle, site, page: Page, elsewhere: Page, way
):
    sign_in(page, site)
    sign_in(elsewhere, site)
    elsewhere.goto(f"{site}/felder/{circle.payroll.pk}/")
    page.goto(f"{site}/konto/sitzungen/")
    expect(page.get_by_text("diese Sitzung")).to_be_visible()
    page.get_by_role("button", name=re.compile("Beenden.*Chrome auf Linux")).click()
    expect(page.get_by_text("Die Sitzung ist beendet: Chrome auf Linux.")).to_be_visible()
    expect(page.get_by_text("Anderswo sind Sie nicht angemeldet.")).to_be_visible()
    target = (
        elsewhere.locator("#beschreibung .ikz-edit")
        if way == "part"
        else elsewhere.get_by_role("link", name="Hilfe", exact=True)
    )
    target.click()
    expect(elsewhere.get_by_role("heading", name="Anmelden")).to_be_visible()
    page.reload()
    expect(page.get_by_role("heading", name="Meine Sitzungen")).to_be_visible()


def test_the_list_of_sessions_can_be_read_by_all_and_on_a_telephone(site, page: Page, phone: Page):
    sign_in(page, site)
    sign_in(phone, site)
    for one in (page, phone):
        one.goto(f"{site}/konto/sitzungen/")
        assert faults(one) == [] and fits(one)


def test_who_has_to_wait_is_told_so_at_the_form_with_the_address_in_it(site, page: Page):
    for _ in range(6):
        sign_in(page, site, "falsch")
    alert = page.get_by_role("alert")
    expect(alert).to_be_focused()
    expect(alert).to_contain_text("Bitte warten Sie 5 Minuten")
    expect(page.get_by_label("E-Mail-Adresse")).to_have_value(ADDRESS)
