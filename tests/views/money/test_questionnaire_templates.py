"""Templates of questionnaires in the administration: those of the notice, own ones, their questions, the end of the offer."""

from importlib import import_module

import pytest
from django.apps import apps
from django.urls import reverse

from initiatives.domain.money import questions, templates
from initiatives.models import AccountRecord, QuestionnaireTemplate, TemplateQuestion
from tests.domain.money.baselines import ASKED, EMPTY

LIST, NEW = "/verwaltung/frageboegen/", "/verwaltung/frageboegen/neu/"


@pytest.fixture
def template(circle):
    made = templates.save(template=None, title="Bauhof", hint="Für den Bauhof")
    for one in ASKED[:3]:
        templates.set_question(template=made, question=None, values=EMPTY | one)
    return made


def url_of(template, section=""):
    address = reverse("administration_questionnaire", args=[template.pk])
    return f"{address}?bearbeiten={section}" if section else address


def asked(template):
    return [one.text for one in template.questions.all()]


def test_the_fields_of_the_notice_have_templates_that_hold(circle):
    migration = import_module("initiatives.migrations.0033_baseline")
    templates.save(template=None, title="IT", hint="eigene")  # somebody was there before
    migration.fill(apps, None)
    known = {one.key: one for one in QuestionnaireTemplate.objects.exclude(key=None)}
    assert set(known) == {"payroll", "procurement", "d115", "experts", "processes"}
    for row in TemplateQuestion.objects.all():
        values = {name: getattr(row, name) for name in questions.NAMES}
        assert questions.checked(values) == values, row
    meanings = {
        one["meaning"] for row in TemplateQuestion.objects.all() for one in (row.__dict__, *row.columns)
    }
    assert meanings >= {"cases", "fte", "cost", "procedure", "version", "contract_end"}
    assert known["d115"].questions.get(unit="%").is_required is False
    migration.fill(apps, None)
    assert QuestionnaireTemplate.objects.count() == 6


def test_an_own_template_is_made_and_stands_in_the_list(circle, sign_in):
    client = sign_in("administrator")
    assert "Noch gibt es keine Vorlage." in client.get(LIST).content.decode()
    answer = client.post(NEW, {"title": " Bauhof ", "hint": "Für den Bauhof"})
    made = QuestionnaireTemplate.objects.get()
    assert (made.title, made.key, answer["Location"]) == ("Bauhof", None, url_of(made))
    assert "wird angeboten, sobald es eine gibt" in client.get(LIST).content.decode()
    assert not templates.offered().exists()
    again = client.post(NEW, {"title": "bauhof", "hint": ""})
    assert again.status_code == 422 and "schon eine andere Vorlage" in again.content.decode()
    assert "Vorlage eines Fragebogens angelegt: Bauhof" in {
        one.subject for one in AccountRecord.objects.all()
    }


def test_questions_of_a_template_are_added_changed_moved_and_removed(circle, sign_in, template):
    client = sign_in("administrator")
    typed = {"text": "Fahrzeuge", "kind": "number", "unit": "Stück", "columns-rows": "0"}
    assert client.post(url_of(template, "frage"), typed).status_code == 303
    row = template.questions.get(text="Fahrzeuge")
    assert (row.order, row.is_required, row.unit) == (4, False, "Stück")
    section = url_of(template, f"frage-{row.pk}")
    assert client.post(section, typed | {"text": ""}).status_code == 422
    assert client.post(section, typed | {"text": "Große Fahrzeuge", "is_required": "on"}).status_code == 303
    order = reverse("administration_questionnaire_order", args=[template.pk])
    client.post(order, {"hoch": row.pk})
    assert asked(template) == ["Abrechnungen", "Kosten heute", "Große Fahrzeuge", "Besonderes"]
    ids = [one.pk for one in template.questions.all()]
    client.post(order, {"reihenfolge": ",".join(map(str, ids[::-1]))})
    assert asked(template)[0] == "Besonderes"
    assert client.post(order, {"reihenfolge": str(ids[0])}).status_code == 422
    client.post(url_of(template, f"entfernen-{row.pk}"))
    assert "Große Fahrzeuge" not in asked(template)
    assert client.post(url_of(template, f"entfernen-{row.pk}")).status_code == 404


def test_columns_are_added_without_a_script(circle, sign_in, template):
    client = sign_in("administrator")
    typed = {
        "text": "Liste",
        "kind": "rows",
        "columns-rows": "1",
        "columns-0-text": "Name",
        "columns-0-kind": "text",
    }
    answer = client.post(url_of(template, "frage"), typed | {"tun": "zeile:columns"})
    assert answer.status_code == 200
    assert [row.cells[0].value() for row in answer.context["form"]["columns"].rows] == ["Name", ""]
    assert len(asked(template)) == 3


def test_a_template_is_offered_no_more_and_again(circle, sign_in, template):
    client = sign_in("administrator")
    assert list(templates.offered()) == [template]
    client.post(url_of(template, "beenden"))
    assert not templates.offered().exists()
    assert "nicht mehr angeboten seit" in client.get(LIST).content.decode()
    assert client.post(url_of(template, "beenden")).status_code == 422
    client.post(url_of(template, "anbieten"))
    assert list(templates.offered()) == [template]


def test_title_and_purpose_are_changed(circle, sign_in, template):
    client = sign_in("administrator")
    client.post(url_of(template, "vorlage"), {"title": "Bauhöfe", "hint": ""})
    template.refresh_from_db()
    assert (template.title, template.hint) == ("Bauhöfe", "")
