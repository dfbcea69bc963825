"""The help: a page a role, its anchors, its pictures, and the signs that lead there."""

import re
from pathlib import Path

import pytest
from django.conf import settings

from initiatives.enums import Role
from initiatives.views.desk.help_pages import PAGES
from tests.browser.test_help import SCENES

ROOT = Path(settings.BASE_DIR)
TEMPLATES = ROOT / "templates"
WORKING = ("beauftragte", "stellvertretung", "lesende", "kreis")


@pytest.mark.parametrize("name", PAGES)
def test_each_role_has_a_page_of_at_most_eight_sections_with_their_anchors(sign_in, name):
    html = sign_in("reader").get(f"/hilfe/{name}/").content.decode()
    sections = re.findall(r'<section class="ikz-section" id="([\w-]+)"', html)
    assert sections == list(PAGES[name].sections) and 4 <= len(sections) <= 8
    for anchor in sections:
        assert f'href="#{anchor}"' in html
    assert html.count("<h1") == 1 and f"<h1>{PAGES[name].title}</h1>" in html
    words = len(re.sub(r"<[^>]+>", " ", html[html.index('class="ikz-help"') :]).split())
    assert words < 900, "short sections"


def test_every_role_has_exactly_one_page():
    assert sorted(page.role for page in PAGES.values()) == sorted(Role)


@pytest.mark.parametrize(
    ("persona", "name"),
    [
        ("nottuln", "beauftragte"),
        ("rosendahl", "stellvertretung"),
        ("reader", "lesende"),
        ("county", "kreis"),
        ("kreistag", "mitglieder"),
        ("administrator", "administration"),
    ],
)
def test_the_help_opens_with_the_page_of_the_own_role(circle, sign_in, persona, name):
    if circle.people[persona].role != PAGES[name].role:
        name = next(one for one, page in PAGES.items() if page.role == circle.people[persona].role)
    html = sign_in(persona).get("/hilfe/").content.decode()
    assert f"<h1>{PAGES[name].title}</h1>" in html and "Ihre Rolle" in html
    other = next(one for one in PAGES if one != name)
    assert "Ihre Rolle" not in sign_in(persona).get(f"/hilfe/{other}/").content.decode()


def test_there_is_no_page_for_a_role_that_is_none(sign_in):
    assert sign_in("nottuln").get("/hilfe/kaiser/").status_code == 404


def test_each_picture_is_there_has_its_scene_and_says_what_it_shows():
    told = {}
    for path in (TEMPLATES / "desk/help").glob("*.html"):
        told |= dict(re.findall(r'picture.html" with name="([\w-]+)" alt="([^"]+)"', path.read_text()))
    assert set(told) == {scene.name for scene in SCENES}
    assert all(len(alt) > 40 for alt in told.values())
    files = {path.stem: path.stat().st_size for path in (ROOT / "static/help").iterdir()}
    assert set(files) == set(told)
    assert sum(files.values()) < 600_000


def test_each_sign_leads_to_a_section_that_all_have_who_see_it():
    signs = [
        (path.name, anchor)
        for path in TEMPLATES.rglob("*.html")
        for anchor in re.findall(r'help_link.html" with anchor="([\w-]+)"', path.read_text())
    ]
    assert len(signs) >= 6
    for name, anchor in signs:
        assert all(anchor in PAGES[role].sections for role in WORKING), name
