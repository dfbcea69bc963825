"""The directory as a page, and what a person changes of the own account."""

import pytest
from django.urls import reverse

from initiatives.models import Event, Mandate, User
from initiatives.templatetags.contacts import tel
from tests.views.parts import cut, part, same

OWN = "/konto/angaben/"


@pytest.fixture
def url(circle):
    return reverse("directory", args=[circle.initiative.pk])


def names(response):
    return [entry.place for entry in response.context["listing"].page]


def test_telephone_and_mail_are_links_and_the_own_organisation_is_marked(circle, sign_in, url):
    user = circle.people["nottuln"].user
    User.objects.filter(pk=user.pk).update(name="<i>Amt 10</i>", telephone="+49 (0) 2502 942-0")
    text = " ".join(sign_in("duelmen").get(url).content.decode().split())
    assert 'href="mailto:beauftragte-nottuln@ikz.example"' in text
    assert 'href="tel:+4925029420">+49 (0) 2502 942-0</a>' in text
    assert "&lt;i&gt;Amt 10&lt;/i&gt;" in text
    assert text.count('class="ikz-own"') == 1 and "einladende Kommune" in text
    assert "lesende-nottuln" not in text and "handelt heute niemand" not in text


def test_who_is_without_a_delegate_is_named_with_whom_to_ask(circle, sign_in, url):
    Mandate.objects.filter(pk=circle.people["rosendahl"].pk).delete()
    text = " ".join(sign_in("duelmen").get(url).content.decode().split())
    assert "Für <b>Gemeinde Rosendahl</b> handelt heute niemand." in text
    assert 'href="mailto:fachadministration-coesfeld@ikz.example"' in text
    assert "ohne Beauftragte/n" in text


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["Dülmen", "Kreis Coesfeld", "Nottuln", "Rosendahl"]),
        ("sort=-organisation", ["Rosendahl", "Nottuln", "Kreis Coesfeld", "Dülmen"]),
        ("sort=rolle", ["Dülmen", "Nottuln", "Rosendahl", "Kreis Coesfeld"]),
        ("suche=STELLV", ["Rosendahl"]),
        ("suche=stadt+dül", ["Dülmen"]),
        ("suche=zebra", []),
        (f"suche={'x' * 101}", []),
    ],
)
def test_it_is_filtered_and_sorted(sign_in, url, query, found):
    response = sign_in("duelmen").get(f"{url}?{query}")
    assert names(response) == found
    if not found:
        assert "Niemand passt zu diesem Filter." in response.content.decode()


def test_words_that_are_too_long_are_kept_and_refused_in_words_not_cut(sign_in, url):
    words = "Nottuln " * 13
    page = sign_in("nottuln").get(url, {"suche": words})
    text = page.content.decode()
    assert names(page) == [] and f'value="{words}"' in text and "maxlength" not in text.split("<main")[1]
    assert "Der Text ist zu lang: Er hat 103 Zeichen, höchstens 100 sind möglich." in text


def test_a_part_is_the_same_as_in_the_whole_page(sign_in, url):
    client = sign_in("county")
    whole = client.get(url).content.decode()
    assert same(part(client, url, "liste").content.decode(), cut(whole, "liste"))


@pytest.mark.parametrize("persona", ["kreistag", "rat", "stranger"])
def test_who_does_not_see_the_initiative_sees_no_directory(sign_in, url, persona):
    assert sign_in(persona).get(url).status_code == 404


def test_reading_writes_nothing_and_costs_the_same_for_many(
    circle, sign_in, url, django_assert_max_num_queries
):
    client = sign_in("duelmen")
    client.get(url)
    before = Event.objects.count()
    with django_assert_max_num_queries(54) as few:
        client.get(url)
    for number in range(60):
        user = User.objects.create_user(f"weitere-{number}@ikz.example")
        Mandate.objects.create(
            user=user, role="deputy", organisation=circle.nottuln, valid_from=circle.round.opened_on
        )
    with django_assert_max_num_queries(54) as many:
        assert len(names(client.get(url))) == 64  # on one page, so that it prints whole
    assert len(many) == len(few)
    assert Event.objects.count() == before


@pytest.mark.parametrize("htmx", [False, True])
def test_a_person_changes_the_own_telephone(circle, sign_in, htmx):
    client, user = sign_in("reader"), circle.people["reader"].user
    page = client.get(OWN).content.decode()
    assert "stehen Sie nicht" in page and user.email in page
    form = client.get(OWN).context["form"]
    data = {"name": "Amt 10", "telephone": "02502 942-0", "seen": form["seen"].value()}
    answer = part(client, OWN, "angaben", data) if htmx else client.post(OWN, data | {"email": "x@y.de"})
    assert answer.status_code == (204 if htmx else 303)
    before = user.email
    user.refresh_from_db()
    assert (user.name, user.telephone, user.email) == ("Amt 10", "02502 942-0", before)
    event = Event.objects.filter(kind="person").get()
    assert (event.subject, event.after) == (
        "Angaben geändert: Name, Telefon",
        "Lesende/r der Gemeinde Nottuln",
    )
    assert "02502" not in str(event.__dict__)


@pytest.mark.parametrize("htmx", [False, True])
@pytest.mark.parametrize("typed", ["ruf an", "0" * 51, "(x)"])
def test_what_is_no_telephone_is_refused_and_kept(circle, sign_in, typed, htmx):
    client, events = sign_in("duelmen"), Event.objects.count()
    data = {"name": "", "telephone": typed, "seen": ""}
    answer = part(client, OWN, "angaben", data) if htmx else client.post(OWN, data)
    html = answer.content.decode()
    assert answer.status_code == 422 and 'href="#id_telephone"' in html and typed in html
    assert Event.objects.count() == events


def test_two_windows_of_one_person_do_not_overwrite_each_other(circle, sign_in):
    client = sign_in("duelmen")
    data = {"name": "", "telephone": "02594 12", "seen": client.get(OWN).context["form"]["seen"].value()}
    User.objects.filter(pk=circle.people["duelmen"].user_id).update(telephone="02594 99")
    answer = client.post(OWN, data)
    assert answer.status_code == 409 and "02594" in answer.content.decode()
    assert User.objects.get(pk=circle.people["duelmen"].user_id).telephone == "02594 99"


def test_a_delegate_is_told_where_others_find_them_and_the_way_is_in_the_menu(sign_in):
    page = sign_in("duelmen").get(OWN).content.decode()
    assert "<li>Beauftragte/r der Stadt Dülmen</li>" in page
    assert f'href="{OWN}">Meine Angaben' in page


@pytest.mark.parametrize(
    ("typed", "address"),
    [("02502 942-0", "tel:025029420"), ("+49 (0)2502/94", "tel:+49250294"), ("Amt 10", ""), ("", "")],
)
def test_a_number_becomes_an_address(typed, address):
    assert tel(typed) == address
