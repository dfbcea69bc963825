"""A course that lies in the past, and who left on its way: what held on which day, and what is still theirs."""

from datetime import date

import pytest
from django.urls import reverse

from initiatives.domain.circle import directory, participants
from initiatives.domain.desk import todo_list
from initiatives.domain.kernel import moments
from initiatives.domain.kernel.moments import Moment
from initiatives.domain.log import notice_access
from initiatives.domain.people import personal_data
from initiatives.domain.rules import gates, matrix, tallies
from initiatives.domain.snapshots import status_report
from initiatives.domain.state.loading import facts
from initiatives.domain.talk import comments
from initiatives.domain.votes import positions, rounds
from initiatives.enums import Edition, Participation, Stance
from initiatives.models import Initiative, Notice, Report, Task
from initiatives.snapshot.form import read, write
from initiatives.snapshot.status_report import Paper
from tests.domain.reports.test_reports import finished, issue
from tests.reports import snapshots
from tests.support.country import ago
from tests.support.personas import client_of

BORKEN, GESCHER, AHAUS, REKEN = "05554012", "05554020", "05554004", "05554044"


def day(days: int) -> date:
    return moments.day_of(ago(days))


def state(course, days: int) -> dict:
    """What a report as of that day says of the initiative, from all that is known today."""
    taken = status_report.take(
        initiative_ids=[course.initiative.pk],
        moment=Moment(day(days), moments.now()),
        edition=Edition.NON_PUBLIC,
        paper=read(Paper, snapshots.paper()),
    )
    return write(taken)["initiatives"][0]


# The course, days ago


@pytest.mark.parametrize(
    ("days", "phase", "lead", "stances", "decided"),
    [
        (188, 0, None, {}, 0),
        (183, 0, GESCHER, {}, 0),
        (181, 0, GESCHER, {}, 0),
        (180, 1, GESCHER, {}, 0),
        (171, 1, GESCHER, {}, 0),
        (170, 1, GESCHER, "pending pending pending pending", 0),
        (165, 1, GESCHER, "consent pending pending pending", 0),
        (160, 1, GESCHER, "consent consent pending pending", 0),
        (154, 1, GESCHER, "consent consent consent refusal", 0),
        (150, 1, GESCHER, "consent consent consent refusal", 1),
        (131, 1, GESCHER, "consent consent consent refusal", 1),
        (130, 2, GESCHER, "consent consent consent refusal", 1),
        (0, 2, GESCHER, "consent consent consent refusal", 1),
    ],
)
def test_a_report_as_of_a_day_of_the_course_tells_what_held(course, days, phase, lead, stances, decided):
    [row] = state(course, days)["fields"]
    wanted = dict(zip((BORKEN, GESCHER, AHAUS, REKEN), stances.split(), strict=True)) if stances else {}
    assert (row["phase"], row["lead"]) == (phase, lead)
    assert {place: answer["stance"] for place, answer in row["answers"].items()} == wanted
    assert len(row["decisions"]) == decided
    if wanted.get(BORKEN) == "consent":
        assert row["answers"][BORKEN]["provisional"] is not bool(decided)
    refused = {REKEN: "not_participating"} if wanted.get(REKEN) == "refusal" else {}
    joined = {GESCHER: "participating", AHAUS: "left" if days <= 100 else "participating"}
    assert row["participation"] == (refused | joined if days <= 184 else {})


def test_before_the_field_there_is_none_and_before_the_first_day_no_report(course, country):
    assert state(course, 191)["fields"] == [] and len(state(course, 190)["fields"]) == 1
    by = country.second.people["county"]
    assert finished(country.second, initiatives=[course.initiative], as_of=day(200), by=by).as_of == day(200)


def test_between_two_reports_of_the_past_the_changes_are_told(course, country):
    second = country.second
    one = {"initiatives": [course.initiative], "edition": Edition.NON_PUBLIC}
    issue(second, finished(second, as_of=day(175), **one))
    later = finished(second, as_of=day(125), **one)
    found = str(later.snapshot["changes"])
    assert later.snapshot["previous"]["comparable"]
    for words in ("Bestandsaufnahme", "Zustimmung", "Ablehnung", "ungeändert beschlossen"):
        assert words in found
    assert "ausgetreten" not in found
    assert "ausgetreten" in str(finished(second, as_of=day(99), **one).snapshot["changes"])


def test_since_when_each_takes_part_or_not_any_more_is_kept(course):
    assert state(course, 101)["circle_since"][AHAUS] < day(101).isoformat()
    assert state(course, 100)["circle_since"][AHAUS] == day(100).isoformat()


# Who left


def test_who_left_is_in_the_circle_until_the_day_before_and_in_its_past_for_good(course, country):
    second = country.second
    before, after = (facts(course.initiative.pk, Moment(day(days), moments.now())) for days in (101, 100))
    assert [o.name for o in before.participants] == ["Ahaus", "Borken", "Gescher", "Reken"]
    assert [o.name for o in after.participants] == ["Borken", "Gescher", "Reken"]
    assert [m.organisation.name for m in tallies.members(after, None)] == ["Borken", "Gescher", "Reken"]
    acting = {one.email for one in directory.entries(facts=after, day=moments.today())}
    assert country.first.people["stranger"].user.email not in acting
    shown = {days: matrix.build(found, set(), None) for days, found in ((101, before), (100, after))}
    assert [shown[days].total.participating for days in (101, 100)] == [2, 1]
    assert [shown[days].total.consents for days in (101, 100)] == [3, 3], "what was said stays said"
    assert [c.organisation.name for c in shown[100].columns] == ["Borken", "Gescher", "Reken", "Ahaus"]
    [given_back] = Task.objects.filter(initiative=course.initiative)
    assert given_back.owner == second.nottuln
    own = todo_list.todo(initiatives=[after], organisation_id=country.ahaus.pk, today=moments.today())
    assert own.duties == ()


def test_who_left_opens_nothing_and_is_told_nothing_but_keeps_the_reports_of_its_time(course, country):
    second, stranger = country.second, country.first.people["stranger"]
    assert not Initiative.objects.visible_to(stranger).filter(pk=course.initiative.pk).exists()
    client = client_of(stranger.user)
    for name, pk in (
        ("initiative", course.initiative.pk),
        ("matrix", course.initiative.pk),
        ("field", course.field.pk),
        ("round", course.round.pk),
        ("position", course.ask(country.ahaus).pk),
        ("task", Task.objects.get(initiative=course.initiative).pk),
    ):
        assert client.get(reverse(name, args=[pk])).status_code == 404, name
    assert client.post(reverse("position", args=[course.ask(country.ahaus).pk])).status_code == 404
    comments.write(
        field=course.field,
        text="Und Ahaus?",
        mentioned=[stranger.user_id],
        by=second.people["nottuln"],
        at=moments.now(),
    )
    assert not Notice.objects.filter(user=stranger.user, recorded_at__gte=ago(1)).exists()
    one = {"initiatives": [course.initiative], "edition": Edition.NON_PUBLIC}
    told = {days: issue(second, finished(second, as_of=day(days), **one)) for days in (101, 100, 99)}
    seen = {days: Report.objects.visible_to(stranger).filter(pk=told[days].pk).exists() for days in told}
    assert seen == {101: True, 100: True, 99: False}
    held = {days: notice_access.reading(told[days], [stranger]) == [stranger] for days in told}
    assert held == seen
    kept = personal_data.export(
        user=stranger.user, by=country.first.people["administrator"], at=moments.now()
    )
    assert "Wir sind dabei." in str(kept) and "Und Ahaus?" not in str(kept)


@pytest.mark.parametrize(
    ("gone", "missing", "stays"),
    [
        ("duelmen", ["Mindestens zwei Zustimmungen, bisher 1"], Participation.LEFT),
        ("rosendahl", [], Participation.NOT_PARTICIPATING),
    ],
)
def test_of_the_two_consents_that_a_field_needs_none_is_of_who_has_left(country, gone, missing, stays):
    """Also where it had not joined the field; who has refused is no more out of it than before."""
    second, at = country.second, moments.now()
    for name, stance, reason in (
        ("nottuln", Stance.CONSENT, ""),
        ("duelmen", Stance.CONSENT, ""),
        ("rosendahl", Stance.REFUSAL, "Nein."),
    ):
        ask = second.ask(getattr(second, name))
        positions.give(ask=ask, stance=stance, reason=reason, by=second.people[name], at=at)
    rounds.close_round(round_=second.round, by=second.people["nottuln"], at=at)
    participants.set_participants(
        initiative=second.initiative,
        organisations=[
            o for o in (second.nottuln, second.duelmen, second.rosendahl) if o != getattr(second, gone)
        ],
        by=second.people["county_administrator"],
        at=at,
    )
    state = facts(second.initiative.pk)
    [row] = [one for one in state.fields if one.id == second.payroll.pk]
    assert [point.what for point in gates.taking_part_settled(state, row)] == missing
    assert row.participation_of(getattr(second, gone).pk) == stays
