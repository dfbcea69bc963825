"""A county's administrator who knows the address of a person of another county: the takeover as it was reported, and its kin.

Kreis Borken gives the delegate of Dülmen a mandate of Gescher by the address. Whatever becomes of it, they neither read, lock nor
change the person, and who administers the home may all of it, always.
"""

import html
from datetime import timedelta

import pytest
from django.urls import reverse

from initiatives.domain.kernel import moments
from initiatives.domain.log.account_records import Origin, note
from initiatives.domain.mail import mails
from initiatives.domain.people import mandates, offers
from initiatives.models import Mail, Mandate, User
from tests.support.personas import client_of
from tests.test_access import asked

NEW = "/verwaltung/personen/neu/"
LIST = "/verwaltung/personen/"
RECORD = "/verwaltung/protokoll/"
ADDRESS = "beauftragte-duelmen@ikz.example"
DAY = timedelta(days=1)
NAME, TELEPHONE = "Amt für Zusammenarbeit", "02594 12-345"

# What each answers to a GET and a POST: who administers Kreis Borken, Kreis Coesfeld, the installation. Letters: test_access.
OF_THE_PERSON = {
    "administration_person": "oo oo oo",
    "administration_person?bearbeiten=angaben": "ff oo oo",
    "administration_person?bearbeiten=heimat": "ff oo oo",
    "administration_person_link": "-f -o -o",
    "administration_person_lock": "-f -o -o",
    "administration_person_unlock": "-f -o -o",
    "administration_person_anonymise": "ff oo oo",
    "administration_person_export": "-f -o -o",
    "administration_mandate_new": "oo oo oo",
    "administration_take_back": "nn oo oo",
}
OF_THE_OWN_MANDATE = {
    "administration_mandate_end": "nn oo oo",
    "administration_mandate_withdraw": "nn oo oo",
}
OF_THE_MANDATE_GIVEN = {
    "administration_mandate_end": "oo nn oo",
    "administration_mandate_withdraw": "oo nn oo",
}
OF_A_MAIL = {"administration_mail_again": "nn oo oo"}


@pytest.fixture
def person(country) -> User:
    user = country.first.people["duelmen"].user
    User.objects.filter(pk=user.pk).update(name=NAME, telephone=TELEPHONE, last_login=moments.now())
    return User.objects.get(pk=user.pk)


@pytest.fixture
def administrators(country) -> dict[str, Mandate]:
    return {
        "foreign": country.second.people["county_administrator"],
        "home": country.first.people["county_administrator"],
        "installation": country.first.people["administrator"],
    }


def typed(country, **changed) -> dict:
    sent = {
        "email": ADDRESS,
        "role": "delegate",
        "organisation": country.second.duelmen.pk,
        "valid_from": f"{moments.today():%d.%m.%Y}",
    }
    return sent | changed


@pytest.fixture
def foreign(administrators):
    return client_of(administrators["foreign"].user)


@pytest.fixture
def given(country, person, foreign) -> Mandate:
    """What the foreign administrator gave by the form, offered."""
    assert foreign.post(NEW, typed(country)).status_code == 303
    return person.mandates.latest("pk")


def page(response) -> str:
    return html.unescape(response.content.decode())


def leave(given, person, by):
    pass


def accept(given, person, by):
    offers.accept(mandate=given, by=person, at=moments.now())


def decline(given, person, by):
    offers.decline(mandate=given, by=person, at=moments.now())


def accept_and_end(given, person, by):
    accept(given, person, by)
    mandates.end(mandate=given, last_day=moments.today(), by=by, at=moments.now())


def withdraw(given, person, by):
    mandates.withdraw(mandate=given, by=by, at=moments.now())


@pytest.mark.parametrize("become", [leave, accept, decline, accept_and_end, withdraw])
def test_whatever_becomes_of_it_the_home_decides_on_the_account(
    country, person, administrators, given, become
):
    become(given, person, administrators["foreign"])
    mails.invite(user=person, at=moments.now())
    mail = Mail.objects.latest("pk")
    tables = [
        (OF_THE_PERSON, {"user_id": person.pk}),
        (OF_THE_OWN_MANDATE, {"mandate_id": country.first.people["duelmen"].pk}),
        (OF_THE_MANDATE_GIVEN, {"mandate_id": given.pk}),
        (OF_A_MAIL, {"mail_id": mail.pk}),
    ]
    for column, by in enumerate(administrators.values()):
        client = client_of(by.user)
        for table, named in tables:
            found = asked(client, {route: path(route, named) for route in table})
            assert found == {route: cells.split()[column] for route, cells in table.items()}, by


def path(route: str, named: dict[str, int]) -> str:
    name, _, query = route.partition("?")
    if name == "administration_take_back":
        named = {"kind": "personen", "row_id": named["user_id"]}
    return reverse(name, kwargs=named) + (f"?{query}" if query else "")


def doors(person, given) -> list[str]:
    """Each page on which a person may stand, for whoever gave them a mandate."""
    whose = f"{LIST}{person.pk}/"
    ending = f"/verwaltung/mandate/{given.pk}/"
    return [
        *(LIST, whose, f"{whose}mandat/", f"{ending}beenden/", f"{ending}zurueckziehen/"),
        *(f"{LIST}?suche={ADDRESS}", f"{LIST}?sortieren=anmeldung", f"{LIST}?stand=angeboten"),
        *("/verwaltung/", "/verwaltung/e-mails/", "/", "/initiativen/", "/suche/?q=Zusammenarbeit", RECORD),
    ]


def test_before_it_is_accepted_nothing_but_the_typed_address_is_seen(country, person, given, foreign):
    shown = {door: page(foreign.get(door)) for door in doors(person, given)}
    shown["file"] = page(foreign.post(f"{RECORD}csv/"))
    assert ADDRESS in shown[LIST] and ADDRESS in shown[f"{LIST}{person.pk}/"]
    told = {door for door, text in shown.items() if NAME in text or TELEPHONE in text or "Dülmen" in text}
    assert told == set()
    today = f"{moments.today():%d.%m.%Y}"
    assert f"angemeldet am {today}" not in shown[f"{LIST}{person.pk}/"]
    assert "andere Heimat" in shown[LIST]


def test_who_may_not_be_named_is_not_found_by_name_nor_by_another_address(country, person, given, foreign):
    def found(**asked) -> bool:
        return f'href="{LIST}{person.pk}/"' in page(foreign.get(LIST, asked))

    assert found(suche=ADDRESS) and found(suche="Gescher")
    assert not found(suche="Zusammenarbeit") and not found(suche="12-345") and not found(suche="Stadt Dülmen")
    User.objects.filter(pk=person.pk).update(email="anders@ikz.example")
    assert found(suche=ADDRESS) and not found(suche="anders@")
    accept(given, person, None)
    assert found(suche="Zusammenarbeit") and found(suche="anders@") and not found(suche=ADDRESS)


def test_whether_the_account_is_locked_is_not_told(country, person, foreign):
    User.objects.filter(pk=person.pk).update(is_active=False)
    locked = page(foreign.get(foreign.post(NEW, typed(country))["Location"]))
    assert "Das Mandat ist der Person angeboten" in locked and "gesperrt" not in locked
    assert f'href="{LIST}{person.pk}/"' not in page(foreign.get(LIST, {"stand": "gesperrt"}))
    accept(person.mandates.latest("pk"), person, None)
    listed = page(foreign.get(LIST, {"stand": "gueltig"}))
    assert f'href="{LIST}{person.pk}/"' in listed and "gesperrt</span>" not in listed


def test_once_accepted_name_and_telephone_are_seen_and_the_rest_is_not(country, person, given, foreign):
    accept(given, person, None)
    shown = page(foreign.get(f"{LIST}{person.pk}/"))
    assert NAME in shown and TELEPHONE in shown
    assert "Dülmen" not in shown and "Passwort</dt>" not in shown and "Heimat verlegen" not in shown
    for offered in (
        "Zugangslink senden",
        "Konto sperren",
        "Auskunft als JSON",
        "anonymisieren",
        "zurücknehmen",
    ):
        assert offered not in shown


def test_the_home_sees_what_others_gave_and_cannot_end_it(country, person, given, administrators):
    home = client_of(administrators["home"].user)
    shown = page(home.get(f"{LIST}{person.pk}/"))
    assert "Beauftragte/r der Stadt Gescher" in shown and "von einer anderen Fachadministration" in shown
    assert f"/verwaltung/mandate/{given.pk}/" not in shown
    assert "Gescher" not in page(home.get(LIST)), "the list names the own mandates"
    assert home.post(f"{LIST}{person.pk}/sperren/").status_code == 303
    assert not User.objects.get(pk=person.pk).is_active


def test_the_mails_to_the_person_are_the_homes(country, person, given, foreign, administrators):
    mails.invite(user=person, at=moments.now())
    foreign.get(LIST)  # which takes what was said of the offer
    assert ADDRESS not in page(foreign.get("/verwaltung/e-mails/"))
    assert ADDRESS in page(client_of(administrators["home"].user).get("/verwaltung/e-mails/"))


def test_a_further_offer_is_made_under_the_address_that_is_known(country, person, given, foreign):
    again = foreign.post(NEW, typed(country, role="deputy"))
    assert again.status_code == 422 and "gibt es schon. Öffnen Sie sie" in page(again)
    User.objects.filter(pk=person.pk).update(email="anders@ikz.example")
    url = f"{LIST}{person.pk}/mandat/"
    assert "wird der Person angeboten" in page(foreign.get(url))
    sent = typed(country, role="reader")
    del sent["email"]
    answered = page(foreign.get(foreign.post(url, sent)["Location"]))
    assert "Mandat angeboten: Lesende/r der Stadt Gescher" in answered and "anders@" not in answered
    assert person.mandates.latest("pk").offered_to == ADDRESS
    twice = foreign.post(url, sent)
    assert twice.status_code == 422 and "schon angeboten" in page(twice)


@pytest.mark.parametrize("become", [leave, decline, accept_and_end, withdraw])
def test_the_record_names_by_the_typed_address_alone_and_finds_by_nothing_else(
    country, person, administrators, given, foreign, become
):
    become(given, person, administrators["foreign"])
    User.objects.filter(pk=person.pk).update(email="anders@ikz.example")
    origin = Origin("203.0.113.5", "Firefox auf Windows")
    note(
        kind="mandate",
        subject="Fremd",
        user=person,
        by=person,
        organisation=given.organisation,
        origin=origin,
        at=moments.now(),
    )
    yesterday = moments.today() - DAY
    ended = Mandate.objects.filter(pk=given.pk, state="granted")
    ended.update(valid_from=yesterday, valid_until=yesterday)
    for shown in (page(foreign.get(RECORD)), page(foreign.post(f"{RECORD}csv/"))):
        assert "Fremd" in shown and ADDRESS in shown
        assert "anders@" not in shown and origin.address not in shown and NAME not in shown
    for text in (NAME, "Zusammenarbeit", "anders@", origin.address):
        assert "Fremd" not in page(foreign.get(RECORD, {"suche": text})), text
    assert "Fremd" in page(foreign.get(RECORD, {"suche": ADDRESS}))
    home = page(client_of(administrators["home"].user).get(RECORD, {"suche": "Zusammenarbeit"}))
    assert "anders@" in home


def test_once_accepted_the_record_names_the_person_and_not_from_where_they_came(person, given, foreign):
    accept(given, person, None)
    origin = Origin("203.0.113.5", "Firefox auf Windows")
    told = {"organisation": given.organisation, "origin": origin, "at": moments.now()}
    note(kind="mandate", subject="Fremd", user=person, by=person, **told)
    shown = page(foreign.get(RECORD, {"suche": "Zusammenarbeit"}))
    assert "Fremd" in shown and ADDRESS in shown and origin.address not in shown
    assert "Fremd" not in page(foreign.get(RECORD, {"suche": origin.address}))


def test_who_is_not_known_by_an_address_any_more_is_offered_nothing_before_it_is_typed(
    country, person, foreign
):
    past = {"valid_from": "2026-01-05", "valid_until": "2026-01-31"}
    Mandate.objects.create(user=person, role="reader", organisation=country.second.duelmen, **past)
    sent = typed(country, role="deputy")
    del sent["email"]
    refused = foreign.post(f"{LIST}{person.pk}/mandat/", sent)
    assert refused.status_code == 422 and "kennen Sie nicht mehr" in page(refused)
    assert ADDRESS not in page(refused) and person.mandates.count() == 2
    assert foreign.post(NEW, typed(country, role="deputy")).status_code == 303
    assert person.mandates.latest("pk").offered_to == ADDRESS


def test_where_a_home_may_lie_is_said_to_who_can_move_it_there(country, person, administrators):
    url, words = f"{LIST}{person.pk}/?bearbeiten=heimat", "Liegt die neue Heimat in einem anderen Kreis"
    assert words not in page(client_of(administrators["home"].user).get(url))
    assert words in page(client_of(administrators["installation"].user).get(url))


def test_that_a_successor_may_decline_is_said_before_it_is_pressed(country, foreign, administrators):
    url, words = f"/verwaltung/mandate/{country.second.people['duelmen'].pk}/uebergeben/", "kann es ablehnen"
    assert words in page(foreign.get(url))
    assert words not in page(client_of(administrators["installation"].user).get(url)), "who gives at once"


def test_nobody_of_another_county_administers_ones_own_by_any_door(country, person, foreign, administrators):
    """Else who administers the home could change the address, and so act for both counties."""
    county, today = country.second.county, f"{moments.today():%d.%m.%Y}"
    administers = {"role": "administrator", "organisation": county.pk}
    given = mandates.grant(
        user=person, role="reader", organisation=county, known_as=ADDRESS,
        by=administrators["foreign"], at=moments.now(),
    )  # fmt: skip
    ours = administrators["foreign"].pk
    succeeding = {"email": ADDRESS, "last_day": today}
    User.objects.filter(pk=person.pk).update(email="anders@ikz.example")
    doors = [
        (NEW, typed(country, email="anders@ikz.example", **administers)),
        (f"{LIST}{person.pk}/mandat/", administers | {"valid_from": today}),
        (f"/verwaltung/mandate/{ours}/uebergeben/", succeeding | {"email": "anders@ikz.example"}),
    ]
    for by in (foreign, client_of(administrators["installation"].user)):
        for door, sent in doors if by is foreign else doors[1:]:
            answer = by.post(door, sent)
            assert answer.status_code == 422 and "Heimat zuerst" in page(answer), door
    assert list(Mandate.objects.filter(user=person).exclude(pk=given.pk)) == [country.first.people["duelmen"]]
