"""The page of a field: what it shows, at a constant cost, without writing anything."""

import pytest
from django.urls import reverse

from initiatives.domain.fields import assessments, fields
from initiatives.domain.kernel import moments
from initiatives.domain.talk import comments
from initiatives.domain.votes import positions, resolutions
from tests.views.field_sections import TEXTS, comments_url, edit_url, page_url, take_part, written
from tests.views.parts import part


@pytest.fixture
def url(circle):
    return page_url(circle)


def test_the_page_says_where_the_field_stands(circle, sign_in, url):
    assessments.assess(
        field=circle.payroll,
        light="red",
        cause="Zwei Räte vertagen",
        measure="Sondertermin im Januar",
        by=circle.people["duelmen"],
        at=moments.now(),
    )
    take_part(circle, "duelmen")
    page = sign_in("rosendahl").get(url).content.decode()
    for text in (
        "Rot – gefährdet, Entscheidung nötig",
        "Zwei Räte vertagen",
        "Sondertermin im Januar",
        "Betätigungsfeld 1 von 2",
        "3 Rückmeldungen stehen aus",
        "Votum für Rosendahl abgeben",
        "Der Kreis Coesfeld ist nicht beteiligt.",
    ):
        assert text in page


def test_not_asked_and_not_answered_are_told_apart(circle, sign_in, url):
    asked = sign_in("duelmen").get(url).content.decode()
    assert "Rückmeldung ausstehend" in asked and "noch nicht angefragt" not in asked
    unasked = sign_in("duelmen").get(reverse("field", args=[circle.hotline.pk])).content.decode()
    assert "noch niemand gefragt" in unasked and "Rückmeldung ausstehend" not in unasked


def test_a_consent_without_resolution_is_drawn_as_provisional(circle, sign_in, url):
    ask, by, at = circle.ask(circle.nottuln), circle.people["nottuln"], moments.now()
    positions.give(ask=ask, stance="consent", by=by, at=at)
    client = sign_in("duelmen")
    assert "ikz-chip--consent ikz-chip--provisional" in client.get(url).content.decode()
    rat = ask.body
    resolutions.resolve(asks=[ask], body=rat, result="adopted", effective_on=moments.today(), by=by, at=at)
    page = client.get(url).content.decode()
    assert "ikz-chip--consent" in page and "ikz-chip--provisional" not in page
    assert "Rat Nottuln" in page and "ungeändert beschlossen" in page


def test_reading_writes_nothing(circle, sign_in, url):
    before, client = written(circle), sign_in("duelmen")
    for address in (url, reverse("field_history", args=[circle.payroll.pk])):
        assert client.get(address).status_code == client.head(address).status_code == 200
    assert written(circle) == before


def test_markup_in_texts_is_shown_as_text(circle, sign_in, url):
    client = sign_in("duelmen")
    nasty = "<script>alert(1)</script>"
    client.post(edit_url(url, "beschreibung"), TEXTS | {"aim": nasty, "title": f"Feld {nasty}"})
    client.post(comments_url(circle.payroll), {"text": nasty})
    page = client.get(url).content.decode()
    assert "alert(1)" in page and nasty not in page


def fill(circle, amount):
    """More of everything: municipalities with mandates and answers, comments, events, fields."""
    at = moments.now()
    by = circle.people["duelmen"]
    for number in range(amount):
        comments.write(field=circle.payroll, text=f"Kommentar {number}", by=by, at=at)
        made = fields.propose(initiative=circle.initiative, title=f"Feld {number}", by=by, at=at)
        take_part(circle, "duelmen", field=made)
        assessments.assess(field=made, light="green", milestone=f"{number}", by=by, at=at)
    for name in ("nottuln", "duelmen", "rosendahl"):
        giver = circle.people[name]
        for stance in ("deliberating", "consent"):
            positions.give(ask=circle.ask(getattr(circle, name)), stance=stance, by=giver, at=at)


def test_the_page_costs_the_same_for_few_and_for_many(circle, sign_in, url, django_assert_max_num_queries):
    client = sign_in("duelmen")
    client.get(url)
    with django_assert_max_num_queries(54) as few:
        client.get(url)
    fill(circle, 30)
    with django_assert_max_num_queries(54) as many:
        page = client.get(url).content.decode()
    assert len(few) == len(many)
    assert "die 27 älteren Kommentare" in page
    with django_assert_max_num_queries(54):
        assert client.get(f"{url}?kommentare=alle").content.decode().count("Kommentar 2") > 10
    with django_assert_max_num_queries(54):
        client.get(edit_url(url, "beteiligung"))


def test_the_history_goes_on_page_by_page(circle, sign_in):
    fill(circle, 60)
    address = reverse("field_history", args=[circle.payroll.pk])
    client = sign_in("reader")
    first = client.get(address).content.decode()
    second = part(client, f"{address}?seite=2", "verlauf").content.decode()
    assert "?seite=2" in first and "<html" not in second
    assert "Feld vorgeschlagen" in second and "Feld vorgeschlagen" not in first
