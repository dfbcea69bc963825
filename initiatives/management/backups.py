"""Safe copies of an installation: database and files in one archive with the checksum of each, and back from it.

The database is copied as it is at one instant, also while it is used. The files follow: they are never changed or removed, so
each that the database names is there.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sqlite3
import subprocess
import tarfile
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.conf import settings
from django.db import connection, connections

from ikz.failures import Failed, first_line
from initiatives.domain.kernel.moments import local
from initiatives.domain.kernel.texts import size_in_words
from initiatives.models import Organisation, User

FORMAT = 1  # of the archive
MANIFEST, FILES = "inhalt.json", "files"
SQLITE, POSTGRESQL = "datenbank.sqlite3", "datenbank.dump"
CHUNK = 1 << 20  # bytes
FOLDER = Path(settings.DATA_DIR) / "backups"


@dataclass(frozen=True)
class Made:
    """An archive; `size` in bytes."""

    path: Path
    size: int
    files: int

    @property
    def words(self) -> str:
        return f"{self.path.name} ({size_in_words(self.size)})"


def counted(files: int) -> str:
    """How many files, in words."""
    return "eine Datei" if files == 1 else f"{files} Dateien"


def make(folder: Path, at: datetime) -> Made:
    """Write an archive of this moment into `folder`, readable by its owner alone.

    Raises Failed where it cannot be made; then nothing is left of it.
    """
    path = folder / f"ikz-sicherung-{local(at):%Y%m%d-%H%M%S}.tar.gz"
    part = path.with_suffix(".part")
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with TemporaryDirectory(dir=folder) as aside, _own_file(part) as file:
            database = _dump(Path(aside))
            with tarfile.open(fileobj=file, mode="w:gz", compresslevel=6) as archive:
                sums = {database.name: _add(archive, database, database.name)}
                for name, one in _stored():
                    sums[f"{FILES}/{name}"] = _add(archive, one, f"{FILES}/{name}")
                told = Path(aside) / MANIFEST
                told.write_text(json.dumps(_manifest(at, sums), indent=1), encoding="utf-8")
                archive.add(told, MANIFEST)
        part.replace(path)
    except (OSError, sqlite3.Error, tarfile.TarError) as error:
        raise Failed(f"Die Sicherung ließ sich nicht schreiben ({first_line(error)}).") from error
    finally:
        with suppress(OSError):
            part.unlink()
    return Made(path, path.stat().st_size, len(sums) - 1)


@contextmanager
def _own_file(path: Path) -> Iterator[Any]:
    """A new file for its owner alone, on the disk once it is closed."""
    with os.fdopen(os.open(path, os.O_CREAT | os.O_TRUNC | os.O_RDWR, 0o600), "w+b") as file:
        yield file
        file.flush()
        os.fsync(file.fileno())


def _manifest(at: datetime, sums: dict[str, str]) -> dict[str, Any]:
    return {"format": FORMAT, "made_at": at.isoformat(), "sha256": sums}


def _add(archive: tarfile.TarFile, path: Path, name: str) -> str:
    """Put a file into the archive; returns its checksum."""
    checksum = _checksum(path)
    archive.add(path, name, recursive=False)
    return checksum


def _checksum(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _stored() -> Iterator[tuple[str, Path]]:
    """All files beside the database, by the name under which they are stored."""
    root = Path(settings.MEDIA_ROOT)
    for path in sorted(root.rglob("*")) if root.is_dir() else []:
        if path.is_file():
            yield path.relative_to(root).as_posix(), path


def _dump(folder: Path) -> Path:
    """The database as it is now, as a file."""
    if connection.vendor == "postgresql":
        path = folder / POSTGRESQL
        _run(
            "pg_dump",
            "--format=custom",
            "--no-owner",
            "--no-privileges",
            "--no-comments",
            "--file",
            str(path),
        )
        return path
    path = folder / SQLITE
    with closing(sqlite3.connect(_database_file())) as source, closing(sqlite3.connect(path)) as target:
        source.backup(target)
    return path


def _database_file() -> Path:
    return Path(str(connection.settings_dict["NAME"]))


def _run(command: str, *arguments: str) -> None:
    """Run a program of PostgreSQL against the database of the settings; the password is in no command line."""
    given = connection.settings_dict
    told = {
        "PGDATABASE": given["NAME"],
        "PGHOST": given["HOST"],
        "PGPORT": str(given["PORT"] or ""),
        "PGUSER": given["USER"],
        "PGPASSWORD": given["PASSWORD"],
    }
    program = shutil.which(command)
    if program is None:
        raise Failed(
            f"Das Programm {command} fehlt; es gehört zu PostgreSQL (auf Debian: postgresql-client)."
        )
    environment = os.environ | {name: value for name, value in told.items() if value}
    done = subprocess.run([program, *arguments], env=environment, capture_output=True, text=True)
    if done.returncode:
        lines = done.stderr.strip().splitlines() or [f"Code {done.returncode}"]
        raise Failed(f"{command} ist gescheitert ({lines[-1]}).")


def check(archive: Path) -> int:
    """Compare all that an archive holds with its checksums; returns how many files beside the database.

    Raises Failed for an archive that is damaged, not whole, or none of ours.
    """
    with _unpacked(archive) as (_, sums):
        return len(sums) - 1


def restore(archive: Path) -> int:
    """Bring an archive into an empty installation; returns how many files beside the database.

    Raises Failed as `check`, for an installation that is not empty, and for an archive of another kind of database; then
    nothing has changed.
    """
    if not is_empty():
        raise Failed("Diese Installation ist nicht leer. Wiederhergestellt wird nur in eine leere.")
    with _unpacked(archive) as (folder, sums):
        name = POSTGRESQL if connection.vendor == "postgresql" else SQLITE
        if name not in sums:
            raise Failed("Die Sicherung ist von einer anderen Art von Datenbank (SQLite oder PostgreSQL).")
        _put_database(folder / name)
        if (folder / FILES).is_dir():
            shutil.copytree(folder / FILES, settings.MEDIA_ROOT, dirs_exist_ok=True)
        return len(sums) - 1


def is_empty() -> bool:
    """Whether the database holds neither organisations nor accounts, and no files lie beside it."""
    there = set(connection.introspection.table_names())
    held = (model for model in (Organisation, User) if model._meta.db_table in there)
    return not any(model.objects.exists() for model in held) and next(_stored(), None) is None


def _put_database(copy: Path) -> None:
    connections.close_all()
    if connection.vendor == "postgresql":
        arguments = ("--clean", "--if-exists", "--no-owner", "--no-privileges", "--single-transaction")
        _run(
            "pg_restore",
            *arguments,
            "--exit-on-error",
            "--dbname",
            str(connection.settings_dict["NAME"]),
            str(copy),
        )
        return
    target = _database_file()
    for name in (f"{target}-wal", f"{target}-shm"):
        Path(name).unlink(missing_ok=True)
    copy.chmod(0o600)
    shutil.move(copy, target)


@contextmanager
def _unpacked(archive: Path) -> Iterator[tuple[Path, dict[str, str]]]:
    """The content of an archive in a folder for a while, checked, with its checksums."""
    with TemporaryDirectory(dir=settings.DATA_DIR) as aside:
        folder = Path(aside)
        try:
            with tarfile.open(archive, "r:gz") as opened:
                _extract(opened, folder.resolve())
            told = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
            sums: dict[str, str] = told["sha256"] if told["format"] == FORMAT else {}
        except FileNotFoundError as error:
            raise Failed(f"{archive} gibt es nicht, oder es ist keine Sicherung dieser Anwendung.") from error
        except (OSError, EOFError, tarfile.TarError, ValueError, KeyError, TypeError) as error:
            raise Failed(
                f"{archive} ist beschädigt oder keine Sicherung dieser Anwendung ({first_line(error)})."
            ) from error
        _compare(folder, sums)
        yield folder, sums


def _extract(opened: tarfile.TarFile, folder: Path) -> None:
    """Write what an archive holds below a folder. Python's own filter for that is missing before 3.11.4 (Debian 12)."""
    for member in opened:
        path, source = folder / member.name, opened.extractfile(member)
        if not member.isfile() or source is None or not path.resolve().is_relative_to(folder):
            raise tarfile.TarError(f"{member.name} gehört nicht hinein")
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with source, path.open("wb") as target:
            shutil.copyfileobj(source, target, CHUNK)


def _compare(folder: Path, sums: dict[str, str]) -> None:
    there = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()} - {MANIFEST}
    if not sums or there != set(sums):
        raise Failed("Die Sicherung ist nicht vollständig.")
    for name, checksum in sums.items():
        if _checksum(folder / name) != checksum:
            raise Failed(f"Die Sicherung ist beschädigt: {name} hat eine andere Prüfsumme.")
