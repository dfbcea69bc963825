"""Keeps a small database of a release for the tests of migrations: `python tests/releases/keep.py 0.2.0`.

Run on the commit of the release; what was kept once is never made anew.
"""

import lzma
import os
import sqlite3
import subprocess
import sys
import tempfile
from pathlib import Path

FOLDER = Path(__file__).resolve().parent
PROJECT = FOLDER.parents[1]
sys.path.insert(0, str(FOLDER.parent))

from machine import postgres_folder  # noqa: E402
from postgres import server  # noqa: E402


def main(version: str) -> None:
    """Keep the example as an SQLite file and as the SQL of a PostgreSQL database."""
    with tempfile.TemporaryDirectory() as folder:
        _prepare(folder)
        database = Path(folder, "ikz.sqlite3")
        with sqlite3.connect(database) as connection:
            connection.execute("PRAGMA journal_mode=DELETE")
        _keep(f"{version}.sqlite3", database.read_bytes())
    binaries = postgres_folder()
    assert binaries, "no PostgreSQL server on this machine"
    with tempfile.TemporaryDirectory() as folder, server(binaries) as url:
        _prepare(folder, DATABASE_URL=url)
        dump = [binaries / "pg_dump", "--inserts", "--no-owner", "--no-privileges", url]
        text = subprocess.run(dump, check=True, capture_output=True, text=True).stdout
        # Commands of psql, which other programs do not know.
        lines = [line for line in text.splitlines() if not line.startswith("\\")]
        _keep(f"{version}.postgresql.sql", "\n".join(lines).encode())


def _prepare(folder: str, **more: str) -> None:
    environment = os.environ | {"IKZ_DATA_DIR": folder, "SECRET_KEY": "x" * 50, **more}
    command = [sys.executable, "manage.py", "prepare", "--demo", "example"]
    subprocess.run(command, cwd=PROJECT, env=environment, check=True, stdout=subprocess.DEVNULL)


def _keep(name: str, content: bytes) -> None:
    Path(FOLDER, f"{name}.xz").write_bytes(lzma.compress(content, preset=9))


if __name__ == "__main__":
    main(sys.argv[1])
