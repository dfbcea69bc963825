"""Installations are migrated: the kept database of each release comes to the state of today, and a failure says what to do."""

import lzma
import os
import re
import resource
import sqlite3
import subprocess
import sys
import tarfile
from contextlib import closing
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest

from tests.processes.test_commands import PROJECT, SECRET, assert_one_line, manage
from tests.processes.test_commands import prepared as prepared  # a fixture

RELEASES = Path(__file__).parent
# Entries by hand of before, in the field that has costs.
BY_HAND = (
    "INSERT INTO initiatives_gateitem (kind, result, text, reason, link, effective_on, recorded_at, field_id, mandate_id,"
    " organisation_id) SELECT '{kind}', 'done', '{text}', '', '', effective_on, recorded_at, field_id, mandate_id, {whose}"
    " FROM initiatives_costentry ORDER BY id LIMIT 1"
)
BASELINE = BY_HAND.format(kind="baseline", text="420 Fälle", whose="organisation_id")
COST_KEY = BY_HAND.format(kind="cost_key", text="8 Prozent", whose="NULL")
SUMS = "SELECT field_id, organisation_id, today_cents, joint_cents, one_off_cents FROM initiatives_costentry ORDER BY id"
STILL_THERE = """
from initiatives.domain.kernel import checksums
from initiatives.domain.money import plain
from initiatives.domain.state.loading import facts
from initiatives.models import Initiative, Report, Resolution
from initiatives.snapshot.form import digest, read
from initiatives.snapshot.status_report import StatusReport
states = [facts(pk) for pk in Initiative.objects.order_by("pk").values_list("pk", flat=True)]
print(sum(len(state.fields) for state in states), sum(len(state.participants) for state in states))
for row in Resolution.objects.all():
    (one,) = row.answered.select_related("ask")
    assert one.decides == (one.ask.body_id in (None, row.body_id)), row
    assert (one.recorded_at, one.mandate_id) == (row.recorded_at, row.mandate_id), row
    assert one.ask.organisation_id == row.body.organisation_id, row
assert Resolution.objects.count() > 10
by_id = {field.id: field for state in states for field in state.fields}
for field_id, whose, *sums in SUMS:
    told = plain.told(by_id[field_id], whose)
    assert [told[name] for name in plain.SUMS] == sums, (field_id, whose, told)
[priced] = [field for field in by_id.values() if field.money.lines]
assert len(priced.money.lines) == 3 * len(SUMS) == 21
assert [one.reason for key in priced.money.keys for one in key.periods] == ["8 Prozent"]
[[answer]] = [list(own.values()) for own in priced.baseline.answers.values()]
assert answer.value == "420 Fälle" and list(priced.baseline.answers) == [SUMS[0][1]]
for report in Report.objects.filter(issued_at__isnull=False):
    assert checksums.sha256(bytes(report.pdf)) == report.pdf_sha256
    assert digest(report.snapshot) == report.snapshot_sha256
    assert read(StatusReport, report.snapshot).initiatives
    print(report.name)
"""
MAIL_THAT_WAS_SENT = (
    "INSERT INTO initiatives_mail (user_id, message_id, created_at, sending_at, sent_at, attempts, try_after, message)"
    " SELECT MIN(id), '<1@ikz>', CURRENT_TIMESTAMP, CURRENT_TIMESTAMP, CURRENT_TIMESTAMP, 1, CURRENT_TIMESTAMP, ''"
    " FROM initiatives_user"
)
UNIQUE_TAIL = re.compile(r"_[0-9a-f]{8}(?=_|$)")


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    return {"PATH": os.environ["PATH"], "SECRET_KEY": SECRET, "IKZ_DATA_DIR": str(tmp_path)}


def releases(kind: str) -> list[Path]:
    found = sorted(RELEASES.glob(f"*.{kind}.xz"))
    assert found
    return found


def unpack(release: Path, folder: Path) -> Path:
    database = folder / "ikz.sqlite3"
    database.write_bytes(lzma.decompress(release.read_bytes()))
    return database


def shape(database: Path) -> dict[str, object]:
    """Tables with their columns and constraints in any order, and indexes, as SQLite keeps them."""
    with closing(sqlite3.connect(database)) as connection:
        rows = connection.execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL").fetchall()
    return {
        UNIQUE_TAIL.sub("", name): sorted(re.split(r",(?![^(]*\))", sql.rstrip(")"))) for name, sql in rows
    }


def assert_migrated(environment: dict[str, str], sums: list[tuple[int, ...]]) -> None:
    result = manage(environment, "prepare")
    assert (result.returncode, result.stderr) == (0, "")
    assert manage(environment, "migrate", "--check").returncode == 0
    result = manage(environment, "shell", "--no-imports", "-c", f"SUMS = {sums}\n{STILL_THERE}")
    assert result.returncode == 0, result.stderr
    fields, reports = result.stdout.splitlines()[0], result.stdout.splitlines()[1:]
    assert fields == "14 16" and reports == ["Nr. 1/2026"], result.stdout
    assert_proved(environment)


def assert_proved(environment: dict[str, str]) -> None:
    """All that was issued stands in the chain of checksums as it is, and the triggers stand."""
    result = manage(environment, "verify")
    assert (result.returncode, result.stderr) == (0, ""), result.stdout
    assert "Unverändert: 3 von 3" in result.stdout


@pytest.mark.parametrize("release", releases("sqlite3"), ids=lambda path: path.name)
def test_an_sqlite_database_of_a_release_becomes_one_of_today(environment, tmp_path, prepared, release):
    database = unpack(release, tmp_path)
    with closing(sqlite3.connect(database)) as connection, connection:
        connection.execute(MAIL_THAT_WAS_SENT)
        connection.execute(BASELINE)
        connection.execute(COST_KEY)
        sums = connection.execute(SUMS).fetchall()
    assert_migrated(environment, sums)
    assert shape(database) == shape(prepared / "ikz.sqlite3")
    before = set(tmp_path.glob("backups/*.tar.gz"))
    assert manage(environment, "backup").returncode == 0
    [made] = set(tmp_path.glob("backups/*.tar.gz")) - before
    other = environment | {"IKZ_DATA_DIR": str(tmp_path / "other")}
    restored = manage(other, "restore", str(made))
    assert restored.returncode == 0, restored.stderr
    assert_proved(other)


@pytest.mark.postgres
@pytest.mark.parametrize("release", releases("postgresql.sql"), ids=lambda path: path.name)
def test_a_postgresql_database_of_a_release_becomes_one_of_today(environment, release):
    address = os.environ["TEST_DATABASE_URL"]
    name = f"release_{os.getpid()}"
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    try:
        own = urlsplit(address)._replace(path=f"/{name}").geturl()
        with psycopg.connect(own, autocommit=True) as connection:
            connection.execute(lzma.decompress(release.read_bytes()))
            connection.execute("SET search_path TO public")
            connection.execute(MAIL_THAT_WAS_SENT)
            connection.execute(BASELINE)
            connection.execute(COST_KEY)
            sums = connection.execute(SUMS).fetchall()
        assert_migrated(environment | {"DATABASE_URL": own}, sums)
    finally:
        with psycopg.connect(address, autocommit=True) as connection:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


def test_a_migration_that_fails_is_named_with_the_backup_made_before(environment, tmp_path):
    database = unpack(releases("sqlite3")[0], tmp_path)
    with closing(sqlite3.connect(database)) as connection, connection:
        connection.execute("DELETE FROM django_migrations WHERE app = 'sessions'")
        rows = connection.execute("SELECT COUNT(*) FROM initiatives_event").fetchone()
    result = manage(environment, "prepare")
    assert_one_line(result, "Migration sessions.0001_initial", "already exists", "liegt in")
    (made,) = tmp_path.glob("backups/*.tar.gz")
    assert str(made) in result.stderr and str(made) in result.stdout
    with tarfile.open(made) as archive:
        archive.extract("datenbank.sqlite3", tmp_path, filter="data")
    with closing(sqlite3.connect(tmp_path / "datenbank.sqlite3")) as connection:
        assert connection.execute("SELECT COUNT(*) FROM initiatives_event").fetchone() == rows


def test_a_database_that_is_too_old_is_told_what_to_do(environment, tmp_path):
    database = unpack(releases("sqlite3")[0], tmp_path)
    with closing(sqlite3.connect(database)) as connection, connection:
        connection.execute("DELETE FROM django_migrations WHERE app = 'initiatives'")
        connection.execute(
            "INSERT INTO django_migrations (app, name, applied) VALUES ('initiatives', '0001_initial', '2026-01-01')"
        )
    assert_one_line(manage(environment, "prepare"), "älter als Version 0.2.0", "docs/operations.md")


def test_a_new_database_is_not_backed_up(prepared):
    assert (prepared / "ikz.sqlite3").exists()
    assert not (prepared / "backups").exists()


def test_a_backup_that_cannot_be_made_stops_before_anything_is_changed(environment, tmp_path):
    database = unpack(releases("sqlite3")[0], tmp_path)
    with closing(sqlite3.connect(database)) as connection, connection:
        connection.execute("DELETE FROM django_migrations WHERE app = 'sessions'")
    before = shape(database)
    at_most = database.stat().st_size // 2  # bytes of a file, as on a disk that is nearly full
    result = subprocess.run(
        [sys.executable, "manage.py", "prepare"],
        cwd=PROJECT,
        env=environment,
        capture_output=True,
        text=True,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (at_most, at_most)),
    )
    assert_one_line(result, "Sicherung", "nicht schreiben", "nichts geändert", "--without-backup")
    assert shape(database) == before and list((tmp_path / "backups").iterdir()) == []
