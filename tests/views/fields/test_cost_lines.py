"""What a field's page tells of costs that are no plain sums: reimbursements, joint costs, savings alone."""

import pytest
from django.urls import reverse

from initiatives.domain.fields import fields
from initiatives.domain.kernel import moments
from initiatives.models import CostKey, CostKeyPeriod, CostLine, CostLineEntry
from tests.views.parts import cut

FORM = {"today": "1000", "joint": "900", "source": "Haushalt", "confidence": "estimated"}

pytestmark = pytest.mark.django_db


@pytest.fixture
def url(circle):
    for name in ("duelmen", "rosendahl"):
        fields.set_participation(
            field=circle.payroll,
            organisation=getattr(circle, name),
            status="participating",
            by=None,
            at=moments.now(),
        )
    return reverse("field", args=[circle.payroll.pk])


@pytest.fixture
def add(circle):
    """A line of so many euros with its entry."""

    def make(name: str | None, variant: str, kind: str, euros: int, **values) -> CostLine:
        own = getattr(circle, name) if name else None
        line = CostLine.objects.create(
            field=circle.payroll, variant=variant, kind=kind, organisation=own, **values
        )
        CostLineEntry.objects.create(
            line=line,
            amount_cents=euros * 100,
            source="Vertrag",
            confidence="calculated",
            effective_on=moments.today(),
            recorded_at=moments.now(),
            mandate=circle.people["duelmen"],
        )
        return line

    return make


def told(client, url) -> str:
    return cut(client.get(url).content.decode(), "kosten").replace("\u00a0", " ")


def test_that_nobody_pays_more_is_said_of_all_or_of_those_that_are_known(circle, sign_in, url, add):
    add("duelmen", "today", "total", 5_000)
    add("duelmen", "joint", "total", 4_000)
    text = told(sign_in("duelmen"), url)
    assert "Von denen, deren Kosten bekannt sind, zahlt niemand mehr als heute." in text
    assert "Niemand zahlt mehr" not in text


def test_who_provides_and_is_paid_for_it_receives_and_does_not_pay_nothing(circle, sign_in, url, add):
    add("duelmen", "today", "total", 5_000)
    add("duelmen", "joint", "staff", 6_000)
    add("rosendahl", "today", "total", 9_000)
    add("rosendahl", "joint", "reimbursement", 8_000, receiver=circle.duelmen)
    text = told(sign_in("duelmen"), url)
    assert "erhält 2.000 €" in text and "bekommt 8.000 € erstattet" in text
    assert "von 14.000 € auf 6.000 €" in text and "Niemand zahlt mehr als heute." in text
    assert "nicht bekannt" not in text


def test_what_of_a_joint_cost_nobody_bears_is_named_and_never_zero(circle, sign_in, url, add):
    add("duelmen", "today", "total", 5_000)
    add("rosendahl", "today", "total", 9_000)
    add(None, "joint", "it", 4_000, is_shared=True)
    client = sign_in("duelmen")
    text = told(client, url)
    assert "Es gibt keinen Kostenschlüssel." in text and "nicht bekannt" in text
    assert "Was es wen kostet, ist noch nicht zu sagen." in text
    assert "Niemand zahlt mehr" not in text and ">0 €" not in text.split("Einmalig")[0]
    CostKeyPeriod.objects.create(
        key=CostKey.objects.create(field=circle.payroll, title="Köpfe"),
        kind="equal",
        starts_on=moments.today().replace(month=1, day=1),
        effective_on=moments.today(),
        recorded_at=moments.now(),
    )
    text = told(client, url)
    assert "von 14.000 € auf 4.000 €" in text and "nicht bekannt" not in text


def test_a_saving_alone_is_told_as_such(circle, sign_in, url, add):
    add("duelmen", "joint", "saving", 3_000)
    text = told(sign_in("rosendahl"), url)
    assert "Zusammen sparen sie 3.000 € im Jahr." in text and "als Ersparnis angegeben" in text
    assert text.count("nicht bekannt") == 4 and "Es fehlt Gemeinde Rosendahl" in text


def test_what_is_broken_down_is_changed_in_the_comparison_and_not_in_the_plain_form(
    circle, sign_in, url, add
):
    client = sign_in("duelmen")
    assert "bearbeiten=kosten" in told(client, url)
    add("duelmen", "joint", "staff", 6_000)
    text = told(client, url)
    assert "bearbeiten=kosten" not in text
    assert f'href="{reverse("economics", args=[circle.payroll.pk])}"' in text
    assert client.post(f"{url}?bearbeiten=kosten", FORM).status_code == 403
    assert "bearbeiten=kosten" in told(sign_in("rosendahl"), url)


def test_an_entry_of_posts_is_put_right_by_posts_and_a_plain_sum_by_its_amount(circle, sign_in, url, add):
    client, entries = sign_in("duelmen"), reverse("field_entries", args=[circle.payroll.pk])
    said = {"effective_on": moments.today(), "recorded_at": moments.now(), "source": "Plan"}
    said |= {"confidence": "calculated", "mandate": circle.people["duelmen"]}
    line = CostLine.objects.create(
        field=circle.payroll, variant="joint", kind="staff", organisation=circle.duelmen
    )
    posts = CostLineEntry.objects.create(line=line, fte="0.5", rate_cents=80_000_00, pay_grade="E 9a", **said)
    form = client.get(f"{entries}?bearbeiten=kosten-{posts.pk}").context["form"]
    assert "fte" in form.fields and "increase" in form.fields and "amount_cents" not in form.fields
    shown = {one.name: "" if one.value() is None else one.value() for one in form}
    data = shown | {"fte": "0,75", "effective_on": f"{moments.today():%d.%m.%Y}", "increase": "0"}
    data |= {"rate_cents": "80.000", "correction_reason": "Vertippt"}
    answer = client.post(f"{entries}?bearbeiten=kosten-{posts.pk}", data)
    assert answer.status_code == 303, answer.content.decode()
    assert str(CostLineEntry.objects.get(corrects=posts).fte) == "0.750"
    total = add("duelmen", "today", "total", 5).entries.get()
    form = client.get(f"{entries}?bearbeiten=kosten-{total.pk}").context["form"]
    assert set(form.fields) == {
        *("amount_cents", "source", "confidence"),
        *("effective_on", "day_order", "correction_reason"),
    }
