"""The decision register: what stands in it, and the entries that tell how far something is carried out."""

from datetime import timedelta

import pytest

from initiatives.domain.kernel.errors import Refused
from initiatives.domain.kernel.moments import day_of
from initiatives.domain.meetings import register
from initiatives.domain.meetings.register_groups import grouped
from initiatives.domain.rules import access
from initiatives.domain.state import loading
from initiatives.enums import ImplementationState, MeetingState, Participation, ResolutionResult, RoundPurpose
from initiatives.models import Event, FieldParticipation, Implementation, Meeting, Round
from tests.domain.gatherings import CLOSED_AT, STARTS, closed, decision, meeting, resolution

AT = CLOSED_AT + timedelta(days=30)
TODAY = day_of(AT)
DONE, OPEN, DROPPED = ImplementationState.DONE, ImplementationState.OPEN, ImplementationState.DROPPED


def entries(circle) -> list[register.Entry]:
    return register.entries(facts=loading.facts(circle.initiative.pk), today=TODAY)


def refused(words: str, **arguments) -> None:
    before = (Implementation.objects.count(), Event.objects.count())
    with pytest.raises(Refused, match=words):
        register.implement(**arguments)
    assert (Implementation.objects.count(), Event.objects.count()) == before


def test_decisions_and_resolutions_stand_in_it_newest_first(circle):
    closed(circle)
    resolution(circle, STARTS.date() + timedelta(days=1), paper_number="12/2026")
    newest, oldest = entries(circle)
    assert (newest.kind, newest.who, newest.result, newest.votes) == (
        register.RESOLUTION,
        "Rat, Gemeinde Nottuln",
        "ungeändert beschlossen",
        "30 dafür, 0 dagegen, 2 enthalten",
    )
    assert newest.text == "Wirkt Ihre Kommune an diesem Feld mit?, Vorlage 12/2026"
    assert (oldest.kind, oldest.who, oldest.result, oldest.votes) == (
        register.DECISION,
        "Zweites Treffen",
        "angenommen",
        "2 dafür, 1 dagegen",
    )
    assert (oldest.on, oldest.field) == (STARTS.date(), circle.payroll.title)
    assert (oldest.state, oldest.state_word) == (OPEN, "offen")
    assert (newest.state, newest.state_word) == ("", "nicht festgehalten")


def test_who_has_put_it_off_has_not_decided(circle):
    """The round asks all three; each counts once however often its body has dealt with it."""
    resolution(circle, result=ResolutionResult.ADJOURNED)
    for expected, more in ((0, ResolutionResult.REJECTED), (1, ResolutionResult.ADOPTED), (1, None)):
        found = entries(circle)
        (group,) = grouped(found[:1], found)
        assert (group.decided, group.asked.organisations) == (expected, 3)
        if more:
            resolution(circle, result=more)
    closed(circle)
    found = entries(circle)
    assert [group.asked is None for group in grouped(found, found)].count(True) == 1
    assert grouped([], found) == []


def test_a_resolution_on_a_draft_is_open_until_told_otherwise_one_to_take_part_says_nothing(circle):
    resolution(circle)
    assert [one.state for one in entries(circle)] == [""]
    Round.objects.update(purpose=RoundPurpose.DECISION, subject_version="2.0")
    assert [one.state for one in entries(circle)] == [OPEN]
    found = resolution(circle, result=ResolutionResult.REJECTED)
    assert {one.id: one.state_word for one in entries(circle)}[found.pk] == "nichts umzusetzen"


def test_how_far_a_resolution_to_take_part_is_can_be_told_all_the_same(circle):
    found = resolution(circle)
    register.implement(of=found, state=DONE, by=circle.people["nottuln"], at=AT)
    assert [one.state for one in entries(circle)] == [DONE]
    event = Event.objects.get(kind="implementation")
    assert (event.page, event.field_id) == ("register_resolution", circle.payroll.pk)


def test_a_decision_stands_in_it_only_once_its_meeting_is_closed(circle):
    running = meeting(circle, state=MeetingState.RUNNING, started_at=STARTS)
    found = decision(circle, running)
    assert entries(circle) == []
    refused("abgeschlossen ist", state=DONE, by=circle.people["nottuln"], at=AT, of=found)


def test_only_what_was_adopted_is_carried_out(circle):
    by = circle.people["nottuln"]
    held = closed(circle)
    rejected = decision(circle, held.meeting, is_adopted=False)
    for result in (ResolutionResult.REJECTED, ResolutionResult.ADJOURNED, ResolutionResult.NOTED):
        refused("nur, was beschlossen ist", state=DONE, by=by, at=AT, of=resolution(circle, result=result))
    refused("nur, was beschlossen ist", state=DONE, by=by, at=AT, of=rejected)
    states = {(one.kind, one.id): one.state for one in entries(circle)}
    assert states.pop((register.DECISION, held.meeting.results.filter(is_adopted=True).get().pk)) == OPEN
    assert set(states.values()) == {""}


def test_the_latest_entry_counts_and_the_earlier_stay(circle):
    found, by = closed(circle).meeting.results.get(kind="decision"), circle.people["duelmen"]
    register.implement(
        state=ImplementationState.WORK,
        contact="Fachbereich Personal",
        due_on=TODAY - timedelta(days=1),
        by=by,
        at=AT - timedelta(days=5),
        of=found,
    )
    (late,) = entries(circle)
    assert (late.state, late.contact, late.overdue) == ("work", "Fachbereich Personal", True)
    register.implement(state=DONE, note="Läuft seit heute.", due_on=late.due_on, by=by, at=AT, of=found)
    (done,) = entries(circle)
    assert (done.state, done.overdue) == ("done", False)
    assert [row.state for row in found.implementations.all()] == ["work", "done"]
    told = Event.objects.filter(kind="implementation").first()
    assert (told.before, told.after.partition(",")[0]) == ("in Umsetzung", "umgesetzt")
    assert (told.page, told.page_id, told.field_id) == ("register_decision", found.pk, circle.payroll.pk)


def test_the_contact_of_the_decision_counts_until_another_is_named(circle):
    found = closed(circle).meeting.results.get(kind="decision")
    found.contact = "Hauptamt"
    found.save()
    assert entries(circle)[0].contact == "Hauptamt"


def test_days_and_reasons_that_cannot_be(circle):
    found, by = closed(circle).meeting.results.get(kind="decision"), circle.people["nottuln"]
    given = {"by": by, "at": AT, "of": found}
    refused("in der Zukunft", state=DONE, effective_on=TODAY + timedelta(days=1), **given)
    refused("erst am 12.03.2026", state=DONE, effective_on=STARTS.date() - timedelta(days=1), **given)
    refused("begründen", state=DROPPED, note="  ", **given)
    register.implement(state=DROPPED, note="Aufgehoben", effective_on=TODAY - timedelta(days=3), **given)
    refused("nichts geändert", state=DROPPED, note="Aufgehoben", **given)


def test_what_was_forgotten_stands_between_and_the_latest_counts(circle):
    found, by = closed(circle).meeting.results.get(kind="decision"), circle.people["nottuln"]
    for state, days in ((DONE, 1), (ImplementationState.WORK, 3)):
        register.implement(of=found, state=state, effective_on=TODAY - timedelta(days=days), by=by, at=AT)
    assert [row.state for row in found.implementations.all()] == ["work", "done"]
    assert [one.state for one in entries(circle)] == ["done"]
    told = Event.objects.filter(kind="implementation").order_by("pk").last()
    assert (told.before, told.after) == ("", "in Umsetzung")


def test_a_decision_without_a_field_is_told_at_the_initiative(circle):
    held = closed(circle)
    found = decision(circle, held.meeting, field=None, text="Das nächste Treffen ist in Dülmen.")
    register.implement(state=DONE, by=circle.people["nottuln"], at=AT, of=found)
    event = Event.objects.filter(kind="implementation").get()
    assert (event.field_id, event.initiative_id) == (None, circle.initiative.pk)
    assert any(one.id == found.pk and one.field == "" for one in entries(circle))


def test_who_may_tell_how_far_it_is(circle):
    FieldParticipation.objects.create(
        field=circle.payroll,
        organisation=circle.duelmen,
        status=Participation.PARTICIPATING,
        effective_on=STARTS.date(),
    )
    facts = loading.facts(circle.initiative.pk)
    field = facts.field(circle.payroll.pk)

    def those(field, organisation_id) -> set[str]:
        return {
            name
            for name, mandate in circle.people.items()
            if access.may_implement(mandate, facts, field, organisation_id)
        }

    assert those(field, None) == {"nottuln", "duelmen", "rosendahl"}
    assert those(None, None) == {"nottuln"}
    assert those(field, circle.duelmen.pk) == {"duelmen"}
    assert those(field, circle.county.pk) == set()


def test_it_costs_the_same_for_few_and_for_many(circle, django_assert_num_queries):
    held = closed(circle)
    entries(circle)
    facts = loading.facts(circle.initiative.pk)
    with django_assert_num_queries(2):
        register.entries(facts=facts, today=TODAY)
    for number in range(5):
        resolution(circle, STARTS.date() + timedelta(days=number))
        found = decision(circle, held.meeting)
        register.implement(state=DONE, by=circle.people["nottuln"], at=AT, of=found)
    facts = loading.facts(circle.initiative.pk)
    with django_assert_num_queries(2):
        assert len(register.entries(facts=facts, today=TODAY)) == 11


def test_a_meeting_told_of_afterwards_without_decisions_adds_none(circle):
    assert Meeting.objects.filter(starts_at=None).exists()
    assert entries(circle) == []
