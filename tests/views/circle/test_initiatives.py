"""The list and the page of initiatives: what they say, to whom, in which order, at which cost."""

import re

import pytest
from django.urls import reverse

from initiatives.domain.circle import initiatives
from initiatives.domain.fields import fields, workflow
from initiatives.domain.kernel import moments
from initiatives.domain.talk import comments
from initiatives.models import Event, Field, Initiative
from tests.views.parts import cut, part, same


@pytest.fixture
def url(circle):
    return reverse("initiative", args=[circle.initiative.pk])


def field_titles(page):
    table = cut(page, "felder")
    return [title[:4] for title in re.findall(r'<th scope="row"><a [^>]*>([^<]+)', table)]


def test_the_page_tells_of_the_initiative(circle, sign_in, url):
    page = sign_in("duelmen").get(url).content.decode()
    for text in (
        "Zusammenarbeit im Kreis Coesfeld",
        "Die Kommunen prüfen, was sie gemeinsam besser können.",
        "3 stehen aus",
        "höhere Wirtschaftlichkeit",
        "Erstes Treffen",
        "Felder gesammelt",
        "einladende Kommune",
        "Feld vorschlagen",
        "20.000",
        "0 von 3",
        "nicht gefragt",
    ):
        assert text in page
    assert page.index("Stadt Dülmen<small>Ihre Organisation</small>") < page.index("Gemeinde Nottuln<small>")


def test_each_field_says_whose_turn_it_is_and_what_the_own_organisation_owes(circle, sign_in, url):
    """The first point that the next release lacks, in the words of the field's page."""
    what = "Festlegung als Feld durch das Treffen der Beauftragten erfassen"
    for persona, owes in (("nottuln", True), ("duelmen", False), ("county", False)):
        table = cut(sign_in(persona).get(url).content.decode(), "felder")
        assert table.count(f"Ihre Kommune ist dran: {what}") == (2 if owes else 0), persona
        assert table.count(f"{what}: Nottuln") == (0 if owes else 2), persona
        assert table.count("weitere Punkte") == 2
    workflow.rest(
        field=circle.hotline,
        side_state="on_hold",
        reason="Später",
        by=circle.people["nottuln"],
        at=moments.now(),
    )
    assert cut(sign_in("duelmen").get(url).content.decode(), "felder").count(what) == 1


def test_what_is_folded_is_on_the_page_under_its_anchor(circle, sign_in, url):
    """Mails, notices and other pages lead to these anchors; the last changes are three, the others a link away."""
    page = sign_in("duelmen").get(url).content.decode()
    for anchor in ("felder", "treffen", "runden", "rahmen", "beteiligte", "kommentare", "verlauf", "lenkung"):
        assert page.count(f'id="{anchor}"') == 1, anchor
    assert "Offene Voten" in cut(page, "beteiligte") and "<details" in cut(page, "beteiligte")
    assert cut(page, "verlauf").count("<p>") <= 3 and reverse("activity", args=[circle.initiative.pk]) in page


@pytest.mark.parametrize(
    ("order", "titles"),
    [
        ("", ["Pers", "Einf"]),
        ("feld", ["Einf", "Pers"]),
        ("-feld", ["Pers", "Einf"]),
        ("x", ["Pers", "Einf"]),
    ],
)
def test_fields_are_sorted_by_links_in_the_heads(sign_in, url, order, titles):
    client = sign_in("duelmen")
    page = client.get(url, {"sort": order}).content.decode()
    assert field_titles(page) == titles
    swapped = part(client, f"{url}?sort={order}", "felder").content.decode()
    assert same(swapped, cut(page, "felder")) and "<html" not in swapped


def test_a_second_click_turns_the_order_round(sign_in, url):
    page = sign_in("duelmen").get(url, {"sort": "feld"}).content.decode()
    assert 'aria-sort="ascending"' in page and "?sort=-feld#felder" in page
    page = sign_in("duelmen").get(url, {"sort": "-feld"}).content.decode()
    assert 'aria-sort="descending"' in page and "?sort=feld#felder" in page


def test_a_swap_equals_a_reload(sign_in, url):
    client = sign_in("nottuln")
    whole = client.get(url).content.decode()
    assert same(part(client, url, "initiative").content.decode(), cut(whole, "initiative"))


@pytest.mark.parametrize("persona", ["reader", "county", "administrator", "county_administrator"])
def test_who_only_reads_is_offered_nothing_to_do(sign_in, url, persona):
    page = sign_in(persona).get(url).content.decode()
    assert "Personalabrechnung bündeln" in page
    for offer in ("Feld vorschlagen", "Abstimmungsrunde eröffnen", "Runde schließen"):
        assert offer not in page


@pytest.mark.parametrize("persona", ["kreistag", "rat", "stranger"])
def test_strangers_and_council_members_do_not_find_it(circle, sign_in, url, persona):
    client = sign_in(persona)
    for address in (url, reverse("activity", args=[circle.initiative.pk])):
        assert client.get(address).status_code == 404
    page = client.get(reverse("initiatives")).content.decode()
    assert circle.initiative.title not in page and "gibt es hier noch nichts" in page


def test_the_list_shows_what_the_mandate_sees(circle, sign_in, django_assert_num_queries):
    listing = reverse("initiatives")
    page = sign_in("duelmen").get(listing).content.decode()
    assert "3 Kommunen, Gemeinde Nottuln lädt ein" in page and "2 Felder" in page
    for number in range(4):
        initiatives.found(
            title=f"Weitere Initiative {number}",
            short_title="Weitere",
            documented_from=moments.today(),
            participants=[circle.duelmen],
            by=None,
            at=moments.now(),
        )
    client = sign_in("duelmen")
    page = client.get(listing).content.decode()
    assert page.count("Weitere Initiative") == 4
    assert "Weitere Initiative" not in sign_in("nottuln").get(listing).content.decode()


def test_an_empty_initiative_says_what_comes_next(circle, sign_in):
    bare = initiatives.found(
        title="Leere Initiative",
        short_title="Leer",
        documented_from=moments.today(),
        participants=[circle.duelmen],
        by=None,
        at=moments.now(),
    )
    page = sign_in("duelmen").get(reverse("initiative", args=[bare.pk])).content.decode()
    for text in (
        "Noch gibt es keine Betätigungsfelder.",
        "Schlagen Sie vor",
        "Noch keine Rahmenbedingungen.",
        "Zurzeit läuft keine.",
        "keine Runde offen",
    ):
        assert text in page


def test_a_resting_field_is_grey_and_says_why(circle, sign_in, url):
    by, at = circle.people["nottuln"], moments.now()
    workflow.rest(field=circle.hotline, side_state="on_hold", reason="Später", by=by, at=at)
    page = cut(sign_in("duelmen").get(url).content.decode(), "felder")
    assert "Grau" in page and "zurückgestellt" in page


def test_reading_writes_nothing_and_costs_the_same_for_few_and_for_many(
    circle, sign_in, url, django_assert_max_num_queries
):
    client, by, at = sign_in("duelmen"), circle.people["duelmen"], moments.now()
    client.get(url)
    with django_assert_max_num_queries(54) as few:
        client.get(url)
    for number in range(40):
        made = fields.propose(initiative=circle.initiative, title=f"Feld {number}", by=by, at=at)
        comments.write(field=made, text="Kommentar", by=by, at=at)
        fields.set_participation(
            field=made, organisation=circle.duelmen, status="participating", by=by, at=at
        )
    before = Event.objects.count()
    with django_assert_max_num_queries(54) as many:
        page = client.get(url).content.decode()
    assert len(few) == len(many) and "Feld 39" in page
    history = reverse("activity", args=[circle.initiative.pk])
    with django_assert_max_num_queries(54):
        assert "Feld 39" in client.get(history).content.decode()
    assert Event.objects.count() == before


@pytest.fixture
def new_url(circle):
    return reverse("field_new", args=[circle.initiative.pk])


PROPOSAL = {
    "title": "Gemeinsames Archiv",
    "short_title": "",
    "nature": "back_office",
    "focal_points": "Digitalisierung\nMagazin",
    "aim": "Ein Haus für alle Akten",
}


@pytest.mark.parametrize("htmx", [False, True])
def test_a_delegate_proposes_a_field(circle, sign_in, new_url, htmx):
    client = sign_in("rosendahl")
    assert "Feld vorschlagen" in client.get(new_url).content.decode()
    answer = part(client, new_url, "vorschlag", PROPOSAL) if htmx else client.post(new_url, PROPOSAL)
    made = Field.objects.get(title="Gemeinsames Archiv")
    assert answer["HX-Redirect" if htmx else "Location"] == reverse("field", args=[made.pk])
    assert (made.phase, made.focal_points, made.order) == (0, ["Digitalisierung", "Magazin"], 3)


@pytest.mark.parametrize(
    ("values", "anchor"),
    [
        ({"title": ""}, "id_title"),
        ({"title": "Einführung von D 115"}, "id_title"),
        ({"nature": "x"}, "id_nature_0"),
        ({"focal_points": "\n".join(str(n) for n in range(21))}, "id_focal_points"),
    ],
)
@pytest.mark.parametrize("htmx", [False, True])
def test_a_wrong_proposal_is_kept(sign_in, new_url, values, anchor, htmx):
    client, before, data = sign_in("rosendahl"), Field.objects.count(), PROPOSAL | values
    answer = part(client, new_url, "vorschlag", data) if htmx else client.post(new_url, data)
    html = answer.content.decode()
    assert answer.status_code == 422 and f'href="#{anchor}"' in html
    assert "Ein Haus für alle Akten" in html
    assert Field.objects.count() == before


@pytest.mark.parametrize(
    ("persona", "status"),
    [("reader", 403), ("county", 403), ("administrator", 403), ("rat", 404), ("stranger", 404)],
)
def test_who_may_not_propose_writes_nothing(sign_in, new_url, persona, status):
    client, before = sign_in(persona), Field.objects.count()
    assert client.get(new_url).status_code == client.post(new_url, PROPOSAL).status_code == status
    assert Field.objects.count() == before


def test_the_source_case_is_shown_as_the_source_has_it(source_case, client):
    client.force_login(
        source_case.people["beauftragte-nottuln"].user,
        backend="allauth.account.auth_backends.AuthenticationBackend",
    )
    initiative = Initiative.objects.get(pk=source_case.municipalities.pk)
    page = client.get(reverse("initiative", args=[initiative.pk])).content.decode()
    assert page.count("nicht gefragt") == 7 and page.count("ikz-light--none") == 7
    assert "Datum nicht genannt" in page
    for field in initiative.fields.all():
        assert client.get(reverse("field", args=[field.pk])).status_code == 200
