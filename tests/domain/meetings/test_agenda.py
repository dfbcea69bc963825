"""The backlog of topics, the agenda made from it, and its clock times."""

from datetime import UTC, datetime, timedelta

import pytest

from initiatives.domain.kernel import moments
from initiatives.domain.kernel.errors import Conflict, Refused
from initiatives.domain.meetings import agenda, meetings, timetable
from initiatives.enums import AgendaState
from initiatives.models import AgendaItem, Event, Field, Initiative, Meeting
from tests.support.meetings import call, draft, opened


@pytest.fixture
def by(circle):
    return circle.people["nottuln"]


@pytest.fixture
def topic(circle):
    values = {"title": " Muster ", "text": "Abstimmen", "minutes": 20, "field": circle.payroll}
    by, at = circle.people["duelmen"], moments.now()
    return agenda.propose(initiative=circle.initiative, values=values, by=by, at=at)


def stands():
    return list(AgendaItem.objects.values_list("pk", "meeting", "order", "state", "version", "title")), (
        Event.objects.count()
    )


def refuses(act, words):
    before = stands()
    with pytest.raises(Refused, match=words):
        act()
    assert stands() == before


def test_a_topic_waits_in_the_backlog_under_who_proposed_it(circle, topic):
    assert agenda.backlog(circle.initiative.pk) == [topic]
    assert (topic.title, topic.mandate.organisation) == ("Muster", circle.duelmen)
    told = Event.objects.get(kind="topic")
    assert (told.subject, told.page, told.audience_id) == ("Thema vorgeschlagen", "meetings", None)


def test_refused_topics(circle, by):
    at = moments.now()
    other = Initiative.objects.create(title="Andere", short_title="Andere", documented_from=moments.today())
    elsewhere = Field.objects.create(
        initiative=other, order=1, title="Fremd", short_title="Fremd", proposed_on=moments.today()
    )

    def propose(**values):
        return lambda: agenda.propose(initiative=circle.initiative, values=values, by=by, at=at)

    refuses(propose(title="  "), "nennen Sie das Thema")
    refuses(propose(title="Fremdes", field=elsewhere), "anderen Initiative")


def test_only_who_proposed_a_topic_changes_and_withdraws_it(circle, by, topic):
    at, owner = moments.now(), circle.people["duelmen"]
    values = {"item": topic, "at": at}
    refuses(
        lambda: agenda.edit(values={"title": "X"}, version=1, by=by, **values), "nur, wer es vorgeschlagen"
    )
    refuses(lambda: agenda.withdraw(by=by, **values), "wer es vorgeschlagen")
    agenda.edit(values={"title": "Muster der Meldung"}, version=1, by=owner, **values)
    with pytest.raises(Conflict) as caught:
        agenda.edit(values={"title": "Anders"}, version=1, by=owner, **values)
    assert caught.value.theirs == {"title": "Muster der Meldung"}
    agenda.withdraw(by=owner, **values)
    assert agenda.backlog(circle.initiative.pk) == []
    refuses(lambda: agenda.withdraw(by=owner, **values), "nicht mehr")


def test_topics_are_taken_onto_the_agenda_and_put_back(circle, by, topic):
    meeting = draft(circle)
    act = {"meeting": meeting, "by": by, "at": moments.now()}
    refuses(lambda: agenda.take(topics=[], **act), "mindestens ein Thema")
    refuses(lambda: agenda.take(topics=[topic.pk, 10**9], **act), "nicht mehr")
    agenda.take(topics=[topic.pk], **act)
    refuses(lambda: agenda.take(topics=[topic.pk], **act), "nicht mehr")
    assert [(i.title, i.order) for i in meeting.agenda.all()][-1] == ("Muster", 3)
    owner = circle.people["duelmen"]
    agenda.put_back(item=AgendaItem.objects.get(pk=topic.pk), by=by, at=moments.now())
    assert agenda.backlog(circle.initiative.pk) == [topic]
    refuses(lambda: agenda.put_back(item=topic, by=owner, at=moments.now()), "steht schon im Themenspeicher")


def test_the_convening_municipality_strikes_only_its_own_items(circle, by, topic):
    meeting = draft(circle)
    agenda.take(meeting=meeting, topics=[topic.pk], by=by, at=moments.now())
    first = meeting.agenda.first()
    refuses(
        lambda: agenda.withdraw(item=AgendaItem.objects.get(pk=topic.pk), by=by, at=moments.now()),
        "wer es vorgeschlagen",
    )
    agenda.withdraw(item=first, by=by, at=moments.now())
    assert [i.order for i in meeting.agenda.all()] == [1, 2]


def test_items_change_places_and_a_stale_order_is_refused(circle, by):
    meeting = draft(circle, items=("A", "B", "C"))
    a, b, c = meeting.agenda.all()

    def titles():
        return "".join(meeting.agenda.values_list("title", flat=True))

    def version():
        return Meeting.objects.get(pk=meeting.pk).version

    act = {"by": by, "at": moments.now()}
    agenda.move(item=a, down=True, version=version(), **act)
    assert titles() == "BAC"
    agenda.move(item=b, down=False, version=version(), **act)  # at the top nothing happens
    assert titles() == "BAC"
    old = version()
    agenda.arrange(meeting=meeting, order=[c.pk, b.pk, a.pk], version=old, **act)
    assert titles() == "CBA"
    refuses(lambda: agenda.arrange(meeting=meeting, order=[a.pk, b.pk, c.pk], version=old, **act), "geändert")
    refuses(lambda: agenda.arrange(meeting=meeting, order=[a.pk], version=version(), **act), "geändert")


def test_items_are_marked_while_the_meeting_runs_and_changed_until_it_is_closed(circle, by):
    waiting = call(circle).agenda.first()
    refuses(
        lambda: agenda.mark(item=waiting, state=AgendaState.TREATED, by=by, at=moments.now()),
        "noch nicht eröffnet",
    )
    meeting = opened(circle)
    item = meeting.agenda.first()
    agenda.mark(item=item, state=AgendaState.CARRIED, by=by, at=moments.now())
    assert AgendaItem.objects.get(pk=item.pk).state == AgendaState.CARRIED
    refuses(lambda: agenda.put_back(item=item, by=by, at=moments.now()), "läuft schon")
    agenda.add(meeting=meeting, values={"title": "Spontan"}, by=by, at=moments.now())
    meeting.attendances.update(was_present=True)
    meetings.close(meeting=meeting, by=by, at=moments.now())
    refuses(
        lambda: agenda.edit(item=item, values={"title": "X"}, version=2, by=by, at=moments.now()),
        "stehen fest",
    )


def test_the_clock_times_of_the_items_and_the_planned_end():
    begin = datetime(2026, 3, 28, 23, 30, tzinfo=UTC)
    items = [AgendaItem(pk=n, minutes=m) for n, m in ((1, 20), (2, None), (3, 50))]

    def planned(minutes):
        end = None if minutes is None else begin + timedelta(minutes=minutes)
        return timetable.of_agenda(Meeting(starts_at=begin, ends_at=end), items)

    found = planned(60)
    assert [found.begins[n] - begin for n in (1, 2, 3)] == [timedelta(minutes=m) for m in (0, 20, 20)]
    assert (found.total, found.untimed) == (70, 1)
    assert [planned(m).words for m in (60, 69, 70, 90, None)] == [
        "10 Minuten länger als geplant",
        "1 Minute länger als geplant",
        "genau so lang wie geplant",
        "20 Minuten kürzer als geplant",
        "",
    ]
