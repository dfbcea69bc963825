"""Where somebody is signed in: the list, its ends by hand, by time, by locking, and what is written for it."""

import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from zeal import zeal_ignore

import initiatives.sessions
from initiatives.domain.people import people, personal_data, sessions, taking_back
from initiatives.management import pruning
from initiatives.models import AccountRecord, Mandate
from tests.domain.people.test_taking_back import admitted
from tests.domain.people.test_taking_back import by as by  # a fixture
from tests.support.personas import PASSWORD

ADDRESS = "beauftragte-duelmen@ikz.example"
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"
SAFARI = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Mobile/15E148 Safari/604.1"
BEGIN = datetime(2026, 11, 30, 8, 0, tzinfo=UTC)  # 9 o'clock in Germany
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
IDLE = 4 * HOUR  # as it comes


@pytest.fixture(autouse=True)
def no_former_attempts(db):
    cache.clear()


@pytest.fixture
def clock():
    """`clock.move_to(instant)` sets the time; it stands still."""
    with time_machine.travel(BEGIN, tick=False) as traveller:
        yield traveller


def signed_in(address: str = ADDRESS, browser: str = FIREFOX, **more: str) -> Client:
    client = Client(headers={"User-Agent": browser})
    with zeal_ignore():  # allauth looks at each session of a person when another begins
        answer = client.post("/anmelden/", {"login": address, "password": PASSWORD} | more)
    assert answer.status_code == 302
    return client


def is_in(client: Client, **headers: str) -> bool:
    return client.get("/hilfe/", headers=headers).status_code == 200


def text_of(client: Client) -> str:
    return re.sub(r"<[^>]+>|\s+", " ", client.get("/konto/sitzungen/").content.decode())


def other_id(client: Client) -> str:
    return re.search(r'name="sitzung" value="(\d+)"', client.get("/konto/sitzungen/").content.decode())[1]


def end(client: Client, chosen: str) -> str:
    """What is said after the button of a session was pressed."""
    answer = client.post("/konto/sitzungen/", {"sitzung": chosen})
    assert (answer.status_code, answer["Location"]) == (303, "/konto/sitzungen/")
    page = client.get("/konto/sitzungen/").content.decode()
    return re.search(r'role="status" data-announce="([^"]+)"', page)[1]


# --- the list


def test_the_list_names_device_address_and_times_and_the_own_one_first(circle, clock):
    here = signed_in()
    clock.shift(HOUR)
    phone = Client(headers={"User-Agent": SAFARI}, REMOTE_ADDR="192.0.2.7")
    phone.post("/anmelden/", {"login": ADDRESS, "password": PASSWORD})
    text = text_of(here)
    assert "diese Sitzung" in text and "30.11.2026, 09:00" in text and "30.11.2026, 10:00" in text
    assert text.index("Firefox auf Windows") < text.index("Safari auf einem iPhone")
    assert "127.0.0.1" in text and "192.0.2.7" in text
    alone = text_of(signed_in("beauftragte-nottuln@ikz.example"))
    assert "Anderswo sind Sie nicht angemeldet." in alone and "Alle anderen beenden" not in alone


def test_the_other_session_ends_and_cannot_come_back(circle):
    here, there = signed_in(), signed_in(browser=SAFARI)
    key = there.cookies["sessionid"].value
    assert end(here, other_id(here)) == "Die Sitzung ist beendet: Safari auf einem iPhone."
    assert there.get("/hilfe/").url == "/anmelden/?next=/hilfe/"
    there.cookies["sessionid"] = key
    assert not is_in(there)
    assert is_in(here)
    entry = AccountRecord.objects.get(kind="session")
    assert (entry.subject, entry.user.email, entry.device) == (
        "Sitzung beendet: Safari auf einem iPhone",
        ADDRESS,
        "Firefox auf Windows",
    )


def test_all_others_end_at_once(circle):
    here, *others = [signed_in() for _ in range(3)]
    assert end(here, "andere") == "2 andere Sitzungen sind beendet."
    assert is_in(here) and not any(is_in(one) for one in others)
    assert end(here, "andere") == "Es gab keine andere Sitzung."
    assert AccountRecord.objects.filter(kind="session").count() == 1


@pytest.mark.parametrize("chosen", ["", "x", "²", "9" * 30, "0"])
def test_what_is_no_session_ends_none(circle, chosen):
    here, there = signed_in(), signed_in()
    assert here.post("/konto/sitzungen/", {"sitzung": chosen}).status_code == 422
    assert is_in(there)


def test_neither_a_foreign_session_nor_the_own_one_can_be_chosen(circle):
    here, foreign = signed_in(), signed_in("beauftragte-nottuln@ikz.example")
    for row in UserSession.objects.all():
        answer = here.post("/konto/sitzungen/", {"sitzung": row.pk})
        assert answer.status_code == 422
    assert (
        "Sie beenden sie mit „Abmelden“."
        in here.post(
            "/konto/sitzungen/", {"sitzung": UserSession.objects.get(user__email=ADDRESS).pk}
        ).content.decode()
    )
    assert is_in(here) and is_in(foreign)


# --- its end by time


@pytest.mark.parametrize(("idle", "stays"), [(IDLE - MINUTE, True), (IDLE, False), (IDLE + MINUTE, False)])
def test_what_is_not_used_for_the_time_of_the_setting_ends(circle, clock, idle, stays):
    client = signed_in()
    clock.move_to(BEGIN + idle)
    assert is_in(client) is stays


def test_what_is_used_goes_on(circle, clock):
    client = signed_in()
    for number in range(1, 6):
        clock.move_to(BEGIN + number * (IDLE - MINUTE))
        assert is_in(client), number


def test_what_a_page_asks_by_itself_is_no_use(circle, clock):
    client = signed_in()
    for number in range(1, 4):
        clock.move_to(BEGIN + number * HOUR)
        assert is_in(client, **{"X-Background": "1"})
    clock.move_to(BEGIN + IDLE)
    assert not is_in(client, **{"X-Background": "1"})


def test_that_it_is_used_is_written_once_in_five_minutes(circle, clock):
    client = signed_in()
    written = []
    for seconds in (1, 299, 300, 301, 599, 600):
        clock.move_to(BEGIN + timedelta(seconds=seconds))
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert is_in(client)
        if any(one["sql"].startswith(("UPDATE", "INSERT", "DELETE")) for one in queries):
            written.append(seconds)
    assert written == [300, 600]


def test_of_two_processes_that_see_the_same_use_one_writes_it(circle, clock):
    client = signed_in()
    clock.shift(6 * MINUTE)
    key = client.cookies["sessionid"].value
    UserSession.objects.filter(session_key=key).update(
        last_seen_at=BEGIN + 5 * MINUTE
    )  # the other was quicker
    Session.objects.filter(session_key=key).update(expire_date=BEGIN + 5 * MINUTE + IDLE)
    assert is_in(client)
    assert Session.objects.get(session_key=key).expire_date == BEGIN + 5 * MINUTE + IDLE


def test_an_end_is_not_undone_by_a_request_that_was_on_its_way(circle, clock, monkeypatch):
    client, user = signed_in(), circle.people["duelmen"].user
    key = client.cookies["sessionid"].value
    clock.shift(HOUR)
    named = initiatives.sessions.last_end

    def end_meanwhile(session):
        sessions.end_all(user=user)
        return named(session)

    monkeypatch.setattr(initiatives.sessions, "last_end", end_meanwhile)
    client.get("/hilfe/")
    client.cookies["sessionid"] = key
    assert not is_in(client)
    assert not Session.objects.exists() and not UserSession.objects.exists()


# 9 o'clock on 30 November, and fourteen days later at 3 o'clock in the night
@pytest.mark.parametrize("box", [{}, {"remember": "on"}])
def test_it_ends_in_the_night_after_two_weeks_however_much_it_is_used(circle, clock, box):
    client = signed_in(**box)
    end = datetime(2026, 12, 14, 2, 0, tzinfo=UTC)
    for number in range(1, 1000):
        at = BEGIN + number * (IDLE - HOUR)
        if at >= end - MINUTE:
            break
        clock.move_to(at)
        assert is_in(client), at
    clock.move_to(end - MINUTE)
    assert is_in(client)
    clock.move_to(end)
    assert not is_in(client)


def test_who_asked_for_it_stays_signed_in_beyond_the_browser(circle, clock):
    kept, passing = signed_in(remember="on"), signed_in()
    assert kept.cookies["sessionid"]["max-age"] == 14 * 24 * 3600
    assert passing.cookies["sessionid"]["max-age"] == passing.cookies["sessionid"]["expires"] == ""
    clock.shift(6 * DAY)
    assert is_in(kept)
    assert not is_in(passing)


def test_choosing_a_mandate_leaves_the_session_what_it_was(circle, clock):
    """Whatever stores something in a session sends its cookie again."""
    user = circle.people["duelmen"].user
    second = Mandate.objects.create(
        user=user, role="delegate", organisation=circle.nottuln, valid_from="2020-01-01"
    )
    for box, age in ({}, ""), ({"remember": "on"}, 14 * 24 * 3600):
        client = signed_in(**box)
        client.post("/mandat/", {"mandate": second.pk})
        assert client.cookies["sessionid"]["max-age"] == age
    assert Session.objects.order_by("-expire_date").first().expire_date == datetime(
        2026, 12, 14, 2, 0, tzinfo=UTC
    )


# --- its end by what happens to the account


def test_locking_ends_sessions_for_good(circle):
    client = signed_in()
    user, by = circle.people["duelmen"].user, circle.people["administrator"]
    key = client.cookies["sessionid"].value
    people.deactivate(user=user, by=by, at=BEGIN)
    assert not is_in(client)
    people.reactivate(user=user, by=by, at=BEGIN)
    client.cookies["sessionid"] = key
    assert not is_in(client)
    assert not Session.objects.filter(session_key=key).exists()


def test_another_address_ends_sessions(circle):
    client = signed_in()
    user, by = circle.people["duelmen"].user, circle.people["administrator"]
    people.edit(user=user, values={"name": "Stelle 7"}, by=by, at=BEGIN)
    assert is_in(client)
    people.edit(user=user, values={"email": "andere@ikz.example"}, by=by, at=BEGIN)
    assert not is_in(client)


def test_who_is_anonymised_leaves_no_device_and_the_export_has_told_of_it(circle, clock):
    signed_in()
    user = circle.people["duelmen"].user
    [told] = personal_data.export(user=user, by=user, at=BEGIN)["sitzungen"]
    assert told == {
        "angemeldet": BEGIN.isoformat(),
        "zuletzt_benutzt": BEGIN.isoformat(),
        "adresse": "127.0.0.1",
        "geraet": FIREFOX,
    }
    people.anonymise(user=user, by=circle.people["administrator"], at=BEGIN)
    assert not UserSession.objects.exists() and not Session.objects.exists()


def test_who_is_taken_back_leaves_no_session(circle, by):
    user = admitted(circle, by)
    user.set_password(PASSWORD)
    user.save()
    client = signed_in(user.email)
    taking_back.take_back(row=user, by=by, at=BEGIN)
    assert not is_in(client)
    assert not UserSession.objects.exists() and not Session.objects.exists()


def test_another_password_ends_the_other_sessions(circle):
    here, there = signed_in(), signed_in()
    new = "der-mond-ist-aufgegangen"
    form = {"oldpassword": PASSWORD, "password1": new, "password2": new}
    assert here.post("/passwort/aendern/", form).status_code == 302
    assert is_in(here) and not is_in(there)
    assert Session.objects.count() == 1
    assert "Anderswo sind Sie nicht angemeldet." in text_of(here)


def test_signing_out_takes_what_was_known_of_the_session(circle):
    client = signed_in()
    answer = client.post("/abmelden/")
    assert answer["Clear-Site-Data"] == '"storage"'
    assert not UserSession.objects.exists() and not Session.objects.exists()


def test_what_has_ended_by_itself_is_forgotten(circle, clock):
    signed_in(), signed_in(remember="on")
    clock.shift(IDLE + MINUTE)
    pruning.forget(at=BEGIN + IDLE + MINUTE)
    assert UserSession.objects.count() == Session.objects.count() == 1
