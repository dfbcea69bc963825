"""Steps and costs on the page of a field: added, changed, put into order, entered, refused, in conflict."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from initiatives.domain.fields import fields, steps, workflow
from initiatives.domain.kernel import moments
from initiatives.domain.money import plain
from initiatives.enums import Participation
from initiatives.models import CostLineEntry, Event, Step
from tests.views.parts import cut, part, same

COSTS = {
    "today": "24.800",
    "joint": "18.032,50",
    "one_off": "",
    "source": "Haushaltsplan 2026",
    "confidence": "calculated",
    "effective_on": "05.01.2026",
}


@pytest.fixture
def url(circle):
    for name in ("duelmen", "rosendahl"):
        take_part(circle, name)
    return reverse("field", args=[circle.payroll.pk])


def take_part(circle, name):
    status, at = Participation.PARTICIPATING, moments.now()
    fields.set_participation(
        field=circle.payroll, organisation=getattr(circle, name), status=status, by=None, at=at
    )


def lead(circle, name):
    organisation, at = getattr(circle, name), moments.now()
    fields.set_lead(field=circle.payroll, organisation=organisation, contact="", by=None, at=at)


def add(circle, title, days=None, owner=None, **values):
    due_on = moments.today() + timedelta(days=days) if days is not None else None
    by, at = circle.people["duelmen"], moments.now()
    return steps.add(field=circle.payroll, title=title, owner=owner, due_on=due_on, by=by, at=at, **values)


def enter(circle, name, today, joint):
    plain.enter(
        field=circle.payroll,
        organisation=getattr(circle, name),
        today_cents=today * 100,
        joint_cents=joint * 100,
        source="Haushalt",
        confidence="estimated",
        by=circle.people[name],
        at=moments.now(),
    )


def titles(circle):
    return list(Step.objects.filter(field=circle.payroll).values_list("title", flat=True))


def edit(client, url, step, **changes):
    """What the browser sends: the form as it was shown, with changes."""
    form = client.get(f"{url}?bearbeiten=schritt-{step.pk}").context["form"]
    shown = {bound.name: bound.value() for bound in form}
    data = {name: "" if value is None else value for name, value in shown.items()}
    return data | changes


def section(client, url, name="schritte"):
    return " ".join(cut(client.get(url).content.decode(), name).split())


def test_a_step_is_added_to_the_end_of_the_present_phase(circle, sign_in, url):
    add(circle, "Zahlen erheben")
    client = sign_in("rosendahl")
    data = {"title": "Fälle zählen", "owner": circle.duelmen.pk, "due_on": "01.12.2026"}
    answer = client.post(f"{url}?bearbeiten=schritt", data)
    assert (answer.status_code, answer["Location"]) == (303, f"{url}#schritte")
    step = Step.objects.get(title="Fälle zählen")
    assert (step.owner, step.order, step.phase, step.due_on.month) == (circle.duelmen, 2, 0, 12)
    text = section(client, url)
    assert "Stadt Dülmen" in text and "0 von 2 Schritten" in text


def test_an_overdue_step_is_shown_as_such_until_it_is_done(circle, sign_in, url):
    step = add(circle, "Zahlen erheben", days=-3, owner=circle.duelmen)
    client = sign_in("duelmen")
    text = section(client, url)
    assert "1 überfällig" in text and "seit 3 Tagen" in text and "Stadt Dülmen, Ihre Kommune" in text
    done = edit(client, url, step, state="done", evidence="Liste", link="https://ratsinfo.example/1")
    assert client.post(f"{url}?bearbeiten=schritt-{step.pk}", done).status_code == 303
    text = section(client, url)
    assert "überfällig" not in text.lower() and "Erledigt" in text and "1 von 1 Schritt" in text
    assert "Liste" in text and 'href="https://ratsinfo.example/1"' in text


@pytest.mark.parametrize(
    ("changes", "anchor"),
    [
        ({"title": " "}, "id_title"),
        ({"due_on": "31.11.2026"}, "id_due_on"),
        ({"state": "dropped"}, "id_evidence"),
        ({"link": "javascript:alert(1)"}, "id_link"),
        ({"owner": "nottuln"}, "id_owner"),
    ],
)
@pytest.mark.parametrize("htmx", [False, True])
def test_wrong_input_is_refused_and_kept(circle, sign_in, url, changes, anchor, htmx):
    step, client = add(circle, "Zahlen erheben", owner=circle.duelmen), sign_in("duelmen")
    if "owner" in changes:  # does not take part
        changes = {"owner": circle.nottuln.pk}
    data, before = edit(client, url, step, evidence="Vermerk", **changes) | changes, Event.objects.count()
    if changes.get("state") == "dropped":
        data["evidence"] = ""
    address = f"{url}?bearbeiten=schritt-{step.pk}"
    answer = part(client, address, "feld", data) if htmx else client.post(address, data)
    html = answer.content.decode()
    assert answer.status_code == 422
    assert f'href="#{anchor}"' in html and f'id="{anchor}"' in html
    assert anchor == "id_title" or 'value="Zahlen erheben"' in html
    assert Event.objects.count() == before


def test_a_conflict_shows_both_and_keeps_what_only_the_other_changed(circle, sign_in, url):
    step = add(circle, "Zahlen erheben", days=5)
    client, other = sign_in("duelmen"), sign_in("rosendahl")
    mine = edit(client, url, step, title="Zahlen prüfen")
    theirs = edit(other, url, step, title="Zahlen sammeln", owner=circle.rosendahl.pk, state="work")
    address = f"{url}?bearbeiten=schritt-{step.pk}"
    assert other.post(address, theirs).status_code == 303
    answer = part(client, address, "feld", mine)
    html = answer.content.decode()
    assert answer.status_code == 409
    assert "<mark>sammeln</mark>" in html and "<mark>prüfen</mark>" in html
    form = answer.context["form"]
    again = {bound.name: bound.value() or "" for bound in form}
    assert client.post(address, again).status_code == 303
    step.refresh_from_db()
    assert (step.title, step.owner, step.state) == ("Zahlen prüfen", circle.rosendahl, "work")


def test_the_buttons_change_the_order_and_it_stays(circle, sign_in, url):
    first, _, third = (add(circle, title) for title in ("A", "B", "C"))
    client, address = sign_in("duelmen"), reverse("steps_order", args=[circle.payroll.pk])
    assert client.post(address, {"hoch": third.pk})["Location"] == f"{url}#schritte"
    assert titles(circle) == ["A", "C", "B"]
    answer = part(client, address, "feld", {"runter": first.pk})
    html = answer.content.decode()
    assert (answer.status_code, titles(circle)) == (200, ["C", "A", "B"])
    assert "„A“ steht jetzt an Platz 2 von 3" in html
    assert f'name="runter" value="{first.pk}" data-focus' in html
    assert section(client, url).index("<b>C</b>") < section(client, url).index("<b>A</b>")


def test_dragging_sends_the_whole_order_and_a_stale_one_is_refused(circle, sign_in, url):
    rows = [add(circle, title) for title in ("A", "B", "C")]
    client, address = sign_in("duelmen"), reverse("steps_order", args=[circle.payroll.pk])
    order = ",".join(str(row.pk) for row in reversed(rows))
    assert client.post(address, {"reihenfolge": order}).status_code == 303
    assert titles(circle) == ["C", "B", "A"]
    add(circle, "D")
    for sent in ({"reihenfolge": order}, {"reihenfolge": "x"}, {}, {"hoch": "99999"}, {"runter": "²"}):
        answer = client.post(address, sent)
        assert answer.status_code == 422
        assert "hat sich geändert" in answer.content.decode()
    assert titles(circle) == ["C", "B", "A", "D"]


def test_steps_of_other_fields_and_phases(circle, sign_in, url):
    earlier = add(circle, "Feld beschreiben")
    workflow.release(
        field=circle.payroll, reason="So beschlossen.", by=circle.people["nottuln"], at=moments.now()
    )
    elsewhere = steps.add(field=circle.hotline, title="Fremd", by=circle.people["duelmen"], at=moments.now())
    client = sign_in("duelmen")
    text = section(client, url)
    assert "Arbeitsschritte der Phase Interne Abstimmung" in text
    assert "Phase Vorschlag: 0 von 1 erledigt" in text and "Fremd" not in text
    assert client.get(f"{url}?bearbeiten=schritt-{earlier.pk}").status_code == 200
    assert client.get(f"{url}?bearbeiten=schritt-{elsewhere.pk}").status_code == 404


@pytest.mark.parametrize("name", ["schritt", "schritt-n", "kosten"])
@pytest.mark.parametrize("persona", ["reader", "county", "administrator", "stranger"])
def test_who_may_not_writes_nothing(circle, sign_in, url, name, persona):
    step = add(circle, "Zahlen erheben")
    address = f"{url}?bearbeiten={name.replace('-n', f'-{step.pk}')}"
    before, client = Event.objects.count(), sign_in(persona)
    for data in ({"title": "Neu", "state": "done"}, COSTS):
        assert client.post(address, data).status_code in (403, 404)
    assert Event.objects.count() == before
    if persona != "stranger":
        assert "bearbeiten=" not in section(client, url) + section(client, url, "kosten")


@pytest.mark.parametrize("name", ["schritt", "schritt-n", "kosten", "kosten-n"])
def test_a_swap_equals_a_reload(circle, sign_in, url, name):
    lead(circle, "duelmen")
    step = add(circle, "Zahlen erheben")
    number = circle.rosendahl.pk if name == "kosten-n" else step.pk
    address = f"{url}?bearbeiten={name.replace('-n', f'-{number}')}"
    client = sign_in("duelmen")
    whole = client.get(address)
    assert whole.status_code == 200
    assert same(part(client, address, "feld").content.decode(), cut(whole.content.decode(), "feld"))


def test_own_costs_are_entered_in_cents_and_the_loser_is_named(circle, sign_in, url):
    enter(circle, "rosendahl", 16_350, 17_480)
    client = sign_in("duelmen")
    assert client.post(f"{url}?bearbeiten=kosten", COSTS).status_code == 303
    own = CostLineEntry.objects.filter(line__organisation=circle.duelmen).order_by("pk")
    assert list(own.values_list("line__variant", "line__kind", "amount_cents")) == [
        ("today", "total", 2_480_000),
        ("joint", "total", 1_803_250),
        ("joint", "one_off", 0),
    ]
    text = section(client, url, "kosten").replace("\u00a0", " ")
    assert "Die Gemeinde Rosendahl zahlt 1.130 € mehr als heute." in text
    assert 'Mehrkosten <span class="nowrap">1.130 €</span>' in text
    assert "von 41.150 € auf 35.512,50 €" in text and "5.637,50 €" in text
    assert "Haushaltsplan 2026" in text and "berechnet, 05.01.2026" in text


@pytest.mark.parametrize(
    ("changes", "anchor"),
    [
        ({"today": "-5"}, "id_today"),
        ({"joint": "24,8,0"}, "id_joint"),
        ({"today": ""}, "id_today"),
        ({"source": " "}, "id_source"),
        ({"effective_on": "01.01.2199"}, "id_effective_on"),
        ({"confidence": "sicher"}, "id_confidence_0"),
    ],
)
def test_wrong_costs_are_refused(circle, sign_in, url, changes, anchor):
    answer = sign_in("duelmen").post(f"{url}?bearbeiten=kosten", COSTS | changes)
    assert answer.status_code == 422
    assert f'href="#{anchor}"' in answer.content.decode()
    assert not CostLineEntry.objects.exists()


def test_the_lead_enters_for_all_and_others_for_themselves_only(circle, sign_in, url):
    lead(circle, "duelmen")
    address = f"{url}?bearbeiten=kosten-{circle.rosendahl.pk}"
    client = sign_in("duelmen")
    assert f"bearbeiten=kosten-{circle.rosendahl.pk}" in section(client, url, "kosten")
    assert client.post(address, COSTS).status_code == 303
    assert {one.line.organisation for one in CostLineEntry.objects.all()} == {circle.rosendahl}
    own = f"{url}?bearbeiten=kosten-{circle.duelmen.pk}"
    assert sign_in("rosendahl").post(own, COSTS).status_code == 403
    assert sign_in("nottuln").post(address, COSTS).status_code == 403  # does not take part
    assert client.post(f"{url}?bearbeiten=kosten-{circle.nottuln.pk}", COSTS).status_code == 404
    assert CostLineEntry.objects.count() == 3


def test_the_page_costs_the_same_with_many_steps_and_costs(circle, sign_in, url):
    client = sign_in("duelmen")

    def queries():
        with CaptureQueriesContext(
            connection,
        ) as caught:
            assert client.get(url).status_code == 200
        return len(caught)

    add(circle, "Erster", owner=circle.duelmen)
    few = queries()
    for number in range(20):
        add(circle, f"Schritt {number}", days=number, owner=circle.rosendahl if number % 2 else None)
    enter(circle, "rosendahl", 100, 90)
    enter(circle, "duelmen", 100, 90)
    assert queries() == few


def test_the_start_page_shows_the_own_overdue_step_before_what_is_due_later(circle, sign_in, url):
    add(circle, "Später", days=5, owner=circle.duelmen)
    late = add(circle, "Zahlen erheben", days=-2, owner=circle.duelmen)
    add(circle, "Fremder Schritt", days=-4, owner=circle.rosendahl)
    add(circle, "Ohne Zuständigkeit", days=-4)
    html = sign_in("duelmen").get("/").content.decode()
    tasks = html[html.index('id="zu-tun"') : html.index("<aside")]
    assert tasks.index("Erledigen: Zahlen erheben") < tasks.index("Erledigen: Später")
    assert f'href="{url}#schritt-{late.pk}"' in tasks
    assert "Fremder Schritt" not in tasks and "Ohne Zuständigkeit" not in tasks
    assert "1 Aufgabe ist überfällig" in html
