"""Serves the application: web server, background workers, timer and mails beside each other, ended together; one that ends
by itself is started again.
"""

import errno
import http.client
import signal
import socket
import sys
import time
from collections.abc import Sequence
from types import FrameType
from urllib.parse import urlsplit

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser
from django.urls import reverse

from initiatives.domain.mail import mails
from initiatives.management import server
from initiatives.management.children import SECONDS_TO_END, Child, end
from initiatives.models import User

SECONDS_TO_START = 30
SECONDS_BETWEEN = 0.2  # two looks at the children
SECONDS_TO_HAND_OVER = 75  # for the answer to a mail on its way, less than what systemd waits
SECONDS_TO_LEAVE = 5  # what a `serve` that was killed has started needs to end with it
WEB_SERVER = "Der Webserver"
WORKER = "Die Hintergrundverarbeitung"
SECOND_WORKER = "Die zweite Hintergrundverarbeitung"  # so that a long report keeps nobody waiting
CLOCK = "Der Zeitgeber"
MAIL = "Der Mailversand"


class Signals:
    """Hears the operator's Ctrl-C and a service manager that asks for the end."""

    NUMBERS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)

    def __init__(self) -> None:
        self.ask_for_end = False
        for number in self.NUMBERS:
            signal.signal(number, self._hear)

    def _hear(self, number: int, frame: FrameType | None) -> None:
        self.ask_for_end = True

    def ignore(self) -> None:
        """From now on, so that nothing disturbs the end."""
        for number in self.NUMBERS:
            signal.signal(number, signal.SIG_IGN)


class Command(BaseCommand):
    help = (
        "Startet Webserver, Hintergrundverarbeitung, Zeitgeber und Mailversand und startet neu, was sich beendet; "
        "Strg+C beendet alles."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--prepare", metavar="DEMO", help="zuvor „prepare --demo DEMO“ ausführen")

    def handle(self, *args, prepare: str | None, **options) -> None:
        listening = listen(settings.HOST, settings.PORT)
        if prepare:
            call_command("prepare", demo=prepare, stdout=self.stdout)
        accounts = list(User.objects.filter(email__endswith="@ikz.example").order_by("email"))
        signals = Signals()
        children: list[Child] = []
        try:
            for name, command in commands(listening.fileno()):
                files = (listening.fileno(),) if name == WEB_SERVER else ()
                to_end = SECONDS_TO_HAND_OVER if name == MAIL else SECONDS_TO_END
                children.append(Child(name, command, files, to_end))
            if wait_for_answer(children, signals):
                self.stdout.write(greeting(accounts))
                self.stdout.flush()
            while not signals.ask_for_end:
                tend(children)
        finally:
            signals.ignore()
            end(children)


def commands(listening: int) -> list[tuple[str, list[str]]]:
    """Return German name and command line of each child; the web servers answer on one inherited socket."""
    web_server = (WEB_SERVER, ["web", "--socket", str(listening)])
    worker = ["work"]
    others = [
        (WORKER, worker),
        (SECOND_WORKER, worker),
        (CLOCK, ["run_due", "--every", "60"]),
        (MAIL, ["send_mails", "--every", "5"]),
    ]
    return [
        (name, [sys.executable, sys.argv[0], *command])
        for name, command in [*[web_server] * settings.WORKERS, *others]
    ]


def listen(host: str, port: int) -> socket.socket:
    """The socket of the web servers; exit with one line if it can't be had, or is not given back by who held it before."""
    deadline = time.monotonic() + SECONDS_TO_LEAVE
    while True:
        try:
            return server.listen(host, port)
        except OverflowError:
            sys.exit(f"Fehler: {port} ist kein Port; möglich ist 1024 bis 65535.")
        except OSError as error:
            if error.errno != errno.EADDRINUSE or time.monotonic() > deadline:
                sys.exit(f"Fehler: {why_not(error, host, port)}")
        time.sleep(SECONDS_BETWEEN)


def why_not(error: OSError, host: str, port: int) -> str:
    """Why nothing can listen at an address, in German."""
    elsewhere = "Ein anderer geht so: make run PORT=8001"
    if isinstance(error, PermissionError):
        return f"Für den Port {port} fehlt das Recht. {elsewhere}"
    if error.errno == errno.EADDRINUSE:
        return f"Der Port {port} ist belegt. {elsewhere}"
    return f"IKZ_HOST={host} ist keine Adresse dieser Maschine; üblich ist 127.0.0.1, oder 0.0.0.0 für alle."


def wait_for_answer(children: Sequence[Child], signals: Signals) -> bool:
    """Whether a page has come, False if the end was asked for before; exit with one line if none does."""
    web_servers = [one for one in children if one.name == WEB_SERVER]
    deadline = time.monotonic() + SECONDS_TO_START
    status = None
    while time.monotonic() < deadline:
        if signals.ask_for_end:
            return False
        for code in filter(None, (one.code for one in web_servers)):
            sys.exit(f"Fehler: {WEB_SERVER} lässt sich nicht starten (Code {code}).")
        status = answered()
        if status is not None and status < http.client.BAD_REQUEST:
            return True
        tend([one for one in children if one not in web_servers])
    if status == http.client.SERVICE_UNAVAILABLE:
        sys.exit("Fehler: Die Datenbank antwortet nicht; die Anwendung kann keine Seite zeigen.")
    if status == http.client.BAD_REQUEST:
        sys.exit("Fehler: Der Name aus IKZ_BASE_URL steht nicht in ALLOWED_HOSTS.")
    if status:
        sys.exit(
            "Fehler: Es kommt keine Seite; warum, steht darüber. Oft fehlt „make setup“ nach einer Aktualisierung."
        )
    sys.exit(f"Fehler: {WEB_SERVER} antwortet nach {SECONDS_TO_START} Sekunden nicht.")


def answered() -> int | None:
    """The status with which the sign-in is answered, None where nothing answers. It needs database and static files."""
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(settings.HOST, settings.HOST)
    asked = http.client.HTTPConnection(host, settings.PORT, timeout=SECONDS_TO_LEAVE)
    base = urlsplit(settings.BASE_URL)
    headers = {"Host": base.netloc, "X-Forwarded-Proto": base.scheme}
    try:
        asked.request("GET", reverse(settings.LOGIN_URL), headers=headers)
        return asked.getresponse().status
    except (OSError, http.client.HTTPException):
        return None
    finally:
        asked.close()


def tend(children: Sequence[Child]) -> None:
    """Look after each once, and rest a moment."""
    for child in children:
        child.tend(time.monotonic())
    time.sleep(SECONDS_BETWEEN)


def greeting(accounts: Sequence[User]) -> str:
    """Return what to print once the application answers: address, the demo accounts if there are any, and where mails go
    if they go nowhere.
    """
    lines = ["", f"Die Anwendung läuft: {settings.BASE_URL}", ""]
    if accounts:
        known = settings.DEMO_PASSWORD and accounts[0].check_password(settings.DEMO_PASSWORD)
        password = settings.DEMO_PASSWORD if known else "wie beim Laden der Beispieldaten ausgegeben"
        lines += [f"Beispielkonten, Kennwort: {password}", *(f"  {one.email}" for one in accounts), ""]
    if folder := mails.folder():
        lines += [f"EMAIL_URL ist nicht gesetzt: E-Mails werden nur in Dateien geschrieben, in {folder}", ""]
    return "\n".join([*lines, "Strg+C beendet die Anwendung."])
