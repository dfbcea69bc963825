"""Where a mail may have arrived it is left until somebody has it sent again; where it surely was not taken, it goes again."""

import re
from datetime import datetime, timedelta
from threading import Event

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from initiatives import mailing, smtp
from initiatives.domain.kernel import moments
from initiatives.domain.kernel.corrections import Overtaken
from initiatives.domain.kernel.errors import Refused
from initiatives.domain.mail import mails
from initiatives.enums import MailState
from initiatives.management.commands import run_due
from initiatives.models import Event as Told
from initiatives.models import Mail, Round
from tests.support.cutting_server import cutting
from tests.support.mail_server import hand_over_to
from tests.support.personas import PASSWORD

ADDRESS = "beauftragte-duelmen@ikz.example"
NOON = datetime(2026, 11, 24, 12, tzinfo=timezone.get_default_timezone())
WAITING, UNCERTAIN, SENT = MailState.WAITING, MailState.UNCERTAIN, MailState.SENT


@pytest.fixture
def server(settings):
    with cutting() as running:
        hand_over_to(settings, running.port)
        yield running


@pytest.fixture
def clock(clock):
    """From noon on."""
    clock(NOON)
    return clock


@pytest.mark.parametrize(
    ("cut", "answer", "left"),
    [
        ("connection", b"", WAITING),
        ("EHLO", b"", WAITING),
        ("MAIL", b"", WAITING),
        ("RCPT", b"", WAITING),
        ("DATA", b"", WAITING),
        ("text", b"", UNCERTAIN),
        ("answer", b"", UNCERTAIN),
        ("silence", b"", UNCERTAIN),
        ("", b"451 later", WAITING),
        ("", b"552 too big", WAITING),
        ("", b"421 shutting down", WAITING),
        ("", b"what is this", UNCERTAIN),
        ("", b"251 elsewhere", UNCERTAIN),
        ("", b"354 more", UNCERTAIN),
    ],
)
def test_only_from_the_354_to_the_answer_it_is_uncertain(
    circle, server, clock, monkeypatch, cut, answer, left
):
    monkeypatch.setattr(smtp, "FINAL_ANSWER", 0.2)
    mails.ask_for_reset(email=ADDRESS, at=NOON)
    server.cut, server.answer = cut, answer or server.answer
    mailing.send_due()
    mail = Mail.objects.get()
    assert (mail.state, mail.attempts, bool(mail.message)) == (left, 1, True)
    assert mail.may_have_arrived is (left == UNCERTAIN)
    server.cut, server.answer = "", b"250 OK"
    server.texts.clear()
    clock(NOON + timedelta(hours=1))
    for _ in range(2):
        mailing.send_due()
    assert len(server.texts) == (left == WAITING)
    assert Mail.objects.get().state == (SENT if left == WAITING else UNCERTAIN)


def test_the_server_may_look_into_a_mail_before_it_takes_it(circle, server, clock, settings):
    settings.EMAIL_TIMEOUT, server.cut = 0.5, "slow"
    mails.ask_for_reset(email=ADDRESS, at=NOON)
    mailing.send_due()
    assert Mail.objects.get().state == SENT


@pytest.mark.both
def test_what_is_uncertain_goes_again_when_somebody_says_so_and_that_is_recorded(circle, server, clock):
    mails.ask_for_reset(email=ADDRESS, at=NOON)
    server.cut = "answer"
    mailing.send_due()
    mail, by = Mail.objects.get(), circle.people["administrator"]
    server.cut, seen = "MAIL", mails.version(mail)
    mails.send_again(mail=mail, by=by, at=NOON, seen=seen)
    mailing.send_due()
    assert Mail.objects.get().may_have_arrived, "though not by the last attempt"
    server.cut = ""
    clock(NOON + timedelta(minutes=2))
    with pytest.raises(Overtaken):
        mails.send_again(mail=mail, by=by, at=NOON, seen=seen)
    mailing.send_due()
    assert Mail.objects.get().state == SENT
    first, second = (re.search("Message-ID: (.+)", text)[1].strip() for text in server.texts)
    assert first == second == mail.message_id
    told = Told.objects.get(kind="mail")
    assert (told.before, told.after, told.actor) == ("ungewiss", "Beauftragte/r der Stadt Dülmen", by.title)
    assert ADDRESS not in str(vars(told))


@pytest.mark.parametrize("state", [MailState.SENDING, MailState.DROPPED])
def test_what_is_being_sent_or_was_not_wanted_any_more_is_not_sent_again(circle, state):
    mails.ask_for_reset(email=ADDRESS, at=NOON)
    Mail.objects.update(state=state, sending_at=NOON)
    with pytest.raises(Refused):
        mails.send_again(mail=Mail.objects.get(), by=circle.people["administrator"], at=NOON)
    assert Mail.objects.get().state == state and not Told.objects.filter(kind="mail")


@pytest.mark.both
def test_a_given_up_mail_that_is_sent_again_is_tried_for_another_week(circle, server, clock):
    server.cut = "MAIL"
    mails.ask_for_reset(email=ADDRESS, at=NOON)
    mailing.send_due()
    mails.make(at=NOON + mails.KEPT)
    mail = Mail.objects.get()
    assert mail.state == MailState.GIVEN_UP
    later = clock(NOON + mails.KEPT)
    mails.send_again(mail=mail, by=circle.people["administrator"], at=later)
    mailing.send_due()
    server.cut = ""
    clock(later + mails.KEPT - timedelta(minutes=1))
    mails.make(at=moments.now())
    mailing.send_due()
    assert Mail.objects.get().state == SENT and len(server.texts) == 1


@pytest.mark.both
def test_a_late_report_of_a_sender_that_was_taken_for_dead_does_not_release_a_second_hand_over(circle, clock):
    mails.ask_for_reset(email=ADDRESS, at=NOON)
    first = mails.claim(at=NOON)
    later = NOON + mails.HANDING_OVER + timedelta(seconds=1)
    mails.leave_interrupted(at=later)
    mails.send_again(mail=first, by=circle.people["administrator"], at=later)
    mails.claim(at=later)
    mails.failed(first, "Er antwortet nicht.", at=later)
    assert Mail.objects.get().state == MailState.SENDING
    assert mails.claim(at=later + timedelta(hours=2)) is None


# The links


def test_of_several_requests_the_last_is_sent(circle, server):
    for minutes in range(3):
        mails.ask_for_reset(email=ADDRESS, at=moments.now() - timedelta(minutes=9 - minutes))
    mailing.send_due()
    assert len(server.texts) == 1
    assert list(Mail.objects.order_by("pk").values_list("state", flat=True)) == ["dropped", "dropped", "sent"]


@pytest.mark.both
def test_a_link_begins_with_the_address_of_the_settings_and_is_stored_nowhere(
    circle, server, client, settings
):
    settings.ALLOWED_HOSTS, settings.BASE_URL = ["*"], "https://ikz.example"
    client.post("/passwort/vergessen/", {"email": ADDRESS}, headers={"Host": "evil.example"})
    mails.invite(user=circle.people["nottuln"].user, at=moments.now())
    mailing.send_due()
    links = [re.search(r"https?://\S+", text.replace("=\r\n", ""))[0] for text in server.texts]
    assert len(links) == 2 and "evil" not in "".join(server.texts)
    assert all(link.startswith("https://ikz.example/passwort/neu/") for link in links)
    tokens = [link.rstrip("/").rpartition("/")[2] for link in links]
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            stored = str(cursor.fetchall())
            assert not any(token in stored or token.partition("-")[2] in stored for token in tokens), table


def test_known_and_unknown_addresses_get_one_answer_by_the_same_work_without_the_mail_server(
    circle, server, client
):
    """A warm-up first: what is asked only once a process is asked of neither."""
    found = {}
    for address in ("wer@ikz.example", ADDRESS, "niemand@ikz.example"):
        with CaptureQueriesContext(connection) as asked:
            answer = client.post("/passwort/vergessen/", {"email": address})
        statements = [re.sub(r"'[^']*'|\bs?\d+(_x\d+)?\b|NULL", "?", one["sql"]) for one in asked]
        found[address] = answer.status_code, answer["Location"], statements
    assert found[ADDRESS] == found["niemand@ikz.example"]
    assert found[ADDRESS][0] == 302 and server.met == 0
    assert Mail.objects.filter(user=None).count() == 2
    mails.make(at=moments.now())
    mailing.send_due()
    assert (Mail.objects.count(), len(server.texts)) == (1, 1)


def test_a_locked_account_gets_no_link(circle, server):
    user = circle.people["duelmen"].user
    mails.invite(user=user, at=moments.now())
    user.is_active = False
    user.save()
    mails.ask_for_reset(email=ADDRESS, at=moments.now())
    mailing.send_due()
    assert server.met == 0
    assert [(one.state, one.message) for one in Mail.objects.exclude(user=None)] == [
        ("dropped", mails.LOCKED)
    ]


# Nothing waits for the mail server


def test_duties_are_done_and_people_sign_in_without_a_word_to_the_mail_server(circle, server, client):
    Round.objects.update(closes_itself=True, opened_on="2026-01-01", deadline="2026-01-02")
    mails.ask_for_reset(email=ADDRESS, at=moments.now())
    assert client.post("/anmelden/", {"login": ADDRESS, "password": PASSWORD}).status_code == 302
    assert run_due.run(Event())
    assert Round.objects.get().closed_on and server.met == 0
