"""Mails about accounts through a real mail server: to the person and to who administers them, also of what locks them out."""

import logging
import re
from datetime import date, datetime, timedelta

import pytest
from django.utils import timezone

from initiatives import mailing
from initiatives.domain.log import account_records
from initiatives.domain.mail import mails
from initiatives.domain.people import people
from initiatives.enums import MailKind, MailState, RecordKind
from initiatives.models import AccountRecord, Mail, Mandate, User
from tests.support import mail_server

BERLIN = timezone.get_default_timezone()
NOON = datetime(2026, 11, 24, 12, 30, tzinfo=BERLIN)
PERSON, COUNTY = "beauftragte-duelmen@ikz.example", "fachadministration-coesfeld@ikz.example"


@pytest.fixture
def server(settings, clock):
    logging.getLogger("mail.log").setLevel("WARNING")
    clock(NOON)
    with mail_server.running() as running:
        mail_server.hand_over_to(settings, running.port)
        yield running


@pytest.fixture
def duelmen(circle) -> User:
    user = circle.people["duelmen"].user
    user.home = circle.duelmen
    user.save()
    return user


def note(user, kind=RecordKind.PASSWORD, subject="Passwort geändert", **values):
    return account_records.note(kind=kind, subject=subject, at=NOON, user=user, tells=True, **values)


def text_to(server, address: str) -> str:
    [mail] = server.to(address)
    return mail.get_content().replace("\r\n", "\n")


def test_the_person_and_who_administers_them_read_what_was_done_when_and_by_whom(
    circle, duelmen, server, settings
):
    origin = account_records.Origin("192.0.2.7", "Firefox unter Windows")
    note(duelmen, by=duelmen, origin=origin)
    mailing.send_due()
    assert sorted(mail["To"] for mail in server.received) == [PERSON, COUNTY]
    own, others = text_to(server, PERSON), text_to(server, COUNTY)
    for text in own, others:
        assert "\n  Passwort geändert\n" in text and "Wann: 24.11.2026, 12:30 Uhr\n" in text
    assert "Durch: Sie selbst\n" in own and "Firefox unter Windows" in own
    assert f"Hier sehen Sie nach: {settings.BASE_URL}/konto/sicherheit/\n" in own
    assert f"{settings.BASE_URL}/passwort/vergessen/" in own and COUNTY in own
    assert f"Konto: {PERSON}\n" in others and "Durch: die Person selbst\n" in others
    assert f"Hier sehen Sie nach: {settings.BASE_URL}/verwaltung/personen/{duelmen.pk}/\n" in others
    assert "Firefox" not in others and "/passwort/" not in others
    assert {mail["Subject"].strip() for mail in server.received} == {
        "IKZ: Passwort geändert",
        f"IKZ: Passwort geändert ({PERSON})",
    }
    assert all("List-Unsubscribe" not in mail for mail in server.received)
    assert not re.search("/passwort/neu/|abbestellen/", own + others), "no link that opens anything"


def test_who_did_it_to_somebody_is_named_by_role_and_gets_no_mail(circle, duelmen, server):
    note(duelmen, RecordKind.ADDRESS, "E-Mail-Adresse geändert", by=circle.people["county_administrator"])
    mailing.send_due()
    assert [mail["To"] for mail in server.received] == [PERSON]
    text = text_to(server, PERSON)
    assert "Durch: Fachadministration des Kreises Coesfeld\n" in text
    assert f"Wenden Sie sich an Ihre Fachadministration: {COUNTY}." in text
    assert "/konto/sicherheit/" in text and "/passwort/" not in text, "no password of theirs would change it"


def test_the_lock_is_told_to_the_locked_and_what_else_waits_for_them_is_dropped(circle, duelmen, server):
    mails.invite(user=duelmen, at=NOON)
    people.deactivate(user=duelmen, by=circle.people["administrator"], at=NOON)
    if not AccountRecord.objects.filter(kind=RecordKind.LOCK).exists():
        note(duelmen, RecordKind.LOCK, "Konto gesperrt", by=circle.people["administrator"])
    mailing.send_due()
    text = text_to(server, PERSON)
    assert "Konto gesperrt" in text and f"Wenden Sie sich an Ihre Fachadministration: {COUNTY}." in text
    assert "/konto/" not in text and "/passwort/" not in text, "nothing of it would help"
    assert Mail.objects.get(kind=MailKind.ACCESS).state == MailState.DROPPED


def test_a_locked_administrator_learns_nothing_of_others(circle, duelmen, server):
    note(duelmen, by=duelmen)
    User.objects.filter(email=COUNTY).update(is_active=False)
    mailing.send_due()
    assert [mail["To"] for mail in server.received] == [PERSON]


def test_who_administers_no_more_when_the_mail_goes_learns_nothing(circle, duelmen, server):
    note(duelmen, by=duelmen)
    mandate = circle.people["county_administrator"]
    Mandate.objects.filter(pk=mandate.pk).update(valid_until=NOON.date() - timedelta(days=1))
    mailing.send_due()
    assert [mail["To"] for mail in server.received] == [PERSON]
    assert Mail.objects.get(user=mandate.user_id).state == MailState.DROPPED


def test_a_former_address_is_told_even_where_the_account_was_locked_since(circle, duelmen, server):
    former = "frueher@ikz.example"
    by = circle.people["county_administrator"]
    note(duelmen, RecordKind.ADDRESS, "E-Mail-Adresse geändert", by=by, former_address=former)
    User.objects.filter(pk=duelmen.pk).update(is_active=False)
    mailing.send_due()
    text = text_to(server, former)
    assert "Diese E-Mail geht an die Adresse, die das Konto bisher hatte." in text
    assert PERSON not in text and "/konto/" not in text, "who reads there now is to learn nothing new"
    assert len(server.to(PERSON)) == 1


def test_without_an_administrator_of_the_own_one_asks_whoever_runs_it(circle, server):
    alone = circle.people["administrator"].user
    note(alone, by=alone)
    mailing.send_due()
    assert "an die Stelle, die diese Anwendung betreibt." in text_to(server, alone.email)


def test_of_a_record_that_is_forgotten_there_is_nothing_left_to_tell(circle, duelmen, server):
    note(duelmen, by=duelmen).delete()
    mailing.send_due()
    assert server.received == []
    assert set(Mail.objects.values_list("state", "message")) == {(MailState.DROPPED, mails.NOTHING_LEFT)}


def test_a_line_break_forges_no_header(circle, duelmen, server):
    note(duelmen, RecordKind.PERSON, "Name\nBcc: fremd@ikz.example", by=duelmen)
    mailing.send_due()
    assert {mail["Bcc"] for mail in server.received} == {None} and len(server.received) == 2


# Invitations


def test_an_invitation_names_roles_and_first_days(circle, server, settings):
    user = User.objects.create_user("neu@ikz.example")
    for place, first, last in (
        (circle.duelmen, date(2026, 12, 1), None),
        (circle.rosendahl, date(2027, 1, 1), date(2027, 6, 30)),
    ):
        Mandate.objects.create(
            user=user, role="delegate", organisation=place, valid_from=first, valid_until=last
        )
    Mandate.objects.create(
        user=user,
        role="reader",
        organisation=circle.nottuln,
        valid_from=date(2026, 12, 1),
        state="offered",
        offered_to=user.email,
    )
    mails.invite(user=user, at=NOON)
    mailing.send_due()
    text = text_to(server, user.email)
    assert "– Beauftragte/r der Stadt Dülmen, ab 01.12.2026\n" in text
    assert "– Beauftragte/r der Gemeinde Rosendahl, ab 01.01.2027, bis 30.06.2027\n" in text
    assert "Nottuln" not in text, "what is only offered is told by a mail of its own"
    assert "Ihr Mandat beginnt am 01.12.2026." in text and "Der Link gilt 14 Tage." in text


def test_of_a_mandate_that_holds_today_no_first_day_is_named(circle, server):
    user = User.objects.create_user("neu@ikz.example")
    Mandate.objects.create(
        user=user, role="delegate", organisation=circle.duelmen, valid_from=date(2026, 11, 24)
    )
    mails.invite(user=user, at=NOON)
    mailing.send_due()
    text = text_to(server, user.email)
    assert "– Beauftragte/r der Stadt Dülmen\n" in text and "beginnt" not in text


def test_who_has_a_password_gets_a_link_for_a_day(circle, duelmen, server):
    mails.invite(user=duelmen, at=NOON)
    mailing.send_due()
    assert "Er gilt 1 Tag und nur einmal:" in text_to(server, PERSON)
