"""Entries are put right by keyboard, on a phone and without JavaScript; "Gab es nicht" is a button of the same form."""

from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from initiatives.domain.fields import assessments
from initiatives.domain.kernel import moments
from initiatives.models import StatusAssessment
from tests.browser.conftest import faults, fits


@pytest.fixture
def light(circle):
    day = moments.today() - timedelta(days=10)
    return assessments.assess(
        field=circle.payroll,
        light="yellow",
        cause="Die Stelle ist nicht besetzt.",
        measure="Dülmen hilft aus.",
        effective_on=day,
        by=circle.people["nottuln"],
        at=moments.now(),
    )


def test_by_keyboard_on_a_phone(phone: Page, enter, transactional_db, circle, light, live_server):
    enter(phone, "nottuln").goto(f"{live_server.url}/felder/{circle.payroll.pk}/eintraege/")
    assert fits(phone) and faults(phone) == []
    phone.locator(f"#ampel-{light.pk}").get_by_role("link").press("Enter")
    expect(phone.get_by_role("heading", name="Ampel berichtigen")).to_be_focused()
    assert fits(phone) and faults(phone) == []
    phone.get_by_role("button", name="Gab es nicht").press("Enter")
    expect(phone.get_by_role("alert")).to_contain_text("1 Angabe ist zu berichtigen")
    phone.get_by_role("radio", name="Grün").press("Space")
    phone.get_by_role("textbox", name="Grund der Berichtigung").fill("Zeile vertauscht")
    phone.get_by_role("button", name="Berichtigen", exact=True).press("Enter")
    expect(phone.locator("#eintraege").get_by_text("Der Eintrag ist berichtigt")).to_be_visible()
    expect(phone.locator(f"#ampel-{light.pk}")).to_contain_text("Vorher:")
    assert fits(phone) and faults(phone) == []
    phone.locator(f"#ampel-{light.pk}").get_by_role("link").press("Enter")
    phone.get_by_role("textbox", name="Grund der Berichtigung").fill("Anderes Feld")
    phone.get_by_role("button", name="Gab es nicht").press("Enter")
    expect(phone.locator(f"#ampel-{light.pk}")).to_contain_text("Gab es nicht: Grün")
    assert StatusAssessment.objects.standing().count() == 0 and StatusAssessment.objects.count() == 3


def test_without_javascript(plain: Page, enter, transactional_db, circle, light, live_server):
    plain.goto(live_server.url)
    enter(plain, "nottuln").goto(f"{live_server.url}/felder/{circle.payroll.pk}/eintraege/")
    plain.locator(f"#ampel-{light.pk}").get_by_role("link").click()
    plain.get_by_role("textbox", name="Grund der Berichtigung").fill("Anderes Feld")
    plain.get_by_role("button", name="Gab es nicht").click()
    expect(plain.locator(f"#ampel-{light.pk}")).to_contain_text("Gab es nicht: Gelb")
    assert StatusAssessment.objects.standing().count() == 0
