"""Backups as an operator makes them: taken while others write, checked, brought back into an empty installation."""

import io
import os
import shutil
import sqlite3
import tarfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest

from ikz.failures import Failed
from initiatives.management import backups
from tests.processes.test_commands import SECRET, assert_one_line, manage
from tests.processes.test_commands import prepared as prepared  # a fixture
from tests.support.shared import Shared

ACCOUNTS = "from initiatives.models import User; print(*User.objects.values_list('email', flat=True))"


@pytest.fixture
def environment(tmp_path: Path, prepared: Path) -> dict[str, str]:
    """An installation with nobody in it."""
    shutil.copytree(prepared, tmp_path / "data")
    path = {"PATH": os.environ["PATH"]}
    return path | {"SECRET_KEY": SECRET, "IKZ_DATA_DIR": str(tmp_path / "data"), "IKZ_ADMIN_PASSWORD": SECRET}


@pytest.fixture
def other(environment: dict[str, str], tmp_path: Path, prepared: Path) -> dict[str, str]:
    """Another one, to bring something back into."""
    shutil.copytree(prepared, tmp_path / "other")
    return environment | {"IKZ_DATA_DIR": str(tmp_path / "other")}


def furnish(environment: dict[str, str]) -> None:
    """An account and a stored file."""
    assert manage(environment, "create_administrator", "wer@ikz.example").returncode == 0
    file = Path(environment["IKZ_DATA_DIR"]) / "files" / "documents" / "2026" / "konzept.pdf"
    file.parent.mkdir(parents=True)
    file.write_bytes(b"%PDF Konzept")


def backed_up(environment: dict[str, str]) -> Path:
    done = manage(environment, "backup")
    assert (done.returncode, done.stderr) == (0, ""), done.stderr
    assert "die Datenbank und eine Datei" in done.stdout
    (found,) = (Path(environment["IKZ_DATA_DIR"]) / "backups").glob("*.tar.gz")
    return found


@pytest.fixture(scope="session")
def sound(shared: Shared, prepared: Path) -> Path:
    """An archive of an installation with one file; copy it, don't change it."""

    def fill(folder: Path) -> None:
        shutil.copytree(prepared, folder / "data")
        given = {"PATH": os.environ["PATH"], "SECRET_KEY": SECRET, "IKZ_DATA_DIR": str(folder / "data")}
        furnish(given)
        backed_up(given)

    return next((shared("sound_backup", fill) / "data" / "backups").glob("*.tar.gz"))


def accounts(environment: dict[str, str]) -> list[str]:
    return manage(environment, "shell", "--no-imports", "-c", ACCOUNTS).stdout.split()


def test_what_was_just_written_comes_back(environment, other):
    furnish(environment)
    database = Path(environment["IKZ_DATA_DIR"]) / "ikz.sqlite3"
    with closing(sqlite3.connect(database)) as reading, closing(sqlite3.connect(database)) as writing:
        reading.execute("BEGIN").execute("SELECT COUNT(*) FROM initiatives_user").fetchone()  # keeps the WAL
        writing.execute("UPDATE initiatives_user SET email = 'neu@ikz.example'")
        writing.execute(
            "INSERT INTO mfa_authenticator (user_id, type, data, created_at)"
            " SELECT id, 'totp', '{\"secret\": \"locked\"}', created_at FROM initiatives_user"
        )
        writing.commit()
        archive = backed_up(environment)
    assert (archive.stat().st_mode & 0o777, archive.parent.stat().st_mode & 0o777) == (0o600, 0o700)
    assert "heil" in manage(environment, "backup", "--check", str(archive)).stdout
    done = manage(other, "restore", str(archive))
    assert (done.returncode, done.stderr) == (0, "") and "eine Datei" in done.stdout
    assert accounts(other) == ["neu@ikz.example"]
    with closing(sqlite3.connect(Path(other["IKZ_DATA_DIR"]) / "ikz.sqlite3")) as reading:
        factors = (
            "SELECT email, type, data FROM mfa_authenticator JOIN initiatives_user AS u ON u.id = user_id"
        )
        assert reading.execute(factors).fetchall() == [("neu@ikz.example", "totp", '{"secret": "locked"}')]
    restored = Path(other["IKZ_DATA_DIR"]) / "files/documents/2026/konzept.pdf"
    assert restored.read_bytes() == b"%PDF Konzept"
    assert_one_line(manage(other, "restore", str(archive)), "nicht leer")
    assert accounts(other) == ["neu@ikz.example"]


def changed(archive: Path, name: str, content: bytes | None) -> None:
    """Put other content into the place of a file in the archive, or leave it out."""
    with tarfile.open(archive) as opened:
        parts = {one.name: opened.extractfile(one).read() for one in opened.getmembers()}
    parts |= {name: content}
    with tarfile.open(archive, "w:gz") as opened:
        for key, value in parts.items():
            if value is not None:
                told = tarfile.TarInfo(key)
                told.size = len(value)
                opened.addfile(told, io.BytesIO(value))


FILE = "files/documents/2026/konzept.pdf"


@pytest.mark.parametrize(
    ("damage", "words"),
    [
        (lambda path: changed(path, FILE, b"%PDF anderes"), ("beschädigt", FILE)),
        (lambda path: changed(path, FILE, None), ("nicht vollständig",)),
        (lambda path: changed(path, "files/mehr.pdf", b"x"), ("nicht vollständig",)),
        (lambda path: changed(path, "../draussen.pdf", b"x"), ("gehört nicht hinein",)),
        (lambda path: changed(path, "inhalt.json", None), ("keine Sicherung dieser Anwendung",)),
        (lambda path: path.write_bytes(path.read_bytes()[:-200]), ("beschädigt",)),
        (lambda path: path.write_text("Kein Archiv"), ("keine Sicherung",)),
        (lambda path: path.unlink(), ("gibt es nicht",)),
    ],
)
def test_a_backup_that_is_not_sound_is_named(sound, tmp_path, settings, damage, words):
    settings.DATA_DIR, archive = tmp_path, tmp_path / "sicherung.tar.gz"
    shutil.copy(sound, archive)
    assert backups.check(archive) == 1
    damage(archive)
    with pytest.raises(Failed) as told:
        backups.check(archive)
    assert all(word in str(told.value) for word in words), str(told.value)
    assert {one.name for one in tmp_path.iterdir()} <= {archive.name}


def test_nothing_comes_back_of_what_is_not_sound(environment, sound, tmp_path):
    archive = tmp_path / "sicherung.tar.gz"
    shutil.copy(sound, archive)
    changed(archive, FILE, b"%PDF anderes")
    assert_one_line(manage(environment, "restore", str(archive)), "beschädigt", FILE)
    assert accounts(environment) == [] and not (Path(environment["IKZ_DATA_DIR"]) / "files").exists()


def test_a_backup_that_cannot_be_written_leaves_nothing(environment, tmp_path):
    (tmp_path / "file").write_text("in the way")
    assert_one_line(manage(environment, "backup", str(tmp_path / "file" / "sub")), "nicht schreiben")
    if os.geteuid():
        (tmp_path / "closed").mkdir(mode=0o500)
        assert_one_line(manage(environment, "backup", str(tmp_path / "closed")), "nicht schreiben")
        assert list((tmp_path / "closed").iterdir()) == []


@pytest.fixture
def databases() -> Iterator[list[str]]:
    """The addresses of two new databases of PostgreSQL."""
    address, names = os.environ["TEST_DATABASE_URL"], [f"backup_{os.getpid()}_{n}" for n in (1, 2)]
    with psycopg.connect(address, autocommit=True) as connection:
        for name in names:
            connection.execute(f"CREATE DATABASE {name}")
    yield [urlsplit(address)._replace(path=f"/{name}").geturl() for name in names]
    with psycopg.connect(address, autocommit=True) as connection:
        for name in names:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.mark.postgres
def test_postgresql_comes_back_with_its_numbers(environment, other, databases):
    first, second = environment | {"DATABASE_URL": databases[0]}, other | {"DATABASE_URL": databases[1]}
    assert manage(first, "prepare").returncode == 0
    furnish(first)
    archive = backed_up(first)
    assert_one_line(manage(other, "restore", str(archive)), "anderen Art von Datenbank")
    done = manage(second, "restore", str(archive))
    assert (done.returncode, done.stderr) == (0, ""), done.stderr
    assert accounts(second) == ["wer@ikz.example"]
    assert manage(second, "verify").returncode == 0, "its triggers came along"
    assert manage(second, "create_administrator", "zweite@ikz.example").returncode == 0  # sequences go on
    assert_one_line(manage(second, "restore", str(archive)), "nicht leer")
    without = second | {"PATH": str(Path(other["IKZ_DATA_DIR"]))}
    assert_one_line(manage(without, "backup"), "pg_dump", "postgresql-client")
