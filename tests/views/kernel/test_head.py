"""The head of pages: where one is in an initiative, and counts that are fresh after each act."""

import re

import pytest

from initiatives.domain.kernel import moments
from initiatives.domain.log import notices
from initiatives.enums import NoticeKind
from tests.support.personas import climate
from tests.test_access import PERSONAS, TABLE, address, patterns, things_of
from tests.views.parts import part

OF_AN_INITIATIVE = re.compile(
    r"/(initiativen/\d|felder|voten|runden|treffen|aufgaben|projektvorschlaege|unterstuetzung|vereinbarungen"
    r"|festlegungen|beschluesse|kommentare)"
)
AREAS = re.compile(r'<nav class="[^"]*" aria-label="Bereiche der Initiative">(.*?)</nav>', re.DOTALL)
CRUMBS = 'aria-label="Sie sind hier"'
CURRENT = re.compile(r'aria-current="(\w+)">([^<]+)</a>')
MENU = re.compile(r'<a href="([^"]+)"[^>]*>(Initiativen?)<')


def head(page: str) -> str:
    return page[: page.index("<h1")]


@pytest.fixture
def pages(circle, sign_in, settings, tmp_path) -> dict[str, str]:
    """The pages of the initiative that Nottuln can open, by their routes."""
    settings.MEDIA_ROOT = tmp_path
    things, client, found = things_of(circle), sign_in("nottuln"), {}
    known = {one.name for one in patterns()}
    for route, cells in TABLE.items():
        place = address(route, things)
        if route not in known or not OF_AN_INITIATIVE.match(place):
            continue
        if cells.split()[PERSONAS.index("nottuln")][0] == "o":
            answer = client.get(place)
            if answer.status_code == 200 and answer["Content-Type"].startswith("text/html"):
                found[route] = answer.content.decode()
    return found


def test_each_page_of_an_initiative_has_its_areas_and_one_breadcrumb_before_its_title(pages):
    assert len(pages) > 40
    del pages["resolution_new"]  # belongs to an initiative once a question is chosen
    areas = {route: AREAS.findall(head(page)) for route, page in pages.items()}
    wrong = {
        route for route, found in areas.items() if len(found) != 1 or len(CURRENT.findall(found[0])) != 1
    }
    assert wrong == set()
    crumbs = {route: page.count(CRUMBS) for route, page in pages.items()}
    assert crumbs == {route: head(page).count(CRUMBS) for route, page in pages.items()}
    assert {route for route, count in crumbs.items() if count != 1} == {"initiative"}


@pytest.mark.parametrize(
    ("route", "current"),
    [
        ("initiative", ("page", "Überblick")),
        ("field", ("true", "Überblick")),
        ("economics", ("true", "Überblick")),
        ("matrix", ("page", "Matrix")),
        ("meetings", ("page", "Treffen")),
        ("meeting", ("true", "Treffen")),
        ("register_resolution", ("true", "Beschlüsse")),
        ("task_new", ("true", "Aufgaben")),
    ],
)
def test_the_area_to_which_a_page_belongs_is_marked(circle, sign_in, settings, tmp_path, route, current):
    settings.MEDIA_ROOT = tmp_path
    page = sign_in("nottuln").get(address(route, things_of(circle))).content.decode()
    assert CURRENT.findall(AREAS.search(page)[1]) == [current]


def test_pages_of_no_initiative_have_no_areas(sign_in):
    assert not AREAS.search(sign_in("nottuln").get("/berichte/").content.decode())


def test_one_initiative_is_opened_by_the_menu_and_of_several_their_list(circle, sign_in):
    own, client = f"/initiativen/{circle.initiative.pk}/", sign_in("duelmen")
    assert MENU.search(client.get("/").content.decode()).groups() == (own, "Initiative")
    climate(circle)  # Dülmen convenes it, Nottuln takes no part
    assert MENU.search(client.get("/").content.decode()).groups() == ("/initiativen/", "Initiativen")
    nottuln = sign_in("nottuln").get(own).content.decode()
    assert MENU.search(nottuln).groups() == (own, "Initiative")
    assert f'<a href="{own}" aria-current="page">Initiative<' in nottuln


def test_who_sees_no_initiative_still_finds_the_list_that_says_so(sign_in):
    page = sign_in("stranger").get("/").content.decode()
    assert MENU.search(page).groups() == ("/initiativen/", "Initiativen")


def test_an_act_renews_the_counts_in_the_head_and_looking_does_not(circle, sign_in):
    url = f"/voten/{circle.ask(circle.nottuln).pk}/"
    told = {
        "kind": NoticeKind.CHANGE,
        "title": "Ampel",
        "reason": "weil Sie beteiligt sind",
        "page": ("field", 1),
    }
    notices.tell(**told, to=[circle.people["nottuln"].user], by=circle.people["duelmen"], at=moments.now())
    client = sign_in("nottuln")
    before = client.get(url).content.decode()
    unread = re.search(r'id="kopf-mitteilungen"><span class="ikz-count">(\d+)<', before)[1]
    assert '<span id="kopf-voten"><span class="ikz-count">1<' in before
    assert "kopf-" not in part(client, f"{url}?bearbeiten=votum", "votum").content.decode()
    given = {"stance": "consent", "reason": "", "effective_on": f"{moments.today():%d.%m.%Y}", "seen": ""}
    after = part(client, f"{url}?bearbeiten=votum", "votum", given).content.decode()
    assert '<span id="kopf-voten" data-hx-swap-oob="true"></span>' in after
    assert f'id="kopf-mitteilungen" data-hx-swap-oob="true"><span class="ikz-count">{unread}<' in after


def test_a_comment_renews_them_too(circle, sign_in):
    answer = part(
        sign_in("nottuln"), f"/kommentare/feld/{circle.payroll.pk}/", "kommentare", {"text": "Wann?"}
    )
    assert 'id="kopf-voten" data-hx-swap-oob="true"><span class="ikz-count">1<' in answer.content.decode()
