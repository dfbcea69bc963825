"""A double click in a real browser does its act once, with and without JavaScript."""

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from tests.support.personas import client_of
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
        button = form.locator("button.kern-btn--primary, button.kern-btn--secondary").first
        answers = press_twice(page, button, act.url(circle), script == "page")
        expect(page.locator("h1").first).to_be_visible()
        assert act.made.objects.count() == before + 1, name
        assert len(set(answers)) == 1


def press_twice(page: Page, button: Locator, path: str, script: bool) -> list[str]:
    """A double click, over a line on which the first answer never arrives if a second post goes out; where each leads to."""
    answers: list[str] = []

    def slow(route: Route) -> None:
        if route.request.method != "POST":
            route.continue_()
            return
        answer = route.fetch(max_redirects=0)
        answers.append(answer.headers.get("location") or answer.headers.get("hx-redirect") or "")
        if len(answers) == 2 or route.request.headers.get("hx-request"):
            route.fulfill(response=answer)

    page.route(f"**{path}", slow)
    if script:
        with page.expect_response(lambda answer: answer.request.method == "POST"):
            button.dblclick(no_wait_after=True)
        page.wait_for_function("() => !document.querySelector('form[data-sent]')")
    else:
        button.scroll_into_view_if_needed()
        box = button.bounding_box()
        at = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
        page.mouse.click(*at)
        while not answers:
            page.wait_for_timeout(20)
        address = page.url
        page.mouse.click(*at)
        expect(page).not_to_have_url(address)
    page.unroute(f"**{path}")
    return answers


def test_the_buttons_are_out_of_work_while_the_form_is_on_its_way(entered, circle, live_server, page):
    act, held = ACTS["task"], []
    address = f"{live_server.url}{act.url(circle)}"
    entered(page, act.persona).goto(address)
    page.route(
        address, lambda route: held.append(route) if route.request.method == "POST" else route.continue_()
    )
    form = page.locator(f'form[action="{act.url(circle)}"]')
    form.locator('[name="title"]').fill("Daten liefern")
    button = form.locator("button.kern-btn--primary")
    button.click()
    expect(button).to_have_attribute("aria-disabled", "true")
    form.evaluate("form => { form.requestSubmit(); form.requestSubmit(); }")
    assert len(held) == 1
    held[0].continue_()
    expect(page.locator("h1")).to_have_text("Daten liefern")
    assert act.made.objects.count() == 1


def test_a_refused_form_is_put_to_work_again(entered, circle, live_server, page):
    act = ACTS["task"]
    entered(page, act.persona).goto(f"{live_server.url}{act.url(circle)}")
    button = page.locator(f'form[action="{act.url(circle)}"] button.kern-btn--primary')
    button.click()
    expect(page.get_by_role("alert").first).to_be_visible()
    page.locator('[name="title"]').fill("Daten liefern")
    button.click()
    expect(page.locator("h1")).to_have_text("Daten liefern")
