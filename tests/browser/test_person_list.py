"""A list of people, a hand-over and what ends soon, in a real browser: with and without JavaScript, by keyboard, on a phone and
in the dark."""

from datetime import timedelta

from playwright.sync_api import expect

from initiatives.domain.kernel import moments
from initiatives.models import Mandate
from tests.browser.conftest import faults, fits

LIST = (
    "E-Mail;Name;Rolle;Organisation\n"
    "neu@ikz.example;Fachbereich 1;Lesende;Nottuln\n"
    "beauftragte-ahaus@ikz.example;;Stellvertretung;Dülmen\n"
    "falsch;;Häuptling;Notuln\n"
)


def sound(page, name):
    """No fault of axe, and nothing beside the screen."""
    assert faults(page) == [], name
    assert fits(page), name


def chosen(page, live_server):
    page.goto(f"{live_server.url}/verwaltung/personen/einlesen/")
    file = {"name": "liste.csv", "mimeType": "text/csv", "buffer": LIST.encode()}
    page.get_by_label("Liste").set_input_files(file)
    page.get_by_role("button", name="Ansehen").press("Enter")
    expect(page.get_by_text("Vorschau, noch ist nichts geschrieben")).to_be_visible()


def test_a_list_is_looked_at_and_taken_over(circle, enter, page, plain, phone, live_server, settings):
    settings.ZEAL_NPLUSONE_THRESHOLD = 100  # each row goes by the verb that everybody uses
    enter(page, "county_administrator")
    page.get_by_role("link", name="Verwaltung").click()
    page.get_by_role("link", name="Personen und Mandate").first.click()
    page.get_by_role("link", name="Liste einlesen").click()
    sound(page, "file")
    chosen(page, live_server)
    expect(page.get_by_role("heading", level=1)).to_be_focused()
    expect(page.get_by_text("Meinten Sie: Gemeinde Nottuln?")).to_be_visible()
    sound(page, "preview")
    enter(phone, "county_administrator")
    phone.emulate_media(color_scheme="dark")
    chosen(phone, live_server)
    sound(phone, "preview-phone-dark")

    enter(plain, "county_administrator")
    chosen(plain, live_server)
    plain.get_by_role("button", name="Übernehmen").click()
    expect(plain.get_by_role("alert")).to_contain_text("bestätigen Sie, dass sie wegbleiben")
    assert not Mandate.objects.filter(user__email="neu@ikz.example").exists()
    plain.get_by_label("Fehlerhafte Zeilen weglassen").check()
    plain.get_by_role("button", name="Übernehmen").click()
    told = "Übernommen: 1 Mandat für eine neue Person, 1 Angebot, 1 fehlerhafte Zeile weggelassen."
    expect(plain.get_by_text(told)).to_be_visible()

    page.get_by_label("Fehlerhafte Zeilen weglassen").check()
    page.get_by_role("button", name="Übernehmen").click()
    expect(page.get_by_role("alert")).to_contain_text("Inzwischen hat sich etwas geändert")
    expect(page.get_by_text("nichts zu tun: Das Mandat gibt es schon")).to_have_count(2)


def test_what_ends_soon_is_handed_over(circle, enter, page, phone, live_server, settings):
    settings.ZEAL_NPLUSONE_THRESHOLD = 100
    last = moments.today() + timedelta(days=10)
    Mandate.objects.filter(pk=circle.people["duelmen"].pk).update(valid_until=last)
    enter(phone, "duelmen")
    expect(phone.get_by_text(f"Ihr Mandat endet am {last:%d.%m.%Y} (in 10 Tagen)")).to_be_visible()
    sound(phone, "start-phone")
    enter(phone, "county_administrator")
    phone.goto(f"{live_server.url}/verwaltung/mandate/endend/")
    sound(phone, "ending-phone")
    phone.get_by_role("link", name="An Nachfolge übergeben").tap()
    expect(phone.get_by_role("heading", name="An Nachfolge übergeben")).to_be_visible()
    sound(phone, "hand-over-phone")

    enter(page, "county_administrator")
    page.goto(phone.url)
    page.get_by_label("E-Mail-Adresse der Nachfolge").fill("beauftragte-duelmen@ikz.example")
    page.get_by_label("E-Mail-Adresse der Nachfolge").press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("Das ist die Person selbst")
    page.get_by_label("E-Mail-Adresse der Nachfolge").fill("neu@ikz.example")
    page.get_by_role("button", name="Übergeben").click()
    expect(page.get_by_text("Die Einladung geht hinaus.")).to_be_visible()
    given = Mandate.objects.get(user__email="neu@ikz.example")
    assert (given.valid_from, given.valid_until) == (last + timedelta(days=1), None)
    sound(page, "successor")
