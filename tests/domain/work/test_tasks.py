"""Tasks: given, taken over, changed by two at once, done; and never left behind."""

from datetime import UTC, date, datetime, timedelta

import pytest

from initiatives.domain.circle import participants
from initiatives.domain.desk import todo_list
from initiatives.domain.fields import fields
from initiatives.domain.kernel import moments
from initiatives.domain.kernel.errors import Conflict, Refused
from initiatives.domain.state import loading
from initiatives.domain.work import tasks
from initiatives.models import Event, Initiative, MeetingResult, Notice, Organisation, Task, User

AT = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
DAY = date(2026, 11, 20)


@pytest.fixture
def give(circle):
    """`give("duelmen", by="nottuln")` gives a task to an organisation of the circle."""

    def make(owner, by="nottuln", **options):
        return tasks.add(
            initiative=options.pop("initiative", circle.initiative),
            title=options.pop("title", "Daten liefern"),
            owner=getattr(circle, owner) if isinstance(owner, str) else owner,
            by=circle.people[by],
            at=AT,
            **options,
        )

    return make


def lead(circle, name):
    organisation = getattr(circle, name)
    fields.set_participation(
        field=circle.payroll, organisation=organisation, status="participating", by=None, at=AT
    )
    fields.set_lead(field=circle.payroll, organisation=organisation, contact="", by=None, at=AT)


def third(circle, status="participating"):
    found, _ = Organisation.objects.get_or_create(kind="dritte", name="T", designation="Träger T")
    fields.set_participation(field=circle.payroll, organisation=found, status=status, by=None, at=AT)
    return found


def told():
    return [(n.user.email.partition("@")[0], n.title, n.reason) for n in Notice.objects.order_by("pk")]


def written():
    return Task.objects.count(), Event.objects.count(), Notice.objects.count()


def test_a_task_is_given_and_the_owner_learns_why(circle, give):
    task = give("duelmen", text="Bis zum Treffen", due_on=DAY, field=circle.payroll)
    assert (task.owner, task.due_on, task.state, task.version) == (circle.duelmen, DAY, "open", 1)
    assert told() == [
        ("beauftragte-duelmen", "Neue Aufgabe: Daten liefern", "weil Ihre Kommune zuständig ist")
    ]
    notice = Notice.objects.get()
    assert (notice.kind, notice.page, notice.page_id) == ("task", "task", task.pk)
    event = Event.objects.filter(kind="task").get()
    assert (event.subject, event.after) == ("Aufgabe vergeben", "Daten liefern: Stadt Dülmen")
    assert (event.page, event.page_id, event.field_id) == ("task", task.pk, circle.payroll.pk)


def test_who_takes_a_task_on_is_not_told_of_it(circle, give):
    give("duelmen", by="duelmen")
    assert told() == []


def test_a_task_tells_of_the_meeting_that_it_comes_from(circle, give):
    result = MeetingResult.objects.create(
        meeting=circle.initiative.meetings.get(),
        kind="task",
        text="Daten liefern",
        recorded_at=AT,
        mandate=circle.people["nottuln"],
    )
    assert give("duelmen", result=result).result.meeting.title == "Erstes Treffen"


@pytest.mark.parametrize(
    ("options", "field", "words"),
    [
        ({"title": "  "}, "title", "was zu tun ist"),
        ({"due_on": DAY - timedelta(days=1)}, "due_on", "liegt schon zurück"),
        ({"owner": "ahaus"}, "owner", "gehört hier nicht"),
        ({"owner": "rosendahl", "by": "duelmen"}, "owner", "vergibt, wer einlädt"),
        ({"field": "elsewhere"}, "field", "anderen Initiative"),
    ],
)
def test_a_faulty_task_is_refused_and_nothing_written(circle, give, options, field, words):
    if options.get("owner") == "ahaus":
        options = options | {"owner": Organisation.objects.get(name="Ahaus")}
    if options.get("field"):
        other = Initiative.objects.create(title="Fremd", short_title="Fremd", documented_from=DAY)
        options = options | {"field": fields.propose(initiative=other, title="Fremd", by=None, at=AT)}
    before = written()
    with pytest.raises(Refused, match=words) as refusal:
        give(**({"owner": "duelmen"} | options))
    assert (refusal.value.field, written()) == (field, before)


def test_the_lead_gives_tasks_in_its_field_only(circle, give):
    lead(circle, "duelmen")
    assert give("rosendahl", by="duelmen", field=circle.payroll).owner == circle.rosendahl
    for field in (circle.hotline, None):
        with pytest.raises(Refused, match="vergibt, wer einlädt"):
            give("rosendahl", by="duelmen", field=field)


def test_the_county_and_a_third_party_of_the_field_can_be_given_one(circle, give):
    assert give("county").owner == circle.county
    assert told()[-1] == ("kreis", "Neue Aufgabe: Daten liefern", "weil Ihr Kreis zuständig ist")
    joined = third(circle)
    assert give(joined, field=circle.payroll).owner == joined
    with pytest.raises(Refused, match="gehört hier nicht"):
        give(joined)


def test_a_day_gone_by_may_stay_but_not_be_set(circle, give):
    task = give("duelmen", due_on=DAY)
    later, by = AT + timedelta(days=9), circle.people["nottuln"]
    values = {"title": "Zahlen liefern", "due_on": DAY}
    task = tasks.edit(task=task, values=values, version=1, by=by, at=later)
    assert (task.title, task.due_on) == ("Zahlen liefern", DAY)
    with pytest.raises(Refused, match="liegt schon zurück"):
        tasks.edit(task=task, values={"due_on": DAY + timedelta(days=1)}, version=2, by=by, at=later)


def test_two_who_change_different_values_both_stay_the_same_value_is_told(circle, give):
    task, by = give("duelmen"), circle.people["nottuln"]
    tasks.edit(task=task, values={"title": "Neu", "text": ""}, version=1, by=by, at=AT)
    row = tasks.edit(task=task, values={"title": "Daten liefern", "text": "Wie"}, version=1, by=by, at=AT)
    assert (row.title, row.text, row.version) == ("Neu", "Wie", 3)
    before = written()
    with pytest.raises(Conflict) as conflict:
        tasks.edit(task=task, values={"title": "Anders"}, version=1, by=by, at=AT)
    assert conflict.value.theirs == {"title": "Neu"}
    assert conflict.value.actor == "Beauftragte/r der Gemeinde Nottuln"
    assert written() == before


def test_a_new_owner_is_told_and_an_old_one_of_changes(circle, give):
    task, by = give("duelmen"), circle.people["nottuln"]
    task = tasks.edit(task=task, values={"due_on": DAY}, version=1, by=by, at=AT)
    assert told()[-1][:2] == ("beauftragte-duelmen", "Aufgabe geändert: Daten liefern")
    tasks.edit(task=task, values={"owner": circle.rosendahl}, version=2, by=by, at=AT)
    assert told()[-1][:2] == ("beauftragte-rosendahl", "Neue Aufgabe: Daten liefern")


def test_an_owner_cannot_hand_the_task_to_others(circle, give):
    task, before = give("duelmen"), written()
    with pytest.raises(Refused, match="vergibt, wer einlädt"):
        tasks.edit(
            task=task, values={"owner": circle.rosendahl}, version=1, by=circle.people["duelmen"], at=AT
        )
    assert written() == before and Task.objects.get().owner == circle.duelmen


def test_done_is_dated_and_told_to_who_gave_it(circle, give):
    task, by = give("duelmen"), circle.people["duelmen"]
    task = tasks.set_state(task=task, state="work", version=1, by=by, at=AT)
    assert len(told()) == 1  # only the first
    task = tasks.set_state(task=task, state="done", note="Liegt vor", version=2, by=by, at=AT)
    assert (task.done_on, task.note) == (DAY, "Liegt vor")
    assert told()[-2:] == [
        ("beauftragte-duelmen", "Neue Aufgabe: Daten liefern", "weil Ihre Kommune zuständig ist"),
        ("beauftragte-nottuln", "Aufgabe erledigt: Daten liefern", "weil Ihre Kommune sie vergeben hat"),
    ]
    event = Event.objects.filter(kind="task").first()
    assert (event.before, event.after) == (
        "Stand: In Arbeit; Ergebnis: –",
        "Stand: Erledigt; Ergebnis: Liegt vor",
    )
    task = tasks.set_state(task=task, state="open", version=3, by=by, at=AT)
    assert (task.done_on, task.note) == (None, "Liegt vor")


def test_the_owner_learns_when_others_close_the_task(circle, give):
    tasks.set_state(
        task=give("duelmen"), state="dropped", note="Überholt", version=1, by=circle.people["nottuln"], at=AT
    )
    assert told()[-1][:2] == ("beauftragte-duelmen", "Aufgabe entfallen: Daten liefern")


def test_dropping_wants_a_reason_and_a_stale_state_is_told(circle, give):
    task, by = give("duelmen"), circle.people["duelmen"]
    with pytest.raises(Refused, match="warum die Aufgabe entfällt") as refusal:
        tasks.set_state(task=task, state="dropped", version=1, by=by, at=AT)
    assert (refusal.value.field, Task.objects.get().state) == ("note", "open")
    tasks.set_state(task=task, state="work", version=1, by=circle.people["nottuln"], at=AT)
    with pytest.raises(Conflict) as conflict:
        tasks.set_state(task=task, state="done", version=1, by=by, at=AT)
    assert conflict.value.theirs == {"state": "work"}
    same = tasks.set_state(task=task, state="work", version=1, by=by, at=AT)
    assert same.version == 2  # the same wish is no change


def test_who_leaves_the_initiative_leaves_the_open_tasks_to_the_convening_municipality(circle, give):
    opened, done = give("rosendahl"), give("rosendahl", title="Fertig")
    tasks.set_state(task=done, state="done", version=1, by=circle.people["rosendahl"], at=AT)
    participants.set_participants(
        initiative=circle.initiative,
        organisations=[circle.nottuln, circle.duelmen],
        by=circle.people["administrator"],
        at=AT,
    )
    opened.refresh_from_db()
    done.refresh_from_db()
    assert (opened.owner, opened.version) == (circle.nottuln, 2)
    assert done.owner == circle.rosendahl
    event = Event.objects.filter(kind="task").first()
    assert (event.before, event.after) == ("Gemeinde Rosendahl", "Gemeinde Nottuln")
    assert told()[-1][0] == "beauftragte-nottuln" and "ausgeschieden" in told()[-1][1]


def test_without_a_convening_municipality_the_lead_inherits_else_the_task_drops(circle, give):
    lead(circle, "duelmen")
    in_field, free = give("rosendahl", field=circle.payroll), give("rosendahl", title="Frei")
    Initiative.objects.update(convening=None)
    participants.set_participants(
        initiative=Initiative.objects.get(),
        organisations=[circle.nottuln, circle.duelmen],
        by=circle.people["administrator"],
        at=AT,
    )
    in_field.refresh_from_db()
    free.refresh_from_db()
    assert in_field.owner == circle.duelmen
    assert (free.state, free.done_on, free.note) == ("dropped", DAY, "Gemeinde Rosendahl ist ausgeschieden.")


def test_a_third_party_leaves_its_tasks_with_the_field_a_municipality_keeps_them(circle, give):
    of_third = give(third(circle), field=circle.payroll)
    lead(circle, "duelmen")
    own = give("rosendahl", field=circle.payroll)
    third(circle, "left")
    fields.set_participation(
        field=circle.payroll, organisation=circle.rosendahl, status="not_participating", by=None, at=AT
    )
    of_third.refresh_from_db()
    own.refresh_from_db()
    assert (of_third.owner, own.owner) == (circle.nottuln, circle.rosendahl)


def test_an_open_task_is_a_duty_of_its_owner_until_it_is_done(circle, give):
    task = give("duelmen", due_on=DAY, field=circle.payroll)

    def owed(organisation):
        facts = loading.facts(circle.initiative.pk)
        found = todo_list.todo(initiatives=[facts], organisation_id=organisation.pk, today=moments.today())
        return [duty for duty in found.duties if duty.kind == "task"]

    [duty] = owed(circle.duelmen)
    assert (duty.title, duty.due, duty.page, duty.page_id) == (
        "Erledigen: Daten liefern",
        DAY,
        "task",
        task.pk,
    )
    assert duty.note == "Aufgabe im Feld Personalabrechnung bündeln"
    assert owed(circle.nottuln) == []
    tasks.set_state(task=task, state="done", version=1, by=circle.people["duelmen"], at=AT)
    assert owed(circle.duelmen) == []


def test_a_locked_account_is_not_told(circle, give):
    User.objects.filter(pk=circle.people["duelmen"].user_id).update(is_active=False)
    give("duelmen")
    assert told() == []
