"""A past course entered in one act: what it tells of each day, and what cannot have been."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from initiatives.domain.fields import fields
from initiatives.domain.kernel import moments
from initiatives.domain.kernel.errors import Refused
from initiatives.domain.kernel.moments import Moment
from initiatives.domain.past import courses
from initiatives.domain.past.entries import (
    Asked,
    Assessed,
    Cost,
    EntryRefused,
    Joined,
    Moved,
    Noted,
    Resolved,
    Said,
    StepDone,
)
from initiatives.domain.rules import access, checks
from initiatives.domain.state.loading import facts
from initiatives.domain.votes import positions, resolutions, rounds
from initiatives.enums import CheckResult, Phase
from initiatives.models import Body, Event, Field, PhaseTransition, Position, Resolution, Round
from tests.support.personas import BEGIN

REASON = "Akten des Hauptamts"
DAY = timedelta(days=1)
JAN, FEB, MARCH, APRIL, MAY = (date(2026, month, 10) for month in (1, 2, 3, 4, 5))


@pytest.fixture
def enter(circle):
    """Enter past entries of a field that nobody has worked on yet."""
    field = fields.propose(
        initiative=circle.initiative, title="Beschaffung", by=None, at=moments.now(), proposed_on=BEGIN
    )

    def enter(*entries, by="nottuln", reason=REASON):
        courses.record(field=field, entries=entries, reason=reason, by=circle.people[by], at=moments.now())
        return field

    enter.field = field
    return enter


def on(circle, field, day):
    return facts(circle.initiative.pk, Moment(day, moments.now())).field(field.pk)


def refused(enter, *entries, at, field=None, **values):
    """The course is refused at the entry of this number, and nothing is written."""
    rows = (Event, PhaseTransition, Position, Resolution, Round)
    before = [model.objects.count() for model in rows]
    with pytest.raises(EntryRefused) as refusal:
        enter(*entries, **values)
    assert [model.objects.count() for model in rows] == before
    assert (refusal.value.number, refusal.value.field) == (at, field), refusal.value.message
    return refusal.value.message


def joined(circle, *names, day=JAN, **values):
    return [Joined(day, getattr(circle, name), "participating", **values) for name in names]


def test_a_course_is_told_as_of_each_of_its_days_whatever_the_order_in_which_it_is_typed(circle, enter):
    field = enter(
        Moved(MAY, Phase.OPERATION),
        Cost(MARCH, circle.duelmen, 20_000_00, 15_000_00, 0, "Haushalt", "confirmed"),
        Assessed(APRIL, "green"),
        Resolved(MARCH, circle.rat_nottuln, "taking_part", "adopted", "12/2026", (12, 0, 0)),
        Asked(FEB, "taking_part", "Machen Sie mit?", "", MARCH, APRIL),
        Said(MARCH, circle.duelmen, "taking_part", "consent", source="Schreiben vom 10.03."),
        *joined(circle, "nottuln", leads=True, contact="Hauptamt"),
        *joined(circle, "duelmen"),
        StepDone(FEB, "Personalrat gehört", Phase.INTERNAL, circle.nottuln, "Protokoll"),
        Noted(FEB, "involvement", "done", "Personalrat"),
        Moved(FEB, Phase.INTERNAL),
    )
    by_day = {day: on(circle, field, day) for day in (JAN, FEB, MARCH, APRIL, MAY)}
    assert [by_day[day].phase for day in by_day] == [0, 1, 1, 1, 6]
    assert [by_day[day].light for day in by_day] == ["none", "none", "none", "green", "green"]
    assert [len(by_day[day].money.lines) // 3 for day in by_day] == [0, 0, 1, 1, 1]
    assert [by_day[day].round is not None and by_day[day].round.is_open for day in by_day] == [
        False,
        True,
        True,
        False,
        False,
    ]
    assert by_day[JAN].lead.organisation.name == "Nottuln" and by_day[JAN].lead.contact == "Hauptamt"
    nottuln, duelmen = (by_day[MARCH].asks[one.pk] for one in (circle.nottuln, circle.duelmen))
    assert nottuln.stance == "consent" and not nottuln.provisional  # its own: it counts at once
    assert duelmen.stance == "pending" and duelmen.unconfirmed.stance == "consent"
    assert [step.state for step in by_day[MAY].steps] == ["done"]
    row = Field.objects.get(pk=field.pk)
    assert (row.phase, row.side_state) == (Phase.OPERATION, None)
    assert Event.objects.filter(kind="course", after__contains=REASON).count() == 1


def test_only_a_body_that_is_named_as_competent_decides_where_there_is_a_council(circle, enter):
    committee = circle.nottuln.bodies.create(name="Hauptausschuss", kind="ausschuss", slug="haupt")
    asked = Asked(FEB, "taking_part", "Machen Sie mit?", "", MARCH, APRIL)
    joining = joined(circle, "nottuln", "duelmen")
    prepared = Resolved(FEB, committee, "taking_part", "adopted", "7", (12, 0, 0))
    field = enter(*joining, asked, prepared)
    assert on(circle, field, APRIL).asks[circle.nottuln.pk].provisional
    again = Asked(APRIL, "taking_part", "Noch einmal?", "", MAY, MAY)
    decided = Resolved(MAY, committee, "taking_part", "adopted", "8", (12, 0, 0), is_competent=True)
    field = enter(again, decided)
    assert not on(circle, field, MAY).asks[circle.nottuln.pk].provisional


def test_one_paper_on_two_fields_is_one_resolution(circle, enter):
    decided = Resolved(MARCH, circle.rat_nottuln, "taking_part", "adopted", "12/2026", allows="Beitritte")
    course = (
        *joined(circle, "nottuln", "duelmen"),
        Asked(FEB, "taking_part", "Machen Sie mit?", "", MARCH, APRIL),
        decided,
    )
    first = enter(*course)
    second = fields.propose(
        initiative=circle.initiative, title="Vergabe", by=None, at=moments.now(), proposed_on=BEGIN
    )
    told = {"entries": course, "reason": REASON, "by": circle.people["nottuln"], "at": moments.now()}
    courses.record(field=second, **told)
    (row,) = Resolution.objects.all()
    assert row.allows == "Beitritte"
    assert [on(circle, one, MAY).decisions[0].id for one in (first, second)] == [row.pk, row.pk]
    contrary = Resolved(MARCH, circle.rat_nottuln, "taking_part", "rejected", "12/2026")
    refused(enter, contrary, at=0, field="certain")


def test_what_another_said_and_decided_counts_once_it_confirms_that(circle, enter):
    council = Body.objects.create(organisation=circle.duelmen, name="Rat", kind="rat", slug="rat-duelmen")
    field = enter(
        *joined(circle, "nottuln", "duelmen"),
        Asked(FEB, "taking_part", "Machen Sie mit?", "", MARCH, APRIL),
        Resolved(MARCH, council, "taking_part", "adopted", "7", source="Amtsblatt"),
    )
    ask = on(circle, field, APRIL).asks[circle.duelmen.pk]
    assert ask.stance == "pending" and [one.confirmed for one in ask.resolutions] == [False]
    row, mandate = Round.objects.get(asks__field=field).asks.get(), circle.people["duelmen"]
    positions.confirm(ask=row, seen=row.positions.get().pk, by=mandate, at=moments.now())
    assert on(circle, field, APRIL).asks[circle.duelmen.pk].provisional
    with pytest.raises(Refused):
        resolutions.confirm(
            resolution=Resolution.objects.get(answered__ask=row),
            by=circle.people["nottuln"],
            at=moments.now(),
        )
    resolutions.confirm(resolution=Resolution.objects.get(answered__ask=row), by=mandate, at=moments.now())
    assert not on(circle, field, APRIL).asks[circle.duelmen.pk].provisional
    with pytest.raises(Refused):
        resolutions.confirm(
            resolution=Resolution.objects.get(answered__ask=row), by=mandate, at=moments.now()
        )


def test_what_is_not_known_of_a_past_phase_is_not_recorded_rather_than_not_met(circle, enter):
    field = enter(Moved(FEB, Phase.IMPLEMENTATION))
    state = facts(circle.initiative.pk)
    results = {key: rule(state, state.field(field.pk)) for key, (_, rule) in checks.RULES.items()}
    for key in ("early_involvement", "one_hand", "continuity"):
        assert results[key].result == CheckResult.OPEN and "icht erfasst" in results[key].reason
    move = state.field(field.pk).last_move
    assert move.is_late and "Federführung benennen" in move.missing


def test_a_resting_field_rests_in_the_phase_where_it_was(circle, enter):
    field = enter(Moved(FEB, Phase.CONCEPT), Moved(MARCH, None, "on_hold"), Moved(APRIL, None))
    assert [(on(circle, field, day).phase, on(circle, field, day).side_state) for day in (MARCH, APRIL)] == [
        (3, "on_hold"),
        (3, None),
    ]


def test_a_course_goes_before_what_is_recorded_already(circle, enter):
    field = enter(Moved(APRIL, Phase.DECISION))
    enter(Moved(FEB, Phase.INTERNAL))
    assert [on(circle, field, day).phase for day in (JAN, FEB, APRIL)] == [0, 1, 4]
    moves = on(circle, field, MAY)
    assert moves.last_move.from_phase == Phase.INTERNAL
    message = refused(enter, Moved(MARCH, Phase.IMPLEMENTATION), at=0, field="effective_on")
    assert "passt nicht in den Verlauf" in message


@pytest.mark.parametrize(
    ("entry", "field"),
    [
        (lambda c: Moved(BEGIN - DAY, Phase.INTERNAL), "effective_on"),
        (lambda c: Moved(moments.today() + DAY, Phase.INTERNAL), "effective_on"),
        (lambda c: Moved(FEB, Phase.PROPOSAL), "effective_on"),
        (lambda c: Moved(FEB, None), "effective_on"),
        (lambda c: Joined(FEB, c.rosendahl, "left"), "day"),
        (lambda c: Joined(BEGIN - DAY, c.rosendahl, "participating"), "effective_on"),
        (lambda c: Assessed(FEB, "red"), "cause"),
        (lambda c: Cost(FEB, c.rosendahl, 1, 1, 0, "x", "confirmed"), "organisation"),
        (lambda c: Said(FEB, c.duelmen, "taking_part", "consent"), "day"),
        (lambda c: Asked(FEB, "taking_part", "Frage?", "", JAN, MARCH), "deadline"),
        (lambda c: Asked(FEB, "taking_part", "Frage?", "", MARCH, FEB - DAY), "closed_on"),
        (lambda c: Asked(FEB, "decision", "Frage?", "", MARCH, MARCH), "subject_version"),
        (lambda c: Noted(FEB, "loss_accepted", "done"), "organisation"),
    ],
)
def test_one_entry_that_cannot_have_been_refuses_all_at_its_place(circle, enter, entry, field):
    entries = [*joined(circle, "nottuln", "duelmen"), entry(circle), Moved(MAY, Phase.OPERATION)]
    refused(enter, *entries, at=2, field=field)
    assert on(circle, enter.field, MAY).phase == 0


@pytest.mark.parametrize(("closed_on", "works"), [(APRIL - DAY, True), (APRIL, True), (APRIL + DAY, False)])
def test_nobody_left_the_coordination_before_its_round_was_over(circle, enter, closed_on, works):
    entries = [
        *joined(circle, "nottuln", "duelmen"),
        Moved(JAN, Phase.INTERNAL),
        Asked(FEB, "taking_part", "Machen Sie mit?", "", MARCH, closed_on),
        Moved(APRIL, Phase.BASELINE),
    ]
    if works:
        assert on(circle, enter(*entries), APRIL).phase == Phase.BASELINE
    else:
        assert "lief bis zum 11.04.2026" in refused(enter, *entries, at=4, field="effective_on")


def test_two_hundred_entries_are_one_act_and_the_wrong_one_is_named(circle, enter):
    lights = [Assessed(JAN + number * DAY, "green") for number in range(200)]
    wrong = [*lights[:149], replace(lights[149], light="yellow"), *lights[150:]]
    refused(enter, *wrong, at=149, field="cause")
    assert enter.field.assessments.count() == 0
    enter(*lights)
    assert enter.field.assessments.count() == 200


def test_two_that_would_lead_on_one_day_are_refused(circle, enter):
    first = joined(circle, "nottuln", leads=True, contact="Amt")
    second = joined(circle, "duelmen", day=MARCH, leads=True, contact="Amt")
    field = enter(*second)
    enter(*first)
    assert [on(circle, field, day).lead.organisation.name for day in (JAN, MARCH)] == ["Nottuln", "Dülmen"]


@pytest.mark.parametrize("values", [{"reason": " "}, {"reason": ""}])
def test_a_course_without_a_source_or_without_an_entry_is_refused(circle, enter, values):
    with pytest.raises(Refused) as refusal:
        enter(Moved(FEB, Phase.INTERNAL), **values)
    assert refusal.value.field == "reason"
    with pytest.raises(Refused, match="mindestens eine Zeile"):
        enter()


def test_who_enters_a_past_course(circle, enter):
    field = enter(*joined(circle, "duelmen", leads=True, contact="Amt"))
    state = facts(circle.initiative.pk)
    may = {
        name: access.may_record_past(mandate, state, state.field(field.pk))
        for name, mandate in circle.people.items()
    }
    assert {name for name, allowed in may.items() if allowed} == {
        "nottuln",
        "duelmen",
        "administrator",
        "county_administrator",
    }
    refused(
        enter,
        Asked(FEB, "taking_part", "Frage?", "", MARCH, MARCH),
        Said(FEB, circle.duelmen, "taking_part", "consent"),
        at=1,
        by="administrator",
    )


def test_an_own_votum_is_no_way_around_a_round_that_was_closed_here(circle):
    by, ask = circle.people["duelmen"], circle.ask(circle.duelmen)
    rounds.close_round(round_=circle.round, reason="Es eilt.", by=circle.people["nottuln"], at=moments.now())
    with pytest.raises(Refused, match="geschlossen"):
        positions.give(ask=ask, stance="consent", forgotten=True, by=by, at=moments.now())
