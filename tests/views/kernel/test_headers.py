"""What a browser may keep and do, and what stands at fixed places for those who come without one."""

from datetime import UTC, datetime

import pytest
from django.test import Client

from initiatives.domain.kernel import moments

pytestmark = pytest.mark.django_db

PLACES = ["/", "/gibt-es-nicht/", "/impressum/", "/anmelden/", "/healthz", "/verwaltung/personen/"]


@pytest.mark.parametrize("persona", [None, "nottuln"])
def test_each_answer_says_what_other_sites_and_scripts_may_do_with_it(sign_in, persona):
    client = sign_in(persona)
    for place in PLACES:
        answer = client.get(place)
        assert answer["X-Frame-Options"] == "DENY", place
        assert answer["Referrer-Policy"] == "same-origin", place
        assert answer["X-Content-Type-Options"] == "nosniff", place
        assert answer["Cross-Origin-Opener-Policy"] == "same-origin", place
        assert answer["Cross-Origin-Resource-Policy"] == "same-origin", place
        features = dict(one.split("=") for one in answer["Permissions-Policy"].split(", "))
        allowed = {name for name, who in features.items() if who != "()"}
        assert allowed == {"publickey-credentials-create", "publickey-credentials-get"}
        assert {features[name] for name in allowed} == {"(self)"}
        assert {"camera", "microphone", "geolocation"} <= features.keys()


def test_static_files_may_be_kept_but_are_for_the_own_pages_alone(sign_in, settings):
    settings.MIDDLEWARE = [
        "initiatives.middleware.BrowserHeaders",
        "django.middleware.security.SecurityMiddleware",
        "whitenoise.middleware.WhiteNoiseMiddleware",
        *settings.MIDDLEWARE[2:],
    ]
    settings.WHITENOISE_USE_FINDERS = settings.WHITENOISE_AUTOREFRESH = True
    client = Client()
    client.cookies = sign_in("nottuln").cookies
    answer = client.get("/static/favicon.svg")
    assert answer.status_code == 200 and b"<svg" in b"".join(answer.streaming_content)
    assert "max-age" in answer["Cache-Control"] and "no-store" not in answer["Cache-Control"]
    assert answer["Cross-Origin-Resource-Policy"] == answer["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "camera=()" in answer["Permissions-Policy"]
    assert "Access-Control-Allow-Origin" not in answer
    missing = client.get("/static/gibt-es-nicht.css")  # which is a page, with the frame of who is signed in
    assert (missing.status_code, missing["Cache-Control"]) == (404, "no-store")


def test_a_public_page_may_be_kept_by_who_has_no_session_only(sign_in):
    assert "Cache-Control" not in Client().get("/impressum/")
    assert sign_in("nottuln").get("/impressum/")["Cache-Control"] == "no-store"


def test_a_part_and_a_refused_form_are_not_kept_either(sign_in):
    client = sign_in("nottuln")
    part = client.get("/mitteilungen/", headers={"HX-Request": "true", "HX-Target": "liste"})
    assert part["Cache-Control"] == "no-store"
    assert client.post("/konto/angaben/", {"telephone": "keine"})["Cache-Control"] == "no-store"


def test_security_txt_names_a_contact_for_less_than_a_year(client, settings):
    assert client.get("/.well-known/security.txt").status_code == 404
    settings.SECURITY_CONTACT = "mailto:sicherheit@ikz.example"
    answer = client.get("/.well-known/security.txt")
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    lines = dict(line.split(": ", 1) for line in answer.content.decode().splitlines())
    assert lines["Contact"] == "mailto:sicherheit@ikz.example"
    assert lines["Canonical"] == f"{settings.BASE_URL}/.well-known/security.txt"
    expires = datetime.strptime(lines["Expires"], "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
    assert 30 < (expires - moments.now()).days < 365


def test_robots_index_what_is_public_and_nothing_else(client):
    lines = client.get("/robots.txt").content.decode().splitlines()
    assert lines[0] == "User-agent: *" and lines[-1] == "Disallow: /"
    assert set(lines[1:-1]) == {
        "Allow: /oeffentlich/berichte/",
        "Allow: /impressum/",
        "Allow: /datenschutz/",
        "Allow: /barrierefreiheit/",
    }
    for line in lines[1:-1]:
        assert client.get(line.removeprefix("Allow: ")).status_code == 200
