"""The sign-in over several processes: what one of them counts or ends holds for the others."""

import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.processes.test_commands import PROJECT, manage
from tests.processes.test_commands import environment as environment  # a fixture
from tests.processes.test_commands import prepared as prepared
from tests.processes.test_disk_full import EMAIL, PASSWORD, SIGN_IN, Visitor

SESSIONS = "/konto/sitzungen/"


def answers(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5):
            return True
    except (urllib.error.URLError, OSError):
        return False


@pytest.fixture
def ports(environment: dict[str, str], tmp_path: Path, prepared: Path) -> Iterator[tuple[int, int]]:
    """Two web processes on one database, each with a port of its own."""
    shutil.copytree(prepared, tmp_path, dirs_exist_ok=True)
    environment |= {"IKZ_ADMIN_PASSWORD": PASSWORD}
    assert manage(environment, "create_administrator", EMAIL).returncode == 0
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        both = int(environment["PORT"]), probe.getsockname()[1]
    started = [
        subprocess.Popen(
            [sys.executable, "manage.py", "web"],
            cwd=PROJECT,
            env=environment | {"PORT": str(port)},
            stderr=subprocess.DEVNULL,
        )
        for port in both
    ]
    try:
        deadline = time.monotonic() + 120
        while not all(answers(port) for port in both):
            assert time.monotonic() < deadline and all(one.poll() is None for one in started)
            time.sleep(0.1)
        yield both
    finally:
        for one in started:
            one.terminate()
        for one in started:
            one.wait(60)


def attempt(port: int, password: str = "ein falsches") -> int:
    return Visitor(port).send(SIGN_IN, login=EMAIL, password=password)[0]


def test_wrong_passwords_are_counted_together_also_in_the_same_moment(ports):
    with ThreadPoolExecutor(6) as several:
        told = list(several.map(attempt, [*ports] * 5))
    assert sorted(told) == [422] * 5 + [429] * 5
    for port in ports:
        status, page = Visitor(port).send(SIGN_IN, login=EMAIL, password=PASSWORD)
        assert status == 429
        assert re.search(r"Bitte warten Sie (\d Minuten|eine Minute), oder", page)


def test_what_ends_in_one_has_ended_in_the_other(ports):
    first, second = (Visitor(port) for port in ports)
    for visitor in (first, second):
        assert visitor.send(SIGN_IN, login=EMAIL, password=PASSWORD)[0] == 200
        assert "Meine Sitzungen</h1>" in visitor.get(SESSIONS)[1]
    assert "Die andere Sitzung ist beendet." in first.send(SESSIONS, sitzung="andere")[1]
    assert "<h1>Anmelden</h1>" in second.get(SESSIONS)[1]
    assert "Meine Sitzungen</h1>" in first.get(SESSIONS)[1]
