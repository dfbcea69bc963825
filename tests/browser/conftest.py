"""Real Chromium against a real server: signing in, and axe."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from ikz import bundles
from tests.browser.hand import Hand
from tests.support.personas import Circle, client_of

AXE = (Path(__file__).parents[2] / "node_modules/axe-core/axe.min.js").read_text(encoding="utf-8")
# A state is waited for, however busy the machine is: no test is red since an answer took six seconds.
expect.set_options(timeout=30_000)
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


@pytest.fixture
def enter(live_server, transactional_db, circle: Circle) -> Callable[[Page, str], Page]:
    """`enter(page, "duelmen")` signs that persona in and shows the start; the form of the sign-in is test_frame's. `keeps`:
    whether it is the person's own device, on which they stay signed in."""

    def sign_in(page: Page, persona: str, keeps: bool = True) -> Page:
        client = client_of(circle.people[persona].user)
        session = client.session
        session.set_expiry(86_400 if keeps else 0)
        session.save()
        page.context.clear_cookies()
        page.context.add_cookies(
            [
                {
                    "name": "sessionid",
                    "value": session.session_key,
                    "url": live_server.url,
                    "httpOnly": True,
                    "sameSite": "Lax",
                }
            ]
        )
        page.goto(f"{live_server.url}/")
        expect(
            page.get_by_role("navigation", name="Hauptmenü")
            .or_(page.get_by_role("button", name="Menü"))
            .first
        ).to_be_visible()
        return page

    return sign_in


@pytest.fixture
def phone(browser, browser_context_args) -> Page:
    """A page on a screen of 360 px."""
    context: BrowserContext = browser.new_context(
        **browser_context_args | {"viewport": {"width": 360, "height": 740}, "has_touch": True}
    )
    yield context.new_page()
    context.close()


@pytest.fixture
def plain(browser, browser_context_args) -> Page:
    """A page without JavaScript."""
    context: BrowserContext = browser.new_context(**browser_context_args, java_script_enabled=False)
    yield context.new_page()
    context.close()


@pytest.fixture
def hand(browser: Browser, live_server, transactional_db, settings) -> Hand:
    settings.ZEAL_NPLUSONE_THRESHOLD = (
        1_000  # many lines are written one by one, each by the verb that everybody uses
    )
    hand = Hand(browser, live_server.url)
    yield hand
    hand.close()


def begin_comment(page: Page) -> None:
    """Open the form below the comments of a page."""
    page.locator("summary", has_text="Kommentar schreiben").click()


def faults(page: Page) -> list[str]:
    """What axe finds wrong by WCAG 2.2 AA, a line each."""
    page.evaluate(AXE)
    found = page.evaluate("(tags) => axe.run(document, {runOnly: tags})", RULES)
    return [
        f"{v['id']}: {node['html'][:120]} {node['failureSummary'][:200]}"
        for v in found["violations"]
        for node in v["nodes"]
    ]


def fits(page: Page) -> bool:
    """Whether nothing reaches out of the screen sideways."""
    return page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def without_htmx(page: Page) -> None:
    """Let the page have our scripts alone."""
    own = "\n;\n".join(one.read_text(encoding="utf-8") for one in bundles.scripts())
    page.route("**/bundle*.js", lambda route: route.fulfill(body=own, content_type="text/javascript"))
