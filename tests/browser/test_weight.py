"""What a page weighs, how often it asks for something, and what of the frame is in sight and up to date."""

import gzip

import pytest
from playwright.sync_api import Page, Response, expect

from tests.browser.conftest import faults, fits

KB = 1024
FIRST, LATER, REQUESTS = 80 * KB, 12 * KB, 10


def weigh(response: Response) -> int:
    """Bytes on the way; what the web server of the product compresses beforehand is compressed here."""
    headers = response.all_headers()
    if headers.get("content-encoding") == "gzip":
        return int(headers["content-length"])
    return len(gzip.compress(response.body()))


@pytest.fixture
def got(page: Page) -> list[Response]:
    found: list[Response] = []
    page.on("response", lambda one: found.append(one))
    return found


def test_the_first_visit_and_the_next_pages_are_light(page, enter, circle, live_server, got):
    enter(page, "nottuln")
    page.wait_for_load_state("networkidle")
    kinds = [one.request.resource_type for one in got]
    assert kinds.count("stylesheet") == kinds.count("script") == 1
    assert len(got) <= REQUESTS, kinds
    assert sum(weigh(one) for one in got if one.request.resource_type != "font") <= FIRST
    initiative = f"/initiativen/{circle.initiative.pk}/"
    for place in (initiative, f"{initiative}matrix/", f"/felder/{circle.payroll.pk}/", "/berichte/"):
        answer = page.goto(f"{live_server.url}{place}")
        assert weigh(answer) <= LATER, place


def test_on_a_phone_the_areas_are_one_line_with_the_current_one_in_sight(phone, enter, circle, live_server):
    enter(phone, "nottuln")
    phone.goto(f"{live_server.url}/initiativen/{circle.initiative.pk}/aktivitaet/")
    areas = phone.get_by_role("navigation", name="Bereiche der Initiative")
    expect(areas.get_by_role("link", name="Aktivität")).to_be_in_viewport(ratio=1)
    expect(areas.get_by_role("link", name="Überblick")).not_to_be_in_viewport()
    assert areas.bounding_box()["height"] < 64
    assert fits(phone) and faults(phone) == []
    assert phone.evaluate("scrollY") == 0


def test_the_count_in_the_head_is_fresh_after_the_act_without_a_new_page(page, enter, circle, live_server):
    enter(page, "duelmen")
    page.goto(f"{live_server.url}/voten/{circle.ask(circle.duelmen).pk}/?bearbeiten=votum")
    expect(page.locator("#kopf-voten")).to_contain_text("1 offenes Votum")
    page.evaluate("window.same = true")
    page.get_by_label("Ablehnung").check()
    page.get_by_role("textbox", name="Begründung").fill("Der Aufwand ist zu groß.")
    page.locator("#votum form button.kern-btn--primary").first.click()
    expect(page.locator("#kopf-voten")).to_be_empty()
    assert page.evaluate("window.same")


def test_a_matrix_on_paper_is_whole_and_has_neither_ways_nor_filters(page, enter, circle, live_server):
    enter(page, "nottuln")
    page.goto(f"{live_server.url}/initiativen/{circle.initiative.pk}/matrix/")
    page.emulate_media(media="print")
    for hidden in ("nav", "header", "form", ".kern-btn", ".ikz-crumbs"):
        assert page.locator(f"{hidden}:visible").count() == 0, hidden
    expect(page.locator(".ikz-sheet")).to_contain_text(f"Initiative {circle.initiative.short_title}")
    landscape = page.evaluate("getComputedStyle(document.body).page")
    assert landscape == "wide"
    page.set_viewport_size({"width": 1016, "height": 700})  # what is within the margins of A4 landscape
    assert fits(page)
