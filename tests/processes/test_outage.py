"""PostgreSQL stopped and started again under a running `serve`: the pages say so meanwhile, and all comes back by itself."""

import http.client
import json
import os
import signal
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import date, timedelta
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest

from tests.machine import postgres_folder
from tests.postgres_server import Server
from tests.processes.test_commands import SECRET, Served, manage

pytestmark = [pytest.mark.postgres, pytest.mark.needs("pango")]

LONG = 30  # seconds
BACK_WITHIN = 15  # seconds
AT_WORK = ("figures", "typesetting", "checking")
PLAN = """
from initiatives.domain.kernel import moments
from initiatives.domain.reports import bodies, county_paper, drafts, reports
from initiatives.models import Body, Mandate
from initiatives.tasks import make_report
body, today = Body.objects.get(slug="kreistag-coesfeld"), moments.today()
report = drafts.plan(
    body=body,
    initiatives=bodies.initiatives_for(body),
    as_of=today,
    edition="public",
    paper=county_paper.default_paper(body, today, today),
    by=Mandate.objects.filter(organisation=body.organisation, role="county_representative").first(),
    at=moments.now(),
)
make_report.enqueue(report.pk)
"""


class Outage:
    """A served application and its PostgreSQL."""

    def __init__(self, server: Server, environment: dict[str, str], log: Path) -> None:
        self.server, self.environment = server, environment
        self.served = Served(environment, log)

    def ask(self, path: str = "/anmelden/") -> tuple[int, str | None, str]:
        """Status, Retry-After and text of a page; the sign-in asks the database."""
        connection = http.client.HTTPConnection("127.0.0.1", self.served.port, timeout=30)
        try:
            connection.request("GET", path)
            answer = connection.getresponse()
            return answer.status, answer.headers["Retry-After"], answer.read().decode()
        finally:
            connection.close()

    def stop(self, seconds: float, how: signal.Signals = signal.SIGINT, meanwhile=lambda: None) -> float:
        """Stop PostgreSQL for so long; each request is answered 503 meanwhile. Returns when it was back (monotonic)."""
        self.server.stop(how)
        until = time.monotonic() + seconds
        try:
            meanwhile()
            while time.monotonic() < until:
                status, retry_after, text = self.ask()
                assert (status, retry_after) == (503, "10"), (text, self.served.log.read_text()[-4000:])
                assert "Die Anwendung ist gleich wieder da" in text
                time.sleep(0.1)
        finally:
            self.server.start()
        return time.monotonic()

    def query(self, sql: str, *values) -> list[tuple]:
        """Rows of the database, without the application."""
        with self.server.connect() as connection:
            cursor = connection.execute(sql, values)
            return cursor.fetchall() if cursor.description else []

    def queue(self) -> str:
        """A task for the workers that has nothing left to do; returns its id."""
        name = uuid4().hex
        values = {"id": name, "status": "READY", "args_kwargs": {"args": [1], "kwargs": {}}}
        values |= {"task_path": "initiatives.tasks.make_report", "backend_name": "default"}
        self.query(
            "INSERT INTO django_tasks_database_dbtaskresult (id, status, enqueued_at, args_kwargs, priority, task_path,"
            " worker_ids, queue_name, backend_name, run_after, exception_class_path, traceback)"
            " VALUES (%s, %s, now(), %s, 0, %s, '[]', 'default', %s, now(), '', '')",
            *(json.dumps(value) if isinstance(value, dict) else value for value in values.values()),
        )
        return name

    def is_done(self, task: str) -> bool:
        """Whether a worker has done this task."""
        found = self.query("SELECT status FROM django_tasks_database_dbtaskresult WHERE id = %s", task)
        return found == [("SUCCESSFUL",)]

    def job(self) -> tuple[str, int, str]:
        """Stage, losses and message of the making of the report."""
        return self.query("SELECT stage, lost, message FROM initiatives_reportjob")[0]

    def wait_until(self, words: str, holds: Callable[[], bool], since: float, seconds: float) -> None:
        """Wait for a state, at most so many seconds from `since` on."""
        while not holds():
            assert time.monotonic() < since + seconds, (words, self.served.log.read_text()[-4000:])
            time.sleep(0.1)


@pytest.fixture(scope="module")
def outage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Outage]:
    """The case of the source on a PostgreSQL of its own, served, with one report that is made."""
    folder = postgres_folder()
    if folder is None:
        pytest.skip(
            "TEST_DATABASE_URL names a PostgreSQL of another machine, which cannot be stopped from here"
        )
    home, server, found = tmp_path_factory.mktemp("outage"), Server(folder), None
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {"PATH": os.environ["PATH"], "SECRET_KEY": SECRET, "IKZ_DATA_DIR": str(home)}
    environment |= {"PORT": str(port), "DATABASE_URL": server.url}
    try:
        server.start()
        static = ["collectstatic", "--noinput", "--verbosity", "0"]
        for command in (static, ["prepare", "--demo", "source"], ["shell", "-c", PLAN]):
            result = manage(environment, *command)
            assert result.returncode == 0, result.stderr
        found = Outage(server, environment, home / "serve.log")
        found.served.wait_until_announced()
        found.wait_until("made once", lambda: found.job()[0] == "done", time.monotonic(), 180)
        yield found
    finally:
        if found and found.served.process.poll() is None:
            found.served.process.terminate()
            found.served.process.wait(60)
        server.remove()


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGQUIT], ids=["restart", "crash"])
def test_after_two_seconds_pages_and_workers_are_back(outage, how):
    assert outage.ask()[0] == 200
    begun = len(outage.served.log.read_text())
    back = outage.stop(2, how)
    outage.wait_until("the pages", lambda: outage.ask()[0] == 200, back, BACK_WITHIN)
    tasks = [outage.queue(), outage.queue()]
    outage.wait_until("the workers", lambda: all(map(outage.is_done, tasks)), back, BACK_WITHIN)
    assert outage.served.process.poll() is None
    told = outage.served.log.read_text()[begun:]
    assert "Service Unavailable: /anmelden/" in told
    assert "Traceback" not in told


def test_after_a_longer_while_the_timer_is_back_too(outage):
    """It is killed meanwhile, so that it begins while the database is away."""
    ((body,),) = outage.query("SELECT id FROM initiatives_body WHERE slug = 'kreistag-coesfeld'")
    outage.query(
        "INSERT INTO initiatives_sitting (body_id, held_on, note, is_cancelled) VALUES (%s, %s, '', false)",
        body,
        date.today() + timedelta(days=3),
    )
    timer = outage.served.children()["run_due"]
    back = outage.stop(LONG, meanwhile=lambda: os.kill(timer, signal.SIGKILL))
    task = outage.queue()

    def reminded() -> bool:
        return outage.query("SELECT reminded_at IS NOT NULL FROM initiatives_sitting") == [(True,)]

    outage.wait_until("the pages", lambda: outage.ask()[0] == 200, back, BACK_WITHIN)
    outage.wait_until("the workers", lambda: outage.is_done(task), back, BACK_WITHIN)
    outage.wait_until("the timer", reminded, back, BACK_WITHIN)
    children = outage.served.children()
    assert set(children) == {"web", "work", "run_due", "send_mails"}
    assert children["run_due"] != timer
    assert "Traceback" not in outage.served.log.read_text()


def test_a_server_that_takes_no_more_connections_is_an_outage(outage):
    end = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
    end += " WHERE backend_type = 'client backend' AND application_name <> 'others'"
    others, found = [], [None]
    try:
        while found:  # what the application gives back is taken, too
            with suppress(psycopg.OperationalError):
                while True:
                    others.append(outage.server.connect("others"))
            found = others[0].execute(end).fetchall()
        status, retry_after, text = outage.ask()
        assert (status, retry_after) == (503, "10"), text
        assert "Die Anwendung ist gleich wieder da" in text
    finally:
        for one in others:
            one.close()
    back = time.monotonic()
    outage.wait_until("the pages", lambda: outage.ask()[0] == 200, back, BACK_WITHIN)
    outage.wait_until("all", lambda: outage.ask("/readyz")[0] == 200, back, 60)
    assert "Traceback" not in outage.served.log.read_text()


def test_a_report_in_the_making_goes_on(outage):
    program = (
        "from initiatives.domain.kernel import moments; from initiatives.domain.reports import reports;"
        "from initiatives.models import Report;"
        "from initiatives.tasks import make_report; report = Report.objects.light().get();"
        "reports.retry(report=report, at=moments.now()); make_report.enqueue(report.pk)"
    )
    assert manage(outage.environment, "shell", "-c", program).returncode == 0
    outage.wait_until("at work", lambda: outage.job()[0] in AT_WORK, time.monotonic(), 60)
    assert outage.query("SELECT pdf IS NULL FROM initiatives_report") == [(True,)]
    back = outage.stop(2)
    outage.wait_until("made", lambda: outage.job()[0] == "done", back, 60)
    assert outage.job() == ("done", 0, "")
    assert outage.query("SELECT pdf_size > 10000 FROM initiatives_report") == [(True,)]
    task = outage.queue()
    outage.wait_until("the workers", lambda: outage.is_done(task), time.monotonic(), BACK_WITHIN)
