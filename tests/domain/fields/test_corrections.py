"""What was entered on a field is put right: what each kind of entry refuses, what follows from it, and how it is told."""

from datetime import date, datetime, timedelta

import pytest
from django.utils import timezone

from initiatives.domain.fields import (
    assessments,
    fields,
    gate_items,
    overrides,
    participation_corrections,
    steps,
    workflow,
)
from initiatives.domain.kernel.corrections import Overtaken
from initiatives.domain.kernel.errors import Refused
from initiatives.domain.kernel.moments import Moment
from initiatives.domain.money import lines, plain
from initiatives.domain.state.loading import facts
from initiatives.models import Event, Field, ParticipationEntry
from tests.support.personas import BEGIN

DAY, SECOND = timedelta(days=1), timedelta(seconds=1)
FEB, MARCH, APRIL = date(2026, 2, 2), date(2026, 3, 2), date(2026, 4, 2)


def at(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 12, tzinfo=timezone.get_default_timezone())


NOW, LATER = at(date(2026, 5, 4)), at(date(2026, 5, 5))


def told(circle, day: date, known: datetime = LATER):
    return facts(circle.initiative.pk, Moment(day, known)).field(circle.payroll.pk)


def refused(verb, fault: str, *, field: str | None = "effective_on", **arguments) -> None:
    """Refused with these words at this field; nothing is written."""
    tables = {type(one) for one in arguments.values() if hasattr(one, "corrects")} | {
        Event,
        ParticipationEntry,
    }
    before = [one.objects.count() for one in tables]
    arguments = {"correction_reason": "Vertan", "at": LATER, **arguments}
    with pytest.raises(Refused, match=fault) as caught:
        verb(**arguments)
    assert caught.value.field == field
    assert [one.objects.count() for one in tables] == before


@pytest.fixture
def by(circle):
    return circle.people["nottuln"]


@pytest.fixture
def light(circle, by):
    return assessments.assess(field=circle.payroll, light="green", effective_on=FEB, by=by, at=NOW)


@pytest.fixture
def members(circle):
    """Nottuln and Dülmen take part from the beginning, Nottuln leads."""
    for name in ("nottuln", "duelmen"):
        fields.set_participation(
            field=circle.payroll,
            organisation=getattr(circle, name),
            status="participating",
            effective_on=BEGIN,
            by=circle.people[name],
            at=at(BEGIN),
        )
    fields.set_lead(
        field=circle.payroll,
        organisation=circle.nottuln,
        contact="Personalamt",
        by=circle.people["nottuln"],
        at=at(BEGIN),
    )


def test_a_light_is_corrected_and_the_former_is_told_as_it_was_known(circle, by, light):
    new = assessments.correct(
        assessment=light,
        values={"light": "red", "cause": "Krank", "measure": "Vertreten", "effective_on": MARCH},
        correction_reason=" Spalte verwechselt ",
        by=by,
        at=LATER,
    )
    assert (new.corrects, new.correction_reason, new.is_withdrawn) == (light, "Spalte verwechselt", False)
    assert told(circle, FEB).assessment is None and told(circle, MARCH).assessment.light == "red"
    assert told(circle, MARCH, NOW).assessment.light == "green"
    event = Event.objects.get(kind="light-corrected")
    assert event.before == "Grün (ab 02.02.2026)"
    assert event.after == "Rot; Ursache: Krank; Maßnahme: Vertreten (ab 02.03.2026) – Spalte verwechselt"
    assert (event.effective_on, event.actor) == (MARCH, by.title)


def test_a_light_that_never_was_is_gone_from_the_day_on_which_that_was_known(circle, by, light):
    assessments.correct(
        assessment=light, values={}, correction_reason="Anderes Feld", withdrawn=True, by=by, at=LATER
    )
    assert told(circle, APRIL).assessment is None and told(circle, APRIL, NOW).assessment.light == "green"
    assert Event.objects.get(kind="light-corrected").after == "gab es nicht – Anderes Feld"
    assert facts(circle.initiative.pk).field(circle.payroll.pk).assessment is None


def test_of_two_entries_of_a_day_the_one_of_the_later_place_holds(circle, by, light):
    assessments.assess(
        field=circle.payroll, light="yellow", cause="a", measure="b", effective_on=FEB, by=by, at=NOW + SECOND
    )
    assert told(circle, FEB).assessment.light == "yellow"
    assessments.correct(
        assessment=light, values={"day_order": 1}, correction_reason="War danach", by=by, at=LATER
    )
    assert told(circle, FEB).assessment.light == "green"


@pytest.mark.parametrize(
    ("values", "field", "fault"),
    [
        ({"light": "yellow"}, "cause", "Ursache"),
        ({"light": "yellow", "cause": "Krank", "measure": " "}, "measure", "Maßnahme"),
        ({"milestone_on": APRIL}, "milestone", "Meilenstein"),
        ({"effective_on": BEGIN - DAY}, "effective_on", "erst seit"),
        ({"effective_on": date(2026, 5, 6)}, "effective_on", "Zukunft"),
        ({"light": "green"}, None, "nichts geändert"),
    ],
)
def test_a_corrected_light_keeps_the_rules_of_an_assessment(by, light, values, field, fault):
    refused(assessments.correct, fault, field=field, assessment=light, values=values, by=by)


def test_no_correction_without_a_reason(by, light):
    values = {"light": "", "effective_on": MARCH}
    refused(
        assessments.correct,
        "begründen",
        field="correction_reason",
        assessment=light,
        values=values,
        correction_reason=" ",
        by=by,
    )


def test_no_correction_of_what_is_corrected_or_taken_back_already(by, light):
    new = assessments.correct(
        assessment=light, values={"effective_on": MARCH}, correction_reason="Vertan", by=by, at=LATER
    )
    with pytest.raises(Overtaken, match="schon berichtigt"):
        assessments.correct(
            assessment=light, values={"effective_on": APRIL}, correction_reason="Vertan", by=by, at=LATER
        )
    gone = assessments.correct(
        assessment=new, values={}, correction_reason="Doch nie", withdrawn=True, by=by, at=LATER
    )
    with pytest.raises(Overtaken, match="zurückgenommen"):
        assessments.correct(
            assessment=gone, values={"effective_on": APRIL}, correction_reason="Vertan", by=by, at=LATER
        )


def test_no_light_is_moved_onto_a_day_on_which_the_field_rested(circle, by, light):
    workflow.record_past(
        field=circle.payroll, phase=0, side_state="on_hold", reason="Akte", effective_on=MARCH, by=by, at=NOW
    )
    refused(
        assessments.correct, "Grau", field="light", assessment=light, values={"effective_on": APRIL}, by=by
    )


def past(circle, by, phase: int, day: date, side_state: str | None = None):
    return workflow.record_past(
        field=circle.payroll,
        phase=phase,
        side_state=side_state,
        reason="Akte",
        effective_on=day,
        by=by,
        at=NOW,
    )


def test_a_phase_is_moved_to_another_day_but_not_past_the_next(circle, by):
    internal, baseline = past(circle, by, 1, FEB), None
    circle.round.closed_on, circle.round.closing = FEB, "answers"
    circle.round.save()
    baseline = past(circle, by, 2, APRIL)
    new = workflow.correct(
        move=internal, values={"effective_on": MARCH}, correction_reason="Laut Protokoll", by=by, at=LATER
    )
    assert [told(circle, day).phase for day in (FEB, MARCH, APRIL)] == [0, 1, 2]
    assert told(circle, FEB, NOW).phase == 1
    day = {"effective_on": date(2026, 4, 3)}
    refused(workflow.correct, "passt nicht in den Verlauf", move=new, values=day, by=by)
    refused(workflow.correct, "erst seit", move=new, values={"effective_on": BEGIN - DAY}, by=by)
    refused(workflow.correct, "Begründung", field="reason", move=new, values={"reason": " "}, by=by)
    workflow.correct(move=baseline, values={}, correction_reason="Nie", withdrawn=True, by=by, at=LATER)
    assert Field.objects.get(pk=circle.payroll.pk).phase == told(circle, APRIL).phase == 1
    events = Event.objects.filter(kind="phase-corrected").order_by("pk")
    assert [one.after for one in events] == [
        "Interne Abstimmung – Akte (ab 02.03.2026) – Laut Protokoll",
        "gab es nicht – Nie",
    ]


def test_a_release_is_not_moved_to_before_the_end_of_its_round(circle, by):
    circle.round.closed_on, circle.round.closing = MARCH, "answers"
    circle.round.save()
    past(circle, by, 1, FEB)
    baseline = past(circle, by, 2, APRIL)
    values = {"effective_on": MARCH - DAY}
    refused(workflow.correct, "lief bis zum 02.03.2026", move=baseline, values=values, by=by)
    assert workflow.correct(
        move=baseline, values={"effective_on": MARCH}, correction_reason="Akte", by=by, at=LATER
    )


def test_what_follows_from_a_move_must_still_be_possible_without_it(circle, by):
    hold = past(circle, by, 0, FEB, "on_hold")
    past(circle, by, 0, MARCH)
    refused(
        workflow.correct,
        "Von dort ist dieser Schritt nicht möglich",
        move=hold,
        values={},
        withdrawn=True,
        by=by,
    )


def lead_on(circle, day: date, known: datetime = LATER) -> str | None:
    lead = told(circle, day, known).lead
    return lead.organisation.name if lead else None


def test_both_sides_of_a_handed_over_lead_move_and_go_together(circle, by, members):
    fields.set_lead(
        field=circle.payroll, organisation=circle.duelmen, contact="Amt 10", effective_on=MARCH, by=by, at=NOW
    )
    begins = ParticipationEntry.objects.get(is_responsible=True, organisation=circle.duelmen)
    values = {"effective_on": FEB}
    new = participation_corrections.correct(
        entry=begins, values=values, correction_reason="Seit Februar", by=by, at=LATER
    )
    assert [lead_on(circle, day) for day in (FEB - DAY, FEB, MARCH)] == ["Nottuln", "Dülmen", "Dülmen"]
    assert lead_on(circle, FEB, NOW) == "Nottuln"
    event = Event.objects.get(kind="lead-corrected")
    assert event.subject == "Federführung der Stadt Dülmen berichtigt"
    assert event.after == "beteiligt, federführend (Amt 10) (ab 02.02.2026) – Seit Februar"
    participation_corrections.correct(
        entry=new, values={}, correction_reason="Nie übergeben", withdrawn=True, by=by, at=LATER + SECOND
    )
    assert lead_on(circle, APRIL, LATER + SECOND) == "Nottuln"
    assert facts(circle.initiative.pk).field(circle.payroll.pk).lead.organisation.name == "Nottuln"


def test_never_do_two_lead_on_one_day(circle, by, members):
    fields.set_lead(field=circle.payroll, organisation=None, contact="", effective_on=FEB, by=by, at=NOW)
    fields.set_lead(
        field=circle.payroll,
        organisation=circle.duelmen,
        contact="",
        effective_on=MARCH,
        by=by,
        at=NOW + SECOND,
    )
    begins = ParticipationEntry.objects.get(is_responsible=True, organisation=circle.duelmen)
    fault, values = "Nottuln und Stadt Dülmen|Dülmen und Gemeinde Nottuln", {"effective_on": FEB - DAY}
    refused(participation_corrections.correct, fault, entry=begins, values=values, by=by)
    values = {"status": "interested"}
    fault = "zuerst die Federführung"
    refused(participation_corrections.correct, fault, field="status", entry=begins, values=values, by=by)


def test_a_participation_that_never_was_leaves_the_work_to_others(circle, by, members):
    step = steps.add(field=circle.payroll, title="Daten", owner=circle.duelmen, by=by, at=NOW)
    entry = ParticipationEntry.objects.get(organisation=circle.duelmen)
    own = circle.people["duelmen"]
    participation_corrections.correct(
        entry=entry, values={}, correction_reason="Verwechselt", withdrawn=True, by=own, at=LATER
    )
    assert told(circle, MARCH).participation_of(circle.duelmen.pk) == "open"
    assert told(circle, MARCH, NOW).participation_of(circle.duelmen.pk) == "participating"
    assert not circle.payroll.participations.filter(organisation=circle.duelmen).exists()
    step.refresh_from_db()
    assert step.owner is None


@pytest.fixture
def cost(circle, members):
    made = plain.enter(
        field=circle.payroll,
        organisation=circle.duelmen,
        today_cents=2_480_000,
        joint_cents=2_000_000,
        source="Haushalt",
        confidence="estimated",
        effective_on=FEB,
        by=circle.people["duelmen"],
        at=NOW,
    )
    return made["today"]


def test_costs_are_put_right_by_their_organisation_and_by_the_lead(circle, cost):
    values = {"amount_cents": 2_840_000, "effective_on": MARCH}
    fault = "erfasst sie selbst"
    by = circle.people["rosendahl"]
    refused(lines.correct, fault, field="organisation", entry=cost, values=values, by=by)
    by = circle.people["duelmen"]
    fault, wrong = "kleiner als null", {"amount_cents": -1}
    refused(lines.correct, fault, field="amount_cents", entry=cost, values=wrong, by=by)
    refused(lines.correct, "Quelle", field="source", entry=cost, values={"source": ""}, by=by)
    lines.correct(
        entry=cost, values=values, correction_reason="Zahlendreher", by=circle.people["nottuln"], at=LATER
    )
    found = told(circle, MARCH).money.lines
    assert [(one.amount, one.effective_on) for one in found] == [
        (2_840_000, MARCH),
        (2_000_000, FEB),
        (0, FEB),
    ]
    assert plain.told(told(circle, FEB), circle.duelmen.pk)["today"] is None
    assert plain.told(told(circle, MARCH, NOW), circle.duelmen.pk)["today"] == 2_480_000


def test_an_entry_by_hand_is_put_right_by_whoever_it_belongs_to(circle, by):
    own = gate_items.record(
        field=circle.payroll,
        kind="loss_accepted",
        result="done",
        organisation=circle.duelmen,
        effective_on=FEB,
        by=circle.people["duelmen"],
        at=NOW,
    )
    fault, values = "nur für sich selbst", {"effective_on": MARCH}
    refused(gate_items.correct, fault, field="organisation", item=own, values=values, by=by)
    values = {"result": "not_needed", "reason": ""}
    own_by = circle.people["duelmen"]
    refused(gate_items.correct, "entfällt", field="reason", item=own, values=values, by=own_by)
    gate_items.correct(
        item=own, values={"effective_on": MARCH}, correction_reason="Vertan", by=own_by, at=LATER
    )
    assert [len(told(circle, day).gate_items) for day in (FEB, MARCH)] == [0, 1]
    assert Event.objects.get(kind="gate-item-corrected").subject.endswith("Stadt Dülmen berichtigt")


def test_a_judgement_is_put_right_but_never_what_was_computed(circle, by):
    condition = circle.initiative.conditions.get()
    row = overrides.overrule(
        field=circle.payroll, condition=condition, result="met", reason="Geprüft", by=by, at=NOW
    )
    fault = "Berechnet war schon"
    refused(overrides.correct, fault, field="result", override=row, values={"result": row.computed}, by=by)
    refused(overrides.correct, "begründen", field="reason", override=row, values={"reason": ""}, by=by)
    values = {"reason": "Vom Rat geprüft", "effective_on": FEB}
    overrides.correct(override=row, values=values, correction_reason="Ungenau", by=by, at=LATER)
    assert told(circle, FEB).overrides[condition.pk].reason == "Vom Rat geprüft"
    assert told(circle, FEB, NOW).overrides == {}
