"""Tasks on their pages: the list with filter and quick changes, giving one, changing one, on field and start page."""

from datetime import timedelta

import pytest
from django.urls import reverse

from initiatives.domain.fields import fields
from initiatives.domain.kernel import moments
from initiatives.domain.work import tasks
from initiatives.models import Event, Notice, Task
from tests.views.parts import cut, part, same


@pytest.fixture
def url(circle):
    return reverse("tasks", args=[circle.initiative.pk])


@pytest.fixture
def give(circle):
    def make(owner="duelmen", title="Daten liefern", days=None, by="nottuln", **options):
        due_on = moments.today() + timedelta(days=days) if days is not None else None
        return tasks.add(
            initiative=circle.initiative,
            title=title,
            owner=getattr(circle, owner),
            due_on=due_on,
            by=circle.people[by],
            at=options.pop("at", moments.now()),
            **options,
        )

    return make


def titles(response):
    return [row.title for row in response.context["listing"].page]


def written():
    return list(Task.objects.values_list("title", "state", "version")), Event.objects.count()


def page(task):
    return reverse("task", args=[task.pk])


def test_the_list_says_what_is_open_and_whose_and_marks_the_own(circle, sign_in, url, give):
    give(title="Eigene", days=9)
    long_ago = moments.now() - timedelta(days=20)
    give("rosendahl", title="Späte", days=-3, at=long_ago)
    text = " ".join(sign_in("duelmen").get(url).content.decode().split())
    assert "2 Aufgaben sind offen oder in Arbeit, davon 1 bei Ihnen" in text
    assert '<b class="ikz-late">1 überfällig</b>' in text
    assert text.count('class="ikz-own"') == 1
    assert "Überfällig" in text and "seit 3 Tagen" in text
    assert text.index("Späte") < text.index("Eigene")  # by day


def test_nobody_has_given_one_yet(sign_in, url):
    assert "Erste Aufgabe vergeben" in sign_in("duelmen").get(url).content.decode()
    reading = sign_in("reader").get(url).content.decode()
    assert "Noch ist keine Aufgabe vergeben." in reading and "Erste Aufgabe" not in reading


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["Frei", "Bald"]),
        ("stand=done", ["Fertig"]),
        ("stand=alle", ["Frei", "Bald", "Fertig"]),
        ("zustaendig={duelmen}", ["Bald"]),
        ("feld={payroll}", ["Bald"]),
        ("feld=ohne", ["Frei"]),
        ("frist=bald", ["Bald"]),
        ("frist=ueberfaellig", []),
        ("frist=ohne", ["Frei"]),
        ("sort=-aufgabe&stand=alle", ["Frei", "Fertig", "Bald"]),
        ("sort=stand&stand=alle", ["Bald", "Frei", "Fertig"]),
        ("zustaendig=unsinn", []),
    ],
)
def test_it_is_filtered_and_sorted_by_its_address(circle, sign_in, url, give, query, found):
    give(title="Bald", days=3, field=circle.payroll)
    give("rosendahl", title="Frei")
    done = give("rosendahl", title="Fertig")
    tasks.set_state(task=done, state="done", version=1, by=circle.people["rosendahl"], at=moments.now())
    query = query.format(duelmen=circle.duelmen.pk, payroll=circle.payroll.pk)
    response = sign_in("duelmen").get(f"{url}?{query}")
    if query.startswith("sort"):
        assert titles(response) == found
    assert sorted(titles(response)) == sorted(found)
    if not found:
        assert "Keine Aufgabe passt zu diesem Filter." in response.content.decode()


@pytest.mark.parametrize("htmx", [False, True])
def test_a_button_in_the_list_changes_the_state_and_keeps_the_filter(circle, sign_in, url, give, htmx):
    task, client = give(), sign_in("duelmen")
    address = f"{url}?zustaendig={circle.duelmen.pk}"
    shown = client.get(address).content.decode()
    assert f'action="{address}"' in shown and "Beginnen<span" in shown
    data = {"aufgabe": task.pk, "version": 1, "state": "work"}
    answer = part(client, address, "liste", data) if htmx else client.post(address, data)
    task.refresh_from_db()
    assert (task.state, task.version) == ("work", 2)
    if htmx:
        assert answer.status_code == 200 and "„Daten liefern“: In Arbeit." in answer.content.decode()
    else:
        assert (answer.status_code, answer["Location"]) == (303, address)


@pytest.mark.parametrize("htmx", [False, True])
@pytest.mark.parametrize(
    ("data", "status", "words"),
    [
        ({"state": "dropped", "version": 1}, 422, "warum die Aufgabe entfällt"),
        ({"state": "lost", "version": 1}, 422, "Diesen Stand gibt es nicht"),
        ({"state": "done", "version": 0}, 409, "inzwischen geändert"),
    ],
)
def test_a_button_that_does_not_work_says_why(circle, sign_in, url, give, data, status, words, htmx):
    task, client = give(), sign_in("duelmen")
    tasks.set_state(task=task, state="work", version=1, by=circle.people["nottuln"], at=moments.now())
    if status == 422:
        data = data | {"version": 2}
    before = written()
    data = data | {"aufgabe": task.pk}
    answer = part(client, url, "liste", data) if htmx else client.post(url, data)
    assert answer.status_code == status and words in answer.content.decode()
    assert written() == before


@pytest.mark.parametrize("number", ["", "0", "x", "٣", "9" * 30])
def test_a_task_that_is_not_there_is_not_found(sign_in, url, number):
    assert sign_in("duelmen").post(url, {"aufgabe": number, "state": "done"}).status_code == 404


def test_who_is_neither_owner_nor_giver_changes_nothing(circle, sign_in, url, give):
    task, before = give(), None
    before = written()
    for persona in ("rosendahl", "reader", "county", "administrator"):
        client = sign_in(persona)
        assert client.post(url, {"aufgabe": task.pk, "state": "done", "version": 1}).status_code == 403
        assert client.post(f"{page(task)}?bearbeiten=stand", {"state": "done"}).status_code == 403
        assert client.get(f"{page(task)}?bearbeiten=angaben").status_code == 403
        text = client.get(page(task)).content.decode()
        assert "?bearbeiten=" not in text and "Den Stand ändert" in text
        assert 'name="aufgabe"' not in client.get(url).content.decode()
    for persona in ("stranger", "kreistag"):
        assert sign_in(persona).get(page(task)).status_code == 404
        assert sign_in(persona).get(url).status_code == 404
    assert written() == before


def test_a_delegate_takes_a_task_on_and_only_the_convening_one_is_asked_for_whom(circle, sign_in, url):
    new = reverse("task_new", args=[circle.initiative.pk])
    mine = sign_in("duelmen").get(new).content.decode()
    assert "Die Aufgabe übernimmt Stadt Dülmen." in mine and 'name="owner"' not in mine
    convening = sign_in("nottuln").get(new).content.decode()
    for name in ("Gemeinde Nottuln", "Stadt Dülmen", "Gemeinde Rosendahl", "Kreis Coesfeld"):
        assert f">{name}</option>" in convening


@pytest.mark.parametrize("htmx", [False, True])
def test_a_task_is_given(circle, sign_in, htmx):
    new, client = reverse("task_new", args=[circle.initiative.pk]), sign_in("nottuln")
    due_on = moments.today() + timedelta(days=5)
    data = {"title": "Daten liefern", "owner": circle.duelmen.pk, "field": circle.payroll.pk}
    data |= {"due_on": f"{due_on:%d.%m.%Y}", "text": "<b>Fett</b>"}
    answer = part(client, new, "aufgabe", data) if htmx else client.post(new, data)
    task = Task.objects.get()
    assert (task.owner, task.field, task.due_on) == (circle.duelmen, circle.payroll, due_on)
    assert answer["HX-Redirect" if htmx else "Location"] == page(task)
    text = sign_in("duelmen").get(page(task)).content.decode()
    assert "&lt;b&gt;Fett&lt;/b&gt;" in text and "Ihre Organisation" in text
    assert "Beauftragte/r der Gemeinde Nottuln" in text
    assert Notice.objects.get().user == circle.people["duelmen"].user


@pytest.mark.parametrize("htmx", [False, True])
@pytest.mark.parametrize(
    ("values", "anchor"),
    [
        ({"title": " "}, "id_title"),
        ({"due_on": "01.01.2020"}, "id_due_on"),
        ({"due_on": "bald"}, "id_due_on"),
        ({"owner": "999999"}, "id_owner"),
        ({"field": "999999"}, "id_field"),
    ],
)
def test_a_wrong_task_is_refused_and_kept(circle, sign_in, values, anchor, htmx):
    new, client = reverse("task_new", args=[circle.initiative.pk]), sign_in("nottuln")
    data = {"title": "Daten liefern", "owner": circle.duelmen.pk, "text": "Wie besprochen"} | values
    answer = part(client, new, "aufgabe", data) if htmx else client.post(new, data)
    html = answer.content.decode()
    assert answer.status_code == 422 and f'href="#{anchor}"' in html and "Wie besprochen" in html
    assert not Task.objects.exists()


def test_a_delegate_cannot_slip_in_another_owner(circle, sign_in):
    new = reverse("task_new", args=[circle.initiative.pk])
    sign_in("duelmen").post(new, {"title": "Untergeschoben", "owner": circle.rosendahl.pk})
    assert Task.objects.get().owner == circle.duelmen


@pytest.mark.parametrize("htmx", [False, True])
def test_attributes_and_state_are_changed_on_the_page(circle, sign_in, give, htmx):
    task, client = give(), sign_in("nottuln")

    def send(section, data):
        address = f"{page(task)}?bearbeiten={section}"
        return part(client, address, "aufgabe", data) if htmx else client.post(address, data)

    data = {"title": "Zahlen liefern", "owner": circle.rosendahl.pk, "version": 1}
    answer = send("angaben", data)
    assert answer.status_code == (200 if htmx else 303)
    answer = send("stand", {"state": "done", "note": "Liegt vor", "version": 2})
    assert answer.status_code == (200 if htmx else 303)
    task.refresh_from_db()
    assert (task.title, task.owner, task.state, task.note) == (
        "Zahlen liefern",
        circle.rosendahl,
        "done",
        "Liegt vor",
    )
    text = client.get(page(task)).content.decode()
    assert "Liegt vor" in text and "Aufgabe vergeben" in text  # the result, and the history
    if htmx:
        assert same(cut(text, "h-verlauf"), cut(answer.content.decode(), "h-verlauf"))
    refused = send("stand", {"state": "dropped", "note": "", "version": 3})
    assert refused.status_code == 422 and 'href="#id_note"' in refused.content.decode()


def test_the_form_of_a_part_is_the_same_as_in_the_whole_page(circle, sign_in, give):
    task, client = give(), sign_in("nottuln")
    address = f"{page(task)}?bearbeiten=angaben"
    whole = client.get(address).content.decode()
    assert same(part(client, address, "aufgabe").content.decode(), cut(whole, "aufgabe"))


@pytest.mark.parametrize("htmx", [False, True])
def test_a_stale_change_shows_both_and_can_be_saved_again(circle, sign_in, give, htmx):
    task, client = give(text="Erst"), sign_in("nottuln")
    by, at = circle.people["nottuln"], moments.now()
    tasks.edit(task=task, values={"text": "Ihre Worte"}, version=1, by=by, at=at)
    address, before = f"{page(task)}?bearbeiten=angaben", written()
    data = {"title": "Daten liefern", "owner": circle.duelmen.pk, "text": "Meine Worte", "version": 1}
    answer = part(client, address, "aufgabe", data) if htmx else client.post(address, data)
    html = answer.content.decode()
    assert answer.status_code == 409 and written() == before
    assert "Ihre" in html and "Meine" in html and 'name="version" value="2"' in html
    client.post(address, data | {"version": 2})
    task.refresh_from_db()
    assert task.text == "Meine Worte"


def test_a_field_lists_its_open_tasks_and_gives_new_ones(circle, sign_in, give):
    give(days=3, field=circle.payroll)
    done = give(title="Fertig", field=circle.payroll)
    tasks.set_state(task=done, state="done", version=1, by=circle.people["duelmen"], at=moments.now())
    give(title="Woanders")
    address = reverse("field", args=[circle.payroll.pk])
    section = cut(sign_in("duelmen").get(address).content.decode(), "aufgaben")
    assert "Daten liefern" in section and "in 3 Tagen" in section and "Ihre Organisation" in section
    assert "Fertig" not in section and "Woanders" not in section
    assert f"?feld={circle.payroll.pk}" in section
    assert "Vergeben<span" not in cut(sign_in("reader").get(address).content.decode(), "aufgaben")
    chosen = sign_in("duelmen").get(
        f"{reverse('task_new', args=[circle.initiative.pk])}?feld={circle.payroll.pk}"
    )
    assert f'value="{circle.payroll.pk}" selected' in chosen.content.decode()


def test_the_start_page_names_the_task_as_a_duty(circle, sign_in, give):
    task = give(days=3)
    text = sign_in("duelmen").get("/").content.decode()
    assert f'href="{page(task)}">' in text and "Erledigen: Daten liefern" in text


def test_the_lead_may_give_in_its_field(circle, sign_in):
    at = moments.now()
    for name in ("duelmen", "rosendahl"):
        fields.set_participation(
            field=circle.payroll, organisation=getattr(circle, name), status="participating", by=None, at=at
        )
    fields.set_lead(field=circle.payroll, organisation=circle.duelmen, contact="", by=None, at=at)
    new, client = reverse("task_new", args=[circle.initiative.pk]), sign_in("duelmen")
    data = {"title": "Daten liefern", "owner": circle.rosendahl.pk}
    refused = client.post(new, data)
    assert refused.status_code == 422 and 'href="#id_owner"' in refused.content.decode()
    assert client.post(new, data | {"field": circle.payroll.pk}).status_code == 303


def test_reading_writes_nothing_and_costs_the_same_for_many(
    circle, sign_in, url, give, django_assert_max_num_queries
):
    task, client = give(field=circle.payroll), sign_in("nottuln")
    client.get(url)
    for address in (url, page(task)):
        before = written()
        with django_assert_max_num_queries(54) as few:
            client.get(address)
        for number in range(12):
            give("rosendahl", title=f"Aufgabe {number}", field=circle.hotline)
        between = written()
        with django_assert_max_num_queries(54) as many:
            client.get(address)
        assert len(many) == len(few)
        assert written() == between != before
