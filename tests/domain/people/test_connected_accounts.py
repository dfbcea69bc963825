"""Who signs in by an account at an identity provider, at the edges of each rule."""

from datetime import UTC, datetime, timedelta

import pytest
from django.apps import apps

from initiatives.domain.kernel.errors import Refused
from initiatives.domain.kernel.moments import day_of
from initiatives.domain.people import connected_accounts, people, personal_data, taking_back
from initiatives.domain.people.connected_accounts import Identity
from initiatives.enums import MailKind, MandateState, Role
from initiatives.models import AccountRecord, Mail, Mandate, User
from tests.support.personas import PASSWORD, person

AT = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
TODAY = day_of(AT)
DAY = timedelta(days=1)
ADDRESS = "beauftragte-duelmen@ikz.example"
DUELMEN = Identity("kreis", "Kreisverwaltung", ("ikz.example",), "4711", ADDRESS, True)


def _sign_in(**told) -> User:
    return connected_accounts.sign_in(identity=DUELMEN._replace(**told), at=AT)


def _connections() -> list[tuple]:
    rows = apps.get_model("socialaccount", "SocialAccount").objects
    return list(rows.order_by("pk").values_list("user__email", "provider", "uid"))


def _refused(match: str, **told) -> None:
    before = _connections()
    with pytest.raises(Refused, match=match):
        _sign_in(**told)
    assert _connections() == before and not AccountRecord.objects.exists() and not Mail.objects.exists()


def test_the_first_time_counts_the_address_and_then_the_account_alone(circle):
    assert _sign_in(email="Beauftragte-Duelmen@IKZ.example").email == ADDRESS
    assert _connections() == [(ADDRESS, "kreis", "4711")]
    assert AccountRecord.objects.get().subject == "Mit dem Konto bei „Kreisverwaltung“ verbunden"
    assert Mail.objects.filter(user__email=ADDRESS, kind=MailKind.ACCOUNT).count() == 1
    assert _sign_in(email="beauftragte-nottuln@ikz.example", is_verified=False).email == ADDRESS
    assert AccountRecord.objects.count() == 1


@pytest.mark.parametrize(
    ("told", "why"),
    [
        ({"is_verified": False}, "keine bestätigte"),
        ({"email": ""}, "keine bestätigte"),
        ({"email": "wer@anderswo.example"}, "bürgt"),
        ({"email": "wer@sub.ikz.example"}, "bürgt"),
        ({"email": "wer@ikz.example@anderswo.example"}, "bürgt"),
        ({"email": "wer@anderswo.example@ikz.example"}, "kein Konto"),
        ({"email": "ikz.example"}, "kein Konto"),
        ({"email": "beauftragte-duelmen@i\u212az.example"}, "bürgt"),  # becomes ASCII in lower case
        ({"email": "niemand@ikz.example"}, "kein Konto"),
    ],
)
def test_an_address_counts_only_verified_of_a_named_domain_and_of_an_account(circle, told, why):
    User.objects.create_user("wer@anderswo.example", PASSWORD)
    people_before = User.objects.count()
    _refused(why, **told)
    assert User.objects.count() == people_before


def test_another_account_with_the_same_address_is_another_person(circle):
    _sign_in()
    AccountRecord.objects.all().delete(), Mail.objects.all().delete()
    _refused("schon ein anderes Konto", subject="4712")
    assert _sign_in(provider="other", subject="4712").email == ADDRESS


@pytest.mark.parametrize("is_connected", [True, False])
@pytest.mark.parametrize(
    ("values", "fits"),
    [
        ({}, True),
        ({"valid_until": TODAY}, True),
        ({"valid_until": TODAY - DAY}, False),
        ({"valid_from": TODAY + DAY}, False),
        ({"state": MandateState.OFFERED}, True),
        ({"state": MandateState.OFFERED, "valid_until": TODAY - DAY}, False),
        ({"state": MandateState.DECLINED}, False),
        ({"state": MandateState.WITHDRAWN}, False),
    ],
)
def test_it_takes_a_mandate_that_holds_today_or_is_offered(circle, values, fits, is_connected):
    if is_connected:
        _sign_in()
        AccountRecord.objects.all().delete(), Mail.objects.all().delete()
    Mandate.objects.filter(user__email=ADDRESS).update(offered_to=ADDRESS, **values)
    if fits:
        assert _sign_in().email == ADDRESS
    else:
        _refused("kein gültiges Mandat")


@pytest.mark.parametrize("is_connected", [True, False])
def test_a_locked_person_stays_out(circle, is_connected):
    if is_connected:
        _sign_in()
        AccountRecord.objects.all().delete(), Mail.objects.all().delete()
    User.objects.filter(email=ADDRESS).update(is_active=False)
    _refused("gesperrt")


def test_who_is_signed_in_connects_an_account_whatever_its_address(circle):
    user = circle.people["duelmen"].user
    identity = DUELMEN._replace(email="privat@anderswo.example", is_verified=False)
    assert connected_accounts.connect(user=user, identity=identity, at=AT)
    assert not connected_accounts.connect(user=user, identity=identity, at=AT)
    assert AccountRecord.objects.count() == 1
    with pytest.raises(Refused, match="schon ein anderes Konto"):
        connected_accounts.connect(user=user, identity=identity._replace(subject="4712"), at=AT)
    assert _sign_in(email="", is_verified=False) == user


def test_neither_the_account_nor_the_address_of_another_person_is_connected(circle):
    nottuln = circle.people["nottuln"].user
    with pytest.raises(Refused, match="anderen Person"):
        connected_accounts.connect(user=nottuln, identity=DUELMEN, at=AT)
    _sign_in()
    with pytest.raises(Refused, match="anderen Person"):
        connected_accounts.connect(user=nottuln, identity=DUELMEN._replace(email=nottuln.email), at=AT)
    assert _connections() == [(ADDRESS, "kreis", "4711")]


def test_only_the_own_connection_is_ended_and_once(circle):
    user = _sign_in()
    row = user.socialaccount_set.get()
    told = {"connection_id": row.pk, "name": "Kreisverwaltung", "at": AT}
    with pytest.raises(Refused):
        connected_accounts.disconnect(user=circle.people["nottuln"].user, **told)
    assert _connections()
    connected_accounts.disconnect(user=user, **told)
    assert not _connections()
    assert AccountRecord.objects.first().subject == "Verbindung mit dem Konto bei „Kreisverwaltung“ getrennt"
    with pytest.raises(Refused):
        connected_accounts.disconnect(user=user, **told)
    assert AccountRecord.objects.count() == 2


def test_another_address_ends_what_it_has_connected_and_another_name_does_not(circle):
    user, by = _sign_in(), circle.people["administrator"]
    people.edit(user=user, values={"name": "Beauftragte"}, by=by, at=AT)
    assert _connections()
    people.edit(user=user, values={"email": "richtig@ikz.example"}, by=by, at=AT)
    assert not _connections()


def test_who_is_anonymised_is_connected_no_more(circle):
    people.anonymise(user=_sign_in(), by=circle.people["administrator"], at=AT)
    assert not _connections()
    with pytest.raises(Refused, match="kein Konto"):
        _sign_in()


def test_who_is_taken_back_leaves_no_connection(circle):
    made = person("irrtum", Role.READER, circle.nottuln).user
    connected_accounts.connect(user=made, identity=DUELMEN._replace(email="irrtum@ikz.example"), at=AT)
    assert taking_back.uses(made) == []
    taking_back.take_back(row=made, by=circle.people["administrator"], at=AT)
    assert not _connections() and not User.objects.filter(pk=made.pk)


def test_a_person_reads_what_is_connected(circle):
    user = _sign_in()
    told = personal_data.export(user=user, by=user, at=AT)["verbundene_konten"]
    [row] = told
    assert (row["anbieter"], row["kennung"], row["adresse"]) == ("kreis", "4711", ADDRESS) and row[
        "verbunden_am"
    ]
