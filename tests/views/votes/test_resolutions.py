"""Resolutions by pages: entered once for all that they answer, read, put right, confirmed; what changes in them."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from initiatives.domain.kernel import moments
from initiatives.domain.state.loading import facts
from initiatives.domain.votes import positions, resolutions, rounds
from initiatives.models import AmendmentRuling, Ask, Body, Event, Position, Resolution, ResolutionAsk
from tests.views.parts import cut, is_part, part, same

NEW = reverse("resolution_new")


@pytest.fixture
def ask(circle) -> Ask:
    return circle.ask(circle.nottuln)


@pytest.fixture
def url(ask) -> str:
    return f"{NEW}?frage={ask.pk}"


@pytest.fixture
def hotline(circle) -> Ask:
    """Nottuln is asked about another field, too."""
    asked = rounds.open_round(
        question=rounds.Question("taking_part", "Machen Sie bei D 115 mit?"),
        fields=[circle.hotline],
        organisations=[circle.nottuln, circle.duelmen],
        deadline=moments.today() + timedelta(days=30),
        by=circle.people["nottuln"],
        at=moments.now(),
    )
    return asked.asks.get(organisation=circle.nottuln)


def typed(ask: Ask, **values) -> dict:
    told = {"body": Body.objects.get(slug="rat-nottuln").pk, "result": "adopted", f"ask_{ask.pk}": "decides"}
    return told | {"effective_on": f"{moments.today():%d.%m.%Y}", "paper_number": "SV-10-1175"} | values


def resolve(circle, **more) -> Resolution:
    values = {"result": "adopted", "effective_on": moments.today(), "by": circle.people["nottuln"]}
    asks = [circle.ask(circle.nottuln)]
    told = {"asks": asks, "body": circle.rat_nottuln, "at": moments.now()} | values
    return resolutions.resolve(**told | more)


def answer(circle):
    return facts(circle.initiative.pk).field(circle.payroll.pk).asks[circle.nottuln.pk]


def written() -> tuple[int, ...]:
    tables = (Position, Resolution, ResolutionAsk, AmendmentRuling, Event)
    return tuple(one.objects.count() for one in tables)


def of(row: Resolution, doing: str = "") -> str:
    query = f"?bearbeiten={doing}" if doing else ""
    return reverse("register_resolution", args=[row.pk]) + query


def test_from_what_is_to_be_done_it_takes_one_page(circle, sign_in, ask, hotline, url):
    by, at = circle.people["nottuln"], moments.now()
    positions.give(ask=ask, stance="consent", by=by, at=at)
    client = sign_in("nottuln")
    assert f'href="{url}"' in client.get(reverse("start")).content.decode()
    page = client.get(url).content.decode()
    assert "Einführung von D 115" in page and "Ihr Votum dazu" in page
    sent = client.post(
        url,
        typed(
            ask, title="Interkommunale Zusammenarbeit", votes_for="30", members_absent="2", stance="consent"
        )
        | {f"ask_{hotline.pk}": "decides"},
    )
    row = Resolution.objects.get()
    assert (sent.status_code, sent["Location"]) == (303, of(row))
    assert set(row.answered.values_list("ask_id", "decides")) == {(ask.pk, True), (hotline.pk, True)}
    assert hotline.positions.get().stance == "consent" and ask.positions.count() == 1
    page = client.get(of(row)).content.decode()
    assert "30 dafür, 2 abwesend" in page and "Interkommunale Zusammenarbeit, Vorlage SV-10-1175" in page
    assert url not in client.get(reverse("start")).content.decode()
    entries = client.get(reverse("register", args=[circle.initiative.pk])).content.decode()
    assert entries.count(of(row)) == 1 and "Interkommunale Zusammenarbeit" in entries


FAULTS = [
    ({"body": "999"}, "id_body"),
    ({"result": "abgenickt"}, "id_result"),
    ({"votes_for": "viele"}, "id_votes_for"),
    ({"members_absent": "-1"}, "id_members_absent"),
    ({"effective_on": "01.01.1901"}, "id_effective_on"),
    ({"effective_on": ""}, "id_effective_on"),
    ({"paper_number": "x" * 51}, "id_paper_number"),
    ({"allows_until": "31.12.2099"}, "id_allows"),
    ({"votes_for": "3", "votes_against": "4"}, "id_certain"),
]


@pytest.mark.parametrize(("values", "anchor"), FAULTS)
@pytest.mark.parametrize("htmx", [False, True])
def test_what_is_wrong_is_refused_and_kept(sign_in, ask, url, values, anchor, htmx):
    before, client, data = written(), sign_in("nottuln"), typed(ask, title="Ein Titel", **values)
    sent = part(client, url, "beschluss", data) if htmx else client.post(url, data)
    page = sent.content.decode()
    assert sent.status_code == 422 and written() == before
    assert f'href="#{anchor}"' in page and f'id="{anchor}"' in page and 'value="Ein Titel"' in page


def test_what_is_unlikely_is_asked_back_once(sign_in, ask, url):
    client, values = sign_in("nottuln"), {"votes_for": "3", "votes_against": "4"}
    assert 'name="certain"' not in client.get(url).content.decode()
    assert client.post(url, typed(ask, **values, certain="on")).status_code == 303


def test_a_committee_prepares_unless_the_municipality_says_that_it_decides(circle, sign_in, ask, url):
    committee = circle.nottuln.bodies.create(name="Hauptausschuss", kind="ausschuss", slug="haupt")
    client, before = sign_in("nottuln"), written()
    sent = client.post(url, typed(ask, body=committee.pk))
    assert sent.status_code == 422 and f'href="#id_ask_{ask.pk}"' in sent.content.decode()
    assert written() == before
    other = client.post(url, typed(ask) | {f"ask_{ask.pk}": ""})
    assert other.status_code == 422 and "mindestens eine Frage" in other.content.decode()
    assert client.post(url, typed(ask, body=committee.pk, is_competent="on")).status_code == 303
    ask.refresh_from_db()
    assert ask.body == committee and Resolution.objects.get().answered.get().decides


STATUS = {
    "duelmen": 403,
    "reader": 403,
    "county": 403,
    "administrator": 403,
    "kreistag": 404,
    "stranger": 404,
}


@pytest.mark.parametrize(("persona", "status"), STATUS.items())
def test_nobody_records_the_resolution_of_another(circle, sign_in, ask, url, persona, status):
    client, before = sign_in(persona), written()
    assert client.get(url).status_code == client.post(url, typed(ask)).status_code == status
    row = resolve(circle, result="amended")
    before = written()
    data = {"correction_reason": "Nein, so war das nicht", "reason": "x"}
    refused = (403,) if status == 403 else (404,)
    doings = ["berichtigen", "bestaetigen", "umsetzung"]
    if persona in ("duelmen", "reader", "administrator", "stranger", "kreistag"):
        doings.append(f"betrifft-{ask.pk}")
    for doing in doings:
        assert client.post(of(row, doing), data).status_code in refused, doing
    assert written() == before


def test_who_has_nothing_to_decide_is_told_so(circle, sign_in):
    assert "noch kein Gremium angelegt" not in sign_in("nottuln").get(NEW).content.decode()
    assert "Noch ist kein Gremium angelegt" in sign_in("duelmen").get(NEW).content.decode()
    resolve(circle)
    assert "Zurzeit steht keine Frage offen" in sign_in("nottuln").get(NEW).content.decode()
    assert sign_in("nottuln").get(f"{NEW}?frage=99999").status_code == 404
    assert sign_in("nottuln").get(f"{NEW}?frage=unsinn").status_code == 404
    assert sign_in("reader").get(NEW).status_code == 403


def test_a_resolution_is_put_right_on_its_page(circle, sign_in, ask, hotline):
    row, client = resolve(circle, content={"votes_for": 30}), sign_in("nottuln")
    assert client.get(of(row, "berichtigen")).status_code == 200
    data = typed(ask, title="Neuer Titel", correction_reason="Laut Niederschrift") | {
        f"ask_{hotline.pk}": "prepares"
    }
    before = written()
    assert client.post(of(row, "berichtigen"), data | {"correction_reason": ""}).status_code == 422
    nothing = client.post(of(row, "berichtigen"), data | {f"ask_{ask.pk}": "", f"ask_{hotline.pk}": ""})
    assert nothing.status_code == 422 and "mindestens eine Frage" in nothing.content.decode()
    assert written() == before
    fresh = part(client, of(row, "berichtigen"), "eintrag", data)
    assert fresh.status_code == 200 and is_part(fresh.content.decode(), "eintrag")
    new = Resolution.objects.standing().get()
    assert dict(new.answered.values_list("ask_id", "decides")) == {ask.pk: True, hotline.pk: False}
    page = client.get(of(row)).content.decode()
    assert "Neuer Titel" in page and "Laut Niederschrift" in page and "30 Ja" in page
    assert same(
        part(client, of(new), "eintrag").content.decode(),
        cut(client.get(of(new)).content.decode(), "eintrag"),
    )


def test_among_the_entries_of_the_field_it_is_put_right_and_asked_back_too(circle, sign_in, ask):
    row, client = resolve(circle, content={"votes_for": 30, "votes_against": 0}), sign_in("nottuln")
    entries = reverse("field_entries", args=[circle.payroll.pk])
    url = f"{entries}?bearbeiten=beschluss-{row.pk}"
    data = typed(ask, correction_reason="Laut Niederschrift", votes_for="3", votes_against="4")
    assert 'type="checkbox" name="certain"' not in client.get(url).content.decode()
    before, sent = written(), client.post(url, data)
    assert sent.status_code == 422 and 'type="checkbox" name="certain"' in sent.content.decode()
    assert written() == before
    assert client.post(url, data | {"certain": "on"}).status_code == 303
    assert Resolution.objects.standing().get().answered.get().ask == ask
    said = {"reason": "Nur die eigene Stellenzahl", "concerns_others": "nein"}
    other = resolve(circle, result="amended", certain=True)
    client.post(of(other, f"betrifft-{ask.pk}"), said)
    ruling = AmendmentRuling.objects.get()
    url = f"{entries}?bearbeiten=aenderung-{ruling.pk}"
    assert 'value="nein" ' in client.get(url).content.decode()
    told = {"effective_on": f"{ruling.effective_on:%d.%m.%Y}", "correction_reason": "Doch"} | said
    assert client.post(url, told | {"concerns_others": "ja"}).status_code == 303
    assert AmendmentRuling.objects.standing().get().concerns_others


def test_who_runs_the_round_says_whether_a_change_concerns_the_others(circle, sign_in, ask):
    positions.give(ask=ask, stance="consent", by=circle.people["nottuln"], at=moments.now())
    row, client = resolve(circle, result="amended"), sign_in("nottuln")
    start = client.get(reverse("start")).content.decode()
    assert "Sagen, ob es die anderen betrifft" in start and of(row) in start
    rule, before = of(row, f"betrifft-{ask.pk}"), written()
    assert "Betrifft die Änderung die anderen?" in client.get(rule).content.decode()
    assert client.post(rule, {"concerns_others": "nein", "reason": " "}).status_code == 422
    assert client.get(of(row, "betrifft-99999")).status_code == 404 and written() == before
    round_page = reverse("round", args=[ask.round_id])
    assert "Ob die Änderung die anderen betrifft" in client.get(round_page).content.decode()
    said = {"concerns_others": "nein", "reason": "Nur die eigene Stellenzahl"}
    assert client.post(rule, said).status_code == 303
    assert not answer(circle).amended
    position, field = reverse("position", args=[ask.pk]), reverse("field", args=[circle.payroll.pk])
    for page in (of(row), position, field, round_page):
        assert "Nur die eigene Stellenzahl" in client.get(page).content.decode()
    assert "Sagen, ob es die anderen betrifft" not in client.get(reverse("start")).content.decode()


def test_a_question_rests_on_an_advance_resolution(circle, sign_in, ask, hotline):
    row = resolve(circle, content={"allows": "Beitritt zu weiteren Feldern"})
    client, rest = sign_in("nottuln"), of(row, "beruht")
    assert "Vorratsbeschluss" in client.get(of(row)).content.decode()
    assert client.post(rest, {"ask": str(ask.pk)}).status_code == 422
    assert client.post(rest, {"ask": str(hotline.pk)}).status_code == 303
    assert row.answered.get(ask=hotline).decides
    plain = resolve(circle, effective_on=date(2026, 3, 2))
    assert client.post(of(plain, "beruht"), {"ask": str(hotline.pk)}).status_code in (409, 422)


def test_what_another_has_recorded_is_confirmed_on_its_page(circle, sign_in):
    body = circle.duelmen.bodies.create(name="Rat", kind="rat", slug="rat-duelmen")
    row = resolve(circle, asks=[circle.ask(circle.duelmen)], body=body, source_note="Amtsblatt")
    client = sign_in("duelmen")
    assert "Beschluss bestätigen" in client.get(of(row)).content.decode()
    assert "Beschluss bestätigen" not in sign_in("rosendahl").get(of(row)).content.decode()
    assert client.post(of(row, "bestaetigen")).status_code == 303
    row.refresh_from_db()
    assert row.confirmed_at and "Noch nicht bestätigt" not in client.get(of(row)).content.decode()
    assert client.post(of(row, "bestaetigen")).status_code == 422


def test_the_page_costs_the_same_for_few_and_for_many(
    circle, sign_in, hotline, django_assert_max_num_queries
):
    row, client = resolve(circle), sign_in("nottuln")
    client.get(of(row))
    with django_assert_max_num_queries(60) as few:
        client.get(of(row))
    both = resolve(
        circle, asks=[circle.ask(circle.nottuln), hotline], effective_on=date(2026, 3, 2), result="noted"
    )
    client.get(of(both))
    with django_assert_max_num_queries(60) as many:
        client.get(of(both))
    assert len(few) == len(many)


@pytest.fixture
def other(circle) -> Ask:
    """Dülmen's question, and its council."""
    Body.objects.create(organisation=circle.duelmen, name="Rat", kind="rat", slug="rat-duelmen")
    return circle.ask(circle.duelmen)


def test_who_runs_the_round_records_what_another_has_published_until_that_confirms_it(circle, sign_in, other):
    client, url = sign_in("nottuln"), f"{NEW}?frage={other.pk}"
    position = reverse("position", args=[other.pk])
    assert "Veröffentlichten Beschluss erfassen" in client.get(position).content.decode()
    page = client.get(url).content.decode()
    assert "Wo er veröffentlicht ist" in page and "Ihr Votum dazu" not in page
    data = typed(other, body=Body.objects.get(slug="rat-duelmen").pk, source_note="Amtsblatt 12/2026")
    before = written()
    for wrong in ({"source_note": " "}, {"body": circle.rat_nottuln.pk}):
        refused = client.post(url, data | wrong)
        assert refused.status_code == 422 and "SV-10-1175" in refused.content.decode()
    assert written() == before
    sent = client.post(url, data)
    row = Resolution.objects.get()
    assert (sent.status_code, row.source_note, row.confirmed_at) == (303, "Amtsblatt 12/2026", None)
    assert "Er gilt, sobald er von dort bestätigt ist." in client.get(of(row)).content.decode()
    field = facts(circle.initiative.pk).field(circle.payroll.pk)
    assert not field.asks[circle.duelmen.pk].resolutions[0].confirmed
    shown = sign_in("duelmen").get(position).content.decode()
    assert "unbestätigt" in shown and "Beschluss bestätigen" in shown


@pytest.mark.parametrize(("persona", "status"), [("rosendahl", 403), ("reader", 403), ("stranger", 404)])
def test_nobody_else_records_anothers_resolution(sign_in, other, persona, status):
    client, url = sign_in(persona), f"{NEW}?frage={other.pk}"
    assert client.get(url).status_code == status
    before = written()
    assert client.post(url, typed(other, source_note="Amtsblatt")).status_code == status
    assert written() == before
