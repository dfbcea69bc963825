"""For whom a person acts."""

from datetime import timedelta

import pytest

from initiatives.domain.kernel import moments
from initiatives.enums import Role
from initiatives.models import Mandate, User


@pytest.fixture
def two_hats(circle, sign_in):
    """The delegate of Dülmen is a council member of the Kreistag too."""
    today = moments.today()
    Mandate.objects.create(
        user=circle.people["duelmen"].user,
        role=Role.COUNCIL_MEMBER,
        organisation=circle.county,
        body=circle.kreistag,
        valid_from=today,
    )
    return sign_in("duelmen")


def _member(circle) -> Mandate:
    return Mandate.objects.get(user=circle.people["duelmen"].user, role=Role.COUNCIL_MEMBER)


def test_one_mandate_is_no_choice(sign_in):
    assert "Ich handle für" not in sign_in("rosendahl").get("/").content.decode()


def test_the_choice_lasts_and_is_said(circle, two_hats):
    first = two_hats.get("/impressum/").wsgi_request.mandate
    other = circle.people["duelmen"] if first == _member(circle) else _member(circle)
    assert f'name="mandate" value="{other.pk}"' in two_hats.get("/impressum/").content.decode()
    response = two_hats.post("/mandat/", {"mandate": other.pk})
    assert (response.status_code, response.headers["Location"]) == (303, "/")
    page = two_hats.get("/impressum/")
    assert page.wsgi_request.mandate == other
    assert f"Sie handeln jetzt als {other.title}." in page.content.decode()


def test_under_htmx_the_choice_loads_the_whole_page(circle, two_hats):
    response = two_hats.post("/mandat/", {"mandate": _member(circle).pk}, headers={"HX-Request": "true"})
    assert (response.status_code, response.headers["HX-Redirect"]) == (204, "/")


@pytest.mark.parametrize("value", ["", "abc", "999999"])
def test_what_is_no_mandate_is_refused(two_hats, value):
    before = two_hats.get("/impressum/").wsgi_request.mandate
    response = two_hats.post("/mandat/", {"mandate": value})
    assert response.status_code == 403
    assert "Unter diesem Mandat können Sie heute nicht handeln." in response.content.decode()
    assert two_hats.get("/impressum/").wsgi_request.mandate == before


def test_the_mandate_of_another_person_is_refused(circle, two_hats):
    assert two_hats.post("/mandat/", {"mandate": circle.people["nottuln"].pk}).status_code == 403
    assert two_hats.get("/impressum/").wsgi_request.mandate.user == circle.people["duelmen"].user


def test_a_mandate_that_has_ended_is_neither_offered_nor_taken(circle, two_hats):
    member = _member(circle)
    two_hats.post("/mandat/", {"mandate": member.pk})
    yesterday = moments.today() - timedelta(days=1)
    Mandate.objects.filter(pk=member.pk).update(valid_from=yesterday, valid_until=yesterday)
    page = two_hats.get("/mandat/")
    assert page.wsgi_request.mandate == circle.people["duelmen"]
    assert f'value="{member.pk}"' not in page.content.decode()
    assert two_hats.post("/mandat/", {"mandate": member.pk}).status_code == 403


def test_a_mandate_of_tomorrow_does_not_count_today(circle, sign_in):
    Mandate.objects.filter(pk=circle.people["duelmen"].pk).update(
        valid_from=moments.today() + timedelta(days=1)
    )
    response = sign_in("duelmen").get("/")
    assert response.status_code == 403
    assert "Ihr Konto hat heute kein gültiges Mandat" in response.content.decode()


def test_somebody_without_any_mandate_can_still_sign_out_and_read_the_legal_texts(client, db):
    user = User.objects.create_user("ohne@ikz.example", "ein-langes-kennwort")
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert client.get("/").status_code == 403
    assert client.get("/hilfe/").status_code == 200
    assert client.get("/impressum/").status_code == 200
    assert client.post("/abmelden/").status_code == 302
    assert client.get("/").url == "/anmelden/?next=/"
