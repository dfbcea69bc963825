"""Sign-in, sign-out and passwords."""

import re

import pytest
from django.core import mail
from django.core.cache import cache

from initiatives import mailing
from initiatives.models import AccountRecord
from tests.support.personas import PASSWORD

ADDRESS = "beauftragte-duelmen@ikz.example"
NEW = "der-mond-ist-aufgegangen"
OWN_PLACE = "Dülmen-Dülmen"


@pytest.fixture(autouse=True)
def no_former_attempts(db):
    cache.clear()


def _sign_in(client, password=PASSWORD, address=ADDRESS, **data):
    return client.post("/anmelden/", {"login": address, "password": password} | data)


def test_the_right_password_leads_to_the_page_that_was_wanted(circle, client):
    response = _sign_in(client, next="/hilfe/")
    assert (response.status_code, response.url) == (302, "/hilfe/")
    assert client.get("/").status_code == 200


def test_the_address_is_compared_without_case(circle, client):
    assert _sign_in(client, address="Beauftragte-Duelmen@IKZ.example").status_code == 302


@pytest.mark.parametrize(("address", "password"), [(ADDRESS, "falsch"), ("niemand@ikz.example", PASSWORD)])
def test_a_wrong_sign_in_says_what_to_do_and_not_which_part_was_wrong(circle, client, address, password):
    response = _sign_in(client, password, address)
    text = response.content.decode()
    assert response.status_code == 422
    assert "1 Angabe ist zu berichtigen" in text
    assert "E-Mail-Adresse und Passwort passen nicht zusammen." in text
    assert f'value="{address}"' in text
    assert password not in text.replace(address, "")
    assert client.get("/").status_code == 302


def test_empty_fields_are_named_and_linked(client):
    response = client.post("/anmelden/", {})
    text = response.content.decode()
    assert response.status_code == 422
    assert '<a href="#id_login">E-Mail-Adresse: Bitte füllen Sie dieses Feld aus.</a>' in text
    assert '<a href="#id_password">Passwort: Bitte füllen Sie dieses Feld aus.</a>' in text


def test_a_foreign_address_to_go_on_to_is_ignored(circle, client):
    assert _sign_in(client, next="https://example.org/").url == "/"


def test_the_frame_knows_nobody_before_the_sign_in(client, db):
    text = client.get("/anmelden/").content.decode()
    assert "ikz-account" not in text
    assert "hauptmenue" not in text


def test_signing_out_needs_a_post(circle, client):
    _sign_in(client)
    assert "Abmelden?" in client.get("/abmelden/").content.decode()
    assert client.get("/").status_code == 200
    client.post("/abmelden/")
    assert client.get("/").status_code == 302


def test_a_forgotten_password_is_replaced_by_mail(circle, client):
    response = client.post("/passwort/vergessen/", {"email": ADDRESS}, follow=True)
    assert "Bitte sehen Sie in Ihr Postfach" in response.content.decode()
    mailing.send_due()
    [letter] = mail.outbox
    assert letter.to == [ADDRESS]
    assert letter.subject == "Neues Passwort festlegen"
    assert letter.body.startswith("Guten Tag,")
    link = re.search(r"https?://[^/]+(/passwort/neu/\S+)", letter.body)[1]
    form = client.get(link, follow=True)
    action = form.request["PATH_INFO"]
    wrong = client.post(action, {"password1": NEW, "password2": NEW + "x"})
    assert wrong.status_code == 422
    assert "Das ist ein anderes Passwort als im Feld davor." in wrong.content.decode()
    short = client.post(action, {"password1": "kurz", "password2": "kurz"})
    assert short.status_code == 422
    own = client.post(action, {"password1": OWN_PLACE, "password2": OWN_PLACE})
    assert own.status_code == 422 and "Namen aus Ihrem Umfeld" in own.content.decode()
    done = client.post(action, {"password1": NEW, "password2": NEW}, follow=True)
    assert "Ihr Passwort ist geändert" in done.content.decode()
    record = AccountRecord.objects.get(kind="password")
    assert (record.subject, str(record.user)) == (
        "Passwort über den Link aus einer E-Mail festgelegt",
        ADDRESS,
    )
    assert _sign_in(client).status_code == 422
    assert _sign_in(client, NEW).status_code == 302
    client.post("/abmelden/")
    assert "Dieser Verweis gilt nicht mehr" in client.get(link, follow=True).content.decode()


def test_an_unknown_address_gets_the_same_answer_and_no_mail(circle, client):
    response = client.post("/passwort/vergessen/", {"email": "niemand@ikz.example"}, follow=True)
    assert "Bitte sehen Sie in Ihr Postfach" in response.content.decode()
    mailing.send_due()
    assert mail.outbox == []


def test_a_damaged_address_is_refused(client, db):
    response = client.post("/passwort/vergessen/", {"email": "niemand"})
    assert response.status_code == 422
    assert "Bitte geben Sie eine vollständige E-Mail-Adresse an." in response.content.decode()
    assert 'value="niemand"' in response.content.decode()


def test_changing_the_password_needs_the_former_one(circle, client):
    _sign_in(client)
    data = {"oldpassword": "falsch", "password1": NEW, "password2": NEW}
    response = client.post("/passwort/aendern/", data)
    assert response.status_code == 422
    assert "Das ist nicht Ihr bisheriges Passwort." in response.content.decode()
    right = data | {"oldpassword": PASSWORD}
    response = client.post("/passwort/aendern/", right | {"password1": OWN_PLACE, "password2": OWN_PLACE})
    assert response.status_code == 422 and "Namen aus Ihrem Umfeld" in response.content.decode()
    response = client.post("/passwort/aendern/", right, follow=True)
    assert "Ihr Passwort ist geändert." in response.content.decode()
    client.post("/abmelden/")
    assert _sign_in(client, NEW).status_code == 302


def test_who_has_no_password_sets_one_without_a_former_one(circle, client):
    """Who was invited and came by an identity provider or by a code."""
    user = circle.people["duelmen"].user
    user.set_unusable_password()
    user.save()
    client.force_login(user)
    response = client.get("/passwort/aendern/", follow=True)
    assert response.redirect_chain == [("/passwort/festlegen/", 302)]
    assert "Passwort festlegen</h1>" in response.content.decode()
    for first, second, why in (
        (NEW, NEW + "x", "Das ist ein anderes Passwort als im Feld davor."),
        (OWN_PLACE, OWN_PLACE, "Namen aus Ihrem Umfeld"),
        ("", "", "Bitte füllen Sie dieses Feld aus."),
    ):
        response = client.post("/passwort/festlegen/", {"password1": first, "password2": second})
        assert response.status_code == 422 and why in response.content.decode()
    user.refresh_from_db()
    assert not user.has_usable_password()
    response = client.post("/passwort/festlegen/", {"password1": NEW, "password2": NEW}, follow=True)
    assert response.status_code == 200 and "Ihr Passwort ist festgelegt." in response.content.decode()
    assert AccountRecord.objects.get(kind="password").subject == "Passwort festgelegt"
    assert client.get("/passwort/festlegen/").url == "/passwort/aendern/"
    client.post("/abmelden/")
    assert _sign_in(client, NEW).status_code == 302


def test_a_locked_account_is_told_so(circle, client):
    user = circle.people["duelmen"].user
    user.is_active = False
    user.save()
    response = client.post("/anmelden/", {"login": ADDRESS, "password": PASSWORD}, follow=True)
    assert "/" in response.request["PATH_INFO"]
    assert client.get("/").status_code == 302


def test_nobody_signs_up(client, db):
    assert client.get("/signup/").status_code == 404
    assert client.get("/accounts/signup/").status_code == 404
