"""The page of a field in a real browser: what is owed is ticked off and taken back, folds open for what an address names."""

from playwright.sync_api import Page, expect

from initiatives.domain.fields import steps
from initiatives.domain.kernel import moments
from initiatives.models import Step
from tests.browser.conftest import faults, fits
from tests.views.field_sections import take_part


def given(circle, title: str) -> Step:
    take_part(circle, "duelmen")
    by, at = circle.people["duelmen"], moments.now()
    return steps.add(
        field=circle.payroll, title=title, owner=circle.duelmen, due_on=moments.today(), by=by, at=at
    )


def test_what_is_most_urgent_is_ticked_off_by_keyboard_and_taken_back(page: Page, enter, circle, live_server):
    step = given(circle, "Zahlen erheben")
    enter(page, "duelmen").goto(f"{live_server.url}/felder/{circle.payroll.pk}/")
    part = page.locator("#ihr-teil")
    assert faults(page) == []
    part.get_by_role("button", name="Erledigt").press("Enter")
    expect(page.locator("#feld").get_by_text("„Zahlen erheben“ ist erledigt.")).to_be_in_viewport()
    expect(part.get_by_role("heading")).to_be_focused()
    expect(part).not_to_contain_text("Zahlen erheben")
    expect(page.locator("#schritte").get_by_text("1 erledigt oder entfallen", exact=True)).to_be_visible()
    assert Step.objects.get(pk=step.pk).state == "done" and faults(page) == []
    page.get_by_role("button", name="Rückgängig machen").press("Enter")
    expect(part.get_by_role("button", name="Erledigt")).to_be_visible()
    assert Step.objects.get(pk=step.pk).state == "open"


def test_the_address_of_a_settled_step_opens_its_fold(page: Page, enter, circle, live_server):
    step = given(circle, "Zahlen erheben")
    values = {"state": "done"}
    steps.edit(step=step, values=values, seen=None, by=circle.people["duelmen"], at=moments.now())
    field = f"{live_server.url}/felder/{circle.payroll.pk}/"
    enter(page, "duelmen").goto(field)
    expect(page.locator(f"#schritt-{step.pk}")).to_be_hidden()
    page.goto(f"{field}#schritt-{step.pk}")
    expect(page.locator(f"#schritt-{step.pk}")).to_be_visible()


def test_on_a_phone_it_fits_and_says_first_what_is_owed_without_javascript_too(
    phone: Page, plain: Page, enter, circle, live_server
):
    step = given(circle, "Zahlen erheben")
    field = f"{live_server.url}/felder/{circle.payroll.pk}/"
    enter(phone, "duelmen").goto(field)
    assert fits(phone) and faults(phone) == []
    rail = phone.locator("[data-rail] a[href='#freigabe']")
    expect(rail).to_be_hidden()
    phone.locator("summary", has_text="Auf dieser Seite").click()
    expect(rail).to_be_visible()
    enter(plain, "duelmen").goto(field)
    plain.locator("#ihr-teil").get_by_role("button", name="Erledigt").click()
    expect(plain.get_by_text("„Zahlen erheben“ ist erledigt.")).to_be_visible()
    plain.get_by_role("button", name="Rückgängig machen").click()
    expect(plain.get_by_text("„Zahlen erheben“ ist wieder offen.")).to_be_visible()
    assert Step.objects.get(pk=step.pk).state == "open"
