"""What belongs to the initiative is put right in its row; what stood before is told in the history."""

from datetime import date, datetime, timedelta

import pytest
from django.utils import timezone

from initiatives.domain.circle import conditions, participants
from initiatives.domain.kernel.errors import Refused
from initiatives.domain.kernel.moments import Moment
from initiatives.domain.meetings import meeting_corrections, minutes, results
from initiatives.domain.proposals import acceptance, answer_corrections, proposals
from initiatives.domain.state.loading import facts
from initiatives.enums import ProposalReply
from initiatives.models import Event, FrameworkCondition, Meeting, MeetingPaper, Minutes, ProposalAnswer
from tests.domain.gatherings import CLOSED_AT, HELD_ON, STARTS, closed, meeting
from tests.domain.projects import answer, propose
from tests.support.personas import BEGIN

DAY = timedelta(days=1)


def at(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 12, tzinfo=timezone.get_default_timezone())


NOW, LATER = at(date(2026, 5, 4)), at(date(2026, 5, 5))
FEB, MARCH = date(2026, 2, 2), date(2026, 3, 2)


def refused(verb, fault: str, field: str | None = None, **arguments) -> None:
    before = _written()
    arguments = {"correction_reason": "Vertan", "at": LATER, **arguments}
    with pytest.raises(Refused, match=fault) as caught:
        verb(**arguments)
    assert caught.value.field == field and _written() == before


def _written() -> list:
    tables = (Event, ProposalAnswer, MeetingPaper, FrameworkCondition, Meeting)
    return [list(one.objects.order_by("pk").values()) for one in tables]


def stood(circle, day: date) -> list[str]:
    return [one.text for one in facts(circle.initiative.pk, Moment(day, LATER)).conditions]


@pytest.fixture
def admin(circle):
    return circle.people["administrator"]


def test_a_condition_is_put_right_with_its_days(circle, admin):
    row = circle.initiative.conditions.get()
    values = {"text": "hohe Wirtschaftlichkeit", "effective_on": FEB}
    conditions.correct(condition=row, values=values, correction_reason="Vertippt", by=admin, at=LATER)
    assert [stood(circle, day) for day in (BEGIN, FEB)] == [[], ["hohe Wirtschaftlichkeit"]]
    event = Event.objects.get(kind="condition-corrected")
    assert event.before == "Wortlaut: höhere Wirtschaftlichkeit; Gilt ab: 05.01.2026"
    assert event.after == "Wortlaut: hohe Wirtschaftlichkeit; Gilt ab: 02.02.2026 – Vertippt"
    for values, fault, field in (
        ({"text": " "}, "Wortlaut", "text"),
        ({"effective_on": BEGIN - DAY}, "Dokumentation", "effective_on"),
        ({"effective_on": LATER.date() + DAY}, "Zukunft", "effective_on"),
        ({"ended_on": MARCH}, "Fachadministration", "ended_on"),
        ({"effective_on": FEB}, "nichts geändert", None),
    ):
        refused(conditions.correct, fault, field, condition=row, values=values, by=admin)


def test_the_end_of_a_wording_is_the_beginning_of_the_next(circle, admin):
    old = circle.initiative.conditions.get()
    new = conditions.reword(condition=old, text="deutlich wirtschaftlicher", by=admin, at=NOW)
    conditions.correct(
        condition=new, values={"effective_on": MARCH}, correction_reason="Seit März", by=admin, at=LATER
    )
    assert stood(circle, MARCH - DAY) == ["höhere Wirtschaftlichkeit"]
    assert stood(circle, MARCH) == ["deutlich wirtschaftlicher"]
    conditions.correct(
        condition=old, values={"ended_on": FEB}, correction_reason="Seit Februar", by=admin, at=LATER
    )
    assert stood(circle, FEB) == ["deutlich wirtschaftlicher"]
    values = {"ended_on": None}
    refused(conditions.correct, "neue Fassung", "ended_on", condition=old, values=values, by=admin)
    values = {"effective_on": MARCH}
    refused(conditions.correct, "bevor es galt", "ended_on", condition=old, values=values, by=admin)


def test_participation_in_the_initiative_is_put_right_once(circle, admin):
    row = circle.initiative.participants.get(organisation=circle.duelmen)
    values = {"participant": row, "left_on": None, "by": admin, "at": LATER}
    participants.correct(joined_on=FEB, reason="Beschluss vom 02.02.", **values)
    event = Event.objects.get(kind="participant-corrected")
    assert (event.before, event.after) == (
        "dabei ab 05.01.2026",
        "dabei ab 02.02.2026 – Beschluss vom 02.02.",
    )
    with pytest.raises(Refused, match="nichts geändert"):
        participants.correct(joined_on=FEB, reason="Noch einmal", **values)


def test_a_meeting_told_of_afterwards_is_put_right(circle):
    by, row = circle.people["nottuln"], circle.initiative.meetings.get()
    values = {"held_on": FEB, "title": "Auftakt", "place": "Nottuln", "result": "Sieben Felder"}
    meeting_corrections.correct(
        meeting=row, values=values, correction_reason="Laut Einladung", by=by, at=LATER
    )
    row.refresh_from_db()
    assert (row.held_on, row.effective_on, row.title, row.result) == (FEB, FEB, "Auftakt", "Sieben Felder")
    event = Event.objects.get(kind="meeting-corrected")
    assert event.after.startswith("Termin: 02.02.2026; Titel: Auftakt") and event.after.endswith("Einladung")
    for changed, fault, field in (
        ({"title": ""}, "Titel", "title"),
        ({"held_on": None}, "Tag des Treffens", "held_on"),
        ({"held_on": BEGIN - DAY}, "Dokumentation", "held_on"),
        ({"held_on": LATER.date() + DAY}, "Zukunft", "held_on"),
        ({"title": "Auftakt"}, "nichts geändert", None),
    ):
        refused(meeting_corrections.correct, fault, field, meeting=row, values=changed, by=by)
    running = meeting(circle)
    fault = "wenn es abgeschlossen ist"
    refused(meeting_corrections.correct, fault, None, meeting=running, values={"title": "X"}, by=by)


def test_a_decision_that_was_told_afterwards_is_put_right(circle):
    by, told = circle.people["nottuln"], circle.initiative.meetings.get()
    meeting_corrections.correct(
        meeting=told, values={"held_on": MARCH}, correction_reason="Laut Einladung", by=by, at=LATER
    )
    decision = results.record_past(
        initiative=circle.initiative, held_on=MARCH, text="Auftrag erteilt", by=by, at=LATER
    )
    values = {"field": circle.payroll, "steering": "order", "is_adopted": False}
    verb = meeting_corrections.correct_decision
    verb(decision=decision, values=values, correction_reason="Andere Akte", by=by, at=LATER)
    decision.refresh_from_db()
    assert (decision.field, decision.steering, decision.is_adopted) == (circle.payroll, "order", False)
    event = Event.objects.get(subject="Festlegung berichtigt")
    assert event.after.endswith("angenommen: nein – Andere Akte") and event.field_id == circle.payroll.pk
    for changed, fault, field in (
        ({"text": ""}, "was herausgekommen ist", "text"),
        ({"field": None}, "nennt das Feld", "field"),
        ({"text": "Auftrag erteilt"}, "nichts geändert", None),
    ):
        refused(verb, fault, field, decision=decision, values=changed, by=by)
    taken_down = closed(circle).meeting.results.filter(kind="decision").first()
    refused(verb, "in seiner Niederschrift", None, decision=taken_down, values={"text": "X"}, by=by)


def test_minutes_that_were_sent_stay_and_an_addendum_says_what_was_put_right(circle):
    by, draft = circle.people["nottuln"], closed(circle)
    minutes.circulate(minutes=draft, by=by, at=CLOSED_AT + DAY)
    first = MeetingPaper.objects.get()
    meeting_corrections.correct(
        meeting=draft.meeting,
        values={"held_on": HELD_ON + DAY},
        correction_reason="War Freitag",
        by=by,
        at=LATER,
    )
    row = Meeting.objects.get(pk=draft.meeting_id)
    assert row.starts_at == STARTS + DAY and row.effective_on == HELD_ON
    text = draft.addenda.get().text
    assert text == "Termin: 13.03.2026 (bisher: Termin: 12.03.2026). War Freitag"
    newest = MeetingPaper.objects.exclude(pk=first.pk).get()
    assert newest.snapshot["starts_at"] == first.snapshot["starts_at"]
    assert Minutes.objects.get(pk=draft.pk).state == "circulated"


def test_a_meeting_keeps_its_hour_in_summer_and_its_place_before_the_approval(circle):
    by, draft = circle.people["nottuln"], closed(circle)
    minutes.circulate(minutes=draft, by=by, at=CLOSED_AT + DAY)
    later = meeting(
        circle, STARTS + timedelta(days=30), state="running", started_at=STARTS + timedelta(days=30)
    )
    minutes.approve(minutes=draft, meeting=later, by=by, at=STARTS + timedelta(days=30))
    values, fault = {"held_on": HELD_ON + timedelta(days=31)}, "später kann es nicht gewesen sein"
    refused(meeting_corrections.correct, fault, "held_on", meeting=draft.meeting, values=values, by=by)
    Meeting.objects.filter(pk=later.pk).update(state="closed", closed_at=STARTS + timedelta(days=30))
    values, fault = {"held_on": HELD_ON - DAY}, "früher kann es nicht gewesen sein"
    refused(meeting_corrections.correct, fault, "held_on", meeting=later, values=values, by=by)
    values = {"held_on": HELD_ON + timedelta(days=20)}
    meeting_corrections.correct(
        meeting=draft.meeting, values=values, correction_reason="War April", by=by, at=LATER
    )
    row = Meeting.objects.get(pk=draft.meeting_id)
    assert timezone.localtime(row.starts_at).hour == timezone.localtime(STARTS).hour


def test_an_answer_to_a_proposal_is_put_right_by_who_gave_it(circle):
    proposal = propose(circle, "county", "nottuln", "duelmen", at=at(FEB))
    row = answer(circle, proposal, "duelmen", ProposalReply.TAKE_PART, at=at(MARCH))
    own, values = circle.people["duelmen"], {"reply": ProposalReply.REFUSAL, "reason": "Keine Stelle"}
    verb = answer_corrections.correct
    refused(verb, "für sich selbst", answer=row, values=values, by=circle.people["nottuln"])
    refused(verb, "Gründe", "reason", answer=row, values={"reply": "refusal"}, by=own)
    wrong = {"effective_on": FEB - DAY}
    refused(verb, "erst seit", "effective_on", answer=row, values=wrong, by=own)
    new = verb(answer=row, values=values, correction_reason="Falsche Zeile", by=own, at=LATER)
    told = facts(circle.initiative.pk).proposals[0].replies[circle.duelmen.pk]
    assert (told.reply, told.effective_on) == ("refusal", MARCH)
    assert Event.objects.filter(subject__endswith="berichtigt").get().after.endswith("Falsche Zeile")
    verb(answer=new, values={}, correction_reason="Nie", withdrawn=True, by=own, at=LATER + DAY)
    assert facts(circle.initiative.pk).proposals[0].replies[circle.duelmen.pk].reply == ""
    owing = proposals.remind(proposal=proposal, by=circle.people["county"], at=LATER + DAY)
    assert {one.organisation for one in owing.asks} == {circle.nottuln, circle.duelmen}


def test_the_day_of_a_proposal_is_put_right_by_who_made_it(circle):
    proposal = propose(circle, "county", "nottuln", "duelmen", at=at(FEB))
    answer(circle, proposal, "duelmen", ProposalReply.TAKE_PART, at=at(MARCH))
    verb, by = answer_corrections.correct_day, circle.people["county"]
    shared = {"proposal": proposal, "by": by}
    refused(
        verb,
        "wer ihn gemacht hat",
        proposal=proposal,
        values={"proposed_on": MARCH},
        by=circle.people["duelmen"],
    )
    refused(verb, "nichts geändert", values={"proposed_on": FEB}, **shared)
    refused(verb, "Zukunft", "proposed_on", values={"proposed_on": LATER.date() + DAY}, **shared)
    refused(verb, "erst seit", "proposed_on", values={"proposed_on": BEGIN - DAY}, **shared)
    refused(verb, "steht schon etwas vom", "proposed_on", values={"proposed_on": MARCH + DAY}, **shared)
    verb(values={"proposed_on": BEGIN}, correction_reason="Laut Antrag", at=LATER, **shared)
    assert [one.effective_on for one in facts(circle.initiative.pk, Moment(BEGIN, LATER)).proposals] == [
        BEGIN
    ]
    assert Event.objects.get(kind="proposal-corrected").after.endswith("– Laut Antrag")


def test_what_was_taken_back_makes_no_project(circle):
    proposal = propose(circle, "county", "nottuln", "duelmen", at=at(FEB))
    answer(circle, proposal, "nottuln", ProposalReply.TAKE_PART, at=at(MARCH))
    row = answer(circle, proposal, "duelmen", ProposalReply.TAKE_PART, at=at(MARCH))
    own = circle.people["duelmen"]
    answer_corrections.correct(
        answer=row, values={}, correction_reason="Nie", withdrawn=True, by=own, at=LATER
    )
    proposal.refresh_from_db()
    with pytest.raises(Refused, match="nimmt nur Gemeinde Nottuln teil"):
        acceptance.accept(proposal=proposal, version=proposal.version, by=circle.people["nottuln"], at=LATER)
