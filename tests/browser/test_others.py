"""The ways of those who work on no field: the reader of a municipality, and the administrator who hands a mandate over."""

from playwright.sync_api import Page, expect

from initiatives.domain.kernel import moments
from initiatives.models import Mandate, Position, User
from tests.browser.conftest import faults, fits


def test_the_reader_of_nottuln_reads_all_and_is_offered_nothing(phone: Page, enter, circle, live_server):
    enter(phone, "reader")
    expect(phone.get_by_role("heading", name="Was ist zu tun?")).to_be_visible()
    expect(phone.get_by_role("link", name="Votum abgeben")).to_have_count(0)
    phone.get_by_role("link", name="Zum Feld").first.click()
    expect(phone.get_by_role("heading", name="Personalabrechnung bündeln", level=1)).to_be_visible()
    expect(phone.locator("#feld .ikz-edit, #feld main form button")).to_have_count(0)
    assert fits(phone)
    phone.goto(f"{live_server.url}/voten/{circle.ask(circle.nottuln).pk}/")
    expect(phone.get_by_text("Noch kein Votum.")).to_be_visible()
    expect(phone.get_by_role("button", name="Votum abgeben")).to_have_count(0)
    phone.goto(f"{live_server.url}/voten/{circle.ask(circle.nottuln).pk}/?bearbeiten=votum")
    expect(phone.get_by_text("Ein Votum gibt jede Kommune nur für sich selbst ab.")).to_be_visible()
    assert not Position.objects.exists()


def test_the_administrator_hands_the_mandate_of_duelmen_over(page: Page, enter, circle, live_server):
    enter(page, "administrator").goto(f"{live_server.url}/verwaltung/personen/neu/")
    page.get_by_role("textbox", name="E-Mail-Adresse").fill("kein-at-zeichen")
    page.locator("#formular form button.kern-btn--primary").click()
    expect(page.get_by_role("alert")).to_contain_text("vollständige E-Mail-Adresse")
    page.get_by_role("textbox", name="E-Mail-Adresse").fill("personalamt@ikz.example")
    page.locator('[name="role"][value="delegate"]').check()
    page.locator('[name="organisation"]').select_option(str(circle.duelmen.pk))
    page.locator("#formular form button.kern-btn--primary").click()
    expect(page.get_by_role("heading", name="Mandate")).to_be_visible()
    made = Mandate.objects.get(user__email="personalamt@ikz.example")
    assert (made.role, made.organisation) == ("delegate", circle.duelmen)
    old = circle.people["duelmen"]
    page.goto(f"{live_server.url}/verwaltung/personen/{old.user_id}/")
    page.get_by_role("link", name="Beenden").click()
    page.locator('[name="last_day"]').fill(f"{moments.today():%d.%m.%Y}")
    page.get_by_role("button", name="Mandat beenden").click()
    expect(page.locator("#mandate").get_by_text(f"letzter Tag {moments.today():%d.%m.%Y}")).to_be_visible()
    old.refresh_from_db()
    assert old.valid_until == moments.today()
    assert User.objects.get(pk=old.user_id).is_active
    assert faults(page) == []


def test_enter_in_a_votum_gives_it_and_the_title_follows_what_is_swapped(
    page: Page, enter, circle, live_server
):
    enter(page, "duelmen").goto(f"{live_server.url}/voten/{circle.ask(circle.duelmen).pk}/")
    page.locator('[name="stance"][value="consent"]').check()
    page.get_by_text("Vom: heute").click()
    page.get_by_role("textbox", name="Vom").press("Enter")
    expect(page.locator("#votum .ikz-message")).to_have_text("Ihr Votum ist abgegeben.")
    assert Position.objects.get().stance == "consent"
    page.goto(f"{live_server.url}/felder/{circle.payroll.pk}/?bearbeiten=beschreibung")
    page.get_by_role("textbox", name="Titel", exact=True).fill("Gehälter gemeinsam abrechnen")
    page.get_by_role("button", name="Speichern").click()
    expect(page.get_by_role("heading", name="Gehälter gemeinsam abrechnen", level=1)).to_be_visible()
    expect(page).to_have_title("Gehälter gemeinsam abrechnen – IKZ")
