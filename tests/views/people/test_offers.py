"""Offered mandates by pages: accepted or declined once, by the person alone, also without any valid mandate; and the hats."""

import html
import re
from datetime import timedelta

import pytest

from initiatives.domain.kernel import moments
from initiatives.domain.people import mandates
from initiatives.enums import MandateState, Role
from initiatives.models import Mandate, User
from tests.support.personas import client_of
from tests.views.sent_forms import sent_forms

URL = "/konto/mandate/"


def page(response) -> str:
    return html.unescape(response.content.decode())


def words(response) -> str:
    return " ".join(re.sub("<[^>]+>", "", page(response)).split())


@pytest.fixture
def offer(circle) -> Mandate:
    """Kreis Coesfeld offers the delegate of Ahaus to read for Dülmen."""
    return mandates.grant(
        user=circle.people["stranger"].user,
        known_as="beauftragte-ahaus@ikz.example",
        role=Role.READER,
        organisation=circle.duelmen,
        by=circle.people["county_administrator"],
        at=moments.now(),
    )


@pytest.mark.parametrize("persona", ["stranger", "administrator", "county", "kreistag"])
def test_an_offer_is_told_where_one_begins_and_in_the_menu(circle, sign_in, offer, persona):
    Mandate.objects.filter(pk=offer.pk).update(user=circle.people[persona].user)
    client = sign_in(persona)
    begins = client.get("/berichte/" if persona == "kreistag" else "/")
    assert "Ihnen ist ein Mandat angeboten. Es gilt erst, wenn Sie annehmen." in words(begins)
    assert f'<a href="{URL}">Angebotene Mandate' in page(client.get("/impressum/"))
    assert "angeboten" not in words(sign_in("nottuln").get("/"))


def test_it_is_accepted_once_and_holds(circle, sign_in, offer):
    client = sign_in("stranger")
    [form] = [one for one in sent_forms(client.get(URL).content.decode()) if "annehmen" in one.action]
    assert client.get("/impressum/").wsgi_request.mandates == [circle.people["stranger"]]
    answered = client.post(form.action, form.data)
    assert (answered.status_code, answered["Location"]) == (303, "/")
    shown = client.get("/")
    assert "Sie haben das Mandat angenommen: Lesende/r der Stadt Dülmen." in words(shown)
    assert offer in shown.wsgi_request.mandates
    assert client.post(form.action, form.data).status_code == 303, "the same form, sent again"
    again = client.post(form.action)
    assert again.status_code == 422 and "Dieses Mandat haben Sie schon angenommen." in words(again)


def test_it_is_declined_and_stays_so(sign_in, offer):
    client = sign_in("stranger")
    answered = client.post(f"{URL}{offer.pk}/ablehnen/")
    assert (answered.status_code, answered["Location"]) == (303, URL)
    assert "Zurzeit ist Ihnen kein Mandat angeboten." in words(client.get(URL))
    assert client.post(f"{URL}{offer.pk}/annehmen/").status_code == 422
    assert Mandate.objects.get(pk=offer.pk).state == MandateState.DECLINED


def test_nobody_answers_for_another(sign_in, offer):
    for persona in ("nottuln", "county_administrator", "administrator"):
        client = sign_in(persona)
        assert "Stadt Dülmen" not in words(client.get(URL)).partition("Angebotene Mandate")[2]
        for verb in ("annehmen", "ablehnen"):
            assert client.post(f"{URL}{offer.pk}/{verb}/").status_code == 404
    assert Mandate.objects.get(pk=offer.pk).state == MandateState.OFFERED


def test_who_holds_no_mandate_reaches_the_offer_and_begins_by_it(circle, sign_in, offer):
    yesterday = moments.today() - timedelta(days=1)
    Mandate.objects.filter(pk=circle.people["stranger"].pk).update(valid_until=yesterday)
    client = sign_in("stranger")
    begins = client.get("/")
    assert begins.status_code == 403 and f'href="{URL}"' in page(begins)
    assert client.post(f"{URL}{offer.pk}/annehmen/").status_code == 303
    assert client.get("/").wsgi_request.mandate == offer


def test_one_that_begins_later_is_accepted_and_the_next_page_says_so(circle, sign_in, offer):
    Mandate.objects.filter(pk=offer.pk).update(valid_from=moments.today() + timedelta(days=3))
    client = sign_in("stranger")
    answered = client.post(f"{URL}{offer.pk}/annehmen/")
    assert answered["Location"] == URL
    assert client.get("/").wsgi_request.mandates == [circle.people["stranger"]]


def test_the_last_day_of_an_offer_is_the_last_to_accept_it(sign_in, offer):
    today = moments.today()
    Mandate.objects.filter(pk=offer.pk).update(valid_from=today - timedelta(days=9), valid_until=today)
    client = sign_in("stranger")
    assert "Lesende/r der Stadt Dülmen" in words(client.get(URL))
    Mandate.objects.filter(pk=offer.pk).update(valid_until=today - timedelta(days=1))
    assert "Zurzeit ist Ihnen kein Mandat angeboten." in words(client.get(URL))
    assert "angeboten" not in words(client.get("/"))
    late = client.post(f"{URL}{offer.pk}/annehmen/")
    assert late.status_code == 422 and "Annehmen lässt es sich nicht mehr." in words(late)


# Hats


@pytest.fixture
def three_hats(circle) -> User:
    """The delegate of Dülmen is deputy of Rosendahl and member of the Kreistag, too; Dülmen and Rosendahl are asked."""
    user = circle.people["duelmen"].user
    for role, organisation, body in (
        (Role.DEPUTY, circle.rosendahl, None),
        (Role.COUNCIL_MEMBER, circle.county, circle.kreistag),
    ):
        user.mandates.create(role=role, organisation=organisation, body=body, valid_from=moments.today())
    return user


def of(user: User, role: str) -> Mandate:
    return user.mandates.get(role=role)


def test_the_last_hat_is_worn_after_the_sign_in_and_a_session_keeps_its_own(three_hats):
    first, second = client_of(three_hats), client_of(three_hats)
    first.post("/mandat/", {"mandate": of(three_hats, Role.COUNCIL_MEMBER).pk})
    second.post("/mandat/", {"mandate": of(three_hats, Role.DEPUTY).pk})
    worn = [client.get("/impressum/").wsgi_request.mandate.role for client in (first, second)]
    assert worn == [Role.COUNCIL_MEMBER, Role.DEPUTY]
    assert client_of(three_hats).get("/impressum/").wsgi_request.mandate.role == Role.DEPUTY
    deputy = of(three_hats, Role.DEPUTY)
    Mandate.objects.filter(pk=deputy.pk).update(state=MandateState.WITHDRAWN)
    left = three_hats.mandates.exclude(pk=deputy.pk).first()
    assert client_of(three_hats).get("/impressum/").wsgi_request.mandate == left, "the first in order"
    assert first.get("/impressum/").wsgi_request.mandate.role == Role.COUNCIL_MEMBER


def test_reading_pages_writes_no_hat(three_hats):
    client_of(three_hats).get("/")
    assert User.objects.get(pk=three_hats.pk).last_mandate is None


def test_each_hat_says_what_it_owes_where_one_chooses(circle, three_hats):
    client = client_of(three_hats)
    client.post("/mandat/", {"mandate": of(three_hats, Role.COUNCIL_MEMBER).pk})
    client.get("/mandat/")
    choose = words(client.get("/mandat/"))
    assert "Beauftragte/r der Stadt Dülmen 1 offenes Votum" in choose
    assert "Stellvertretung der Gemeinde Rosendahl 1 offenes Votum" in choose
    assert "Mitglied: Kreistag, Kreis Coesfeld seit" in choose
    assert "2 offene Voten unter Ihren anderen Mandaten" in words(client.get("/impressum/"))
    menu = page(client.get("/impressum/")).partition('class="ikz-mandates"')[2].partition("</form>")[0]
    assert menu.count("1 offen<") == 2 and menu.count("<button") == 2
    circle.round.asks.filter(organisation=circle.rosendahl).delete()
    assert words(client.get("/mandat/")).count("1 offenes Votum") == 3, "in the head, its menu and the page"


def test_more_hats_cost_no_query_more(three_hats, django_assert_num_queries):
    client = client_of(three_hats)
    client.get("/impressum/")
    with django_assert_num_queries(5) as few:
        client.get("/impressum/")
    three_hats.mandates.create(
        role=Role.READER, organisation=of(three_hats, Role.DEPUTY).organisation, valid_from=moments.today()
    )
    with django_assert_num_queries(len(few)):
        client.get("/impressum/")


def test_who_withdraws_the_own_hat_is_led_to_the_start(circle, sign_in):
    own = circle.people["county_administrator"]
    client = sign_in("county_administrator")
    url = f"/verwaltung/mandate/{own.pk}/zurueckziehen/"
    unconfirmed = client.post(url)
    assert unconfirmed.status_code == 422 and "Bitte bestätigen Sie das." in words(unconfirmed)
    answered = client.post(url, {"confirmed": "on"})
    assert (answered.status_code, answered["Location"]) == (303, "/")
    assert client.get("/verwaltung/").status_code == 403
    last = circle.people["administrator"]
    refused = sign_in("administrator").post(
        f"/verwaltung/mandate/{last.pk}/zurueckziehen/", {"confirmed": "on"}
    )
    assert refused.status_code == 422 and "letzte Fachadministration der Installation" in words(refused)


def test_a_home_is_moved_by_its_form(circle, sign_in):
    user = circle.people["duelmen"].user
    url = f"/verwaltung/personen/{user.pk}/?bearbeiten=heimat"
    client = sign_in("county_administrator")
    assert "Borken" not in page(client.get(url)).partition('id="id_home"')[2].partition("</select>")[0]
    for wrong, said in (
        ("", "Bitte wählen Sie aus"),
        (circle.people["stranger"].organisation_id, "gibt es hier nicht"),
    ):
        refused = client.post(url, {"home": wrong})
        assert refused.status_code == 422 and said in words(refused)
    client.post(url, {"home": circle.rosendahl.pk})
    assert User.objects.get(pk=user.pk).home == circle.rosendahl
    shown = words(client.get(f"/verwaltung/personen/{user.pk}/"))
    assert "Die Heimat ist jetzt Gemeinde Rosendahl." in shown and "HeimatGemeinde Rosendahl" in shown
    sign_in("administrator").post(url, {"home": ""})
    assert User.objects.get(pk=user.pk).home is None
    assert client.post(url, {"home": circle.rosendahl.pk}).status_code == 403, "the installation's now"
