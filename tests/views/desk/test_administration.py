"""The administration as a whole: who comes in, what the first day needs, and the command that begins it."""

import html
from datetime import timedelta
from io import StringIO

import pytest
from django.contrib.auth import authenticate
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from initiatives import health
from initiatives.domain.kernel import moments
from initiatives.domain.log import backups
from initiatives.models import Event, Mandate, User
from initiatives.urls import urlpatterns

ROUTES = [one for one in urlpatterns if (one.name or "").startswith("administration")]
OTHERS = ["nottuln", "duelmen", "rosendahl", "reader", "county", "kreistag", "rat", "stranger"]


def address(route) -> str:
    return reverse(route.name, kwargs=dict.fromkeys(route.pattern.converters, 1))


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.name)
def test_only_administrators_come_in(circle, sign_in, route, method):
    before = Event.objects.count()
    for persona in OTHERS:
        response = getattr(sign_in(persona), method)(address(route))
        assert response.status_code in (403, 405), persona
    response = getattr(Client(), method)(address(route))
    assert response.status_code == 302
    assert "/anmelden/" in response["Location"]
    assert Event.objects.count() == before


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.name)
def test_looking_writes_nothing(circle, sign_in, route, django_assert_max_num_queries):
    client = sign_in("administrator")
    before = Event.objects.count()
    with django_assert_max_num_queries(20):
        assert client.get(address(route)).status_code in (200, 404, 405)
    assert Event.objects.count() == before


def page(response) -> str:
    return html.unescape(response.content.decode())


def command(email: str) -> str:
    out = StringIO()
    call_command("create_administrator", email, stdout=out)
    return out.getvalue()


def test_the_first_day_begins_with_one_command(db, monkeypatch):
    monkeypatch.delenv("IKZ_ADMIN_PASSWORD", raising=False)
    told = command("Erste@Kreis.example")
    password = told.split("Passwort: ")[1].strip()
    client = Client()
    response = client.post(reverse("account_login"), {"login": "erste@kreis.example", "password": password})
    assert response.status_code == 302
    shown = page(client.get(reverse("administration")))
    assert "Nächster Schritt" in shown
    assert shown.count("Noch keine") == 4
    for name in ("organisations", "bodies", "initiatives"):
        assert "Noch ist kein" in page(client.get(reverse(f"administration_{name}")))
    assert "erste@kreis.example" in page(client.get(reverse("administration_people")))


def test_the_command_says_what_it_found(db, monkeypatch):
    monkeypatch.setenv("IKZ_ADMIN_PASSWORD", "wolken-ueber-der-heide")
    assert "wie in IKZ_ADMIN_PASSWORD" in command("erste@kreis.example")
    assert authenticate(
        username="erste@kreis.example", email="erste@kreis.example", password="wolken-ueber-der-heide"
    )
    monkeypatch.setenv("IKZ_ADMIN_PASSWORD", "laub-auf-dem-gehsteig")
    assert "Nichts geändert" in command("erste@kreis.example")
    assert Mandate.objects.count() == 1
    User.objects.create_user("zweite@kreis.example", "noch-ein-kennwort-hier")
    assert "gab es schon und verwaltet jetzt" in command("zweite@kreis.example")
    assert User.objects.get(email="zweite@kreis.example").check_password("noch-ein-kennwort-hier")


@pytest.mark.parametrize(
    ("email", "password", "words"),
    [
        ("keine-adresse", "", "keine gültige E-Mail-Adresse"),
        ("erste@kreis.example", "kurz", "IKZ_ADMIN_PASSWORD"),
    ],
)
def test_the_command_refuses_in_one_line(db, monkeypatch, email, password, words):
    monkeypatch.setenv("IKZ_ADMIN_PASSWORD", password)
    with pytest.raises(CommandError, match=words) as error:
        command(email)
    assert "\n" not in str(error.value)
    assert not User.objects.exists()


def test_the_home_counts_what_there_is(circle, sign_in):
    shown = page(sign_in("administrator").get(reverse("administration")))
    assert "6 Organisationen" in shown
    assert "Nächster Schritt" not in shown
    assert "4 Organisationen" in page(sign_in("county_administrator").get(reverse("administration")))


def test_the_texts_of_the_operator_are_listed(circle, sign_in):
    shown = page(sign_in("administrator").get(reverse("administration_texts")))
    assert "Impressum ändern" in shown
    assert shown.count("Fehlt noch") == 2


@pytest.mark.parametrize(
    ("days", "told"),
    [(None, "noch nie gesichert"), (0, "Die letzte Sicherung ist"), (7, "länger als eine Woche her")],
)
def test_who_administers_all_sees_when_the_last_backup_was_made(circle, sign_in, days, told):
    address = reverse("administration")
    if days is not None:
        backups.record(words="ikz.tar.gz (1,2 MB)", at=moments.now() - timedelta(days=days))
    shown = page(sign_in("administrator").get(address))
    assert told in shown and ("ikz.tar.gz (1,2 MB)" in shown) is (days is not None)
    assert ("Woche" in shown) is (days == 7)
    assert "Sicherung" not in page(sign_in("county_administrator").get(address))


def test_what_is_not_right_with_the_operation_is_told_to_who_administers_all(circle, sign_in):
    words = "Zeitgeber: noch kein Lebenszeichen. Bitte sagen Sie es denen, die diese Anwendung betreiben."
    assert words in page(sign_in("administrator").get("/verwaltung/"))
    assert "Lebenszeichen" not in page(sign_in("county_administrator").get("/verwaltung/"))
    for name in health.NAMES:
        cache.set(name, moments.now(), None)
    assert "Lebenszeichen" not in page(sign_in("administrator").get("/verwaltung/"))
