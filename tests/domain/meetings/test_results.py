"""What comes of a meeting: attendance, decisions with votes, tasks, informations, and what decisions move in the end."""

from datetime import timedelta

import pytest

from initiatives.domain.fields import fields
from initiatives.domain.kernel import moments
from initiatives.domain.kernel.errors import Conflict, Refused
from initiatives.domain.meetings import attendance, meetings
from initiatives.domain.meetings import results as meeting_results
from initiatives.domain.state.loading import facts
from initiatives.models import (
    Attendance,
    DecisionVote,
    Event,
    Field,
    GateItem,
    Initiative,
    MeetingResult,
    Notice,
    PhaseTransition,
    Task,
)
from tests.meetings import call, noted, opened


@pytest.fixture
def by(circle):
    return circle.people["nottuln"]


@pytest.fixture
def meeting(circle):
    found = opened(circle)
    noted(circle, found, absent=(circle.rosendahl,))
    return found


def stands():
    votes = list(DecisionVote.objects.values_list("decision", "organisation", "vote"))
    results = list(MeetingResult.objects.values_list("pk", "text", "is_adopted", "version"))
    return votes, results, list(Task.objects.values_list("title", "owner", "due_on")), Event.objects.count()


def refuses(act, words):
    before = stands()
    with pytest.raises(Refused, match=words):
        act()
    assert stands() == before


def decide(circle, meeting, yes="nottuln duelmen", no="", **values):
    votes = {getattr(circle, name).pk: "yes" for name in yes.split()}
    votes |= {getattr(circle, name).pk: "no" for name in no.split()}
    sent = {"text": "So wird es gemacht.", "votes": votes} | values
    by = circle.people["nottuln"]
    return meeting_results.decide(meeting=meeting, by=by, at=moments.now(), **sent)


def test_replies_can_be_changed_until_the_meeting_is_opened(circle, by):
    invited = call(circle)

    def reply(persona, word, note=""):
        values = {"reply": word, "note": note, "by": circle.people[persona], "at": moments.now()}
        return attendance.reply(meeting=invited, **values)

    reply("duelmen", "declined", "Ratssitzung")
    assert reply("duelmen", "attending").note == ""
    reply("county", "attending")
    reply("rosendahl", "declined")
    words = attendance.replies_in_words(invited.attendances.all())
    assert words == "1 von 3 Kommunen kommt, 1 kommt nicht, 1 hat noch nicht geantwortet"
    refuses(lambda: reply("stranger", "attending"), "nicht eingeladen")
    running = opened(circle)
    late = {"meeting": running, "reply": "declined", "by": circle.people["duelmen"], "at": moments.now()}
    refuses(lambda: attendance.reply(**late), "läuft schon")


def test_words_of_eleven():
    rows = [Attendance(reply="attending") for _ in range(9)]
    rows += [Attendance(reply="declined"), Attendance(), Attendance(is_optional=True, reply="attending")]
    words = "9 von 11 Kommunen kommen, 1 kommt nicht, 1 hat noch nicht geantwortet"
    assert attendance.replies_in_words(rows) == words


def test_attendance_is_noted_while_the_meeting_runs_only(circle, by, meeting):
    rows = meeting.attendances.all()
    assert attendance.presence_in_words(rows) == "2 von 3 Kommunen anwesend"
    assert attendance.unnoted(rows.select_related("organisation")) == []
    act = {"by": by, "at": moments.now()}
    present = {circle.nottuln.pk: True}
    waiting = call(circle, title="Drittes")
    refuses(lambda: attendance.note_presence(meeting=waiting, present=present, **act), "noch nicht eröffnet")
    act |= {"meeting": meeting, "present": {circle.people["stranger"].organisation_id: True}}
    refuses(lambda: attendance.note_presence(**act), "eingeladen")


def test_who_has_voted_was_there(circle, by, meeting):
    decide(circle, meeting)
    act = {"present": {circle.duelmen.pk: False}, "by": by, "at": moments.now()}
    refuses(lambda: attendance.note_presence(meeting=meeting, **act), "hat in diesem Treffen abgestimmt")


def test_the_simple_majority_adopts_and_a_tie_rejects(circle, meeting):
    assert decide(circle, meeting).is_adopted
    assert not decide(circle, meeting, yes="nottuln", no="duelmen").is_adopted
    votes = {circle.nottuln.pk: "yes", circle.duelmen.pk: "abstained"}
    assert decide(circle, meeting, votes=votes).is_adopted
    assert not decide(circle, meeting, votes=dict.fromkeys(votes, "abstained")).is_adopted


def test_refused_decisions(circle, by, meeting):
    refuses(lambda: decide(circle, meeting, text=" \n "), "was herausgekommen ist")
    refuses(lambda: decide(circle, meeting, votes={}), "wer wie gestimmt")
    refuses(lambda: decide(circle, meeting, yes="nottuln rosendahl"), "deren Anwesenheit erfasst")
    refuses(lambda: decide(circle, meeting, yes="county"), "deren Anwesenheit erfasst")
    refuses(lambda: decide(circle, meeting, effect="fix_field"), "wählen Sie das Feld")
    Field.objects.filter(pk=circle.hotline.pk).update(phase=1)
    fixed = Field.objects.get(pk=circle.hotline.pk)
    refuses(lambda: decide(circle, meeting, effect="fix_field", field=fixed), "schon festgelegt")
    other = opened(circle, title="Drittes")
    refuses(lambda: decide(circle, meeting, item=other.agenda.first()), "nicht auf der Tagesordnung")


def test_nothing_is_taken_down_before_and_after(circle, by, meeting):
    waiting = call(circle, title="Drittes")
    refuses(lambda: decide(circle, waiting), "noch nicht eröffnet")
    meetings.close(meeting=meeting, by=by, at=moments.now())
    refuses(lambda: decide(circle, meeting), "stehen fest")


def test_a_result_is_corrected_and_removed_while_the_meeting_runs(circle, by, meeting):
    result = decide(circle, meeting)
    values = {"text": "Anders.", "item": None, "field": None, "effect": "none", "contact": ""}
    act = {"by": by, "at": moments.now()}
    votes = {circle.nottuln.pk: "no", circle.duelmen.pk: "no"}
    meeting_results.correct(result=result, values=values, votes=votes, version=1, **act)
    row = MeetingResult.objects.get()
    assert (row.text, row.is_adopted, row.version) == ("Anders.", False, 2)
    told = Event.objects.filter(subject="Festlegung berichtigt").get()
    assert "angenommen" in told.before and "abgelehnt; Dülmen dagegen" in told.after
    with pytest.raises(Conflict):
        again = values | {"text": "Noch anders."}
        meeting_results.correct(result=result, values=again, votes=votes, version=1, **act)
    meeting_results.remove(result=row, **act)
    assert not MeetingResult.objects.exists() and not DecisionVote.objects.exists()
    assert "Anders." in Event.objects.get(subject="Festlegung gestrichen").before
    refuses(lambda: meeting_results.remove(result=result, **act), "inzwischen gestrichen")


def test_results_are_fixed_once_the_meeting_is_closed(circle, by, meeting):
    result = decide(circle, meeting)
    meetings.close(meeting=meeting, by=by, at=moments.now())
    act = {"result": result, "by": by, "at": moments.now()}
    refuses(lambda: meeting_results.remove(**act), "stehen fest")
    refuses(lambda: meeting_results.correct(values={"text": "X"}, version=1, **act), "stehen fest")


def test_a_task_is_given_to_an_invited_organisation_and_told_when_it_is_fixed(circle, by, meeting):
    due = moments.today() + timedelta(days=9)
    act = {"meeting": meeting, "text": "Bedarf erheben\nFür ein Jahr", "by": by, "at": moments.now()}
    stranger = circle.people["stranger"].organisation
    refuses(lambda: meeting_results.assign(owner=stranger, **act), "nicht zu den Eingeladenen")
    result = meeting_results.assign(owner=circle.duelmen, due_on=due, field=circle.payroll, **act)
    task = Task.objects.get()
    assert (task.title, task.owner, task.due_on, task.result) == (
        "Bedarf erheben",
        circle.duelmen,
        due,
        result,
    )
    assert task.text == act["text"] and task.field == circle.payroll
    values = {"text": "Bedarf melden", "item": None, "field": None, "owner": circle.rosendahl, "due_on": None}
    meeting_results.correct(result=result, values=values, version=1, by=by, at=moments.now())
    task = Task.objects.get()
    assert (task.title, task.text, task.owner, task.due_on) == ("Bedarf melden", "", circle.rosendahl, None)
    assert not Notice.objects.filter(kind="task").exists()
    meetings.close(meeting=meeting, by=by, at=moments.now())
    assert Notice.objects.get(kind="task").user == circle.people["rosendahl"].user


def test_a_removed_task_is_nobodys(circle, by, meeting):
    act = {"meeting": meeting, "text": "Bedarf erheben", "owner": circle.duelmen}
    result = meeting_results.assign(by=by, at=moments.now(), **act)
    meeting_results.remove(result=result, by=by, at=moments.now())
    assert not Task.objects.exists()


def ready(circle):
    """Everything that the field needs, but for the decision of the delegates."""
    at, by = moments.now(), circle.people["duelmen"]
    values = {"aim": "Ein Verfahren", "description": "Dülmen rechnet ab."}
    fields.edit(field=circle.payroll, values=values, version=1, by=by, at=at)
    sent = {"field": circle.payroll, "organisation": circle.duelmen, "by": by, "at": at}
    fields.set_participation(status="participating", **sent)
    fields.set_lead(contact="Amt 10", **sent)


def test_an_adopted_decision_fixes_the_field_and_releases_it_once_the_meeting_is_closed(circle, by, meeting):
    ready(circle)
    decide(circle, meeting, effect="fix_field", field=circle.payroll, text="Wir rechnen gemeinsam ab.")
    assert not GateItem.objects.exists()  # corrections before the end are harmless
    meetings.close(meeting=meeting, by=by, at=moments.now())
    item = GateItem.objects.get()
    assert (item.kind, item.result, item.text) == ("fixed", "done", "Wir rechnen gemeinsam ab.")
    assert item.effective_on == meeting.held_on
    move = PhaseTransition.objects.get()
    assert (move.field, move.to_phase, move.missing, move.mandate) == (circle.payroll, 1, [], by)
    assert Event.objects.filter(kind="phase", field_id=circle.payroll.pk).exists()


def test_a_field_that_lacks_something_is_fixed_and_waits(circle, by, meeting):
    decide(circle, meeting, effect="fix_field", field=circle.payroll)
    meetings.close(meeting=meeting, by=by, at=moments.now())
    assert GateItem.objects.get().kind == "fixed"
    assert not PhaseTransition.objects.exists()


def test_a_rejected_decision_moves_nothing(circle, by, meeting):
    ready(circle)
    decide(circle, meeting, yes="", no="nottuln duelmen", effect="fix_field", field=circle.payroll)
    decide(circle, meeting, yes="", no="nottuln duelmen", effect="fix_conditions")
    meetings.close(meeting=meeting, by=by, at=moments.now())
    assert not GateItem.objects.exists() and not PhaseTransition.objects.exists()
    assert facts(circle.initiative.pk).conditions_note == ""


def test_an_adopted_decision_fixes_the_framework_conditions(circle, by, meeting):
    decide(circle, meeting, effect="fix_conditions")
    meetings.close(meeting=meeting, by=by, at=moments.now())
    note = f"Festgelegt am {meeting.held_on:%d.%m.%Y} im Treffen „Zweites Treffen“."
    assert facts(circle.initiative.pk).conditions_note == note
    assert Initiative.objects.get(pk=circle.initiative.pk).version == 2
    decisions = facts(circle.initiative.pk).meetings[-1].decisions
    assert [(d.effect, d.is_adopted, len(d.votes)) for d in decisions] == [("fix_conditions", True, 2)]
