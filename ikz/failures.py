"""Faults that an operator can mend, told in one German line instead of a traceback; and which of them are an outage."""

import errno
import re
import sqlite3
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, InterfaceError, OperationalError, ProgrammingError, connection
from environs import EnvError

FULL = (errno.ENOSPC, errno.EDQUOT)
SQLITE_OUTAGES = (
    sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_LOCKED,
    sqlite3.SQLITE_NOMEM,
    sqlite3.SQLITE_READONLY,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_CORRUPT,
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_PROTOCOL,
    sqlite3.SQLITE_NOTADB,
)
# Classes of SQLSTATE: connection, resources (disk, memory, connections), shutdown and start, disk.
POSTGRESQL_OUTAGES = ("08", "53", "57P", "58")
POSTGRESQL_FULL = "53100"

SETTING_TROUBLES = {
    "Not a valid integer": "es muss eine ganze Zahl sein",
    "Not a valid boolean": "möglich sind true und false",
    "Not a valid URL": "es ist keine Adresse",
}
DATABASE_TROUBLES = {
    "file is not a database": "Die Datenbankdatei ist beschädigt oder keine SQLite-Datenbank.",
    "malformed": "Die Datenbankdatei ist beschädigt.",
    "unable to open": "Die Datenbankdatei lässt sich nicht öffnen: fehlt der Ordner oder das Recht darauf?",
    "readonly": "Die Datenbank lässt sich nicht schreiben: fehlt das Recht an Datei oder Ordner?",
    "disk i/o": "Der Datenträger der Datenbank meldet einen Fehler.",
    "is full": "Der Datenträger der Datenbank ist voll.",
    "too many": "Die Datenbank nimmt keine weitere Verbindung an: reicht max_connections?",
    "connection slots": "Die Datenbank nimmt keine weitere Verbindung an: reicht max_connections?",
    "no space left": "Der Datenträger der Datenbank ist voll.",
    "locked": "Die Datenbank ist durch einen anderen Vorgang gesperrt.",
    "no such table": "Der Datenbank fehlen Tabellen: bitte „make setup“ ausführen.",
    "no such column": "Die Datenbank ist nicht auf dem neuesten Stand: bitte „make setup“ ausführen.",
    "does not exist": "Der Datenbank fehlen Tabellen, oder es gibt sie nicht: bitte „make setup“ ausführen.",
}


class Failed(Exception):
    """What a command could not do, in one German sentence for whoever operates it."""


def explain(error: BaseException) -> str | None:
    """Return one German line about a fault of settings, database or files; None if it is a fault of ours."""
    if isinstance(error, Failed):
        return str(error)
    if isinstance(error, EnvError):
        return _explain_setting(error)
    if isinstance(error, ImproperlyConfigured):
        return f"Die Einstellungen sind unvollständig: {first_line(error)}"
    if (
        isinstance(error, OperationalError | InterfaceError | ProgrammingError)
        or type(error) is DatabaseError
    ):
        return _explain_database(error)
    if isinstance(error, OSError) and error.errno in FULL:
        return f"Der Datenträger ist voll. ({error.strerror})"
    if isinstance(error, PermissionError):
        return f"Fehlendes Recht an {error.filename}."
    return None


def _explain_setting(error: EnvError) -> str:
    """What is wrong with a variable of the environment; words of ours stay, those of the library are told in German."""
    name, detail = (*re.findall(r"\"([^\"]+)\"", str(error)), "")[0], first_line(error)
    if "not set" in detail:
        return f"Die Einstellung {name} fehlt."
    told = next((german for english, german in SETTING_TROUBLES.items() if english in detail), "")
    told = told or "; ".join(re.findall(r"'([^']+)'", detail))
    return f"Die Einstellung {name} ist ungültig: {told or 'bitte prüfen'}."


def outage(error: BaseException | None) -> BaseException | None:
    """The error itself, or the one that led to it, which tells that the database or its disk is away; None if none does.

    An outage is no fault of a request, a row or a report: the same is done again once it is over.
    """
    while error is not None and not _tells_of_outage(error):
        error = error.__cause__ or error.__context__
    return error


def _tells_of_outage(error: BaseException) -> bool:
    if isinstance(error, OSError):
        return error.errno in FULL
    if not isinstance(error, DatabaseError | InterfaceError):
        return False
    if isinstance(error.__cause__, sqlite3.Error):
        code = getattr(error.__cause__, "sqlite_errorcode", 0) & 0xFF  # without what extends it
        return code in SQLITE_OUTAGES or ("no such table" in str(error) and _file_has_gone())
    state = getattr(error.__cause__, "sqlstate", None)
    if state is not None:
        return state.startswith(POSTGRESQL_OUTAGES)
    return isinstance(error, OperationalError | InterfaceError)


def is_full(error: BaseException) -> bool:
    """Whether an outage is that a disk is full: of files, of SQLite, of PostgreSQL."""
    if isinstance(error, OSError):
        return error.errno in FULL
    code = getattr(error.__cause__, "sqlite_errorcode", 0) & 0xFF
    return code == sqlite3.SQLITE_FULL or getattr(error.__cause__, "sqlstate", None) == POSTGRESQL_FULL


def _file_has_gone() -> bool:
    """Whether a new, empty file stands in the place of the database; one that lacks a single table was not updated."""
    name = Path(str(connection.settings_dict["NAME"]))
    return name.is_file() and name.stat().st_size == 0


def _explain_database(error: DatabaseError | InterfaceError) -> str | None:
    detail = first_line(error)
    for words, explanation in DATABASE_TROUBLES.items():
        if words in detail.lower():
            return f"{explanation} ({detail})"
    if isinstance(error, ProgrammingError):
        return None
    return f"Die Datenbank antwortet nicht. ({detail})"


def first_line(error: BaseException) -> str:
    """What a fault says of itself, without the details that follow."""
    return str(error).strip().partition("\n")[0]
