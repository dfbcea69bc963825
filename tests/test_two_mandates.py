"""One person with mandates in two counties: each is seen and written under the one that acts, and under no other."""

from datetime import timedelta

import pytest
from django.urls import reverse

from initiatives.domain.circle import initiatives
from initiatives.domain.fields import fields
from initiatives.domain.kernel import moments
from initiatives.enums import Role
from initiatives.models import Comment, Event, Field, FieldParticipation, Mandate
from tests.country import Country
from tests.personas import AT, BEGIN, client_of
from tests.test_access import asked, things_of
from tests.test_second_county import PAGES, everything, paths

ACCESS = [route for route in PAGES if not route.startswith("administration")]
WRITE = {"activity_read", "comments", "field_new", "task_new"}


@pytest.fixture
def client(country):
    return client_of(country.two_hats["first"].user)


def act(client, mandate: Mandate) -> None:
    assert client.post(reverse("mandate_choose"), {"mandate": mandate.pk}).status_code == 303


def test_each_hat_opens_its_own_county_and_nothing_of_the_other(country, client, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    of_first, of_second = things_of(country.first), things_of(country.second)
    for hat, own, other in (("first", of_first, of_second), ("second", of_second, of_first)):
        act(client, country.two_hats[hat])
        before = everything()
        closed = asked(client, paths(ACCESS, other), undone=False)
        assert set("".join(cell for route, cell in closed.items() if route != "sitting_report")) == {"n", "-"}
        assert everything() == before
        opened = asked(client, paths(ACCESS if hat == "second" else WRITE, own))
        writes = {route for route, cell in opened.items() if cell.endswith("o")}
        assert opened["field_new"] == ("oo" if hat == "first" else "ff")
        assert writes == ({"activity_read"} if hat == "second" else WRITE), (
            "a reader says only that news are read"
        )


def test_the_start_and_the_search_follow_the_hat(country, client):
    initiatives_of = {"first": "Kreis Coesfeld", "second": "Kreis Borken"}
    for hat, other in (("first", "second"), ("second", "first")):
        act(client, country.two_hats[hat])
        for door in (reverse("initiatives"), reverse("search") + "?q=Personalabrechnung"):
            text = client.get(door).content.decode().split("<main", 1)[1]
            assert initiatives_of[hat] in text and initiatives_of[other] not in text, door


# An initiative across the border, which both hats see


@pytest.fixture
def border(country: Country) -> Field:
    first, second = country.first.duelmen, country.second.duelmen
    initiative = initiatives.found(
        title="Über die Kreisgrenze",
        short_title="Grenze",
        documented_from=BEGIN,
        convening=first,
        participants=[first, second],
        by=None,
        at=AT,
    )
    return fields.propose(initiative=initiative, title="Bauhof", by=None, at=AT)


def test_where_both_hats_see_each_writes_for_its_own(country, client, border):
    first, second = country.two_hats["first"], country.two_hats["second"]
    url = reverse("comments", args=["feld", border.pk])
    joins = reverse("field", args=[border.pk]) + "?bearbeiten=beteiligung"
    joining = {"status": "participating", "seen": "open", "effective_on": moments.today()}
    written = {"text": "Wir zuerst", "audience": "intern"}
    act(client, first)
    assert client.post(url, written).status_code < 400
    act(client, second)
    before = everything()
    assert client.get(reverse("field", args=[border.pk])).status_code == 200
    assert "Wir zuerst" not in client.get(url).content.decode(), "internal to the other hat's municipality"
    assert client.post(url, {"text": "Als Lesende", "audience": "alle"}).status_code == 403
    assert client.post(joins, joining).status_code == 403
    assert everything() == before

    Mandate.objects.filter(pk=second.pk).update(role=Role.DELEGATE)
    assert client.post(url, {"text": "Und wir", "audience": "intern"}).status_code < 400
    assert client.post(joins, joining).status_code < 400
    found = set(Comment.objects.values_list("text", "mandate", "internal_to__name"))
    assert found == {("Wir zuerst", first.pk, "Dülmen"), ("Und wir", second.pk, "Gescher")}
    assert [row.organisation.name for row in FieldParticipation.objects.filter(field=border)] == ["Gescher"]
    assert (
        Event.objects.filter(field_id=border.pk).latest("pk").actor == Mandate.objects.get(pk=second.pk).title
    )
    freigabe = reverse("field", args=[border.pk]) + "?bearbeiten=freigabe"
    assert client.get(freigabe).status_code == 403, "the other hat convenes, this one does not"
    act(client, first)
    assert client.get(freigabe).status_code == 200
    text = client.get(url).content.decode()
    assert "Wir zuerst" in text and "Und wir" not in text


def test_a_hat_that_ends_takes_its_county_along(country, client):
    act(client, country.two_hats["second"])
    page = reverse("initiative", args=[country.second.initiative.pk])
    assert client.get(page).status_code == 200
    yesterday = moments.today() - timedelta(days=1)
    Mandate.objects.filter(pk=country.two_hats["second"].pk).update(valid_until=yesterday)
    assert client.get(page).status_code == 404
    assert client.get(reverse("initiative", args=[country.first.initiative.pk])).status_code == 200
