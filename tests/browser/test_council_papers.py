"""A delegate opens the round on a phone, reads the draft paper, makes it and takes the DOCX home."""

import docx
from playwright.sync_api import Page, expect

from initiatives.models import CouncilPaper
from tests.browser.conftest import faults, fits


def test_the_delegate_of_rosendahl_takes_the_draft_paper_home(
    phone: Page, enter, circle, live_server, tmp_path
):
    enter(phone, "rosendahl").goto(f"{live_server.url}/runden/{circle.round.pk}/")
    phone.get_by_role("link", name="Vorlagenentwurf für den eigenen Rat").click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("Vorlagenentwurf für den eigenen Rat")
    expect(phone.get_by_text("Variante C: Ablehnung")).to_be_visible()
    expect(phone.get_by_text("[bitte ergänzen: zuständiges Gremium]").first).to_be_visible()
    phone.get_by_text("Kopf und Anlagen").click()
    phone.get_by_label("Dezernat oder Amt").fill("Dezernat II")
    phone.get_by_role("button", name="Zeile hinzufügen").click()
    expect(phone.get_by_label("Gremium")).to_have_count(2)
    expect(phone.get_by_label("Dezernat oder Amt")).to_have_value("Dezernat II")
    phone.get_by_label("Gremium").nth(1).fill("Hauptausschuss")
    assert fits(phone)
    assert faults(phone) == []
    phone.get_by_role("button", name="Entwurf erstellen (DOCX, ODT, PDF)").click()
    expect(phone.get_by_text("Der Entwurf liegt bereit").first).to_be_visible(timeout=30_000)
    with phone.expect_download() as loading:
        phone.get_by_role("link", name="Entwurf zum Bearbeiten (DOCX)").click()
    loading.value.save_as(tmp_path / "entwurf.docx")
    assert loading.value.suggested_filename.startswith(
        "entwurf-vorlage-gemeinde-rosendahl-personalabrechnung"
    )
    styles = [one.style.name for one in docx.Document(tmp_path / "entwurf.docx").paragraphs]
    expect(phone.get_by_role("link", name="Entwurf zum Bearbeiten (ODT)")).to_be_visible()
    expect(phone.get_by_label("Dezernat oder Amt")).to_have_value("Dezernat II")
    assert "Title" in styles and "Heading 1" in styles
    assert CouncilPaper.objects.get().organisation == circle.rosendahl
