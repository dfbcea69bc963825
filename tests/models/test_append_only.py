"""What is recorded stays: the database itself refuses to change or remove it, past forms and domain."""

import os
from datetime import date, datetime, timedelta
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from django.apps import apps
from django.core.management import call_command
from django.core.management.color import no_style
from django.db import IntegrityError, connection, models, transaction

from initiatives.models import MeetingPaper, Position, Report, append_only
from tests.models.field_rows import AT, ISSUED
from tests.support.lifting import overwrite

# By docs/security.md, beside all row histories.
PROMISED = {
    *("Event", "Position", "Resolution", "PhaseTransition", "StatusAssessment", "GateItem", "CostLineEntry"),
    *("CostKeyPeriod", "CostKeyShare", "Actual", "Answer"),
    *("AgreementStage", "Report", "MeetingPaper", "Minutes", "CouncilPaper", "DocumentVersion", "ChainLink"),
}
REFUSED = "Was aufgezeichnet ist, bleibt"


def refused(act: Any, *args: Any, **values: Any) -> str:
    """The table and verb of which the database says that they stay; "" where it lets one act, which is undone."""
    try:
        with transaction.atomic():
            act(*args, **values)
            transaction.set_rollback(True)
    except IntegrityError as error:
        return str(error) if REFUSED in str(error) else ""
    return ""


def other(column: models.Field, value: Any) -> Any:
    """A value that differs from that of a row, of the same type."""
    if isinstance(column, models.BooleanField):
        return not value
    if isinstance(column, models.DateTimeField | models.DateField):
        day = value or (AT if isinstance(column, models.DateTimeField) else AT.date())
        assert isinstance(day, date | datetime)
        return day + timedelta(days=1)
    if isinstance(column, models.UUIDField):
        return uuid4()
    if isinstance(column, models.JSONField):
        return {"x": "another"}
    if isinstance(column, models.BinaryField):
        return b"another"
    if isinstance(column, models.CharField | models.TextField | models.FileField):
        return "y" if value == "x" else "x"
    return (value or 0) + 1


def changeable(row: models.Model) -> set[str]:
    """The columns of a row that the database lets one change."""
    rows = type(row)._base_manager.filter(pk=row.pk)
    found = set()
    for column in row._meta.local_concrete_fields:
        values = {column.attname: other(column, getattr(row, column.attname))}
        if not refused(rows.update, **values):
            found.add(column.column)
    return found


def made_of_all(rows) -> dict[type[models.Model], models.Model]:
    """A row of each append-only table, a report that is issued."""
    report = Report.objects.filter(pk=rows[Report].pk)
    overwrite(report, **ISSUED, issued_by=rows[Report].made_by)
    return {model: model._base_manager.first() for model in append_only.tables()}


def test_each_table_refuses_all_but_what_moves(rows, circle):
    steps = made_of_all(rows)
    if connection.vendor == "postgresql":
        _execute("SET CONSTRAINTS ALL IMMEDIATE")  # else TRUNCATE waits for the foreign keys of these rows
    assert not [model.__name__ for model, row in steps.items() if row is None], "all tables have rows"
    for model, moving in append_only.tables().items():
        row, table = steps[model], model._meta.db_table
        empty = {name for name in moving.once_empty if getattr(row, name) in (None, "", [])}
        assert changeable(row) == {*moving.always, *empty}, table
        one = model._base_manager.filter(pk=row.pk)
        assert f"UPDATE in der Tabelle {table}" in refused(one.update, **{model._meta.pk.name: row.pk + 1000})
        assert f"DELETE in der Tabelle {table}" in refused(one._raw_delete, connection.alias)
        if connection.vendor == "postgresql":
            said = refused(_execute, f'TRUNCATE "{table}" CASCADE')
            assert REFUSED in said and "TRUNCATE in der Tabelle" in said


def _execute(sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql)


def test_what_is_filled_once_stays(rows):
    paper, position = rows[MeetingPaper], rows[Position]
    MeetingPaper.objects.update(pdf=b"%PDF", pdf_size=4, pdf_sha256="1" * 64)
    paper.refresh_from_db()
    assert changeable(paper) == {"message"}
    Position.objects.filter(pk=position.pk).update(confirmed_at=AT, confirmed_by=position.mandate)
    position.refresh_from_db()
    assert changeable(position) == set()
    position.save()  # as it stands


def test_a_report_may_change_until_it_is_issued_and_is_never_removed(rows, circle):
    report = rows[Report]
    assert changeable(report) == {one.column for one in Report._meta.local_concrete_fields}
    assert refused(Report.objects.filter(pk=report.pk)._raw_delete, connection.alias)
    report.state, report.pdf, report.pdf_sha256 = "issued", b"%PDF", "0" * 64
    report.issued_at, report.number, report.issued_by = AT, 1, report.made_by
    report.save()
    assert changeable(report) == {"told"}
    Report.objects.filter(pk=report.pk).update(told=[{"role": "x"}])
    report.refresh_from_db()
    assert changeable(report) == set()


def test_each_table_of_its_kind_is_in_the_list_and_each_column_of_the_list_exists():
    there = append_only.tables()
    known = apps.get_app_config("initiatives").get_models(include_auto_created=True)
    said = {model for model in known if "append-only" in (model.__doc__ or "").lower()}
    assert said <= there.keys()
    assert {model.__name__ for model in there} >= PROMISED
    assert {model.__name__ for model in there} >= append_only.TABLES.keys()
    assert len([model for model in there if model.__name__.startswith("Historical")]) >= 7
    for model, moving in there.items():
        columns = {one.column for one in model._meta.local_concrete_fields}
        assert {*moving.always, *moving.once_empty} <= columns, model
        assert not moving.once or "state" in columns


def test_the_triggers_are_those_of_the_list_and_come_back_with_the_next_migrate(db):
    verbs = 3 if connection.vendor == "postgresql" else 2
    listed = {name: table for name, (table, _) in append_only.triggers(connection.vendor).items()}
    assert append_only.standing(connection) == listed and len(listed) == verbs * len(append_only.tables())
    name, table = next((name, table) for name, table in listed.items() if table == "initiatives_event")
    _execute(f'DROP TRIGGER "{name}"' + (f' ON "{table}"' if connection.vendor == "postgresql" else ""))
    assert append_only.missing(connection) == ["initiatives_event"]
    call_command("migrate", verbosity=0)
    assert append_only.standing(connection) == listed


def test_a_migration_of_data_may_lift_them_for_itself_alone(rows):
    event_like = Position.objects.filter(pk=rows[Position].pk)
    with append_only.lifted(connection):
        event_like.update(reason="Übertragen")
    assert refused(event_like.update, reason="Noch einmal")
    with pytest.raises(ValueError), append_only.lifted(connection):
        raise ValueError
    assert refused(event_like.update, reason="Noch einmal")
    assert append_only.missing(connection) == [] and event_like.get().reason == "Übertragen"


@pytest.mark.django_db(transaction=True)
def test_flush_is_refused_but_to_the_tests(circle):
    sql = connection.ops.sql_flush(no_style(), ["initiatives_event"], allow_cascade=True)
    with pytest.raises(IntegrityError, match=REFUSED), transaction.atomic():
        for statement in sql:
            _execute(statement)


@pytest.mark.postgres
def test_only_the_owner_can_lift_them(rows):
    """Whoever may update, but does not own the table, asks for it in vain."""
    role = f"app_{os.getpid()}"
    _execute(f"CREATE ROLE {role}")
    _execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role}")
    _execute(f"SET LOCAL ROLE {role}")
    with pytest.raises(IntegrityError, match=REFUSED), transaction.atomic(), append_only.lifted(connection):
        Position.objects.update(reason="x")
    for statement in (
        "TRUNCATE initiatives_event",
        "DROP TABLE initiatives_event",
        "SET session_replication_role = replica",
    ):
        with pytest.raises(Exception) as told, transaction.atomic():
            _execute(statement)
        assert isinstance(told.value.__cause__, psycopg.errors.InsufficientPrivilege), statement
    with pytest.raises(Exception) as told, transaction.atomic():
        _execute("ALTER TABLE initiatives_event DISABLE TRIGGER ALL")
    assert isinstance(told.value.__cause__, psycopg.errors.InsufficientPrivilege)


def test_while_something_is_migrated_sqlite_has_none_since_it_drops_no_column_that_one_names(db):
    before = append_only.standing(connection)
    append_only.lift_before_migrating(plan=[], using="default")
    assert append_only.standing(connection) == before, "nothing is to be migrated"
    append_only.lift_before_migrating(plan=["a step"], using="default")
    assert append_only.standing(connection) == ({} if connection.vendor == "sqlite" else before)
    _execute('ALTER TABLE "initiatives_event" DROP COLUMN "subject"')
    append_only.guard_after_migrating(using="default")
    assert append_only.standing(connection) == before
