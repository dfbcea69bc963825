"""The Votum of one municipality: given by itself only, changed, corrected, resolved on; readable by all of the circle."""

from datetime import timedelta

import pytest
from django.urls import reverse

from initiatives.domain.kernel import moments
from initiatives.domain.votes import positions, rounds
from initiatives.models import Event, Position, Resolution
from tests.views.parts import cut, is_part, part, same


@pytest.fixture
def url(circle):
    return reverse("position", args=[circle.ask(circle.nottuln).pk])


@pytest.fixture
def vote_url(url):
    return f"{url}?bearbeiten=votum"


def vote(stance, **values):
    today = f"{moments.today():%d.%m.%Y}"
    return {"stance": stance, "reason": "", "effective_on": today, "seen": ""} | values


def written():
    return Position.objects.count(), Resolution.objects.count(), Event.objects.count()


def give(circle, stance, **values):
    ask, by = circle.ask(circle.nottuln), circle.people["nottuln"]
    return positions.give(**{"ask": ask, "stance": stance, "by": by, "at": moments.now()} | values)


def test_the_first_answer_stands_open_and_is_saved(circle, sign_in, url, vote_url):
    client = sign_in("nottuln")
    page = client.get(url).content.decode()
    assert "Wirkt Ihre Kommune an diesem Feld mit?" in page
    assert "Votum für Nottuln abgeben" in page and 'value="withdrawn"' not in page
    assert "von: Beauftragte/r der Gemeinde Nottuln" in page
    answer = client.post(vote_url, vote("conditional", reason="Kündigung nach 12 Monaten"))
    assert (answer.status_code, answer["Location"]) == (303, f"{url}#antwort")
    page = client.get(url).content.decode()
    assert "Kündigung nach 12 Monaten" in page and "Zustimmung mit Bedingungen, vorläufig" in page
    assert page.count("<p>Ihr Votum ist abgegeben.</p>") == 1


@pytest.mark.parametrize("query", ["", "?bearbeiten=votum", "?bearbeiten=gremium"])
def test_a_swap_equals_a_reload(circle, sign_in, url, query):
    give(circle, "deliberating")
    client = sign_in("nottuln")
    swapped = part(client, url + query, "votum").content.decode()
    assert same(swapped, cut(client.get(url + query).content.decode(), "votum"))


def test_with_htmx_the_fresh_part_comes_back(sign_in, url, vote_url):
    answer = part(sign_in("nottuln"), vote_url, "votum", vote("consent"))
    assert (answer.status_code, answer["HX-Push-Url"]) == (200, url)
    assert is_part(answer.content.decode(), "votum")


def test_a_change_of_mind_and_a_correction_look_different(circle, sign_in, url, vote_url):
    client = sign_in("nottuln")
    first = give(circle, "deliberating")
    client.post(vote_url, vote("abstention", seen=first.pk))
    changed = client.get(url).content.decode()
    assert "Geändert" in changed and "falsch erfasst</span>" not in changed
    last = Position.objects.order_by("pk").last()
    client.post(vote_url, vote("consent", seen=last.pk, correction_reason="Falsch angekreuzt"))
    corrected = client.get(url).content.decode()
    assert "Berichtigung" in corrected and "<del>Enthaltung</del>" in corrected
    assert "falsch erfasst</span>" in corrected
    assert Position.objects.order_by("pk").last().correction_reason == "Falsch angekreuzt"


@pytest.mark.parametrize(
    ("data", "anchor", "message"),
    [
        (vote("conditional"), "id_reason", "Bitte nennen Sie die Bedingungen."),
        (vote("refusal", reason=" "), "id_reason", "Gründe der Ablehnung"),
        (vote("consent", effective_on="31.11.2026"), "id_effective_on", "Den 31.11.2026 gibt es nicht."),
        (vote("consent", effective_on="01.01.2026"), "id_effective_on", "erst seit dem 05.01.2026"),
        (vote(""), "id_stance_0", "Bitte wählen Sie aus."),
        (vote("withdrawn"), "id_stance_0", "gibt es hier nicht"),
        (vote("maybe"), "id_stance_0", "gibt es hier nicht"),
    ],
)
@pytest.mark.parametrize("htmx", [False, True])
def test_wrong_answers_are_refused_and_kept(sign_in, vote_url, data, anchor, message, htmx):
    data = data | {"reason": data["reason"] or "Text, der bleibt"} if anchor != "id_reason" else data
    client, before = sign_in("nottuln"), written()
    answer = part(client, vote_url, "votum", data) if htmx else client.post(vote_url, data)
    html = answer.content.decode()
    assert answer.status_code == 422
    assert f'href="#{anchor}"' in html and message in html
    assert data["reason"].strip() in html
    assert written() == before


def test_a_day_in_the_future_is_refused(sign_in, vote_url):
    client, before = sign_in("nottuln"), written()
    tomorrow = f"{moments.today() + timedelta(days=1):%d.%m.%Y}"
    answer = client.post(vote_url, vote("consent", effective_on=tomorrow))
    assert answer.status_code == 422
    assert tomorrow in answer.content.decode() and "Zukunft" in answer.content.decode()
    assert written() == before


def test_an_overtaken_answer_shows_both(circle, sign_in, vote_url):
    give(circle, "abstention", reason="Der Rat sieht keinen Bedarf.")
    client, before = sign_in("nottuln"), written()
    answer = client.post(vote_url, vote("conditional", reason="Der Rat sieht Bedarf an Fristen."))
    html = answer.content.decode()
    assert answer.status_code == 409
    assert "<mark>" in html and "Meine Fassung abgeben" in html
    assert f'name="seen" value="{Position.objects.get().pk}"' in html
    assert "Der Rat sieht Bedarf an Fristen.</textarea>" in html
    assert written() == before


@pytest.mark.parametrize(
    ("persona", "status"),
    [
        ("duelmen", 403),
        ("rosendahl", 403),
        ("reader", 403),
        ("county", 403),
        ("administrator", 403),
        ("kreistag", 404),
        ("stranger", 404),
    ],
)
def test_nobody_answers_for_another(circle, sign_in, url, vote_url, persona, status):
    client, before = sign_in(persona), written()
    data = vote("consent")
    assert client.get(vote_url).status_code == status
    assert client.post(vote_url, data).status_code == status
    assert part(client, vote_url, "votum", data).status_code == status
    assert client.post(url, vote("consent")).status_code == 404
    assert written() == before


@pytest.mark.parametrize("persona", ["duelmen", "reader", "county", "administrator"])
def test_all_of_the_circle_read_it_without_a_form(circle, sign_in, url, persona):
    give(circle, "conditional", reason="Kündigung nach 12 Monaten")
    page = sign_in(persona).get(url).content.decode()
    main = page[page.index("<main") : page.index("</main>")]
    assert "Kündigung nach 12 Monaten" in main
    assert 'action="/voten/' not in main and "bearbeiten=votum" not in main


def test_a_closed_round_takes_no_answers(circle, sign_in, url, vote_url):
    give(circle, "consent")
    rounds.close_round(reason="Es eilt.", round_=circle.round, by=circle.people["nottuln"], at=moments.now())
    client, before = sign_in("nottuln"), Position.objects.count()
    page = client.get(url).content.decode()
    assert "Die Runde ist geschlossen" in page and "bearbeiten=votum" not in page
    assert client.post(vote_url, vote("abstention")).status_code in (409, 422)
    assert Position.objects.count() == before


def test_the_page_costs_the_same_for_few_and_for_many(circle, sign_in, url, django_assert_max_num_queries):
    client = sign_in("nottuln")
    client.get(url)
    with django_assert_max_num_queries(54) as few:
        client.get(url)
    for number in range(12):
        give(circle, "deliberating" if number % 2 else "abstention", reason=f"Fassung {number}")
    with django_assert_max_num_queries(54) as many:
        assert "Fassung 3" in client.get(url).content.decode()
    assert len(few) == len(many)


def test_an_ask_of_an_earlier_round_is_still_readable(circle, sign_in, url):
    give(circle, "consent")
    by, at = circle.people["nottuln"], moments.now()
    rounds.close_round(reason="Es eilt.", round_=circle.round, by=by, at=at)
    rounds.open_round(
        question=rounds.Question("taking_part", "Stimmen Sie dem Entwurf zu?"),
        fields=[circle.payroll],
        organisations=[circle.nottuln, circle.duelmen],
        deadline=moments.today() + timedelta(days=30),
        by=by,
        at=at,
    )
    page = sign_in("nottuln").get(url).content.decode()
    assert "Wirkt Ihre Kommune an diesem Feld mit?" in page and "Zustimmung" in page
    assert "Stimmen Sie dem Entwurf zu?" not in page


def test_unknown_asks_and_sections(sign_in, url):
    client = sign_in("nottuln")
    assert client.get("/voten/99999/").status_code == 404
    assert client.get(f"{url}?bearbeiten=unsinn").status_code == 404
    assert client.post(f"{url}?bearbeiten=unsinn", {}).status_code == 404
    assert client.post(url, {}).status_code == 404
    assert client.put(url).status_code == 405
