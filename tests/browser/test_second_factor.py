"""Second factors in Chromium: a security key (a virtual one), an app, codes on paper; a role that needs one."""

import re
from pathlib import Path

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from django.core.cache import cache
from playwright.sync_api import Page, expect

from initiatives.enums import FactorKind, Role
from tests.browser.conftest import faults, fits
from tests.support.factors import code
from tests.support.personas import PASSWORD

CODES = "Ihre Wiederherstellungs\u00adcodes"
ADDRESS = "beauftragte-duelmen@ikz.example"


@pytest.fixture
def site(circle, live_server) -> str:
    cache.clear()
    return live_server.url


@pytest.fixture
def user(circle):
    return circle.people["duelmen"].user


def _sign_in(page: Page, site: str) -> None:
    page.goto(f"{site}/anmelden/")
    page.get_by_label("E-Mail-Adresse").fill(ADDRESS)
    page.get_by_label("Passwort").fill(PASSWORD)
    page.get_by_role("button", name="Anmelden").press("Enter")


def _sign_out(page: Page) -> None:
    page.locator(".ikz-account summary").click()
    page.get_by_role("button", name="Abmelden").click()
    _at(page, "Anmelden")


def _at(page: Page, title: str) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text(title)


def _confirm(page: Page) -> None:
    _at(page, "Bitte bestätigen Sie, dass Sie es sind")
    page.get_by_label("Passwort").fill(PASSWORD)
    page.get_by_role("button", name="Weiter").click()


def _plug_in(page: Page) -> tuple:
    """A key of which Chromium believes that somebody touches it."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "usb",
        "hasResidentKey": False,
        "hasUserVerification": False,
        "isUserVerified": False,
    }
    key = session.send("WebAuthn.addVirtualAuthenticator", {"options": options})["authenticatorId"]
    return session, key


def _looked_at(page: Page) -> None:
    """Nothing for axe to find, and nothing that reaches out of the screen, in the light and in the dark, on a phone, too."""
    for size in ({"width": 1366, "height": 768}, {"width": 360, "height": 740}):
        page.set_viewport_size(size)
        assert fits(page), page.url
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            assert faults(page) == [], page.url
    page.set_viewport_size({"width": 1366, "height": 768})
    page.emulate_media(color_scheme="light")


def test_a_security_key_is_added_named_used_and_removed(site, user, page):
    session, key = _plug_in(page)
    _sign_in(page, site)
    page.locator(".ikz-account summary").click()
    page.get_by_role("link", name="Anmeldung und Sicherheit").click()
    _looked_at(page)
    page.get_by_role("link", name="Sicherheitsschlüssel hinzufügen").click()
    _looked_at(page)
    _confirm(page)
    _at(page, "Sicherheitsschlüssel hinzufügen")
    _looked_at(page)
    page.get_by_label("Name").fill("Schlüsselbund")
    page.get_by_role("button", name="Schlüssel hinzufügen").click()
    _at(page, CODES)
    expect(page.get_by_role("status").first).to_contain_text("Der Sicherheitsschlüssel ist hinzugefügt.")
    assert user.authenticator_set.get(type=FactorKind.KEY).data["name"] == "Schlüsselbund"
    page.get_by_role("link", name="Ich habe sie aufbewahrt").click()
    page.get_by_role("link", name="Umbenennen").click()
    _looked_at(page)
    page.get_by_label("Name").fill("Dienstschlüssel")
    page.get_by_role("button", name="Speichern").click()
    expect(page.locator("main")).to_contain_text("Dienstschlüssel")
    # the same key a second time
    page.get_by_role("link", name="Weiteren Sicherheitsschlüssel hinzufügen").click()
    page.get_by_role("button", name="Schlüssel hinzufügen").click()
    expect(page.get_by_role("alert")).to_contain_text("gehört schon zu Ihrem Konto")
    _sign_out(page)

    _sign_in(page, site)
    _at(page, "Zweiter Faktor")
    _looked_at(page)
    session.send("WebAuthn.setUserVerified", {"authenticatorId": key, "isUserVerified": False})
    use = page.get_by_role("button", name="Sicherheitsschlüssel benutzen")
    expect(use).to_be_enabled()
    use.press("Enter")
    expect(page.get_by_role("navigation", name="Hauptmenü")).to_be_visible()

    page.goto(f"{site}/konto/sicherheit/")
    expect(page.locator("main")).to_contain_text("zuletzt benutzt am")
    page.get_by_role("link", name=re.compile("Entfernen.*Dienstschlüssel")).click()
    _at(page, "Bitte bestätigen Sie, dass Sie es sind")
    _looked_at(page)
    page.get_by_role("button", name="Sicherheitsschlüssel benutzen").click()
    _at(page, "„Dienstschlüssel“ entfernen?")
    _looked_at(page)
    page.get_by_role("button", name="Schlüssel entfernen").click()
    expect(page.get_by_role("status").first).to_contain_text("Der Sicherheitsschlüssel ist entfernt.")
    assert not user.authenticator_set.exists()


def test_another_key_is_refused_and_none_is_told(site, user, page):
    session, key = _plug_in(page)
    _sign_in(page, site)
    page.goto(f"{site}/konto/sicherheit/schluessel/")
    _confirm(page)
    page.get_by_role("button", name="Schlüssel hinzufügen").click()
    _at(page, CODES)
    _sign_out(page)
    session.send("WebAuthn.removeVirtualAuthenticator", {"authenticatorId": key})
    _plug_in(page)
    _sign_in(page, site)
    page.get_by_role("button", name="Sicherheitsschlüssel benutzen").click()
    expect(page.get_by_role("alert")).to_contain_text("hat nicht geantwortet")
    page.goto(f"{site}/initiativen/")
    _at(page, "Zweiter Faktor")
    page.get_by_role("button", name="Anmeldung abbrechen").click()
    _at(page, "Anmelden")


def test_a_key_is_not_asked_before_the_script_is_there(site, user, page):
    """Sent by the browser itself, the form would carry no answer of a key."""
    page.route("**/security*.js", lambda route: route.abort())
    _sign_in(page, site)
    page.goto(f"{site}/konto/sicherheit/schluessel/")
    _confirm(page)
    expect(page.get_by_role("button", name="Schlüssel hinzufügen")).to_be_disabled()


def test_an_app_and_a_recovery_code_lead_in_by_keyboard(site, user, page, tmp_path: Path):
    _sign_in(page, site)
    page.goto(f"{site}/konto/sicherheit/")
    page.get_by_role("link", name="App einrichten").press("Enter")
    _confirm(page)
    _at(page, "Authenticator-App einrichten")
    _looked_at(page)
    assert page.locator(".ikz-qr").evaluate("(picture) => picture.naturalWidth > 0")
    secret = page.locator(".ikz-code").inner_text().replace(" ", "")
    page.get_by_label("Code aus der App").fill("000000")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_be_focused()
    expect(page.locator(".ikz-code")).to_have_text(" ".join(secret[i : i + 4] for i in range(0, 32, 4)))
    page.get_by_label("Code aus der App").fill(code(secret))
    page.keyboard.press("Enter")
    _at(page, CODES)
    _looked_at(page)
    expect(page.get_by_role("button", name="Drucken")).to_be_visible()
    with page.expect_download() as loading:
        page.get_by_role("link", name="Als Textdatei speichern").click()
    loading.value.save_as(tmp_path / "codes.txt")
    codes = (tmp_path / "codes.txt").read_text(encoding="utf-8").splitlines()[2:]
    assert codes == page.locator(".ikz-codes .ikz-code").all_inner_texts() and len(codes) == 10
    page.get_by_role("link", name="Ich habe sie aufbewahrt").click()
    _looked_at(page)
    _sign_out(page)

    _sign_in(page, site)
    _at(page, "Zweiter Faktor")
    expect(page.get_by_role("textbox", name="Code")).to_be_focused()
    page.keyboard.type(code(secret, 1))
    page.keyboard.press("Enter")
    expect(page.get_by_role("navigation", name="Hauptmenü")).to_be_visible()
    _sign_out(page)

    _sign_in(page, site)
    _at(page, "Zweiter Faktor")
    page.keyboard.type(codes[0])
    page.keyboard.press("Enter")
    expect(page.get_by_role("navigation", name="Hauptmenü")).to_be_visible()


def test_whose_role_needs_one_is_led_to_set_it_up_also_without_javascript(site, user, plain, settings):
    settings.SECOND_FACTOR_ROLES = frozenset({Role.DELEGATE})
    _sign_in(plain, site)
    _at(plain, "Anmeldung und Sicherheit")
    expect(plain.locator("main")).to_contain_text("Bitte richten Sie einen zweiten Faktor ein.")
    plain.goto(f"{site}/initiativen/")
    _at(plain, "Anmeldung und Sicherheit")
    plain.get_by_role("link", name="App einrichten").click()
    _confirm(plain)
    secret = plain.locator(".ikz-code").inner_text().replace(" ", "")
    plain.get_by_label("Code aus der App").fill(code(secret))
    plain.get_by_role("button", name="App einrichten").click()
    _at(plain, CODES)
    plain.get_by_role("link", name="Ich habe sie aufbewahrt").click()
    expect(plain).to_have_url(f"{site}/initiativen/")
    assert TOTP(user.authenticator_set.get(type=FactorKind.APP)).validate_code(code(secret, 1))
