"""Keys and simulation in a real browser: a step while one types, without JavaScript, on a phone, for assistive technology."""

import re

import pytest
from playwright.sync_api import Page, expect

from initiatives.domain.fields import fields, providers
from initiatives.domain.kernel import moments
from initiatives.enums.money import CostKind, Variant
from initiatives.models import CostKeyPeriod, Simulation
from tests.browser.conftest import faults, fits
from tests.support.personas import BEGIN, Circle
from tests.views.money.shared_costs import Shared, key, line


@pytest.fixture
def shared(transactional_db, circle: Circle) -> Shared:
    """Nottuln and Dülmen share 100,000 euros equally, 60,000 and 40,000 today; the county provides, and Dülmen leads."""
    since = {"effective_on": BEGIN, "by": None, "at": moments.now()}
    for place in (circle.nottuln, circle.duelmen, circle.county):
        fields.set_participation(field=circle.payroll, organisation=place, status="participating", **since)
    fields.set_lead(field=circle.payroll, organisation=circle.duelmen, contact="Amt 10", **since)
    providers.set_provider(field=circle.payroll, organisation=circle.county, **since)
    made = Shared(None, circle.payroll, circle.people["duelmen"])
    line(made, CostKind.TOTAL, 10_000_000, title="Betrieb")
    for place, cents in ((circle.nottuln, 6_000_000), (circle.duelmen, 4_000_000)):
        line(made, CostKind.TOTAL, cents, Variant.TODAY, organisation=place)
    key(made, "equal", bearers="named", figures={circle.nottuln.pk: None, circle.duelmen.pk: None})
    return made


def test_a_step_is_answered_while_one_goes_on_typing_and_its_address_opens_the_same(
    page: Page, enter, shared, circle, live_server
):
    enter(page, "duelmen").goto(f"{live_server.url}{shared.url}")
    result = page.locator("#ergebnis")
    expect(result).to_contain_text("Noch ist nichts verändert")
    page.get_by_label("Anderer Schlüssel").select_option("fixed")
    page.get_by_text("Beteiligte: wer kommt hinzu").click()
    page.get_by_label("Zahl oder Prozentsatz der Gemeinde Nottuln").fill("55")
    page.get_by_label("Zahl oder Prozentsatz der Stadt Dülmen").fill("38,5")
    page.keyboard.press("Tab")
    expect(result).to_contain_text("Nicht mehr schlechter gestellt: Stadt Dülmen")
    expect(result.get_by_role("row", name="Dülmen")).to_contain_text("38.500,00")
    expect(result.get_by_role("row", name="Kreis Coesfeld")).to_contain_text("6.500,00")
    expect(page.locator(":focus")).to_be_attached()
    expect(page).to_have_url(re.compile(r"art=fixed"))
    assert faults(page) == []
    address = result.get_by_text(re.compile("http.*art=fixed")).get_attribute("href")
    page.goto(f"{live_server.url}{address}")
    expect(result.get_by_role("row", name="Dülmen")).to_contain_text("38.500,00")
    result.get_by_role("link", name="Für die anderen behalten").click()
    page.get_by_label("Bezeichnung").fill("Niemand zahlt mehr")
    page.get_by_role("button", name="Behalten").click()
    expect(page.get_by_role("link", name="Niemand zahlt mehr")).to_be_visible()
    assert Simulation.objects.get().title == "Niemand zahlt mehr"
    page.locator("#ergebnis").get_by_role("link", name="Schlüssel als neue Zeit übernehmen").click()
    expect(page.get_by_label("Zahl oder Prozentsatz der Stadt Dülmen")).to_have_value("38,5")
    page.get_by_label("Gilt von").fill("01.01.2028")
    page.get_by_label("Zahl oder Prozentsatz des Kreises Coesfeld").fill("0")
    page.get_by_role("button", name="Speichern").click()
    expect(page.locator("#kostenschluessel").get_by_text("Die neue Zeit ist gespeichert.")).to_be_visible()
    expect(page.get_by_role("row", name=re.compile("01.01.2028 – offen"))).to_contain_text(
        "Rest beim Leistungserbringer"
    )
    assert CostKeyPeriod.objects.count() == 2 and faults(page) == []


def test_without_javascript_and_on_a_phone_it_is_tried_out_by_a_button(
    plain: Page, phone: Page, enter, shared, live_server
):
    for one in (plain, phone):
        enter(one, "duelmen").goto(f"{live_server.url}{shared.url}")
        one.get_by_label("Gemeinsame Kosten, mehr oder weniger in %").fill("+10")
        one.get_by_role("button", name="Berechnen").click()
        expect(one.locator("#ergebnis")).to_contain_text("gemeinsame Kosten +10")
        assert fits(one)
    phone.goto(f"{live_server.url}{shared.keys_url}?bearbeiten=neu")
    assert fits(phone) and faults(phone) == []
