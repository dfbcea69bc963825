"""Who provides for the others: one a day, and it takes part; handed over, corrected, told as of each day."""

from datetime import timedelta

import pytest

from initiatives.domain.circle import participants
from initiatives.domain.fields import fields, participation_corrections, providers
from initiatives.domain.kernel import moments
from initiatives.domain.kernel.errors import Conflict, Refused
from initiatives.domain.kernel.moments import Moment
from initiatives.domain.past import courses
from initiatives.domain.past.entries import Joined
from initiatives.domain.state.loading import facts
from initiatives.models import Event, ParticipationEntry
from tests.support.personas import BEGIN

DAY = timedelta(days=1)


@pytest.fixture
def members(circle):
    """Nottuln, Dülmen and the county take part from the beginning on; Nottuln leads."""
    shared = {"field": circle.payroll, "by": circle.people["nottuln"], "at": moments.now()}
    for one in (circle.nottuln, circle.duelmen, circle.county):
        fields.set_participation(organisation=one, status="participating", effective_on=BEGIN, **shared)
    fields.set_lead(organisation=circle.nottuln, contact="Amt 10", effective_on=BEGIN, **shared)


def provide(circle, name, **others):
    providers.set_provider(
        field=circle.payroll,
        organisation=name and getattr(circle, name),
        by=circle.people["nottuln"],
        at=moments.now(),
        **others,
    )


def on(circle, day=None):
    moment = Moment(day, moments.now()) if day else None
    field = facts(circle.initiative.pk, moment).field(circle.payroll.pk)
    lead = (field.lead.organisation.id, field.lead.contact) if field.lead else None
    return field.provider and field.provider.organisation.id, lead


def test_the_county_provides_from_a_day_on_and_the_lead_stays(circle, members):
    provide(circle, "county", effective_on=BEGIN + 9 * DAY)
    lead = (circle.nottuln.pk, "Amt 10")
    assert on(circle) == (circle.county.pk, lead)
    assert on(circle, BEGIN + 8 * DAY) == (None, lead)
    assert on(circle, BEGIN + 9 * DAY) == (circle.county.pk, lead)
    event = Event.objects.filter(kind="provider").get()
    assert (event.before, event.after, event.effective_on) == (
        "noch keiner",
        "Kreis Coesfeld",
        BEGIN + 9 * DAY,
    )


def test_who_leads_and_provides_keeps_the_one_where_the_other_is_handed_over(circle, members):
    provide(circle, "nottuln", effective_on=BEGIN + DAY)
    shared = {"field": circle.payroll, "by": circle.people["nottuln"], "at": moments.now()}
    fields.set_lead(organisation=circle.county, contact="", effective_on=BEGIN + 2 * DAY, **shared)
    assert on(circle) == (circle.nottuln.pk, (circle.county.pk, ""))
    fields.set_lead(organisation=circle.nottuln, contact="Amt 11", effective_on=BEGIN + 3 * DAY, **shared)
    provide(circle, "county", effective_on=BEGIN + 4 * DAY)
    assert on(circle) == (circle.county.pk, (circle.nottuln.pk, "Amt 11"))
    provide(circle, None, effective_on=BEGIN + 5 * DAY)
    assert on(circle) == (None, (circle.nottuln.pk, "Amt 11"))


def test_one_entered_afterwards_holds_over_what_was_known_of_a_later_day(circle, members):
    shared = {"field": circle.payroll, "by": circle.people["nottuln"], "at": moments.now()}
    fields.set_lead(organisation=circle.county, contact="", effective_on=BEGIN + 9 * DAY, **shared)
    provide(circle, "duelmen", effective_on=BEGIN + 20 * DAY)
    provide(circle, "county", effective_on=BEGIN + DAY)
    assert on(circle, BEGIN + 9 * DAY) == (circle.county.pk, (circle.county.pk, ""))
    assert on(circle, BEGIN + 19 * DAY)[0] == circle.county.pk
    assert on(circle) == (circle.duelmen.pk, (circle.county.pk, ""))


@pytest.mark.parametrize("name", ["rosendahl", "county"])
def test_only_who_takes_part_on_that_day_provides(circle, members, name):
    before = ParticipationEntry.objects.count()
    day = BEGIN + DAY if name == "rosendahl" else BEGIN - DAY
    with pytest.raises(Refused) as refusal:
        provide(circle, name, effective_on=day)
    assert refusal.value.field == ("provider" if name == "rosendahl" else "effective_on")
    assert ParticipationEntry.objects.count() == before


def test_who_provides_leaves_only_after_another_was_named(circle, members):
    provide(circle, "county")
    leave = {"field": circle.payroll, "organisation": circle.county, "status": "left"}
    with pytest.raises(Refused, match="Leistungserbringer") as refusal:
        fields.set_participation(by=circle.people["county"], at=moments.now(), **leave)
    assert refusal.value.field == "status"
    provide(circle, "duelmen")
    fields.set_participation(by=circle.people["county"], at=moments.now(), **leave)
    assert on(circle)[0] == circle.duelmen.pk


def test_two_who_name_another_are_told_of_it_and_the_same_writes_nothing(circle, members):
    provide(circle, "county", seen=None)
    with pytest.raises(Conflict) as conflict:
        provide(circle, "duelmen", seen=None)
    assert conflict.value.theirs == {"provider": "Kreis Coesfeld"}
    before = Event.objects.count()
    provide(circle, "county", seen=circle.county.pk)
    assert Event.objects.count() == before


def test_a_wrong_day_is_put_right_on_both_sides_and_taken_back(circle, members):
    provide(circle, "duelmen", effective_on=BEGIN + DAY)
    provide(circle, "county", effective_on=BEGIN + 5 * DAY)
    entry = ParticipationEntry.objects.standing().get(organisation=circle.county, is_provider=True)
    words = {"correction_reason": "Laut Vertrag", "by": circle.people["nottuln"], "at": moments.now()}
    with pytest.raises(Refused, match="Leistungserbringer"):
        participation_corrections.correct(entry=entry, values={"status": "interested"}, **words)
    new = participation_corrections.correct(entry=entry, values={"effective_on": BEGIN + 3 * DAY}, **words)
    assert on(circle, BEGIN + 2 * DAY)[0] == circle.duelmen.pk
    assert on(circle, BEGIN + 3 * DAY)[0] == circle.county.pk
    assert participation_corrections.words(new) == "beteiligt, Leistungserbringer"
    assert Event.objects.filter(kind="provider-corrected").exists()
    participation_corrections.correct(entry=new, values={}, withdrawn=True, **words)
    assert on(circle)[0] == circle.duelmen.pk


def test_a_past_course_says_who_provided(circle):
    joined = [Joined(BEGIN + DAY, circle.county, "participating", provides=True)]
    courses.record(
        field=circle.payroll,
        entries=[*joined, Joined(BEGIN + DAY, circle.nottuln, "participating", leads=True, contact="Amt 10")],
        reason="Akten",
        by=circle.people["nottuln"],
        at=moments.now(),
    )
    assert on(circle) == (circle.county.pk, (circle.nottuln.pk, "Amt 10"))


def test_who_provides_does_not_leave_the_initiative(circle, members):
    provide(circle, "duelmen")
    staying = [circle.nottuln, circle.rosendahl]
    shared = {"initiative": circle.initiative, "by": circle.people["administrator"], "at": moments.now()}
    with pytest.raises(
        Refused, match="ist im Feld „Personalabrechnung bündeln“ Leistungserbringer"
    ) as refusal:
        participants.set_participants(organisations=staying, **shared)
    assert refusal.value.field == "participants"
    provide(circle, None)
    participants.set_participants(organisations=staying, **shared | {"at": moments.now()})
    assert not circle.initiative.participants.filter(organisation=circle.duelmen, left_on=None).exists()
