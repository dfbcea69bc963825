"""How often a password may be tried: by whom, from where, how long one waits, and who never does."""

import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core import mail
from django.core.cache import cache
from django.http import HttpResponse
from django.test import Client
from zeal import zeal_ignore

from initiatives import mailing, throttle
from initiatives.models import AccountRecord, User
from tests.support.personas import PASSWORD

ADDRESS, OTHER = "beauftragte-duelmen@ikz.example", "beauftragte-nottuln@ikz.example"
HERE, THERE = "192.0.2.1", "198.51.100.1"
BEGIN = datetime(2026, 11, 30, 8, 0, tzinfo=UTC)
SECOND, MINUTE, HOUR = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1)


@pytest.fixture(autouse=True)
def no_former_attempts(db):
    cache.clear()


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(BEGIN, tick=False) as traveller:
        yield traveller


@pytest.fixture(autouse=True)
def quick(settings):
    """What is asked here is how often, not how long a password takes to be looked at."""
    settings.PASSWORD_HASHERS = [
        "django.contrib.auth.hashers.MD5PasswordHasher",
        "django.contrib.auth.hashers.Argon2PasswordHasher",
    ]


def attempt(
    client: Client | None = None, password: str = "falsch", email: str = ADDRESS, address: str = HERE
) -> HttpResponse:
    with zeal_ignore():  # allauth looks at each session of a person when another begins
        return (client or Client()).post(
            "/anmelden/", {"login": email, "password": password}, REMOTE_ADDR=address
        )


def fail(times: int, **more) -> None:
    for _ in range(times):
        assert attempt(**more).status_code == 422


def known(email: str = ADDRESS, address: str = HERE) -> Client:
    """A device on which this account was signed in, and is not any more."""
    client = Client()
    assert attempt(client, PASSWORD, email, address).status_code == 302
    client.post("/abmelden/")
    return client


def text_of(answer: HttpResponse) -> str:
    return re.sub(r"\s+", " ", answer.content.decode())


def test_the_sixth_attempt_waits_is_told_how_long_and_keeps_the_address(circle, clock):
    fail(5)
    clock.shift(MINUTE + SECOND)
    answer = attempt(password=PASSWORD)
    assert (answer.status_code, answer["Retry-After"]) == (429, "239")
    assert "Bitte warten Sie 4 Minuten, oder setzen Sie Ihr Passwort zurück." in text_of(answer)
    assert f'value="{ADDRESS}"' in text_of(answer)
    assert PASSWORD not in text_of(answer)


@pytest.mark.parametrize(("second", "status"), [(299, 429), (300, 302), (301, 302)])
def test_after_the_wait_the_right_password_opens(circle, clock, second, status):
    fail(5)
    clock.shift(second * SECOND)
    assert attempt(password=PASSWORD).status_code == status


def test_who_goes_on_waits_longer_and_longer(circle, clock):
    waits = []
    for _ in range(3):
        while (answer := attempt()).status_code == 422:
            pass
        waits.append(int(answer["Retry-After"]))
        clock.shift(waits[-1] * SECOND)
    assert waits == [300, 1800, 6 * 3600 - 2100]


def test_a_right_password_counts_for_nothing(circle, clock):
    for _ in range(7):
        assert attempt(password=PASSWORD).status_code == 302
    fail(4)
    clock.shift(SECOND)
    assert attempt(password=PASSWORD).status_code == 302
    clock.shift(SECOND)
    fail(1)
    assert attempt().status_code == 429  # nor does it wipe out what was wrong


def test_a_stranger_keeps_neither_the_right_person_nor_the_town_hall_out(circle):
    fail(5, address=THERE)
    assert attempt(address=THERE).status_code == 429
    assert attempt(password=PASSWORD, address=HERE).status_code == 302
    assert attempt(password=PASSWORD, email=OTHER, address=THERE).status_code == 302


def test_a_known_device_gets_in_where_strangers_of_the_same_address_are_held_back(circle):
    device = known()
    fail(5)
    assert attempt().status_code == 429
    assert attempt(device, PASSWORD).status_code == 302


def test_a_known_device_has_a_limit_of_its_own(circle):
    device, second = known(), known()
    for _ in range(5):
        assert attempt(device).status_code == 422
    assert attempt(device, PASSWORD).status_code == 429
    assert attempt(device, PASSWORD, address=THERE).status_code == 429  # wherever it is carried
    assert attempt(second, PASSWORD).status_code == 302
    assert attempt(password=PASSWORD).status_code == 302


def test_a_device_is_known_for_its_account_alone_and_only_by_its_own_cookie(circle):
    device = known(OTHER)
    fail(5)
    assert attempt(device, PASSWORD).status_code == 429
    forged = Client()
    forged.cookies["device"] = device.cookies["device"].value[:-1] + "x"
    fail(5, email=OTHER)
    assert attempt(forged, PASSWORD, OTHER).status_code == 429
    assert attempt(device, PASSWORD, OTHER).status_code == 302


def test_one_device_is_known_for_several_accounts_and_tells_none_of_them(circle):
    device = known()
    attempt(device, PASSWORD, OTHER)
    device.post("/abmelden/")
    fail(5)
    fail(5, email=OTHER)
    assert attempt(device, PASSWORD, OTHER).status_code == 302
    device.post("/abmelden/")
    assert attempt(device, PASSWORD).status_code == 302
    cookie = device.cookies["device"]
    assert cookie["httponly"] and cookie["samesite"] == "Lax" and cookie["max-age"] == 180 * 24 * 3600
    user = circle.people["duelmen"].user
    assert "duelmen" not in cookie.value and f":{user.pk}" not in cookie.value


def test_one_device_is_known_for_the_last_eight_accounts(rf):
    people = [User(email=f"person-{number}@ikz.example") for number in range(9)]
    request, response = rf.get("/", REMOTE_ADDR=HERE), HttpResponse()
    for user in people:
        throttle.remember(request, response, user)
        request.COOKIES["device"] = response.cookies["device"].value
    places = [throttle.place_of(request, user.email) for user in people]
    assert [place == HERE for place in places] == [True, *[False] * 8] and len(set(places[1:])) == 8


def test_a_known_device_is_forgotten_after_half_a_year(circle, clock):
    device = known()
    clock.shift(timedelta(days=180, seconds=1))
    fail(5)
    assert attempt(device, PASSWORD).status_code == 429


def test_an_attack_from_many_addresses_is_slowed_down_and_known_devices_are_spared(circle, clock):
    device = known()
    for number in range(50):
        assert attempt(address=f"203.0.113.{number}").status_code == 422
    answer = attempt(password=PASSWORD, address="203.0.113.99")
    assert (answer.status_code, answer["Retry-After"]) == (429, "3600")
    assert "Bitte warten Sie 60 Minuten" in text_of(answer)
    assert attempt(device, PASSWORD).status_code == 302
    assert attempt(password=PASSWORD, email=OTHER, address="203.0.113.99").status_code == 302
    clock.shift(HOUR)
    assert attempt(password=PASSWORD, address="203.0.113.99").status_code == 302


def test_one_address_that_tries_many_accounts_is_slowed_down_and_known_devices_are_spared(circle):
    device = known()
    for number in range(100):
        assert attempt(email=f"stelle-{number}@ikz.example").status_code == 422
    assert attempt(password=PASSWORD).status_code == 429
    assert attempt(device, PASSWORD).status_code == 302
    assert attempt(password=PASSWORD, address=THERE).status_code == 302


def test_addresses_of_one_network_of_the_sixth_version_are_one(circle):
    for number in range(5):
        assert attempt(address=f"2001:db8:1:2::{number}").status_code == 422
    assert attempt(address="2001:db8:1:2::99").status_code == 429
    assert attempt(password=PASSWORD, address="2001:db8:1:3::1").status_code == 302


def test_an_unknown_address_is_held_back_as_a_known_one(circle):
    answers = {}
    for email in (ADDRESS, "niemand@ikz.example"):
        answers[email] = [attempt(email=email, address=f"192.0.2.{len(email)}") for _ in range(7)]
    known_one, unknown = ([(a.status_code, a.get("Retry-After")) for a in all_] for all_ in answers.values())
    assert known_one == unknown


def test_being_held_back_is_recorded_once_a_wait(circle, clock):
    fail(5)
    for _ in range(3):
        attempt()
    [entry] = AccountRecord.objects.filter(kind="held_back")
    assert (entry.user.email, entry.address) == (ADDRESS, HERE)
    assert entry.subject == "Anmeldung gebremst: zu viele falsche Passwörter von diesem Ort"
    clock.shift(5 * MINUTE + SECOND)
    fail(5)
    attempt()
    assert AccountRecord.objects.filter(kind="held_back").count() == 2
    fail(5, email="niemand@ikz.example")
    attempt(email="niemand@ikz.example")
    newest = AccountRecord.objects.filter(kind="held_back").first()
    assert newest.user is None and "niemand" not in newest.subject


def test_who_gives_a_new_password_by_mail_gets_in_at_once(circle):
    for number in range(50):
        attempt(address=f"203.0.113.{number}")
    assert attempt(password=PASSWORD).status_code == 429
    client, new = Client(), "der-mond-ist-aufgegangen"
    client.post("/passwort/vergessen/", {"email": ADDRESS}, REMOTE_ADDR=HERE)
    mailing.send_due()
    link = re.search(r"https?://[^/]+(/passwort/neu/\S+)", mail.outbox[0].body)[1]
    form = client.get(link, follow=True, REMOTE_ADDR=HERE).request["PATH_INFO"]
    assert client.post(form, {"password1": new, "password2": new}, REMOTE_ADDR=HERE).status_code == 302
    assert attempt(client, new).status_code == 302


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (1, "eine Minute"),
        (60, "eine Minute"),
        (61, "2 Minuten"),
        (5400, "90 Minuten"),
        (5401, "2 Stunden"),
        (21600, "6 Stunden"),
    ],
)
def test_a_wait_is_rounded_up(seconds, words):
    assert throttle.in_words(seconds) == words
