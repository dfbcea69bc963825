"""The day of a review: typed on the page of the field, shown there, and reminded of on the start page."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from initiatives.domain.fields import fields
from initiatives.domain.kernel import moments
from initiatives.domain.money import actuals
from initiatives.domain.state.loading import facts
from initiatives.models import CostKey, CostKeyPeriod, CostLine, CostLineEntry, Event, GateItem
from tests.support.personas import AT, BEGIN


def test_a_day_is_recorded_and_leads_from_the_start_page_to_the_entry(circle, sign_in):
    address = f"{reverse('field', args=[circle.payroll.pk])}?bearbeiten=nachweis"
    client = sign_in("nottuln")
    due = moments.today() + timedelta(days=10)
    values = {"kind": "review", "result": "open", "effective_on": f"{moments.today():%d.%m.%Y}"}
    refused = client.post(address, values)
    assert refused.status_code == 422
    assert "Einen Termin braucht eine Überprüfung" in refused.content.decode()
    assert not GateItem.objects.exists()
    assert client.post(address, values | {"due_on": f"{due:%d.%m.%Y}"}).status_code == 303
    assert GateItem.objects.get().due_on == due
    page = client.get(reverse("field", args=[circle.payroll.pk])).content.decode()
    assert "Termin: " in page and f"{due:%d.%m.%Y}" in page
    start = client.get(reverse("start")).content.decode()
    assert f'href="/felder/{circle.payroll.pk}/#nachweise">' in start and "Überprüfung durchführen" in start


def entry(**values) -> dict:
    return {"kind": "review", "result": "done", "text": "Alles besehen", "outcome": "amend"} | values


@pytest.mark.parametrize(
    ("values", "taken"),
    [
        ({}, True),
        ({"outcome": ""}, False),
        ({"outcome": "perhaps"}, False),
        ({"kind": "tax"}, False),
        ({"result": "not_needed", "reason": "Läuft aus"}, False),
    ],
)
def test_a_review_that_is_done_says_what_follows(circle, sign_in, values, taken):
    client, address = sign_in("nottuln"), reverse("field", args=[circle.payroll.pk])
    answer = client.post(f"{address}?bearbeiten=nachweis", entry(**values))
    assert answer.status_code == (303 if taken else 422)
    if not taken:
        assert "outcome" in answer.context["form"].errors and "Alles besehen" in answer.content.decode()
        assert not GateItem.objects.exists()
        return
    assert Event.objects.filter(kind="gate-item").first().after == "erledigt: ändern: Alles besehen"
    page = client.get(address).content.decode()
    assert "erledigt: ändern" in page and "Kostenschlüssel ab einem Tag" in page


def test_ending_leads_to_the_end_and_continuing_nowhere(circle, sign_in):
    client, address = sign_in("nottuln"), reverse("field", args=[circle.payroll.pk])
    client.post(f"{address}?bearbeiten=nachweis", entry(outcome="continue"))
    page = client.get(address).content.decode()
    assert (
        "fortführen" in page and "Kostenschlüssel ab einem Tag" not in page and "Feld beenden</a>" not in page
    )
    client.post(f"{address}?bearbeiten=nachweis", entry(outcome="end"))
    assert "Feld beenden</a>" in client.get(address).content.decode()


def test_an_entry_of_before_without_an_outcome_stays_and_may_be_put_right(circle, sign_in):
    item = GateItem.objects.create(
        field=circle.payroll,
        kind="review",
        result="done",
        text="Damals",
        effective_on=BEGIN,
        recorded_at=AT,
        mandate=circle.people["nottuln"],
    )
    assert facts(circle.initiative.pk).field(circle.payroll.pk).settled("review")
    client = sign_in("nottuln")
    assert (
        "Überprüfung vom 05.01.2026"
        in client.get(reverse("field", args=[circle.payroll.pk])).content.decode()
    )
    entries = reverse("field_entries", args=[circle.payroll.pk])
    right = {"result": "done", "text": "Damals besehen", "effective_on": "05.01.2026", "outcome": ""}
    right |= {"correction_reason": "Genauer"}
    assert client.post(f"{entries}?bearbeiten=nachweis-{item.pk}", right).status_code == 303
    last = GateItem.objects.standing().get()
    assert (
        client.post(f"{entries}?bearbeiten=nachweis-{last.pk}", right | {"outcome": "continue"}).status_code
        == 303
    )
    last = GateItem.objects.standing().get()
    assert last.outcome == "continue"
    refused = client.post(f"{entries}?bearbeiten=nachweis-{last.pk}", right)
    assert refused.status_code == 422, "what was said is not unsaid"


def test_beside_the_review_stand_plan_and_actual_and_when_keys_are_looked_at(circle, sign_in):
    year = moments.today().year
    fields.set_participation(
        field=circle.payroll,
        organisation=circle.nottuln,
        status="participating",
        by=circle.people["nottuln"],
        at=AT,
    )
    key = CostKey.objects.create(field=circle.payroll, title="Acht Prozent")
    CostKeyPeriod.objects.create(
        key=key,
        starts_on=BEGIN,
        kind="equal",
        review_on=date(2029, 8, 16),
        effective_on=BEGIN,
        recorded_at=AT,
    )
    line = CostLine.objects.create(
        field=circle.payroll, variant="joint", kind="total", organisation=circle.nottuln
    )
    stated = {"source": "Haushalt", "confidence": "calculated", "effective_on": BEGIN, "recorded_at": AT}
    CostLineEntry.objects.create(line=line, amount_cents=1_000_00, from_year=year, **stated)
    figure = {"year": year, "cents": 1_120_00, "source": "Abschluss"}
    by, at = circle.people["nottuln"], moments.now()
    actuals.enter(field=circle.payroll, organisation=circle.nottuln, **figure, by=by, at=at)
    client = sign_in("nottuln")
    client.post(f"{reverse('field', args=[circle.payroll.pk])}?bearbeiten=nachweis", entry())
    page = client.get(reverse("field", args=[circle.payroll.pk])).content.decode()
    page = " ".join(page.replace("\u00a0", " ").split())
    assert f"{year}: Ist 1.120,00 €, Plan 1.000,00 €, 12 % über Plan" in page
    assert "Überprüfung des Schlüssels „Acht Prozent“: 16.08.2029" in page
    assert f"Ist {year} liegt 12 % über Plan." in page  # at the light
