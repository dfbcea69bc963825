"""Requests for expert support on their pages, with and without htmx."""

from datetime import timedelta

import pytest
from django.urls import reverse

from initiatives.domain.kernel import moments
from initiatives.domain.work import support
from initiatives.models import Event, Initiative, Notice, SupportRequest
from tests.domain.projects import ago
from tests.views.parts import cut, part, same


@pytest.fixture
def asked(circle) -> SupportRequest:
    return support.ask(
        initiative=circle.initiative,
        subject="Umsatzsteuer",
        text="Fällt sie an?",
        field=circle.hotline,
        wanted_by=moments.today() - timedelta(days=2),
        by=circle.people["duelmen"],
        at=ago(5),
    )


@pytest.fixture
def url(asked) -> str:
    return reverse("support", args=[asked.pk])


def written():
    return Event.objects.count(), Notice.objects.count(), list(SupportRequest.objects.values())


def send(client, url: str, way: str, data: dict | None = None, *, htmx: bool = False):
    address = f"{url}?bearbeiten={way}"
    return part(client, address, "anfrage", data or {}) if htmx else client.post(address, data or {})


def text(response) -> str:
    return " ".join(response.content.decode().split())


@pytest.mark.parametrize("htmx", [False, True])
def test_a_municipality_asks_about_a_field(circle, sign_in, htmx):
    new_url = reverse("support_new", args=[circle.initiative.pk])
    client, before = sign_in("duelmen"), written()
    opened = text(client.get(f"{new_url}?feld={circle.hotline.pk}"))
    assert f'<option value="{circle.hotline.pk}" selected>' in opened
    data = {"subject": "", "text": "Wie <b>genau</b>?", "field": str(circle.hotline.pk), "wanted_by": ""}
    wrong = part(client, new_url, "anfragen", data) if htmx else client.post(new_url, data)
    assert wrong.status_code == 422 and 'href="#id_subject"' in text(wrong) and written() == before
    data["subject"] = "Verfahren"
    sent = part(client, new_url, "anfragen", data) if htmx else client.post(new_url, data)
    url = reverse("support", args=[SupportRequest.objects.get().pk])
    assert sent["HX-Redirect" if htmx else "Location"] == url
    page = text(sign_in("reader").get(url))
    assert "Wie &lt;b&gt;genau&lt;/b&gt;?" in page and "seit heute offen" in page
    assert url in text(sign_in("rosendahl").get(reverse("field", args=[circle.hotline.pk])))


@pytest.mark.parametrize("htmx", [False, True])
def test_accepted_answered_and_closed(circle, sign_in, url, htmx):
    county, own = sign_in("county"), sign_in("duelmen")
    assert "überfällig seit 2 Tagen" in text(county.get(url))
    assert "Über die Unterstützungsanfrage entscheiden: Umsatzsteuer" in text(county.get("/"))
    opened = f"{url}?bearbeiten=annehmen"
    whole = county.get(opened).content.decode()
    assert same(part(county, opened, "anfrage").content.decode(), cut(whole, "anfrage"))
    done = 200 if htmx else 303
    assert send(county, url, "annehmen", htmx=htmx).status_code == done
    assert "seine Antwort steht noch aus" in text(own.get(url))
    empty = send(county, url, "antworten", {"answer": " "}, htmx=htmx)
    assert empty.status_code == 422 and 'href="#id_answer"' in text(empty)
    assert send(county, url, "antworten", {"answer": "Nein."}, htmx=htmx).status_code == done
    late = send(county, url, "antworten", {"answer": "Doch, sie fällt an."}, htmx=htmx)
    assert late.status_code == 422 and "schon beantwortet" in text(late)
    assert "Doch, sie fällt an." in text(late)
    assert "Antwort lesen und abschließen: Umsatzsteuer" in text(own.get("/"))
    assert send(own, url, "abschliessen", htmx=htmx).status_code == done
    page = text(own.get(url))
    assert "beantwortet nach 5 Tagen" in page and "2 Tage nach der erbetenen Frist" in page
    assert "?bearbeiten=" not in page and SupportRequest.objects.get().answer == "Nein."


@pytest.mark.parametrize(
    ("who", "way", "word"),
    [("county", "ablehnen", "abgelehnt"), ("duelmen", "zuruecknehmen", "zurückgenommen")],
)
def test_the_end_without_an_answer_says_why(sign_in, url, who, way, word):
    client, before = sign_in(who), written()
    assert send(client, url, way, {"reason": ""}).status_code == 422 and written() == before
    assert send(client, url, way, {"reason": "Die Stelle ist unbesetzt."}).status_code == 303
    page = text(sign_in("nottuln").get(url))
    assert f"Die Anfrage ist {word}." in page and "Die Stelle ist unbesetzt." in page


def test_without_a_county_the_area_says_so(circle, sign_in):
    Initiative.objects.update(county=None)
    client = sign_in("duelmen")
    page = text(client.get(reverse("supports", args=[circle.initiative.pk])))
    assert "Zu dieser Initiative ist kein Kreis eingeladen" in page and "neu/" not in page
    refused = client.get(reverse("support_new", args=[circle.initiative.pk]))
    assert refused.status_code == 403 and "kein Kreis eingeladen" in text(refused)


def test_the_list_shows_the_waiting_first_and_is_sorted(circle, sign_in, asked):
    support.accept(asked=asked, by=circle.people["county"], at=moments.now())
    support.answer(asked=asked, answer="Nein", by=circle.people["county"], at=moments.now())
    by = circle.people["nottuln"]
    support.ask(initiative=circle.initiative, subject="Archiv", text="?", by=by, at=ago(30))
    client, url = sign_in("reader"), reverse("supports", args=[circle.initiative.pk])
    page = text(client.get(url))
    assert "1 Anfrage wartet auf den Kreis." in page and "seit 30 Tagen offen" in page
    assert page.index("Archiv</a>") < page.index("Umsatzsteuer</a>")
    swapped = text(part(client, f"{url}?sort=-betreff", "liste"))
    assert swapped.index("Umsatzsteuer</a>") < swapped.index("Archiv</a>") and "<html" not in swapped


def test_looking_writes_nothing(sign_in, url):
    client, before = sign_in("county"), written()
    for way in ("annehmen", "ablehnen", "antworten"):
        assert client.get(f"{url}?bearbeiten={way}").status_code == 200
    assert written() == before


def test_the_number_of_queries_does_not_grow(circle, sign_in, asked, url, django_assert_max_num_queries):
    client = sign_in("nottuln")
    addresses = (url, reverse("supports", args=[circle.initiative.pk]))
    client.get(url)
    counts = []
    for turn in range(2):
        by, at = circle.people["duelmen"], moments.now()
        for number in range(1 + 5 * turn):
            support.ask(initiative=circle.initiative, subject=f"Frage {number}", text="?", by=by, at=at)
        for address in addresses:
            with django_assert_max_num_queries(54) as found:
                client.get(address)
            counts.append(len(found))
    assert counts[:2] == counts[2:]
