"""The page that takes back what was made by mistake: offered while nothing refers to it, confirmed, refused with what does."""

import html

import pytest
from django.urls import reverse

from initiatives.domain.circle import initiatives
from initiatives.domain.kernel import moments
from initiatives.domain.people import bodies, people
from initiatives.enums import Role
from initiatives.models import Event, Organisation

AT = moments.now()


def path(kind, row):
    return reverse("administration_take_back", args=[kind, row.pk])


def made(kind, circle):
    """Something that nobody has used yet, and its page."""
    by = circle.people["administrator"]
    if kind == "organisationen":
        row = Organisation.objects.create(
            kind="gemeinde",
            name="Senden",
            designation="Gemeinde Senden",
            ags="05558044",
            county=circle.county,
        )
    elif kind == "gremien":
        values = {"organisation": circle.nottuln, "name": "Bauausschuss", "kind": "ausschuss", "slug": ""}
        row = bodies.create(values=values, by=by, at=AT)
    elif kind == "personen":
        mandate = {"role": Role.DELEGATE, "organisation": circle.duelmen, "valid_from": moments.today()}
        row = people.admit(email="vertippt@stadt.example", mandate=mandate, by=by, at=AT)[0]
    else:
        row = initiatives.found(
            title="Versehen",
            short_title="Versehen",
            county=circle.county,
            convening=None,
            documented_from=moments.today(),
            participants=[circle.duelmen],
            by=by,
            at=AT,
        )
    page = {"organisationen": "organisation", "gremien": "body", "personen": "person"}.get(kind, "initiative")
    return row, reverse(f"administration_{page}", args=[row.pk])


@pytest.mark.parametrize("kind", ["organisationen", "gremien", "personen", "initiativen"])
@pytest.mark.parametrize("persona", ["administrator", "county_administrator"])
def test_it_is_offered_confirmed_and_done(circle, sign_in, kind, persona):
    client = sign_in(persona)
    row, page = made(kind, circle)
    address = path(kind, row)
    assert f'href="{address}"' in client.get(page).content.decode()
    assert "Das lässt sich nicht rückgängig machen." in client.get(address).content.decode()
    refused = client.post(address)
    assert refused.status_code == 422 and "Bitte bestätigen Sie das." in refused.content.decode()
    assert type(row).objects.filter(pk=row.pk).exists()
    done = client.post(address, {"confirmed": "on"})
    assert done.status_code == 303
    assert f"{row} ist zurückgenommen." in html.unescape(client.get(done["Location"]).content.decode())
    assert client.get(address).status_code == 404
    assert Event.objects.first().actor == circle.people[persona].title


def test_what_refers_to_it_is_named_and_nothing_is_offered(circle, sign_in):
    client, address = sign_in("administrator"), path("organisationen", circle.nottuln)
    page = reverse("administration_organisation", args=[circle.nottuln.pk])
    assert address not in client.get(page).content.decode()
    answer = client.post(address, {"confirmed": "on"})
    assert answer.status_code == 422
    shown = answer.content.decode()
    assert "Das wird schon verwendet und bleibt." in shown and "1 Gremium" in shown
    assert 'name="confirmed"' not in shown and Organisation.objects.filter(pk=circle.nottuln.pk).exists()


def test_what_lies_elsewhere_is_not_there(circle, sign_in):
    other = Organisation.objects.create(kind="dritte", name="Verein", designation="Verein")
    client = sign_in("county_administrator")
    assert client.post(path("organisationen", other), {"confirmed": "on"}).status_code == 404
    assert client.get("/verwaltung/berichte/1/zuruecknehmen/").status_code == 404
