"""Faults that an operator can mend, told in one German line instead of a traceback."""

from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, OperationalError, ProgrammingError
from environs import EnvError

DATABASE_TROUBLES = {
    "file is not a database": "Die Datenbankdatei ist beschädigt oder keine SQLite-Datenbank.",
    "malformed": "Die Datenbankdatei ist beschädigt.",
    "unable to open": "Die Datenbankdatei lässt sich nicht öffnen: fehlt der Ordner oder das Recht darauf?",
    "readonly": "Die Datenbank lässt sich nicht schreiben: fehlt das Recht an Datei oder Ordner?",
    "disk i/o": "Der Datenträger der Datenbank meldet einen Fehler.",
    "is full": "Der Datenträger der Datenbank ist voll.",
    "locked": "Die Datenbank ist durch einen anderen Vorgang gesperrt.",
    "no such table": "Der Datenbank fehlen Tabellen: bitte „make setup“ ausführen.",
    "no such column": "Die Datenbank ist nicht auf dem neuesten Stand: bitte „make setup“ ausführen.",
    "does not exist": "Der Datenbank fehlen Tabellen, oder es gibt sie nicht: bitte „make setup“ ausführen.",
}


def explain(error: BaseException) -> str | None:
    """Return one German line about a fault of settings, database or files; None if it is a fault of ours."""
    if isinstance(error, EnvError):
        return f"Eine Einstellung fehlt oder ist ungültig: {first_line(error)}"
    if isinstance(error, ImproperlyConfigured):
        return f"Die Einstellungen sind unvollständig: {first_line(error)}"
    if isinstance(error, OperationalError | ProgrammingError) or type(error) is DatabaseError:
        return _explain_database(error)
    if isinstance(error, PermissionError):
        return f"Fehlendes Recht an {error.filename}."
    return None


def _explain_database(error: DatabaseError) -> str | None:
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
