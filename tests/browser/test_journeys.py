"""The way of each persona through the application, in a real browser; one of them without JavaScript."""

import re

from playwright.sync_api import Page, expect

from initiatives.domain.kernel import moments
from initiatives.models import Comment, Field, Position, Report, Round
from tests.browser.conftest import begin_comment, faults, fits
from tests.domain.reports.test_reports import second


def test_the_delegate_of_duelmen_works_on_a_field_by_keyboard(page: Page, enter, circle):
    enter(page, "duelmen")
    page.get_by_role("link", name="Initiative", exact=True).click()
    page.get_by_role("link", name="Personalabrechnung bündeln").first.click()
    section = page.locator("#beschreibung")
    section.get_by_role("link").focus()
    page.keyboard.press("Enter")
    aim = page.get_by_role("textbox", name="Ziel")
    expect(aim).to_be_visible()
    aim.fill("Ein Verfahren für alle Verwaltungsmitarbeiterinnen und Verwaltungsmitarbeiter")
    page.get_by_role("button", name="Speichern").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#beschreibung dd").filter(has_text="Ein Verfahren für alle")).to_be_visible()
    expect(page).to_have_url(page.url.partition("?")[0])
    assert Field.objects.get(pk=circle.payroll.pk).aim.startswith("Ein Verfahren")
    assert faults(page) == []


def test_escape_leaves_a_form_and_gives_the_focus_back(page: Page, enter, circle, live_server):
    enter(page, "duelmen").goto(f"{live_server.url}/felder/{circle.payroll.pk}/")
    page.locator("#beschreibung").get_by_role("link").click()
    page.get_by_role("textbox", name="Ziel").fill("Nicht gespeichert")
    page.keyboard.press("Escape")
    expect(page.get_by_role("textbox", name="Ziel")).to_have_count(0)
    expect(page.locator("#beschreibung :focus, #beschreibung:focus")).to_have_count(1)
    assert Field.objects.get(pk=circle.payroll.pk).aim == ""


def test_wrong_input_is_explained_and_kept(page: Page, enter, circle, live_server):
    enter(page, "duelmen").goto(f"{live_server.url}/felder/{circle.payroll.pk}/")
    page.locator("#stand").get_by_role("link", name="Ändern").click()
    page.get_by_label("Gelb").check()
    page.get_by_role("textbox", name="Maßnahme").fill("Wir warten.")
    page.get_by_role("button", name="Speichern").click()
    summary = page.get_by_role("alert")
    expect(summary).to_contain_text("Gelb und Rot brauchen eine Ursache.")
    expect(page.get_by_role("textbox", name="Maßnahme")).to_have_value("Wir warten.")
    summary.get_by_role("link").click()
    expect(page.get_by_role("textbox", name="Ursache")).to_be_focused()
    assert faults(page) == []


def test_the_deputy_of_rosendahl_answers_on_a_phone(phone: Page, enter, circle):
    enter(phone, "rosendahl")
    assert fits(phone)
    phone.get_by_role("link", name="Votum abgeben").first.click()
    phone.get_by_label("Zustimmung mit Bedingungen").check()
    phone.get_by_role("textbox", name="Begründung").fill("Die Kündigungsfrist beträgt zwölf Monate.")
    assert fits(phone)
    phone.get_by_role("button", name="Votum").click()
    expect(phone.get_by_text("Die Kündigungsfrist beträgt zwölf Monate.").first).to_be_visible()
    assert Position.objects.get().stance == "conditional"
    assert fits(phone)
    assert faults(phone) == []


def test_the_delegate_of_nottuln_asks_all_about_a_field(page: Page, enter, circle, live_server):
    enter(page, "nottuln").goto(f"{live_server.url}/initiativen/{circle.initiative.pk}/runde/")
    page.get_by_label("Einführung von D 115").check()
    page.get_by_role("textbox", name="Frage").fill("Wirkt Ihre Kommune mit?")
    page.get_by_role("textbox", name="Frist").fill(f"{moments.today():%d.%m.%Y}")
    page.get_by_role("button", name="Runde eröffnen").click()
    expect(page).not_to_have_url(re.compile("/runde/"))
    assert Round.objects.filter(asks__field=circle.hotline).exists()


def test_the_county_comments_and_reports_and_the_council_reads(
    page: Page, browser, enter, circle, live_server
):
    enter(page, "county").goto(f"{live_server.url}/felder/{circle.payroll.pk}/")
    expect(page.locator("#beschreibung").get_by_role("link")).to_have_count(0)
    begin_comment(page)
    page.get_by_role("textbox", name="Kommentar").fill("Die Aufsicht sieht keine Hindernisse.")
    page.get_by_role("button", name="Kommentar senden").click()
    expect(page.locator("#kommentare").get_by_text("Die Aufsicht sieht keine Hindernisse.")).to_be_visible()
    assert Comment.objects.get().mandate == circle.people["county"]

    page.get_by_role("link", name="Berichte", exact=True).click()
    page.get_by_role("link", name="Bericht erstellen").first.click()
    page.get_by_role("button", name="Entwurf erstellen").click()
    page.get_by_role("button", name="Speichern und zum Entwurf").click()
    expect(page.get_by_role("heading", name="Prüfung steht aus")).to_be_visible(timeout=60_000)
    assert faults(page) == []
    circle.people["second"] = second(circle)
    checker = browser.new_context(locale="de-DE").new_page()
    enter(checker, "second").goto(page.url)
    checker.get_by_role("button", name="Ich habe den Bericht geprüft").click()
    expect(checker.get_by_role("heading", name="Bericht erteilen")).to_be_visible()
    assert faults(checker) == []
    checker.context.close()
    page.reload()
    page.get_by_role("button", name="Bericht erteilen").click()
    expect(page.get_by_role("status").first).to_contain_text("ist erteilt")
    expect(page.get_by_text("Mitgeteilt an 6 Personen")).to_be_visible()
    assert faults(page) == []

    reader = browser.new_context(locale="de-DE").new_page()
    enter(reader, "kreistag")
    expect(reader.get_by_role("heading", level=1, name="Ihre Berichte")).to_be_visible()
    assert faults(reader) == []
    address = reader.get_by_role("link", name="PDF laden").get_attribute("href")
    answer = reader.request.get(f"{live_server.url}{address}")
    assert answer.body().startswith(b"%PDF")
    reader.get_by_role("link", name="Im Browser lesen").first.click()
    expect(reader.get_by_role("heading", name="Beschlussvorschlag")).to_be_visible()
    assert faults(reader) == []
    reader.context.close()
    assert Report.objects.get().state == "issued"


def test_a_field_is_edited_without_javascript(plain: Page, enter, circle, live_server):
    enter(plain, "duelmen").goto(f"{live_server.url}/felder/{circle.payroll.pk}/")
    plain.locator("#beschreibung").get_by_role("link").click()
    plain.get_by_role("textbox", name="Ziel").fill("Auch ohne Skripte")
    plain.get_by_role("button", name="Speichern").click()
    expect(plain.get_by_text("Auch ohne Skripte").first).to_be_visible()
    begin_comment(plain)
    plain.get_by_role("textbox", name="Kommentar").fill("Geht.")
    plain.get_by_role("button", name="Kommentar senden").click()
    expect(plain.locator("#kommentare").get_by_text("Geht.")).to_be_visible()
    assert Field.objects.get(pk=circle.payroll.pk).aim == "Auch ohne Skripte"
    assert Comment.objects.get().text == "Geht."


def test_every_page_of_a_delegate_passes_axe_in_both_themes(page: Page, enter, circle, live_server):
    enter(page, "nottuln")
    ask = circle.ask(circle.nottuln).pk
    addresses = [
        "/",
        "/initiativen/",
        f"/initiativen/{circle.initiative.pk}/",
        f"/initiativen/{circle.initiative.pk}/feld/",
        f"/initiativen/{circle.initiative.pk}/runde/",
        f"/felder/{circle.payroll.pk}/",
        f"/felder/{circle.payroll.pk}/?bearbeiten=federfuehrung",
        f"/felder/{circle.payroll.pk}/verlauf/",
        f"/voten/{ask}/",
        "/berichte/",
        "/hilfe/",
        "/impressum/",
    ]
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        for address in addresses:
            page.goto(f"{live_server.url}{address}")
            assert faults(page) == [], (scheme, address)
            assert fits(page), address
