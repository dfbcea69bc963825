"""Cost lines on the page "Vergleich": entered, changed, dropped, put right; what is refused keeps what was typed."""

import pytest
from django.urls import reverse

from initiatives.domain.kernel import moments
from initiatives.domain.state.loading import facts
from initiatives.models import CostKey, CostKeyPeriod, CostLine, CostLineEntry, StaffRate
from tests.domain.compared import enter
from tests.domain.money.test_lines import taking_part
from tests.domain.money.test_proposed_lines import asked as asked  # a fixture
from tests.support.personas import BEGIN


@pytest.fixture
def led(circle):
    return taking_part(circle)


@pytest.fixture
def url(led) -> str:
    return reverse("economics", args=[led.payroll.pk])


def typed(circle, **values) -> dict:
    given = {
        "variant": "today",
        "kind": "staff",
        "organisation": circle.nottuln.pk,
        "title": "Sachbearbeitung",
        "amount_cents": "43.900,50",
        "source": "Haushaltsplan 2026",
        "confidence": "offered",
    }
    return given | values


def counted(circle) -> list:
    return list(facts(circle.initiative.pk).field(circle.payroll.pk).money.lines)


def test_a_participant_enters_its_own_line(led, sign_in, url):
    answer = sign_in("nottuln").post(f"{url}?bearbeiten=zeile", typed(led, increase="1,5", until_year="2030"))
    assert (answer.status_code, answer["Location"]) == (303, f"{url}#zeilen")
    (line,) = counted(led)
    assert (line.amount, str(line.increase), line.until_year) == (4_390_050, "1.50", 2030)
    assert (line.confidence, line.actor) == ("offered", "Beauftragte/r der Gemeinde Nottuln")


def test_posts_at_the_rate_of_a_pay_grade(led, sign_in, url):
    rate = StaffRate.objects.create(pay_grade="EG 9a", year=2026, cents=7_120_000, source="Tabelle")
    client = sign_in("nottuln")
    posts = {"amount_cents": "", "fte": "0,5"}
    client.post(f"{url}?bearbeiten=zeile", typed(led, **posts, rate=rate.pk))
    client.post(f"{url}?bearbeiten=zeile", typed(led, **posts, pay_grade="EG 8", rate_cents="60.000"))
    assert [(one.amount, one.pay_grade, one.rate) for one in counted(led)] == [
        (3_560_000, "EG 9a", 7_120_000),
        (3_000_000, "EG 8", 6_000_000),
    ]
    html = client.get(url).content.decode()
    assert "0,5 Stellen EG 9a zu 71.200\u00a0€" in html
    rate.cents = 1
    rate.save()  # a corrected rate changes no comparison
    assert counted(led)[0].amount == 3_560_000


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"increase": "100,01"}, "increase"),
        ({"increase": "-100"}, "increase"),
        ({"increase": "9999"}, "increase"),
        ({"increase": "1,2,3"}, "increase"),
        ({"amount_cents": "-5"}, "amount_cents"),
        ({"amount_cents": "1,2,3"}, "amount_cents"),
        ({"amount_cents": ""}, "amount_cents"),
        ({"fte": "0,5"}, "amount_cents"),
        ({"amount_cents": "", "fte": "1.500", "rate_cents": "1"}, "fte"),
        ({"amount_cents": "", "fte": "-1", "rate_cents": "1"}, "fte"),
        ({"amount_cents": "", "fte": "10000", "rate_cents": "1"}, "fte"),
        ({"amount_cents": "", "fte": "1"}, "rate_cents"),
        ({"kind": "it", "amount_cents": "", "fte": "1", "rate_cents": "1"}, "fte"),
        ({"kind": "saving"}, "variant"),
        ({"kind": "reimbursement"}, "kind"),
        ({"kind": "one_off", "until_year": "2030"}, "until_year"),
        ({"from_year": "1899"}, "from_year"),
        ({"until_year": "2200"}, "until_year"),
        ({"from_year": "2028", "until_year": "2027"}, "until_year"),
        ({"from_year": "zwei"}, "from_year"),
        ({"organisation": "rosendahl"}, "organisation"),
        ({"organisation": "99999999999999999999"}, "organisation"),
        ({"title": ""}, "title"),
        ({"source": ""}, "source"),
        ({"confidence": ""}, "confidence"),
        ({"effective_on": "31.02.2026"}, "effective_on"),
    ],
)
def test_what_is_no_line_is_refused_and_stays_typed(led, sign_in, url, values, field):
    sent = typed(led, note="", **{"title": "Sachbearbeitung Entgelt"} | values)
    if sent["organisation"] == "rosendahl":
        sent["organisation"] = led.rosendahl.pk
    answer = sign_in("duelmen").post(f"{url}?bearbeiten=zeile", sent)
    assert answer.status_code == 422 and field in answer.context["form"].errors, answer.context["form"].errors
    html = answer.content.decode()
    assert f'value="{sent["title"]}"' in html or not sent["title"]
    assert not CostLine.objects.exists()


def test_nobody_enters_for_another_but_who_has_the_field_in_hand(led, sign_in, url):
    of_another = typed(led, organisation=led.duelmen.pk)
    answer = sign_in("nottuln")
    # Nottuln convenes, and so has every field in hand; the county, which takes part, has not
    assert answer.post(f"{url}?bearbeiten=zeile", of_another).status_code == 303
    from initiatives.domain.fields import fields

    at = moments.now()
    fields.set_participation(
        field=led.payroll, organisation=led.county, status="participating", by=None, at=at
    )
    county = sign_in("county")
    assert county.post(f"{url}?bearbeiten=zeile", typed(led)).status_code == 422
    assert county.post(f"{url}?bearbeiten=zeile", typed(led, organisation=led.county.pk)).status_code == 303
    for name in ("gemeinsam", "erstattung", "grundlage", "nutzwert", "ausgleich-gemeinsam"):
        assert county.get(f"{url}?bearbeiten={name}").status_code == 403
    other, own = CostLine.objects.order_by("pk")
    for name in ("aendern", "entfaellt"):
        assert county.get(f"{url}?bearbeiten={name}-{other.pk}").status_code == 403
        assert county.get(f"{url}?bearbeiten={name}-{own.pk}").status_code == 200
        assert county.post(f"{url}?bearbeiten={name}-{other.pk}", {}).status_code == 403
    assert county.get(f"{url}?bearbeiten=aendern-{own.pk + 99}").status_code == 404


def test_a_joint_line_names_its_key_and_who_pays_the_bill(led, sign_in, url):
    key = CostKey.objects.create(field=led.payroll, title="gleich")
    CostKeyPeriod.objects.create(
        key=key, starts_on=BEGIN, kind="equal", effective_on=BEGIN, recorded_at=moments.now()
    )
    elsewhere = CostKey.objects.create(field=led.hotline, title="anderswo")
    client, address = sign_in("duelmen"), f"{url}?bearbeiten=gemeinsam"
    sent = typed(led, variant="joint", kind="it", organisation=led.duelmen.pk, amount_cents="100", key=key.pk)
    for values, field in (
        ({"variant": "today"}, "variant"),
        ({"kind": "saving"}, "kind"),
        ({"key": elsewhere.pk}, "key"),
        ({"organisation": led.rosendahl.pk}, "organisation"),
    ):
        answer = client.post(address, sent | values)
        assert answer.status_code == 422 and field in answer.context["form"].errors
    assert client.post(address, sent).status_code == 303
    assert client.post(address, sent | {"key": "", "organisation": "", "title": "Netz"}).status_code == 303
    first, second = CostLine.objects.order_by("pk")
    assert (first.is_shared, first.key, first.organisation) == (True, key, led.duelmen)
    assert (second.is_shared, second.key, second.organisation) == (True, None, None)
    html = client.get(url).content.decode()
    assert "nach „gleich“; Rechnung an Dülmen" in html


def test_a_reimbursement_goes_to_another(led, sign_in, url):
    client, address = sign_in("duelmen"), f"{url}?bearbeiten=erstattung"
    sent = typed(led, variant="joint", organisation=led.duelmen.pk, receiver=led.nottuln.pk)
    del sent["kind"]
    itself = client.post(address, sent | {"receiver": led.duelmen.pk})
    assert itself.status_code == 422 and "receiver" in itself.context["form"].errors
    assert client.post(address, sent | {"receiver": led.rosendahl.pk}).status_code == 422
    assert client.post(address, sent).status_code == 303
    assert [(one.kind, one.organisation_id, one.receiver_id) for one in counted(led)] == [
        ("reimbursement", led.duelmen.pk, led.nottuln.pk)
    ]
    assert "an Nottuln" in client.get(url).content.decode()


def test_a_line_is_changed_dropped_and_put_right(led, sign_in, url):
    entry = enter(led, "nottuln", 100, effective_on=BEGIN)
    client = sign_in("nottuln")
    change = f"{url}?bearbeiten=aendern-{entry.line_id}"
    form = client.get(change).context["form"]
    sent = {one.name: one.value() if one.value() is not None else "" for one in form}
    assert client.post(change, sent).status_code == 422  # nothing changed
    answer = client.post(change, sent | {"amount_cents": "200"})
    assert (answer.status_code, answer["Location"]) == (303, f"{url}#zeile-{entry.line_id}")
    clash = client.post(change, sent | {"amount_cents": "300"})
    assert clash.status_code == 409 and "jetzt gespeichert" in clash.content.decode()
    last = CostLineEntry.objects.last()
    correct = f"{url}?bearbeiten=berichtigen-{entry.line_id}"
    assert "correction_reason" in client.post(correct, sent | {"amount_cents": "210"}).context["form"].errors
    right = sent | {
        "amount_cents": "210",
        "correction_reason": "vertippt",
        "effective_on": f"{BEGIN:%d.%m.%Y}",
    }
    assert client.post(correct, right).status_code == 303
    assert [one.amount for one in counted(led)] == [21_000]
    assert CostLineEntry.objects.get(corrects=last).effective_on == BEGIN
    assert client.post(correct, {"gab-es-nicht": "1", "correction_reason": "doch nicht"}).status_code == 303
    assert [one.amount for one in counted(led)] == [10_000]  # what stood before holds again
    drop = f"{url}?bearbeiten=entfaellt-{entry.line_id}"
    assert client.post(drop, {"effective_on": "01.01.2199"}).status_code == 422
    assert client.post(drop, {"source": "Vertrag gekündigt"}).status_code == 303
    assert counted(led) == []
    gone = client.post(change, sent | {"title": "Noch ein Titel"})
    assert gone.status_code == 404 and "Noch ein Titel" in gone.content.decode()


def test_the_plain_sum_is_told_and_goes_unless_it_is_to_stay(led, sign_in, url):
    plain = CostLine.objects.create(
        field=led.payroll, variant="today", kind="total", organisation=led.nottuln
    )
    CostLineEntry.objects.create(
        line=plain,
        amount_cents=4_390_000,
        source="Haushalt",
        confidence="estimated",
        effective_on=BEGIN,
        recorded_at=moments.now(),
    )
    client, address = sign_in("nottuln"), f"{url}?bearbeiten=zeile"
    page = client.get(address)
    assert "Nottuln, heute: 43.900\u00a0€" in page.content.decode()
    assert page.context["form"]["drops_plain"].value() is True
    assert "nicht aufgegliedert" in page.content.decode()
    assert client.post(address, typed(led, title="Fallbearbeitung")).status_code == 303
    assert [one.title for one in counted(led)] == ["", "Fallbearbeitung"]  # not ticked
    assert client.post(address, typed(led, drops_plain="on")).status_code == 303
    assert [one.title for one in counted(led)] == ["Fallbearbeitung", "Sachbearbeitung"]
    assert "drops_plain" not in client.get(address).context["form"].fields
    # a sum that is not broken down keeps to have no title
    html = client.get(f"{url}?bearbeiten=aendern-{plain.pk}")
    assert html.status_code == 404


def test_the_baseline_is_taken_over_by_a_button(asked, sign_in):
    url = reverse("economics", args=[asked.payroll.pk])
    client, address = sign_in("nottuln"), f"{url}?bearbeiten=bestandsaufnahme"
    assert "Aus der Bestandsaufnahme übernehmen" in client.get(url).content.decode()
    form = client.get(address).context["form"]
    costs = form["keys"].value()
    assert len(costs) == 2  # what the questions call costs; posts only where they are chosen
    every = [key for key, _ in form.fields["keys"].choices]
    refused = client.post(address, {"keys": every, "confidence": "estimated"})
    assert refused.status_code == 422 and "rate_cents" in refused.context["form"].errors
    assert client.post(address, {"confidence": "estimated"}).status_code == 422
    assert client.post(address, {"keys": costs, "confidence": "estimated"}).status_code == 303
    assert {one.variant for one in counted(asked)} == {"today"} and len(counted(asked)) == 3
    html = client.get(url).content.decode()
    assert "Bestandsaufnahme, Antwort vom" in html and "bestandsaufnahme#zeilen" not in html
