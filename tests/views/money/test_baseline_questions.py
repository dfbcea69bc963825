"""The questionnaire on the page of a baseline: begun, its questions added, changed, dropped, put into order."""

from datetime import timedelta

import pytest
from django.urls import reverse

from initiatives.domain.kernel import moments
from initiatives.domain.money import questionnaires, templates
from initiatives.models import Event, Question, Questionnaire
from tests.domain.money.baselines import ASKED, EMPTY, asked, give, led
from tests.views.money.forms import opened, page, shown


@pytest.fixture
def url(circle):
    return led(circle)


@pytest.fixture
def made(circle, url):
    return asked(circle)


def test_an_empty_page_says_who_begins_and_offers_it_to_them(circle, sign_in, url):
    assert "Fragebogen anlegen" in page(sign_in("duelmen"), url)
    others = page(sign_in("rosendahl"), url)
    assert "wer das Feld federführend hat" in others and "bearbeiten=anlegen" not in others


def test_a_questionnaire_begins_from_a_template_that_is_offered(circle, sign_in, url):
    gone = templates.save(template=None, title="Alt", hint="")
    template = templates.save(template=None, title="Abrechnung", hint="")
    for one in (gone, template):
        templates.set_question(template=one, question=None, values=EMPTY | ASKED[0])
    templates.offer(template=gone, is_offered=False, at=moments.now())
    templates.save(template=None, title="Leer", hint="")
    client = sign_in("duelmen")
    data = shown(client, opened(url, "anlegen"))
    assert data["title"] == "Bestandsaufnahme Personalabrechnung bündeln"
    offered = client.get(opened(url, "anlegen")).context["form"].fields["template"].queryset
    assert [str(one) for one in offered] == ["Abrechnung"]
    answer = client.post(opened(url, "anlegen"), data | {"template": template.pk, "due_on": "01.01.2020"})
    assert answer.status_code == 422 and "die Frist liegt davor" in answer.content.decode()
    answer = client.post(opened(url, "anlegen"), data | {"template": template.pk})
    assert (answer.status_code, answer["Location"]) == (303, f"{url}#fragen")
    assert [one.text for one in Question.objects.all()] == ["Abrechnungen"]
    assert "0 von 2 Beteiligten" in page(client, url)


def test_questions_are_added_changed_dropped_and_asked_again_on_the_page(circle, sign_in, url):
    made = asked(circle, ASKED[0])
    client = sign_in("duelmen")
    data = shown(client, opened(url, "frage"))
    columns = {
        "columns-rows": "2",
        "columns-0-text": "Verfahren",
        "columns-0-kind": "text",
        "columns-0-meaning": "procedure",
        "columns-1-text": "Umfang",
        "columns-1-kind": "number",
        "columns-1-unit": "Stunden",
    }
    answer = client.post(opened(url, "frage"), data | {"text": "Liste", "kind": "rows"})
    assert answer.status_code == 422 and "eine bis 12 Spalten" in answer.content.decode()
    answer = client.post(opened(url, "frage"), data | columns | {"text": "Liste", "kind": "rows"})
    row = Question.objects.get(text="Liste")
    assert answer["Location"] == f"{url}#frage-{row.pk}"
    assert [(one["key"], one["unit"], one["meaning"]) for one in row.columns] == [
        ("verfahren", "", "procedure"),
        ("umfang", "Stunden", ""),
    ]
    section = opened(url, f"frage-{row.pk}")
    data = shown(client, section)
    assert data["columns-1-unit"] == "Stunden"
    assert client.post(section, data | {"text": "Verfahrensliste"}).status_code == 303
    assert "Spalten: Verfahren, Umfang (Stunden)" in page(client, url)
    client.post(opened(url, f"entfall-{row.pk}"), {"effective_on": ""})
    assert "Nicht mehr gefragt: 1 Frage" in page(client, url)
    assert client.get(opened(url, f"entfall-{row.pk}")).status_code == 404
    client.post(opened(url, f"wieder-{row.pk}"))
    assert "Nicht mehr gefragt" not in page(client, url)
    give(circle, made, "duelmen", {"Abrechnungen": "5"})
    first = made.questions.get(order=1)
    text = page(client, url)
    assert f"bearbeiten=frage-{first.pk}" not in text and f"bearbeiten=entfall-{first.pk}" in text
    answer = client.post(opened(url, f"frage-{first.pk}"), data | {"text": "Anders"})
    assert answer.status_code == 422 and "behält ihren Wortlaut" in answer.content.decode()


def test_a_changed_question_in_conflict_shows_both(circle, sign_in, url):
    made = asked(circle, ASKED[7])
    row = made.questions.get()
    client = sign_in("duelmen")
    section = opened(url, f"frage-{row.pk}")
    data = shown(client, section)
    other = sign_in("nottuln")
    assert other.post(section, data | {"columns-0-text": "Programm"}).status_code == 303
    answer = client.post(section, data | {"columns-0-text": "Software", "help": "Alle"})
    assert answer.status_code == 409
    form = answer.context["form"]
    assert form["columns"].rows[0].cells[0].value() == "Software"
    assert "Programm" in answer.content.decode()


def test_questions_are_moved_by_buttons_and_by_dragging(circle, sign_in, url):
    made = asked(circle, *ASKED[:3])
    ids = [one.pk for one in made.questions.all()]
    client, order = sign_in("duelmen"), reverse("baseline_order", args=[circle.payroll.pk])
    assert client.post(order, {"runter": ids[0]}).status_code == 303
    assert [one.pk for one in made.questions.all()] == [ids[1], ids[0], ids[2]]
    assert client.post(order, {"reihenfolge": ",".join(map(str, ids))}).status_code == 303
    assert [one.pk for one in made.questions.all()] == ids
    for typed in ({"hoch": "999999"}, {"reihenfolge": "1,x"}, {}):
        assert client.post(order, typed).status_code == 422
    assert sign_in("rosendahl").post(order, {"runter": ids[0]}).status_code == 403


def test_title_due_day_and_beginning_are_changed_and_told(circle, sign_in, url, made):
    client = sign_in("duelmen")
    section = opened(url, "fragebogen")
    due = moments.today() + timedelta(days=20)
    data = shown(client, section) | {"due_on": f"{due:%d.%m.%Y}"}
    assert client.post(section, data).status_code == 303
    assert Questionnaire.objects.get().due_on == due
    assert f'Frist <time datetime="{due}">' in page(client, url)
    assert Event.objects.filter(kind="baseline").first().after == f"Frist: {due:%d.%m.%Y}"
    assert questionnaires.PAGE == "baseline"
