"""The steering group: its seats with their days, what it decides in a meeting, and the release that waits for it."""

from datetime import timedelta

import pytest

from initiatives.domain.circle import participants, steering
from initiatives.domain.fields import fields, workflow
from initiatives.domain.kernel import moments
from initiatives.domain.kernel.errors import Refused
from initiatives.domain.kernel.moments import Moment
from initiatives.domain.meetings import attendance, meetings, results
from initiatives.domain.rules import gates
from initiatives.domain.state.loading import facts
from initiatives.models import Event, Initiative, MeetingResult, SteeringSeat
from tests.support.meetings import noted, opened

OFFICE = "Bürgermeister/in"


@pytest.fixture
def by(circle):
    return circle.people["nottuln"]


def take(circle, place, office=OFFICE, ago=10, **values):
    values = {"by": circle.people["nottuln"], "at": moments.now()} | values
    since = moments.today() - timedelta(days=ago)
    return steering.seat(
        initiative=circle.initiative, organisation=place, office=office, member_from=since, **values
    )


def refuses(act, words):
    before = list(SteeringSeat.objects.values()), Event.objects.count(), MeetingResult.objects.count()
    with pytest.raises(Refused, match=words):
        act()
    after = list(SteeringSeat.objects.values()), Event.objects.count(), MeetingResult.objects.count()
    assert after == before


def seated(circle, moment=None) -> list[str]:
    return [str(one) for one in facts(circle.initiative.pk, moment).steering_group]


def test_a_seat_stands_from_its_first_day_to_its_last_and_is_told_of(circle, by):
    today, one = moments.today(), take(circle, circle.duelmen, ago=10)
    steering.end(seat=one, member_until=today - timedelta(days=2), by=by, at=moments.now())
    take(circle, circle.county, "Landrat/Landrätin", ago=0)
    at = {days: Moment(today - timedelta(days=days), moments.now()) for days in (11, 10, 2, 1, 0)}
    here = "Stadt Dülmen (Bürgermeister/in)"
    assert {days: seated(circle, moment) for days, moment in at.items()} == {
        11: [],
        10: [here],
        2: [here],
        1: [],
        0: ["Kreis Coesfeld (Landrat/Landrätin)"],
    }
    told = Event.objects.filter(kind="steering").order_by("pk")
    assert [(e.subject, e.after) for e in told][:2] == [
        ("Lenkungsgruppe: neuer Sitz", "Stadt Dülmen, Bürgermeister/in"),
        ("Lenkungsgruppe: Sitz beendet", "Stadt Dülmen, Bürgermeister/in"),
    ]


def test_what_was_told_later_was_not_known(circle, by):
    """Two clocks: as known before the end was told of, the seat has none."""
    today, before = moments.today(), moments.now()
    one = take(circle, circle.duelmen, ago=10)
    between = moments.now()
    steering.end(seat=one, member_until=today - timedelta(days=5), by=by, at=between + timedelta(seconds=1))
    assert seated(circle, Moment(today, before - timedelta(seconds=1))) == []
    assert seated(circle, Moment(today, between)) == ["Stadt Dülmen (Bürgermeister/in)"]
    assert seated(circle, Moment(today, between + timedelta(seconds=1))) == []


def test_a_wrong_seat_is_refused_and_nothing_written(circle, by):
    stranger = circle.people["stranger"].organisation
    refuses(lambda: take(circle, circle.duelmen, office=" "), "nennen Sie das Amt")
    refuses(lambda: take(circle, circle.duelmen, ago=-1), "liegt in der Zukunft")
    refuses(lambda: take(circle, circle.duelmen, ago=40_000), "erst ab dem")
    refuses(lambda: take(circle, stranger), "gehört nicht zum Kreis")
    one = take(circle, circle.duelmen)
    refuses(lambda: take(circle, circle.duelmen, office="bürgermeister/IN", ago=0), "schon einen Sitz")
    take(circle, circle.duelmen, office="Kämmerei", ago=0)
    today = moments.today()

    def ends(on):
        return lambda: steering.end(seat=one, member_until=on, by=by, at=moments.now())

    refuses(ends(today + timedelta(days=1)), "liegt in der Zukunft")
    refuses(ends(one.member_from - timedelta(days=1)), "erst seit dem")
    ends(today - timedelta(days=1))()
    refuses(ends(today), "schon beendet")
    refuses(lambda: take(circle, circle.duelmen, ago=1), "schon einen Sitz")
    take(circle, circle.duelmen, ago=0)
    longer = {"seat": one, "values": {"member_until": today}, "correction_reason": "Laut Niederschrift"}
    refuses(lambda: steering.correct(**longer, by=by, at=moments.now()), "schon einen Sitz")


def test_a_seat_is_put_right_with_its_days(circle, by):
    one, today = take(circle, circle.duelmen), moments.today()
    former = one.member_from

    def correct(reason="Laut Niederschrift", **values):
        told = {"correction_reason": reason, "by": by, "at": moments.now()}
        return steering.correct(seat=one, values=values, **told)

    refuses(lambda: correct(reason=" ", office="Kämmerei"), "begründen Sie")
    refuses(lambda: correct(member_from=former), "nichts geändert")
    refuses(lambda: correct(member_from=today + timedelta(days=1)), "liegt in der Zukunft")
    refuses(lambda: correct(member_from=today - timedelta(days=40_000)), "erst ab dem")
    refuses(lambda: correct(member_until=today), "auf der Seite der Lenkungsgruppe")
    row = correct(member_from=former + timedelta(days=1), office="Kämmerei")
    assert seated(circle, Moment(former, moments.now())) == []
    assert seated(circle, Moment(row.member_from, moments.now())) == ["Stadt Dülmen (Kämmerei)"]
    steering.end(seat=row, member_until=today, by=by, at=moments.now())
    refuses(lambda: correct(member_until=former), "erst seit dem")
    correct(member_until=row.member_from)
    told = Event.objects.filter(kind="steering-corrected").earliest("pk")
    assert told.after.endswith("– Laut Niederschrift") and f"{former:%d.%m.%Y}" in told.before


def test_who_leaves_the_circle_leaves_the_group(circle):
    take(circle, circle.rosendahl)
    take(circle, circle.county, "Landrat/Landrätin")
    participants.set_participants(
        initiative=circle.initiative,
        organisations=[circle.nottuln, circle.duelmen],
        by=circle.people["administrator"],
        at=moments.now(),
    )
    ended = SteeringSeat.objects.exclude(member_until=None)
    assert [one.organisation for one in ended] == [circle.rosendahl]


@pytest.fixture
def meeting(circle):
    """All three are there, and of the county its guest."""
    found = opened(circle)
    noted(circle, found)
    there = {circle.county.pk: True}
    attendance.note_presence(meeting=found, present=there, by=circle.people["nottuln"], at=moments.now())
    return found


def decide(circle, meeting, *voters, vote="yes", **values):
    sent = {"steering": "milestone", "field": circle.payroll, "text": "Der Entwurf steht."} | values
    votes = {place.pk: vote for place in voters}
    return results.decide(meeting=meeting, votes=votes, by=circle.people["nottuln"], at=moments.now(), **sent)


def test_only_who_has_a_seat_on_the_day_and_is_there_votes(circle, meeting, by):
    ended = take(circle, circle.rosendahl, ago=10)
    steering.end(seat=ended, member_until=moments.today() - timedelta(days=1), by=by, at=moments.now())
    refuses(lambda: decide(circle, meeting, circle.rosendahl), "einen Sitz in ihr haben")
    refuses(lambda: decide(circle, meeting), "einen Sitz in ihr haben")
    take(circle, circle.duelmen)
    take(circle, circle.county, "Landrat/Landrätin", ago=0)
    refuses(lambda: decide(circle, meeting, circle.duelmen, circle.nottuln), "nicht abgestimmt")
    refuses(lambda: decide(circle, meeting, circle.duelmen, field=None), "nennt das Feld")
    refuses(lambda: decide(circle, meeting), "wer wie gestimmt hat")
    made = decide(circle, meeting, circle.duelmen, circle.county)
    assert results.result_in_words(made) == (
        "Der Entwurf steht. (Lenkungsgruppe: Meilenstein, angenommen; Kreis Coesfeld dafür, Dülmen dafür)"
    )
    # The county, a guest, has no vote in a decision of the delegates.
    refuses(
        lambda: decide(circle, meeting, circle.duelmen, circle.county, steering=""), "Anwesenheit erfasst"
    )


def test_a_release_waits_for_the_group_until_it_has_decided(circle, meeting, by):
    Initiative.objects.filter(pk=circle.initiative.pk).update(releases_need_steering=True)
    take(circle, circle.duelmen)

    def points():
        state = facts(circle.initiative.pk)
        return {one.what: one.who for one in gates.missing(state, state.field(circle.payroll.pk))}

    wanted = "Beschluss der Lenkungsgruppe zu diesem Feld"
    assert points()[wanted] == "die Lenkungsgruppe (Stadt Dülmen)"
    with pytest.raises(Refused, match=wanted):
        workflow.release(field=circle.payroll, by=by, at=moments.now())
    decide(circle, meeting, circle.duelmen, steering="order")
    assert wanted in points(), "it counts once the meeting is closed"
    meetings.close(meeting=meeting, by=by, at=moments.now())
    assert wanted not in points()
    fields.edit(
        field=circle.payroll, values={"aim": "Ziel"}, version=circle.payroll.version, by=by, at=moments.now()
    )
    workflow.release(field=circle.payroll, reason="Eilt", by=by, at=moments.now())
    assert wanted in points(), "the next phase needs the next decision"
