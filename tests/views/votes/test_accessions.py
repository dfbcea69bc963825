"""A round "Beitritt" on the pages: opened, answered, shown beside what stands."""

from datetime import timedelta

import pytest
from django.urls import reverse

from initiatives.domain.kernel import moments
from initiatives.enums import Role
from initiatives.models import Ask, Organisation, Position, Round
from tests.support.personas import person


@pytest.fixture
def open_it(circle, sign_in, running):
    def post(**changes):
        sent = {
            "purpose": "accession",
            "fields_asked": [str(running.pk)],
            "organisations": [str(circle.county.pk)],
            "joining": str(circle.duelmen.pk),
            "subject": "Stimmen Sie dem Beitritt zu?",
            "deadline": f"{moments.today() + timedelta(days=9):%d.%m.%Y}",
        }
        return sign_in("nottuln").post(reverse("round_new", args=[circle.initiative.pk]), sent | changes)

    return post


def shown(client, url):
    answer = client.get(url)
    assert answer.status_code == 200
    return answer.content.decode()


def test_it_is_offered_on_the_field_with_whom_it_concerns_ticked(circle, sign_in, running):
    client, field = sign_in("nottuln"), reverse("field", args=[running.pk])
    address = f"{reverse('round_new', args=[circle.initiative.pk])}?feld={running.pk}&zweck=accession"
    assert address.replace("&", "&amp;") in shown(client, field)
    assert "Nach einem Beitritt fragen" not in shown(client, reverse("field", args=[circle.payroll.pk]))
    assert "Nach einem Beitritt fragen" not in shown(sign_in("duelmen"), field)
    form = client.get(address).context["form"]
    assert form.initial["purpose"] == "accession"
    assert set(form.initial["organisations"]) == {str(circle.county.pk), str(circle.nottuln.pk)}


def test_it_is_opened_answered_and_shown_beside_what_was_decided(circle, sign_in, running, open_it):
    assert open_it().status_code == 303
    round_ = Round.objects.get(purpose="accession")
    field = shown(sign_in("county"), reverse("field", args=[running.pk]))
    assert "<b>0 von 2</b> beantwortet" in field and "Beitritt der Stadt Dülmen</h3>" in field
    assert "Votum zum Beitritt für Kreis Coesfeld abgeben" in field and "<dd>3 von 3</dd>" in field
    own = round_.asks.get(organisation=circle.duelmen)
    position = reverse("position", args=[own.pk])
    start = shown(sign_in("duelmen"), reverse("start"))
    assert f'href="{position}">' in start and "Beschaffung (Beitritt der Stadt Dülmen)" in start
    assert "Beitritt der Stadt Dülmen" in shown(sign_in("duelmen"), position)
    values = {"stance": "consent", "seen": "", "draft": "0", "effective_on": f"{moments.today():%d.%m.%Y}"}
    assert sign_in("duelmen").post(f"{position}?bearbeiten=votum", values).status_code == 303
    assert Position.objects.get(ask=own).stance == "consent"
    assert "<b>1 von 2</b> beantwortet" in shown(sign_in("duelmen"), reverse("field", args=[running.pk]))
    page = shown(sign_in("nottuln"), reverse("round", args=[round_.pk]))
    assert "Abstimmungsrunde „Beitritt der Stadt Dülmen“" in page and "An 1 offenes Votum erinnern" in page
    assert "Beitritt der Stadt Dülmen" in shown(
        sign_in("nottuln"), reverse("initiative", args=[circle.initiative.pk])
    )
    paper = shown(sign_in("county"), reverse("round_paper", args=[round_.pk]))
    assert "Dem Beitritt der Stadt Dülmen zu dem Betätigungsfeld „Beschaffung“" in paper
    entries = shown(sign_in("nottuln"), reverse("field_entries", args=[running.pk]))
    assert "Beitritt der Stadt Dülmen: Stimmen Sie dem Beitritt zu?" in entries


@pytest.mark.parametrize(
    ("changes", "place", "words"),
    [
        ({"joining": ""}, "joining", "Bitte wählen Sie, wer beitreten soll."),
        ({"joining": "rosendahl"}, "joining", "schon beteiligt"),
        ({"joining": "", "organisations": []}, "organisations", "Bitte wählen Sie aus, wer gefragt wird."),
        ({"purpose": "decision", "subject_version": "2"}, "joining", "gehört nur zu einer Runde"),
    ],
)
def test_what_is_refused_stands_at_its_field_with_what_was_typed(circle, open_it, changes, place, words):
    if changes.get("joining"):
        changes = changes | {"joining": str(getattr(circle, changes["joining"]).pk)}
    before = Round.objects.count()
    answer = open_it(**changes)
    assert answer.status_code == 422 and Round.objects.count() == before
    assert words in " ".join(answer.context["form"].errors[place])
    assert "Stimmen Sie dem Beitritt zu?" in answer.content.decode()


def test_a_third_party_answers_and_says_that_it_has_joined_and_works_in_that_field_only_then(
    circle, sign_in, running, open_it
):
    centre = Organisation.objects.create(kind="dritte", name="Rechenzentrum", designation="Rechenzentrum")
    circle.people["centre"] = person("beauftragte-rz", Role.DELEGATE, centre)
    client, field = sign_in("centre"), reverse("field", args=[running.pk])
    assert client.get(field).status_code == 404
    assert open_it(joining=str(centre.pk)).status_code == 303
    assert "Votum zum Beitritt für Rechenzentrum abgeben" in shown(client, field)
    assert client.get(f"{field}?bearbeiten=beschreibung").status_code == 403
    position = reverse("position", args=[Ask.objects.get(organisation=centre).pk])
    values = {"stance": "consent", "seen": "", "draft": "0", "effective_on": f"{moments.today():%d.%m.%Y}"}
    assert client.post(f"{position}?bearbeiten=votum", values).status_code == 303
    other = reverse("field", args=[circle.payroll.pk])
    joins = {"status": "participating", "seen": "open"}
    assert client.post(f"{other}?bearbeiten=beteiligung", joins).status_code == 403
    assert client.post(f"{field}?bearbeiten=beteiligung", joins).status_code == 303
    assert client.get(f"{field}?bearbeiten=beschreibung").status_code == 200
