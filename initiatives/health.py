"""Whether the application can work: what a monitor asks, and signs of life of the processes that nobody sees.

The signs stand in the cache, and so in the database that all machines share.
"""

import shutil
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache as kept

from django.conf import settings
from django.core.cache import cache
from django.db import DatabaseError, InterfaceError, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from initiatives.domain.kernel import moments
from initiatives.domain.kernel.texts import size_in_words
from initiatives.enums import MailState
from initiatives.models import Mail, append_only, searched

WORKER, TIMER, SENDER = "alive-worker", "alive-timer", "alive-sender"
SECONDS_BETWEEN = 20  # two signs of one process
# Longer than a report takes to be made, a run of the timer, or the answer of a slow mail server.
SILENT = {WORKER: timedelta(minutes=15), TIMER: timedelta(minutes=10), SENDER: timedelta(minutes=15)}
NAMES = {WORKER: "Hintergrundverarbeitung", TIMER: "Zeitgeber", SENDER: "Mailversand"}
LEAST_ROOM = 200_000_000  # bytes of the data folder's disk
MAIL_LATE = timedelta(hours=2)

_given: dict[str, float] = {}


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at, in German words."""

    name: str
    words: str
    is_right: bool

    def __str__(self) -> str:
        return f"{self.name}: {self.words}"


def give_sign(name: str) -> None:
    """Say that this process is at work; often called, seldom written. Raises what the database raises."""
    now = time.monotonic()
    if now - _given.get(name, -SECONDS_BETWEEN) >= SECONDS_BETWEEN:
        cache.set(name, moments.now(), None)
        _given[name] = now


def findings(at: datetime) -> list[Finding]:
    """All that is needed for work, each with whether it is right. A database that is away ends the list."""
    found = [_room()]
    try:
        found += _in_database(at)
    except (DatabaseError, InterfaceError):
        found.append(Finding("Datenbank", "antwortet nicht", False))
    return found


def free_room() -> int | None:
    """Bytes that are free on the disk of the data folder; None while the folder is away."""
    try:
        return shutil.disk_usage(settings.DATA_DIR).free
    except OSError:
        return None


def _room() -> Finding:
    free = free_room()
    if free is None:
        return Finding("Datenordner", "nicht zu lesen", False)
    return Finding("Datenordner", f"{size_in_words(free)} frei", free >= LEAST_ROOM)


def _in_database(at: datetime) -> Iterator[Finding]:
    missing = expected_migrations() - set(MigrationRecorder(connection).applied_migrations())
    yield Finding("Datenbank", "antwortet", True)
    yield Finding("Migrationen", f"es fehlen {len(missing)}" if missing else "vollständig", not missing)
    unguarded = len(append_only.missing(connection))
    yield Finding(
        "Schutz des Aufgezeichneten",
        f"fehlt an {'einer Tabelle' if unguarded == 1 else f'{unguarded} Tabellen'}: bitte „manage.py prepare“ ausführen"
        if unguarded
        else "vollständig",
        not unguarded,
    )
    if not searched.is_indexed(connection):  # slower, and nothing is wrong with what it finds
        yield Finding("Suche", "ohne Index: bitte pg_trgm erlauben und „manage.py prepare“ ausführen", True)
    signs = cache.get_many(NAMES)
    for key, name in NAMES.items():
        heard = signs.get(key)
        is_right = heard is not None and abs(at - heard) < SILENT[key]
        last = f"letztes Lebenszeichen {moments.local(heard):%d.%m.%Y %H:%M:%S}" if heard else ""
        yield Finding(name, last or "noch kein Lebenszeichen", is_right)
    late = Mail.objects.filter(
        state=MailState.WAITING, user__isnull=False, tried_since__lt=at - MAIL_LATE
    ).count()
    if late and Mail.objects.filter(sent_at__gt=at - MAIL_LATE).exists():
        late = 0  # the server takes mails: what still waits is a matter of its address
    wait = {0: "keine wartet", 1: "eine wartet"}.get(late, f"{late} warten")
    yield Finding("E-Mails", f"{wait} seit über zwei Stunden", not late)


@kept
def expected_migrations() -> set[tuple[str, str]]:
    """The last migrations of this version of the code."""
    return set(MigrationLoader(None).graph.leaf_nodes())
