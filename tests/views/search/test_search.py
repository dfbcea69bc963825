"""The page of the search, and its field in the head of every page."""

import pytest
from django.urls import reverse

from initiatives.domain.kernel import moments
from initiatives.domain.talk import comments
from initiatives.domain.work import tasks
from initiatives.models import Event, Task
from tests.views.parts import cut, is_part, part, same

URL = "/suche/"


@pytest.fixture
def give(circle):
    def make(title, text=""):
        return tasks.add(
            initiative=circle.initiative,
            title=title,
            text=text,
            owner=circle.duelmen,
            by=circle.people["nottuln"],
            at=moments.now(),
        )

    return make


def text(response):
    return " ".join(response.content.decode().split())


def test_hits_are_grouped_with_place_and_link_and_what_was_found_is_marked(circle, sign_in, give):
    task = give("Vergabe vorbereiten")
    page = text(sign_in("duelmen").get(f"{URL}?q=vergabe"))
    assert "1 Treffer zu „vergabe“" in page and ">1 Aufgabe</h2>" in page
    assert f'<a href="{reverse("task", args=[task.pk])}">' in page
    assert "<mark>Vergabe</mark> vorbereiten" in page
    assert "Initiative Kreis Coesfeld, Stadt Dülmen, Offen" in page


def test_what_people_typed_stays_text(circle, sign_in, give):
    give("<script>alert(1)</script> Zebra", text="<img src=x onerror=zebra()>")
    page = text(sign_in("duelmen").get(URL, {"q": '<script> "zebra"'}))
    assert "<script>alert" not in page and "<img src=x" not in page
    assert "<mark>script</mark>" in page and 'value="&lt;script&gt; &quot;zebra&quot;"' in page


def test_a_comment_and_a_person_are_led_to(circle, sign_in):
    by = circle.people["duelmen"]
    comment = comments.write(field=circle.payroll, text="Ein Zebra", by=by, at=moments.now())
    field = reverse("field", args=[circle.payroll.pk])
    page = text(sign_in("nottuln").get(f"{URL}?q=zebra"))
    assert (
        f'href="{field}?kommentare={comment.pk}#kommentar-{comment.pk}"' in page
        and "Beauftragte/r der Stadt Dülmen" in page
    )
    page = text(sign_in("nottuln").get(f"{URL}?q=beauftragte-duelmen"))
    directory = reverse("directory", args=[circle.initiative.pk])
    assert f'href="{directory}?suche=beauftragte-duelmen%40ikz.example"' in page


def test_of_many_hits_some_are_shown_and_one_kind_can_be_shown_alone(sign_in, give):
    for number in range(7):
        give(f"Zebra {number}")
    client = sign_in("duelmen")
    page = text(client.get(f"{URL}?q=zebra"))
    assert "7 Treffer zu" in page and page.count("<mark>Zebra</mark>") == 5
    assert 'href="?q=zebra&amp;art=aufgaben"' in page and "Alle 7 anzeigen" in page
    alone = text(client.get(f"{URL}?q=zebra&art=aufgaben"))
    assert alone.count("<mark>Zebra</mark>") == 7 and "Überall suchen" in alone and "Alle 7" not in alone
    assert "Hier gibt es dazu nichts." in text(client.get(f"{URL}?q=zebra&art=felder"))
    assert "7 Treffer" in text(client.get(f"{URL}?q=zebra&art=unsinn"))


@pytest.mark.parametrize("htmx", [False, True])
@pytest.mark.parametrize(
    ("query", "status", "words"),
    [
        ("", 200, "Wonach suchen Sie?"),
        ("   ", 200, "Wonach suchen Sie?"),
        ("Nashorn", 200, "Dazu gibt es nichts, was Sie sehen können."),
        ("x" * 101, 422, "höchstens 100 Zeichen, das sind 101"),
        ("a b c d e f g h i", 422, "höchstens 8 Wörter"),
        ("x", 422, "mindestens zwei Zeichen"),
        ("?!", 422, "mindestens zwei Zeichen"),
        ("Nas\x00horn", 200, "Dazu gibt es nichts"),
    ],
)
def test_what_cannot_be_looked_for_is_explained(sign_in, query, status, words, htmx):
    client = sign_in("duelmen")
    headers = {"HX-Request": "true", "HX-Target": "suche"} if htmx else {}
    answer = client.get(URL, {"q": query}, headers=headers)
    assert answer.status_code == status and words in text(answer)
    assert is_part(answer.content.decode(), "suche") is htmx


def test_a_part_is_the_same_as_in_the_whole_page(sign_in, give):
    give("Zebra")
    client = sign_in("duelmen")
    whole = client.get(f"{URL}?q=zebra").content.decode()
    assert same(part(client, f"{URL}?q=zebra", "suche").content.decode(), cut(whole, "suche"))


@pytest.mark.parametrize("persona", ["kreistag", "rat"])
def test_members_of_a_body_do_not_search(sign_in, persona):
    client = sign_in(persona)
    assert client.get(f"{URL}?q=zebra").status_code == 403
    assert "data-search" not in client.get(reverse("reports")).content.decode()


def test_the_field_stands_in_the_head_of_every_page_but_its_own(sign_in):
    client = sign_in("duelmen")
    assert 'id="suchfeld"' in client.get("/").content.decode()
    own = client.get(URL).content.decode()
    assert 'id="suchfeld"' not in own and own.count('role="search"') == 1
    assert 'id="suchfeld"' not in sign_in(None).get("/anmelden/").content.decode()


def test_it_writes_nothing_and_costs_the_same_for_many(sign_in, give, django_assert_max_num_queries):
    give("Zebra")
    client = sign_in("duelmen")
    before = Event.objects.count(), Task.objects.count()
    with django_assert_max_num_queries(28) as few:
        client.get(f"{URL}?q=zebra")
    assert (Event.objects.count(), Task.objects.count()) == before
    for number in range(12):
        give(f"Zebra {number}")
    with django_assert_max_num_queries(28) as many:
        client.get(f"{URL}?q=zebra")
    assert len(many) == len(few)
