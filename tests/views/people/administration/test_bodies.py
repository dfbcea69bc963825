"""Bodies by pages."""

import html

import pytest

from initiatives.models import Body, Event, Organisation

LIST = "/verwaltung/gremien/"
NEW = f"{LIST}neu/"


def typed(where, **changed):
    return {
        "organisation": where.pk,
        "name": "Rat",
        "kind": "rat",
        "reported_by": "organisation",
        "report_lead": 21,
        "sender_line": "Der Bürgermeister",
        "slug": "",
    } | changed


def followed(client, response):
    """The page that a redirect leads to."""
    assert response.status_code == 303
    return client.get(response["Location"])


def page(response) -> str:
    return html.unescape(response.content.decode())


def test_a_body_is_created_with_a_proposed_short_name(circle, sign_in):
    client = sign_in("administrator")
    response = followed(client, client.post(NEW, typed(circle.duelmen)))
    assert "Gremium Rat, Stadt Dülmen ist angelegt." in page(response)
    assert Body.objects.get(organisation=circle.duelmen).slug == "rat-duelmen"


@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true", "HX-Target": "formular"}])
@pytest.mark.parametrize(
    ("changed", "field", "words"),
    [
        ({"name": ""}, "name", "Bitte füllen Sie dieses Feld aus."),
        ({"name": "RAT"}, "name", "Dieses Gremium gibt es bei der Organisation schon."),
        ({"kind": "kreistag"}, "kind", "Einen Kreistag hat nur ein Kreis."),
        (
            {"name": "Ausschuss", "slug": "kreistag-coesfeld"},
            "slug",
            "Diesen Kurznamen hat schon ein anderes Gremium.",
        ),
        ({"name": "Ausschuss", "slug": "Rat Nottuln!"}, "slug", "Nur Kleinbuchstaben"),
        ({"organisation": "999999"}, "organisation", "Diese Auswahl gibt es hier nicht."),
        ({"organisation": ""}, "organisation", "Bitte wählen Sie aus."),
    ],
)
def test_wrong_input_is_refused_and_kept(circle, sign_in, changed, field, words, headers):
    before = Body.objects.count(), Event.objects.count()
    response = sign_in("administrator").post(NEW, typed(circle.nottuln, **changed), headers=headers)
    shown = page(response)
    assert response.status_code == 422
    assert f'<a href="#id_{field}">' in shown
    assert words in shown
    assert 'value="Der Bürgermeister"' in shown
    assert before == (Body.objects.count(), Event.objects.count())


def test_a_body_is_changed_and_a_stale_change_is_told(circle, sign_in):
    client = sign_in("administrator")
    address = f"{LIST}{circle.kreistag.pk}/"
    form = client.get(address).context["form"]
    sent = {name: form[name].value() or "" for name in form.fields}
    assert client.post(address, sent | {"sender_line": "Der Landrat"}).status_code == 303
    response = client.post(address, sent | {"sender_line": "Die Landrätin"})
    assert response.status_code == 409
    assert "Der Landrat" in page(response)
    circle.kreistag.refresh_from_db()
    assert circle.kreistag.sender_line == "Der Landrat"
    assert client.post(address, sent | {"slug": ""}).status_code == 422


def test_without_organisations_the_list_says_what_comes_first(db, circle, sign_in):
    Body.objects.exclude(pk__in=[circle.kreistag.pk]).filter(mandates=None).delete()
    found = page(sign_in("administrator").get(LIST, {"suche": "kreistag"}))
    assert "Kreistag" in found
    assert "Keine" not in found
    assert "Kein Gremium passt" in page(sign_in("administrator").get(LIST, {"suche": "nirgends"}))


def test_a_countys_administrator_sees_and_changes_only_the_county(circle, sign_in):
    client = sign_in("county_administrator")
    ahaus = Organisation.objects.get(name="Ahaus")
    foreign = Body.objects.create(organisation=ahaus, name="Rat", kind="rat", slug="rat-ahaus")
    assert "Ahaus" not in page(client.get(LIST)) + page(client.get(NEW))
    assert client.get(f"{LIST}{foreign.pk}/").status_code == 404
    assert client.post(f"{LIST}{foreign.pk}/", typed(circle.nottuln)).status_code == 404
    assert client.post(NEW, typed(ahaus, name="Ausschuss", kind="ausschuss")).status_code == 422
    assert client.post(NEW, typed(circle.duelmen)).status_code == 303
