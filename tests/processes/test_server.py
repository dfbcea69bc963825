"""The web server under slow senders, too large bodies, a full disk, and when it is asked to end."""

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.processes.test_commands import PROJECT, SECRET

PROGRAM = """
import sys, tempfile, time
from initiatives.management import server
server.LARGEST = 3_000_000

def application(environ, start_response):
    if environ["PATH_INFO"] == "/full":
        tempfile.tempdir = "/dev/full/nowhere"
    body = environ["wsgi.input"].read()
    if environ["PATH_INFO"] == "/slow":
        print("at work", flush=True)
        time.sleep(1)
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [f"{len(body)} {environ.get('HTTP_X_FORWARDED_FOR', '')}".encode()]

import django
django.setup()
listening = server.listen("127.0.0.1", 0)
print(listening.getsockname()[1], flush=True)
server.run(application, listening)
"""
HALVES = {
    "nothing": b"",
    "headers": b"GET / HTTP/1.1\r\nHost: ikz.example\r\nX-Half: ",
    "body": b"POST / HTTP/1.1\r\nHost: ikz.example\r\nContent-Length: 500\r\n\r\nlogin=",
}


class Running:
    """A web server of one process before a small application."""

    def __init__(self, folder: Path) -> None:
        environment = {"DJANGO_SETTINGS_MODULE": "tests.settings", "SECRET_KEY": SECRET}
        self.process = subprocess.Popen(
            [sys.executable, "-c", PROGRAM],
            cwd=PROJECT,
            env=os.environ | environment | {"IKZ_DATA_DIR": str(folder)},
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self.process.stdout
        self.port = int(self.process.stdout.readline())

    def end(self) -> None:
        self.process.kill()
        self.process.communicate()

    def ask(self, path: str = "/", body: bytes | None = None, **headers: str) -> tuple[int, str]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            connection.request("POST" if body else "GET", path, body, headers)
            answer = connection.getresponse()
            return answer.status, answer.read().decode()
        finally:
            connection.close()


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    found = Running(tmp_path_factory.mktemp("server"))
    yield found
    found.end()


@pytest.fixture
def own(tmp_path: Path) -> Iterator[Running]:
    """One that the test ends."""
    found = Running(tmp_path)
    yield found
    found.end()


@pytest.mark.parametrize("half", HALVES)
def test_fifty_half_sent_requests_hold_nobody_up(running, half):
    held = [socket.create_connection(("127.0.0.1", running.port)) for _ in range(50)]
    for one in held:
        one.sendall(HALVES[half])
    begun = time.monotonic()
    for _ in range(5):
        assert running.ask()[0] == 200
    assert time.monotonic() - begun < 5
    for one in held:
        one.close()


def test_a_body_that_is_too_large_is_heard_out_and_answered_with_a_page(running):
    assert running.ask(body=b"x" * 2_900_000) == (200, "2900000 ")
    status, page = running.ask(body=b"x" * 9_000_000)
    assert status == 413 and "kleinere Datei" in page


def test_a_length_that_is_not_told_is_refused(running):
    status, _ = running.ask(body=b"0\r\n\r\n", **{"Transfer-Encoding": "chunked"})
    assert status == 501


def test_what_a_proxy_tells_is_left_to_the_settings(running):
    assert running.ask(**{"X-Forwarded-For": "192.0.2.7"}) == (200, "0 192.0.2.7")


def test_a_disk_without_room_for_a_body_is_told_in_a_page(running):
    assert running.ask("/full")[0] == 200
    status, page = running.ask(body=b"x" * 2_000_000)
    assert status == 503 and "Datenträger" in page
    assert running.ask(body=b"x" * 1000)[0] == 200


def test_what_is_being_answered_is_brought_to_its_end(own):
    waiting = http.client.HTTPConnection("127.0.0.1", own.port, timeout=10)
    waiting.request("GET", "/slow")
    assert own.process.stdout.readline() == "at work\n"
    with socket.create_connection(("127.0.0.1", own.port)):  # that asks for nothing
        own.process.send_signal(signal.SIGTERM)
        with pytest.raises(ConnectionRefusedError):
            while True:  # until the port is free, which is before the answer
                socket.create_connection(("127.0.0.1", own.port)).close()
        answer = waiting.getresponse()
        assert answer.read() == b"0 "
        assert own.process.wait(5) == 0
    waiting.close()
