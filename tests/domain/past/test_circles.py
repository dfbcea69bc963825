"""What belongs to an initiative as a whole, entered afterwards."""

from datetime import date, timedelta

import pytest

from initiatives.domain.kernel import moments
from initiatives.domain.kernel.errors import Refused
from initiatives.domain.kernel.moments import Moment
from initiatives.domain.past import circles
from initiatives.domain.past.circles import Decided, Met, TookPart
from initiatives.domain.past.entries import EntryRefused
from initiatives.domain.state.loading import facts
from initiatives.enums import SteeringDecision
from initiatives.models import Initiative, InitiativeParticipant, Meeting, MeetingResult
from tests.support.personas import BEGIN

FEB, MARCH, DAY = date(2026, 2, 10), date(2026, 3, 10), timedelta(days=1)


def enter(circle, *entries, by="administrator", documented_from=BEGIN):
    circles.record(
        initiative=circle.initiative,
        documented_from=documented_from,
        entries=entries,
        reason="Beschlussbuch",
        by=circle.people[by],
        at=moments.now(),
    )


def there(circle, day):
    return {one.id for one in facts(circle.initiative.pk, Moment(day, moments.now())).participants}


@pytest.mark.parametrize(
    ("by", "left_on", "works"),
    [
        ("administrator", None, True),
        ("administrator", MARCH, True),
        ("nottuln", None, False),
        ("nottuln", MARCH, True),
    ],
)
def test_only_the_administrator_takes_in_who_is_not_there_now(circle, by, left_on, works):
    entry = TookPart(FEB, circle.county, left_on)
    if not works:
        with pytest.raises(EntryRefused) as refused:
            enter(circle, entry, by=by)
        assert refused.value.field == "left_on"
        assert not InitiativeParticipant.objects.filter(organisation=circle.county).exists()
        return
    enter(circle, entry, by=by)
    county = circle.county.pk
    assert [county in there(circle, day) for day in (FEB - DAY, FEB, MARCH - DAY)] == [False, True, True]
    assert (county in there(circle, MARCH)) is (left_on is None)


def test_who_is_there_now_was_there_earlier(circle):
    earlier = BEGIN - 400 * DAY
    enter(circle, TookPart(earlier, circle.duelmen), by="nottuln", documented_from=earlier)
    assert there(circle, earlier) == {circle.duelmen.pk}
    assert InitiativeParticipant.objects.get(organisation=circle.duelmen).joined_on == earlier


@pytest.mark.parametrize(
    ("day", "left_on", "field"),
    [
        (BEGIN - DAY, MARCH, "joined_on"),
        (MARCH, FEB, "left_on"),
        (FEB, moments.today() + 2 * DAY, "left_on"),
    ],
)
def test_an_order_of_days_that_cannot_be_writes_nothing(circle, day, left_on, field):
    with pytest.raises(EntryRefused) as refused:
        enter(circle, TookPart(day, circle.county, left_on))
    assert refused.value.field == field
    assert not InitiativeParticipant.objects.filter(organisation=circle.county).exists()


def test_nobody_is_there_twice_at_one_time(circle):
    enter(circle, TookPart(FEB, circle.county, MARCH))
    with pytest.raises(EntryRefused, match="schon da"):
        enter(circle, TookPart(MARCH - DAY, circle.county, MARCH + DAY))
    enter(circle, TookPart(MARCH, circle.county, MARCH + DAY))


@pytest.mark.parametrize("first", [BEGIN + DAY, moments.today() + 2 * DAY])
def test_the_documentation_begins_no_later_than_what_stands_here(circle, first):
    with pytest.raises(Refused) as refused:
        enter(circle, documented_from=first)
    assert refused.value.field == "documented_from"
    assert Initiative.objects.get(pk=circle.initiative.pk).documented_from == BEGIN


def test_the_documentation_begins_earlier_each_time_that_something_earlier_turns_up(circle):
    for first in (date(2013, 1, 1), date(2011, 1, 1), date(2009, 1, 1)):
        enter(circle, documented_from=first)
        assert Initiative.objects.get(pk=circle.initiative.pk).documented_from == first
        for known in (Moment(first, moments.now()), Moment(moments.today(), moments.now())):
            assert facts(circle.initiative.pk, known).documented_from == first


def test_what_a_past_meeting_decided_is_told_once_it_is_recorded(circle):
    field, day = circle.payroll, circle.payroll.proposed_on
    order = Decided(day, "Projektauftrag an den Kreis", "Lenkungsgruppe", field, SteeringDecision.ORDER)
    enter(circle, order, Met(day, "Lenkungsgruppe"), by="nottuln")
    before = moments.now()
    enter(circle, Decided(day, "Bericht abgenommen", "lenkungsgruppe", field, SteeringDecision.REPORT))
    then, now = (
        next(
            one
            for one in facts(circle.initiative.pk, Moment(day, at)).meetings
            if one.title == "Lenkungsgruppe"
        ).decisions
        for at in (before, moments.now())
    )
    assert [(one.field_id, one.steering, one.is_adopted) for one in then] == [(field.pk, "order", True)]
    assert [one.steering for one in now] == ["order", "report"]


@pytest.mark.parametrize(
    ("held", "title", "late", "steering", "with_field", "blamed"),
    [
        ((), "", 0, "", True, "held_on"),
        (("A", "B"), "", 0, "", True, "meeting"),
        (("A", "A"), "A", 0, "", True, "meeting"),
        (("A",), "B", 0, "", True, "meeting"),
        (("A",), "", 0, "order", False, "field"),
        (("A",), "", -1, "order", True, "held_on"),
    ],
)
def test_a_decision_belongs_to_one_meeting_and_to_a_field_of_its_time(
    circle, held, title, late, steering, with_field, blamed
):
    circle.payroll.meeting_results.all().delete()
    Meeting.objects.all().delete()
    day = circle.payroll.proposed_on + late * DAY
    decided = Decided(day, "Projektauftrag", title, circle.payroll if with_field else None, steering)
    with pytest.raises(EntryRefused) as refused:
        enter(circle, *(Met(day, one) for one in held), decided, documented_from=BEGIN - 30 * DAY)
    assert (refused.value.field, refused.value.number) == (blamed, len(held))
    assert not MeetingResult.objects.filter(text="Projektauftrag").exists()
