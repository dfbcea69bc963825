"""Legal texts and help."""

import pytest

from initiatives.models import LegalPage

LEGAL = ["impressum", "datenschutz", "barrierefreiheit"]


@pytest.mark.parametrize("slug", LEGAL)
def test_legal_texts_are_read_without_sign_in_and_linked_on_every_page(client, db, slug):
    assert client.get(f"/{slug}/").status_code == 200
    assert f'href="/{slug}/"' in client.get("/anmelden/").content.decode()


@pytest.mark.parametrize("slug", ["impressum", "datenschutz"])
def test_a_missing_text_says_who_owes_it(client, db, slug):
    text = client.get(f"/{slug}/").content.decode()
    assert "Dieser Text fehlt noch." in text
    assert f"/verwaltung/texte/{slug}/" not in text


def test_administrators_are_led_to_the_form(sign_in):
    assert (
        'href="/verwaltung/texte/impressum/"' in sign_in("administrator").get("/impressum/").content.decode()
    )


def test_the_statement_on_accessibility_is_there_from_the_beginning(client, db):
    text = client.get("/barrierefreiheit/").content.decode()
    assert "teilweise vereinbar" in text
    assert "Ombudsstelle" in text


def test_an_administrator_writes_and_everybody_reads(sign_in, client):
    administrator = sign_in("administrator")
    assert 'name="text"' in administrator.get("/verwaltung/texte/impressum/").content.decode()
    response = administrator.post("/verwaltung/texte/impressum/", {"text": "## Anbieter\n\nKreis Coesfeld"})
    assert (response.status_code, response.headers["Location"]) == (303, "/impressum/")
    assert "Der Text ist gespeichert." in administrator.get("/impressum/").content.decode()
    text = client.get("/impressum/").content.decode()
    assert "<h2>Anbieter</h2>" in text
    assert "Dieser Text fehlt noch." not in text


def test_markup_and_scripts_do_not_come_through(sign_in, client):
    evil = "<script>alert(1)</script>\n\n[klick](javascript:alert(1)) <img src=x onerror=alert(1)>"
    sign_in("administrator").post("/verwaltung/texte/impressum/", {"text": evil})
    body = client.get("/impressum/").content.decode().split("<main", 1)[1]
    assert "<script" not in body
    assert "<img" not in body
    assert 'href="javascript' not in body


def test_an_emptied_text_is_missing_again(sign_in, client):
    administrator = sign_in("administrator")
    administrator.post("/verwaltung/texte/impressum/", {"text": "Kreis Coesfeld"})
    administrator.post("/verwaltung/texte/impressum/", {"text": "  "})
    assert "Dieser Text fehlt noch." in client.get("/impressum/").content.decode()


def test_a_text_that_is_too_long_is_kept_in_the_form_and_not_stored(sign_in):
    long = "Wort " * 10_001
    response = sign_in("administrator").post("/verwaltung/texte/impressum/", {"text": long})
    assert response.status_code == 422
    assert "Wort Wort" in response.content.decode()
    assert 'href="#id_text"' in response.content.decode()
    assert not LegalPage.objects.exists()


def test_the_administrator_of_one_county_is_not_led_to_what_holds_for_all(sign_in):
    client = sign_in("county_administrator")
    assert "/verwaltung/texte/" not in client.get("/impressum/").content.decode()
    for page in ("/", "/verwaltung/"):
        text = client.get(page).content.decode()
        assert "/verwaltung/texte/" not in text and "/verwaltung/arbeitsschritte/" not in text
    for page in ("/", "/verwaltung/"):
        assert "/verwaltung/texte/" in sign_in("administrator").get(page).content.decode()


@pytest.mark.parametrize("persona", ["nottuln", "county", "kreistag", "reader", "county_administrator"])
def test_only_administrators_of_the_whole_write(sign_in, persona):
    client = sign_in(persona)
    assert client.get("/verwaltung/texte/impressum/").status_code == 403
    assert client.post("/verwaltung/texte/impressum/", {"text": "x"}).status_code == 403
    assert not LegalPage.objects.exists()


def test_there_are_three_texts_only(sign_in):
    assert sign_in("administrator").get("/verwaltung/texte/agb/").status_code == 404
