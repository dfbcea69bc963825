"""Answers in the frame to what goes wrong."""

import errno
import logging
import sqlite3
from contextlib import contextmanager
from itertools import count

import psycopg.errors
import pytest
from django.core.cache import cache
from django.db import DatabaseError, IntegrityError, InterfaceError, OperationalError, connection
from django.db.transaction import TransactionManagementError
from django.db.utils import ConnectionHandler
from django.template.loader import render_to_string
from django.test import Client

from ikz.failures import explain, is_full, outage
from ikz.logs import OneLine
from initiatives.models import LegalPage


def test_a_page_that_is_not_there(sign_in):
    response = sign_in("nottuln").get("/gibt-es-nicht/")
    text = response.content.decode()
    assert response.status_code == 404
    assert "Diese Seite gibt es nicht" in text
    assert "Beauftragte/r der Gemeinde Nottuln" in text
    assert 'href="/"' in text


def test_what_another_circle_does_is_not_there_either(circle, sign_in):
    assert sign_in("stranger").get(f"/initiativen/{circle.initiative.pk}/").status_code == 404


def test_what_a_role_may_not_do_says_why_and_as_whom(sign_in):
    response = sign_in("nottuln").get("/verwaltung/gremien/")
    text = response.content.decode()
    assert response.status_code == 403
    assert "Diese Seite ist der Fachadministration vorbehalten." in text
    assert "Sie handeln als <b>Beauftragte/r der Gemeinde Nottuln</b>." in text


def test_a_form_without_its_proof_writes_nothing_and_says_what_to_do(circle):
    client = Client(enforce_csrf_checks=True)
    client.force_login(
        circle.people["administrator"].user, backend="allauth.account.auth_backends.AuthenticationBackend"
    )
    response = client.post("/verwaltung/texte/impressum/", {"text": "x"})
    assert response.status_code == 403
    assert "Bitte senden Sie das noch einmal" in response.content.decode()
    assert not LegalPage.objects.exists()


def test_a_fault_of_ours_is_answered_without_the_database(circle, monkeypatch):
    def broken(*args, **kwargs):
        raise RuntimeError("kaputt")

    monkeypatch.setattr("initiatives.domain.desk.pages.find", broken)
    client = Client(raise_request_exception=False)
    response = client.get("/impressum/")
    text = response.content.decode()
    assert response.status_code == 500
    assert "Hier ist etwas schiefgegangen" in text
    assert "kaputt" not in text


@pytest.mark.parametrize("template", ["400.html", "500.html", "503.html"])
def test_the_bare_pages_need_neither_context_nor_database(template):
    assert 'lang="de"' in render_to_string(template)


# An outage of the database


def caused(error: Exception, cause: Exception, code: int | None = None) -> Exception:
    """An error of Django with the error of the driver that it comes from."""
    if code is not None:
        cause.sqlite_errorcode = code
    error.__cause__ = cause
    return error


@contextmanager
def away_from(turn: int):
    """Inside, the database answers `turn` queries and then none; yields the list of those that it refused."""
    assert connection.features.supports_json_field  # Django asks once, and takes any fault for a no
    asked, refused = count(), []

    def answer(execute, sql, params, many, context):
        if next(asked) >= turn:
            refused.append(sql)
            raise OperationalError("the connection is closed\nIs the server running?")
        return execute(sql, params, many, context)

    with connection.execute_wrapper(answer):
        yield refused


def log_lines(caplog) -> list[str]:
    """What a log of the application would hold of it."""
    return [OneLine("%(levelname)s %(message)s").format(one) for one in caplog.records if one.levelno > 20]


@pytest.mark.parametrize("address", ["/", "/initiativen/{}/", "/gibt-es-nicht/"])
def test_wherever_the_database_is_away_the_page_says_so_with_503(circle, sign_in, caplog, address):
    client = sign_in("nottuln")
    client.raise_request_exception = False
    address = address.format(circle.initiative.pk)
    for turn in count():
        caplog.clear()
        with away_from(turn) as refused:
            response = client.get(address)
        if not refused:
            break
        assert (response.status_code, response.headers["Retry-After"]) == (503, "10"), turn
        assert response.headers["Cache-Control"] == "no-store"
        text = response.content.decode()
        assert "Die Anwendung ist gleich wieder da" in text and f'href="{address}"' in text
        (line,) = log_lines(caplog)
        assert "Service Unavailable" in line and "Traceback" not in line, line
        assert len(refused) == 1, "the page itself asks nothing"
    assert turn > 3


def test_what_was_sent_is_not_offered_as_a_link(circle, sign_in):
    client = sign_in("nottuln")
    client.raise_request_exception = False
    with away_from(0):
        response = client.post("/mandat/", {"mandate": 1}, headers={"HX-Request": "true"})
    assert response.status_code == 503
    assert "wahrscheinlich nicht gespeichert" in response.content.decode()


@pytest.mark.django_db(transaction=True)
def test_a_session_that_cannot_be_stored_is_an_outage_and_no_bad_request(circle, client, settings):
    settings.ACCOUNT_RATE_LIMITS = False
    client.raise_request_exception = False
    person = circle.people["nottuln"].user
    person.set_password("ein-langes-kennwort")
    person.save()
    statuses = set()
    for turn in count():
        with away_from(turn) as refused:
            sent = {"login": person.email, "password": "ein-langes-kennwort"}
            response = client.post("/anmelden/", sent)
        if not refused:
            break
        statuses.add(response.status_code)
        client.cookies.clear()
    assert (statuses, response.status_code) == ({503}, 302)


@pytest.fixture
def read_only(db):
    """Inside, SQLite refuses each write."""

    @contextmanager
    def refusing():
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA query_only = ON")
            yield
            cursor.execute("PRAGMA query_only = OFF")

    return refusing


def test_a_sign_in_that_cannot_be_counted_is_an_outage_and_no_suspicion(read_only):
    client = Client(raise_request_exception=False)
    with read_only():
        assert client.get("/anmelden/").status_code == 200
        response = client.post("/anmelden/", {"login": "wer@ikz.example", "password": "ein-langes-kennwort"})
    assert response.status_code == 503
    assert "Die Anwendung ist gleich wieder da" in response.content.decode()


def test_who_is_signed_in_reads_on_where_nothing_can_be_written(circle, sign_in, read_only):
    client = sign_in("nottuln")
    with read_only():
        for address in ("/", "/initiativen/", f"/initiativen/{circle.initiative.pk}/", "/mitteilungen/"):
            assert client.get(address).status_code == 200, address


def test_a_key_that_is_taken_is_no_outage_and_a_refused_write_is(read_only):
    assert (cache.add("key", 1), cache.add("key", 2), cache.get("key")) == (True, False, 1)
    with read_only():
        for write in (cache.add, cache.set):
            with pytest.raises(OperationalError) as refused:
                write("other", 1)
            assert outage(refused.value)
        assert not cache.touch("other")


@pytest.mark.parametrize(
    ("error", "full"),
    [
        (OSError(errno.ENOSPC, "No space left on device"), True),
        (caused(OperationalError(), sqlite3.OperationalError(), sqlite3.SQLITE_FULL), True),
        (caused(OperationalError(), psycopg.errors.DiskFull()), True),
        (caused(OperationalError(), psycopg.errors.TooManyConnections()), False),
        (caused(OperationalError(), sqlite3.OperationalError(), sqlite3.SQLITE_BUSY), False),
        (OperationalError("connection refused"), False),
    ],
    ids=repr,
)
def test_a_full_disk_is_told_from_other_outages(error, full):
    assert outage(error) and is_full(error) is full


@pytest.mark.parametrize(
    "error",
    [
        OperationalError("connection refused"),
        InterfaceError("the cursor is closed"),
        OSError(errno.ENOSPC, "No space left on device"),
        caused(OperationalError(), sqlite3.OperationalError(), sqlite3.SQLITE_BUSY),
        caused(OperationalError(), sqlite3.OperationalError(), sqlite3.SQLITE_FULL),
        caused(OperationalError(), sqlite3.OperationalError(), sqlite3.SQLITE_IOERR_WRITE),
        caused(OperationalError(), sqlite3.OperationalError(), sqlite3.SQLITE_CANTOPEN),
        caused(DatabaseError(), sqlite3.DatabaseError(), sqlite3.SQLITE_NOTADB),
        caused(OperationalError(), psycopg.OperationalError()),
        caused(OperationalError(), psycopg.errors.AdminShutdown()),
        caused(OperationalError(), psycopg.errors.CannotConnectNow()),
        caused(OperationalError(), psycopg.errors.DiskFull()),
        caused(TransactionManagementError(), OperationalError()),
    ],
    ids=repr,
)
def test_an_outage_is_known_by_what_the_driver_says(error):
    assert outage(error)


@pytest.mark.parametrize(
    ("trouble", "words"),
    [
        ("locked", "gesperrt"),
        ("full", "Datenträger der Datenbank ist voll"),
        ("gone", "fehlen Tabellen"),
        ("folder gone", "nicht öffnen"),
        ("damaged", "beschädigt"),
    ],
)
def test_what_a_real_sqlite_meets_is_an_outage_that_says_what_to_do(
    tmp_path, django_db_blocker, monkeypatch, trouble, words
):
    path = tmp_path / "data" / "x.sqlite3"
    monkeypatch.setitem(connection.settings_dict, "NAME", path)
    path.parent.mkdir()
    with sqlite3.connect(path) as other:
        other.execute("CREATE TABLE x (text)")
    other.close()
    if trouble == "locked":
        other = sqlite3.connect(path, isolation_level=None)
        other.execute("BEGIN EXCLUSIVE")
    elif trouble == "damaged":
        path.write_bytes(b"Das ist keine Datenbank. " * 100)
    elif trouble != "full":
        path.unlink()
    if trouble == "folder gone":
        path.parent.rmdir()
    own = {"ENGINE": "django.db.backends.sqlite3", "NAME": path, "OPTIONS": {"timeout": 0}}
    database = ConnectionHandler({"default": own})["default"]
    with django_db_blocker.unblock(), pytest.raises(DatabaseError) as caught, database.cursor() as cursor:
        if trouble == "full":
            cursor.execute("PRAGMA max_page_count = 2")
        cursor.execute("INSERT INTO x VALUES (%s)", ["x" * 100_000])
    database.close()
    other.close()
    assert outage(caught.value)
    assert words in explain(caught.value)


@pytest.mark.parametrize(
    "error",
    [
        None,
        ValueError(),
        PermissionError(errno.EACCES, "denied"),
        TransactionManagementError(),
        caused(OperationalError("no such table: x"), sqlite3.OperationalError(), sqlite3.SQLITE_ERROR),
        caused(OperationalError("near x"), sqlite3.OperationalError(), sqlite3.SQLITE_ERROR),
        caused(IntegrityError(), sqlite3.IntegrityError(), sqlite3.SQLITE_CONSTRAINT),
        caused(OperationalError(), psycopg.errors.QueryCanceled()),
        caused(OperationalError(), psycopg.errors.DeadlockDetected()),
        caused(IntegrityError(), psycopg.errors.UniqueViolation()),
    ],
    ids=repr,
)
def test_a_fault_of_ours_is_no_outage(error):
    assert outage(error) is None


def test_a_fault_of_ours_keeps_its_traceback_in_the_log():
    try:
        raise RuntimeError("kaputt")
    except RuntimeError as error:
        found = (type(error), error, error.__traceback__)
        entry = logging.LogRecord("x", logging.ERROR, "x", 1, "Fehler", None, found)
    assert "Traceback" in OneLine().format(entry)


def test_pages_carry_a_strict_policy_and_keep_to_it(sign_in):
    response = sign_in("nottuln").get("/")
    policy = response.headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy
    text = response.content.decode()
    assert " style=" not in text
    assert " onclick=" not in text
    assert "<style" not in text
    assert all("src=" in script.split(">", 1)[0] for script in text.split("<script")[1:])
