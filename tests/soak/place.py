"""The application as it is operated: `serve` over a PostgreSQL of its own, with the example, and a real mail server."""

import os
import secrets
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psycopg

from tests.machine import postgres_folder
from tests.postgres_server import Server
from tests.soak.person import Person
from tests.support import mail_server
from tests.support.children import by_name, started_by

ROOT = Path(__file__).parents[2]
PASSWORD = "Soak-" + secrets.token_urlsafe(9)


ROLE = "ikz"


class Place:
    """A served application, on a PostgreSQL that can be stopped, or on SQLite."""

    def __init__(self, folder: Path, *, sqlite: bool = False) -> None:
        binaries = postgres_folder()
        if binaries is None:
            sys.exit("make soak needs a PostgreSQL of this machine, which it may stop.")
        self.data, self.log = folder, Path(f"{folder}.log")
        self.server = None if sqlite else Server(binaries)
        self.mails = mail_server.Server()
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port: int = probe.getsockname()[1]
        self.environment = {
            "PATH": os.environ["PATH"],
            "SECRET_KEY": secrets.token_urlsafe(40),
            "IKZ_DATA_DIR": str(folder),
            "IKZ_DEMO_PASSWORD": PASSWORD,
            "PORT": str(self.port),
            "IKZ_TRUSTED_PROXIES": "1",
            "EMAIL_URL": f"smtp://127.0.0.1:{self.mails.port}",
        }
        if self.server:
            self.environment["DATABASE_URL"] = self.address_of(ROLE)
        self.process: subprocess.Popen | None = None

    def address_of(self, database: str) -> str:
        """A database of the server, for the application's role, which is no superuser."""
        assert self.server
        return f"postgres://{ROLE}@{str(self.server.home).replace('/', '%2F')}/{database}"

    def __enter__(self) -> "Place":
        if self.server:
            self.server.start()
            self.rows(f"CREATE ROLE {ROLE} LOGIN")
            self.rows(f"CREATE DATABASE {ROLE} OWNER {ROLE}")
        self.mails.start()
        self.manage("collectstatic", "--noinput", "--verbosity", "0")
        self.manage("prepare", "--demo", "example")
        self.start()
        return self

    def __exit__(self, *error) -> None:
        self.end()
        self.mails.stop()
        if self.server:
            self.server.remove()

    def manage(self, *arguments: str, **more: str) -> str:
        """What one command prints, with settings that stand for those of the place."""
        command = [sys.executable, "manage.py", *arguments]
        done = subprocess.run(
            command, cwd=ROOT, env=self.environment | more, capture_output=True, text=True, timeout=300
        )
        if done.returncode:
            raise RuntimeError(f"{' '.join(arguments)}: {done.stdout}{done.stderr}")
        return done.stdout

    def start(self, **more: str) -> None:
        """Serve, and wait until a page comes."""
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "manage.py", "serve"],
                cwd=ROOT,
                env=self.environment | more,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        self.wait_for_page(120)

    def wait_for_page(self, seconds: float) -> float:
        """Seconds until the sign-in answers with 200. Raises RuntimeError where it doesn't come."""
        began = time.monotonic()
        while Person(self.port, timeout=5).ask("GET", "/anmelden/").status != 200:
            if time.monotonic() > began + seconds:
                raise RuntimeError(f"No page after {seconds} s: {self.log.read_text()[-3000:]}")
            time.sleep(0.2)
        return time.monotonic() - began

    def end(self) -> None:
        """Ask it to end, as a service manager does."""
        if self.process and self.process.poll() is None:
            self.process.terminate()
            self.process.wait(60)
        self.process = None

    def kill_all(self) -> None:
        """Kill `serve` and all that it started in the same instant, as the machine's kernel does."""
        assert self.process
        pids = [self.process.pid, *started_by(self.process.pid)]
        for pid in pids:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self.process.wait()

    def children(self) -> dict[str, int]:
        """Process ids of what `serve` has started, one of each kind."""
        assert self.process
        return by_name(self.process.pid)

    def rows(self, sql: str, *values, database: str = "postgres") -> list[tuple]:
        """Rows of a database of the server, without the application."""
        assert self.server
        address = {"host": str(self.server.home), "user": "postgres", "dbname": database}
        with psycopg.connect(**address, autocommit=True) as connection:
            found = connection.execute(sql, values)
            return found.fetchall() if found.description else []

    def person(self, account: str, **more) -> Person:
        """Somebody who is signed in."""
        found = Person(self.port, f"{account}@ikz.example", **more)
        answer = found.sign_in(PASSWORD)
        if answer.status != 302:
            raise RuntimeError(f"{account} cannot sign in: {answer.status}")
        return found

    def faults(self) -> list[str]:
        """Lines of the log that tell of a fault of the application."""
        return [line for line in self.log.read_text().splitlines() if "Internal Server Error" in line]


@contextmanager
def temporary() -> Iterator[Path]:
    """A folder of a run, for the data."""
    with tempfile.TemporaryDirectory(prefix="ikz-soak-", ignore_cleanup_errors=True) as folder:
        yield Path(folder, "data")
