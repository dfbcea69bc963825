"""What a monitor is told: each thing that is needed, and 503 where one is not right."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client

from initiatives import health
from initiatives.domain.kernel import moments
from initiatives.models import Mail, User, append_only


@pytest.fixture
def at_work(db, monkeypatch):
    """All is well."""
    monkeypatch.setattr(health, "_given", {})
    monkeypatch.setattr(health, "LEAST_ROOM", 1)
    for name in health.NAMES:
        health.give_sign(name)


def ready() -> tuple[int, list[str]]:
    answer = Client().get("/readyz")
    lines = answer.content.decode().splitlines()
    return answer.status_code, [line for line in lines if line.startswith("FEHLER")]


def test_a_living_process_answers_without_the_database():
    answer = Client().get("/healthz")
    assert (answer.status_code, answer.content.decode()) == (200, "läuft\n")
    assert "no-store" in answer["Cache-Control"]


def test_an_application_that_can_work_is_ready(at_work, caplog):
    caplog.set_level("INFO", "ikz.access")
    assert ready() == (200, [])
    assert not caplog.records


@pytest.mark.parametrize("name", health.NAMES)
def test_a_process_that_was_not_heard_of_for_long_is_named(at_work, name):
    at = moments.now()
    for silent, status in ((health.SILENT[name], 503), (health.SILENT[name] - timedelta(minutes=1), 200)):
        cache.set(name, at - silent, None)
        assert ready()[0] == status
    cache.delete(name)
    assert ready() == (503, [f"FEHLER {health.NAMES[name]}: noch kein Lebenszeichen"])


def test_a_mail_that_waits_for_long_is_told(at_work):
    at, user = moments.now(), User.objects.create(email="wartet@ikz.example")
    mail = Mail.objects.create(user=user, message_id="<1@ikz>", created_at=at, try_after=at)
    assert ready()[0] == 200
    Mail.objects.update(tried_since=at - health.MAIL_LATE - timedelta(minutes=1))
    assert ready() == (503, ["FEHLER E-Mails: eine wartet seit über zwei Stunden"])
    Mail.new(user, "access", at, state="sent", sent_at=at).save()
    assert ready()[0] == 200, "the server takes mails, so it is a matter of the address"
    Mail.objects.filter(pk=mail.pk).update(state="sent", sent_at=at)
    assert ready()[0] == 200


def test_missing_migrations_and_a_full_disk_are_told(at_work, monkeypatch):
    monkeypatch.setattr(health, "expected_migrations", lambda: {("initiatives", "9999_of_tomorrow")})
    monkeypatch.setattr(health, "LEAST_ROOM", 1 << 60)
    status, faults = ready()
    assert status == 503 and len(faults) == 2
    assert "es fehlen" in faults[1] and "frei" in faults[0]


def test_a_request_is_logged_without_what_it_asks(db, caplog):
    caplog.set_level("INFO", "ikz.access")
    Client().get("/anmelden/?next=/initiativen/geheim/", REMOTE_ADDR="192.0.2.7")
    (entry,) = caplog.records
    assert entry.getMessage().startswith("GET /anmelden/ 200 ")
    assert "geheim" not in entry.getMessage() and "192.0.2.7" not in entry.getMessage()


def test_an_address_is_logged_only_where_a_setting_asks_for_it(db, caplog, settings):
    settings.LOGS_ADDRESSES = True
    caplog.set_level("INFO", "ikz.access")
    Client().get("/anmelden/", REMOTE_ADDR="192.0.2.7")
    assert caplog.records[0].getMessage().startswith("192.0.2.7 GET /anmelden/ 200 ")


def test_a_table_that_lost_its_protection_is_told(at_work):
    (name, table), *_ = append_only.standing(connection).items()
    on = f" ON {table}" if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TRIGGER {connection.ops.quote_name(name)}{on}")
    told = "FEHLER Schutz des Aufgezeichneten: fehlt an einer Tabelle: bitte „manage.py prepare“ ausführen"
    assert ready() == (503, [told])
