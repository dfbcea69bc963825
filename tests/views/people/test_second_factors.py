"""Second factors by pages: set up, asked for at the sign-in, once each, required, removed; what is stored of them."""

import html
import re
import time
from urllib.parse import unquote, urlencode

import pytest
from django.core.cache import cache
from django.test import Client

from initiatives.domain.kernel import moments
from initiatives.enums import FactorKind, Role
from initiatives.models import AccountRecord, Mail
from tests.support.factors import code, give_app, give_codes
from tests.support.personas import PASSWORD

ADDRESS = "beauftragte-duelmen@ikz.example"
PROVE = "/anmelden/zweiter-faktor/"
CONFIRM = "/konto/bestaetigen/"
OVERVIEW = "/konto/sicherheit/"
APP = f"{OVERVIEW}app/"
KEY = f"{OVERVIEW}schluessel/"
CODES = f"{OVERVIEW}codes/"


@pytest.fixture(autouse=True)
def no_former_attempts(db):
    cache.clear()


@pytest.fixture
def user(circle):
    return circle.people["duelmen"].user


def _password(client, address=ADDRESS):
    return client.post("/anmelden/", {"login": address, "password": PASSWORD})


def _prove(client, typed):
    return client.post(PROVE, {"code": typed})


def _is_in(client) -> bool:
    return client.get("/").status_code == 200


def _text(response) -> str:
    return html.unescape(response.content.decode())


def _confirmed(client):
    client.post(CONFIRM, {"password": PASSWORD})
    return client


@pytest.fixture
def signed_in(user, client):
    """A client that has typed the password twice: at the sign-in, and before a change."""
    _password(client)
    return _confirmed(client)


@pytest.fixture
def done(django_capture_on_commit_callbacks):
    """`done(client.post, …)`: with what follows the transaction."""

    def act(call, *args):
        with django_capture_on_commit_callbacks(execute=True):
            return call(*args)

    return act


def _offered(client) -> str:
    return re.search(r'<code class="ikz-code">([A-Z2-7 ]+)</code>', _text(client.get(APP)))[1].replace(
        " ", ""
    )


def test_an_app_is_set_up_by_its_code_and_asked_for_at_the_next_sign_in(user, signed_in, done):
    secret = _offered(signed_in)
    assert "data:image/svg+xml;base64," in _text(signed_in.get(APP)) and len(secret) == 32
    secret = _offered(signed_in)
    wrong = signed_in.post(APP, {"code": "000000"})
    assert wrong.status_code == 422 and "Dieser Code passt nicht" in _text(wrong)
    assert secret in _text(wrong).replace(" ", "")  # the picture that was scanned stays
    response = done(signed_in.post, APP, {"code": code(secret)})
    assert response.url == CODES
    shown = _text(signed_in.get(CODES))
    assert "Diese Codes sehen Sie nur jetzt." in shown and shown.count("<li><code") == 10
    stored = user.authenticator_set.get(type=FactorKind.APP)
    assert secret not in str(stored.data)
    [record] = AccountRecord.objects.filter(subject="Authenticator-App eingerichtet")
    assert (record.user, record.by, record.kind) == (user, user, "factor")
    assert user in {mail.user for mail in Mail.objects.filter(record=record)}
    signed_in.post("/abmelden/")
    assert _password(signed_in).url == PROVE
    assert not _is_in(signed_in)
    refused = _prove(signed_in, "000000")
    assert refused.status_code == 422 and "Dieser Code passt nicht" in _text(refused)
    assert _prove(signed_in, code(secret, 1)).url == "/"
    assert _is_in(signed_in)
    assert "zuletzt benutzt am" in _text(signed_in.get(OVERVIEW))


def test_changes_are_only_made_after_another_proof(user, client):
    _password(client)
    assert client.get(APP).url == f"{CONFIRM}?{urlencode({'next': APP})}"
    assert client.post(CONFIRM, {"password": "falsch"}).status_code == 422
    response = client.post(f"{CONFIRM}?next={APP}", {"password": PASSWORD, "next": APP})
    assert response.url == APP
    assert client.get(APP).status_code == 200


def test_who_has_a_factor_proves_it_and_not_the_password_before_a_change(user, client):
    secret = give_app(user)
    _password(client)
    _prove(client, code(secret))
    assert client.get(f"{APP}entfernen/").url.startswith(f"{CONFIRM}code/")
    assert client.post(CONFIRM, {"password": PASSWORD}).url == f"{CONFIRM}code/"
    assert client.get(f"{APP}entfernen/").status_code == 302
    assert client.post(f"{CONFIRM}code/", {"code": code(secret)}).status_code == 422  # the one of the sign-in
    assert client.post(f"{CONFIRM}code/", {"code": code(secret, 1)}).status_code == 302
    assert client.get(f"{APP}entfernen/").status_code == 200


@pytest.mark.parametrize("steps", [-1, 0, 1])
def test_a_code_of_the_app_counts_once(user, client, steps):
    typed = code(give_app(user), steps)
    _password(client)
    assert _prove(client, typed).status_code == 302
    other = Client()
    _password(other)
    answer = _prove(other, f"{typed[:3]} {typed[3:]}")
    assert answer.status_code == 422 and "wurde schon benutzt" in _text(answer)
    assert not _is_in(other)


def test_a_used_code_stays_used_while_it_holds_also_after_its_own_step(user, client):
    typed = code(give_app(user), 1)
    _password(client)
    assert _prove(client, typed).status_code == 302
    app = user.authenticator_set.get(type=FactorKind.APP).wrap()
    assert cache.delete(app._get_used_cache_key(typed))  # forgotten by allauth after one step
    other = Client()
    _password(other)
    assert _prove(other, typed).status_code == 422


@pytest.mark.parametrize("steps", [-2, 2])
def test_a_code_that_is_too_late_or_too_early_is_refused(user, client, steps, monkeypatch):
    now = time.time() // 30 * 30 + 10  # not at the edge of a step
    monkeypatch.setattr(time, "time", lambda: now)
    typed = code(give_app(user), steps)
    _password(client)
    assert _prove(client, typed).status_code == 422


def test_a_code_is_taken_in_the_browser_alone_in_which_the_password_was_typed(user, client):
    secret = give_app(user)
    _password(client)
    other = Client()
    assert _prove(other, code(secret)).url == "/anmelden/"
    assert not _is_in(other)


def test_a_sign_in_that_was_left_half_done_is_over_after_a_quarter_of_an_hour(user, client, monkeypatch):
    secret = give_app(user)
    _password(client)
    later = time.time() + 15 * 60 + 1
    monkeypatch.setattr(time, "time", lambda: later)
    assert _prove(client, code(secret)).url == "/anmelden/"
    assert not _is_in(client)


def test_a_sign_in_that_was_left_half_done_ends_with_its_password(user, client):
    secret = give_app(user)
    _password(client)
    user.set_password("der-mond-ist-aufgegangen")
    user.save()
    answer = _prove(client, code(secret))
    assert answer.url == "/anmelden/" and "Ihr Passwort wurde inzwischen geändert." in _text(
        client.get(answer.url)
    )
    assert _prove(client, code(secret, 1)).url == "/anmelden/"
    assert not _is_in(client)


def test_a_sign_in_is_cancelled_between_both_proofs(user, client):
    secret = give_app(user)
    _password(client)
    assert client.post("/abmelden/", {"next": "/anmelden/"}).url == "/anmelden/"
    assert client.get("/anmelden/").status_code == 200
    assert _prove(client, code(secret)).url == "/anmelden/" and not _is_in(client)


def test_a_lock_between_both_proofs_keeps_out_and_is_recorded(user, client):
    secret = give_app(user)
    _password(client)
    user.is_active = False
    user.save()
    assert _prove(client, code(secret)).url == "/gesperrt/" and not _is_in(client)
    assert AccountRecord.objects.get(kind="failed").subject == "Konto gesperrt"


def test_a_wrong_code_is_a_sign_in_that_failed(user, client):
    secret = give_app(user)
    _password(client)
    assert _prove(client, "000000").status_code == 422
    row = AccountRecord.objects.get(kind="failed")
    assert (row.user, row.by, row.subject, row.address) == (user, None, "Zweiter Faktor falsch", "127.0.0.1")
    _prove(client, code(secret))
    assert AccountRecord.objects.filter(kind="failed").count() == 1


def test_five_wrong_codes_are_slowed_down_also_for_the_right_one(user, client):
    secret = give_app(user)
    _password(client)
    for _ in range(5):
        assert "Dieser Code passt nicht" in _text(_prove(client, "000000"))
    last = _prove(client, code(secret))
    assert last.status_code == 422 and "zu viele Versuche" in _text(last)
    assert not _is_in(client)


def test_a_recovery_code_counts_once_and_its_use_is_told(user, client):
    give_app(user)
    first, second = give_codes(user)[:2]
    _password(client)
    assert _prove(client, f"{first[:4]} {first[4:]}").status_code == 302
    [record] = AccountRecord.objects.filter(kind="factor")
    assert record.subject == "Wiederherstellungscode benutzt; übrig: 9"
    assert record.address == "127.0.0.1"
    assert Mail.objects.filter(record=record, user=user).exists()
    assert "9 von 10" in _text(client.get(OVERVIEW))
    client.post("/abmelden/")
    _password(client)
    assert _prove(client, first).status_code == 422
    assert _prove(client, second).status_code == 302


def test_recovery_codes_are_shown_once_and_made_anew_when_asked(user, client):
    give_app(user)
    codes = give_codes(user)
    _password(client)
    _prove(client, codes[0])
    client.post(f"{CONFIRM}code/", {"code": codes[1]})
    shown = _text(client.get(CODES))
    assert f"{codes[2][:4]} {codes[2][4:]}" in shown and codes[0][:4] + " " not in shown
    file = unquote(re.search(r'href="data:text/plain;charset=utf-8,([^"]+)"', shown)[1])
    assert file.splitlines() == [f"Wiederherstellungscodes IKZ {ADDRESS}", ""] + [
        f"{one[:4]} {one[4:]}" for one in codes[2:]
    ]
    again = _text(client.get(CODES))
    assert codes[2][:4] + " " not in again and "8 von 10 sind noch unbenutzt" in again
    assert "Die 8 unbenutzten Codes gelten dann nicht mehr." in _text(client.get(f"{CODES}neu/"))
    assert client.post(f"{CODES}neu/").url == CODES
    client.post("/abmelden/")
    _password(client)
    assert _prove(client, codes[2]).status_code == 422
    assert _prove(client, give_codes(user)[0]).status_code == 302


def test_an_app_is_removed_and_with_the_last_factor_the_codes(user, client):
    give_app(user)
    codes = give_codes(user)
    _password(client)
    _prove(client, codes[0])
    client.post(f"{CONFIRM}code/", {"code": codes[1]})
    shown = _text(client.post(f"{APP}entfernen/", follow=True))
    assert "Die Authenticator-App ist entfernt." in shown
    assert not user.authenticator_set.exists()
    assert AccountRecord.objects.filter(subject="Authenticator-App entfernt", user=user).exists()
    client.post("/abmelden/")
    assert _password(client).url == "/"


@pytest.mark.parametrize(
    "answer",
    [
        "",
        "kein JSON",
        "5",
        "[]",
        "{}",
        '{"id": 1}',
        '{"id":"eA","rawId":"eA","type":"public-key","response":{}}',
        '{"id":"eA","rawId":"eA","type":"public-key","response":{"clientDataJSON":"eA","attestationObject":"eA",'
        '"authenticatorData":"eA","signature":"eA"}}',
    ],
)
def test_an_answer_that_no_key_gives_is_refused_everywhere(user, signed_in, answer):
    sent = {"credential": answer, "name": "Schlüsselbund"}
    response = signed_in.post(KEY, sent)
    assert response.status_code == 422
    assert "Sicherheitsschlüssel" in _text(response) and 'value="Schlüsselbund"' in _text(response)
    give_app(user)
    other = Client()
    _password(other)
    assert other.post(PROVE, {"credential": answer}).status_code == 422
    assert not _is_in(other)


def test_a_changed_password_is_recorded_and_told(user, client, circle):
    new = "der-mond-ist-aufgegangen"
    _password(client)
    client.post("/passwort/aendern/", {"oldpassword": PASSWORD, "password1": new, "password2": new})
    record = AccountRecord.objects.get(kind="password")
    assert (record.subject, record.user, record.by, record.address) == (
        "Passwort geändert",
        user,
        user,
        "127.0.0.1",
    )
    told = {mail.user for mail in Mail.objects.filter(record=record)}
    assert told == {user, circle.people["county_administrator"].user}


def test_a_secret_of_another_installation_opens_nothing_and_says_what_to_do(user, client, settings):
    secret = give_app(user)
    settings.SECRET_KEY = "another-key-another-key-another-key-another-key"
    _password(client)
    answer = _prove(client, code(secret))
    assert answer.status_code == 422 and "von der Fachadministration zurücksetzen" in _text(answer)


class TestRequired:
    @pytest.fixture(autouse=True)
    def of_delegates(self, settings):
        settings.SECOND_FACTOR_ROLES = frozenset({Role.DELEGATE})

    def test_who_needs_one_sets_it_up_first_and_then_goes_where_they_wanted(self, user, client, done):
        _password(client)
        assert client.get("/hilfe/").url == OVERVIEW
        shown = _text(client.get(OVERVIEW))
        assert "Wer als Beauftragte/r der Stadt Dülmen handelt" in shown
        assert "hauptmenue" not in shown
        _confirmed(client)
        secret = _offered(client)
        done(client.post, APP, {"code": code(secret)})
        assert 'href="/hilfe/"' in _text(client.get(CODES))
        assert client.get("/hilfe/").status_code == 200

    def test_nothing_else_is_reached(self, circle, user, client):
        _password(client)
        for path in ("/", "/initiativen/", "/mitteilungen/", "/konto/angaben/", CODES, "/passwort/aendern/"):
            assert client.get(path).url == OVERVIEW, path
        assert client.get("/impressum/").status_code in (200, 404)
        other = circle.people["rosendahl"]
        client.post("/mandat/", {"mandate": other.pk})
        assert client.get("/").url == OVERVIEW
        assert client.post("/abmelden/").status_code == 302

    def test_a_form_that_was_open_loses_nothing_silently(self, user, client):
        _password(client)
        sent = {"name": "Fachbereich 3", "telephone": "02502 942-0", "password": "geheim-geheim"}
        answer = client.post("/konto/angaben/", sent)
        assert answer.status_code == 403
        assert "Gespeichert ist nichts." in _text(answer) and "Fachbereich 3" in _text(answer)
        assert "geheim" not in _text(answer)
        part = client.post("/konto/angaben/", sent, headers={"HX-Request": "true"})
        assert (part.status_code, part["HX-Redirect"]) == (403, OVERVIEW)
        user.refresh_from_db()
        assert user.name != "Fachbereich 3"

    def test_others_go_on_without(self, circle, sign_in):
        for persona in ("rosendahl", "reader", "administrator"):
            assert sign_in(persona).get("/hilfe/").status_code == 200

    def test_a_mandate_that_is_over_or_not_accepted_needs_none(self, circle, user, client):
        _password(client)
        user.mandates.update(state="offered", offered_to=user.email)
        assert client.get("/hilfe/").status_code == 200
        user.mandates.update(state="granted", valid_until=moments.today().replace(year=2026, month=1, day=6))
        assert client.get("/hilfe/").status_code == 200

    def test_recovery_codes_alone_are_no_factor(self, user, client):
        give_codes(user)
        _password(client)
        assert client.get("/hilfe/").url == OVERVIEW

    @pytest.mark.parametrize("kind", [FactorKind.APP, FactorKind.KEY])
    def test_the_last_factor_is_not_removed_but_one_beside_another(self, user, client, kind):
        credential = {"name": "Schlüsselbund", "credential": {}}
        secret = give_app(user)
        key = user.authenticator_set.create(type=FactorKind.KEY, data=credential)
        page = f"{APP}entfernen/" if kind == FactorKind.APP else f"{KEY}{key.pk}/entfernen/"
        client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
        client.post(f"{CONFIRM}code/", {"code": code(secret)})
        others = user.authenticator_set.exclude(type=kind)
        kept = list(others)
        others.delete()
        answer = client.post(page)
        assert answer.status_code == 422 and "Richten Sie erst einen anderen ein" in _text(answer)
        assert user.authenticator_set.get().type == kind
        others.model.objects.bulk_create(kept)
        assert client.post(page).url == OVERVIEW
        assert user.authenticator_set.get().type != kind
