"""A data folder without room left: who is signed in reads on, whatever is sent is refused with a page that says so, and
nothing of it is stored.
"""

import http.cookiejar
import os
import re
import shutil
import sqlite3
import subprocess
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.processes.test_commands import Served, manage
from tests.processes.test_commands import environment as environment  # a fixture
from tests.processes.test_commands import prepared as prepared

EMAIL, PASSWORD = "verwaltung@ikz.example", "ein Satz fuer den Versuch"
SIGN_IN, NEW = "/anmelden/", "/verwaltung/organisationen/neu/"
FORM = re.compile(r'name="(csrfmiddlewaretoken|einmal)" value="([^"]+)"')


@pytest.fixture
def small(tmp_path: Path, prepared: Path) -> Iterator[Path]:
    """A prepared data folder on a disk of 40 MB."""
    folder = tmp_path / "small"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=40m,mode=0700", "ikz", str(folder)]
    if os.geteuid() != 0 or subprocess.run(mount, capture_output=True).returncode:
        pytest.skip("only root may make a small disk")
    try:
        shutil.copytree(prepared, folder, dirs_exist_ok=True)
        yield folder
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


class Visitor:
    """A browser with cookies."""

    def __init__(self, port: int) -> None:
        self.base = f"http://127.0.0.1:{port}"
        jar = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        self.opener = urllib.request.build_opener(jar)

    def get(self, path: str, data: bytes | None = None) -> tuple[int, str]:
        """Status and text of a page, after what it leads to."""
        try:
            with self.opener.open(self.base + path, data, timeout=30) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as refused:
            with refused:
                return refused.code, refused.read().decode()

    def send(self, path: str, **typed: str) -> tuple[int, str]:
        """Fill in the form of a page and send it."""
        status, page = self.get(path)
        assert status == 200, page
        return self.get(path, urllib.parse.urlencode(dict(FORM.findall(page)) | typed).encode())


def fill(folder: Path) -> Path:
    """Leave no room on a disk, not even in what the database has set aside for its log."""
    ballast = folder / "ballast"
    with closing(sqlite3.connect(folder / "ikz.sqlite3")) as database:
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    with ballast.open("wb", buffering=0) as file:
        for size in (1 << 20, 4096):
            try:
                while file.write(b"x" * size):
                    pass
            except OSError:
                continue
    return ballast


def count(folder: Path, table: str) -> int:
    with closing(sqlite3.connect(folder / "ikz.sqlite3")) as database:
        return database.execute(f"SELECT count(*) FROM {table}").fetchone()[0]


def test_reading_goes_on_and_what_is_sent_is_refused_whole(small, environment, tmp_path):
    environment |= {"IKZ_DATA_DIR": str(small), "IKZ_ADMIN_PASSWORD": PASSWORD, "WEB_CONCURRENCY": "1"}
    assert manage(environment, "create_administrator", EMAIL).returncode == 0
    served = Served(environment, tmp_path / "serve.log")
    try:
        served.wait_until_announced()
        inside, outside = Visitor(served.port), Visitor(served.port)
        assert inside.send(SIGN_IN, login=EMAIL, password=PASSWORD)[0] == 200
        ballast = fill(small)
        for path in ("/", "/verwaltung/organisationen/", NEW):
            assert inside.get(path)[0] == 200, path
        events = count(small, "initiatives_event")
        kreis = {"kind": "kreis", "ags": "05554", "designation": "Kreis Borken", "name": "Borken"}
        for answer in (
            outside.send(SIGN_IN, login=EMAIL, password=PASSWORD),
            outside.send(SIGN_IN, login=EMAIL, password="ein falsches"),
            inside.send(NEW, **kreis),
        ):
            assert answer[0] == 503 and "Der Datenträger der Anwendung ist voll" in answer[1], answer
        ballast.unlink()
        assert count(small, "initiatives_event") == events
        assert count(small, "initiatives_organisation") == 0
        assert inside.send(NEW, **kreis)[0] == 200
        assert count(small, "initiatives_organisation") == 1
        assert outside.send(SIGN_IN, login=EMAIL, password=PASSWORD)[0] == 200
        assert "Traceback" not in served.log.read_text()
    finally:
        served.process.terminate()
        served.process.wait(30)
