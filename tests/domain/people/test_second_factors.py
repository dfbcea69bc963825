"""A lost second factor: reset by who decides on the account, told to the person, and nothing of it left."""

import json
from datetime import UTC, datetime
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from initiatives.domain.kernel import moments
from initiatives.domain.kernel.errors import Refused
from initiatives.domain.people import people, personal_data, second_factors, taking_back
from initiatives.enums import FactorKind, Role
from initiatives.models import AccountRecord, Event, Mail, User
from tests.support.factors import give_app, give_codes
from tests.support.personas import client_of

AT = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)


@pytest.fixture
def by(circle):
    return circle.people["county_administrator"]


@pytest.fixture
def user(circle):
    user = circle.people["duelmen"].user
    give_app(user)
    give_codes(user)
    return user


def test_a_reset_forgets_all_is_recorded_and_told_and_ends_the_sessions(circle, user, by):
    theirs, others = client_of(user), client_of(circle.people["nottuln"].user)
    user.usersession_set.create(session_key=theirs.session.session_key, ip="192.0.2.7", user_agent="")
    second_factors.reset(user=user, by=by, at=moments.now())
    assert not user.authenticator_set.exists()
    event = Event.objects.latest("pk")
    assert (event.subject, event.after) == ("Zweiter Faktor zurückgesetzt", "Beauftragte/r der Stadt Dülmen")
    record = AccountRecord.objects.get(user=user, kind="factor")
    assert (record.by, record.actor, record.subject) == (by.user, by.title, event.subject)
    assert user in {mail.user for mail in Mail.objects.filter(record=record)}
    assert theirs.get("/").status_code == 302
    assert others.get("/").status_code == 200


def test_nobody_resets_the_own_one_or_none(circle, user, by):
    give_app(by.user)
    with pytest.raises(Refused, match="Den eigenen"):
        second_factors.reset(user=by.user, by=by, at=AT)
    with pytest.raises(Refused, match="keinen zweiten Faktor"):
        second_factors.reset(user=circle.people["nottuln"].user, by=by, at=AT)
    assert by.user.authenticator_set.count() == 1
    assert not AccountRecord.objects.exists()


def test_the_administrator_of_another_county_resets_nothing(circle, by):
    stranger = circle.people["stranger"].user
    give_app(stranger)
    with pytest.raises(Refused, match="Fachadministration der Heimatorganisation"):
        second_factors.reset(user=stranger, by=by, at=AT)
    second_factors.reset(user=stranger, by=circle.people["administrator"], at=AT)
    assert not stranger.authenticator_set.exists()


def test_the_last_administrator_is_let_in_by_a_command(circle):
    user = circle.people["administrator"].user
    give_app(user)
    out = StringIO()
    call_command("reset_second_factor", user.email.upper(), stdout=out)
    assert "ist zurückgesetzt" in out.getvalue()
    assert not user.authenticator_set.exists()
    record = AccountRecord.objects.get()
    assert (record.user, record.by, record.actor) == (user, None, "")
    with pytest.raises(CommandError, match="keinen zweiten Faktor"):
        call_command("reset_second_factor", user.email)
    with pytest.raises(CommandError, match="gibt es nicht"):
        call_command("reset_second_factor", "niemand@ikz.example")


def test_the_auskunft_tells_of_factors_but_of_no_secret(user):
    user.authenticator_set.create(
        type=FactorKind.KEY, data={"name": "Schlüsselbund", "credential": {"id": "x"}}
    )
    found = personal_data.export(user=user, by=user, at=AT)
    assert [(one["art"], one["name"], one["zuletzt_benutzt"]) for one in found["zweite_faktoren"]] == [
        ("Authenticator-App", "", None),
        ("Wiederherstellungscodes", "", None),
        ("Sicherheitsschlüssel", "Schlüsselbund", None),
    ]
    secrets = [one.data["secret"] for one in user.authenticator_set.filter(type=FactorKind.APP)]
    assert not any(one in json.dumps(found) for one in [*secrets, "credential", "seed"])


def test_who_is_anonymised_or_taken_back_leaves_no_factor(circle, user):
    by = circle.people["administrator"]
    people.anonymise(user=user, by=by, at=AT)
    assert not user.authenticator_set.exists()
    mandate = {"role": Role.DELEGATE, "organisation": circle.nottuln}
    new, _ = people.admit(email="neu@ikz.example", mandate=mandate, by=by, at=AT)
    give_app(new)
    assert taking_back.uses(new) == []
    taking_back.take_back(row=new, by=by, at=AT)
    assert not User.objects.filter(email="neu@ikz.example").exists()


def test_a_page_resets_where_the_button_stands(circle, user, by):
    client: Client = client_of(by.user)
    page = f"/verwaltung/personen/{user.pk}/"
    assert "Zweiten Faktor zurücksetzen" in client.get(page).content.decode()
    assert client.post(f"{page}zweiter-faktor/").status_code == 303
    shown = client.get(page).content.decode()
    assert "Der zweite Faktor ist zurückgesetzt" in shown and "Zweiten Faktor zurücksetzen" not in shown
    assert client.post(f"{page}zweiter-faktor/").status_code == 422
