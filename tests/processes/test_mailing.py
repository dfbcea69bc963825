"""Mails through a real mail server: what falls due when, one mail for all of it, and each sent once, whatever happens."""

import logging
import os
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
from collections import Counter
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.core.mail import EmailMessage
from django.core.management import call_command
from django.utils import timezone

from initiatives import mailing
from initiatives.domain.kernel import moments
from initiatives.domain.log import notice_settings, notices
from initiatives.domain.mail import mails
from initiatives.domain.meetings import mails as meeting_mails
from initiatives.enums import Channel, MailKind, MailState, NoticeKind
from initiatives.models import Mail, Mandate, Meeting, MeetingPaper, Notice, User
from tests.domain.reports.test_reports import finished, issue
from tests.processes.test_commands import prepared as prepared  # a fixture
from tests.support import mail_server

SECRET = "Das weiß nur der Rat"
BERLIN = timezone.get_default_timezone()
MONDAY, TUESDAY = datetime(2026, 11, 23, 10, tzinfo=BERLIN), datetime(2026, 11, 24, 10, tzinfo=BERLIN)


@pytest.fixture
def server(settings):
    logging.getLogger("mail.log").setLevel("WARNING")
    with mail_server.running() as running:
        mail_server.hand_over_to(settings, running.port)
        yield running


def tell(circle, *names, at, kind=NoticeKind.ASKED, title="Votum gefragt: Personalabrechnung", **values):
    return notices.tell(
        kind=kind,
        to=[circle.people[name].user for name in names or ("duelmen",)],
        title=title,
        reason="weil Ihre Kommune gefragt ist",
        page=("field", circle.payroll.pk),
        by=circle.people["nottuln"],
        at=at,
        initiative=circle.initiative,
        body=SECRET,
        **values,
    )


def subjects(server) -> list[str]:
    return [mail["Subject"] for mail in server.received]


def deliver() -> None:
    """What timer and sender do."""
    mails.make(at=moments.now())
    mailing.send_due()


# What falls due when


def test_a_mail_at_once_comes_a_minute_after_the_last_change(circle, server, clock):
    tell(circle, at=clock(TUESDAY))
    deliver()
    tell(circle, at=clock(TUESDAY + timedelta(seconds=50)), title="Votum gefragt: anders")
    clock(TUESDAY + timedelta(seconds=100))
    deliver()
    assert server.received == []
    clock(TUESDAY + timedelta(seconds=110))
    deliver()
    deliver()
    assert subjects(server) == ["IKZ: Votum gefragt: anders"]
    assert "2-mal" in server.received[0].get_content()
    assert Mail.objects.get().sent_at == TUESDAY + timedelta(seconds=110)


def test_a_mail_says_what_why_and_where_and_never_the_content(circle, server, clock, settings):
    tell(circle, at=clock(TUESDAY), anchor="stand")
    clock(TUESDAY + timedelta(hours=1))
    deliver()
    (mail,) = server.received
    text = mail.get_content()
    assert mail.get_content_type() == "text/plain"
    assert "Votum gefragt: Personalabrechnung" in text and "weil Ihre Kommune gefragt ist" in text
    assert f"{settings.BASE_URL}/felder/{circle.payroll.pk}/#stand\r\n" in text
    assert SECRET not in mail.as_string() and SECRET not in text
    assert mail["To"] == "beauftragte-duelmen@ikz.example"
    assert mail["Message-ID"] == Mail.objects.get().message_id
    assert mail["Auto-Submitted"] == "auto-generated"


def test_a_daily_digest_comes_in_the_morning_and_a_weekly_one_on_monday(circle, server, clock):
    tell(circle, at=clock(TUESDAY), kind=NoticeKind.COMMENT, title="Kommentar")
    tell(circle, at=TUESDAY, kind=NoticeKind.CHANGE, title="Ampel")
    morning = TUESDAY.replace(day=25, hour=6, minute=59)
    for instant in (TUESDAY + timedelta(hours=12), morning):
        clock(instant)
        deliver()
        assert server.received == []
    clock(morning + timedelta(minutes=1))
    deliver()
    assert subjects(server) == ["IKZ: Kommentar"]
    for day in range(26, 30):
        clock(TUESDAY.replace(day=day, hour=7))
        deliver()
    assert len(server.received) == 1
    clock(TUESDAY.replace(day=30, hour=7))
    deliver()
    assert subjects(server) == ["IKZ: Kommentar", "IKZ: Ampel"]


def test_a_run_that_was_missed_is_made_up_for_by_the_next(circle, server, clock):
    tell(circle, at=clock(MONDAY), kind=NoticeKind.CHANGE, title="Ampel")
    tell(circle, at=MONDAY, kind=NoticeKind.COMMENT, title="Kommentar")
    clock(MONDAY + timedelta(days=9, hours=5))  # the next Monday morning and many others have passed
    deliver()
    assert subjects(server) == ["IKZ: 2 Mitteilungen"]


def test_the_morning_is_that_of_berlin_in_summer_too(circle, server, clock):
    tell(circle, at=clock(datetime(2026, 7, 1, 12, tzinfo=BERLIN)), kind=NoticeKind.COMMENT)
    clock(datetime(2026, 7, 2, 6, 59, tzinfo=BERLIN))
    deliver()
    assert server.received == []
    clock(datetime(2026, 7, 2, 7, 0, tzinfo=BERLIN))
    deliver()
    assert len(server.received) == 1


def test_one_mail_holds_all_that_is_due_to_a_person(circle, server, clock):
    tell(circle, "duelmen", "rosendahl", at=clock(MONDAY))
    tell(circle, at=MONDAY, kind=NoticeKind.COMMENT, title="Neuer Kommentar")
    tell(circle, at=MONDAY, kind=NoticeKind.TASK, title="Neue Aufgabe")
    clock(TUESDAY)
    deliver()
    assert Counter(mail["To"] for mail in server.received) == {
        "beauftragte-duelmen@ikz.example": 1,
        "beauftragte-rosendahl@ikz.example": 1,
    }
    text = server.to("beauftragte-duelmen@ikz.example")[0].get_content()
    assert [words in text for words in ("Votum gefragt", "Neuer Kommentar", "Neue Aufgabe")] == [True] * 3
    assert len(server.sessions) == 1  # one connection a run


def test_never_means_no_mail_and_what_was_read_needs_none(circle, server, clock):
    duelmen, rosendahl = (circle.people[name].user for name in ("duelmen", "rosendahl"))
    notice_settings.choose(user=duelmen, wanted={"asked": "never"})
    tell(circle, "duelmen", "rosendahl", at=clock(MONDAY))
    notices.mark_read(rosendahl.notices.all(), at=MONDAY)
    clock(TUESDAY)
    deliver()
    assert server.received == [] and Notice.objects.count() == 2


@pytest.mark.parametrize("when", ["before the mail is made", "before it is sent"])
@pytest.mark.parametrize("loss", ["mandate", "account"])
def test_who_has_lost_the_access_gets_nothing(circle, server, clock, when, loss):
    tell(circle, at=clock(MONDAY))
    if when == "before it is sent":
        mails.make(at=TUESDAY)
        assert Mail.objects.exists()
    if loss == "mandate":
        Mandate.objects.filter(pk=circle.people["duelmen"].pk).update(valid_until=MONDAY.date())
    else:
        User.objects.filter(pk=circle.people["duelmen"].user_id).update(is_active=False)
    for minutes in (0, 5, 90):
        clock(TUESDAY + timedelta(minutes=minutes))
        deliver()
    assert server.received == []
    assert not Mail.objects.exclude(sent_at=None).exists()


def test_a_mail_of_a_meeting_waits_until_its_paper_is_set(circle, server, clock, monkeypatch):
    user, at = circle.people["duelmen"].user, clock(TUESDAY)
    paper = MeetingPaper.objects.create(
        meeting=Meeting.objects.get(), kind="invitation", number=1, snapshot={}, recorded_at=at
    )
    Mail.new(user, MailKind.MEETING, at, paper=paper, message_id="<1@ikz.example>").save()
    monkeypatch.setattr(meeting_mails, "ready", lambda mail, at: mail.paper.pdf_size is not None)
    invitation = EmailMessage("Einladung", "Text", to=[user.email])
    monkeypatch.setattr(meeting_mails, "message", lambda mail: invitation)
    tell(circle, "rosendahl", at=MONDAY)
    deliver()
    assert [mail["To"] for mail in server.received] == ["beauftragte-rosendahl@ikz.example"]
    assert Mail.objects.get(paper=paper).attempts == 0
    MeetingPaper.objects.update(pdf_size=1)
    clock(TUESDAY + timedelta(minutes=1))
    deliver()
    deliver()
    (mail,) = server.to(user.email)
    assert (mail["Subject"], mail["Message-ID"]) == ("Einladung", "<1@ikz.example>")


# Faults


def test_a_server_that_is_down_loses_nothing_and_gets_each_mail_once(circle, server, clock):
    tell(circle, "duelmen", "rosendahl", "county", at=clock(MONDAY))
    server.stop()
    for minutes in range(30):
        clock(TUESDAY + timedelta(minutes=minutes))
        deliver()
    waiting = Mail.objects.filter(state=MailState.WAITING)
    assert waiting.count() == 3 and max(mail.attempts for mail in waiting) < 6
    assert "nicht zu erreichen" in "".join(mail.message for mail in waiting)
    server.start()
    for minutes in range(30, 100):
        clock(TUESDAY + timedelta(minutes=minutes))
        deliver()
    assert sorted(mail["To"] for mail in server.received) == [
        "beauftragte-duelmen@ikz.example",
        "beauftragte-rosendahl@ikz.example",
        "kreis@ikz.example",
    ]
    assert Mail.objects.filter(sent_at=None).count() == 0


def test_one_bad_address_stops_nobody_else_and_is_tried_again_ever_later(circle, server, clock):
    server.at_recipient = lambda address: "550 no such user" if "duelmen" in address else None
    tell(circle, "duelmen", "rosendahl", "county", at=clock(MONDAY))
    tried = []
    for minutes in range(300):
        clock(TUESDAY + timedelta(minutes=minutes))
        deliver()
        if (attempts := Mail.objects.get(user__email__contains="duelmen").attempts) > len(tried):
            tried.append(minutes)
    assert sorted(mail["To"] for mail in server.received) == [
        "beauftragte-rosendahl@ikz.example",
        "kreis@ikz.example",
    ]
    assert tried[:5] == [0, 2, 6, 14, 30] and attempts == len(tried) < 12
    row = Mail.objects.get(sent_at=None)
    assert row.message == "Der Mailserver nimmt die Adresse nicht an (550)."
    server.at_recipient = lambda address: None
    clock(TUESDAY + timedelta(hours=8))
    deliver()
    assert len(server.to("beauftragte-duelmen@ikz.example")) == 1


def test_a_refused_text_is_tried_again_one_on_its_way_is_not(circle, server, clock, caplog):
    answers = {"duelmen": "451 try again later", "rosendahl": "hang up"}
    server.at_text = lambda address: next((a for name, a in answers.items() if name in address), None)
    tell(circle, "duelmen", "rosendahl", "county", at=clock(MONDAY))
    clock(TUESDAY)
    deliver()
    assert [mail["To"] for mail in server.received] == ["kreis@ikz.example"]
    answers.clear()
    for minutes in (10, 100, 1000):
        clock(TUESDAY + timedelta(minutes=minutes))
        deliver()
    assert len(server.to("beauftragte-duelmen@ikz.example")) == 1
    assert server.to("beauftragte-rosendahl@ikz.example") == []
    left = Mail.objects.get(sent_at=None)
    assert left.message == mails.BROKEN_OFF and f"E-Mail {left.pk}" in caplog.text


def test_a_fault_of_the_application_concerns_one_mail_only(circle, server, clock, caplog):
    tell(circle, at=clock(MONDAY))
    tell(circle, "county", at=MONDAY)
    User.objects.filter(pk=circle.people["duelmen"].user_id).update(email="zeile\n@umbruch.example")
    clock(TUESDAY)
    deliver()
    assert [mail["To"] for mail in server.received] == ["kreis@ikz.example"]
    assert Mail.objects.get(sent_at=None).message.startswith("Fehler der Anwendung")


def test_a_claim_that_broke_off_is_told_once_and_never_sent_again(circle, server, clock, caplog):
    tell(circle, at=clock(MONDAY))
    mails.make(at=TUESDAY)
    claimed = mails.claim(at=TUESDAY)  # and the worker is gone
    for minutes in (1, 11, 22, 300):
        clock(TUESDAY + timedelta(minutes=minutes))
        deliver()
    assert server.received == []
    assert caplog.text.count(f"E-Mail {claimed.pk}") == 1
    assert Mail.objects.get().message == mails.BROKEN_OFF


def test_after_a_week_a_mail_is_given_up(circle, server, clock):
    tell(circle, at=clock(MONDAY))
    mails.make(at=TUESDAY)
    clock(TUESDAY + timedelta(days=7))
    deliver()
    assert server.received == []
    assert Mail.objects.get().state == MailState.GIVEN_UP


def test_without_a_mail_server_mails_are_written_into_files(circle, clock, settings, tmp_path):
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH = tmp_path
    tell(circle, "duelmen", "rosendahl", at=clock(MONDAY))
    clock(TUESDAY)
    for command in ("run_due", "send_mails") * 2:
        call_command(command)
    written = "".join(path.read_text() for path in tmp_path.iterdir())
    assert written.count("To: ") == 2 and Mail.objects.exclude(sent_at=None).count() == 2


# The link that ends mails


def test_each_mail_carries_the_one_click_that_ends_its_kinds(circle, server, clock, client):
    tell(circle, at=clock(MONDAY))
    tell(circle, at=MONDAY, kind=NoticeKind.TASK)
    clock(TUESDAY)
    deliver()
    (mail,) = server.received
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    link = re.fullmatch(r"<http://127\.0\.0\.1:\d+(/\S+)>", mail["List-Unsubscribe"].strip())[1]
    assert link in mail.get_content()
    answer = client.post(link, {"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200
    channels = notice_settings.channels(circle.people["duelmen"].user)
    assert {kind for kind, channel in channels.items() if channel == Channel.NEVER} == {"asked", "task"}


# Two workers, and one that is killed


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("turn", range(3))
def test_two_workers_at_once_send_each_mail_once(circle, server, turn):
    users = [User.objects.create_user(f"person-{n}@ikz.example") for n in range(20)]
    Mandate.objects.bulk_create(
        Mandate(user=user, role="reader", organisation=circle.duelmen, valid_from="2026-01-01")
        for user in users
    )
    at = moments.now() - timedelta(hours=1)
    notices.tell(
        kind=NoticeKind.ASKED,
        to=users,
        title="Votum gefragt",
        reason="weil",
        page=("field", circle.payroll.pk),
        by=None,
        at=at,
        initiative=circle.initiative,
    )
    begin = threading.Barrier(2)

    def work():
        from django.db import connection

        begin.wait()
        deliver()
        connection.close()

    workers = [threading.Thread(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    deliver()
    assert Counter(mail["To"] for mail in server.received) == {user.email: 1 for user in users}
    assert len({mail["Message-ID"] for mail in server.received}) == 20


PROJECT = Path(__file__).resolve().parents[2]
PREPARE = """
from datetime import date, timedelta
from initiatives.domain.kernel import moments
from initiatives.domain.log import notices
from initiatives.models import Mandate, Organisation, User
place = Organisation.objects.create(kind="gemeinde", name="Nottuln", designation="Gemeinde Nottuln", ags="05558032")
for n in range(6):
    user = User.objects.create_user(f"person-{n}@ikz.example")
    Mandate.objects.create(user=user, role="delegate", organisation=place, valid_from=date(2026, 1, 1))
notices.tell(kind="comment", to=User.objects.all(), title="Kommentar", reason="weil", page=("start", 0), by=None,
    at=moments.now() - timedelta(days=2))
"""


class Sending:
    """Senders as processes, of which the first waits for the answer to its third mail of six."""

    def __init__(self, server: mail_server.Server, folder: Path) -> None:
        self.server, self.stalled, self.go_on = server, threading.Event(), threading.Event()
        server.at_text = self._stall
        self.environment = {
            "PATH": os.environ["PATH"],
            "SECRET_KEY": "only-for-tests-only-for-tests-only-for-tests",
            "IKZ_DATA_DIR": str(folder),
            "EMAIL_URL": f"smtp://127.0.0.1:{server.port}",
        }
        self.manage("shell", "--verbosity", "0", "-c", PREPARE)
        self.manage("run_due")

    def _stall(self, address: str) -> None:
        if len(self.server.received) == 2 and not self.stalled.is_set():
            self.stalled.set()
            self.server.hold = self.go_on

    def start(self, *arguments: str) -> subprocess.Popen:
        command = [sys.executable, "manage.py", *arguments]
        return subprocess.Popen(command, cwd=PROJECT, env=self.environment)

    def manage(self, *arguments: str) -> None:
        assert self.start(*arguments).wait(300) == 0

    def states(self) -> Counter[str]:
        with closing(sqlite3.connect(Path(self.environment["IKZ_DATA_DIR"], "ikz.sqlite3"))) as database:
            return Counter(state for (state,) in database.execute("SELECT state FROM initiatives_mail"))


@pytest.fixture
def sending(tmp_path, prepared):
    shutil.copytree(prepared, tmp_path, dirs_exist_ok=True)
    with mail_server.running() as server:
        yield Sending(server, tmp_path)


EACH_ONCE = {f"person-{n}@ikz.example": 1 for n in range(6)}


def test_a_sender_killed_in_the_middle_sends_the_rest_once(sending):
    sender = sending.start("send_mails")
    assert sending.stalled.wait(120)
    sender.send_signal(signal.SIGKILL)
    sender.wait(30)
    sending.go_on.set()
    assert len(sending.server.received) == 3  # it was taken, which nobody was left to note
    for _ in range(2):
        sending.manage("send_mails")
    assert Counter(mail["To"] for mail in sending.server.received) == EACH_ONCE
    assert sending.states() == {"sent": 5, "sending": 1}


def test_a_slow_server_holds_nobody_up_and_the_end_waits_for_its_answer(sending):
    sender = sending.start("send_mails", "--every", "1")
    assert sending.stalled.wait(120)
    sending.manage("run_due")  # writes, as all that people do meanwhile
    sending.manage("send_mails")  # a second sender, for the rest
    sender.send_signal(signal.SIGTERM)
    with pytest.raises(subprocess.TimeoutExpired):
        sender.wait(2)
    assert sending.states() == {"sent": 5, "sending": 1}
    sending.go_on.set()
    assert sender.wait(60) == 0
    assert sending.states() == {"sent": 6}
    assert Counter(mail["To"] for mail in sending.server.received) == EACH_ONCE


def test_the_mail_of_an_issue_tells_the_head_of_the_chain(circle, server, clock):
    tell(circle, "nottuln", at=moments.now())
    report = issue(circle, finished(circle))
    clock(moments.now() + timedelta(days=1))
    deliver()
    told = {mail["Subject"]: mail.get_content() for mail in server.received}
    issued = [text for text in told.values() if "Statusbericht erteilt" in text]
    assert issued and all(f"nachweisen lässt: {report.chain_link.head}\r\n" in text for text in issued)
    assert sum(text.count("Prüfsumme") for text in told.values()) == len(issued)
