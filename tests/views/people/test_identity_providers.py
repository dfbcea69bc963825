"""Identity providers that are not set, are away or answer nonsense; what works is tests/browser/test_identity_provider.py's."""

import json
import re
import threading
from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from time import monotonic
from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from allauth.socialaccount.models import SocialAccount, SocialApp
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.core.exceptions import ImproperlyConfigured
from django.test import Client
from django.urls import reverse

from ikz import identity_providers as settings_of
from initiatives import identity_providers
from initiatives.domain.kernel import moments
from initiatives.models import AccountRecord
from tests.support.identity_provider import BACK, NAME, configure, free_port

BEGIN = "/anmelden/mit/kreis/"
ADDRESS = "beauftragte-duelmen@ikz.example"


class Answers(BaseHTTPRequestHandler):
    """`server.answers` maps paths to what is answered: JSON, bytes, or None for silence."""

    def do_GET(self) -> None:
        answer = self.server.answers.get(self.path, b"<h1>404</h1>")
        if answer is None:
            self.server.ended.wait(30)
            return
        content = answer if isinstance(answer, bytes) else json.dumps(answer).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(content)

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self.do_GET()

    def log_message(self, *args) -> None:
        pass


@pytest.fixture
def server(settings, db) -> Iterator[ThreadingHTTPServer]:
    """A provider that answers what a test wants; it begins sound."""
    running = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    running.ended = threading.Event()
    running.address = f"http://127.0.0.1:{running.server_port}"
    running.answers = {"/.well-known/openid-configuration": _config(running.address)}
    configure(settings, running.address)
    settings.ZEAL_ALLOWLIST = [{"model": "sessions.Session", "field": "get()"}]
    cache.clear()
    threading.Thread(target=running.serve_forever, daemon=True).start()
    yield running
    running.ended.set()
    running.shutdown()
    running.server_close()


def _config(address: str, **other) -> dict:
    names = {
        "authorization_endpoint": "auth",
        "token_endpoint": "token",
        "userinfo_endpoint": "me",
        "jwks_uri": "jwks",
    }
    return {"issuer": address} | {name: f"{address}/{end}" for name, end in names.items()} | other


def _state(client) -> str:
    """Begin a sign-in; the state that the provider is to send back."""
    return parse_qs(urlsplit(client.post(BEGIN)["Refresh"].partition("url=")[2]).query)["state"][0]


def _answer(server, signed=None, **told) -> None:
    """Have the provider say who it is: in the token signed, at its address told."""
    import jwt

    claims = {"iss": server.address, "aud": "ikz", "sub": "4711", "exp": 4_000_000_000} | (signed or {})
    token = jwt.encode(claims, "not-looked-at-over-this-way-of-at-least-32-bytes")
    server.answers["/token"] = {"access_token": "secret-of-access", "id_token": token, "token_type": "Bearer"}
    server.answers["/me"] = {"sub": "4711", "email": ADDRESS, "email_verified": True} | told


def _come_back(client, **sent):
    return client.get(BACK, {"code": "c", "state": _state(client), **sent})


def _is_in(client) -> bool:
    return client.get("/").status_code == 200


def test_nothing_is_there_without_settings(circle, client):
    for address in (BEGIN, BACK, "/anmelden/mit/openid_connect/"):
        assert {client.get(address).status_code, client.post(address).status_code} <= {404, 405}
    assert "Anmelden über" not in client.get("/anmelden/").content.decode()
    client.force_login(circle.people["duelmen"].user)
    assert client.get("/konto/verbunden/").status_code == 404
    assert "Verbundene Konten" not in client.get("/").content.decode()


def test_a_row_of_a_table_makes_no_provider_and_changes_none(server, client):
    foreign = {"server_url": "http://127.0.0.1:1"}
    for name in ("kreis", "other"):
        SocialApp.objects.create(
            provider="openid_connect", provider_id=name, name="Fremd", client_id="x", settings=foreign
        )
    assert server.address in client.post(BEGIN)["Refresh"]
    assert client.post(BEGIN.replace("kreis", "other")).status_code == 404


def test_the_question_names_our_address_and_proves_itself_and_no_policy_is_widened(server, client):
    response = client.post(BEGIN, {"next": "/hilfe/"}, headers={"host": "127.0.0.1"})
    wait, _, address = response["Refresh"].partition("; url=")
    asked = parse_qs(urlsplit(address).query)
    assert (response.status_code, wait) == (200, "0") and address.startswith(f"{server.address}/auth?")
    assert asked["redirect_uri"] == [f"http://testserver{BACK}"]
    assert asked["code_challenge_method"] == ["S256"] and asked["code_challenge"] and asked["state"]
    assert set(asked["scope"][0].split()) == {"openid", "email"}
    assert "form-action 'self'" in response["Content-Security-Policy"]
    assert server.address not in response["Content-Security-Policy"]


def test_a_sound_answer_signs_in_and_goes_on_inside_only(circle, server, client):
    _answer(server)
    assert _come_back(client).url == "/"
    assert _is_in(client)
    other = Client()
    other.post(BEGIN, {"next": "https://example.org/"})
    assert _come_back(other).url == "/"


@pytest.mark.parametrize("verified", ["true", "false", 1, None])
def test_only_true_is_verified(circle, server, client, verified):
    _answer(server, email_verified=verified)
    assert _come_back(client).status_code == 403
    assert not _is_in(client) and not SocialAccount.objects.exists()
    row = AccountRecord.objects.get()  # of nobody: the address is not proved
    assert (row.kind, row.user, row.address) == ("failed", None, "127.0.0.1") and NAME in row.subject


@pytest.mark.parametrize(
    ("signed", "told"),
    [
        ({"aud": "somebody else"}, {}),
        ({"iss": "https://elsewhere.example"}, {}),
        ({"exp": 1_000_000_000}, {}),
        ({"sub": "4712"}, {}),
        ({}, {"sub": "4712"}),
        ({"sub": "4" * 192}, {"sub": "4" * 192}),
        ({"sub": ""}, {"sub": ""}),
    ],
)
def test_an_answer_for_another_or_about_another_is_none(circle, server, client, signed, told):
    _answer(server, signed=signed, **told)
    assert _come_back(client).status_code == 503
    assert not _is_in(client) and not SocialAccount.objects.exists()


@pytest.mark.parametrize(
    "answer", [b"<h1>502</h1>", [], {}, {"access_token": "a"}, {"access_token": "a", "id_token": "b"}]
)
def test_nonsense_instead_of_a_token_is_told_as_the_providers_fault(circle, server, client, answer):
    _answer(server)
    server.answers["/token"] = answer
    response = _come_back(client)
    assert response.status_code == 503 and f"„{NAME}“ antwortet gerade nicht" in response.content.decode()


@pytest.mark.parametrize(
    ("sent", "status", "told"),
    [
        ({"error": "access_denied"}, 403, "wurde abgebrochen"),
        ({"error": "server_error"}, 403, "ist nicht gelungen"),
        ({"state": "foreign"}, 403, "gilt nicht mehr"),
        ({"state": ""}, 403, "gilt nicht mehr"),
    ],
)
def test_what_is_no_sign_in_is_told(circle, server, client, sent, status, told):
    _answer(server)
    response = _come_back(client, **sent)
    assert response.status_code == status and told in response.content.decode()
    assert not _is_in(client) and not SocialAccount.objects.exists()


@pytest.mark.parametrize(
    "config",
    [
        b"<h1>maintenance</h1>",
        [],
        {},
        {"issuer": "https://elsewhere.example"},
        {"token_endpoint": "ftp://elsewhere.example/token"},
        {"userinfo_endpoint": None},
    ],
)
def test_a_provider_that_says_nothing_sound_of_itself_is_asked_nothing(server, client, config):
    if config and isinstance(config, dict):
        config = _config(server.address, **config)
    server.answers["/.well-known/openid-configuration"] = config
    response = client.post(BEGIN)
    text = response.content.decode()
    assert response.status_code == 503 and response["Retry-After"]
    assert "Das liegt nicht an Ihnen." in text and "Zur Anmeldung" in text


def test_a_provider_that_is_away_costs_a_page(settings, db, client):
    configure(settings, f"http://127.0.0.1:{free_port()}")
    assert client.post(BEGIN).status_code == 503


def test_a_silent_provider_holds_two_requests_and_keeps_no_other_waiting(server, settings, monkeypatch):
    monkeypatch.setattr(identity_providers, "TIMEOUT", 3)
    monkeypatch.setattr(identity_providers, "PATIENCE", 0.1)
    server.answers["/.well-known/openid-configuration"] = None
    session = identity_providers.Session
    begun = monotonic()

    def ask() -> None:
        with pytest.raises(Exception), session() as one:  # noqa: B017
            one.get(f"{server.address}/.well-known/openid-configuration")

    waiting = [threading.Thread(target=ask) for _ in range(2)]
    for one in waiting:
        one.start()
    while identity_providers._turns._value:
        pass
    assert Client().post(BEGIN).status_code == 503
    assert monotonic() - begun < 2
    for one in waiting:
        one.join()
    assert 3 <= monotonic() - begun < 10
    server.answers["/.well-known/openid-configuration"] = _config(server.address)
    assert Client().post(BEGIN).status_code == 200


def test_a_second_factor_is_asked_and_the_session_keeps_no_secret_meanwhile(circle, server, client):
    user = circle.people["duelmen"].user
    TOTP.activate(user, generate_totp_secret())
    _answer(server)
    response = _come_back(client)
    assert response.status_code == 302 and not _is_in(client)
    kept = json.dumps([one.get_decoded() for one in Session.objects.all()])
    assert "4711" in kept
    assert "secret-of-access" not in kept and user.password not in kept and "id_token" not in kept


def test_who_connects_an_account_proves_to_be_the_person_first(circle, server, client, settings):
    client.force_login(circle.people["duelmen"].user)
    response = client.post(BEGIN)
    assert response.status_code == 302 and response.url.startswith(reverse("account_reauthenticate"))
    settings.SOCIALACCOUNT_REAUTHENTICATION_REQUIRED = False
    assert client.post(BEGIN).status_code == 200


def test_many_attempts_are_slowed_down(server, settings):
    settings.ACCOUNT_RATE_LIMITS = {"identity_provider": "2/m/ip"}
    assert [Client().post(BEGIN).status_code for _ in range(3)] == [200, 200, 429]


def test_another_persons_connection_is_not_there(circle, server, client):
    other = circle.people["nottuln"].user
    row = SocialAccount.objects.create(user=other, provider="kreis", uid="1")
    client.force_login(circle.people["duelmen"].user)
    assert client.post(f"/konto/verbunden/{row.pk}/trennen/").status_code == 404
    assert SocialAccount.objects.exists()


def test_a_connection_outlives_its_provider_in_the_settings_and_is_taken_away(circle, settings, client):
    row = SocialAccount.objects.create(user=circle.people["duelmen"].user, provider="alt", uid="1")
    client.force_login(circle.people["duelmen"].user)
    text = client.get("/konto/verbunden/").content.decode()
    assert "Dieser Anbieter ist nicht mehr eingerichtet" in text
    token = re.search(r'action="/konto/verbunden/\d+/trennen/".*?value="(\w+)"', text, re.DOTALL)
    assert token and client.post(f"/konto/verbunden/{row.pk}/trennen/").status_code == 303
    assert not SocialAccount.objects.exists()


def test_a_connection_is_ended_also_by_who_acts_under_no_mandate(circle, settings, client):
    user = circle.people["duelmen"].user
    yesterday = moments.today() - timedelta(days=1)
    user.mandates.update(valid_from=yesterday, valid_until=yesterday)
    row = SocialAccount.objects.create(user=user, provider="kreis", uid="1")
    configure(settings, "http://127.0.0.1:1")
    client.force_login(user)
    assert "/konto/verbunden/" in client.get("/konto/sicherheit/").content.decode()
    assert "Verbunden seit" in client.get("/konto/verbunden/").content.decode()
    assert client.post(f"/konto/verbunden/{row.pk}/trennen/").status_code == 303
    assert not SocialAccount.objects.exists()


# Settings

SOUND = {
    "name": NAME,
    "server": "https://anmeldung.kreis.example/realms/kreis/",
    "client_id": "ikz",
    "client_secret": "geheim",
    "domains": ["Kreis.example"],
}


def _read(tmp_path, content) -> list[dict]:
    file = tmp_path / "oidc.json"
    file.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    return settings_of.read(str(file))


def test_several_providers_are_read(tmp_path):
    first, second = _read(
        tmp_path, {"kreis": SOUND, "stadt": SOUND | {"server": "http://localhost:8080/realms/x"}}
    )
    assert (first["provider_id"], first["name"], second["provider_id"]) == ("kreis", NAME, "stadt")
    assert first["settings"]["server_url"] == "https://anmeldung.kreis.example/realms/kreis"
    assert (
        first["settings"]["domains"] == ["kreis.example"] and first["settings"]["oauth_pkce_enabled"] is True
    )


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("{", "kein JSON"),
        ("{}", "muss ein Objekt sein"),
        (
            {"kreis": {name: SOUND[name] for name in SOUND if name != "client_secret"}},
            "Es fehlt client_secret",
        ),
        ({"kreis": SOUND | {"domains": []}}, "Es fehlt domains"),
        ({"kreis": SOUND | {"name": ""}}, "Es fehlt name"),
        ({"kreis": SOUND | {"secret": "x"}}, "Unbekannt ist secret"),
        ({"kreis": SOUND | {"server": "http://anmeldung.kreis.example"}}, "https://"),
        (
            {"kreis": SOUND | {"server": "https://k.example/.well-known/openid-configuration"}},
            "ohne /.well-known",
        ),
        ({"kreis": SOUND | {"server": 1}}, "müssen Texte sein"),
        ({"kreis": SOUND | {"domains": "kreis.example"}}, "domains muss eine Liste"),
        ({"kreis": SOUND | {"domains": ["@kreis.example"]}}, "domains muss eine Liste"),
        ({"kreis": SOUND | {"domains": ["example"]}}, "domains muss eine Liste"),
        ({"Kreis Coesfeld": SOUND}, "Das Kürzel"),
        ({"kreis": "x"}, "ein Objekt"),
    ],
)
def test_half_a_configuration_stops_the_start_and_says_what_is_wrong(tmp_path, content, told):
    with pytest.raises(ImproperlyConfigured, match=told):
        _read(tmp_path, content)


def test_a_file_that_is_not_there_is_named(tmp_path):
    with pytest.raises(ImproperlyConfigured, match=r"keine\.json lässt sich nicht lesen"):
        settings_of.read(str(tmp_path / "keine.json"))
