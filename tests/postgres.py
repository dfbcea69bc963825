"""A throw-away PostgreSQL around one command: `python tests/postgres.py COMMAND ...`.

The command finds the server's address in TEST_DATABASE_URL. If that is set already, the command just runs.
"""

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
from machine import allowed_to_miss, postgres_folder

FAST_AND_FORGETFUL = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=200")


def main(command: list[str]) -> int | str:
    """Run the command beside a PostgreSQL; return its exit code, or one line about what is missing."""
    if os.environ.get("TEST_DATABASE_URL"):
        return subprocess.call(command)
    folder = postgres_folder()
    if folder is None:
        message = "No PostgreSQL server on this machine (Debian: apt-get install postgresql)"
        if not allowed_to_miss():
            return f"{message}; TEST_DATABASE_URL names another, ALLOW_MISSING=1 leaves its tests out."
        print(f"{message}; its tests are left out.")
        return 0
    with server(folder) as url:
        return subprocess.call(command, env=os.environ | {"TEST_DATABASE_URL": url})


@contextlib.contextmanager
def server(folder: Path) -> Iterator[str]:
    """Start a server from the binaries in `folder` on its own socket; yield its URL; remove it at the end."""
    account = {"user": "postgres", "group": "postgres", "extra_groups": []} if os.geteuid() == 0 else {}
    home = Path(tempfile.mkdtemp(prefix="ikz-postgres-"))
    if account:
        shutil.chown(home, "postgres", "postgres")
    options = [part for setting in FAST_AND_FORGETFUL for part in ("-c", setting)]
    initdb = [folder / "initdb", "-D", home / "data", "-U", "postgres", "-A", "trust", "-E", "UTF8"]
    postgres = [folder / "postgres", "-D", home / "data", "-k", home, "-c", "listen_addresses=", *options]
    process = None
    try:
        subprocess.run(
            [*initdb, "--locale=C.UTF-8", "--no-sync"],
            check=True,
            stdout=subprocess.DEVNULL,
            cwd="/",
            **account,
        )
        with (home / "log").open("wb") as log:
            process = subprocess.Popen(
                postgres, stdout=log, stderr=log, cwd="/", start_new_session=True, **account
            )
        _wait_for(process, home)
        yield f"postgres://postgres@{str(home).replace('/', '%2F')}/postgres"
    finally:
        if process:
            process.send_signal(signal.SIGINT)
            process.wait(20)
        shutil.rmtree(home, ignore_errors=True)


def _wait_for(process: subprocess.Popen, home: Path) -> None:
    for _ in range(300):
        if process.poll() is not None:
            break
        try:
            psycopg.connect(host=str(home), user="postgres", dbname="postgres").close()
            return
        except psycopg.OperationalError:
            time.sleep(0.1)
    sys.exit(f"PostgreSQL did not start: {(home / 'log').read_text().splitlines()[-1:]}")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
