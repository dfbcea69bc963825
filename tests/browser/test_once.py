"""A double click in a real browser does its act once, with and without JavaScript."""

import pytest
from playwright.sync_api import Page, expect

from tests.personas import client_of
from tests.views.acts import ACTS, ready


@pytest.fixture
def entered(live_server, transactional_db, circle):
    """`entered(page, "duelmen")` opens pages of that persona, without the form of the sign-in."""

    def enter(page: Page, persona: str) -> Page:
        session = client_of(circle.people[persona].user).cookies["sessionid"].value
        page.context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
        page.context.route("**/*.woff2", lambda route: route.abort())
        return page

    return enter


@pytest.mark.parametrize("script", ["page", "plain"])
def test_a_double_click_makes_one_of_each(entered, circle, live_server, request, script):
    ready(circle)
    page = request.getfixturevalue(script)
    for name, act in ACTS.items():
        before = act.made.objects.count()
        entered(page, act.persona).goto(f"{live_server.url}{act.url(circle)}")
        form = page.locator(f'form[action="{act.url(circle)}"]').last
        for key, value in act.typed(circle).items():
            field = form.locator(f'[name="{key}"]')
            if isinstance(value, list):
                form.locator(f'[name="{key}"][value="{value[0]}"]').check()
            elif field.first.get_attribute("type") != "radio":
                field.fill(value)
        with page.expect_response(lambda answer: answer.request.method == "POST"):
            form.locator("button.kern-btn--primary, button.kern-btn--secondary").first.dblclick(
                no_wait_after=True
            )
        page.wait_for_load_state("load")
        expect(page.locator("h1").first).to_be_visible()
        settled(page, live_server, act, circle)
        assert act.made.objects.count() == before + 1, name


def settled(page: Page, live_server, act, circle) -> None:
    """Nothing is on its way any more: what was posted has left the form, and another page opens."""
    page.wait_for_function("() => !document.querySelector('form[data-sent]')")
    page.goto(f"{live_server.url}/hilfe/")
