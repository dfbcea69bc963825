"""A throw-away PostgreSQL of this machine, which can be stopped and started again on the same socket and data."""

import os
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path

import psycopg

FAST_AND_FORGETFUL = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=200")


class Server:
    """From the binaries in `folder`, on a socket of its own; `remove` leaves nothing of it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.account = (
            {"user": "postgres", "group": "postgres", "extra_groups": []} if os.geteuid() == 0 else {}
        )
        self.home = Path(tempfile.mkdtemp(prefix="ikz-postgres-"))
        self.process: subprocess.Popen | None = None
        if self.account:
            shutil.chown(self.home, "postgres", "postgres")
        initdb = [folder / "initdb", "-D", self.home / "data", "-U", "postgres", "-A", "trust", "-E", "UTF8"]
        subprocess.run(
            [*initdb, "--locale=C.UTF-8", "--no-sync"],
            check=True,
            stdout=subprocess.DEVNULL,
            cwd="/",
            **self.account,
        )

    @property
    def url(self) -> str:
        """Its address."""
        return f"postgres://postgres@{str(self.home).replace('/', '%2F')}/postgres"

    def connect(self, name: str = "") -> psycopg.Connection:
        """A connection in which each statement is committed at once, under this name of an application."""
        told = {"application_name": name, "autocommit": True}
        return psycopg.connect(host=str(self.home), user="postgres", dbname="postgres", **told)

    def start(self) -> None:
        """Start it and wait until it takes connections. Raises RuntimeError where it doesn't."""
        options = [part for setting in FAST_AND_FORGETFUL for part in ("-c", setting)]
        postgres = [self.folder / "postgres", "-D", self.home / "data", "-k", self.home]
        with (self.home / "log").open("ab") as log:
            self.process = subprocess.Popen(
                [*postgres, "-c", "listen_addresses=", *options],
                stdout=log,
                stderr=log,
                cwd="/",
                start_new_session=True,
                **self.account,
            )
        deadline = time.monotonic() + 60
        while self.process.poll() is None and time.monotonic() < deadline:
            try:
                self.connect().close()
                return
            except psycopg.OperationalError:
                time.sleep(0.1)
        raise RuntimeError(f"PostgreSQL did not start: {(self.home / 'log').read_text().splitlines()[-1:]}")

    def stop(self, how: signal.Signals = signal.SIGINT) -> None:
        """Stop it, with all its connections; by SIGQUIT as in a crash."""
        if self.process:
            self.process.send_signal(how)
            self.process.wait(20)
            self.process = None

    def remove(self) -> None:
        """Stop it and delete its data."""
        self.stop()
        shutil.rmtree(self.home, ignore_errors=True)
