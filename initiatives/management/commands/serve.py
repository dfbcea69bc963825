"""Serves the application: web server and background worker beside each other, started and ended together."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Sequence
from types import FrameType

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser

from initiatives.models import User

SECONDS_TO_START = 30
SECONDS_TO_END = 10
WEB_SERVER = "Der Webserver"
WORKER = "Die Hintergrundverarbeitung"
SECOND_WORKER = "Die zweite Hintergrundverarbeitung"  # so that a long report keeps nobody waiting
CLOCK = "Der Zeitgeber"


class EndRequested(Exception):
    """The operator pressed Ctrl-C or a service manager asks for the end."""


class Command(BaseCommand):
    help = "Startet Webserver und Hintergrundverarbeitung; Strg+C beendet beide."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--prepare", metavar="DEMO", help="zuvor „prepare --demo DEMO“ ausführen")

    def handle(self, *args, prepare: str | None, **options) -> None:
        refuse_taken_port(settings.HOST, settings.PORT)
        if prepare:
            call_command("prepare", demo=prepare, stdout=self.stdout)
        accounts = list(User.objects.filter(email__endswith="@ikz.example").order_by("email"))
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, request_end)
        children: dict[str, subprocess.Popen] = {}
        try:
            for name, command in commands().items():
                children[name] = subprocess.Popen(command, start_new_session=True)
            wait_for_answer(children)
            self.stdout.write(greeting(accounts))
            self.stdout.flush()
            watch(children)
        except EndRequested:
            pass
        finally:
            end(list(children.values()))


def commands() -> dict[str, list[str]]:
    """Return the command line of each child by its German name."""
    web_server = ["-m", "gunicorn", "ikz.wsgi", "--preload", "--worker-class", "gthread", "--threads", "4"]
    web_server += ["--workers", str(settings.WORKERS), "--bind", f"{settings.HOST}:{settings.PORT}"]
    web_server += ["--log-level", "warning", "--no-control-socket"]
    worker = [sys.argv[0], "db_worker", "--no-startup-delay"]
    clock = [sys.argv[0], "run_due", "--every", "60"]
    return {
        WEB_SERVER: [sys.executable, *web_server],
        WORKER: [sys.executable, *worker],
        SECOND_WORKER: [sys.executable, *worker],
        CLOCK: [sys.executable, *clock],
    }


def refuse_taken_port(host: str, port: int) -> None:
    """Exit with one line if `port` can't be had."""
    try:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((host, port))
    except PermissionError:
        sys.exit(f"Fehler: Für den Port {port} fehlt das Recht. Ein anderer geht so: make run PORT=8001")
    except OverflowError:
        sys.exit(f"Fehler: {port} ist kein Port; möglich ist 1024 bis 65535.")
    except OSError as error:
        reason = error.strerror or error
        sys.exit(f"Fehler: Der Port {port} ist belegt ({reason}). Ein anderer geht so: make run PORT=8001")


def request_end(number: int, frame: FrameType | None) -> None:
    """Handle a signal by leaving the watch."""
    raise EndRequested


def wait_for_answer(children: dict[str, subprocess.Popen]) -> None:
    """Return once the web server takes connections; exit with one line if it doesn't."""
    deadline = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < deadline:
        refuse_dead(children)
        try:
            socket.create_connection((settings.HOST, settings.PORT), timeout=1).close()
            return
        except OSError:
            time.sleep(0.1)
    sys.exit(f"Fehler: {WEB_SERVER} antwortet nach {SECONDS_TO_START} Sekunden nicht.")


def watch(children: dict[str, subprocess.Popen]) -> None:
    """Wait until a child ends, then exit with one line; only a signal leaves it otherwise."""
    while True:
        refuse_dead(children)
        time.sleep(0.3)


def refuse_dead(children: dict[str, subprocess.Popen]) -> None:
    """Exit with one line if a child has ended."""
    for name, child in children.items():
        if child.poll() is not None:
            sys.exit(
                f"Fehler: {name} hat sich unerwartet beendet (Code {child.returncode}); alles wird beendet."
            )


def end(children: Sequence[subprocess.Popen]) -> None:
    """Ask all children to end; after SECONDS_TO_END end them by force, with all that they started."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    for child in children:
        child.terminate()
    deadline = time.monotonic() + SECONDS_TO_END
    for child in children:
        try:
            child.wait(max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            os.killpg(child.pid, signal.SIGKILL)
            child.wait()


def greeting(accounts: Sequence[User]) -> str:
    """Return what to print once the application answers: address and, if there are any, the demo accounts."""
    lines = ["", f"Die Anwendung läuft: {settings.BASE_URL}", ""]
    if accounts:
        known = settings.DEMO_PASSWORD and accounts[0].check_password(settings.DEMO_PASSWORD)
        password = settings.DEMO_PASSWORD if known else "wie beim Laden der Beispieldaten ausgegeben"
        lines += [f"Beispielkonten, Kennwort: {password}", *(f"  {one.email}" for one in accounts), ""]
    return "\n".join([*lines, "Strg+C beendet die Anwendung."])
