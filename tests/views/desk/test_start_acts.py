"""What is done on the start page itself: ticked off, taken back, answered, reminded; with htmx and without."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from initiatives.domain.desk.todo_list import todo
from initiatives.domain.fields import fields, steps
from initiatives.domain.kernel import moments
from initiatives.domain.meetings import attendance
from initiatives.domain.work import tasks
from initiatives.models import Ask, Attendance, Event, Round, Sitting, Step, Task
from initiatives.views.desk.duty_lines import Lines
from tests.domain import builders
from tests.support import meetings
from tests.views.parts import is_part, part


@pytest.fixture
def step(circle) -> Step:
    by, at = circle.people["duelmen"], moments.now()
    fields.set_participation(
        field=circle.payroll, organisation=circle.duelmen, status="participating", by=by, at=at
    )
    due = moments.today() - timedelta(days=2)
    return steps.add(
        field=circle.payroll, title="Daten übernehmen", owner=circle.duelmen, due_on=due, by=by, at=at
    )


@pytest.fixture
def task(circle) -> Task:
    by, at = circle.people["duelmen"], moments.now()
    return tasks.add(initiative=circle.initiative, title="Listen prüfen", owner=circle.duelmen, by=by, at=at)


def _text(response) -> str:
    return " ".join(response.content.decode().split())


def test_the_most_urgent_of_any_kind_comes_first(circle, sign_in, step):
    text = _text(sign_in("duelmen").get("/"))
    first = text[text.index("ikz-panel--first") :]
    assert first.index("Erledigen: Daten übernehmen") < first.index("Votum abgeben: Personalabrechnung")
    assert "2 offene Aufgaben</b>, darunter <b>1 offenes Votum</b>. 1 Aufgabe ist überfällig." in text


@pytest.mark.parametrize("htmx", [False, True])
def test_a_step_is_ticked_off_and_taken_back_to_where_it_was(circle, sign_in, step, htmx):
    client = sign_in("duelmen")
    Step.objects.filter(pk=step.pk).update(state="work")
    url = re.search(rf'action="(/\?bearbeiten=schritt-{step.pk}[^"]*)"', client.get("/").content.decode())
    address = url[1].replace("&amp;", "&")
    if htmx:
        answer = part(client, address, "start", {})
        assert is_part(answer.content.decode(), "start")
    else:
        answer = client.post(address)
        assert (answer.status_code, answer.headers["Location"]) == (
            303,
            f"/?eben=schritt-{step.pk}-work#eben",
        )
        answer = client.get(answer.headers["Location"])
    step.refresh_from_db()
    assert (step.state, step.done_on) == ("done", moments.today())
    text = _text(answer)
    assert "Erledigt: Daten übernehmen." in text and "1 offene Aufgabe</b>" in text
    assert "1 in den letzten 30 Tagen erledigte Aufgabe ansehen" in text
    client.post(f"/?bearbeiten=schrittzurueck-{step.pk}", {"stand": "work"})
    step.refresh_from_db()
    assert (step.state, step.done_on) == ("work", None)
    assert "Rückgängig machen" not in _text(client.get(f"/?eben=schritt-{step.pk}-work"))


def test_a_task_is_ticked_off_and_taken_back(circle, sign_in, task):
    client = sign_in("duelmen")
    client.post(f"/?bearbeiten=aufgabe-{task.pk}")
    task.refresh_from_db()
    assert task.state == "done"
    assert "Erledigt: Listen prüfen." in _text(client.get(f"/?eben=aufgabe-{task.pk}-open"))
    client.post(f"/?bearbeiten=aufgabezurueck-{task.pk}", {"stand": "dropped"})
    task.refresh_from_db()
    assert task.state == "open", "nothing but an open state is taken from the form"


def test_what_is_done_already_is_refused_and_tells_so(circle, sign_in, step):
    client, by = sign_in("duelmen"), circle.people["duelmen"]
    steps.edit(
        step=step,
        values={"state": "dropped", "evidence": "Entfällt."},
        seen=None,
        by=by,
        at=moments.now(),
    )
    answer = client.post(f"/?bearbeiten=schritt-{step.pk}")
    assert answer.status_code == 422 and "nicht mehr offen" in _text(answer)
    assert client.post(f"/?bearbeiten=schrittzurueck-{step.pk}").status_code == 422
    step.refresh_from_db()
    assert step.state == "dropped"


@pytest.mark.parametrize(
    ("persona", "status"), [("nottuln", 404), ("county", 404), ("stranger", 404), ("reader", 404)]
)
def test_nobody_ticks_off_what_another_organisation_owes(circle, sign_in, step, task, persona, status):
    client, events = sign_in(persona), Event.objects.count()
    for name in (f"schritt-{step.pk}", f"aufgabe-{task.pk}", f"schrittzurueck-{step.pk}"):
        assert client.post(f"/?bearbeiten={name}").status_code == status
    assert Event.objects.count() == events


def test_who_only_reads_is_offered_no_button_and_may_press_none(circle, sign_in):
    by, at = circle.people["nottuln"], moments.now()
    task = tasks.add(initiative=circle.initiative, title="Einladen", owner=circle.nottuln, by=by, at=at)
    meeting = meetings.call(circle)
    client = sign_in("reader")
    text = _text(client.get("/"))
    assert "Erledigen: Einladen" in text and "Zusagen" not in text and "Erledigt<" not in text
    for name in (f"aufgabe-{task.pk}", f"zusagen-{meeting.pk}"):
        assert client.post(f"/?bearbeiten={name}").status_code == 403


@pytest.mark.parametrize(("name", "reply"), [("zusagen", "attending"), ("absagen", "declined")])
def test_an_invitation_is_answered_beside_its_meeting(circle, sign_in, name, reply):
    meeting, client = meetings.call(circle), sign_in("duelmen")
    text = client.get("/").content.decode()
    begins = re.search(r'name="beginn" value="([^"]+)"', text)[1]
    assert text.count(f"bearbeiten={name}-{meeting.pk}") == 2, "one form: its address with and without htmx"
    answer = client.post(f"/?bearbeiten={name}-{meeting.pk}", {"beginn": begins})
    assert (answer.status_code, answer.headers["Location"]) == (303, "/#treffen")
    own = Attendance.objects.get(meeting=meeting, organisation=circle.duelmen)
    assert own.reply == reply
    text = _text(client.get("/"))
    assert "Antwort ändern" in text and f"{name}-{meeting.pk}" not in text
    assert f"{reverse('meeting', args=[meeting.pk])}?bearbeiten=antwort#teilnahme" in text


def test_a_reply_to_another_time_or_after_a_colleague_is_refused(circle, sign_in):
    meeting, client, by = meetings.call(circle), sign_in("duelmen"), circle.people["duelmen"]
    late = client.post(f"/?bearbeiten=zusagen-{meeting.pk}", {"beginn": "2026-01-01T10:00:00+00:00"})
    assert late.status_code == 409 and not Attendance.objects.exclude(reply="").exists()
    begins = re.search(r'name="beginn" value="([^"]+)"', client.get("/").content.decode())[1]
    attendance.reply(meeting=meeting, reply="declined", note="Urlaub", by=by, at=moments.now())
    assert client.post(f"/?bearbeiten=zusagen-{meeting.pk}", {"beginn": begins}).status_code == 409
    own = Attendance.objects.get(meeting=meeting, organisation=circle.duelmen)
    assert (own.reply, own.note) == ("declined", "Urlaub")


def test_who_convenes_reminds_by_one_press(circle, sign_in):
    Round.objects.update(deadline=moments.today() + timedelta(days=3))
    client = sign_in("nottuln")
    name = f"runde-{circle.round.pk}"
    assert f"bearbeiten={name}" in client.get("/").content.decode()
    assert sign_in("duelmen").post(f"/?bearbeiten={name}").status_code == 403
    assert client.post(f"/?bearbeiten={name}").status_code == 303
    assert "Erinnert:" in _text(client.get("/"))
    assert f"bearbeiten={name}" not in client.get("/").content.decode()


def test_a_form_that_is_sent_twice_ticks_off_once(circle, sign_in, step):
    client = sign_in("duelmen")
    form = re.search(rf"schritt-{step.pk}.*?</form>", client.get("/").content.decode(), re.DOTALL)[0]
    token = re.search(r'name="einmal" value="([^"]+)"', form)[1]
    address, events = f"/?bearbeiten=schritt-{step.pk}", Event.objects.count()
    answers = [client.post(address, {"einmal": token}).status_code for _ in range(2)]
    assert answers == [303, 303] and Event.objects.count() == events + 1


@pytest.mark.parametrize(
    "told", ["schritt-", "schritt-x-open", "aufgabe-99-open", f"schritt-{'9' * 30}-open", "x"]
)
def test_an_address_that_names_nothing_shows_the_page_as_it_is(circle, sign_in, told):
    answer = sign_in("duelmen").get(f"/?eben={told}")
    assert answer.status_code == 200 and "Rückgängig" not in _text(answer)


@pytest.mark.parametrize(
    ("costs", "saving"),
    [
        ({builders.OLFEN.id: (500_000, 300_000, 0), builders.SENDEN.id: (100, 100, 0)}, 200_000),
        ({builders.OLFEN.id: (300_000, 500_000, 0), builders.SENDEN.id: (100, 100, 0)}, -200_000),
        ({builders.SENDEN.id: (100, 100, 0)}, None),
    ],
)
def test_the_card_of_a_votum_says_what_the_matter_brings_the_own_house(circle, costs, saving):
    asked = builders.asks(builders.ask(builders.OLFEN), builders.ask(builders.SENDEN, "consent"))
    members = builders.members(builders.OLFEN, builders.SENDEN, lead=builders.SENDEN)
    one = builders.field(
        round=builders.round_(), asks=asked, participations=members, money=builders.money(costs)
    )
    owed = todo(initiatives=[builders.initiative(one)], organisation_id=builders.OLFEN.id, today=builders.DAY)
    assert Lines(circle.people["duelmen"], [], several=False).card(owed.first).saving == saving


def test_the_card_of_a_votum_says_when_the_body_sits_next(circle, sign_in):
    Ask.objects.filter(pk=circle.ask(circle.nottuln).pk).update(body=circle.rat_nottuln)
    today = moments.today()
    for days, cancelled in ((-1, False), (30, True), (40, False), (60, False)):
        Sitting.objects.create(
            body=circle.rat_nottuln, held_on=today + timedelta(days=days), is_cancelled=cancelled
        )
    text = _text(sign_in("nottuln").get("/"))
    assert f'nächste Sitzung am <time datetime="{today + timedelta(days=40):%Y-%m-%d}">' in text
