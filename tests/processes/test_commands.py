"""The commands of an operator as real processes: what goes wrong is told in one line, and nothing stays behind."""

import http.client
import os
import re
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest

from tests.support.children import by_name, started_by
from tests.support.shared import Shared

PROJECT = Path(__file__).resolve().parents[2]
SECRET = "only-for-tests-only-for-tests-only-for-tests"


@pytest.fixture(scope="session")
def prepared(shared: Shared) -> Path:
    """Return a data folder with an empty database that is ready to serve; copy it, don't change it."""

    def fill(folder: Path) -> None:
        environment = {"PATH": os.environ["PATH"], "SECRET_KEY": SECRET, "IKZ_DATA_DIR": str(folder)}
        result = manage(environment, "prepare")
        assert (result.returncode, result.stdout, result.stderr) == (0, "", "")
        assert manage(environment, "collectstatic", "--noinput", "--verbosity", "0").returncode == 0

    return shared("prepared", fill)


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """Return a clean environment with an empty data folder of its own and a port that is free."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    path = os.environ["PATH"]
    return {"PATH": path, "SECRET_KEY": SECRET, "IKZ_DATA_DIR": str(tmp_path), "PORT": str(port)}


def manage(environment: dict[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run one management command to its end."""
    command = [sys.executable, "manage.py", *arguments]
    return subprocess.run(command, cwd=PROJECT, env=environment, capture_output=True, text=True, timeout=300)


def assert_one_line(result: subprocess.CompletedProcess[str], *words: str) -> None:
    """Check that the command failed with a single line that holds all the words."""
    lines = result.stderr.strip().splitlines()
    assert result.returncode != 0
    assert len(lines) == 1, result.stderr
    assert lines[0].startswith("Fehler: ")
    assert all(word in lines[0] for word in words), lines[0]


def test_missing_secret_key_stops_every_command(environment):
    del environment["SECRET_KEY"]
    for command in ("check", "migrate", "prepare", "serve"):
        assert_one_line(manage(environment, command), "SECRET_KEY")


def test_short_secret_key_is_refused(environment):
    assert_one_line(manage(environment | {"SECRET_KEY": "short"}, "check"), "SECRET_KEY")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORT", "achttausend"),
        ("DATABASE_URL", "mysql://localhost/ikz"),
        ("DATABASE_URL", "ikz"),
        ("IKZ_BASE_URL", "ikz.example"),
        ("EMAIL_URL", "smtp+tls://mail.example"),
        ("IKZ_DEBUG", "vielleicht"),
        ("WEB_CONCURRENCY", "0"),
        ("IKZ_CLAMD", "/run/clamav/clamd.ctl"),
        ("IKZ_SECOND_FACTOR_ROLES", "administrator, chef"),
    ],
)
def test_setting_of_the_wrong_kind_is_refused(environment, name, value):
    result = manage(environment | {name: value}, "check")
    assert_one_line(result, name)
    assert not re.search(r"variable|invalid|valid|must|not set", result.stderr)


@pytest.mark.parametrize("command", ["migrate", "prepare", "serve"])
def test_damaged_database_is_told_in_one_line(environment, tmp_path, command):
    (tmp_path / "ikz.sqlite3").write_bytes(b"Das ist keine Datenbank. " * 100)
    assert_one_line(manage(environment, command), "Datenbank", "beschädigt")


def test_database_damaged_in_the_middle_is_told_in_one_line(environment, tmp_path, prepared):
    shutil.copytree(prepared, tmp_path, dirs_exist_ok=True)
    database = tmp_path / "ikz.sqlite3"
    with sqlite3.connect(database) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    content = bytearray(database.read_bytes())
    content[100:8192] = b"\xff" * (8192 - 100)
    database.write_bytes(content)
    assert_one_line(manage(environment, "prepare"), "Datenbank", "beschädigt")


def test_data_folder_that_cannot_be_made_is_told_in_one_line(environment, tmp_path):
    (tmp_path / "file").write_text("in the way")
    environment["IKZ_DATA_DIR"] = str(tmp_path / "file" / "data")
    assert_one_line(manage(environment, "prepare"), "Datenordner", "file/data")


def test_unreachable_postgresql_is_told_in_one_line(environment):
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        environment["DATABASE_URL"] = f"postgres://ikz@127.0.0.1:{silent.getsockname()[1]}/ikz"
        assert_one_line(manage(environment, "migrate"), "Datenbank")


def test_serving_an_empty_database_names_the_command_that_helps(environment):
    assert_one_line(manage(environment, "serve"), "make setup")


def test_port_in_use_is_told_in_one_line(environment):
    with socket.socket() as other:
        other.bind(("127.0.0.1", int(environment["PORT"])))
        other.listen()
        assert_one_line(manage(environment, "serve"), environment["PORT"], "belegt", "PORT=")


def test_an_address_that_is_not_of_this_machine_is_not_a_port_in_use(environment):
    for host in ("192.0.2.1", "gibt.es.nicht.example"):
        result = manage(environment | {"IKZ_HOST": host}, "serve")
        assert_one_line(result, f"IKZ_HOST={host}")
        assert "belegt" not in result.stderr


def test_serve_says_that_it_runs_only_when_a_page_comes(environment, tmp_path, prepared):
    shutil.copytree(prepared, tmp_path, dirs_exist_ok=True)
    shutil.rmtree(tmp_path / "static")
    result = manage(environment, "serve")
    assert result.returncode != 0 and "läuft" not in result.stdout
    assert result.stderr.splitlines()[-1].startswith("Fehler: Es kommt keine Seite"), result.stderr


def test_nobody_else_reads_what_the_application_keeps(environment, tmp_path):
    tmp_path.chmod(0o755)
    assert manage(environment, "prepare").returncode == 0
    kept = {path: path.stat().st_mode & 0o077 for path in (tmp_path, *tmp_path.rglob("*"))}
    assert not any(kept.values()) and tmp_path / "ikz.sqlite3" in kept


def test_unknown_demo_is_refused(environment, tmp_path):
    result = manage(environment, "prepare", "--demo", "alles")
    assert result.returncode != 0
    assert "example, source, none" in result.stderr
    assert "Traceback" not in result.stderr
    assert not (tmp_path / "ikz.sqlite3").exists()


def test_prepare_can_be_repeated(environment, tmp_path, prepared):
    shutil.copytree(prepared, tmp_path, dirs_exist_ok=True)
    result = manage(environment, "prepare")
    assert (result.returncode, result.stdout, result.stderr) == (0, "", "")


class Served:
    """`manage.py serve` as a process, with the processes it has started."""

    def __init__(self, environment: dict[str, str], log: Path) -> None:
        self.port = int(environment["PORT"])
        self.log = log
        with log.open("wb") as output:
            self.process = subprocess.Popen(
                [sys.executable, "manage.py", "serve"],
                cwd=PROJECT,
                env=environment,
                stdout=output,
                stderr=output,
            )

    def wait_until_announced(self) -> None:
        """Wait until the address is printed."""
        deadline = time.monotonic() + 120
        while f"http://127.0.0.1:{self.port}" not in self.log.read_text():
            assert self.process.poll() is None, self.log.read_text()
            assert time.monotonic() < deadline, self.log.read_text()
            time.sleep(0.1)

    def processes(self) -> dict[int, str]:
        """Return the command lines of the processes it has started, by process id."""
        return started_by(self.process.pid)

    def children(self) -> dict[str, int]:
        """Return the process ids of web server, one of the workers, timer and sender."""
        return by_name(self.process.pid)


@pytest.fixture
def served(environment, tmp_path, prepared):
    """Return a running application; end it afterwards if the test hasn't."""
    shutil.copytree(prepared, tmp_path, dirs_exist_ok=True)
    running = Served(environment, tmp_path / "serve.log")
    yield running
    if running.process.poll() is None:
        running.process.terminate()
        running.process.wait(60)


def is_alive(pid: int) -> bool:
    """Say whether there is a process with this id."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_serve_answers_and_a_signal_ends_all_of_it(served, number):
    served.wait_until_announced()
    connection = http.client.HTTPConnection("127.0.0.1", served.port, timeout=30)
    connection.request("GET", "/")
    answer = connection.getresponse()
    connection.close()
    assert (answer.status, answer.headers["Location"]) == (302, "/anmelden/?next=/")
    assert "default-src 'self'" in answer.headers["Content-Security-Policy"]
    children = served.children()
    assert set(children) == {"web", "work", "run_due", "send_mails"}
    served.process.send_signal(number)
    assert served.process.wait(60) == 0
    assert not any(map(is_alive, children.values()))
    log = served.log.read_text()
    assert "Traceback" not in log and "E-Mails werden nur in Dateien geschrieben, in " in log
    with socket.socket() as probe:
        assert probe.connect_ex(("127.0.0.1", served.port)) != 0


@pytest.mark.skipif(
    sys.platform != "linux", reason="elsewhere nothing tells a process that its parent has ended"
)
def test_a_killed_serve_leaves_nothing_and_a_fresh_one_starts_at_once(served, environment, tmp_path):
    served.wait_until_announced()
    left = [*served.processes()]
    served.process.kill()
    served.process.wait(10)
    again = Served(environment, tmp_path / "again.log")
    try:
        again.wait_until_announced()
        assert not any(map(is_alive, left)), again.log.read_text()
    finally:
        again.process.terminate()
        again.process.wait(60)


def test_it_is_ready_once_worker_and_timer_have_given_a_sign(served, tmp_path):
    served.wait_until_announced()

    def ready() -> tuple[int, str]:
        connection = http.client.HTTPConnection("127.0.0.1", served.port, timeout=30)
        connection.request("GET", "/readyz")
        answer = connection.getresponse()
        told = answer.status, answer.read().decode()
        connection.close()
        return told

    deadline = time.monotonic() + 60
    while (told := ready())[0] != 200:
        assert time.monotonic() < deadline, told
        time.sleep(0.2)
    assert told[1].startswith("bereit\nok")
    with closing(sqlite3.connect(tmp_path / "ikz.sqlite3")) as database, database:
        database.execute("DELETE FROM django_migrations WHERE app = 'sessions'")
    status, words = ready()
    assert status == 503 and "FEHLER Migrationen: es fehlen 1" in words
    log = served.log.read_text()
    assert "readyz" not in log and "GET /anmelden/ 200" in log


def test_a_dead_child_is_started_again_and_told_in_one_line(served):
    served.wait_until_announced()
    names = {
        "web": "Der Webserver",
        "work": "Die ",
        "run_due": "Der Zeitgeber",
        "send_mails": "Der Mailversand",
    }
    for name, words in names.items():
        victim, before = served.children()[name], set(served.processes())
        os.kill(victim, signal.SIGKILL)
        deadline = time.monotonic() + 60
        while len(after := set(served.processes())) < len(before) or victim in after:
            assert time.monotonic() < deadline, served.log.read_text()
            time.sleep(0.1)
        assert served.process.poll() is None
        assert before - after == {victim}, "the others are left alone"
        while set(served.children()) < set(names):  # the new one is no copy of its parent any more
            assert time.monotonic() < deadline, served.log.read_text()
            time.sleep(0.1)
        lines = served.log.read_text().splitlines()
        assert len([line for line in lines if words in line and "hat sich beendet" in line]) == 1
    served.process.terminate()
    assert served.process.wait(60) == 0
    assert not any(map(is_alive, after))


def test_a_web_server_that_cannot_start_ends_all_with_one_line(environment, tmp_path, prepared):
    shutil.copytree(prepared, tmp_path, dirs_exist_ok=True)
    (tmp_path / "sitecustomize.py").write_text("import sys\nif 'web' in sys.orig_argv: raise SystemExit(3)")
    result = manage(environment | {"PYTHONPATH": str(tmp_path)}, "serve")
    assert result.returncode != 0
    (line,) = [line for line in result.stderr.splitlines() if line.startswith("Fehler: ")]
    assert "Der Webserver lässt sich nicht starten" in line
    assert "Die Anwendung läuft" not in result.stdout
