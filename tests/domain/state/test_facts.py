"""The loader: both clocks, and the same few queries however much there is."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from initiatives.domain.fields import assessments, fields, steps
from initiatives.domain.kernel import moments
from initiatives.domain.kernel.moments import Moment
from initiatives.domain.state import answers, meetings, proposals, records, versions
from initiatives.domain.state.loading import facts
from initiatives.domain.votes import positions, resolutions, rounds
from initiatives.enums import Participation, RoundPurpose
from initiatives.models import Initiative, Organisation
from tests.support.personas import BEGIN


def at(day: date, hour: int = 12) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=timezone.get_default_timezone())


JAN, FEB, MARCH = date(2026, 1, 20), date(2026, 2, 20), date(2026, 3, 20)


def test_now_and_as_of_now_are_the_same_state(example_case):
    for initiative in (example_case.municipalities, example_case.counties):
        live = facts(initiative.pk)
        assert facts(initiative.pk, Moment(moments.today(), moments.now())) == live
    assert {f.light for f in facts(example_case.municipalities.pk).fields} == {
        "green",
        "yellow",
        "red",
        "grey",
        "none",
    }


def test_the_example_course_leaves_the_state_of_2010_as_the_source_has_it(example_case):
    then = facts(example_case.municipalities.pk, Moment(date(2010, 10, 31), moments.now()))
    assert [f.phase for f in then.fields] == [0] * 7
    assert not any(f.participations or f.asks or f.lead or f.assessment for f in then.fields)
    assert [m.held_on for m in then.meetings] == [None]
    assert not then.is_example
    assert facts(example_case.municipalities.pk).is_example


def test_before_the_beginning_there_is_nothing(source_case):
    with pytest.raises(Initiative.DoesNotExist):
        facts(source_case.municipalities.pk, Moment(date(2010, 9, 19), moments.now()))


def test_a_text_counts_as_it_stood_at_the_end_of_the_day(circle):
    delegate = circle.people["duelmen"]
    fields.edit(field=circle.payroll, values={"aim": "Erst so."}, version=1, by=delegate, at=at(JAN))
    fields.edit(field=circle.payroll, values={"aim": "Dann so."}, version=2, by=delegate, at=at(FEB))

    def aim(day: date) -> str:
        return facts(circle.initiative.pk, Moment(day, moments.now())).field(circle.payroll.pk).aim

    assert [aim(JAN - timedelta(days=1)), aim(JAN), aim(FEB - timedelta(days=1)), aim(FEB)] == [
        "",
        "Erst so.",
        "Erst so.",
        "Dann so.",
    ]


def test_a_late_entry_counts_from_its_day_but_only_once_it_is_known(circle):
    assessments.assess(
        field=circle.payroll, light="green", effective_on=JAN, by=circle.people["duelmen"], at=at(MARCH)
    )

    def light(known: datetime) -> str:
        return facts(circle.initiative.pk, Moment(JAN, known)).field(circle.payroll.pk).light

    assert light(at(FEB)) == "none"
    assert light(at(MARCH, 13)) == "green"


def test_the_latest_assessment_is_the_one_in_effect_not_the_one_recorded_last(circle):
    by = circle.people["duelmen"]
    assessments.assess(field=circle.payroll, light="green", effective_on=FEB, by=by, at=at(FEB))
    assessments.assess(
        field=circle.payroll, light="red", cause="x", measure="y", effective_on=JAN, by=by, at=at(MARCH)
    )
    state = facts(circle.initiative.pk, Moment(MARCH, moments.now())).field(circle.payroll.pk)
    assert state.light == "green"


def test_a_participation_is_told_by_both_clocks(circle):
    by = circle.people["duelmen"]
    for status, effective, known in (
        (Participation.PARTICIPATING, JAN, JAN),
        (Participation.LEFT, FEB, MARCH),
    ):
        fields.set_participation(
            field=circle.payroll,
            organisation=circle.duelmen,
            status=status,
            effective_on=effective,
            by=by,
            at=at(known),
        )

    def status_on(day: date, known: datetime) -> str:
        state = facts(circle.initiative.pk, Moment(day, known)).field(circle.payroll.pk)
        return state.participation_of(circle.duelmen.pk)

    assert status_on(date(2026, 1, 10), moments.now()) == "open"
    assert status_on(JAN, moments.now()) == "participating"
    assert status_on(FEB, at(FEB, 23)) == "participating"
    assert status_on(FEB, at(MARCH, 13)) == "left"


def test_a_correction_takes_the_mis_entry_out_of_the_past_and_a_change_of_mind_does_not(circle):
    ask, by = circle.ask(circle.duelmen), circle.people["duelmen"]
    positions.give(ask=ask, stance="consent", by=by, at=at(JAN))

    def stance(day: date) -> str:
        state = facts(circle.initiative.pk, Moment(day, moments.now())).field(circle.payroll.pk)
        return state.stance_of(circle.duelmen.pk)

    positions.give(ask=ask, stance="abstention", by=by, at=at(FEB))
    assert [stance(JAN), stance(FEB)] == ["consent", "abstention"]
    positions.give(
        ask=ask,
        stance="refusal",
        reason="Kein Bedarf.",
        correction_reason="Falsch erfasst",
        by=by,
        at=at(MARCH),
    )
    assert [stance(JAN), stance(FEB), stance(MARCH)] == ["consent", "consent", "refusal"]


def test_a_consent_is_provisional_until_the_competent_body_has_resolved(circle):
    ask, by = circle.ask(circle.nottuln), circle.people["nottuln"]
    positions.give(ask=ask, stance="consent", by=by, at=at(JAN))

    def provisional() -> bool:
        return facts(circle.initiative.pk).field(circle.payroll.pk).asks[circle.nottuln.pk].provisional

    assert provisional()
    resolutions.resolve(
        asks=[ask], body=circle.rat_nottuln, result="adjourned", effective_on=FEB, by=by, at=at(FEB)
    )
    assert provisional()
    resolutions.resolve(
        asks=[ask], body=circle.rat_nottuln, result="adopted", effective_on=MARCH, by=by, at=at(MARCH)
    )
    assert not provisional()


@pytest.mark.parametrize("moment", [None, Moment(MARCH, at(MARCH))], ids=["now", "then"])
def test_the_number_of_queries_does_not_grow(circle, django_assert_num_queries, moment):
    with CaptureQueriesContext(connection) as few:
        facts(circle.initiative.pk, moment)
    for n in range(12):
        made = fields.propose(initiative=circle.initiative, title=f"Feld {n}", by=None, at=at(JAN))
        fields.set_participation(
            field=made,
            organisation=circle.duelmen,
            status=Participation.PARTICIPATING,
            by=circle.people["duelmen"],
            at=at(JAN),
        )
    with django_assert_num_queries(len(few)):
        facts(circle.initiative.pk, moment)


@pytest.mark.parametrize("step", [answers, records, meetings, proposals])
def test_what_is_added_while_the_loader_reads_finds_what_it_refers_to(circle, monkeypatch, step):
    read = step.read

    def read_late(*args, **named):
        monkeypatch.undo()
        when = {"by": circle.people["nottuln"], "at": at(JAN)}
        field = fields.propose(initiative=circle.initiative, title="Neu", **when)
        third = Organisation.objects.create(name="Zweckverband", designation="Zweckverband", kind="dritte")
        fields.set_participation(field=field, organisation=third, status="participating", **when)
        steps.add(field=field, title="Vertrag", owner=third, **when)
        circle.initiative.participants.create(organisation=third, joined_on=JAN)
        rounds.open_round(
            question=rounds.Question(RoundPurpose.TAKING_PART, "?"),
            fields=[field],
            organisations=[circle.duelmen, third],
            deadline=moments.today() + timedelta(days=9),
            **when,
        )
        return read(*args, **named)

    monkeypatch.setattr(step, "read", read_late)
    facts(circle.initiative.pk)
    assert "Neu" in [field.title for field in facts(circle.initiative.pk).fields]


def test_a_state_of_a_moment_is_never_half_of_a_change(circle, monkeypatch):
    """A Votum and the release that follows it, stored while a report is being read."""
    moment = Moment(moments.today(), moments.now() + timedelta(minutes=1))
    read = records.read

    def read_late(*args, **named):
        monkeypatch.undo()
        ask, by = circle.ask(circle.duelmen), circle.people["duelmen"]
        positions.give(ask=ask, stance="consent", by=by, at=moments.now())
        assessments.assess(field=circle.payroll, light="green", by=circle.people["nottuln"], at=moments.now())
        return read(*args, **named)

    monkeypatch.setattr(records, "read", read_late)
    told = facts(circle.initiative.pk, moment)
    assert told == facts(circle.initiative.pk, moment)
    one = told.field(circle.payroll.pk)
    assert (one.stance_of(circle.duelmen.pk), one.light) == ("consent", "green")


def test_a_state_that_moves_all_the_time_is_told_as_it_came_and_not_kept(circle, monkeypatch):
    read, times = records.read, []

    def read_late(*args, **named):
        times.append(len(times))
        fields.propose(initiative=circle.initiative, title=f"Neu {times[-1]}", by=None, at=moments.now())
        return read(*args, **named)

    monkeypatch.setattr(records, "read", read_late)
    told = facts(circle.initiative.pk)
    assert len(times) == versions.TRIES and told.fields[-1].title == f"Neu {times[-1]}"
    monkeypatch.undo()
    assert facts(circle.initiative.pk) is not told


def test_what_databases_tell_differently_has_its_type(circle):
    fields.edit(
        field=circle.payroll,
        values={"focal_points": ["Löhne", "Reisekosten"]},
        version=1,
        by=circle.people["duelmen"],
        at=at(JAN),
    )
    found = facts(circle.initiative.pk)
    nottuln, county = found.organisations[circle.nottuln.pk], found.organisations[circle.county.pk]
    assert nottuln.takes_part is True and county.takes_part is False and found.is_example is False
    assert (nottuln.latitude, nottuln.population_date) == (51.9, date(2022, 12, 31))
    payroll = found.field(circle.payroll.pk)
    assert payroll.focal_points == ("Löhne", "Reisekosten")
    assert payroll.round.closes_itself is False and payroll.phase_dates == {0: BEGIN}


def test_one_field_alone_keeps_its_number(circle):
    whole = facts(circle.initiative.pk)
    alone = facts(circle.initiative.pk, field_id=circle.hotline.pk)
    assert alone.fields == (whole.fields[1],)
    assert replace(whole, fields=alone.fields) == alone


def test_a_county_is_never_called_like_its_town_and_towns_of_one_name_by_their_counties(circle):
    """Where several stand side by side; in the field's table, the matrix and the snapshot it is this name."""
    other = Organisation.objects.create(
        kind="kreis", name="Stormarn", designation="Kreis Stormarn", ags="01062"
    )
    for ags, county, addition in (("05558099", circle.county, ""), ("01062076", other, " (Kreis Stormarn)")):
        made = Organisation.objects.create(
            kind="gemeinde",
            name="Tangstedt",
            designation=f"Gemeinde Tangstedt{addition}",
            ags=ags,
            county=county,
        )
        circle.initiative.participants.create(organisation=made, joined_on=moments.today())
    with versions.state_change():
        versions.move_all()
    names = [one.name for one in facts(circle.initiative.pk).organisations.values()]
    assert names == [
        "Kreis Coesfeld",
        "Dülmen",
        "Nottuln",
        "Rosendahl",
        *("Tangstedt (Kreis Coesfeld)", "Tangstedt (Kreis Stormarn)"),
    ]
