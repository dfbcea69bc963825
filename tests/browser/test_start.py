"""The start page in the browser: acting by keyboard and without JavaScript, where the focus goes, and how it fits."""

from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from initiatives.domain.fields import fields, steps
from initiatives.domain.kernel import moments
from initiatives.models import Attendance, Step
from tests.browser.conftest import faults, fits
from tests.support import meetings


@pytest.fixture
def step(circle, transactional_db) -> Step:
    by, at = circle.people["duelmen"], moments.now()
    status = {"organisation": circle.duelmen, "status": "participating"}
    fields.set_participation(field=circle.payroll, by=by, at=at, **status)
    due = moments.today() - timedelta(days=2)
    return steps.add(
        field=circle.payroll, title="Daten übernehmen", owner=circle.duelmen, due_on=due, by=by, at=at
    )


def test_a_step_is_ticked_off_by_keyboard_and_taken_back(page: Page, enter, circle, step):
    meetings.call(circle)
    enter(page, "duelmen")
    first = page.locator(".ikz-panel--first")
    expect(first.get_by_role("heading")).to_have_text("Erledigen: Daten übernehmen")
    first.get_by_role("button", name="Erledigt").press("Enter")
    expect(page.locator("#eben")).to_be_focused()
    expect(page.locator("#eben")).to_contain_text("Erledigt: Daten übernehmen.")
    expect(first.get_by_role("heading")).to_have_text("Auf die Einladung antworten: Zweites Treffen")
    assert faults(page) == []
    page.reload()
    page.get_by_role("button", name="Rückgängig machen").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_be_focused()
    expect(first.get_by_role("heading")).to_have_text("Erledigen: Daten übernehmen")
    assert Step.objects.get(pk=step.pk).state == "open"
    page.get_by_role("button", name="Zusagen").press("Enter")
    expect(page.locator("#treffen")).to_contain_text("nimmt teil")
    expect(page.get_by_role("button", name="Absagen")).to_have_count(0)
    assert Attendance.objects.get(organisation=circle.duelmen).reply == "attending"


def test_all_of_it_works_without_javascript(plain: Page, enter, circle, step):
    meeting = meetings.call(circle)
    enter(plain, "duelmen")
    plain.get_by_role("button", name="Erledigt").click()
    expect(plain.locator("#eben")).to_contain_text("Erledigt: Daten übernehmen.")
    plain.get_by_role("button", name="Rückgängig machen").click()
    expect(plain.get_by_text("Der Arbeitsschritt ist wieder offen.")).to_be_visible()
    plain.get_by_role("button", name="Absagen").click()
    expect(plain.get_by_text(f"Sie haben abgesagt: {meeting.title}.")).to_be_visible()
    assert Attendance.objects.get(organisation=circle.duelmen).reply == "declined"


def test_it_fits_a_phone_in_the_dark_and_passes_axe(phone: Page, enter, circle, step):
    meetings.call(circle)
    phone.emulate_media(color_scheme="dark")
    for persona in ("duelmen", "county", "administrator"):
        enter(phone, persona)
        assert fits(phone) and faults(phone) == [], persona
