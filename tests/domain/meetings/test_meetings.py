"""The life of a meeting: planned, called, changed, opened, closed, cancelled; each step with its refusals."""

from datetime import timedelta

import pytest
from django.urls import reverse

from initiatives.domain.desk.todo_list import todo
from initiatives.domain.kernel import moments
from initiatives.domain.kernel.errors import Conflict, Refused
from initiatives.domain.kernel.moments import Moment
from initiatives.domain.meetings import agenda, attendance, meetings, minutes
from initiatives.domain.meetings import results as meeting_results
from initiatives.domain.rules import access
from initiatives.domain.snapshots import status_report
from initiatives.domain.state.loading import facts
from initiatives.domain.talk import comments
from initiatives.enums import AgendaState, MeetingState, MinutesState
from initiatives.models import AgendaItem, Attendance, Event, Initiative, Meeting, Minutes, Notice
from initiatives.snapshot.form import read
from initiatives.snapshot.status_report import Paper
from tests.reports import snapshots
from tests.support.meetings import call, draft, noted, opened


@pytest.fixture
def by(circle):
    return circle.people["nottuln"]


def written():
    return (
        list(Meeting.objects.values_list("state", "version", "sequence", "starts_at", "place")),
        list(AgendaItem.objects.values_list("pk", "meeting", "state", "version", "order")),
        list(Attendance.objects.values_list("organisation", "reply", "was_present")),
        Event.objects.count(),
        Notice.objects.count(),
        Minutes.objects.count(),
    )


def refuses(act, words: str) -> None:
    """The act is refused with these words, and nothing was written."""
    before = written()
    with pytest.raises(Refused, match=words):
        act()
    assert written() == before


def test_a_draft_is_known_to_the_delegates_of_the_convening_municipality_only(circle, by):
    meeting = draft(circle)
    assert (meeting.state, meeting.held_on) == (MeetingState.DRAFT, moments.day_of(meeting.starts_at))
    sees = {name: meeting in Meeting.objects.visible_to(one) for name, one in circle.people.items()}
    assert {name for name, seen in sees.items() if seen} == {"nottuln"}
    assert [m.title for m in facts(circle.initiative.pk).meetings] == ["Erstes Treffen"]
    told = Event.objects.get(subject="Treffen geplant")
    assert (told.audience_id, told.page, told.page_id) == (circle.nottuln.pk, "meeting", meeting.pk)


def test_of_a_draft_nobody_else_is_told_wherever_they_look(circle, by, sign_in):
    meeting = draft(circle)
    comments.write(meeting=meeting, text="Geheime Tagesordnung", by=by, at=moments.now())
    address = reverse("meeting", args=[meeting.pk])
    places = [reverse(name) for name in ("start", "notices", "initiatives")]
    of_circle = ("initiative", "activity", "meetings", "tasks", "register", "figures", "directory")
    places += [reverse(name, args=[circle.initiative.pk]) for name in of_circle]
    places += [reverse("search") + f"?q={meeting.title.split()[0]}", reverse("search") + "?q=Geheime"]
    told = {
        name: [place for place in places if _tells(sign_in(name).get(place), meeting, address)]
        for name in ("nottuln", "reader", "duelmen", "county", "administrator")
    }
    assert reverse("activity", args=[circle.initiative.pk]) in told.pop("nottuln")
    assert told == {"reader": [], "duelmen": [], "county": [], "administrator": []}
    circle.initiative.convening = circle.duelmen
    circle.initiative.save()
    heard = {name for name, one in circle.people.items() if _hears(one, meeting)}
    assert heard <= {"duelmen"}, "who does not convene any more has let it go"


def _tells(answer, meeting, address: str) -> bool:
    page = answer.content.decode()
    return answer.status_code == 200 and (address in page or meeting.title in page or "Geheime Tages" in page)


def _hears(mandate, meeting) -> bool:
    return Event.objects.filter(page="meeting", page_id=meeting.pk).visible_to(mandate).exists()


def test_a_meeting_told_of_afterwards_stays_visible_to_all(circle):
    told = Meeting.objects.get()
    assert told in Meeting.objects.visible_to(circle.people["reader"])
    assert told not in Meeting.objects.visible_to(circle.people["stranger"])


def test_refused_plans(circle, by):
    begin = moments.now() + timedelta(days=3)

    def plan(**values):
        defaults = {"title": "Zweites", "starts_at": begin, "ends_at": begin + timedelta(hours=2)}
        sent = defaults | values
        return lambda: meetings.plan(initiative=circle.initiative, by=by, at=moments.now(), **sent)

    refuses(plan(title=" \n"), "einen Titel")
    refuses(plan(starts_at=moments.now() - timedelta(minutes=1)), "in der Vergangenheit")
    refuses(plan(ends_at=begin), "bevor es beginnt")


def test_an_invitation_asks_every_participant_and_the_county_as_a_guest(circle, by):
    meeting = call(circle)
    rows = {a.organisation: a.is_optional for a in meeting.attendances.all()}
    assert rows == {
        circle.nottuln: False,
        circle.duelmen: False,
        circle.rosendahl: False,
        circle.county: True,
    }
    assert (meeting.state, meeting.sequence, meeting.invited_at is not None) == ("invited", 0, True)
    told = Notice.objects.filter(page="meeting", page_id=meeting.pk)
    assert {n.user for n in told} == {circle.people[p].user for p in ("duelmen", "rosendahl", "county")}
    assert all(
        meeting in Meeting.objects.visible_to(circle.people[p]) for p in ("duelmen", "county", "reader")
    )
    known = facts(circle.initiative.pk).meetings[-1]
    assert (known.id, known.state, known.awaits(circle.duelmen.pk)) == (meeting.pk, "invited", True)


def test_a_county_that_takes_part_is_no_guest(circle, by):
    circle.initiative.participants.create(organisation=circle.county, joined_on=moments.today())
    meeting = call(circle)
    assert not meeting.attendances.get(organisation=circle.county).is_optional


def test_refused_invitations(circle, by):
    meeting = draft(circle, items=())
    act = {"meeting": meeting, "by": by}
    refuses(lambda: meetings.invite(at=moments.now(), **act), "Tagesordnung ist noch leer")
    agenda.add(meeting=meeting, values={"title": "Begrüßung"}, by=by, at=moments.now())
    refuses(lambda: meetings.invite(at=meeting.starts_at, **act), "in der Vergangenheit")
    meetings.invite(at=moments.now(), **act)
    refuses(lambda: meetings.invite(at=moments.now(), **act), "nichts geändert")


def test_another_time_or_place_invites_anew_at_once_and_other_words_do_not(circle, by):
    meeting = call(circle)
    attendance.reply(meeting=meeting, reply="attending", by=circle.people["duelmen"], at=moments.now())
    meeting.refresh_from_db()

    def edit(**values):
        values = {"meeting": meeting, "values": values, "version": meeting.version}
        meetings.edit(by=by, at=moments.now(), **values)
        meeting.refresh_from_db()
        own = meeting.attendances.get(organisation=circle.duelmen)
        return meeting.sequence, own.reply, Notice.objects.filter(user=circle.people["duelmen"].user).count()

    assert edit(text="Bitte pünktlich.") == (0, "attending", 1)
    assert edit(place="Rathaus Olfen") == (1, "attending", 2)
    begin = meeting.starts_at + timedelta(days=1)
    assert edit(starts_at=begin, ends_at=begin + timedelta(hours=1)) == (2, "", 3)
    assert meeting.held_on == moments.day_of(begin)


def test_a_changed_agenda_is_sent_by_the_next_invitation(circle, by):
    meeting = call(circle)
    agenda.add(meeting=meeting, values={"title": "Nachtrag"}, by=by, at=moments.now())
    meeting.refresh_from_db()
    assert (meeting.sequence, meeting.changed_at is not None) == (0, True)
    meetings.invite(meeting=meeting, by=by, at=moments.now())
    meeting.refresh_from_db()
    assert (meeting.sequence, meeting.changed_at, meeting.attendances.count()) == (1, None, 4)


def test_who_joined_since_is_invited_too(circle, by):
    meeting = call(circle)
    joining = circle.people["stranger"].organisation
    circle.initiative.participants.create(organisation=joining, joined_on=moments.today())
    agenda.add(meeting=meeting, values={"title": "Nachtrag"}, by=by, at=moments.now())
    meetings.invite(meeting=meeting, by=by, at=moments.now())
    assert meeting.attendances.filter(organisation=joining).exists()


def test_two_who_edit_keep_both_or_are_told(circle, by):
    meeting = draft(circle)
    seen = meeting.version
    meetings.edit(meeting=meeting, values={"place": "Olfen"}, version=seen, by=by, at=moments.now())
    values = {"title": "Neuer Titel", "place": meeting.place}
    meetings.edit(meeting=meeting, values=values, version=seen, by=by, at=moments.now())
    meeting.refresh_from_db()
    assert (meeting.title, meeting.place) == ("Neuer Titel", "Olfen")
    with pytest.raises(Conflict) as caught:
        meetings.edit(meeting=meeting, values={"place": "Senden"}, version=seen, by=by, at=moments.now())
    assert caught.value.theirs == {"place": "Olfen"}
    assert caught.value.actor == by.title


def test_cancelling_needs_a_reason_and_gives_the_topics_back(circle, by):
    meeting = call(circle)
    refuses(lambda: meetings.cancel(meeting=meeting, reason=" ", by=by, at=moments.now()), "warum")
    meetings.cancel(meeting=meeting, reason="Zu wenige Zusagen", by=by, at=moments.now())
    meeting.refresh_from_db()
    assert (meeting.state, meeting.sequence, meeting.cancel_reason) == ("cancelled", 1, "Zu wenige Zusagen")
    assert [t.title for t in agenda.backlog(circle.initiative.pk)] == ["Begrüßung", "Personalabrechnung"]
    assert Notice.objects.filter(title__startswith="Abgesagt", user=circle.people["county"].user).exists()
    refuses(lambda: meetings.start(meeting=meeting, by=by, at=meeting.starts_at), "ist abgesagt")


def test_a_cancelled_draft_stays_unknown(circle, by):
    meeting = draft(circle)
    meetings.cancel(meeting=meeting, reason="Doch nicht", by=by, at=moments.now())
    assert not Notice.objects.exists()
    assert meeting not in Meeting.objects.visible_to(circle.people["duelmen"])
    assert meeting in Meeting.objects.visible_to(by)


def test_a_meeting_is_opened_on_its_day_and_not_before(circle, by):
    meeting = call(circle)
    early, other = meeting.starts_at - timedelta(days=1), draft(circle)
    refuses(lambda: meetings.start(meeting=meeting, by=by, at=early), "ist erst am")
    refuses(lambda: meetings.start(meeting=other, by=by, at=meeting.starts_at), "noch nicht eingeladen")
    meetings.start(meeting=meeting, by=by, at=meeting.starts_at)
    refuses(lambda: meetings.start(meeting=meeting, by=by, at=meeting.starts_at), "läuft schon")
    refuses(lambda: meetings.cancel(meeting=meeting, reason="X", by=by, at=moments.now()), "läuft schon")


def test_closing_needs_the_attendance_of_every_municipality_but_not_of_the_county(circle, by):
    meeting = opened(circle)
    refuses(
        lambda: meetings.close(meeting=meeting, by=by, at=meeting.starts_at),
        "Gemeinde Nottuln, Gemeinde Rosendahl, Stadt Dülmen|Stadt Dülmen, Gemeinde Nottuln, Gemeinde Rosendahl",
    )
    noted(circle, meeting)
    meetings.close(meeting=meeting, result="Alles besprochen", by=by, at=meeting.starts_at)
    meeting.refresh_from_db()
    assert (meeting.state, meeting.result) == ("closed", "Alles besprochen")
    assert meeting.minutes.state == MinutesState.DRAFT
    refuses(lambda: meetings.close(meeting=meeting, by=by, at=meeting.starts_at), "schon abgeschlossen")


def test_what_was_not_dealt_with_goes_back_into_the_backlog(circle, by):
    meeting = opened(circle)
    noted(circle, meeting)
    first, second = meeting.agenda.all()
    agenda.mark(item=first, state=AgendaState.TREATED, by=by, at=moments.now())
    meetings.close(meeting=meeting, by=by, at=meeting.starts_at)
    topic = AgendaItem.objects.get(meeting=None)
    assert (topic.title, topic.carried_from, topic.state) == (second.title, second, AgendaState.OPEN)
    assert list(meeting.agenda.values_list("state", flat=True)) == ["treated", "carried"]


def test_minutes_are_approved_as_the_first_item_of_the_next_meeting(circle, by):
    past = closed_with_circulated_minutes(circle, by)
    following = draft(circle)
    item = following.agenda.first()
    assert (item.approves, item.order) == (past, 1)
    assert "Niederschrift" in item.title
    other = draft(circle)
    assert not other.agenda.exclude(approves=None).exists()  # one item at a time
    refuses(lambda: agenda.put_back(item=item, by=by, at=moments.now()), "bleibt stehen")
    meetings.cancel(meeting=following, reason="Doch nicht", by=by, at=moments.now())
    meetings.invite(meeting=other, by=by, at=moments.now())  # which gets it now
    assert other.agenda.first().approves == past


def closed_with_circulated_minutes(circle, by):
    past = opened(circle)
    noted(circle, past)
    meetings.close(meeting=past, by=by, at=past.starts_at)
    minutes.circulate(minutes=past.minutes, by=by, at=moments.now())
    return past


@pytest.mark.parametrize(("vote", "approved"), [("yes", True), ("no", False)])
def test_an_adopted_decision_under_that_item_approves_the_minutes(circle, by, vote, approved):
    past = closed_with_circulated_minutes(circle, by)
    following = opened(circle)
    noted(circle, following)
    item = following.agenda.first()
    votes = {circle.nottuln.pk: vote}
    sent = {"meeting": following, "item": item, "text": "Die Niederschrift wird genehmigt.", "votes": votes}
    meeting_results.decide(by=by, at=moments.now(), **sent)
    assert Minutes.objects.get(meeting=past).state == MinutesState.CIRCULATED  # not before the end
    meetings.close(meeting=following, by=by, at=following.starts_at)
    row = Minutes.objects.get(meeting=past)
    assert (row.state == MinutesState.APPROVED) is approved
    assert row.approved_in == (following if approved else None)
    assert draft(circle).agenda.filter(approves=past).exists() is not approved  # once more in the next


def test_minutes_that_are_not_circulated_are_not_approved(circle, by):
    past = opened(circle)
    noted(circle, past)
    meetings.close(meeting=past, by=by, at=past.starts_at)
    act = {"minutes": past.minutes, "meeting": past, "by": by, "at": moments.now()}
    with pytest.raises(Refused, match="noch nicht versandt"):
        minutes.approve(**act)
    assert not draft(circle).agenda.exclude(approves=None).exists()


def duties(circle, day):
    found = todo(initiatives=[facts(circle.initiative.pk)], organisation_id=circle.nottuln.pk, today=day)
    return [duty.title for duty in found.duties if duty.kind == "meeting"]


def test_the_convening_municipality_holds_and_closes_it(circle, by):
    meeting = call(circle)
    day = meeting.held_on
    reply = f"Auf die Einladung antworten: {meeting.title}"
    assert duties(circle, day - timedelta(days=1)) == [reply]
    assert set(duties(circle, day)) == {reply, f"Treffen durchführen: {meeting.title}"}
    meetings.start(meeting=meeting, by=by, at=meeting.starts_at)
    Meeting.objects.filter(pk=meeting.pk).update(started_at=moments.now())
    assert duties(circle, day) == [f"Treffen durchführen: {meeting.title}"]
    assert duties(circle, day + timedelta(days=1)) == [f"Treffen abschließen: {meeting.title}"]


def test_a_snapshot_tells_which_meetings_are_closed(circle, by):
    call(circle)
    moment = Moment(moments.today(), moments.now())
    paper = read(Paper, snapshots.paper())
    taken = status_report.take(
        initiative_ids=[circle.initiative.pk], moment=moment, edition="public", paper=paper
    )
    told = [(m.title, m.state) for m in taken.initiatives[0].meetings]
    assert told == [("Erstes Treffen", "closed"), ("Zweites Treffen", "invited")]


def test_without_a_convening_municipality_nobody_convenes(circle):
    Initiative.objects.filter(pk=circle.initiative.pk).update(convening=None)
    state = facts(circle.initiative.pk)
    assert not any(access.may(one, "meeting.convene", state) for one in circle.people.values())
