"""The snapshot for a past day is the same after whatever has happened since, and holds what was entered late for it."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from initiatives.domain.agreements import agreements, stages
from initiatives.domain.circle import conditions, initiatives, participants
from initiatives.domain.fields import assessments, fields, ordering, workflow
from initiatives.domain.kernel import moments
from initiatives.domain.kernel.errors import Refused
from initiatives.domain.kernel.moments import Moment
from initiatives.domain.meetings import meetings
from initiatives.domain.money import plain
from initiatives.domain.proposals import acceptance
from initiatives.domain.reports import reports
from initiatives.domain.snapshots import editions, status_report
from initiatives.domain.votes import amendments, positions, resolutions, rounds
from initiatives.enums import Light, Participation, SideState, Stance
from initiatives.models import Field, Initiative, Meeting, Report
from initiatives.snapshot.form import read, write
from initiatives.snapshot.status_report import Paper
from tests.domain import gatherings, projects
from tests.domain.reports.test_reports import plan
from tests.reports import snapshots
from tests.support.personas import AT, BEGIN

DAY = BEGIN + timedelta(days=100)


def at(days: int) -> datetime:
    """Noon, days after the day of the report."""
    return AT + timedelta(days=100 + days)


def taken(initiative: Initiative, known: datetime, day: date = DAY) -> dict[str, Any]:
    found = status_report.take(
        initiative_ids=[initiative.pk],
        moment=Moment(day, known),
        edition="non_public",
        paper=read(Paper, snapshots.paper()),
    )
    return write(found)["initiatives"][0]


def assess(circle, light: str, when: datetime, **values) -> None:
    words = {} if light == Light.GREEN else {"cause": "Zwei Verfahren", "measure": "Ausschreiben"}
    assessments.assess(
        field=circle.payroll, light=light, by=circle.people["nottuln"], at=when, **words | values
    )


@pytest.fixture
def busy(circle):
    """Until the day of the report."""
    by = circle.people["nottuln"]
    for name in ("nottuln", "rosendahl"):
        fields.set_participation(
            field=circle.payroll,
            organisation=getattr(circle, name),
            status=Participation.PARTICIPATING,
            by=circle.people[name],
            at=at(-30),
        )
    fields.set_lead(field=circle.payroll, organisation=circle.nottuln, contact="Amt 10", by=by, at=at(-29))
    workflow.release(field=circle.payroll, reason="Mit Auflagen.", by=by, at=at(-28))
    positions.give(ask=circle.ask(circle.nottuln), stance=Stance.CONSENT, by=by, at=at(-20))
    assess(circle, Light.GREEN, at(-10), milestone="Vertrag", milestone_on=DAY + timedelta(days=60))
    enter(circle, 100_00, at(-9))
    circle.proposal = projects.propose(circle, "county", "nottuln", "duelmen", "rosendahl", at=at(-8))
    projects.answer(circle, circle.proposal, "duelmen", "interest", at=at(-7))
    circle.meeting = gatherings.meeting(
        circle,
        at(5).replace(microsecond=0),
        invited_at=at(-6),
        recorded_at=at(-6),
        effective_on=DAY - timedelta(days=6),
    )
    return circle


def enter(circle, joint: int, when: datetime) -> None:
    plain.enter(
        field=circle.payroll,
        organisation=circle.nottuln,
        today_cents=200_00,
        joint_cents=joint,
        source="Haushalt",
        confidence="estimated",
        by=circle.people["nottuln"],
        at=when,
    )


def everything_after(circle) -> None:
    """Every table that a snapshot reads changes after the day: joinings, leavings, endings."""
    by, initiative = circle.people["nottuln"], circle.initiative
    positions.give(
        ask=circle.ask(circle.duelmen),
        stance=Stance.REFUSAL,
        reason="Nein.",
        by=circle.people["duelmen"],
        at=at(1),
    )
    resolutions.resolve(
        asks=[circle.ask(circle.nottuln)],
        body=circle.rat_nottuln,
        result="adopted",
        effective_on=DAY + timedelta(days=2),
        by=by,
        at=at(2),
    )
    assess(circle, Light.RED, at(2))
    enter(circle, 50_00, at(2))
    Meeting.objects.filter(pk=circle.meeting.pk).update(
        state="closed", started_at=at(5), closed_at=at(5), result="Beschlossen"
    )
    gatherings.decision(circle, circle.meeting)
    meetings.record(
        initiative=initiative, title="Drittes", held_on=DAY + timedelta(days=7), result="x", by=by, at=at(8)
    )
    projects.answer(circle, circle.proposal, "nottuln", "take_part", at=at(8))
    projects.answer(circle, circle.proposal, "rosendahl", "take_part", at=at(8))
    circle.proposal.refresh_from_db()
    acceptance.accept(proposal=circle.proposal, version=circle.proposal.version, by=by, at=at(9))
    conditions.add(initiative=initiative, text="nur freiwillig", rule_key="voluntary", by=None, at=at(9))
    conditions.end(condition=initiative.conditions.first(), by=by, at=at(10))
    row = Field.objects.get(pk=circle.payroll.pk)
    fields.edit(field=row, values={"title": "Lohn", "aim": "Neu"}, version=row.version, by=by, at=at(10))
    ordering.move(field=circle.hotline, up=True, by=by, at=at(11), reason="Dringend.")
    fields.set_lead(field=circle.payroll, organisation=circle.rosendahl, contact="Amt 20", by=by, at=at(12))
    workflow.release(field=circle.payroll, reason="Weiter.", by=by, at=at(13))
    workflow.rest(field=circle.hotline, side_state=SideState.ENDED, reason="Aus.", by=by, at=at(14))
    row = Initiative.objects.get(pk=initiative.pk)
    initiatives.edit(
        initiative=row,
        values={"convening": circle.duelmen, "background": "Anders."},
        version=row.version,
        by=circle.people["administrator"],
        at=at(15),
    )


def test_the_state_of_a_day_stays_whatever_comes_after(busy):
    before = taken(busy.initiative, at(0))
    assert [m["state"] for m in before["meetings"]] == ["closed", "invited"]
    everything_after(busy)
    after = taken(busy.initiative, moments.now())
    assert after == before
    now = taken(busy.initiative, moments.now(), moments.today())
    differing = {key for key in now if now[key] != before[key]}
    assert differing >= {
        "background",
        "places",
        "conditions",
        "order_reason",
        "meetings",
        "projects",
        "fields",
    }


def test_who_is_only_party_of_an_agreement_is_no_participant_and_in_public_only_once_it_has_decided(circle):
    now, nottuln = moments.now(), circle.people["nottuln"]
    entering = [circle.county, circle.nottuln]
    agreed = agreements.draw_up(field=circle.payroll, title="Betrieb", entering=entering, by=nottuln, at=now)

    def named(public: bool) -> tuple[bool, bool]:
        whole = status_report.take(
            initiative_ids=[circle.initiative.pk],
            moment=Moment(moments.today(), moments.now()),
            edition="non_public",
            paper=read(Paper, snapshots.paper()),
        )
        [told] = (editions.public(whole) if public else whole).initiatives
        return tuple(circle.county.ags in {one.key for one in rows} for rows in (told.places, told.parties))

    assert (named(public=False), named(public=True)) == ((False, True), (False, False))
    stages.record(agreement=agreed, kind="published", gazette="Amtsblatt", past=True, by=nottuln, at=now)
    assert named(public=True) == (False, False), "its own body has not resolved"
    fields.set_participation(
        field=circle.hotline,
        organisation=circle.county,
        status="participating",
        by=circle.people["county"],
        at=now,
    )
    assert named(public=True)[0], "it takes part now"


def test_who_leaves_later_was_there_on_the_day(busy):
    before = taken(busy.initiative, at(0))
    participants.set_participants(
        initiative=busy.initiative,
        organisations=[busy.nottuln, busy.duelmen],
        by=busy.people["administrator"],
        at=moments.now(),
    )
    after = taken(busy.initiative, moments.now())
    assert [p["name"] for p in after["places"]] == [p["name"] for p in before["places"]]
    assert after["fields"][0]["participation"] == before["fields"][0]["participation"]
    now = taken(busy.initiative, moments.now(), moments.today())
    assert now["fields"][0]["participation"]["05558040"] == "left"


def test_a_round_that_was_closed_or_given_more_time_later_was_open_with_its_deadline(circle):
    deadline = circle.round.deadline
    today = moments.today() - timedelta(days=1)
    before = taken(circle.initiative, moments.now(), today)
    rounds.extend(
        round_=circle.round,
        deadline=deadline + timedelta(days=30),
        by=circle.people["nottuln"],
        at=moments.now(),
    )
    rounds.close_round(round_=circle.round, reason="Genug.", by=circle.people["nottuln"], at=moments.now())
    after = taken(circle.initiative, moments.now(), today)
    assert after["fields"][0]["answers"] == before["fields"][0]["answers"]
    assert after["fields"][0]["round_title"] == before["fields"][0]["round_title"]


def test_a_resolution_stands_there_once_with_all_that_it_is(busy):
    """Under its title, with absent members; that it prepares, allows more, and concerns the others in nothing."""
    by, ask = busy.people["nottuln"], busy.ask(busy.nottuln)
    committee = busy.nottuln.bodies.create(name="Hauptausschuss", kind="ausschuss", slug="haupt")
    shared = {"asks": [ask], "by": by, "at": at(20)}
    heads = {"votes_for": 11, "votes_against": 0, "members_absent": 2}
    resolutions.resolve(
        **shared, body=committee, result="noted", effective_on=DAY, content={"title": "Personal"} | heads
    )
    content = {"title": "Personal", "allows": "Beitritte"}
    resolutions.resolve(**shared, body=busy.rat_nottuln, result="amended", effective_on=DAY, content=content)

    def told() -> list[tuple]:
        (field, *_) = taken(busy.initiative, moments.now(), moments.today())["fields"]
        return [
            tuple(one[name] for name in ("title", "votes", "prepares", "advance", "alone"))
            for one in field["decisions"]
        ]

    prepared = ("Personal", "11 Ja, 0 Nein, 2 abwesend", True, False, False)
    assert told() == [prepared, ("Personal", "", False, True, False)]
    amendments.rule(ask=ask, concerns_others=False, reason="Nur hier", by=by, at=at(21))
    assert told() == [prepared, ("Personal", "", False, True, True)]


def test_what_was_entered_late_for_the_day_is_in_it(busy):
    by = busy.people["nottuln"]
    resolutions.resolve(
        asks=[busy.ask(busy.nottuln)],
        body=busy.rat_nottuln,
        result="adjourned",
        effective_on=DAY,
        by=by,
        at=at(20),
    )
    assess(busy, Light.YELLOW, at(20), effective_on=DAY)
    fields.set_participation(
        field=busy.hotline,
        organisation=busy.duelmen,
        status=Participation.INTERESTED,
        by=busy.people["duelmen"],
        at=at(20),
        effective_on=DAY,
    )
    meetings.record(initiative=busy.initiative, title="Vorgespräch", held_on=DAY, by=by, at=at(20))
    fields.propose(
        initiative=busy.initiative, title="Archiv", aim="Erst so", proposed_on=DAY, by=by, at=at(20)
    )
    late = taken(busy.initiative, at(21))
    payroll, hotline, archive = late["fields"]
    assert (payroll["light"], [d["result"] for d in payroll["decisions"]]) == ("yellow", ["vertagt"])
    assert hotline["participation"] == {"05558016": "interested"}
    assert (archive["title"], archive["aim"]) == ("Archiv", "Erst so")
    assert "Vorgespräch" in [m["title"] for m in late["meetings"]]
    early = taken(busy.initiative, at(1))
    assert len(early["fields"]) == 2 and early["fields"][0]["light"] == "green", "not known yet"


def test_a_late_field_stands_with_its_first_texts_for_the_days_before_it_was_entered(circle):
    row = fields.propose(
        initiative=circle.initiative, title="Archiv", aim="Erst so", proposed_on=DAY, by=None, at=at(20)
    )
    fields.edit(field=row, values={"aim": "Dann so"}, version=1, by=circle.people["duelmen"], at=at(30))

    def aims(day: date) -> list[str]:
        return [f["aim"] for f in taken(circle.initiative, moments.now(), day)["fields"]][2:]

    assert [aims(DAY - timedelta(days=1)), aims(DAY), aims(DAY + timedelta(days=30))] == [
        [],
        ["Erst so"],
        ["Dann so"],
    ]


def test_an_initiative_that_was_entered_late_can_be_reported_from_its_first_day_on(circle):
    late = initiatives.found(
        title="Archive", short_title="Archive", documented_from=BEGIN, county=circle.county, by=None, at=at(0)
    )
    report = plan(circle, initiatives=[late], as_of=BEGIN, at=at(1))
    reports.start(report=report, at=at(1))
    assert Report.objects.get(pk=report.pk).snapshot["initiatives"][0]["title"] == "Archive"
    with pytest.raises(Refused, match="liegt vor dem Beginn"):
        plan(circle, initiatives=[late], as_of=BEGIN - timedelta(days=1), at=at(1))
