"""What must not be lost while the database is away: a report in the making, what is queued, what became of a mail."""

import errno
from datetime import timedelta

import pytest
from django.db import IntegrityError, OperationalError, connection
from django.test import Client
from django.urls import reverse

from initiatives import mailing, patience, tasks
from initiatives.domain.kernel import moments
from initiatives.domain.log import notices
from initiatives.domain.mail import mails
from initiatives.domain.reports import reports
from initiatives.enums import NoticeKind
from initiatives.models import Mail, Report, ReportJob
from initiatives.patience import patiently
from initiatives.reports.rendering import Documents
from tests.domain.reports.test_reports import plan
from tests.support import mail_server
from tests.views.reports.test_reports import values


@pytest.fixture(autouse=True)
def hurry(monkeypatch):
    monkeypatch.setattr(patience, "SECONDS_BETWEEN", 0)


class Away:
    """A function that meets an outage the first times, then does as the right one."""

    def __init__(self, act, times: int, error: Exception | None = None) -> None:
        self.act, self.left = act, times
        self.error = error or OperationalError("the connection is closed")

    def __call__(self, *args, **values):
        self.left -= 1
        if self.left >= 0:
            raise self.error
        return self.act(*args, **values)


def test_an_outage_is_waited_for_and_told_once(caplog):
    assert patiently(Away(lambda: "done", 4)) == "done"
    assert caplog.messages == ["Es wird gewartet: Die Datenbank antwortet nicht. (the connection is closed)"]
    assert patiently(Away(lambda: "done", 1, OSError(errno.ENOSPC, "No space left on device"))) == "done"
    assert caplog.messages[1:] == ["Es wird gewartet: Der Datenträger ist voll. (No space left on device)"]


@pytest.mark.parametrize("error", [IntegrityError("doppelt"), PermissionError("nein"), ValueError("kaputt")])
def test_what_is_no_outage_is_raised_at_once(error):
    act = Away(lambda: "done", 1, error)
    with pytest.raises(type(error)):
        patiently(act)
    assert act.left == 0


def test_an_outage_without_end_is_raised(monkeypatch):
    monkeypatch.setattr(patience, "LONGEST", -1)
    with pytest.raises(OperationalError):
        patiently(Away(lambda: "done", 1))


@pytest.mark.django_db
def test_inside_a_transaction_nothing_is_done_twice():
    assert connection.in_atomic_block
    with pytest.raises(OperationalError):
        patiently(Away(lambda: "done", 1))


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("stage", ["start", "advance", "finish"])
def test_a_report_is_made_through_an_outage_at_any_stage(circle, monkeypatch, stage):
    def render(snapshot, on_stage):
        for one in ("figures", "typesetting", "checking"):
            assert on_stage(one), "it is wanted still"
        return Documents("<p>Bericht</p>", b"%PDF", b"")

    report = plan(circle)
    monkeypatch.setattr(tasks, "render", render)
    away = Away(getattr(reports, stage), 2)
    monkeypatch.setattr(reports, stage, away)
    tasks.make_report.func(report.pk)
    assert away.left < 0
    job = ReportJob.objects.get()
    assert (job.stage, job.lost, job.message) == ("done", 0, "")
    assert Report.objects.get().html == "<p>Bericht</p>"


@pytest.mark.parametrize(
    "error", [OperationalError("database or disk is full"), OSError(errno.ENOSPC, "No space left on device")]
)
def test_a_report_that_cannot_be_queued_is_planned_and_given_to_a_worker_later(
    circle, sign_in, monkeypatch, caplog, error
):
    def full(self, *args, **kwargs):
        raise error

    client: Client = sign_in("county")
    with monkeypatch.context() as meanwhile:
        meanwhile.setattr("django_tasks.base.Task.enqueue", full)
        answer = client.post(reverse("report_new"), values(circle))
    report = Report.objects.get()
    assert (answer.status_code, answer.headers["Location"]) == (
        303,
        f"{reverse('report_edit', args=[report.pk])}?schritt=kopf",
    )
    assert any(line.startswith(f"make_report {report.pk} wird später eingereiht") for line in caplog.messages)
    assert [job.report_id for job in reports.left(at=moments.now() + timedelta(minutes=3))] == [report.pk]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("step", ["contents", "sent"])
def test_a_mail_in_an_outage_is_sent_once_and_noted_as_sent(circle, settings, monkeypatch, step):
    with mail_server.running() as server:
        mail_server.hand_over_to(settings, server.port)
        notices.tell(
            kind=NoticeKind.ASKED,
            to=[circle.people["duelmen"].user],
            title="Votum gefragt",
            reason="weil Ihre Kommune gefragt ist",
            page=("field", circle.payroll.pk),
            by=None,
            at=moments.now() - timedelta(hours=1),
            initiative=circle.initiative,
        )
        monkeypatch.setattr(mails, step, Away(getattr(mails, step), 2))
        mails.make(at=moments.now())
        mailing.send_due()
    mail = Mail.objects.get()
    assert (len(server.received), mail.attempts, mail.message) == (1, 1, "")
    assert mail.sent_at
