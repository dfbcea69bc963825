"""Proposals of joint projects: made, answered, reminded and decided on their pages, with and without htmx."""

from datetime import timedelta

import pytest
from django.urls import reverse
from zeal import zeal_ignore

from initiatives.domain.kernel import moments
from initiatives.models import (
    Event,
    Field,
    Initiative,
    Notice,
    Position,
    Proposal,
    ProposalAnswer,
    ProposalAsk,
)
from tests.domain.projects import ago, answer, propose
from tests.views.parts import cut, part, same


@pytest.fixture
def proposal(circle) -> Proposal:
    deadline = moments.today() + timedelta(days=10)
    return propose(circle, "county", "nottuln", "duelmen", at=ago(8), deadline=deadline)


@pytest.fixture
def url(proposal) -> str:
    return reverse("proposal", args=[proposal.pk])


@pytest.fixture
def new_url(circle) -> str:
    return reverse("proposal_new", args=[circle.initiative.pk])


@pytest.fixture
def data(circle) -> dict:
    return {
        "title": "Gemeinsame Fortbildung",
        "purpose": "Kurse <script>alert(1)</script> gemeinsam",
        "organisations": [str(circle.nottuln.pk), str(circle.duelmen.pk)],
        "deadline": f"{moments.today() + timedelta(days=14):%d.%m.%Y}",
    }


def written():
    tables = (ProposalAsk, ProposalAnswer, Field, Position, Event, Notice)
    return [table.objects.count() for table in tables], list(Proposal.objects.values())


def send(client, url: str, way: str, data: dict | None = None, *, htmx: bool = False):
    """Post to a way of the page."""
    address = f"{url}?bearbeiten={way}"
    data = data or {}
    return part(client, address, "projektvorschlag", data) if htmx else client.post(address, data)


def text(response) -> str:
    return " ".join(response.content.decode().split())


@pytest.mark.parametrize("htmx", [False, True])
def test_the_county_proposes_and_the_text_comes_out_harmless(circle, sign_in, new_url, data, htmx):
    client = sign_in("county")
    sent = part(client, new_url, "vorschlagen", data) if htmx else client.post(new_url, data)
    url = reverse("proposal", args=[Proposal.objects.get().pk])
    assert sent["HX-Redirect" if htmx else "Location"] == url
    page = text(sign_in("duelmen").get(url))
    assert "Kurse &lt;script&gt;" in page and "<script>alert" not in page
    assert "Noch hat niemand geantwortet. Es fehlen: Stadt Dülmen und Gemeinde Nottuln." in page
    assert "Für Dülmen antworten" in page


@pytest.mark.parametrize(
    ("values", "anchor"),
    [
        ({"title": ""}, "id_title"),
        ({"title": "Einführung von D 115"}, "id_title"),
        ({"purpose": " "}, "id_purpose"),
        ({"organisations": []}, "id_organisations_0"),
        ({"organisations": ["99999"]}, "id_organisations_0"),
        ({"deadline": "01.01.2020"}, "id_deadline"),
        ({"field": "99999"}, "id_field"),
    ],
)
@pytest.mark.parametrize("htmx", [False, True])
def test_a_wrong_proposal_is_refused_and_kept(sign_in, new_url, data, values, anchor, htmx):
    client, before = sign_in("county"), written()
    sent = data | {"benefit": "Mehr Kurse"} | values
    response = part(client, new_url, "vorschlagen", sent) if htmx else client.post(new_url, sent)
    page = response.content.decode()
    assert response.status_code == 422 and f'href="#{anchor}"' in page and "Mehr Kurse" in page
    assert written() == before


def test_the_own_municipality_is_no_choice_and_the_county_is(circle, sign_in, new_url):
    page = text(sign_in("duelmen").get(new_url))
    form = page[page.index("Gefragt werden") :]
    assert "Kreis Coesfeld" in form and "Stadt Dülmen" not in form
    assert "Ihre Kommune gilt als teilnehmend" in page


@pytest.mark.parametrize("htmx", [False, True])
def test_an_answer_counts_at_once_and_can_be_changed(circle, sign_in, url, htmx):
    client = sign_in("duelmen")
    opened = f"{url}?bearbeiten=antwort"
    whole = client.get(opened).content.decode()
    assert same(part(client, opened, "projektvorschlag").content.decode(), cut(whole, "projektvorschlag"))
    sent = send(client, url, "antwort", {"reply": "interest", "reason": "", "seen": ""}, htmx=htmx)
    assert (sent.status_code, sent.get("HX-Push-Url" if htmx else "Location")) == (200 if htmx else 303, url)
    page = text(client.get(url))
    assert "1 von 2" in page and "1 Interesse" in page and "Es fehlt: Gemeinde Nottuln." in page
    last = ProposalAnswer.objects.get()
    values = {"reply": "refusal", "reason": "Keine Stellen", "seen": last.pk}
    send(client, url, "antwort", values, htmx=htmx)
    page = text(client.get(url))
    assert "1 frühere Antwort" in page and "Keine Stellen" in page and "Antwort ändern" in page


def test_a_refusal_without_a_reason_and_an_overtaken_answer_keep_what_was_typed(circle, sign_in, url):
    client, before = sign_in("duelmen"), written()
    sent = send(client, url, "antwort", {"reply": "refusal", "reason": " ", "seen": ""})
    assert sent.status_code == 422 and 'href="#id_reason"' in sent.content.decode()
    assert written() == before
    answer(circle, Proposal.objects.get(), "duelmen", "interest")
    before = written()
    sent = send(client, url, "antwort", {"reply": "later", "reason": "Erst 2028", "seen": ""})
    page = text(sent)
    assert sent.status_code == 409 and "Erst 2028" in page and "Interesse" in page
    assert "Beauftragte/r der Stadt Dülmen" in page and written() == before
    assert f'name="seen" value="{ProposalAnswer.objects.get().pk}"' in page


def test_the_text_is_corrected_and_frozen_by_the_first_answer(circle, sign_in, url):
    client = sign_in("county")
    page = client.get(f"{url}?bearbeiten=texte").content.decode()
    seen = page.split('name="seen" value="')[1].split('"')[0].replace("&quot;", '"')
    values = {"title": "Fortbildung", "purpose": "Kurse", "benefit": "", "effort": "", "deadline": ""}
    other = {"title": "Schulung", "purpose": "Schulungen gemeinsam anbieten", "seen": seen}
    assert send(client, url, "texte", values | {"seen": seen}).status_code == 303
    clash = send(client, url, "texte", other | {"benefit": "Mehr Kurse", "effort": "Ein Kalender"})
    assert clash.status_code == 409 and "Fortbildung" in text(clash) and "Schulung" in text(clash)
    assert Proposal.objects.get().title == "Fortbildung"
    answer(circle, Proposal.objects.get(), "duelmen", "interest")
    assert "Text berichtigen" not in text(client.get(url))
    before = written()
    late = send(client, url, "texte", values | {"seen": seen, "title": "Anders"})
    assert late.status_code == 422 and "darum steht der Text fest" in text(late) and written() == before


def test_a_reminder_names_who_owes_and_a_second_one_today_is_refused(circle, sign_in, url):
    answer(circle, Proposal.objects.get(), "duelmen", "take_part")
    client = sign_in("county")
    assert send(client, url, "erinnern").status_code == 303
    page = text(client.get(url))
    assert "Erinnert: Gemeinde Nottuln." in page and "An offene Antworten erinnern" not in page
    again = send(client, url, "erinnern")
    assert again.status_code == 422 and "Heute ist schon erinnert worden" in text(again)


@pytest.mark.parametrize("htmx", [False, True])
def test_the_convening_municipality_accepts_and_the_field_is_there(circle, sign_in, url, htmx):
    proposal = Proposal.objects.get()
    client = sign_in("nottuln")
    answer(circle, proposal, "nottuln", "take_part")
    page = client.get(f"{url}?bearbeiten=annehmen").content.decode()
    values = {
        "version": page.split('name="version" value="')[1].split('"')[0],
        "title": "Fortbildung",
        "deadline": f"{moments.today() + timedelta(days=14):%d.%m.%Y}",
    }
    before = written()
    few = send(client, url, "annehmen", values, htmx=htmx)
    assert few.status_code == 422 and "braucht aber mindestens zwei" in text(few) and written() == before
    answer(circle, proposal, "duelmen", "take_part")
    before = written()
    stale = send(client, url, "annehmen", values, htmx=htmx)
    assert stale.status_code == 409 and "Beauftragte/r der Stadt Dülmen" in text(stale)
    assert written() == before
    values["version"] = stale.content.decode().split('name="version" value="')[1].split('"')[0]
    with zeal_ignore():  # each answer goes through the same door as a Votum given by hand
        assert send(client, url, "annehmen", values, htmx=htmx).status_code == (200 if htmx else 303)
    field = Field.objects.get(title="Fortbildung")
    assert Position.objects.filter(ask__field=field).count() == 2
    page = text(client.get(url))
    assert reverse("field", args=[field.pk]) in page
    assert "Es nehmen teil: Stadt Dülmen und Gemeinde Nottuln." in page
    assert "?bearbeiten=" not in page
    again = send(client, url, "annehmen", values, htmx=htmx)
    assert again.status_code == 422 and "schon angenommen" in text(again)
    origin = text(client.get(reverse("field", args=[field.pk])))
    assert f'aus dem Projektvorschlag <a href="{url}">' in origin


def test_a_project_stands_on_the_page_of_its_field(circle, sign_in):
    made = propose(circle, "duelmen", "nottuln", field=circle.hotline)
    field_url = reverse("field", args=[circle.hotline.pk])
    page = text(sign_in("rosendahl").get(field_url))
    assert "1 Vorschlag ist noch offen:" in page and "0 von 1 haben geantwortet" in page
    answer(circle, made, "nottuln", "take_part")
    made.refresh_from_db()
    url = reverse("proposal", args=[made.pk])
    send(sign_in("nottuln"), url, "annehmen", {"version": made.version})
    page = text(sign_in("rosendahl").get(field_url))
    assert "Stadt Dülmen und Gemeinde Nottuln</td>" in page and "Vorschlag ist noch offen" not in page


def test_not_pursued_needs_a_reason_that_stands_on_the_page(circle, sign_in, url):
    client = sign_in("nottuln")
    assert send(client, url, "nicht-weiterverfolgen", {"version": 1, "reason": ""}).status_code == 422
    sent = send(client, url, "nicht-weiterverfolgen", {"version": 1, "reason": "Kein Bedarf"})
    assert sent.status_code == 303
    page = text(sign_in("duelmen").get(url))
    assert "Dieser Vorschlag ist nicht weiterverfolgt." in page and "Kein Bedarf" in page


def test_where_nobody_convenes_each_that_takes_part_may_end_it_and_the_county_may_not(circle, sign_in, url):
    Initiative.objects.update(convening=None)
    sent = {"reason": "Kein Bedarf", "version": 1}
    assert send(sign_in("county"), url, "nicht-weiterverfolgen", sent).status_code == 403
    assert send(sign_in("duelmen"), url, "nicht-weiterverfolgen", sent).status_code == 303


def test_looking_writes_nothing_and_unknown_ways_are_not_there(sign_in, url, new_url):
    client, before = sign_in("nottuln"), written()
    for way in ("antwort", "annehmen", "erinnern", "nicht-weiterverfolgen"):
        assert client.get(f"{url}?bearbeiten={way}").status_code == 200
    assert client.get(f"{url}?bearbeiten=anders").status_code == 404
    assert client.get(new_url).status_code == 200
    assert written() == before


def test_the_list_says_three_of_five_and_is_sorted(circle, sign_in, proposal):
    answer(circle, proposal, "duelmen", "take_part")
    propose(circle, "nottuln", "duelmen", title="Archiv")
    url = reverse("proposals", args=[circle.initiative.pk])
    client = sign_in("duelmen")
    page = text(client.get(url))
    assert "<b>1 von 2</b>" in page and "Ihre Antwort: Teilnahme" in page and "Ihre Antwort steht aus" in page
    assert page.index("Archiv") < page.index("Gemeinsame Fortbildung")  # the newer first
    for sort, first in (("titel", "Archiv"), ("-titel", "Gemeinsame Fortbildung")):
        swapped = text(part(client, f"{url}?sort={sort}", "liste"))
        assert "<html" not in swapped
        assert swapped.index(f"{first}</a>") == min(
            swapped.index(f"{one}</a>") for one in ("Archiv", "Gemeinsame Fortbildung")
        )
    assert client.get(f"{url}?sort=anders").status_code == 200


def test_an_empty_list_says_what_to_do_next(circle, sign_in):
    url = reverse("proposals", args=[circle.initiative.pk])
    assert "Sagen Sie, was gemeinsam erreicht werden soll" in text(sign_in("county").get(url))
    page = text(sign_in("reader").get(url))
    assert "Sobald jemand ein gemeinsames Projekt vorschlägt" in page and "neu/" not in page


def test_the_start_pages_list_what_each_has_to_do(circle, sign_in, proposal, url):
    own = text(sign_in("duelmen").get("/"))
    assert f'href="{url}?bearbeiten=antwort">' in own and "Auf den Projektvorschlag antworten" in own
    page = text(sign_in("county").get("/"))
    assert "0 von 2 haben geantwortet" in page and f'href="{url}">Gemeinsame Fortbildung' in page
    assert "Zurzeit wartet niemand auf Sie." in page


def test_the_number_of_queries_does_not_grow(circle, sign_in, proposal, url, django_assert_max_num_queries):
    client, listing = sign_in("nottuln"), reverse("proposals", args=[circle.initiative.pk])
    client.get(url)
    counts = []
    for _ in range(2):
        Event.objects.create(
            initiative_id=circle.initiative.pk,
            recorded_at=moments.now(),
            effective_on=moments.today(),
            kind="x",
        )
        for address in (url, listing):
            with django_assert_max_num_queries(54) as found:
                client.get(address)
            counts.append(len(found))
        for name in ("nottuln", "duelmen"):
            for reply in ("later", "interest", "take_part"):
                answer(circle, proposal, name, reply)
        for number in range(4):
            propose(circle, "nottuln", "duelmen", "rosendahl", title=f"Projekt {number}")
    assert counts[:2] == counts[2:]
