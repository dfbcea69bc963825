"""The county in a field that it has joined: its representative and its delegates answer, resolve and enter costs for it."""

from datetime import timedelta

import pytest
from django.urls import reverse

from initiatives.domain.fields import fields
from initiatives.domain.kernel import moments
from initiatives.domain.money import plain
from initiatives.domain.past import courses
from initiatives.domain.past.entries import Asked, Joined, Said
from initiatives.domain.state.loading import facts
from initiatives.domain.votes import rounds
from initiatives.enums import Role
from initiatives.models import Ask, CostLine, CouncilPaper, Organisation, Position, PositionDraft, Resolution
from tests.support.personas import BEGIN, person


@pytest.fixture
def asked(circle):
    """Of a field that the county has joined together with Nottuln: what the county is asked."""
    shared = {"field": circle.hotline, "status": "participating", "at": moments.now(), "effective_on": BEGIN}
    for name, one in (("county", circle.county), ("nottuln", circle.nottuln)):
        fields.set_participation(organisation=one, by=circle.people[name], **shared)
    round_ = rounds.open_round(
        question=rounds.Question("taking_part", "Wirken Sie mit?"),
        fields=[circle.hotline],
        organisations=[circle.county, circle.nottuln],
        deadline=moments.today() + timedelta(days=9),
        by=circle.people["nottuln"],
        at=moments.now(),
    )
    circle.people["of_county"] = person("beauftragte-kreis", Role.DELEGATE, circle.county)
    circle.people["reads"] = person("lesende-kreis", Role.READER, circle.county)
    return Ask.objects.get(round=round_, organisation=circle.county)


def page(client, url):
    answer = client.get(url)
    return answer.status_code, answer.content.decode()


def test_what_is_to_be_done_leads_to_a_page_with_the_form(circle, sign_in, asked):
    client, position = sign_in("county"), reverse("position", args=[asked.pk])
    _, start = page(client, reverse("start"))
    assert f'href="{position}">' in start and "Votum abgeben: Einführung von D 115" in start
    _, shown = page(client, position)
    assert 'name="stance"' in shown and "Entwurf speichern" in shown


@pytest.mark.parametrize("persona", ["county", "of_county"])
def test_who_works_for_the_county_does_all_that_a_party_does(circle, sign_in, asked, persona):
    client, position = sign_in(persona), reverse("position", args=[asked.pk])

    def post(action, url=position, **values):
        answer = client.post(f"{url}?bearbeiten={action}", values)
        assert answer.status_code == 303, (action, answer.status_code)

    shown = {"seen": "", "draft": "0", "lines": "1", "effective_on": f"{moments.today():%d.%m.%Y}"}
    post("votum", tun="entwurf", stance="consent", reason="Vorbehaltlich", **shown)
    assert PositionDraft.objects.get(ask=asked).mandate == circle.people[persona]
    assert "Vorbehaltlich" in page(client, f"{position}?bearbeiten=votum")[1]
    assert "Vorbehaltlich" not in page(sign_in("nottuln"), position)[1]
    post("votum", stance="consent", reason="", **shown | {"draft": "1"})
    assert Position.objects.get(ask=asked).mandate == circle.people[persona]
    post("gremium", body=str(circle.kreistag.pk))
    made = client.post(reverse("round_paper", args=[asked.round_id]) + "?bearbeiten=vorlage")
    assert made.status_code == 303 and CouncilPaper.objects.get().organisation == circle.county
    resolved = {"body": str(circle.kreistag.pk), "result": "adopted", f"ask_{asked.pk}": "decides"}
    resolved["effective_on"] = f"{moments.today():%d.%m.%Y}"
    sent = client.post(f"{reverse('resolution_new')}?frage={asked.pk}", resolved)
    assert sent.status_code == 303, sent.content.decode()
    assert Resolution.objects.get(answered__ask=asked).mandate == circle.people[persona]
    costs = {
        "today": "20.000",
        "joint": "15.000",
        "one_off": "",
        "source": "Haushalt",
        "confidence": "confirmed",
    }
    post(f"kosten-{circle.county.pk}", reverse("field", args=[circle.hotline.pk]), **costs)
    assert {one.organisation for one in CostLine.objects.all()} == {circle.county}
    found = facts(circle.initiative.pk).field(circle.hotline.pk).asks[circle.county.pk]
    assert found.consents and not found.provisional


def test_a_third_party_provides_and_does_all_that_a_party_does(circle, sign_in):
    centre = Organisation.objects.create(kind="dritte", name="Rechenzentrum", designation="Rechenzentrum")
    board = centre.bodies.create(name="Verbandsversammlung", kind="sonstiges", slug="versammlung")
    circle.people["centre"] = person("beauftragte-rz", Role.DELEGATE, centre)
    shared = {"field": circle.hotline, "at": moments.now(), "effective_on": BEGIN}
    for name, one in (("centre", centre), ("nottuln", circle.nottuln)):
        fields.set_participation(organisation=one, status="participating", by=circle.people[name], **shared)
    field = reverse("field", args=[circle.hotline.pk])
    chosen = {"provider": str(centre.pk), "seen": ""}
    assert sign_in("nottuln").post(f"{field}?bearbeiten=leistungserbringer", chosen).status_code == 303
    round_ = rounds.open_round(
        question=rounds.Question("taking_part", "Wirken Sie mit?"),
        fields=[circle.hotline],
        organisations=[centre, circle.nottuln],
        deadline=moments.today() + timedelta(days=9),
        by=circle.people["nottuln"],
        at=moments.now(),
    )
    asked, client = Ask.objects.get(round=round_, organisation=centre), sign_in("centre")
    position, today = reverse("position", args=[asked.pk]), f"{moments.today():%d.%m.%Y}"
    assert f'href="{position}"' in page(client, reverse("start"))[1]
    votum = {"stance": "consent", "seen": "", "draft": "0", "effective_on": today}
    assert client.post(f"{position}?bearbeiten=votum", votum).status_code == 303
    resolved = {"body": str(board.pk), "result": "adopted", f"ask_{asked.pk}": "decides"}
    url = f"{reverse('resolution_new')}?frage={asked.pk}"
    assert client.post(url, resolved | {"effective_on": today}).status_code == 303
    costs = {"today": "20.000", "joint": "15.000", "source": "Haushalt", "confidence": "confirmed"}
    assert client.post(f"{field}?bearbeiten=kosten-{centre.pk}", costs).status_code == 303
    found = facts(circle.initiative.pk).field(circle.hotline.pk)
    assert found.provider and found.provider.organisation.id == centre.pk
    assert found.asks[centre.pk].consents and not found.asks[centre.pk].provisional
    assert plain.told(found, centre.pk)["joint"] == 15_000_00
    assert "Rechenzentrum" in page(sign_in("duelmen"), field)[1]


def test_nobody_else_does_it_for_the_county(circle, sign_in, asked):
    position = reverse("position", args=[asked.pk])
    for persona, status in (("nottuln", 403), ("reads", 403), ("administrator", 403), ("stranger", 404)):
        sent = sign_in(persona).post(f"{position}?bearbeiten=votum", {"stance": "consent"})
        assert sent.status_code == status, persona
    assert not Position.objects.filter(ask=asked).exists()


def test_of_a_single_field_the_delegates_of_the_county_see_its_initiative(circle, sign_in, asked):
    """As a third party does: they work in that field and read the others; without it there is nothing to see."""
    field, other = (reverse("field", args=[one.pk]) for one in (circle.hotline, circle.payroll))
    for persona in ("of_county", "reads"):
        client = sign_in(persona)
        assert client.get(field).status_code == client.get(other).status_code == 200
        assert client.get(reverse("initiative", args=[circle.initiative.pk])).status_code == 200
    client = sign_in("of_county")
    assert client.get(f"{field}?bearbeiten=beschreibung").status_code == 200
    assert client.get(f"{other}?bearbeiten=beschreibung").status_code == 403
    assert sign_in("reads").get(f"{field}?bearbeiten=beschreibung").status_code == 403
    leave = {"field": circle.hotline, "organisation": circle.county, "status": "left", "at": moments.now()}
    fields.set_participation(by=circle.people["county"], **leave)
    assert client.get(field).status_code == 404
    assert sign_in("county").get(field).status_code == 200, "it is invited"


def test_the_provider_is_named_on_the_page_and_marked_wherever_who_takes_part_stands(circle, sign_in, asked):
    client, field = sign_in("county"), reverse("field", args=[circle.hotline.pk])
    wrong = client.post(
        f"{field}?bearbeiten=leistungserbringer", {"provider": str(circle.duelmen.pk), "seen": ""}
    )
    assert wrong.status_code == 422, "Dülmen takes no part"
    sent = {"provider": str(circle.county.pk), "seen": ""}
    assert client.post(f"{field}?bearbeiten=leistungserbringer", sent).status_code == 303
    overtaken = client.post(
        f"{field}?bearbeiten=leistungserbringer", sent | {"provider": str(circle.nottuln.pk)}
    )
    assert overtaken.status_code == 409 and "Kreis Coesfeld" in overtaken.content.decode()
    assert "<dt>Leistungserbringer</dt>" in page(client, field)[1]
    _, matrix = page(client, reverse("matrix", args=[circle.initiative.pk]))
    assert matrix.count("(L) erbringt") == 1
    lines = client.get(reverse("matrix", args=[circle.initiative.pk]) + "?format=csv").content.decode(
        "utf-8-sig"
    )
    assert "beteiligt, Leistungserbringer" in lines
    assert sign_in("duelmen").get(f"{field}?bearbeiten=leistungserbringer").status_code == 200
    assert sign_in("reads").get(f"{field}?bearbeiten=leistungserbringer").status_code == 403


def test_what_was_entered_afterwards_for_the_county_is_not_called_that_of_a_municipality(circle, sign_in):
    told = {"day": BEGIN, "purpose": "taking_part"}
    courses.record(
        field=circle.hotline,
        entries=[
            Joined(BEGIN, circle.county, "participating"),
            Asked(BEGIN, "taking_part", "Wirken Sie mit?", "", BEGIN, BEGIN),
            Said(organisation=circle.county, stance="consent", **told),
        ],
        reason="Akte",
        by=circle.people["nottuln"],
        at=moments.now(),
    )
    _, start = page(sign_in("county"), reverse("start"))
    assert "Nachgetragenes bestätigen" in start and "für Ihren Kreis nachgetragen" in start
    assert "Ihre Kommune" not in start
