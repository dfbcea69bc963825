"""How long the links live with which a person sets a password, and who is told that a mandate begins later."""

import re
from datetime import datetime, timedelta

import pytest
from django.core import mail
from django.test import Client

from initiatives import mailing
from initiatives.domain.kernel import moments
from initiatives.domain.mail import invitations, mails
from initiatives.models import AccountRecord, Mail, Mandate, User
from initiatives.password_links import INVITATIONS, RESETS, Links
from tests.support.personas import client_of

GONE = "Dieser Verweis gilt nicht mehr"
SECOND, DAY, TWO_WEEKS = timedelta(seconds=1), timedelta(days=1), timedelta(days=14)


@pytest.fixture
def later(monkeypatch):
    """`later(days)` moves the clock of the links."""
    begun = datetime.now()

    def move(by: timedelta) -> None:
        monkeypatch.setattr(Links, "_now", lambda self: begun + by)

    move(timedelta(0))
    return move


@pytest.fixture
def new(circle) -> User:
    user = User.objects.create_user("neu@ikz.example")
    Mandate.objects.create(
        user=user, role="delegate", organisation=circle.duelmen, valid_from=moments.today()
    )
    return user


def invited(user: User) -> str:
    mails.invite(user=user, at=moments.now())
    return sent_link()


def asked(user: User) -> str:
    mails.ask_for_reset(email=user.email, at=moments.now())
    return sent_link()


def sent_link() -> str:
    mailing.send_due()
    return re.search(r"https?://[^/]+(/passwort/neu/\S+)", mail.outbox[-1].body)[1]


def opens(link: str) -> bool:
    return GONE not in Client().get(link, follow=True).content.decode()


@pytest.mark.parametrize("ask", [invited, asked])
def test_an_invitation_lives_two_weeks_and_a_link_for_a_new_password_a_day(new, later, ask):
    link, lifetime = ask(new), TWO_WEEKS if ask is invited else DAY
    later(lifetime)
    assert opens(link)
    later(lifetime + SECOND)
    assert not opens(link)


def test_the_link_for_who_has_a_password_lives_a_day_though_an_administrator_sends_it(circle, later):
    link = invited(circle.people["duelmen"].user)
    later(DAY + SECOND)
    assert not opens(link)


def test_a_token_of_one_kind_is_none_of_the_other(new):
    assert not INVITATIONS.check_token(new, RESETS.make_token(new))
    assert not RESETS.check_token(new, INVITATIONS.make_token(new))


@pytest.mark.parametrize("forged", ["", "abc", "abc-def-ghi", "!!-abc", "zzzzzzzzzzzzzz-abc"])
def test_what_is_no_token_opens_nothing(new, forged):
    assert not RESETS.check_token(new, forged) and not INVITATIONS.check_token(new, forged)


def test_an_invitation_ends_with_its_use_and_with_another_address(new, later):
    link = invited(new)
    client = Client()
    form = client.get(link, follow=True).request["PATH_INFO"]
    typed = {"password1": "der-mond-ist-aufgegangen", "password2": "der-mond-ist-aufgegangen"}
    assert client.post(form, typed).status_code == 302
    assert not opens(link)
    other = User.objects.create_user("noch-neu@ikz.example")
    link = invited(other)
    User.objects.filter(pk=other.pk).update(email="anders@ikz.example")
    assert not opens(link)


def test_who_comes_too_early_reads_when_it_begins(circle, new):
    first = moments.today() + timedelta(days=3)
    Mandate.objects.filter(user=new).update(valid_from=first)
    response = client_of(new).get("/")
    shown = response.content.decode()
    assert response.status_code == 403
    assert f"<h1>Ihr Mandat beginnt am {first:%d.%m.%Y}</h1>" in shown
    assert f"Beauftragte/r der Stadt Dülmen, ab {first:%d.%m.%Y}" in shown
    Mandate.objects.filter(user=new).update(
        valid_from=first - timedelta(days=9), valid_until=first - timedelta(days=4)
    )
    assert "Ihr Konto hat heute kein gültiges Mandat" in client_of(new).get("/").content.decode()
    assert not Mail.objects.exists()


def test_an_invitation_is_over_after_the_last_second_of_its_link(new):
    invited(new)
    sent = Mail.objects.get()
    ends = [
        invitations.of(sent, at=sent.sent_at + TWO_WEEKS + more).is_over
        for more in (-SECOND, 0 * SECOND, SECOND)
    ]
    assert ends == [False, False, True]


def test_the_administration_is_told_of_an_invitation_that_lapsed_until_it_is_used(circle, sign_in, new):
    client = sign_in("administrator")
    told, listed = "1 Einladung ist abgelaufen", "/verwaltung/personen/?stand=abgelaufen"
    invited(new)
    assert told not in shown(client, "/") and new.email not in shown(client, listed)
    long_ago = moments.now() - TWO_WEEKS
    Mail.objects.update(sent_at=long_ago + timedelta(minutes=1))
    assert told not in shown(client, "/")
    Mail.objects.update(sent_at=long_ago - SECOND)
    assert told in shown(client, "/") and new.email in shown(client, listed)
    User.objects.filter(pk=new.pk).update(last_login=moments.now())
    assert told not in shown(client, "/") and new.email not in shown(client, listed)


def test_the_pages_of_the_person_and_of_the_mails_say_how_an_invitation_stands(circle, sign_in, new):
    client, page = sign_in("administrator"), f"/verwaltung/personen/{new.pk}/"
    assert "noch nicht gesendet" in shown(client, page) and "Einladung senden" in shown(client, page)
    client.post(f"{page}zugangslink/")
    assert ", wartet" in shown(client, page)
    mailing.send_due()
    row = Mail.objects.get()
    until = f"{moments.local(row.sent_at + TWO_WEEKS):%d.%m.%Y, %H:%M}"
    for address in page, "/verwaltung/e-mails/":
        assert f"Link gilt bis {until}, noch nicht benutzt" in shown(client, address)
    assert "Einladung erneut senden" in shown(client, page)
    Mail.objects.update(sent_at=row.sent_at - TWO_WEEKS - SECOND)
    for address in page, "/verwaltung/e-mails/":
        assert "Link abgelaufen" in shown(client, address)
    new.last_login = moments.now()  # by an identity provider or by a code
    new.save()
    for address in page, "/verwaltung/e-mails/":
        text = shown(client, address)
        assert "ohne Passwort angemeldet" in text and "noch nicht benutzt" not in text
    new.set_password("der-mond-ist-aufgegangen")
    new.save()
    for address in page, "/verwaltung/e-mails/":
        text = shown(client, address)
        assert "ein Passwort ist festgelegt" in text and "noch nicht benutzt" not in text


def shown(client: Client, address: str) -> str:
    return " ".join(re.sub("<[^>]+>", "", client.get(address).content.decode()).split())


@pytest.mark.parametrize("is_first", [True, False])
def test_of_the_first_password_nobody_gets_a_mail(new, is_first):
    if not is_first:
        new.set_password("ein-anderes-langes-kennwort")
        new.save()
    link = invited(new)
    client = Client()
    form = client.get(link, follow=True)
    chosen = "blaue-tassen-im-schrank"
    done = client.post(form.request["PATH_INFO"], {"password1": chosen, "password2": chosen})
    assert done.status_code == 302
    assert AccountRecord.objects.filter(kind="password", user=new).count() == 1
    assert Mail.objects.filter(kind="account").exists() is not is_first
