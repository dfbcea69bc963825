"""The county proposes a project to five, four answer, one is reminded; a municipality asks the county for support."""

import pytest
from playwright.sync_api import Browser, Page, expect

from initiatives.models import Field, Proposal, SupportRequest
from tests.browser.conftest import faults, fits
from tests.browser.desk import FORM, Desk, german

ASKED = ["Ascheberg", "Billerbeck", "Dülmen", "Nottuln", "Olfen"]


@pytest.fixture
def desk(browser: Browser, live_server, transactional_db, source_case) -> Desk:
    field = Field.objects.get(initiative=source_case.municipalities, title="Personalabrechnung bündeln")
    made = Desk(browser, live_server.url, source_case, field)
    yield made
    made.close()


def propose(desk: Desk) -> str:
    places = desk.case.organisations.values()
    values = {
        "title": "Gemeinsame Fortbildung",
        "purpose": "Schulungen gemeinsam anbieten",
        "organisations": [str(one.pk) for one in places if one.name in ASKED],
        "deadline": german(5),
    }
    start = f"/initiativen/{desk.field.initiative_id}/projektvorschlaege/neu/"
    page = desk.fill("Kreis", start, values)
    expect(page.get_by_role("heading", level=1)).to_have_text("Gemeinsame Fortbildung")
    expect(page.get_by_text("Noch hat niemand geantwortet.")).to_be_visible()
    return f"/projektvorschlaege/{Proposal.objects.get().pk}/"


def respond(desk: Desk, url: str, name: str, reply: str, reason: str = "") -> Page:
    page = desk.fill(name, f"{url}?bearbeiten=antwort", {"reply": reply, "reason": reason})
    expect(page.locator(FORM)).to_have_count(0)
    return page


def test_the_county_proposes_to_five_and_four_answer(desk: Desk):
    url = propose(desk)
    refused = desk.fill("Billerbeck", f"{url}?bearbeiten=antwort", {"reply": "refusal"})
    expect(refused.get_by_role("alert")).to_contain_text("Bitte nennen Sie die Gründe der Ablehnung.")
    respond(desk, url, "Billerbeck", "refusal", "Dafür fehlen die Stellen.")
    respond(desk, url, "Nottuln", "take_part")
    respond(desk, url, "Dülmen", "take_part")
    respond(desk, url, "Ascheberg", "interest")

    county = desk.page("Kreis")
    county.goto(desk.address)
    expect(county.get_by_text("4 von 5 haben geantwortet")).to_be_visible()
    county.get_by_role("link", name="An den Projektvorschlag erinnern").click()
    expect(county.get_by_text("Es fehlt: Stadt Olfen.")).to_be_visible()
    county.get_by_role("link", name="An offene Antworten erinnern").click()
    county.get_by_role("button", name="An offene Antworten erinnern").click()
    expect(county.get_by_text("Erinnert: Stadt Olfen.").first).to_be_visible()
    expect(county.get_by_role("link", name="An offene Antworten erinnern")).to_have_count(0)
    expect(county.get_by_role("link", name="Annehmen")).to_have_count(0)

    olfen = desk.page("Olfen")
    olfen.goto(desk.address)
    olfen.get_by_role("link", name="Auf den Projektvorschlag antworten: Gemeinsame Fortbildung").click()
    assert faults(olfen) == []
    expect(olfen.locator(FORM).get_by_role("heading")).to_be_focused()
    olfen.get_by_label("Später: Wir möchten später dazukommen").check()
    assert faults(olfen) == []
    olfen.get_by_role("button", name="Antwort speichern").click()
    expect(olfen.get_by_text("Alle Gefragten haben geantwortet").first).to_be_visible()
    expect(olfen).to_have_url(f"{desk.address}{url}")
    olfen.set_viewport_size({"width": 360, "height": 740})
    assert fits(olfen)

    nottuln = desk.page("Nottuln")
    nottuln.goto(desk.address)
    nottuln.get_by_role("link", name="Über den Projektvorschlag entscheiden: Gemeinsame Fortbildung").click()
    expect(nottuln.get_by_role("link", name="Annehmen")).to_be_visible()


def test_a_request_for_support_is_asked_accepted_answered_and_closed(desk: Desk):
    new = f"/initiativen/{desk.field.initiative_id}/unterstuetzung/neu/"
    values = {
        "subject": "Umsatzsteuer",
        "text": "Fällt sie an?",
        "field": str(desk.field.pk),
        "wanted_by": german(9),
    }
    olfen = desk.fill("Olfen", new, values)
    expect(olfen.get_by_text("seit heute offen")).to_be_visible()
    assert faults(olfen) == []

    county = desk.page("Kreis")
    county.goto(desk.address)
    county.get_by_role("link", name="Über die Unterstützungsanfrage entscheiden: Umsatzsteuer").click()
    county.get_by_role("link", name="Anfrage annehmen").click()
    county.get_by_role("button", name="Anfrage annehmen").click()
    county.get_by_role("link", name="Antworten").click()
    county.get_by_label("Antwort", exact=True).fill("Nein, hier nicht.")
    county.get_by_role("button", name="Antworten").click()
    expect(county.locator("#antwort")).to_contain_text("Nein, hier nicht.")

    olfen.goto(desk.address)
    olfen.get_by_role("link", name="Antwort lesen und abschließen: Umsatzsteuer").click()
    expect(olfen.locator("#antwort")).to_contain_text("Nein, hier nicht.")
    olfen.get_by_role("link", name="Abschließen").click()
    olfen.get_by_role("button", name="Abschließen").click()
    expect(olfen.get_by_text("Die Anfrage ist abgeschlossen.").first).to_be_visible()
    expect(olfen.get_by_text("am selben Tag beantwortet")).to_be_visible()
    assert SupportRequest.objects.get().state == "closed"
    olfen.goto(f"{desk.address}/felder/{desk.field.pk}/#unterstuetzung")
    expect(olfen.locator("#unterstuetzung")).to_contain_text("Umsatzsteuer, Stadt Olfen: abgeschlossen")
