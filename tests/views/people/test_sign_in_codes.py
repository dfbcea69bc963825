"""Sign-in by a code sent by mail."""

import re
from datetime import timedelta
from time import time

import pytest
from django.contrib.sessions.models import Session
from django.core import mail
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from initiatives import mailing
from initiatives.domain.kernel import moments
from initiatives.domain.kernel.errors import Refused
from initiatives.domain.mail import mails, sign_in_codes
from initiatives.enums import MailKind, MailState
from initiatives.models import AccountRecord, Mail
from tests.support.personas import PASSWORD

ADDRESS = "beauftragte-duelmen@ikz.example"
REQUEST, CONFIRM = "/anmelden/code/anfordern/", "/anmelden/code/"
ENDED = "Dieser Code gilt nicht mehr"


@pytest.fixture(autouse=True)
def switched_on(settings, db):
    settings.ACCOUNT_LOGIN_BY_CODE_ENABLED = True
    cache.clear()


def _code(client, address=ADDRESS, **data) -> str:
    """Ask for a code and read it from the mail."""
    response = client.post(REQUEST, {"email": address, **data})
    assert response.status_code == 302, response.content.decode()
    mailing.send_due()
    return re.search(r"^[B-Z]{4}-[B-Z]{4}$", mail.outbox[-1].body, re.MULTILINE)[0]


def _is_in(client) -> bool:
    return client.get("/").status_code == 200


def test_the_code_of_the_mail_signs_in_and_leads_to_the_page_that_was_wanted(circle, client):
    code = _code(client, next="/hilfe/")
    assert mail.outbox[-1].to == [ADDRESS]
    response = client.post(CONFIRM, {"code": code.lower().replace("-", " "), "next": "/hilfe/"})
    assert (response.status_code, response.url) == (302, "/hilfe/")
    assert _is_in(client)


def test_nothing_is_there_without_the_setting(circle, client, settings):
    settings.ACCOUNT_LOGIN_BY_CODE_ENABLED = False
    for page in (REQUEST, CONFIRM):
        assert client.get(page).status_code == client.post(page).status_code == 404
    assert "Code" not in client.get("/anmelden/").content.decode()


def test_a_code_is_used_once(circle, client):
    code = _code(client)
    client.post(CONFIRM, {"code": code})
    client.post("/abmelden/")
    response = client.post(CONFIRM, {"code": code})
    assert response.status_code == 422 and ENDED in response.content.decode()
    assert not _is_in(client)


@pytest.mark.parametrize(("minutes", "fits"), [(9.9, True), (10.1, False)])
def test_a_code_holds_for_ten_minutes(circle, client, monkeypatch, minutes, fits):
    code = _code(client)
    later = time() + minutes * 60
    monkeypatch.setattr("time.time", lambda: later)
    response = client.post(CONFIRM, {"code": code})
    assert (response.status_code, _is_in(client)) == ((302, True) if fits else (422, False))
    assert fits or ENDED in response.content.decode()


def test_a_code_is_of_no_use_in_another_browser(circle, client):
    code, other = _code(client), Client()
    response = other.post(CONFIRM, {"code": code})
    assert response.status_code == 422 and ENDED in response.content.decode()
    other.post(REQUEST, {"email": ADDRESS})
    assert other.post(CONFIRM, {"code": code}).status_code == 422
    assert not _is_in(other)
    assert client.post(CONFIRM, {"code": code}).status_code == 302


def test_a_code_in_the_mailbox_of_a_former_address_ends(circle, client):
    code = _code(client)
    user = circle.people["duelmen"].user
    user.email = "neu-duelmen@ikz.example"
    user.save()
    for _ in range(2):
        response = client.post(CONFIRM, {"code": code})
        assert response.status_code == 422 and ENDED in response.content.decode()
    assert not _is_in(client)


def test_after_three_wrong_tries_the_right_code_is_no_use_either(circle, client):
    code = _code(client)
    for _ in range(2):
        response = client.post(CONFIRM, {"code": "BBBB-BBBB"})
        text = response.content.decode()
        assert response.status_code == 422
        assert "Das ist nicht der Code aus der E-Mail." in text and 'value="BBBB-BBBB"' in text
    for typed in ("BBBB-BBBB", code):
        response = client.post(CONFIRM, {"code": typed})
        assert response.status_code == 422 and ENDED in response.content.decode()
        assert "zu viele Versuche" not in response.content.decode()
    assert "zu viele Versuche" not in client.get(REQUEST).content.decode()
    assert not _is_in(client)
    [row] = AccountRecord.objects.filter(kind="failed")  # once a minute
    assert (row.user.email, row.by, row.subject) == (ADDRESS, None, "Code aus der E-Mail falsch")


@pytest.mark.parametrize("typed", ["", " - ", "ÄÖÜ", "B" * 5000])
def test_what_is_no_code_is_refused(circle, client, typed):
    client.post(REQUEST, {"email": "niemand@ikz.example"})
    assert client.post(CONFIRM, {"code": typed}).status_code == 422
    assert not _is_in(client)


def test_known_and_unknown_addresses_get_the_same_answer_by_the_same_statements(circle):
    """A warm-up first: what is asked only once a process is asked of neither."""
    found = {}
    for address in ("wer@ikz.example", ADDRESS, "niemand@ikz.example"):
        client = Client()
        AccountRecord.objects.all().delete()  # else the second of the minute is no entry
        with CaptureQueriesContext(connection) as asked:
            answer = client.post(REQUEST, {"email": address})
            refused = client.post(CONFIRM, {"code": "BBBB-BBBB"})
        assert refused.status_code == 422
        statements = [
            re.sub(r"'[^']*'|\bs?\d+(_x\d+)?\b|NULL", "?", one["sql"]).replace("IS ?", "= ?") for one in asked
        ]
        page = client.get(CONFIRM).content.decode().replace(address, "")
        page = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", page)
        found[address] = answer.status_code, answer["Location"], statements, page
    assert found[ADDRESS] == found["niemand@ikz.example"]
    assert Mail.objects.filter(user=None, kind=MailKind.CODE).count() == 2
    mailing.send_due()
    assert len(mail.outbox) == 1
    mails.make(at=moments.now())
    assert Mail.objects.count() == 1


def test_no_code_stands_in_a_table(circle, client):
    code = _code(client)
    stored = str(list(Mail.objects.values())) + str([one.get_decoded() for one in Session.objects.all()])
    assert code not in stored and code.replace("-", "") not in stored


def test_another_secret_makes_other_codes(settings):
    first = sign_in_codes.code("<1@ikz.example>")
    assert sign_in_codes.code("<1@ikz.example>") == first != sign_in_codes.code("<2@ikz.example>")
    settings.SECRET_KEY = "another" * 8
    assert sign_in_codes.code("<1@ikz.example>") != first


def test_a_code_goes_before_all_that_waits(circle):
    at = moments.now()
    for user in (circle.people["nottuln"].user, circle.people["rosendahl"].user):
        mails.invite(user=user, at=at - timedelta(hours=1))
    mails.ask_for_code(email=ADDRESS, at=at)
    mailing.send_due()
    assert mail.outbox[0].to == [ADDRESS] and len(mail.outbox) == 3


def test_a_code_that_is_too_old_is_not_sent_any_more_nor_again(circle):
    at = moments.now()
    mails.ask_for_code(email=ADDRESS, at=at - sign_in_codes.LIFETIME)
    mailing.send_due()
    row = Mail.objects.get()
    assert (row.state, row.message, mail.outbox) == (MailState.DROPPED, mails.TOO_LATE, [])
    Mail.objects.update(state=MailState.UNCERTAIN)
    with pytest.raises(Refused, match="Code"):
        mails.send_again(mail=row, by=circle.people["administrator"], at=at)
    assert mails.closed(Mail.objects.get(), at=at - timedelta(seconds=1)) == ""


def test_a_locked_account_gets_none_and_one_that_is_locked_meanwhile_stays_out(circle, client):
    code, user = _code(client), circle.people["duelmen"].user
    user.is_active = False
    user.save()
    assert client.post(CONFIRM, {"code": code}).url == "/gesperrt/"
    assert AccountRecord.objects.get(kind="failed").subject == "Konto gesperrt"
    assert not _is_in(client)
    Client().post(REQUEST, {"email": ADDRESS})
    mailing.send_due()
    assert len(mail.outbox) == 1


def test_codes_are_not_asked_for_without_end(circle):
    answers = [Client().post(REQUEST, {"email": ADDRESS}).status_code for _ in range(4)]
    assert answers == [302, 302, 302, 422]
    assert Client().post(REQUEST, {"email": "niemand@ikz.example"}).status_code == 302
    assert "viele Codes angefordert" in Client().post(REQUEST, {"email": ADDRESS}).content.decode()


def test_a_damaged_address_is_refused_and_kept(client):
    response = client.post(REQUEST, {"email": "niemand"})
    assert response.status_code == 422 and 'value="niemand"' in response.content.decode()
    assert not Mail.objects.exists()


def test_who_is_signed_in_is_led_on(circle, client):
    client.post("/anmelden/", {"login": ADDRESS, "password": PASSWORD})
    assert client.get(REQUEST).status_code == client.get(CONFIRM).status_code == 302
