"""Mandates that end soon, as their person and who administers them read it."""

import html
from datetime import timedelta

import pytest

from initiatives.domain.kernel import moments
from initiatives.domain.people import ending
from initiatives.models import Mandate, Notice

LIST = "/verwaltung/mandate/endend/"


def page(client, address: str) -> str:
    return html.unescape(client.get(address, follow=True).content.decode())


def let_end(circle, persona: str, days: int = 31) -> str:
    last = moments.today() + timedelta(days=days)
    Mandate.objects.filter(pk=circle.people[persona].pk).update(valid_until=last)
    return f"{last:%d.%m.%Y}"


@pytest.mark.parametrize("persona", ["duelmen", "reader", "county", "rat", "county_administrator"])
def test_the_start_page_of_each_role_says_that_the_mandate_ends(circle, sign_in, persona):
    client, words = sign_in(persona), "Ihr Mandat endet am"
    let_end(circle, persona, 32)
    assert words not in page(client, "/")
    day = let_end(circle, persona)
    assert f"{words} {day} (in 31 Tagen): {circle.people[persona].title}." in page(client, "/")


def test_the_administrator_sees_what_ends_and_hands_it_over(circle, sign_in):
    client = sign_in("county_administrator")
    assert "endet kein Mandat" in page(client, LIST) and "Mandat endet in" not in page(client, "/verwaltung/")
    day = let_end(circle, "duelmen", 1)
    let_end(circle, "stranger")
    shown = page(client, LIST)
    assert day in shown and "morgen" in shown and "beauftragte-duelmen@ikz.example" in shown
    assert f"/verwaltung/mandate/{circle.people['duelmen'].pk}/uebergeben/" in shown
    assert "Ahaus" not in shown
    assert "1 Mandat endet in den nächsten 31 Tagen." in page(client, "/verwaltung/")


def test_the_list_needs_the_same_queries_for_many(circle, sign_in, django_assert_max_num_queries):
    for persona in ("nottuln", "duelmen", "rosendahl", "reader", "county"):
        let_end(circle, persona)
    client = sign_in("administrator")
    with django_assert_max_num_queries(9):
        assert page(client, LIST).count("uebergeben") == 5


def test_the_notice_leads_to_where_it_is_seen(circle, sign_in):
    let_end(circle, "rat")
    circle.people["rat"].user.home = circle.nottuln
    circle.people["rat"].user.save()
    [row] = ending.untold(today=moments.today())
    ending.tell(mandate=row, at=moments.now())
    places = {"rat": "/", "county_administrator": f"/verwaltung/personen/{circle.people['rat'].user_id}/"}
    for persona, place in places.items():
        notice = Notice.objects.get(user=circle.people[persona].user)
        client = sign_in(persona)
        assert notice.title in page(client, "/mitteilungen/")
        assert client.post(f"/mitteilungen/{notice.pk}/")["Location"] == place
