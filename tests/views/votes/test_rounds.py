"""Rounds: opened and closed by the convening municipality, so that a Votum can be asked for."""

from datetime import timedelta

import pytest
from django.urls import reverse

from initiatives.domain.kernel import moments
from initiatives.domain.votes import rounds
from initiatives.models import Ask, Event, Round
from tests.views.parts import cut, part, same


@pytest.fixture
def url(circle):
    return reverse("round_new", args=[circle.initiative.pk])


@pytest.fixture
def close_url(circle):
    return reverse("round", args=[circle.round.pk]) + "?bearbeiten=schliessen"


@pytest.fixture
def data(circle):
    return {
        "purpose": "taking_part",
        "fields_asked": [str(circle.hotline.pk)],
        "organisations": [str(o.pk) for o in (circle.nottuln, circle.duelmen, circle.rosendahl)],
        "subject": "Wirken Sie mit?",
        "deadline": f"{moments.today() + timedelta(days=14):%d.%m.%Y}",
    }


def written():
    return Round.objects.count(), Ask.objects.count(), Event.objects.count()


def test_the_form_asks_all_participants_about_fields_without_a_round(circle, sign_in, url):
    page = sign_in("nottuln").get(f"{url}?feld={circle.hotline.pk}").content.decode()
    assert "2. Einführung von D 115" in page and "1. Personalabrechnung" not in page
    form = page[page.index("<form", page.index("<main")) :]
    assert form.count("checked") == 5  # the purpose, the field and three participants


@pytest.mark.parametrize("htmx", [False, True])
def test_a_round_is_opened(circle, sign_in, url, data, htmx):
    client = sign_in("nottuln")
    answer = part(client, url, "runde", data) if htmx else client.post(url, data)
    field_url = reverse("field", args=[circle.hotline.pk])
    assert answer["HX-Redirect" if htmx else "Location"] == f"{field_url}#voten"
    ask = Ask.objects.get(field=circle.hotline, organisation=circle.duelmen)
    page = sign_in("duelmen").get(field_url).content.decode()
    assert reverse("position", args=[ask.pk]) in page and "Wirken Sie mit?" in page
    assert "Votum für Dülmen abgeben" in page


@pytest.mark.parametrize(
    ("values", "anchor"),
    [
        ({"fields_asked": []}, "id_fields_asked_0"),
        ({"organisations": []}, "id_organisations_0"),
        ({"organisations": ["999"]}, "id_organisations_0"),
        ({"subject": " "}, "id_subject"),
        ({"deadline": "01.01.2020"}, "id_deadline"),
        ({"deadline": "bald"}, "id_deadline"),
    ],
)
@pytest.mark.parametrize("htmx", [False, True])
def test_a_wrong_round_is_refused_and_kept(sign_in, url, data, values, anchor, htmx):
    client, before = sign_in("nottuln"), written()
    data |= values
    answer = part(client, url, "runde", data) if htmx else client.post(url, data)
    html = answer.content.decode()
    assert answer.status_code == 422 and f'href="#{anchor}"' in html
    assert data["deadline"] in html
    assert written() == before


def test_a_field_with_an_open_round_is_no_choice(circle, sign_in, url, data):
    before = written()
    answer = sign_in("nottuln").post(url, data | {"fields_asked": [str(circle.payroll.pk)]})
    assert answer.status_code == 422 and written() == before


@pytest.mark.parametrize(
    ("persona", "status"),
    [
        ("duelmen", 403),
        ("reader", 403),
        ("county", 403),
        ("administrator", 403),
        ("kreistag", 404),
        ("stranger", 404),
    ],
)
def test_only_the_convening_municipality_opens_and_closes(sign_in, url, close_url, data, persona, status):
    client, before = sign_in(persona), written()
    for answer in (client.get(url), client.post(url, data), client.get(close_url), client.post(close_url)):
        assert answer.status_code == status
    assert written() == before
    assert not Round.objects.exclude(closed_on=None).exists()


def test_closing_is_asked_for_first(circle, sign_in, close_url):
    client, closed_page = sign_in("nottuln"), close_url.partition("?")[0]
    page = client.get(close_url).content.decode()
    assert "3 Rückmeldungen stehen noch aus" in page
    assert same(part(client, close_url, "runde").content.decode(), cut(page, "runde"))
    assert Round.objects.get().closed_on is None
    refused = client.post(close_url, {"reason": " "})
    assert refused.status_code == 422 and 'href="#id_reason"' in refused.content.decode()
    assert Round.objects.get().closed_on is None
    answer = client.post(close_url, {"reason": "Die Frage stellt sich nicht mehr."})
    assert answer.status_code == 303
    closed = Round.objects.get()
    assert (closed.closed_on, closed.closing) == (moments.today(), "hand")
    again = client.post(close_url, {"reason": "Noch einmal"})
    assert again.status_code == 422 and "schon geschlossen" in again.content.decode()
    text = client.get(closed_page).content.decode()
    assert "Die Frage stellt sich nicht mehr." in text
    assert text.count("</svg>keine Rückmeldung") == 3 and "Rückmeldung ausstehend" not in text
    vote = client.get(f"/voten/{circle.ask(circle.duelmen).pk}/").content.decode()
    assert "</svg>keine Rückmeldung" in vote and "Rückmeldung ausstehend" not in vote
    assert "geschlossen am" in client.get(reverse("field", args=[circle.payroll.pk])).content.decode()


def test_a_second_reminder_on_one_day_is_refused(circle, sign_in, close_url):
    client, page = sign_in("nottuln"), close_url.partition("?")[0]
    assert "An 3 offene Voten erinnern" in client.get(page).content.decode()
    assert client.post(f"{page}?bearbeiten=erinnern").status_code == 303
    html = client.get(page).content.decode()
    assert "An alle offenen Voten ist heute erinnert worden." in html and "bearbeiten=erinnern" not in html
    again = client.post(f"{page}?bearbeiten=erinnern")
    assert again.status_code == 422
    assert again.content.decode().count("<p>Heute ist schon an alle offenen Voten erinnert worden.") == 1
    assert Event.objects.filter(kind="reminder").count() == 1


def test_where_nothing_can_be_asked_the_page_says_so(circle, sign_in, url):
    rounds.open_round(
        question=rounds.Question("taking_part", "Wirken Sie mit?"),
        fields=[circle.hotline],
        organisations=[circle.nottuln],
        deadline=moments.today(),
        by=circle.people["nottuln"],
        at=moments.now(),
    )
    page = sign_in("nottuln").get(url).content.decode()
    assert "Zurzeit lässt sich zu keinem Feld fragen." in page
