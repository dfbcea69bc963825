"""What a field's page says first: what the reader's organisation owes here; ticked off at once, and taken back."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from initiatives.domain.kernel import moments
from initiatives.domain.votes import positions
from initiatives.domain.work import tasks
from initiatives.models import Event, Step, Task
from initiatives.templatetags.german import date_weekday
from tests.views.field_sections import edit_url, take_part
from tests.views.fields.test_steps import add
from tests.views.parts import cut, part

OWN = "ihr-teil"


@pytest.fixture
def url(circle):
    take_part(circle, "duelmen")
    return reverse("field", args=[circle.payroll.pk])


def own(client, url):
    html = cut(client.get(url).content.decode(), OWN).partition("</title>")[2]
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def give_task(circle, title):
    by = circle.people["nottuln"]
    values = {"title": title, "owner": circle.duelmen, "field": circle.payroll}
    return tasks.add(initiative=circle.initiative, by=by, at=moments.now(), **values)


def test_the_most_urgent_has_the_one_button_and_the_rest_are_links(circle, sign_in, url):
    add(circle, "Zahlen erheben", days=-3, owner=circle.duelmen)
    give_task(circle, "Liste schicken")
    client = sign_in("duelmen")
    html = cut(client.get(url).content.decode(), OWN)
    assert html.count("kern-btn--primary") == html.count("kern-btn ") == 1
    text = own(client, url)
    assert "Ihre Kommune Erledigen: Zahlen erheben , überfällig seit 3 Tagen" in text
    assert text.index("Zahlen erheben") < text.index("Votum abgeben") < text.index("Liste schicken")
    assert f'href="{reverse("position", args=[circle.ask(circle.duelmen).pk])}"' in html


def test_the_votum_is_the_button_until_it_is_given_and_then_told(circle, sign_in, url):
    client, ask = sign_in("duelmen"), circle.ask(circle.duelmen)
    day = " ".join(date_weekday(circle.round.deadline).split())
    assert f"Votum abgeben , in 14 Tagen ( {day} )." in own(client, url)
    positions.give(ask=ask, stance="refusal", reason="Nein.", by=circle.people["duelmen"], at=moments.now())
    text = own(client, url)
    assert "Votum abgeben" not in text and "Ablehnung vom" in text
    assert "Zurzeit wartet hier niemand auf die Stadt Dülmen." in text


def test_what_is_of_another_field_is_not_told_here(circle, sign_in, url):
    by, at = circle.people["nottuln"], moments.now()
    values = {"owner": circle.duelmen, "field": circle.hotline, "title": "Anderswo"}
    tasks.add(initiative=circle.initiative, by=by, at=at, **values)
    assert "Anderswo" not in own(sign_in("duelmen"), url)
    assert "Anderswo" in own(sign_in("duelmen"), reverse("field", args=[circle.hotline.pk]))


def test_a_county_is_called_by_its_name_and_an_administrator_owes_nothing(circle, sign_in, url):
    text = own(sign_in("county"), url)
    assert text.startswith("Kreis Coesfeld") and "Ihre Kommune" not in text
    assert "Zurzeit wartet hier niemand auf den Kreis Coesfeld." in text
    assert f'id="{OWN}"' not in sign_in("administrator").get(url).content.decode()


def test_who_only_reads_is_shown_the_duty_without_a_button(circle, sign_in, url):
    html = cut(sign_in("reader").get(url).content.decode(), OWN)
    assert "<b>Votum abgeben</b>" in html
    assert "kern-btn" not in html and "<form" not in html


@pytest.mark.parametrize("htmx", [False, True])
@pytest.mark.parametrize("before", ["open", "work"])
def test_a_step_is_ticked_off_in_its_row_and_taken_back(circle, sign_in, url, htmx, before):
    step, client = add(circle, "Zahlen erheben", owner=circle.duelmen), sign_in("duelmen")
    Step.objects.filter(pk=step.pk).update(state=before)
    address = edit_url(url, f"erledigt-{step.pk}")
    if htmx:
        page = part(client, address, "feld", {}).content.decode()
    else:
        assert client.post(address).headers["Location"] == f"{url}#schritte"
        page = client.get(url).content.decode()
    step.refresh_from_db()
    assert (step.state, step.done_on) == ("done", moments.today())
    assert "„Zahlen erheben“ ist erledigt." in page and "1 erledigt oder entfallen" in page
    undo = re.search(r'class="ikz-undo" action="([^"]+)"', page)[1].replace("&amp;", "&")
    assert client.post(undo).headers["Location"] == f"{url}#schritte"
    step.refresh_from_db()
    assert (step.state, step.done_on) == (before, None)
    assert "ist wieder offen" in client.get(url).content.decode()


def test_a_task_is_ticked_off_in_its_row_and_taken_back(circle, sign_in, url):
    task, client = give_task(circle, "Liste schicken"), sign_in("duelmen")
    assert f"bearbeiten=aufgabe-{task.pk}" in cut(client.get(url).content.decode(), "aufgaben")
    assert client.post(edit_url(url, f"aufgabe-{task.pk}")).headers["Location"] == f"{url}#aufgaben"
    assert Task.objects.get(pk=task.pk).state == "done"
    page = client.get(url).content.decode()
    undo = re.search(r'class="ikz-undo" action="([^"]+)"', page)[1]
    client.post(undo)
    assert Task.objects.get(pk=task.pk).state == "open"


@pytest.mark.parametrize("persona", ["reader", "county", "administrator", "stranger"])
def test_who_may_not_ticks_nothing_off(circle, sign_in, url, persona):
    step, task = add(circle, "Zahlen erheben", owner=circle.duelmen), give_task(circle, "Liste schicken")
    client, before = sign_in(persona), Event.objects.count()
    names = [f"{one}-{step.pk}" for one in ("erledigt", "offen", "begonnen")]
    names += [f"{one}-{task.pk}" for one in ("aufgabe", "aufgabeoffen", "aufgabebegonnen")]
    assert {client.post(edit_url(url, name)).status_code for name in names} <= {403, 404}
    assert Event.objects.count() == before


def test_what_belongs_to_another_field_or_has_been_dropped_is_not_ticked_off(circle, sign_in, url):
    step, task = add(circle, "Zahlen erheben"), give_task(circle, "Liste schicken")
    client, other = sign_in("duelmen"), reverse("field", args=[circle.hotline.pk])
    for name in (f"erledigt-{step.pk}", f"aufgabe-{task.pk}"):
        assert client.post(edit_url(other, name)).status_code == 404
    Step.objects.filter(pk=step.pk).update(state="dropped", evidence="Nicht nötig.")
    answer = client.post(edit_url(url, f"erledigt-{step.pk}"))
    assert answer.status_code == 422 and "ist inzwischen entfallen" in answer.content.decode()
    assert Step.objects.get(pk=step.pk).state == "dropped"


def test_sections_without_anything_are_a_line_with_their_link_or_named_to_who_may_not(circle, sign_in, url):
    page = sign_in("duelmen").get(url).content.decode()
    line = cut(page, "nachweise")
    assert "<li" in line and "Nachweise:</b> noch keine" in line
    assert f'href="{url}?bearbeiten=nachweis#nachweise"' in line
    reader = sign_in("reader").get(url).content.decode()
    assert '<span id="nachweise">Nachweise</span>' in reader and "bearbeiten=nachweis" not in reader
    form = sign_in("duelmen").get(edit_url(url, "nachweis")).content.decode()
    assert "<section" in cut(form, "nachweise") and form.count('id="nachweise"') == 1


def test_agreement_of_many_is_folded_with_their_names(circle, sign_in, url):
    at = moments.now() - timedelta(minutes=1)
    for name in ("nottuln", "duelmen", "rosendahl"):
        ask = circle.ask(getattr(circle, name))
        positions.give(ask=ask, stance="consent", by=circle.people[name], at=at)
    votes = cut(sign_in("county").get(url).content.decode(), "voten")
    summary = re.search(r"<summary>(.*?)</summary>", votes, re.DOTALL)[1]
    assert all(name in summary for name in ("Dülmen", "Nottuln", "Rosendahl"))
    assert votes.count("ikz-chip--consent") == 3
