"""PostgreSQL with two roles, as docs/operations.md sets them up: one migrates, the other serves and owns nothing."""

import os
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest

from tests.processes.test_commands import PROJECT, SECRET, manage

NAME = f"ikz_{os.getpid()}"
REFUSED = (
    "TRUNCATE initiatives_event",
    "TRUNCATE initiatives_field CASCADE",
    "DELETE FROM initiatives_event",
    "UPDATE initiatives_event SET subject = 'x'",
    "DELETE FROM initiatives_historicalfield",
    "UPDATE initiatives_historicalfield SET title = 'x'",
    "DELETE FROM initiatives_position",
    "DELETE FROM initiatives_report",
    "UPDATE initiatives_chainlink SET head = 'x'",
    "DROP TABLE initiatives_event",
    "ALTER TABLE initiatives_event DISABLE TRIGGER ALL",
    "SET session_replication_role = replica",
    "CREATE TABLE other (id int)",
)
# The initiative of the source is loaded, a row locked, and each command of the application run.
WRITES = """
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.db import connection
from initiatives.domain.kernel import moments
from initiatives.domain.people import taking_back
from initiatives.models import Field, Mandate, StatusAssessment, User, append_only
call_command("load_demo", verbosity=0)
now = moments.now()
dated = {"effective_on": now.date(), "recorded_at": now}
StatusAssessment.objects.create(field=Field.objects.first(), light="green", **dated)
with transaction.atomic():
    list(StatusAssessment.objects.select_for_update())
try:
    with append_only.lifted(connection):
        StatusAssessment.objects.update(light="")
except IntegrityError as error:
    print(error)
administrator = User.objects.create(email="verwaltung@ikz.example")
by = Mandate.objects.create(user=administrator, role="administrator", valid_from=now.date())
taking_back.take_back(row=User.objects.create(email="versehen@ikz.example"), by=by, at=now)
for command in ("prepare", "backup", "run_due", "verify"):
    call_command(command)
"""


def blocks() -> list[str]:
    """The SQL of the handbook, for roles and a database of this process."""
    text = (PROJECT / "docs" / "operations.md").read_text(encoding="utf-8")
    text = text[text.index("<!-- tests/processes/test_two_roles.py") :]
    found = re.findall(r"```sql\n(.*?)```", text, re.DOTALL)
    return [re.sub(r"\bikz(_owner)?\b", rf"{NAME}\1", block) for block in found]


def address(role: str, database: str = NAME) -> str:
    """The server of the tests as a role; it asks for no password."""
    given = urlsplit(os.environ["TEST_DATABASE_URL"])
    return given._replace(netloc=f"{role}@{given.netloc.split('@')[1]}", path=f"/{database}").geturl()


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    return {"PATH": os.environ["PATH"], "SECRET_KEY": SECRET, "IKZ_DATA_DIR": str(tmp_path)}


@pytest.fixture
def prepared(environment) -> Iterator[dict[str, str]]:
    """The environment of the role that serves, in a database that the other has made."""
    superuser = os.environ["TEST_DATABASE_URL"]
    roles, rights, after = blocks()
    try:
        with psycopg.connect(superuser, autocommit=True) as connection:
            for statement in roles.split(";\n"):
                if statement:
                    connection.execute(statement)
        with psycopg.connect(address("postgres"), autocommit=True) as connection:
            connection.execute(rights)
        result = manage(environment | {"DATABASE_URL": address(f"{NAME}_owner")}, "prepare")
        assert (result.returncode, result.stderr) == (0, "")
        with psycopg.connect(address(f"{NAME}_owner"), autocommit=True) as connection:
            connection.execute(after)
        yield environment | {"DATABASE_URL": address(NAME)}
    finally:
        with psycopg.connect(superuser, autocommit=True) as connection:
            connection.execute(f"DROP DATABASE IF EXISTS {NAME} WITH (FORCE)")
            connection.execute(f"DROP ROLE IF EXISTS {NAME}")
            connection.execute(f"DROP ROLE IF EXISTS {NAME}_owner")


@pytest.mark.postgres
def test_the_role_that_serves_can_do_all_that_the_application_does_and_nothing_else(prepared):
    given = prepared | {"IKZ_DEMO_PASSWORD": "nur-zum-Ausprobieren"}
    result = manage(given, "shell", "--no-imports", "-c", WRITES)
    assert (result.returncode, result.stderr) == (0, ""), result.stderr
    assert "bleibt: UPDATE in der Tabelle initiatives_statusassessment" in result.stdout
    assert "Gesichert" in result.stdout and "Unverändert" in result.stdout
    with psycopg.connect(prepared["DATABASE_URL"], autocommit=True) as connection:
        for statement in REFUSED:
            with pytest.raises(
                (psycopg.errors.InsufficientPrivilege, psycopg.errors.IntegrityConstraintViolation)
            ):
                connection.execute(statement)
