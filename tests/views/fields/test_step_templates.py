"""Templates of steps: listed by phase, added, changed, switched off, suggested; they come in when a phase begins."""

import pytest
from django.urls import reverse

from initiatives.domain.fields import workflow
from initiatives.domain.fields.step_standards import STANDARD_STEPS
from initiatives.domain.kernel import moments
from initiatives.models import Step, StepTemplate

URL = "/verwaltung/arbeitsschritte/"


@pytest.fixture
def client(sign_in):
    return sign_in("administrator")


def test_the_suggestions_are_taken_over_once(client):
    count = sum(len(suggested) for suggested in STANDARD_STEPS.values())
    StepTemplate.objects.create(phase=2, order=1, title="Ergebnisse gegenüberstellen", days=5)
    assert client.post(reverse("administration_steps_standard"))["Location"] == URL
    assert StepTemplate.objects.count() == count
    text = client.get(URL).content.decode()
    assert f"{count - 1} Vorschläge übernommen." in text
    assert text.index("Gemeinsame Grundlage der Erhebung") < text.index("Vereinbarung unterzeichnen")
    assert "Frist 5 Tage nach Beginn der Phase" in text
    client.post(reverse("administration_steps_standard"))
    assert StepTemplate.objects.count() == count


def test_a_template_is_added_changed_and_switched_off(circle, client):
    data = {"phase": "1", "title": "Amtsleitungen befragen", "days": "14", "is_active": "on"}
    assert client.post(f"{URL}neu/?phase=1", data).status_code == 303
    row = StepTemplate.objects.get()
    assert (row.phase, row.title, row.days, row.is_active) == (1, "Amtsleitungen befragen", 14, True)
    by, reason = circle.people["nottuln"], "So beschlossen."
    workflow.release(field=circle.payroll, reason=reason, by=by, at=moments.now())
    assert [step.title for step in Step.objects.filter(field=circle.payroll)] == ["Amtsleitungen befragen"]
    off = data | {"days": ""}
    del off["is_active"]
    assert client.post(f"{URL}{row.pk}/", off).status_code == 303
    assert "ohne Frist, nicht mehr in Gebrauch" in client.get(URL).content.decode()
    workflow.release(field=circle.hotline, reason=reason, by=by, at=moments.now())
    assert not Step.objects.filter(field=circle.hotline).exists()


@pytest.mark.parametrize(
    ("changes", "anchor"),
    [({"title": " "}, "id_title"), ({"phase": "9"}, "id_phase"), ({"days": "-1"}, "id_days")],
)
def test_wrong_input_is_refused(client, changes, anchor):
    data = {"phase": "1", "title": "Amtsleitungen befragen", "days": "14", "is_active": "on"} | changes
    answer = client.post(f"{URL}neu/", data)
    assert answer.status_code == 422 and f'href="#{anchor}"' in answer.content.decode()
    assert not StepTemplate.objects.exists()


def test_only_administrators_change_templates(sign_in):
    assert sign_in("nottuln").post(reverse("administration_steps_standard")).status_code == 403
    assert not StepTemplate.objects.exists()
